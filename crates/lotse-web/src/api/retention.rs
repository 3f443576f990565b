//! `GET /api/v1/services/{service}/retention`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::export::json::{OfSegment, RetentionJson};

use crate::{
    api::openapi::{Refusals, ReportParams},
    error::Failure,
    page::PageRequest,
    pages::explore::retention,
    path::ServiceInPath,
    state::AppState,
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
        ReportParams
    ),
    responses(
        (status = 200, description = "Disclosed cohorts", body = Object),
        Refusals
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = retention::asked(&state, &service, &request)?;
    let report = state.reports.retention(&viewer, asked).await?;
    Ok(Json(OfSegment::new(&viewer, RetentionJson::new(&report))).into_response())
}
