//! The trend as files. Their addresses hold the same question.

use axum::{extract::State, response::Response};
use lotse_report::export::csv;

use super::{asked, data, marks, notes, row_notes, words};
use crate::{
    attachment,
    error::Failure,
    page::PageRequest,
    page_file::{self, Kept},
    pages::explore::files,
    path::ServiceInPath,
    picture::{self, PictureFile},
    state::AppState,
    ui::{
        chart::file::{LinePicture, MultiplesPicture, PictureKind},
        table,
    },
};

/// `GET /s/{service}/explore/trend.csv`: the whole and each row as a file.
pub(crate) async fn csv(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, _) = asked(&state, &service, &request).await?;
    let report = state.reports.trend(&viewer, asked).await?;
    let name = attachment::name(&service, "trend", &report.request.period, "csv");
    Ok(attachment::csv(&name, csv::trend(&report)))
}

/// `GET /s/{service}/explore/trend.svg` and `.png`: the charts as the page draws them.
pub(crate) async fn picture(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    kind: PictureKind,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let (asked, choices) = asked(&state, &service, &request).await?;
    let period = asked.period.clone();
    let report = state.reports.trend(&viewer, asked).await?;
    let named = words::Named::of(text, &choices, &report);
    let rules = table::rules(text, &report.line.cells);
    let marks = marks(&state, &request, &report).await?;
    let notes = notes(text, &report).into_iter().chain(rules).chain(row_notes(text, &report));
    let notes = marks.notes().into_iter().chain(notes);
    let total = words::measure(&report).zip(report.line.total.number());
    let file = PictureFile {
        state: &state,
        request: &request,
        service: &service,
        period: &period,
        what: "trend",
        headline: words::finding(text, &report, &named),
        notes: notes.collect(),
        n: total.and_then(|(measure, total)| picture::n(text, measure, total)),
    };
    let line = LinePicture::draw(text, &data(text, &report, &named, &marks));
    match super::multiples(text, &report, &marks) {
        Some(rows) => file.answer(MultiplesPicture::new(text, line, &rows)?, kind).await,
        None => file.answer(line, kind).await,
    }
}

/// `GET /s/{service}/explore/trend.html`: the page as one file.
pub(crate) async fn page(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, _) = asked(&state, &in_path.service, &request).await?;
    let kept =
        Kept { what: "trend", path: files::address(&in_path, "trend"), period: &asked.period };
    page_file::answer(state, in_path, request, kept, super::show).await
}
