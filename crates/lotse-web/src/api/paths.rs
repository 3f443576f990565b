//! `GET /api/v1/services/{service}/paths`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::export::json::{OfSegment, PathsJson};

use crate::{
    api::openapi::{Refusals, ReportParams},
    error::Failure,
    page::PageRequest,
    pages::explore::paths,
    path::ServiceInPath,
    state::AppState,
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
        ReportParams
    ),
    responses(
        (status = 200, description = "Disclosed paths", body = Object),
        Refusals
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = paths::asked(&state, &service, &request).await?;
    let report = state.reports.paths(&viewer, asked).await?;
    Ok(Json(OfSegment::new(&viewer, PathsJson::new(&report))).into_response())
}
