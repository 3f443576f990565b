//! What operators and their monitors ask: is it up, can it work, what has it counted.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{error::Failure, state::AppState};

/// Says that the process answers
///
/// `GET /health`: the process is up and answers.
#[utoipa::path(get, path = "/health", tag = "operators", responses((status = 200, description = "It answers", body = String, content_type = "text/plain")))]
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

/// Says that the stores answer
///
/// `GET /ready`: both stores answer. 503 until they do.
#[utoipa::path(
    get,
    path = "/ready",
    tag = "operators",
    responses(
        (status = 200, description = "They answer", body = String, content_type = "text/plain"),
        (status = 503, description = "Not yet, or not now; see Retry-After")
    )
)]
pub(crate) async fn ready(State(state): State<AppState>) -> Result<&'static str, Failure> {
    state.control.ping().await?;
    if let Some(service) = state.control.services().first() {
        state.reports.arrival(service).await?;
    }
    Ok("ready\n")
}

/// Counters, as `OpenMetrics` text
///
/// `GET /metrics`
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operators",
    responses(
        (status = 200, description = "The counters", body = String, content_type = "application/openmetrics-text"),
        (status = 403, description = "Only for the machine itself and for administrators")
    )
)]
pub(crate) async fn metrics(State(state): State<AppState>) -> Response {
    state.metrics.extent(state.reports.extent());
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], state.metrics.text()).into_response()
}
