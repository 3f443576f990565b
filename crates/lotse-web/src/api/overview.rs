//! `GET /api/v1/services/{service}/overview`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::{
    export::json::{OfSegment, OverviewJson},
    overview::OverviewQuestion,
};

use crate::{
    api::openapi::{Refusals, ReportParams},
    error::Failure,
    page::PageRequest,
    pages::overview::choice::Choices,
    path::ServiceInPath,
    state::AppState,
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
        ("compare" = Option<String>, Query, description = "`before` (as many days right before) or `none`"),
        ReportParams
    ),
    responses(
        (status = 200, description = "Disclosed figures, days and tables", body = Object),
        Refusals
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let choices = Choices::read(&request.query, &service, state.clock.now())?;
    let question = OverviewQuestion {
        service,
        period: choices.period,
        comparison: choices.comparison,
        automatic: choices.automatic,
    };
    let report = state.reports.overview(&viewer, &question).await?;
    Ok(Json(OfSegment::new(&viewer, OverviewJson::new(&report))).into_response())
}
