//! Answers under *Explore* as files: the funnel as a picture, each page as one file. Their addresses hold the
//! same question.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use lotse_report::measure::Measure;

use super::{funnel, paths, retention};
use crate::{
    error::Failure,
    page::PageRequest,
    page_file,
    path::ServiceInPath,
    picture::{self, PictureFile},
    state::AppState,
    ui::chart::{
        file::{FlowPicture, FunnelPicture, PictureKind},
        funnel::FunnelBar,
    },
};

/// `GET /s/{service}/explore/funnel.svg`: the funnel as the page draws it.
pub(crate) async fn funnel_svg(
    state: State<AppState>,
    service: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    funnel_picture(&state, service, &request, PictureKind::Svg).await
}

/// `GET /s/{service}/explore/funnel.png`: the same in pixels.
pub(crate) async fn funnel_png(
    state: State<AppState>,
    service: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    funnel_picture(&state, service, &request, PictureKind::Png).await
}

async fn funnel_picture(
    state: &AppState,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: &PageRequest,
    kind: PictureKind,
) -> Result<Response, Failure> {
    let text = request.text();
    let (asked, funnel) = funnel::asked(state, &service, request)?;
    let period = asked.period.clone();
    let report = state.reports.funnel(&viewer, asked).await?;
    let steps = &report.funnel.steps;
    let partial = report.is_partial.then(|| text.say("funnel-partial"));
    let rule = steps.iter().find_map(|step| crate::ui::table::rule(text, &step.reached));
    let drawn = FunnelPicture {
        title: funnel::title(text, &period, &funnel),
        bars: FunnelBar::of(text, steps, &funnel.steps),
    };
    let file = PictureFile {
        state,
        request,
        service: &service,
        period: &period,
        what: "funnel",
        headline: funnel::finding(text, &report, &funnel),
        notes: [partial, rule].into_iter().flatten().collect(),
        n: funnel::n(text, &report, &funnel),
    };
    file.answer(drawn, kind).await
}

/// `GET /s/{service}/explore/funnel.html`: the page as one file.
pub(crate) async fn funnel_page(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, _) = funnel::asked(&state, &service, &request)?;
    let request = request.for_file(&state, &service, address(&service.slug, "funnel"))?;
    let in_path = ServiceInPath { service: Arc::clone(&service), viewer };
    let page = funnel::show(State(state), in_path, request).await?;
    page_file::answer(&service, "funnel", &asked.period, page)
}

/// `GET /s/{service}/explore/paths.svg`: the paths as the page draws them.
pub(crate) async fn paths_svg(
    state: State<AppState>,
    service: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    paths_picture(&state, service, &request, PictureKind::Svg).await
}

/// `GET /s/{service}/explore/paths.png`: the same in pixels.
pub(crate) async fn paths_png(
    state: State<AppState>,
    service: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    paths_picture(&state, service, &request, PictureKind::Png).await
}

async fn paths_picture(
    state: &AppState,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: &PageRequest,
    kind: PictureKind,
) -> Result<Response, Failure> {
    let text = request.text();
    let (asked, choices) = paths::asked_with(state, &service, request)?;
    let period = asked.period.clone();
    let report = state.reports.paths(&viewer, asked).await?;
    let title = paths::title(text, &period, &choices);
    let all = crate::ui::chart::funnel::count(&report.paths.whole);
    let file = PictureFile {
        state,
        request,
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
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = paths::asked(&state, &service, &request)?;
    let request = request.for_file(&state, &service, address(&service.slug, "paths"))?;
    let in_path = ServiceInPath { service: Arc::clone(&service), viewer };
    let page = paths::show(State(state), in_path, request).await?;
    page_file::answer(&service, "paths", &asked.period, page)
}

/// `GET /s/{service}/explore/retention.html`: the page as one file.
pub(crate) async fn retention_page(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = retention::asked(&state, &service, &request)?;
    let request = request.for_file(&state, &service, address(&service.slug, "retention"))?;
    let in_path = ServiceInPath { service: Arc::clone(&service), viewer };
    let page = retention::show(State(state), in_path, request).await?;
    page_file::answer(&service, "retention", &asked.period, page)
}

fn address(slug: &lotse_domain::ids::ServiceSlug, page: &str) -> String {
    format!("/s/{slug}/explore/{page}")
}
