//! `GET /api/v1/services/{service}/funnel`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::export::json::{FunnelJson, OfSegment};

use crate::{
    api::openapi::{Refusals, ReportParams},
    error::Failure,
    page::PageRequest,
    pages::explore::funnel,
    path::ServiceInPath,
    state::AppState,
};

/// How many visits or visitors get how far
///
/// `GET /api/v1/services/{service}/funnel?step1=/apply&step2=/apply/sent`. A step is the path of a page, the beginning of one
/// that ends in `*`, or the name of an event.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/funnel",
    tag = "reports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("step1" = String, Query, description = "First step"),
        ("step2" = String, Query, description = "Second step; up to `step6`"),
        ("unit" = Option<String>, Query, description = "`visit` or `visitor`"),
        ("window" = Option<String>, Query, description = "For visitors, the longest time from first to last step: `30m`, `1h`, `1d` or `7d`"),
        ("by" = Option<String>, Query, description = "Rows by what the first step's event carries: `device-class`, `page-language`, `browser-language`, `browser` or `operating-system`"),
        ReportParams
    ),
    responses(
        (status = 200, description = "Disclosed steps and rows", body = Object),
        Refusals
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, choices) = funnel::asked(&state, &service, &request).await?;
    let report = state.reports.funnel(&viewer, asked).await?;
    Ok(Json(OfSegment::new(&viewer, FunnelJson::new(&report, &choices.steps))).into_response())
}
