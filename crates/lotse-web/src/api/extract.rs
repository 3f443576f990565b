//! `GET /api/v1/services/{service}/extract`

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};

use crate::{
    api::openapi::{Refusals, ReportParams},
    error::Failure,
    page::PageRequest,
    pages::explore::extract::{choices, files},
    path::ServiceInPath,
    state::AppState,
};

/// The extract
///
/// `GET /api/v1/services/{service}/extract?days=30&every=week&by=page,browser-language`. Figures as a table: one row for each
/// part of the period, label and measure, as `docs/spec/extract.md` says. It is sent while it is made, and is written down in the
/// audit log. When it breaks off, it is no whole file: ask again.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/extract",
    tag = "reports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("every" = Option<String>, Query, description = "Parts of the period: `day`, `week` (from Monday), `month` or `period` (all of it at once), at most 400; without it the length of the period decides"),
        ("by" = Option<String>, Query, description = "Rows besides the whole service, separated by commas: `page`, `entry-page`, `exit-page`, `page-language`, `browser-language`, `device-class`, `browser`, `operating-system`, `referrer`"),
        ("measure" = Option<String>, Query, description = "What is counted, separated by commas: `daily-visitors` or `people` (as the service tells people apart), `visits`, `page-views`, `bounce-rate`, `engaged-time`; all without it"),
        ("format" = Option<String>, Query, description = "`csv`, `jsonl` or `parquet`; without it as `Accept` says, and else `jsonl`"),
        ReportParams
    ),
    responses(
        (status = 200, description = "Disclosed cells, one in each row", content(
            (String = "application/jsonl"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.apache.parquet")
        )),
        Refusals
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let format = choices::format(&request.query, accept)?;
    files::answer(&state, &in_path, &request.query, format).await
}
