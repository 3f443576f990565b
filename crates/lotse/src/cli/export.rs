//! `lotse export`: the extract of a service as a file, by the running Lotse or here when none runs.

use std::{
    fs::{self, File},
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::Args;
use jiff::civil::Date;
use lotse_domain::{
    clock::Entropy as _,
    extract::ExtractFormat,
    hexadecimal::hexadecimal,
    query::{Automatic, Breakdown, interval::Every},
};
use lotse_report::{extract::ExtractSum, measure::Measure};

use super::asking::{OTHER_VERSION, answer_with};
use crate::{
    config::Config,
    control_socket::{Answer, Request},
    data_folder::create_private,
    export::AskedExtract,
    import::UPLOADS,
    system::SystemEntropy,
};

/// Said where somebody wants what there is not.
const NO_RAW_EXPORT: &str = "There is no raw export: no row of an event leaves Lotse. Take its figures instead, as they may be shown:
  lotse export --disclosed --service SERVICE --out FILE.csv
What is in such a file stands in docs/spec/extract.md.";

/// What is exported, and where it goes.
#[derive(Debug, Args)]
pub(super) struct ExportFlags {
    /// Figures as they may be shown. There is no other export
    #[arg(long)]
    disclosed: bool,
    /// The service's place in addresses, as `lotse service list` shows it
    #[arg(long)]
    service: Option<String>,
    /// First day [default: the last 30 whole days]
    #[arg(long, value_name = "DATE", requires = "to")]
    from: Option<Date>,
    /// Last day
    #[arg(long, value_name = "DATE", requires = "from")]
    to: Option<Date>,
    /// By what the days are cut: day, week, month, or period for all of them at once [default: as suits their number]
    #[arg(long, value_name = "PART")]
    every: Option<Every>,
    /// Rows besides the whole service, separated by commas: page, entry-page, exit-page, page-language,
    /// browser-language, device-class, browser, operating-system, referrer
    #[arg(long, value_delimiter = ',', value_name = "BREAKDOWNS")]
    by: Vec<Breakdown>,
    /// What is counted, separated by commas: daily-visitors or people, visits, page-views, bounce-rate, engaged-time
    /// [default: all]
    #[arg(long = "measure", value_delimiter = ',', value_name = "MEASURES")]
    measures: Vec<Measure>,
    /// Events of automatic clients: left-out or counted
    #[arg(long, value_name = "WHAT", default_value_t = Automatic::LeftOut)]
    automatic: Automatic,
    /// csv, jsonl or parquet [default: as the file ends]
    #[arg(long)]
    format: Option<ExtractFormat>,
    /// The file, or - for standard output
    #[arg(long, value_name = "FILE")]
    out: Option<String>,
    /// Write over the file if it is there already
    #[arg(long)]
    replace: bool,
}

pub(super) fn run(config: &Config, flags: &ExportFlags) -> anyhow::Result<()> {
    if !flags.disclosed {
        bail!(NO_RAW_EXPORT);
    }
    let Some(service) = flags.service.clone() else {
        bail!("Say of which service: --service SERVICE. `lotse service list` names them all.")
    };
    let Some(out) = flags.out.as_deref() else {
        bail!("Say where the file goes: --out FILE, or --out - for standard output.")
    };
    let format = format(flags.format, out)?;
    let standard = (out == "-").then(|| StandardOutput::make(&config.data)).transpose()?;
    let target = match &standard {
        Some(standard) => standard.file(),
        // The running process has another working folder.
        None => {
            std::path::absolute(out).with_context(|| format!("{out} is no place for a file"))?
        }
    };
    let asked = AskedExtract {
        days: flags.from.zip(flags.to).map(|(from, to)| [from, to]),
        every: flags.every,
        by: flags.by.clone(),
        measures: flags.measures.clone(),
        automatic: flags.automatic,
        format,
        target,
        replace: flags.replace,
    };
    let meanwhile = |answer| {
        if let Answer::Stretch { done, all, every } = answer {
            show(done, all, every);
        }
    };
    let answer = answer_with(config, Request::Export { service, asked }, &meanwhile)?;
    let Answer::Exported { sum } = answer else { bail!(OTHER_VERSION) };
    match standard {
        // The file alone goes to standard output.
        Some(standard) => {
            standard.pass_on()?;
            tell(&sum, "standard output", &mut io::stderr())
        }
        None => tell(&sum, out, &mut io::stdout()),
    }
    .context("What is in the file cannot be said")
}

/// The format that is named, or that the end of the file's name says.
fn format(named: Option<ExtractFormat>, out: &str) -> anyhow::Result<ExtractFormat> {
    if let Some(format) = named {
        return Ok(format);
    }
    let ending = Path::new(out).extension().and_then(|ending| ending.to_str());
    match ending.map(str::parse) {
        Some(Ok(format)) => Ok(format),
        _ => bail!(
            "The name of the file does not say its format: let it end in .csv, .jsonl or .parquet, or add --format."
        ),
    }
}

/// Rewrites one line of a terminal for each part; a file gets no such lines.
fn show(done: usize, all: usize, every: Every) {
    let mut error = io::stderr();
    if error.is_terminal() {
        let end = if done == all { "\n" } else { "" };
        // Progress that cannot be shown is no reason to stop.
        let _shown = write!(error, "\r{every} {done} of {all}{end}").and_then(|()| error.flush());
    }
}

fn tell(sum: &ExtractSum, place: &str, to: &mut dyn io::Write) -> io::Result<()> {
    let ExtractSum {
        rows,
        shown,
        too_few,
        dominated,
        protects,
        too_few_or_protects,
        not_measured,
        no_data,
    } = *sum;
    writeln!(to, "{rows} rows in {place}, {shown} of them with a number.")?;
    for (rows, why) in [
        (too_few, "hidden: too few people are in them"),
        (dominated, "hidden: one or two people make up most of them"),
        (protects, "hidden: they would give away one of too few people"),
        (too_few_or_protects, "hidden for one of these reasons"),
        (not_measured, "not measured in this service"),
        (no_data, "without data to compute them from"),
    ] {
        if rows > 0 {
            writeln!(to, "  {rows} {why}")?;
        }
    }
    Ok(())
}

/// What goes to standard output, kept as a file in the data folder until it is complete.
struct StandardOutput(PathBuf);

impl StandardOutput {
    fn make(data: &Path) -> anyhow::Result<Self> {
        let mut random = [0; 16];
        SystemEntropy.fill(&mut random);
        let kept = Self(data.join(UPLOADS).join(hexadecimal(&random)));
        create_private(&kept.0)
            .with_context(|| format!("Standard output cannot be prepared in {}", data.display()))?;
        Ok(kept)
    }

    fn file(&self) -> PathBuf {
        self.0.join("standard-output")
    }

    fn pass_on(&self) -> anyhow::Result<()> {
        let pass_on = || -> io::Result<()> {
            let mut output = io::stdout().lock();
            io::copy(&mut File::open(self.file())?, &mut output)?;
            output.flush()
        };
        pass_on().context("Standard output cannot be written")
    }
}

impl Drop for StandardOutput {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "what went to standard output could not be deleted");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_named_or_the_end_of_the_name() {
        for (named, out, expected) in [
            (None, "a.csv", Some(ExtractFormat::Csv)),
            (None, "b/a.2026.jsonl", Some(ExtractFormat::JsonLines)),
            (None, "a.parquet", Some(ExtractFormat::Parquet)),
            (Some(ExtractFormat::Csv), "-", Some(ExtractFormat::Csv)),
            (Some(ExtractFormat::Csv), "a.txt", Some(ExtractFormat::Csv)),
            (None, "a.txt", None),
            (None, "-", None),
            (None, "csv", None),
        ] {
            assert_eq!(format(named, out).ok(), expected, "{out}");
        }
    }

    #[test]
    fn it_is_said_how_many_rows_hide_a_number_and_why() {
        let sum = ExtractSum { rows: 9, shown: 4, too_few: 3, no_data: 2, ..ExtractSum::default() };
        let mut said = Vec::new();
        tell(&sum, "a.csv", &mut said).unwrap();
        assert_eq!(
            String::from_utf8(said).unwrap(),
            "9 rows in a.csv, 4 of them with a number.\n  3 hidden: too few people are in them\n  2 without data to compute them from\n"
        );
    }
}
