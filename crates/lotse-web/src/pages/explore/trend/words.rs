//! What a trend is called and says, made of the question and the disclosed numbers and nothing else.

use lotse_domain::service::{IdentityQuality, Service};
use lotse_report::{
    gate::trend::TrendLine,
    measure::{Cell, Hidden, Measure, Number},
    overview::late_begin,
    trend::{OfTrend, TrendMeasure, TrendReport},
};

use super::{super::tags::TAG, choices::TrendChoices};
use crate::{
    messages::Text,
    pages::overview::{choice::Choices, finding},
    ui::{chart::funnel::count, number},
};

/// Who is counted, as messages name it.
pub(super) fn people(service: &Service) -> &'static str {
    match service.identity() {
        IdentityQuality::DailyHash => "daily-visitors",
        IdentityQuality::FirstPartyId | IdentityQuality::SignedReference => "people",
    }
}

/// What a trend shows, in words.
pub(super) struct Named {
    /// `Daily visitors of /apply by page language`
    pub(super) what: String,
    /// `Daily visitors of /apply`: the head of a column.
    pub(super) short: String,
}

impl Named {
    pub(super) fn of(text: Text, trend: &TrendChoices, report: &TrendReport) -> Self {
        let request = &report.request;
        let interval = request.interval.as_str();
        let of = trend.of.as_deref().unwrap_or_default();
        // A tag is called by its name.
        let of = of.strip_prefix(TAG).map_or(of, str::trim);
        let is_page = of.starts_with('/');
        let words = |list: &str| {
            let values = [("of", of.into())];
            let values = if list == "page-views" || of.is_empty() { &values[..0] } else { &values };
            text.fill(&format!("trend-{list}-{interval}"), values)
        };
        let short = match (request.measure, &request.of) {
            (TrendMeasure::Events, OfTrend::Everything) => words("page-views"),
            (TrendMeasure::Events, OfTrend::Events(_)) if is_page => words("views"),
            (TrendMeasure::Events, OfTrend::Events(_)) => words("events"),
            (TrendMeasure::Visitors, of_trend) => {
                let key = format!("trend-{}-{interval}", people(&request.service));
                let what = text.say(&key);
                match of_trend {
                    OfTrend::Everything => what,
                    OfTrend::Events(_) => {
                        let key = if is_page { "trend-of-page" } else { "trend-of-event" };
                        text.fill(key, &[("what", what.into()), ("of", of.into())])
                    }
                }
            }
        };
        let what = match request.by {
            Some(by) => {
                let by = text.word("trend-by", by.as_str());
                text.fill("trend-what-by", &[("what", short.as_str().into()), ("by", by.into())])
            }
            None => short.clone(),
        };
        Self { what, short }
    }
}

/// `Daily visitors by page language, last 30 days`
pub(super) fn title(text: Text, choices: &Choices, named: &Named) -> String {
    let when = super::super::when(text, choices);
    text.fill("trend-title", &[("what", named.what.as_str().into()), ("when", when.into())])
}

/// How much in all, and whether that changed.
pub(super) fn finding(text: Text, report: &TrendReport, named: &Named) -> String {
    let what = named.short.as_str();
    let all = &report.line.total;
    if all.is_nothing() {
        return text.say("trend-nothing");
    }
    let Some((total, told)) = all.number().zip(number::counted(text.format(), all)) else {
        return text.say(match all {
            Cell::Hidden(_) => "trend-hidden",
            _ => "trend-not-counted",
        });
    };
    let mut sentence = text.fill("overview-trend", &[("measure", what.into()), ("total", told)]);
    if let Some(change) = change(report, total) {
        sentence.push(' ');
        sentence.push_str(&finding::moved_words(text, change));
    }
    sentence
}

/// The period compared with, unless it begins too late for a fair comparison.
pub(super) fn fair_before(report: &TrendReport) -> Option<&TrendLine> {
    let (_, before) = report.before.as_ref()?;
    late_begin(before.cells.iter()).is_none().then_some(before)
}

/// By which share the whole moved.
fn change(report: &TrendReport, total: Number) -> Option<f64> {
    let before = fair_before(report)?.total.number()?.value();
    (before > 0.0).then(|| (total.value() - before) / before)
}

/// When it was most.
pub(super) fn headline(text: Text, report: &TrendReport, named: &Named) -> String {
    let cells = report.line.cells.iter().zip(&report.intervals);
    let shown = cells.filter_map(|(cell, stretch)| Some((count(cell)?, cell, stretch)));
    let most = shown.reduce(|a, b| if b.0 > a.0 { b } else { a });
    // Of too few people there is less than anywhere else, but for where nobody is. What one or two people make up can
    // be more.
    let may_be_more = |most: &Cell| {
        report.line.cells.iter().any(|cell| match cell {
            Cell::Hidden(Hidden::Dominated) => true,
            Cell::Hidden(_) => most.is_nothing(),
            _ => false,
        })
    };
    match most {
        Some((_, cell, stretch)) if report.intervals.len() > 1 && !may_be_more(cell) => {
            let when = text.format().dates(stretch.from, stretch.to);
            let most = number::count(text.format(), cell).unwrap_or_default();
            text.fill("trend-most", &[("most", most.into()), ("when", when.into())])
        }
        _ => named.what.clone(),
    }
}

/// The measure of a total that files name by its n; none for events of which only the name is known.
pub(super) fn measure(report: &TrendReport) -> Option<Measure> {
    match (report.request.measure, &report.request.of) {
        (TrendMeasure::Visitors, _) => Some(Measure::of_people(report.request.service.identity())),
        (TrendMeasure::Events, OfTrend::Everything) => Some(Measure::PageViews),
        (TrendMeasure::Events, OfTrend::Events(_)) => None,
    }
}
