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
/// What a section begins with.
const HEAD: &str = "\n## ";

/// Prints the sections, and puts them into the page unless `only_print`. Sections that were not measured stay.
#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(crate) fn write(sections: &[Section], only_print: bool) -> anyhow::Result<()> {
    let date = lotse::system::SystemClock.now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let mut measured: Vec<(&str, String)> = Vec::with_capacity(sections.len());
    for Section { title, what, rows } in sections {
        let mut text = String::new();
        write!(text, "{HEAD}{title}\n\nMeasured {date}, on {}. ", machine::describe())?;
        write!(text, "{what}\n\n| what | measured |\n|---|---|\n")?;
        for (name, figure) in rows {
            writeln!(text, "| {name} | {figure} |")?;
        }
        println!("{text}");
        measured.push((title, text));
    }
    if only_print {
        return Ok(());
    }
    let page = fs::read_to_string(FILE)?;
    let (before, rest) =
        page.split_once(BEGIN).ok_or_else(|| anyhow::anyhow!("{FILE} has no line {BEGIN}"))?;
    let (stood, after) =
        rest.split_once(END).ok_or_else(|| anyhow::anyhow!("{FILE} has no line {END}"))?;
    let mut kept: Vec<(&str, String)> = stood
        .split(HEAD)
        .skip(1)
        .filter_map(|part| Some((part.lines().next()?, format!("{HEAD}{part}"))))
        .collect();
    for (title, text) in measured {
        match kept.iter_mut().find(|(known, _)| *known == title) {
            Some((_, stands)) => *stands = text,
            None => kept.push((title, text)),
        }
    }
    let kept: String = kept.into_iter().map(|(_, text)| text).collect();
    fs::write(FILE, format!("{before}{BEGIN}\n{kept}{END}{after}"))?;
    Ok(())
}
