//! One series: the figures of a period, its largest labels over time, and deleting it.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_domain::{
    series::{SeriesId, SeriesPeriod},
    service::Service,
};
use lotse_report::{
    measure::{Cell, Measure},
    series::{SeriesLine, SeriesReport, SeriesRow},
};

use super::{WrongDay, days, period_of, what};
use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    pages::data::annotations,
    path::{PathPart, ServiceInPath},
    query::Query,
    state::AppState,
    ui::{
        chart::{
            figure::Figure,
            line::{LineData, Point},
            links::Link,
            marks::Marks,
            multiples::{Multiples, Panel},
        },
        field::{Action, ErrorSummary, Mistakes},
        listing::turned,
        sorted::{FROM, Turns},
        table::{self, DataCell, DataTable},
    },
};

/// The parameter that says the period of the table.
const PERIOD: &str = "period";

/// One series.
#[derive(Template)]
#[template(path = "pages/data/series/show.html")]
struct ShowPage {
    frame: Frame,
    summary: ErrorSummary,
    mistakes: Mistakes,
    address: String,
    lead: String,
    lines: Option<Figure<Multiples>>,
    periods: Vec<Choice>,
    dimensions: Vec<String>,
    measure: String,
    /// The days of the table; none where the series has no figures.
    table_title: Option<String>,
    rows: Vec<(Vec<String>, DataCell)>,
    turns: Turns,
    notes: Vec<String>,
    links: Vec<Link>,
    origin: String,
    delete: Action,
}

/// `GET /s/{service}/data/series/{series}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(number): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let wanted = asked(&request);
    let period = wanted.unwrap_or_default();
    let report = state.reports.series(&viewer, &service, id(&number)?, period).await?;
    let report = report.ok_or(Failure::NoSuchPage)?;
    let mut mistakes = Mistakes::default();
    if wanted.is_err() || (period.is_some() && report.period != period) {
        mistakes.add(PERIOD, text.say("series-no-such-days"));
    }
    let list = format!("/s/{}/data/series", service.slug);
    let address = format!("{list}/{number}");
    let is = &report.series.is;
    let (rows, shown) = turned(&request.query, FROM, report.table.rows.iter().collect())?;
    let mut rows: Vec<_> = rows
        .into_iter()
        .map(|row: &SeriesRow| (names(text, &row.labels), written(text, &row.cell)))
        .collect();
    let mut notes = Vec::new();
    if let Some(others) = &report.table.others {
        let mut labels = vec![String::new(); is.dimensions.len().max(1)];
        labels.splice(..1, [text.say("table-others")]);
        rows.push((labels, written(text, others)));
        notes.push(table::rule(text, others).unwrap_or_else(|| text.say("series-others")));
    }
    let at = text.format().minute(report.series.imported_at, &service.time_zone);
    let values = [("file", report.series.file.as_str().into()), ("at", at.into())];
    let delete = format!("{address}/delete");
    let mut frame = request
        .frame(Place::Series, is.name.clone())
        .about(&service)
        .under(text.say("series-title"), list);
    frame.has_errors = !mistakes.is_empty();
    let status = if mistakes.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let drawn: Vec<_> = report.drawn.iter().map(|period| (period.first(), period.last())).collect();
    let marks = annotations::marks(&state, &request, &service, &drawn).await?;
    let page = page::show(&ShowPage {
        summary: mistakes.summary(text),
        mistakes,
        lead: lead(text, &report),
        lines: lines(text, &report, &marks),
        periods: report.periods.iter().map(|period| choice(text, *period, &report)).collect(),
        dimensions: is.dimensions.clone(),
        measure: is.measure.clone(),
        table_title: report.period.map(|period| days(text, Some(period))),
        rows,
        turns: Turns::new(text, shown, &request.path, &request.query),
        notes,
        links: vec![(text.say("funnel-json"), json_address(&service, &number, report.period))],
        origin: text.fill("series-origin", &values),
        delete: Action::new(delete, text.say("series-delete"), &request.form_token())
            .lost(text.say("series-delete-lost")),
        frame,
        address,
    })?;
    Ok((status, page).into_response())
}

/// Where programs read the same figures.
fn json_address(service: &Service, number: &str, period: Option<SeriesPeriod>) -> String {
    let days =
        period.iter().flat_map(|period| [("first", period.first()), ("last", period.last())]);
    days.fold(Query::default(), |query, (name, day)| query.with(name, &day.to_string()))
        .address(&format!("/api/v1/services/{}/series/{number}", service.slug))
}

/// `POST /s/{service}/data/series/{series}/delete`
pub(crate) async fn delete(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(number): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let changes = state.control.by(request.caller()?.actor());
    // Deleted already, it is gone: that was the wish.
    changes.delete_series(&service, id(&number)?).await?;
    Ok(Redirect::to(&format!("/s/{}/data/series", service.slug)).into_response())
}

/// The number that an address holds.
pub(crate) fn id(number: &str) -> Result<SeriesId, Failure> {
    number.parse().map(SeriesId::new).map_err(|_| Failure::NoSuchPage)
}

/// The period that is asked for: two days in one parameter, so that one field of a form chooses it.
fn asked(request: &PageRequest) -> Result<Option<SeriesPeriod>, WrongDay> {
    let Some(period) = request.query.get(PERIOD).filter(|period| !period.is_empty()) else {
        return Ok(None);
    };
    let (first, last) = period.split_once('/').unwrap_or((period, ""));
    period_of(&Query::default().with("first", first).with("last", last))
}

fn choice(text: Text, period: SeriesPeriod, report: &SeriesReport) -> Choice {
    Choice {
        label: days(text, Some(period)),
        address: format!("{}/{}", period.first(), period.last()),
        is_current: report.period == Some(period),
        lang: "",
    }
}

fn names(text: Text, labels: &[String]) -> Vec<String> {
    let name = |label: &String| {
        if label.is_empty() { text.say("series-no-label") } else { label.clone() }
    };
    labels.iter().map(name).collect()
}

fn written(text: Text, cell: &Cell) -> DataCell {
    match cell.number() {
        Some(number) => DataCell::written(text.format().whole(number.value())),
        None => DataCell::without(text, cell),
    }
}

/// What is counted, and the largest label of the period.
fn lead(text: Text, report: &SeriesReport) -> String {
    let what = what(text, &report.series.is);
    let largest = report.table.rows.first().filter(|row| !row.labels.is_empty());
    let number = largest.and_then(|row| row.cell.number());
    let (Some(row), Some(number)) = (largest, number) else {
        return text.fill("series-lead", &[("what", what.into())]);
    };
    let values = [
        ("what", what.into()),
        ("label", names(text, &row.labels).join(", ").into()),
        ("value", text.format().whole(number.value()).into()),
        ("days", days(text, report.period).into()),
    ];
    text.fill("series-lead-largest", &values)
}

/// What a line is called: its labels, or what is counted where it has none.
fn name_of(text: Text, line: &SeriesLine, report: &SeriesReport) -> String {
    let labels = names(text, &line.labels);
    if labels.is_empty() { report.series.is.measure.clone() } else { labels.join(", ") }
}

/// The largest labels over time, all on one scale, with their numbers; nothing where there is one period only.
fn lines(text: Text, report: &SeriesReport, marks: &Marks) -> Option<Figure<Multiples>> {
    if report.drawn.len() < 2 {
        return None;
    }
    let panel = |line: &SeriesLine| {
        let name = name_of(text, line, report);
        let point = |(cell, period): (&Option<Cell>, &SeriesPeriod)| Point {
            number: cell.as_ref().and_then(Cell::number),
            short: text.format().day(period.last()),
            long: days(text, Some(*period)),
        };
        let data = LineData {
            title: name.clone(),
            points: line.cells.iter().zip(&report.drawn).map(point).collect(),
            before: None,
            name: String::new(),
            begins_partial: false,
            ends_partial: false,
            notes: Vec::new(),
            least_top: 0.0,
            measure: Measure::Visits,
            marks: marks.clone(),
        };
        Panel { name, data }
    };
    let drawn = Multiples::draw(text, report.lines.iter().map(panel).collect())?;
    let figure = Figure::new(text, "lines", text.say("series-over-time"), drawn);
    Some(figure.marks(text, marks).table(table_of_lines(text, report)))
}

/// The same numbers: a row for each period, a column for each label.
fn table_of_lines(text: Text, report: &SeriesReport) -> DataTable {
    let cell = |line: &SeriesLine, place: usize| match line.cells.get(place) {
        Some(Some(cell)) => written(text, cell),
        _ => DataCell::missing(text.say("series-no-figure")),
    };
    let rows = report.drawn.iter().enumerate().map(|(place, period)| {
        let cells = report.lines.iter().map(|line| cell(line, place));
        (days(text, Some(*period)), cells.collect())
    });
    let heads = report.lines.iter().map(|line| name_of(text, line, report));
    let head = text.say("series-period");
    DataTable::written(text, head, heads.collect(), rows.collect(), Vec::new())
}
