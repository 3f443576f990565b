//! `GET /api/v1/services/{service}/forms`

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_report::export::json::{FormsJson, OfSegment};

use crate::{
    api::openapi::{Refusals, ReportParams},
    error::Failure,
    page::PageRequest,
    pages::explore::forms,
    path::ServiceInPath,
    state::AppState,
};

/// How a form is filled in, field by field
///
/// `GET /api/v1/services/{service}/forms?page=/apply`. Errors by kind, fields entered again, left last or left empty, and the
/// time in each, in the order in which visits come to the fields; never a value. A try is a visit in which a form was used.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/forms",
    tag = "reports",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("page" = Option<String>, Query, description = "The path of the form's page, the beginning of several that ends in `*`, or `tag:` and the name of a tag; without it the page whose forms most people used"),
        ReportParams
    ),
    responses(
        (status = 200, description = "A disclosed form", body = Object),
        Refusals
    )
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = forms::asked(&state, &service, &request).await?;
    let report = state.reports.forms(&viewer, asked).await?;
    let page = request.query.get(forms::PAGE).map(str::trim).filter(|page| !page.is_empty());
    Ok(Json(OfSegment::new(&viewer, FormsJson::new(&report, page))).into_response())
}
