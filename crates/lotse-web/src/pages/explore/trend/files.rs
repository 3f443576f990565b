//! The trend as files. Their addresses hold the same question.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use lotse_report::export::csv;

use super::{asked, data, part_note, row_notes, words};
use crate::{
    attachment,
    error::Failure,
    page::PageRequest,
    page_file,
    path::ServiceInPath,
    picture::{self, PictureFile},
    state::AppState,
    ui::{
        chart::{
            file::{LinePicture, MultiplesPicture, PictureKind},
            funnel::count,
        },
        table,
    },
};

/// `GET /s/{service}/explore/trend.csv`: the whole and each row as a file.
pub(crate) async fn csv(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, _) = asked(&state, &service, &request)?;
    let report = state.reports.trend(&viewer, asked).await?;
    let name = attachment::name(&service, "trend", &report.request.period, "csv");
    Ok(attachment::csv(&name, csv::trend(&report)))
}

/// `GET /s/{service}/explore/trend.svg`: the chart as the page draws it.
pub(crate) async fn svg(
    state: State<AppState>,
    service: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    picture(&state, service, &request, PictureKind::Svg).await
}

/// `GET /s/{service}/explore/trend.png`: the same in pixels.
pub(crate) async fn png(
    state: State<AppState>,
    service: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    picture(&state, service, &request, PictureKind::Png).await
}

async fn picture(
    state: &AppState,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: &PageRequest,
    kind: PictureKind,
) -> Result<Response, Failure> {
    let text = request.text();
    let (asked, choices) = asked(state, &service, request)?;
    let period = asked.period.clone();
    let report = state.reports.trend(&viewer, asked).await?;
    let named = words::Named::of(text, &choices, &report);
    let rule = report.line.cells.iter().find_map(|cell| table::rule(text, cell));
    let notes = part_note(text, &report).into_iter().chain(rule).chain(row_notes(text, &report));
    let total = words::measure(&report).zip(count(&report.line.total));
    let file = PictureFile {
        state,
        request,
        service: &service,
        period: &period,
        what: "trend",
        headline: words::finding(text, &report, &named),
        notes: notes.collect(),
        n: total.and_then(|(measure, total)| picture::n(text, measure, total)),
    };
    let line = LinePicture::draw(text, &data(text, &report, &named));
    match super::multiples(text, &report) {
        Some(rows) => file.answer(MultiplesPicture::new(text, line, &rows)?, kind).await,
        None => file.answer(line, kind).await,
    }
}

/// `GET /s/{service}/explore/trend.html`: the page as one file.
pub(crate) async fn page(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, _) = asked(&state, &service, &request)?;
    let address = format!("/s/{}/explore/trend", service.slug);
    let request = request.for_file(&state, &service, address)?;
    let in_path = ServiceInPath { service: Arc::clone(&service), viewer };
    let page = super::show(State(state), in_path, request).await?;
    page_file::answer(&service, "trend", &asked.period, page)
}
