//! The sentences that say the finding, made from the disclosed numbers and nothing else.

use lotse_domain::query::Breakdown;
use lotse_report::{
    gate::Table,
    measure::{Measure, Number},
    overview::OverviewReport,
};

use crate::{
    messages::Text,
    ui::{label, number},
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

/// The headline of a table: its first row and that row's share, where both are shown.
pub(super) fn table(text: Text, breakdown: Breakdown, table: &Table) -> String {
    let all_shown = table.others.is_none() && !table.truncated;
    let sizes = table.measures.first().map(|m| crate::ui::chart::column(table, *m));
    let sum: f64 = sizes.iter().flatten().flatten().sum();
    let first = sizes.and_then(|sizes| sizes.first().copied().flatten());
    match (table.rows.first(), first) {
        (Some(row), Some(first)) if all_shown && sum > 0.0 && breakdown != Breakdown::Page => {
            let name = label::of(text, breakdown, row.label.as_deref());
            let share = text.format().percent(first / sum, 0);
            text.fill("overview-table-share", &[("label", name.into()), ("share", share.into())])
        }
        (Some(row), Some(_)) => {
            let name = label::of(text, breakdown, row.label.as_deref());
            text.fill("overview-table-first", &[("label", name.into())])
        }
        _ => text.say("overview-table-hidden"),
    }
}

fn count(report: &OverviewReport, measure: Measure) -> Option<u64> {
    match report.figure(measure)?.cell.number()? {
        Number::Count(count) => Some(count.get()),
        Number::Estimate(_) => None,
    }
}

/// How a count moved against the period before, as a sentence of its own.
fn moved(text: Text, report: &OverviewReport, measure: Measure) -> Option<String> {
    let relative = report.change(measure)?.relative?;
    let amount = text.format().percent(relative.abs(), usize::from(relative.abs() < 0.1));
    let key = if relative.abs() < 0.0005 {
        return Some(text.say("overview-moved-same"));
    } else if relative > 0.0 {
        "overview-moved-more"
    } else {
        "overview-moved-less"
    };
    Some(text.fill(key, &[("amount", amount.into())]))
}
