//! `GET /api/v1/services/{service}/overview`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::{export::json::OverviewJson, overview::OverviewQuestion, viewer::Viewer};

use crate::{
    api::openapi::Problem, error::Failure, page::PageRequest, pages::overview::choice::Choices,
    path::ServiceInPath, state::AppState,
};

/// How much a service was used
///
/// `GET /api/v1/services/{service}/overview?days=30` or `?first=…&last=…`, with `compare=none`
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/overview",
    tag = "reports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("days" = Option<u16>, Query, description = "So many days up to today, 1 to 800; 30 without it"),
        ("first" = Option<String>, Query, description = "First local day, with last instead of days"),
        ("last" = Option<String>, Query, description = "Last local day"),
        ("compare" = Option<String>, Query, description = "`before` (as many days right before) or `none`"),
        ("automatic" = Option<String>, Query, description = "`left-out` or `counted`: events of automatic clients")
    ),
    responses(
        (status = 200, description = "Disclosed figures, days and tables", body = Object),
        (status = 400, description = "A parameter has a value that it cannot have", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Only for people who are signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no service of this name", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The lake does not answer now; see Retry-After", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath(service): ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let choices = Choices::read(&request.query, &service, state.clock.now())
        .map_err(|wrong| Failure::Parameter { name: wrong.parameter })?;
    let question = OverviewQuestion {
        service,
        period: choices.period,
        comparison: choices.comparison,
        automatic: choices.automatic,
    };
    let report = state.reports.overview(Viewer::staff(), &question).await?;
    Ok(Json(OverviewJson::new(&report)).into_response())
}
