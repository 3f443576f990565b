//! `/s/{service}/data/annotations`: every annotation of a service, as a list and as a file, and a form for a file.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::annotations::Annotation;
use lotse_domain::service::Service;
use lotse_report::export::annotations;

use super::{measures, place, words};
use crate::{
    attachment,
    error::Failure,
    figures::Kept,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::ServiceInPath,
    state::AppState,
    ui::{
        chart::marks::days,
        field::{ErrorSummary, FileField, Mistakes},
        listing::{ListSearch, Listing},
        person,
        sorted::{Order, SortHead, Turns},
    },
    upload,
};

/// By what annotations are sorted: the spelling in addresses.
const SORTS: [&str; 3] = ["day", "kind", "title"];

/// Annotations, and the form for a file.
#[derive(Template)]
#[template(path = "pages/data/annotations/list.html")]
struct ListPage {
    frame: Frame,
    summary: ErrorSummary,
    /// Where they stand.
    list: String,
    search: Option<ListSearch>,
    /// Of days, kind and title.
    heads: [SortHead; 3],
    rows: Vec<Row>,
    turns: Turns,
    has_any: bool,
    form_token: String,
    file: FileField,
}

struct Row {
    days: String,
    kind: String,
    title: String,
    address: String,
    measures: String,
    changed: String,
}

/// `GET /s/{service}/data/annotations`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    page(&state, &service, &request, &Mistakes::default()).await
}

/// `GET /s/{service}/data/annotations.csv`: all of them, the newest day first.
pub(crate) async fn csv(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
) -> Result<Response, Failure> {
    let all = state.control.annotations(service.id).await?;
    let text = annotations::write(all.iter().map(|annotation| &annotation.says));
    Ok(attachment::csv(&format!("{}-annotations.csv", service.slug), text))
}

/// `POST /s/{service}/data/annotations`: takes a file and shows what is in it.
pub(crate) async fn take(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    page_request: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let caller = page_request.caller()?;
    let most_bytes = most_bytes(&state);
    match upload::of_form(&state, most_bytes, caller, request, |_, _| {}).await {
        Ok((upload, name)) => {
            let kept = Kept::keep(&service, upload, &name).await?;
            let next = format!("{}/look/{}", place(&service), kept.folder);
            Ok(Redirect::to(&next).into_response())
        }
        Err(why) => {
            let mut mistakes = Mistakes::default();
            mistakes.add(FileField::NAME, why.words(page_request.text(), most_bytes)?);
            let page = page(&state, &service, &page_request, &mistakes).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The largest file that may be uploaded, in bytes.
pub(crate) fn most_bytes(state: &AppState) -> u64 {
    state.imports.most_bytes.min(annotations::MOST_BYTES)
}

async fn page(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let mut frame = request.frame(Place::Annotations, text.say("annotations-title")).about(service);
    frame.has_errors = !mistakes.is_empty();
    let all = state.control.annotations(service.id).await?;
    let listing = Listing::of(&request.query, &SORTS, SORTS[0])?;
    let (path, query, count) = (request.path.as_str(), &request.query, all.len());
    let search =
        ListSearch::new(text, text.say("annotations-search"), &listing, count, path, query);
    let (rows, shown) = listing.page(sorted(text, all, &listing));
    let [day, kind, title] = SORTS;
    let head = |key: &str, sort, order| {
        SortHead::new(text.say(key), sort, order, listing.sort, path, query)
    };
    page::show(&ListPage {
        summary: mistakes.summary(text),
        list: place(service),
        search,
        heads: [
            head("annotation-days", day, Order::Times),
            head("annotation-kind", kind, Order::Names),
            head("annotation-title", title, Order::Names),
        ],
        rows: rows.iter().map(|annotation| row(text, service, annotation)).collect(),
        turns: Turns::new(text, shown, path, query),
        has_any: count > 0,
        form_token: request.form_token(),
        file: FileField::new(
            text.say("import-file"),
            text.fill("annotations-file-hint", &[("mib", (most_bytes(state) >> 20).into())]),
            mistakes,
        ),
        frame,
    })
}

/// Those that are searched for, in the order that is asked for. They come by their days, the newest first.
fn sorted(text: Text, mut all: Vec<Annotation>, listing: &Listing) -> Vec<Annotation> {
    let kind = |one: &Annotation| text.word("annotation-kind", one.says.kind.as_str());
    all.retain(|one| {
        listing.is_in(&format!("{} {} {}", one.says.title, kind(one), one.says.description))
    });
    match listing.sort {
        "kind" => all.sort_by_cached_key(kind),
        "title" => all.sort_by_cached_key(|one| one.says.title.to_lowercase()),
        _ => {}
    }
    all
}

fn row(text: Text, service: &Service, annotation: &Annotation) -> Row {
    let says = &annotation.says;
    let day = annotation.made_at.to_zoned_datetime(service.time_zone.clone()).date();
    Row {
        days: days(text, says.first, says.last),
        kind: text.word("annotation-kind", says.kind.as_str()),
        title: says.title.clone(),
        address: format!("{}/{}", place(service), annotation.id.number()),
        measures: words::measures(text, &measures(service, annotation)),
        changed: text.fill(
            "tag-changed-by",
            &[
                ("who", person::author(text, &annotation.made_by).into()),
                ("day", text.format().date(day).into()),
            ],
        ),
    }
}
