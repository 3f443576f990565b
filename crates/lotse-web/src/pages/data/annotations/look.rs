//! What is in a file of annotations: those that are new, those that are known, and what could not be read; and taking them.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::annotations::unknown;
use lotse_domain::{annotation::AnnotationDraft, service::Service};
use lotse_report::export::annotations::{self, AnnotationFile, NoAnnotations};

use super::{place, words};
use crate::{
    error::Failure,
    figures::Kept,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    state::AppState,
    ui::{chart::marks::days, field::Action},
};

/// New ones that are shown.
const SHOWN: usize = 100;

/// A file before it is taken.
#[derive(Template)]
#[template(path = "pages/data/annotations/look.html")]
struct LookPage {
    frame: Frame,
    /// Why nothing can be taken.
    wrong: Option<String>,
    finding: String,
    address: String,
    /// Days, kind and title of new ones.
    rows: Vec<(String, String, String)>,
    more: Option<String>,
    faults: Vec<String>,
    all_faults: Option<String>,
    can_take: bool,
    form_token: String,
    discard: Action,
}

/// `GET /s/{service}/data/annotations/look/{upload}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(folder): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let kept = Kept::find(&state, &service, &folder).await?;
    page(&state, &service, &request, &kept, None).await
}

/// `POST /s/{service}/data/annotations/look/{upload}`: takes those that are new.
pub(crate) async fn take(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(folder): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let kept = Kept::find(&state, &service, &folder).await?;
    if let Ok(file) = annotations::read(&kept.bytes().await?)
        && !file.drafts.is_empty()
    {
        let changes = state.control.by(request.caller()?.actor());
        match changes.import_annotations(&service, &kept.name, &file.drafts).await? {
            Ok(_) => {
                kept.forget().await;
                return Ok(Redirect::to(&place(&service)).into_response());
            }
            Err(why) => {
                let wrong = words::refused(request.text(), why).1;
                let page = page(&state, &service, &request, &kept, Some(wrong)).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        }
    }
    let page = page(&state, &service, &request, &kept, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `POST /s/{service}/data/annotations/look/{upload}/discard`
pub(crate) async fn discard(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(folder): PathPart,
    _fields: Fields,
) -> Result<Response, Failure> {
    // Gone already, it is discarded: that was the wish.
    if let Ok(kept) = Kept::find(&state, &service, &folder).await {
        kept.forget().await;
    }
    Ok(Redirect::to(&place(&service)).into_response())
}

async fn page(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
    kept: &Kept,
    wrong: Option<String>,
) -> Result<Response, Failure> {
    let text = request.text();
    let read = annotations::read(&kept.bytes().await?);
    let wrong = wrong.or_else(|| read.as_ref().err().map(|why| self::wrong(text, why)));
    let file = read.unwrap_or_default();
    let known = state.control.annotations(service.id).await?;
    let new = unknown(&known, &file.drafts);
    let address = format!("{}/look/{}", place(service), kept.folder);
    let form_token = request.form_token();
    let rest = number(new.len().saturating_sub(SHOWN));
    page::show(&LookPage {
        frame: super::frame(request, service, kept.name.clone()),
        finding: finding(text, &file, new.len()),
        rows: new.iter().take(SHOWN).map(|says| row(text, says)).collect(),
        more: (rest > 0).then(|| text.fill("chart-marks-more", &[("count", rest.into())])),
        faults: file.faults.iter().map(|fault| words::fault(text, fault)).collect(),
        all_faults: (file.all_faults > 0)
            .then(|| text.fill("annotation-faults", &[("lines", number(file.all_faults).into())])),
        can_take: wrong.is_none() && !new.is_empty(),
        discard: Action::new(format!("{address}/discard"), text.say("import-discard"), &form_token),
        form_token,
        address,
        wrong,
    })
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// What a file holds, in a sentence.
fn finding(text: Text, file: &AnnotationFile, new: usize) -> String {
    let known = file.drafts.len().saturating_sub(new);
    match (new, known) {
        (0, 0) => text.say("annotations-found-none"),
        (0, _) => text.say("annotations-found-known"),
        (_, 0) => text.fill("annotations-found", &[("new", number(new).into())]),
        _ => text.fill(
            "annotations-found-some",
            &[("new", number(new).into()), ("known", number(known).into())],
        ),
    }
}

fn wrong(text: Text, why: &NoAnnotations) -> String {
    match why {
        NoAnnotations::NoText => text.say("annotations-no-text"),
        NoAnnotations::NoColumn(column) => {
            text.fill("annotations-no-column", &[("column", column.as_str().into())])
        }
    }
}

fn row(text: Text, says: &AnnotationDraft) -> (String, String, String) {
    (
        days(text, says.first, says.last),
        text.word("annotation-kind", says.kind.as_str()),
        says.title.clone(),
    )
}
