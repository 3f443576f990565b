//! The series of a service, and a form for a file of figures.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::series::Series;
use lotse_domain::service::Service;
use lotse_report::viewer::Viewer;

use super::{days, what};
use crate::{
    error::Failure,
    figures::{self, Kept},
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::ServiceInPath,
    state::AppState,
    ui::field::{ErrorSummary, FileField, Mistakes},
    upload,
};

/// The series, and the form.
#[derive(Template)]
#[template(path = "pages/data/series/list.html")]
struct ListPage {
    frame: Frame,
    summary: ErrorSummary,
    slug: String,
    finding: String,
    rows: Vec<Row>,
    form_token: String,
    file: FileField,
}

/// One series.
struct Row {
    address: String,
    name: String,
    what: String,
    days: String,
    figures: String,
    imported: String,
}

/// `GET /s/{service}/data/series`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    page(&state, (&service, &viewer), &request, &Mistakes::default()).await
}

/// `POST /s/{service}/data/series`: takes a file and shows what is in it.
pub(crate) async fn take(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    page_request: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let caller = page_request.caller()?;
    let most_bytes = figures::most_bytes(&state);
    match upload::of_form(&state, most_bytes, caller, request, |_, _| {}).await {
        Ok((upload, name)) => {
            let kept = Kept::keep(&service, upload, &name).await?;
            let next = format!("/s/{}/data/series/look/{}", service.slug, kept.folder);
            Ok(Redirect::to(&next).into_response())
        }
        Err(why) => {
            let mut mistakes = Mistakes::default();
            mistakes.add(FileField::NAME, why.words(page_request.text(), most_bytes)?);
            let page = page(&state, (&service, &viewer), &page_request, &mistakes).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn page(
    state: &AppState,
    (service, viewer): (&Arc<Service>, &Viewer),
    request: &PageRequest,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let mut frame = request.frame(Place::Series, text.say("series-title")).about(service);
    frame.has_errors = !mistakes.is_empty();
    let all = state.reports.all_series(viewer, service).await?;
    let figures: u64 = all.iter().map(|series| series.points).sum();
    let finding = if all.is_empty() {
        text.say("series-none")
    } else {
        let series = u64::try_from(all.len()).unwrap_or(u64::MAX);
        text.fill("series-finding", &[("series", series.into()), ("figures", figures.into())])
    };
    page::show(&ListPage {
        summary: mistakes.summary(text),
        slug: service.slug.to_string(),
        finding,
        rows: all.iter().map(|series| row(text, service, series)).collect(),
        form_token: request.form_token(),
        file: FileField::new(
            text.say("import-file"),
            text.fill("series-file-hint", &[("mib", (figures::most_bytes(state) >> 20).into())]),
            mistakes,
        ),
        frame,
    })
}

fn row(text: Text, service: &Service, series: &Series) -> Row {
    let at = text.format().minute(series.imported_at, &service.time_zone);
    let who = match series.imported_by.as_str() {
        "" => text.say("import-by-command"),
        who => who.to_owned(),
    };
    Row {
        address: format!("/s/{}/data/series/{}", service.slug, series.id.number()),
        name: series.is.name.clone(),
        what: what(text, &series.is),
        days: days(text, series.days),
        figures: text.format().count(series.points),
        imported: text.fill("series-imported", &[("at", at.into()), ("who", who.into())]),
    }
}
