//! The overview as files: a table, the chart, the whole page. Their addresses hold the same question.

use axum::{extract::State, response::Response};
use lotse_domain::query::Breakdown;
use lotse_report::{
    export::csv,
    overview::{Comparison, OverviewQuestion},
};

use super::{choice::Choices, marks, trend_question};
use crate::{
    attachment,
    error::Failure,
    page::PageRequest,
    page_file::{self, Kept},
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
    let choices = Choices::read(&request.query, &service, state.clock.now())?;
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

/// `GET /s/{service}/overview.svg` and `.png`: the chart as the page draws it.
pub(crate) async fn picture(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    kind: PictureKind,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let choices = Choices::read(&request.query, &service, state.clock.now())?;
    let question = OverviewQuestion {
        service: service.clone(),
        period: choices.period.clone(),
        comparison: choices.comparison,
        automatic: choices.automatic,
    };
    let report = state.reports.overview(&viewer, &question).await?;
    let marks = marks(&state, &request, &report).await?;
    let asked = trend_question(text, &report, choices.drawn, (Vec::new(), marks));
    let drawn = LinePicture::draw(text, &asked.data(text));
    let total = super::finding::total(&report, choices.drawn);
    let gaps = picture::why_gaps(text, &report.days, choices.drawn);
    let blurred = super::finding::blurred_rule(text, &report);
    let incomplete = report.is_incomplete.then(|| text.say("overview-incomplete"));
    let file = PictureFile {
        state: &state,
        request: &request,
        service: &service,
        period: &choices.period,
        what: choices.drawn.as_str(),
        headline: asked.headline,
        notes: drawn.notes().into_iter().chain(gaps).chain(blurred).chain(incomplete).collect(),
        n: total.and_then(|count| picture::n(text, choices.drawn, count)),
    };
    file.answer(drawn, kind).await
}

/// `GET /s/{service}/overview.html`: the page as one file.
pub(crate) async fn page(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let choices = Choices::read(&request.query, &in_path.service, state.clock.now())?;
    let kept = Kept {
        what: "overview",
        path: format!("/s/{}", in_path.service.slug),
        period: &choices.period,
    };
    page_file::answer(state, in_path, request, kept, super::show).await
}
