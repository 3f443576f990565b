//! A disclosed table as CSV (RFC 4180), safe to open in a spreadsheet.

mod task;

use std::fmt::Write as _;

use lotse_domain::capture::FIELD_ERRORS;

use crate::{
    friction::FrictionReport,
    gate::{
        Table,
        forms::{DisclosedField, Part},
        funnel::{DisclosedFunnel, Step},
        paths::DisclosedPaths,
        retention::DisclosedCohort,
    },
    measure::{Cell, Hidden, NotMeasured, Number},
    pages::PageRow,
    trend::TrendReport,
};

pub use self::task::{TaskTable, task};

/// What stands in the label column of the folded rest.
const OTHERS: &str = "(others, too few each)";
/// What stands in the place of paths that are not named.
const OTHERS_TOGETHER: &str = "(others)";
/// What stands in the column of pages for all of them.
const EVERYWHERE: &str = "(everywhere)";
/// What stands in the label column of a funnel's whole.
const EVERYBODY: &str = "(everybody)";
/// What stands in the label column where events carry no label.
const UNKNOWN: &str = "(not known)";

/// Writes a table: one header line, one line per row, the rest last. Cells without a number say why
/// in words, never as a zero.
pub fn table(table: &Table) -> String {
    let mut text = String::from(table.breakdown.as_str());
    for measure in &table.measures {
        text.push(',');
        text.push_str(measure.as_str());
    }
    text.push_str("\r\n");
    for row in &table.rows {
        line(&mut text, row.label.as_deref().unwrap_or(UNKNOWN), &row.cells);
    }
    if let Some(others) = &table.others {
        line(&mut text, OTHERS, others);
    }
    text
}

/// Writes a funnel: one line per step of everybody, then of each row.
pub fn funnel(funnel: &DisclosedFunnel, names: &[String]) -> String {
    let mut text = String::from("row,step,reached,share,lost\r\n");
    let mut lines = |row: &str, steps: &[Step]| {
        for (step, name) in steps.iter().zip(names) {
            text.push_str(&field(row));
            text.push(',');
            line(&mut text, name, &[step.reached.clone(), step.share.clone(), step.lost.clone()]);
        }
    };
    lines(EVERYBODY, &funnel.steps);
    for row in &funnel.rows {
        lines(row.label.as_deref().unwrap_or(UNKNOWN), &row.steps);
    }
    text
}

/// Writes who comes back: one line for each interval.
pub fn cohorts(cohorts: &[DisclosedCohort]) -> String {
    let longest = cohorts.iter().map(|cohort| cohort.back.len()).max().unwrap_or(0);
    let mut text = String::from("since,people");
    for later in 1..=longest {
        // Writing to a string cannot fail.
        let _written = write!(text, ",after_{later}");
    }
    text.push_str("\r\n");
    for cohort in cohorts {
        let cells = [std::slice::from_ref(&cohort.people), &cohort.back].concat();
        line(&mut text, &cohort.first.to_string(), &cells);
    }
    text
}

/// Writes a trend: one line for each interval, with the dates of it that the period holds, and one column
/// for each row of a breakdown.
pub fn trend(report: &TrendReport) -> String {
    let mut text = String::from("from,to,everybody");
    let rows = report.rows.iter().flat_map(|rows| &rows.rows);
    let others = report.rows.iter().filter_map(|rows| rows.others.as_ref());
    let labels = rows.clone().map(|row| row.label.as_str());
    for label in labels.chain(others.clone().map(|_| OTHERS_TOGETHER)) {
        text.push(',');
        text.push_str(&field(label));
    }
    text.push_str("\r\n");
    let columns: Vec<&[Cell]> = std::iter::once(&report.line.cells[..])
        .chain(rows.map(|row| &row.cells[..]))
        .chain(others.map(|cells| &cells[..]))
        .collect();
    for (place, stretch) in report.intervals.iter().enumerate() {
        let cells = columns.iter().filter_map(|column| column.get(place)).cloned();
        let _written = write!(text, "{},", stretch.from);
        line(&mut text, &stretch.to.to_string(), &cells.collect::<Vec<_>>());
    }
    text
}

/// Writes pages: one line each, then the others.
pub fn pages<'a>(rows: impl Iterator<Item = &'a PageRow>, others: Option<&Cell>) -> String {
    let mut text = String::from("page,page-views,visitors,visits-began,visits-ended\r\n");
    for row in rows {
        let PageRow { page, views, people, began, ended } = row;
        let cells = [views, people, began, ended].map(Clone::clone);
        line(&mut text, page.as_deref().unwrap_or(UNKNOWN), &cells);
    }
    if let Some(others) = others {
        let unknown = Cell::NoData;
        line(&mut text, OTHERS, &[others.clone(), unknown.clone(), unknown.clone(), unknown]);
    }
    text
}

/// Writes paths: one line each with its pages, then the rest.
pub fn paths(paths: &DisclosedPaths) -> String {
    let mut text = String::from("path,is_longer,visits,share\r\n");
    for path in &paths.paths {
        let nodes: Vec<&str> =
            path.nodes.iter().map(|node| node.as_deref().unwrap_or(UNKNOWN)).collect();
        text.push_str(&field(&nodes.join(" > ")));
        text.push(',');
        let is_longer = if path.is_longer { "yes" } else { "no" };
        line(&mut text, is_longer, &[path.taken.clone(), path.share.clone()]);
    }
    if let Some(others) = &paths.others {
        text.push_str(OTHERS_TOGETHER);
        text.push(',');
        line(&mut text, "", &[others.clone(), Cell::NoData]);
    }
    text
}

/// Writes where people struggle: one line for each signal, then one for each page of the one that is told by page.
pub fn friction(report: &FrictionReport) -> String {
    let mut text = String::from("signal,page,visitors,events\r\n");
    for (signal, figures) in &report.signals {
        let _written = write!(text, "{signal},");
        line(&mut text, EVERYWHERE, &[figures.people.total.clone(), figures.events.clone()]);
    }
    for row in &report.pages {
        let page = row.page.as_deref().unwrap_or(UNKNOWN);
        let _written = write!(text, "{},", report.of);
        line(&mut text, page, &[row.people.clone(), row.events.clone()]);
    }
    text
}

/// Writes the fields of a form: one line each, in the order in which they are met, with counts and shares of visits.
pub fn forms(fields: &[DisclosedField]) -> String {
    let mut text = String::from(
        "place,heading,field,told-by,id,visits,share-of-visits,errors,share-with-errors",
    );
    for error in FIELD_ERRORS {
        // Writing to a string cannot fail.
        let _written = write!(text, ",error-{}", error.replace('_', "-"));
    }
    text.push_str(",entered-again,share-entered-again,median-seconds,left-last,share-left-last");
    text.push_str(",left-empty,share-left-empty,errors-never-sent,share-errors-never-sent\r\n");
    for of in fields {
        let heading = of.heading.as_deref().unwrap_or_default();
        let name = of.name.as_deref().unwrap_or(UNKNOWN);
        let _written = write!(text, "{},{},{},{},", *of.place, field(heading), field(name), of.by);
        let part = |part: &Part| [part.tries.clone(), part.share.clone()];
        let cells: Vec<Cell> = [part(&of.touched), part(&of.errors)]
            .into_iter()
            .flatten()
            .chain(of.by_error.iter().map(|error| error.part.tries.clone()))
            .chain(part(&of.again))
            .chain([of.time.clone()])
            .chain([&of.left_last, &of.left_empty, &of.stopped].into_iter().flat_map(part))
            .collect();
        line(&mut text, &of.id, &cells);
    }
    text
}

fn line(text: &mut String, label: &str, cells: &[Cell]) {
    text.push_str(&field(label));
    for cell in cells {
        text.push(',');
        match cell {
            Cell::Shown { number } => {
                // Writing to a string cannot fail.
                let _written = match **number {
                    Number::Count(count) | Number::Blurred(count) => write!(text, "{count}"),
                    Number::Estimate(estimate) | Number::OfBlurred(estimate) => {
                        write!(text, "{}", estimate.value)
                    }
                };
            }
            Cell::Hidden(Hidden::TooFew { minimum }) => {
                let _written = write!(text, "fewer than {minimum} people");
            }
            Cell::Hidden(Hidden::Dominated) => {
                text.push_str("one or two people make up most of it");
            }
            Cell::Hidden(Hidden::Protects) => text.push_str("hidden to protect another cell"),
            Cell::Hidden(Hidden::TooFewOrProtects { minimum }) => {
                let _written = write!(
                    text,
                    "fewer than {minimum} people, mostly one or two, or hidden to protect such a cell"
                );
            }
            Cell::NotMeasured(NotMeasured::Profile) => text.push_str("not measured"),
            Cell::NotMeasured(NotMeasured::KeyChange) => text.push_str("pseudonyms changed"),
            Cell::NoData => text.push_str("no data"),
        }
    }
    text.push_str("\r\n");
}

/// Quotes what needs quotes, and keeps a spreadsheet from reading outside text as a formula: by a quotation mark
/// before it, of which whoever reads the file back takes one away.
pub(super) fn field(text: &str) -> String {
    let guarded = if text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

/// A cell without the quotation mark that [`field`] put before it.
pub(super) fn unguarded(cell: &str) -> &str {
    let is_formula =
        |rest: &&str| rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    cell.strip_prefix('\'').filter(is_formula).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_text_is_no_formula_and_breaks_no_line() {
        for (text, expected) in [
            ("/apply", "/apply"),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("'-2", "''-2"),
            ("'tis", "'tis"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("\tx", "'\tx"),
        ] {
            assert_eq!(field(text), expected);
        }
    }
}
