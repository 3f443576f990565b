//! `docs/performance.md`: what was measured, on what machine, when.

use std::{fmt::Write as _, fs};

use lotse_domain::clock::Clock as _;

use crate::machine;

/// One thing that was measured.
pub(crate) struct Section {
    /// Its heading.
    pub(crate) title: &'static str,
    /// What was done, in a sentence or two.
    pub(crate) what: String,
    /// Rows of name and figure.
    pub(crate) rows: Vec<(String, String)>,
}

const FILE: &str = "docs/performance.md";
/// What lies between is rewritten by each run; the rest of the page is written by people.
const BEGIN: &str = "<!-- measured: begin -->";
const END: &str = "<!-- measured: end -->";

/// Prints the sections, and puts them into the page unless `only_print`.
#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(crate) fn write(sections: &[Section], only_print: bool) -> anyhow::Result<()> {
    let date = lotse::system::SystemClock.now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let mut text = format!("{BEGIN}\nMeasured {date} on {}.\n", machine::describe());
    for section in sections {
        write!(
            text,
            "\n## {}\n\n{}\n\n| what | measured |\n|---|---|\n",
            section.title, section.what
        )?;
        for (name, figure) in &section.rows {
            writeln!(text, "| {name} | {figure} |")?;
        }
    }
    text.push_str(END);
    println!("{text}");
    if only_print {
        return Ok(());
    }
    let page = fs::read_to_string(FILE)?;
    let (before, rest) =
        page.split_once(BEGIN).ok_or_else(|| anyhow::anyhow!("{FILE} has no line {BEGIN}"))?;
    let (_, after) =
        rest.split_once(END).ok_or_else(|| anyhow::anyhow!("{FILE} has no line {END}"))?;
    fs::write(FILE, format!("{before}{text}{after}"))?;
    Ok(())
}
