//! `GET /api/v1/services/{service}/paths`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::{export::json::PathsJson, viewer::Viewer};

use crate::{
    api::openapi::Problem, error::Failure, page::PageRequest, pages::explore::paths,
    path::ServiceInPath, state::AppState,
};

/// Which ways visits take
///
/// `GET /api/v1/services/{service}/paths?end=from&page=/apply&length=3`. Views of one page that follow each other are one.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/paths",
    tag = "reports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("end" = Option<String>, Query, description = "`beginning` of the visit, `from` the first view of a page, or `to` it"),
        ("page" = Option<String>, Query, description = "The path of that page, the beginning of one that ends in `*`, or the name of an event"),
        ("length" = Option<u8>, Query, description = "The most pages of a path, 2 to 5; 3 without it"),
        ("days" = Option<u16>, Query, description = "So many days up to today, 1 to 800; 30 without it"),
        ("first" = Option<String>, Query, description = "First local day, with last instead of days"),
        ("last" = Option<String>, Query, description = "Last local day"),
        ("automatic" = Option<String>, Query, description = "`left-out` or `counted`: events of automatic clients")
    ),
    responses(
        (status = 200, description = "Disclosed paths", body = Object),
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
    let asked = paths::asked(&state, &service, &request)?;
    let report = state.reports.paths(Viewer::staff(), asked).await?;
    Ok(Json(PathsJson::new(&report)).into_response())
}
