//! The sentences that say the finding, made from the disclosed numbers and nothing else.

use jiff::civil::Date;
use lotse_report::{
    gate::Table,
    measure::{Measure, Number},
    overview::OverviewReport,
};

use crate::{
    messages::Text,
    ui::{chart::column, label, number},
};

/// The one sentence of the page: how much the service was used, and whether that changed.
pub(super) fn sentence(text: Text, report: &OverviewReport) -> String {
    let people = Measure::of_people(report.identity);
    let days = u64::try_from(report.period.days().len()).unwrap_or(u64::MAX);
    let (Some(people_count), Some(visits)) =
        (count(report, people), count(report, Measure::Visits))
    else {
        return text.say("overview-finding-hidden");
    };
    let mut sentence = text.fill(
        match people {
            Measure::DailyVisitors => "overview-finding-daily",
            _ => "overview-finding-people",
        },
        &[("days", days.into()), ("people", people_count.into()), ("visits", visits.into())],
    );
    if let Some(change) = moved(text, report, Measure::Visits) {
        sentence.push(' ');
        sentence.push_str(&change);
    }
    let bounce = report.figure(Measure::BounceRate).and_then(|figure| figure.cell.number());
    if let Some(Number::Estimate(estimate)) = bounce {
        let format = text.format();
        let rate = number::value(format, Measure::BounceRate, Number::Estimate(estimate));
        let range = number::range(format, Measure::BounceRate, &estimate);
        sentence.push(' ');
        sentence.push_str(&text.fill(
            "overview-finding-bounce",
            &[
                ("rate", rate.into()),
                ("range", range.unwrap_or_default().into()),
                ("n", estimate.n.get().into()),
            ],
        ));
    }
    sentence
}

/// The headline of the chart.
pub(super) fn trend(text: Text, report: &OverviewReport, drawn: Measure) -> String {
    let name = text.word("measure", drawn.as_str());
    let Some(total) = count(report, drawn) else {
        return text.fill("overview-trend-plain", &[("measure", name.into())]);
    };
    match moved(text, report, drawn) {
        Some(change) => text.fill(
            "overview-trend-change",
            &[("measure", name.into()), ("total", total.into()), ("change", change.into())],
        ),
        None => text.fill("overview-trend", &[("measure", name.into()), ("total", total.into())]),
    }
}

/// The sentence of a table: its first row, with its share of the whole where both may be shown.
pub(super) fn table(text: Text, report: &OverviewReport, table: &Table) -> String {
    let Some(row) = table.rows.first() else { return String::new() };
    let name = label::of(text, table.breakdown, row.label.as_deref());
    let size = table.measures.first().copied();
    // Rows of which it is hidden come last.
    let Some(first) = row.cells.first().and_then(lotse_report::measure::Cell::number) else {
        return text.say("overview-table-hidden");
    };
    let whole = size.and_then(|size| report.figure(size)?.cell.number());
    let key = match size {
        Some(Measure::PageViews) => "overview-table-views",
        _ => "overview-table-visits",
    };
    match whole {
        Some(whole) if whole.value() > 0.0 => {
            let share = text.format().percent(first.value() / whole.value(), 0);
            text.fill(key, &[("label", name.into()), ("share", share.into())])
        }
        _ => text.fill("overview-table-first", &[("label", name.into())]),
    }
}

/// A total, where it may be shown.
pub(super) fn count(report: &OverviewReport, measure: Measure) -> Option<u64> {
    Some(report.figure(measure)?.cell.number()?.count()?.get())
}

/// When the period before has its first events, where that is too late for a fair comparison.
pub(super) enum Begin {
    /// On this day.
    On(Date),
    /// It has none.
    Never,
}

/// Whether the period before begins too late for a fair comparison: a service that has just begun would
/// otherwise always have grown.
pub(super) fn begins_late(report: &OverviewReport) -> Option<Begin> {
    let days = &report.before.as_ref()?.days;
    let empty = late_begin(&column(days, Measure::PageViews))?;
    let Some(first) = days.rows.get(empty) else { return Some(Begin::Never) };
    first.label.as_deref()?.parse().ok().map(Begin::On)
}

/// How many values at the beginning are zero, where these are too many for a fair comparison.
pub(in crate::pages) fn late_begin(values: &[Option<f64>]) -> Option<usize> {
    let empty = values.iter().take_while(|value| **value == Some(0.0)).count();
    (empty > 0 && empty * LATE_SHARE >= values.len()).then_some(empty)
}

/// One day in so many may be empty at the start of the period before.
const LATE_SHARE: usize = 5;

/// How a count moved against the period before, as a sentence of its own.
fn moved(text: Text, report: &OverviewReport, measure: Measure) -> Option<String> {
    if begins_late(report).is_some() {
        return None;
    }
    Some(moved_words(text, report.change(measure)?.relative?))
}

/// A change as a share of what was before, as a sentence of its own.
pub(in crate::pages) fn moved_words(text: Text, relative: f64) -> String {
    let amount = text.format().percent(relative.abs(), usize::from(relative.abs() < 0.1));
    let key = if relative.abs() < 0.0005 {
        return text.say("overview-moved-same");
    } else if relative > 0.0 {
        "overview-moved-more"
    } else {
        "overview-moved-less"
    };
    text.fill(key, &[("amount", amount.into())])
}
