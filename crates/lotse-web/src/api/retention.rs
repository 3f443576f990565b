//! `GET /api/v1/services/{service}/retention`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::{export::json::RetentionJson, viewer::Viewer};

use crate::{
    api::openapi::Problem, error::Failure, page::PageRequest, pages::explore::retention,
    path::ServiceInPath, state::AppState,
};

/// Who comes back
///
/// `GET /api/v1/services/{service}/retention?interval=week`. Of those who came for the first time in an interval, the share that
/// came again one interval later, two, and so on. Where pseudonyms do not last, `not_followed` says why there is none.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/retention",
    tag = "reports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("interval" = Option<String>, Query, description = "`day`, `week` (from Monday) or `month`; weeks without it"),
        ("days" = Option<u16>, Query, description = "So many days up to today, 1 to 800; 30 without it. It is begun where the interval begins"),
        ("first" = Option<String>, Query, description = "First local day, with last instead of days"),
        ("last" = Option<String>, Query, description = "Last local day"),
        ("automatic" = Option<String>, Query, description = "`left-out` or `counted`: events of automatic clients")
    ),
    responses(
        (status = 200, description = "Disclosed cohorts", body = Object),
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
    let asked = retention::asked(&state, &service, &request)?;
    let report = state.reports.retention(Viewer::staff(), asked).await?;
    Ok(Json(RetentionJson::new(&report)).into_response())
}
