//! The sentences that say the finding, made from the disclosed numbers and nothing else.

use jiff::civil::Date;
use lotse_report::{
    gate::Table,
    measure::{Measure, Number},
    overview::{OverviewReport, late_begin},
};

use crate::{
    messages::Text,
    ui::{chart::cells, label, number},
};

/// The one sentence of the page: how much the service was used, and whether that changed.
pub(super) fn sentence(text: Text, report: &OverviewReport) -> String {
    let people = Measure::of_people(report.identity);
    let days = u64::try_from(report.period.days().len()).unwrap_or(u64::MAX);
    let format = text.format();
    let told = |measure| Some(number::said(format, total(report, measure)?));
    let (Some(people_count), Some(visits)) = (told(people), told(Measure::Visits)) else {
        return text.say("overview-finding-hidden");
    };
    let mut sentence = text.fill(
        match people {
            Measure::DailyVisitors => "overview-finding-daily",
            _ => "overview-finding-people",
        },
        &[("days", days.into()), ("people", people_count), ("visits", visits)],
    );
    if let Some(change) = moved(text, report, Measure::Visits) {
        sentence.push(' ');
        sentence.push_str(&change);
    }
    let bounce = report.figure(Measure::BounceRate).and_then(|figure| figure.cell.number());
    let bounce = bounce.and_then(|bounce| Some((bounce, bounce.estimate()?, bounce.n()?)));
    if let Some((bounce, estimate, n)) = bounce {
        let rate = number::value(format, Measure::BounceRate, bounce);
        let range = number::range(format, Measure::BounceRate, &estimate);
        sentence.push(' ');
        sentence.push_str(&text.fill(
            "overview-finding-bounce",
            &[
                ("rate", rate.into()),
                ("range", range.unwrap_or_default().into()),
                ("n", number::said(format, n)),
            ],
        ));
    }
    sentence
}

/// The headline of the chart.
pub(super) fn trend(text: Text, report: &OverviewReport, drawn: Measure) -> String {
    let name = text.word("measure", drawn.as_str());
    let Some(total) = total(report, drawn) else {
        return text.fill("overview-trend-plain", &[("measure", name.into())]);
    };
    let total = number::said(text.format(), total);
    match moved(text, report, drawn) {
        Some(change) => text.fill(
            "overview-trend-change",
            &[("measure", name.into()), ("total", total), ("change", change.into())],
        ),
        None => text.fill("overview-trend", &[("measure", name.into()), ("total", total)]),
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
    match whole.and_then(|whole| number::share(first, whole)) {
        Some(share) => {
            let share = text.format().percent(share, 0);
            text.fill(key, &[("label", name.into()), ("share", share.into())])
        }
        None => text.fill("overview-table-first", &[("label", name.into())]),
    }
}

/// A total that is a count, where it may be shown.
pub(super) fn total(report: &OverviewReport, measure: Measure) -> Option<Number> {
    report.figure(measure)?.cell.number().filter(|number| number.count().is_some())
}

/// How totals are blurred, where one of this period or of the one before is.
pub(super) fn blurred_rule(text: Text, report: &OverviewReport) -> Option<String> {
    let before = report.before.iter().flat_map(|before| &before.figures);
    number::blurred_rule(text, report.figures.iter().chain(before).map(|figure| &figure.cell))
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
    let empty = late_begin(cells(days, Measure::PageViews))?;
    let Some(first) = days.rows.get(empty) else { return Some(Begin::Never) };
    first.label.as_deref()?.parse().ok().map(Begin::On)
}

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
