//! `lotse import`: access logs of a service, by the running Lotse or here when none runs.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use lotse_domain::{
    clock::Entropy as _,
    hexadecimal::hexadecimal,
    import::{LineCounts, LogFormat},
};

use super::{
    asking::{OTHER_VERSION, answer, answer_with},
    backup::Percent,
};
use crate::{
    config::Config,
    control_socket::{Answer, Request},
    data_folder::create_private,
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
    #[arg(long, value_parser = format_named)]
    format: Option<LogFormat>,
    /// A host whose lines are wanted, instead of those of the service; may be given several times
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// Import nothing: say what the first lines of each file hold
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
    let request = Request::Import {
        service: flags.service.clone().unwrap_or_default(),
        paths,
        format: flags.format,
        hosts: flags.hosts.clone(),
        look: flags.dry_run,
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
        _ => bail!(OTHER_VERSION),
    }
    Ok(())
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
        say(&format!("  page views from {first} to {last}"));
    }
}

fn tell(files: &[String], counts: &LineCounts) {
    say(&format!("  {} lines read", counts.read));
    say(&format!("  {} page views, of them {} there before", counts.page_views, counts.known));
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
