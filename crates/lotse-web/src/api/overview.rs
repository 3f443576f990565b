//! `GET /api/v1/services/{service}/overview`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::{export::json::OverviewJson, overview::OverviewQuestion, viewer::Viewer};

use crate::{
    error::Failure, page::PageRequest, pages::overview::choice::Choices, path::ServiceInPath,
    state::AppState,
};

/// `GET /api/v1/services/{service}/overview?days=30` or `?first=…&last=…`, with `compare=none`
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
