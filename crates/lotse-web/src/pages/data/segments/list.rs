//! `/s/{service}/data/segments`: the segments of a service, and who is in each.

use askama::Template;
use axum::{extract::State, response::Response};
use lotse_control::segments::StoredSegment;

use super::{place, words};
use crate::{
    error::Failure,
    page::{self, Frame, PageRequest, Place},
    path::ServiceInPath,
    state::AppState,
    ui::person,
};

/// Segments.
#[derive(Template)]
#[template(path = "pages/data/segments/list.html")]
struct ListPage {
    frame: Frame,
    list: String,
    rows: Vec<Row>,
    /// Name and address.
    archived: Vec<(String, String)>,
}

struct Row {
    name: String,
    address: String,
    sentence: String,
    changed: String,
}

/// `GET /s/{service}/data/segments`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let list = place(&service);
    let all: Vec<StoredSegment> = state.control.definitions(service.id).await?;
    let (archived, used): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.is_archived);
    let link = |segment: &StoredSegment| {
        (segment.now.name.clone(), format!("{list}/{}", segment.id.number()))
    };
    let row = |segment: &StoredSegment| {
        let (name, address) = link(segment);
        let sentence = words::sentence(text, &segment.now.says);
        let who = person::author(text, &segment.now.made_by);
        let when = text.format().minute(segment.now.made_at, &service.time_zone);
        Row { name, address, sentence, changed: format!("{who} · {when}") }
    };
    page::show(&ListPage {
        frame: request.frame(Place::Segments, text.say("segments-title")).about(&service),
        rows: used.iter().map(row).collect(),
        archived: archived.iter().map(link).collect(),
        list,
    })
}
