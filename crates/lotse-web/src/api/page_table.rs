//! `GET /api/v1/services/{service}/pages`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::{
    export::json::{OfSegment, PagesJson},
    pages::{PageRow, PagesReport},
};
use serde::Serialize;

use crate::{
    api::{
        openapi::{Refusals, ReportParams},
        pages::{Page, PageParams},
    },
    error::Failure,
    page::PageRequest,
    pages::explore::pages,
    path::ServiceInPath,
    state::AppState,
};

/// A page of the pages of a service, and what holds for all of them.
#[derive(Serialize)]
struct PagesAnswer<'a> {
    #[serde(flatten)]
    report: PagesJson<'a>,
    #[serde(flatten)]
    page: Page<&'a PageRow>,
}

/// The pages of a service
///
/// `GET /api/v1/services/{service}/pages?search=/apply`. By their paths, a page of the list at a time: views, visitors, visits that
/// began and ended there. Pages that too few people viewed are not named.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/pages",
    tag = "reports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("search" = Option<String>, Query, description = "Only pages whose path holds this text"),
        ReportParams,
        PageParams
    ),
    responses(
        (status = 200, description = "Disclosed pages", body = Object),
        Refusals
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (asked, choices) = pages::asked(&state, &service, &request)?;
    let report: PagesReport = state.reports.page_table(&viewer, asked).await?;
    let key = |row: &&PageRow| row.page.as_deref().unwrap_or_default().to_owned();
    let page = Page::of(&request.query, choices.rows(&report), key, |row| row)?;
    Ok(Json(OfSegment::new(&viewer, PagesAnswer { report: PagesJson::new(&report), page }))
        .into_response())
}
