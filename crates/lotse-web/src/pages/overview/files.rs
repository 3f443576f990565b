//! The overview as files: a table, the chart, the whole page. Their addresses hold the same question.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use lotse_domain::{query::Breakdown, service::Service};
use lotse_report::{
    export::csv,
    overview::{Comparison, OverviewQuestion},
};

use super::{choice::Choices, trend_question};
use crate::{
    attachment,
    error::Failure,
    page::PageRequest,
    page_file,
    path::ServiceInPath,
    picture::{self, PictureFile},
    state::AppState,
    ui::chart::file::{LinePicture, PictureKind},
};

/// `GET /s/{service}/overview.csv?table=…`: one table of the page.
pub(crate) async fn csv(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let choices = choices(&state, &service, &request)?;
    let breakdown = match request.query.get("table") {
        None => Breakdown::Day,
        Some(text) => text.parse().map_err(|_| Failure::Parameter { name: "table" })?,
    };
    let question = OverviewQuestion {
        service: service.clone(),
        period: choices.period.clone(),
        comparison: Comparison::None,
        automatic: choices.automatic,
    };
    let report = state.reports.overview(&viewer, &question).await?;
    let table = report.table(breakdown).ok_or(Failure::Parameter { name: "table" })?;
    let name = attachment::name(&service, breakdown.as_str(), &choices.period, "csv");
    Ok(attachment::csv(&name, csv::table(table)))
}

/// `GET /s/{service}/overview.svg`: the chart as the page draws it.
pub(crate) async fn svg(
    state: State<AppState>,
    service: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    picture(&state, service, &request, PictureKind::Svg).await
}

/// `GET /s/{service}/overview.png`: the same in pixels.
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
    let choices = choices(state, &service, request)?;
    let question = OverviewQuestion {
        service: service.clone(),
        period: choices.period.clone(),
        comparison: choices.comparison,
        automatic: choices.automatic,
    };
    let report = state.reports.overview(&viewer, &question).await?;
    let asked = trend_question(text, &report, choices.drawn, Vec::new());
    let drawn = LinePicture::draw(text, &asked.data(text));
    let total = super::finding::count(&report, choices.drawn);
    let gaps = picture::why_gaps(text, &report.days, choices.drawn);
    let incomplete = report.is_incomplete.then(|| text.say("overview-incomplete"));
    let file = PictureFile {
        state,
        request,
        service: &service,
        period: &choices.period,
        what: choices.drawn.as_str(),
        headline: asked.headline,
        notes: [drawn.note(), gaps, incomplete].into_iter().flatten().collect(),
        n: total.and_then(|count| picture::n(text, choices.drawn, count)),
    };
    file.answer(drawn, kind).await
}

/// `GET /s/{service}/overview.html`: the page as one file.
pub(crate) async fn page(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let choices = choices(&state, &service, &request)?;
    let request = request.for_file(&state, &service, format!("/s/{}", service.slug))?;
    let in_path = ServiceInPath { service: Arc::clone(&service), viewer };
    let page = super::show(State(state), in_path, request).await?;
    page_file::answer(&service, "overview", &choices.period, page)
}

fn choices(state: &AppState, service: &Service, request: &PageRequest) -> Result<Choices, Failure> {
    Choices::read(&request.query, service, state.clock.now())
        .map_err(|wrong| Failure::Parameter { name: wrong.parameter })
}
