//! What operators and their monitors ask: is it up, can it work, what has it counted.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{error::Failure, state::AppState};

/// `GET /health`: the process is up and answers.
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

/// `GET /ready`: both stores answer. 503 until they do.
pub(crate) async fn ready(State(state): State<AppState>) -> Result<&'static str, Failure> {
    state.control.ping().await?;
    if let Some(service) = state.control.services().first() {
        state.reports.arrival(service).await?;
    }
    Ok("ready\n")
}

/// `GET /metrics`
pub(crate) async fn metrics(State(state): State<AppState>) -> Response {
    state.metrics.extent(state.reports.extent());
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], state.metrics.text()).into_response()
}
