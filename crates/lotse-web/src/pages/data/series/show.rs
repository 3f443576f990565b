//! One series: the figures of a period, its largest labels over time, and deleting it.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use lotse_domain::series::{SeriesId, SeriesPeriod};
use lotse_report::{
    measure::{Cell, Number},
    series::{SeriesLine, SeriesReport, SeriesRow},
};

use super::{days, period_of, what};
use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    state::AppState,
    ui::{
        chart::{
            line::{LineData, Point},
            multiples::{Multiples, Panel},
        },
        field::Action,
        listing::turned,
        sorted::{FROM, Turns},
        table::{self, DataCell},
    },
};

/// One series.
#[derive(Template)]
#[template(path = "pages/data/series/show.html")]
struct ShowPage {
    frame: Frame,
    address: String,
    lead: String,
    multiples: Option<Multiples>,
    periods: Vec<Choice>,
    dimensions: Vec<String>,
    measure: String,
    table_title: String,
    rows: Vec<(Vec<String>, DataCell)>,
    turns: Turns,
    notes: Vec<String>,
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
    let report = state.reports.series(&viewer, &service, id(&number)?, wanted).await?;
    let report = report.ok_or(Failure::NoSuchPage)?;
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
    page::show(&ShowPage {
        lead: lead(text, &report),
        multiples: multiples(text, &report),
        periods: report.periods.iter().map(|period| choice(text, *period, &report)).collect(),
        dimensions: is.dimensions.clone(),
        measure: is.measure.clone(),
        table_title: report.period.map(|period| days(text, period)).unwrap_or_default(),
        rows,
        turns: Turns::new(text, shown, &request.path, &request.query),
        notes,
        origin: text.fill("series-origin", &values),
        delete: Action::new(delete, text.say("series-delete"), &request.form_token())
            .lost(text.say("series-delete-lost")),
        frame: request
            .frame(Place::Series, is.name.clone())
            .about(&service)
            .under(text.say("series-title"), list),
        address,
    })
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
fn asked(request: &PageRequest) -> Option<SeriesPeriod> {
    let (first, last) = request.query.get("period")?.split_once('/')?;
    period_of(&request.query.with("first", first).with("last", last))
}

fn choice(text: Text, period: SeriesPeriod, report: &SeriesReport) -> Choice {
    Choice {
        label: days(text, period),
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
    let (Some(row), Some(number), Some(period)) = (largest, number, report.period) else {
        return text.fill("series-lead", &[("what", what.into())]);
    };
    let values = [
        ("what", what.into()),
        ("label", names(text, &row.labels).join(", ").into()),
        ("value", text.format().whole(number.value()).into()),
        ("days", days(text, period).into()),
    ];
    text.fill("series-lead-largest", &values)
}

/// The largest labels over time, all on one scale; nothing where there is one period only.
fn multiples(text: Text, report: &SeriesReport) -> Option<Multiples> {
    if report.drawn.len() < 2 {
        return None;
    }
    let panel = |line: &SeriesLine| {
        let labels = names(text, &line.labels);
        let name =
            if labels.is_empty() { report.series.is.measure.clone() } else { labels.join(", ") };
        let point = |(cell, period): (&Option<Cell>, &SeriesPeriod)| Point {
            value: cell.as_ref().and_then(Cell::number).map(Number::value),
            short: text.format().day(period.last()),
            long: days(text, *period),
        };
        let data = LineData {
            title: name.clone(),
            points: line.cells.iter().zip(&report.drawn).map(point).collect(),
            before: None,
            name: String::new(),
            begins_partial: false,
            ends_partial: false,
            note: None,
            least_top: 0.0,
            is_blurred: false,
        };
        Panel { name, data }
    };
    Multiples::draw(text, report.lines.iter().map(panel).collect())
}
