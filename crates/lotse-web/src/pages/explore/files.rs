//! Answers under *Explore* as files: the funnel as a picture, each page as one file. Their addresses hold the
//! same question.

use axum::{extract::State, response::Response};
use lotse_report::measure::Measure;

use super::{funnel, paths, retention};
use crate::{
    error::Failure,
    page::PageRequest,
    page_file::{self, Kept},
    path::ServiceInPath,
    picture::{self, PictureFile},
    state::AppState,
    ui::chart::{
        file::{FlowPicture, FunnelPicture, PictureKind},
        funnel::FunnelBar,
    },
};

/// `GET /s/{service}/explore/funnel.svg` and `.png`: the funnel as the page draws it.
pub(crate) async fn funnel_picture(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    kind: PictureKind,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let (asked, funnel) = funnel::asked(&state, &service, &request).await?;
    let period = asked.period.clone();
    let report = state.reports.funnel(&viewer, asked).await?;
    let steps = &report.funnel.steps;
    let rule = steps.iter().find_map(|step| crate::ui::table::rule(text, &step.reached));
    let drawn = FunnelPicture {
        title: funnel::title(text, &period, &funnel),
        bars: FunnelBar::of(text, steps, &funnel.steps),
    };
    let file = PictureFile {
        state: &state,
        request: &request,
        service: &service,
        period: &period,
        what: "funnel",
        headline: funnel::finding(text, &report, &funnel),
        notes: funnel::notes(text, &report).into_iter().chain(rule).collect(),
        n: funnel::n(text, &report, &funnel),
    };
    file.answer(drawn, kind).await
}

/// `GET /s/{service}/explore/funnel.html`: the page as one file.
pub(crate) async fn funnel_page(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, _) = funnel::asked(&state, &in_path.service, &request).await?;
    let kept = Kept { what: "funnel", path: address(&in_path, "funnel"), period: &asked.period };
    page_file::answer(state, in_path, request, kept, funnel::show).await
}

/// `GET /s/{service}/explore/paths.svg` and `.png`: the paths as the page draws them.
pub(crate) async fn paths_picture(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    kind: PictureKind,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let (asked, choices) = paths::asked_with(&state, &service, &request).await?;
    let period = asked.period.clone();
    let report = state.reports.paths(&viewer, asked).await?;
    let title = paths::title(text, &period, &choices);
    let all = report.paths.whole.number();
    let file = PictureFile {
        state: &state,
        request: &request,
        service: &service,
        period: &period,
        what: "paths",
        headline: paths::finding(text, &report, &choices),
        notes: paths::notes(text, &report),
        n: all.and_then(|all| picture::n(text, Measure::Visits, all)),
    };
    file.answer(FlowPicture::draw(text, &paths::flow(&report), title), kind).await
}

/// `GET /s/{service}/explore/paths.html`: the page as one file.
pub(crate) async fn paths_page(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = paths::asked(&state, &in_path.service, &request).await?;
    let kept = Kept { what: "paths", path: address(&in_path, "paths"), period: &asked.period };
    page_file::answer(state, in_path, request, kept, paths::show).await
}

/// `GET /s/{service}/explore/retention.html`: the page as one file.
pub(crate) async fn retention_page(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = retention::asked(&state, &in_path.service, &request)?;
    let kept =
        Kept { what: "retention", path: address(&in_path, "retention"), period: &asked.period };
    page_file::answer(state, in_path, request, kept, retention::show).await
}

/// The address of a page under *Explore*.
pub(super) fn address(in_path: &ServiceInPath, page: &str) -> String {
    format!("/s/{}/explore/{page}", in_path.service.slug)
}
