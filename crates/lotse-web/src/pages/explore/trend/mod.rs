//! `/s/{service}/explore/trend`: how much, over time?

pub(crate) mod choices;
pub(crate) mod files;
mod words;

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use lotse_domain::{
    query::{
        QuestionPlace,
        interval::{Interval, Stretch},
    },
    service::Service,
};
use lotse_report::{
    gate::trend::TrendRow,
    measure::{Cell, Measure},
    trend::{BREAKDOWNS, OfTrend, TrendMeasure, TrendReport, TrendRequest},
};

use self::{
    choices::TrendChoices,
    words::{Named, finding, headline, title},
};
use super::{save, tags::Tags};
use crate::{
    error::Failure,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    pages::{data::annotations, overview::choice::Choices},
    path::ServiceInPath,
    query::Query,
    state::AppState,
    ui::{
        chart::{
            LineChart, LineData, LineFrame, Point,
            links::Links,
            marks::Marks,
            multiples::{Multiples, Panel},
        },
        field::{ErrorSummary, Mistakes},
        label, number,
        period::PeriodControls,
        table::{self, DataCell, DataTable},
    },
};

/// The parameters of a trend besides those of the period.
const PARAMETERS: [&str; 4] = ["of", "count", "interval", "by"];

/// How much, over time.
#[derive(Template)]
#[template(path = "pages/explore/trend.html")]
struct TrendPage {
    frame: Frame,
    title: String,
    lead: String,
    summary: ErrorSummary,
    mistakes: Mistakes,
    period: PeriodControls,
    /// What was written of the events.
    of: String,
    counts: Vec<Choice>,
    intervals: Vec<Choice>,
    breakdowns: Vec<Choice>,
    /// Pages that may be named.
    pages: Vec<String>,
    kept: Vec<(String, String)>,
    action: String,
    report: Option<Box<Report>>,
    save: String,
}

struct Report {
    chart: LineChart,
    rows: Option<Rows>,
    links: Vec<(String, String)>,
    explain: Vec<(String, String)>,
}

struct Rows {
    title: String,
    /// The rows, or why there is none.
    multiples: Result<Multiples, String>,
    notes: Vec<String>,
}

/// `GET /s/{service}/explore/trend`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (text, now) = (request.text(), state.clock.now());
    let mut mistakes = Mistakes::default();
    let choices = super::choices(&request, &service, now, &mut mistakes)?;
    let tags = Tags::of(&state, &service).await?;
    let read = TrendChoices::read(&request.query);
    let read = read.and_then(|trend| trend.events(&tags).map(|_| trend));
    let mut trend = read.unwrap_or_else(|wrong| {
        mistakes.add(wrong.parameter(), wrong.words(text));
        TrendChoices::USUAL
    });
    if trend.is_too_fine(&choices.period) {
        mistakes.add("interval", text.say("trend-too-fine"));
        trend.interval = Some(Interval::Week);
    }
    let asked = request_of(&service, &choices, &trend, &tags)?;
    let report = state.reports.trend(&viewer, asked).await?;
    let pages = state.reports.pages(&viewer, &service, &choices.period).await?;
    let mut frame = super::frame(&request, &service, "trend-name");
    frame.has_errors = !mistakes.is_empty();
    let named = Named::of(text, &trend, &report);
    let has_any = report.line.cells.iter().any(|cell| *cell != Cell::NoData && !cell.is_nothing());
    let links = Links::new(&request, &request.query, &state.public_url, request.path.clone());
    let marks = marks(&state, &request, &report).await?;
    let page = TrendPage {
        title: title(text, &choices, &named),
        lead: finding(text, &report, &named),
        summary: mistakes.summary(text),
        period: PeriodControls::new(text, &choices, &request.path, &request.query)
            .segments(&request, &service)
            .compared(text, &choices, &request.path, &request.query)
            .shown_by(report.shown_by, &request.path, &request.query)
            .shown_from(report.shown_from.as_ref(), &request.path, &request.query)
            .opened(mistakes.of("first").or(mistakes.of("last")).is_some()),
        of: request.query.get("of").unwrap_or_default().to_owned(),
        counts: counts(text, &trend),
        intervals: intervals(text, &trend),
        breakdowns: breakdowns(text, &trend),
        pages: tags.before(pages.into_iter().filter_map(|page| Option::clone(&page))),
        kept: kept(&request.query),
        action: request.path.clone(),
        save: save::address(&service, QuestionPlace::Trend, &request.query),
        report: (has_any && mistakes.is_empty())
            .then(|| Box::new(self::report(text, &links, &request.query, &report, &named, &marks))),
        mistakes,
        frame,
    };
    let status = if page.frame.has_errors { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, page::show(&page)?).into_response())
}

/// The question of an address, for programs and files.
pub(crate) async fn asked(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
) -> Result<(TrendRequest, TrendChoices), Failure> {
    let choices = Choices::read(&request.query, service, state.clock.now())?;
    let trend = TrendChoices::read(&request.query)?;
    if trend.is_too_fine(&choices.period) {
        return Err(Failure::Parameter { name: "interval" });
    }
    let tags = Tags::of(state, service).await?;
    Ok((request_of(service, &choices, &trend, &tags)?, trend))
}

fn request_of(
    service: &Arc<Service>,
    choices: &Choices,
    trend: &TrendChoices,
    tags: &Tags,
) -> Result<TrendRequest, Failure> {
    Ok(TrendRequest {
        service: Arc::clone(service),
        period: choices.period.clone(),
        comparison: choices.comparison,
        automatic: choices.automatic,
        of: trend.events(tags)?,
        measure: trend.measure,
        interval: trend.interval_of(&choices.period),
        by: trend.by,
    })
}

fn option(label: String, value: &str, is_current: bool) -> Choice {
    Choice { label, address: value.to_owned(), is_current, lang: "" }
}

fn counts(text: Text, trend: &TrendChoices) -> Vec<Choice> {
    let count = |measure: TrendMeasure| {
        let label = text.word("trend-count", measure.as_str());
        option(label, measure.as_str(), trend.measure == measure)
    };
    TrendMeasure::ALL.into_iter().map(count).collect()
}

fn intervals(text: Text, trend: &TrendChoices) -> Vec<Choice> {
    let by_length = option(text.say("trend-interval-usual"), "", trend.interval.is_none());
    let interval = |interval: &Interval| {
        let label = text.word("interval", interval.as_str());
        option(label, interval.as_str(), trend.interval == Some(*interval))
    };
    std::iter::once(by_length).chain(Interval::ALL.iter().map(interval)).collect()
}

fn breakdowns(text: Text, trend: &TrendChoices) -> Vec<Choice> {
    let none = option(text.say("funnel-by-none"), "", trend.by.is_none());
    let by = |field| option(label::field(text, field), field.as_str(), trend.by == Some(field));
    std::iter::once(none).chain(BREAKDOWNS.into_iter().map(by)).collect()
}

/// The parameters that the form does not ask for.
fn kept(query: &Query) -> Vec<(String, String)> {
    let kept = PARAMETERS.into_iter().fold(query.clone(), |query, name| query.with(name, ""));
    kept.pairs().to_vec()
}

fn report(
    text: Text,
    links: &Links<'_>,
    query: &Query,
    report: &TrendReport,
    named: &Named,
    marks: &Marks,
) -> Report {
    let json = format!("/api/v1/services/{}/trend", report.request.service.slug);
    let frame = LineFrame {
        id: "trend",
        headline: headline(text, report, named),
        table: data_table(text, report, named),
        links: links.of_figure("trend", query, ("funnel-json", json.as_str())),
    };
    Report {
        chart: LineChart::of(text, &data(text, report, named, marks), frame),
        rows: report.request.by.map(|by| Rows {
            title: label::field(text, by),
            multiples: multiples(text, report, marks).ok_or_else(|| text.say("funnel-rows-none")),
            notes: row_notes(text, report),
        }),
        links: links.of_page(),
        explain: explain(text, report),
    }
}

/// What the chart draws, on the page and in a file.
fn data(text: Text, report: &TrendReport, named: &Named, marks: &Marks) -> LineData {
    let points = report.line.cells.iter().zip(&report.intervals).map(|(cell, stretch)| Point {
        number: cell.number(),
        short: text.format().day(stretch.from),
        long: text.format().dates(stretch.from, stretch.to),
    });
    let (begins_partial, ends_partial) = parts(report);
    LineData {
        title: named.what.clone(),
        points: points.collect(),
        // A service that has just begun would otherwise always have grown.
        before: words::fair_before(report).map(|line| {
            (line.cells.iter().map(Cell::number).collect(), text.say("overview-before-name"))
        }),
        name: text.say("overview-now-name"),
        begins_partial,
        ends_partial,
        notes: notes(text, report),
        least_top: 0.0,
        measure: Measure::Visits,
        marks: marks.clone(),
    }
}

/// What happened in the intervals.
async fn marks(
    state: &AppState,
    request: &PageRequest,
    report: &TrendReport,
) -> Result<Marks, Failure> {
    let stretches = report.intervals.iter().map(|stretch| (stretch.from, stretch.to));
    let stretches: Vec<(Date, Date)> = stretches.collect();
    annotations::marks(state, request, &report.request.service, &stretches).await
}

/// Whether the first interval and the last hold only a part of their days.
fn parts(report: &TrendReport) -> (bool, bool) {
    let is_part = |stretch: Option<&Stretch>| stretch.is_some_and(|stretch| !stretch.is_whole);
    let ends = is_part(report.intervals.last()) || report.is_partial;
    (is_part(report.intervals.first()), ends)
}

/// What has to be known to read the line: points that are parts, why nothing is compared, how figures are blurred.
fn notes(text: Text, report: &TrendReport) -> Vec<String> {
    let part = match (report.request.interval, parts(report)) {
        (_, (false, false)) => None,
        (Interval::Day, _) => Some(text.say("chart-partial")),
        _ => Some(text.say("trend-parts")),
    };
    let is_new = report.before.is_some() && words::fair_before(report).is_none();
    let not_compared = is_new.then(|| text.say("trend-not-compared"));
    let blurred = number::blurred_rule(text, told(report));
    part.into_iter().chain(not_compared).chain(blurred).collect()
}

/// The figures of the line and of the sentence above it.
fn told(report: &TrendReport) -> impl Iterator<Item = &Cell> {
    let before = words::fair_before(report).into_iter().flat_map(|line| &line.cells);
    report.line.cells.iter().chain([&report.line.total]).chain(before)
}

/// A small chart for each row, all on one scale.
fn multiples(text: Text, report: &TrendReport, marks: &Marks) -> Option<Multiples> {
    let (by, rows) = (report.request.by?, report.rows.as_ref()?);
    let name = |row: &TrendRow| label::of_field(text, by, Some(&row.label));
    let mut named: Vec<(String, &[Cell])> =
        rows.rows.iter().map(|row| (name(row), &row.cells[..])).collect();
    if let Some(others) = &rows.others {
        named.push((text.say("trend-others"), others));
    }
    let (begins_partial, ends_partial) = parts(report);
    let panel = |(name, cells): (String, &[Cell])| {
        let points = cells.iter().zip(&report.intervals).map(|(cell, stretch)| Point {
            number: cell.number(),
            short: text.format().day(stretch.from),
            long: text.format().dates(stretch.from, stretch.to),
        });
        let data = LineData {
            title: name.clone(),
            points: points.collect(),
            before: None,
            name: String::new(),
            begins_partial,
            ends_partial,
            notes: Vec::new(),
            least_top: 0.0,
            measure: Measure::Visits,
            marks: marks.clone(),
        };
        Panel { name, data }
    };
    Multiples::draw(text, named.into_iter().map(panel).collect())
}

fn row_notes(text: Text, report: &TrendReport) -> Vec<String> {
    let Some(rows) = &report.rows else { return Vec::new() };
    let mut notes = table::rules(text, rows.rows.iter().flat_map(|row| &row.cells));
    let others = rows.others.iter().flatten();
    let all = rows.rows.iter().flat_map(|row| &row.cells).chain(others);
    // The line above says it already where a figure of its own is.
    if !number::is_any_blurred(told(report)) {
        notes.extend(number::blurred_rule(text, all));
    }
    if rows.is_cut {
        notes.push(text.say("funnel-rows-cut"));
    }
    if report.request.measure == TrendMeasure::Visitors {
        notes.push(text.say("trend-overlap"));
    }
    notes
}

/// All intervals with the whole and each row.
fn data_table(text: Text, report: &TrendReport, named: &Named) -> DataTable {
    let by = report.request.by;
    let rows = report.rows.iter().flat_map(|rows| &rows.rows);
    let others = report.rows.iter().filter_map(|rows| rows.others.as_ref());
    let mut heads = vec![named.short.clone()];
    heads.extend(
        by.iter()
            .flat_map(|by| rows.clone().map(|row| label::of_field(text, *by, Some(&row.label)))),
    );
    heads.extend(others.clone().map(|_| text.say("trend-others")));
    let columns: Vec<&[Cell]> = std::iter::once(&report.line.cells[..])
        .chain(rows.map(|row| &row.cells[..]))
        .chain(others.map(|cells| &cells[..]))
        .collect();
    let lines = report.intervals.iter().enumerate().map(|(place, stretch)| {
        let cells = columns.iter().filter_map(|column| column.get(place));
        let cells = cells.map(|cell| match number::count(text.format(), cell) {
            Some(count) => DataCell::written(count),
            None => DataCell::without(text, cell),
        });
        let dates = text.format().dates(stretch.from, stretch.to);
        let name = if stretch.is_whole {
            dates
        } else {
            text.fill("trend-part", &[("dates", dates.into())])
        };
        (name, cells.collect())
    });
    DataTable::written(
        text,
        text.word("trend-head", report.request.interval.as_str()),
        heads,
        lines.collect(),
        table::rules(text, &report.line.cells),
    )
}

/// How this was computed.
fn explain(text: Text, report: &TrendReport) -> Vec<(String, String)> {
    let service = &report.request.service;
    let line = |key: &str, words: String| (text.word("explain", key), words);
    let counted = match (report.request.measure, &report.request.of) {
        (TrendMeasure::Visitors, _) => text.word("explain-trend", words::people(service)),
        (TrendMeasure::Events, OfTrend::Everything) => text.say("explain-trend-page-views"),
        (TrendMeasure::Events, _) => text.say("explain-trend-events"),
    };
    let mut lines = vec![
        line("funnel", counted),
        line("people", text.word("identity", service.identity().as_str())),
        line("hidden", text.say("explain-trend-hidden")),
    ];
    lines.extend(super::cost_lines(text, service, report.newest.as_ref(), &report.cost));
    lines
}
