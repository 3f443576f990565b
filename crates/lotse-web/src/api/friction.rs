//! `GET /api/v1/services/{service}/friction`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::export::json::{FrictionJson, OfSegment};

use crate::{
    api::openapi::{Refusals, ReportParams},
    error::Failure,
    page::PageRequest,
    pages::explore::friction,
    path::ServiceInPath,
    state::AppState,
};

/// Where people struggle
///
/// `GET /api/v1/services/{service}/friction?signal=dead-click`. How many met each signal, in all and week by week, and the pages on
/// which one of them was met.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/friction",
    tag = "reports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("signal" = Option<String>, Query, description = "The signal whose pages are told: `rage-click`, `dead-click`, `error-click`, `keyboard-trap`, `focus-loss`, `script-error`, `u-turn`, `copy-error`, `empty-search` or `slow-page`; without it the one that most people met"),
        ReportParams
    ),
    responses(
        (status = 200, description = "Disclosed signals", body = Object),
        Refusals
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = friction::asked(&state, &service, &request)?;
    let report = state.reports.friction(&viewer, asked).await?;
    Ok(Json(OfSegment::new(&viewer, FrictionJson::new(&report))).into_response())
}
