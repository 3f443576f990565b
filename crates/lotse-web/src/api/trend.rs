//! `GET /api/v1/services/{service}/trend`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::export::json::{OfSegment, TrendJson};

use crate::{
    api::openapi::{Refusals, ReportParams},
    error::Failure,
    page::PageRequest,
    pages::explore::trend,
    path::ServiceInPath,
    state::AppState,
};

/// A measure over time
///
/// `GET /api/v1/services/{service}/trend?count=visitors&by=page-language`. The whole by day, week or month, and with `by` its
/// largest rows. A cell that may not be shown says why.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/trend",
    tag = "reports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("of" = Option<String>, Query, description = "Events: a page such as `/apply`, all pages that begin so such as `/help/*`, `tag:` and the name of a tag, or the name of an event; everything without it"),
        ("count" = Option<String>, Query, description = "`visitors` or `events` (page views, where no events are named)"),
        ("interval" = Option<String>, Query, description = "`day`, `week` (from Monday) or `month`; without it the length of the period decides"),
        ("by" = Option<String>, Query, description = "Rows by `page-language`, `browser-language`, `device-class`, `browser`, `operating-system` or `page`"),
        ("compare" = Option<String>, Query, description = "`before` (as many days right before) or `none`"),
        ReportParams
    ),
    responses(
        (status = 200, description = "Disclosed intervals and rows", body = Object),
        Refusals
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, choices) = trend::asked(&state, &service, &request).await?;
    let report = state.reports.trend(&viewer, asked).await?;
    Ok(Json(OfSegment::new(&viewer, TrendJson::new(&report, choices.of.as_deref())))
        .into_response())
}
