//! `lotse import`: access logs, rows, outcomes of cases and figures of a service, by the running Lotse or here when none runs.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use lotse_domain::{
    clock::Entropy as _,
    hexadecimal::hexadecimal,
    import::{LineCounts, LogFormat, RowColumns},
};

use super::{
    asking::{OTHER_VERSION, answer, answer_with},
    backup::Percent,
};
use crate::{
    config::Config,
    control_socket::{Answer, Request},
    data_folder::create_private,
    figures::{FiguresOfFile, SaidOfFigures, TableOfFile, TakenFigures},
    import::UPLOADS,
    imports::{ListedImport, LookedAt},
    system::SystemEntropy,
};

/// What is imported, listed or undone.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct ImportFlags {
    #[command(subcommand)]
    command: Option<ImportCommand>,
    /// The service's place in addresses, as `lotse service list` shows it
    #[arg(required = true)]
    service: Option<String>,
    /// Files, folders, or - for what comes on standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The format, where it is not recognised
    #[arg(long, value_parser = format_named, conflicts_with = "figures")]
    format: Option<LogFormat>,
    /// A host whose lines are wanted, instead of those of the service; may be given several times
    #[arg(long = "host", value_name = "HOST", conflicts_with = "figures")]
    hosts: Vec<String>,
    /// What a column is, where its name does not tell, as WHAT=HEAD; may be given several times. Of rows: time, page,
    /// host, method, status, address, browser or language; of outcomes: case, outcome, time, fields or channel; of figures: date, label, count or left-out
    #[arg(long = "column", value_name = "WHAT=HEAD", value_parser = column)]
    columns: Vec<(String, String)>,
    /// The files hold figures that others counted, not single page views
    #[arg(long)]
    figures: bool,
    /// What the series of figures are called
    #[arg(long, requires = "figures")]
    name: Option<String>,
    /// First day of figures that say no date
    #[arg(long, requires = "figures", requires = "last")]
    first: Option<Date>,
    /// Last day of figures that say no date
    #[arg(long, requires = "figures", requires = "first")]
    last: Option<Date>,
    /// Import nothing: say what each file holds
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// List imports, the newest first
    List {
        /// Of this service alone
        service: Option<String>,
    },
    /// Erase everything that an import brought; the same files may be imported anew
    Undo {
        /// The number of the import, as `lotse import list` shows it
        import: i64,
    },
}

fn format_named(text: &str) -> Result<LogFormat, String> {
    text.parse().map_err(|error: lotse_domain::words::UnknownWord| error.to_string())
}

fn column(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(_, head)| !head.is_empty());
    let (what, head) = parts.ok_or("needs a form such as time=created_at")?;
    Ok((what.to_owned(), head.to_owned()))
}

pub(super) fn run(config: &Config, flags: &ImportFlags) -> anyhow::Result<()> {
    match &flags.command {
        Some(ImportCommand::List { service }) => list(config, service.as_deref()),
        Some(ImportCommand::Undo { import }) => undo(config, *import),
        None => import(config, flags),
    }
}

fn import(config: &Config, flags: &ImportFlags) -> anyhow::Result<()> {
    let mut given = None;
    let mut paths = Vec::new();
    for file in &flags.files {
        // The running process has another working folder, and no part in this standard input.
        paths.push(match file.as_str() {
            "-" => given.get_or_insert(StandardInput::keep(&config.data)?).file(),
            file => std::path::absolute(file)
                .with_context(|| format!("{file} is no place for a file"))?,
        });
    }
    let service = flags.service.clone().unwrap_or_default();
    let request = if flags.figures {
        Request::Figures { service, paths, said: said_of_figures(flags)?, look: flags.dry_run }
    } else {
        Request::Import {
            service,
            paths,
            format: flags.format,
            columns: columns_of_rows(flags)?,
            hosts: flags.hosts.clone(),
            look: flags.dry_run,
        }
    };
    let percent = Percent::of("read");
    let meanwhile = |answer| {
        if let Answer::Progress { done_bytes, all_bytes } = answer {
            percent.show(done_bytes, all_bytes);
        }
    };
    match answer_with(config, request, &meanwhile)? {
        Answer::Imported { import, files, counts } => {
            say(&format!("Import {import} is done."));
            tell(&files, &counts);
            say(&format!("Take it back with: lotse import undo {import}"));
        }
        Answer::LookedAt { files } => files.iter().for_each(tell_look),
        Answer::Figures { files } => files.iter().for_each(tell_figures),
        _ => bail!(OTHER_VERSION),
    }
    Ok(())
}

fn columns_of_rows(flags: &ImportFlags) -> anyhow::Result<RowColumns> {
    let mut columns = RowColumns::default();
    for (what, head) in &flags.columns {
        let role = what.parse().with_context(|| format!("--column {what}={head}"))?;
        columns.name(role, head);
    }
    Ok(columns)
}

fn said_of_figures(flags: &ImportFlags) -> anyhow::Result<SaidOfFigures> {
    let mut columns = BTreeMap::new();
    for (what, head) in &flags.columns {
        let role = what.parse().with_context(|| format!("--column {what}={head}"))?;
        columns.insert(head.clone(), role);
    }
    let days = flags.first.zip(flags.last).map(|(first, last)| [first, last]);
    Ok(SaidOfFigures { name: flags.name.clone(), days, columns })
}

fn list(config: &Config, service: Option<&str>) -> anyhow::Result<()> {
    let request = Request::Imports { service: service.map(str::to_owned) };
    let Answer::Imports { imports } = answer(config, request)? else { bail!(OTHER_VERSION) };
    if imports.is_empty() {
        say("There is no import yet.");
    }
    for ListedImport { import, service, state, files, counts, begun_at, failure } in imports {
        let files = match files.as_slice() {
            [] => String::new(),
            [file] => file.clone(),
            [file, rest @ ..] => format!("{file} and {} more", rest.len()),
        };
        let (read, added) = (counts.read, counts.added());
        say(&format!(
            "{import}\t{service}\t{state}\t{begun_at}\t{read} lines\t{added} added\t{files}"
        ));
        if let Some(failure) = failure {
            say(&format!("\t{failure}"));
        }
    }
    Ok(())
}

fn undo(config: &Config, import: i64) -> anyhow::Result<()> {
    let Answer::ImportUndone { events } = answer(config, Request::UndoImport { import })? else {
        bail!(OTHER_VERSION)
    };
    say(&format!("Import {import} is undone: {events} events are erased."));
    say("Back-ups made before still hold them: delete those when their time is over.");
    Ok(())
}

fn tell_look(LookedAt { name, format, counts, times, is_whole }: &LookedAt) {
    let Some(format) = format else {
        say(&format!("{name}: the format is not recognised; name it with --format"));
        return;
    };
    let part = if *is_whole { "all of it" } else { "the first lines" };
    say(&format!("{name}: {format}; {part}:"));
    tell(std::slice::from_ref(name), counts);
    if let Some([first, last]) = times {
        say(&format!("  from {first} to {last}"));
    }
}

fn tell_figures(of: &FiguresOfFile) {
    let days = of.days.map(|[first, last]| format!(", {first} to {last}")).unwrap_or_default();
    for TableOfFile { rows, dimensions, measures } in &of.tables {
        let what = by(&measures.join(", "), dimensions);
        say(&format!("{}: {rows} rows of {what}{days}", of.file));
    }
    if !of.left_out.is_empty() {
        let columns = of.left_out.join(", ");
        say(&format!("  left out, since means and shares cannot be added up: {columns}"));
    }
    if of.without_number > 0 {
        say(&format!("  {} rows left out, since they have no number", of.without_number));
    }
    if of.rests > 0 {
        say(&format!("  {} rows left out, since they are the rest of a breakdown", of.rests));
    }
    if of.all_faults > 0 {
        say(&format!("  {} rows cannot be read", of.all_faults));
    }
    for (row, column) in &of.faults {
        say(&format!("    row {row}: {column}"));
    }
    for taken in &of.taken {
        let TakenFigures { series, measure, dimensions, added, changed, known } = taken;
        let what = by(measure, dimensions);
        say(&format!(
            "  series {series}, {what}: {added} figures added, {changed} changed, {known} there before"
        ));
    }
}

/// What is counted, with what its labels are.
fn by(counted: &str, dimensions: &[String]) -> String {
    match dimensions {
        [] => counted.to_owned(),
        _ => format!("{counted} by {}", dimensions.join(", ")),
    }
}

fn tell(files: &[String], counts: &LineCounts) {
    say(&format!("  {} lines read", counts.read));
    say(&format!("  {} events, of them {} there before", counts.page_views, counts.known));
    for (reason, lines) in counts.by_reason() {
        say(&format!("  {lines} left out: {reason}"));
    }
    for faulty in counts.faults() {
        let file = files.get(faulty.file).map_or("", String::as_str);
        say(&format!("    {file}, line {}: {}", faulty.line, faulty.fault));
    }
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
fn say(line: &str) {
    println!("{line}");
}

/// What came on standard input, kept as a file in the data folder until the import is over.
struct StandardInput(PathBuf);

impl StandardInput {
    fn keep(data: &Path) -> anyhow::Result<Self> {
        let mut random = [0; 16];
        SystemEntropy.fill(&mut random);
        let kept = Self(data.join(UPLOADS).join(hexadecimal(&random)));
        let keep = || -> io::Result<()> {
            create_private(&kept.0)?;
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            let mut file = options.open(kept.file())?;
            io::copy(&mut io::stdin().lock(), &mut file)?;
            file.sync_all()
        };
        keep().with_context(|| format!("Standard input cannot be kept in {}", data.display()))?;
        Ok(kept)
    }

    fn file(&self) -> PathBuf {
        self.0.join("standard-input")
    }
}

impl Drop for StandardInput {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "what came on standard input could not be deleted");
        }
    }
}
