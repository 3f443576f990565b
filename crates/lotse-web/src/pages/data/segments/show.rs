//! `/s/{service}/data/segments/{segment}`: who is in it, how many they are, and where to look at them.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::segments::{SegmentId, SegmentVersion};
use lotse_domain::service::Service;

use super::{builder, place, words};
use crate::{
    access::SEGMENT,
    definitions,
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    query::Query,
    state::AppState,
    ui::{field::Action, person},
};

/// Reports that can be looked at: the key of their words, and where they are.
const REPORTS: [(&str, &str); 3] =
    [("layout-overview", ""), ("tasks-title", "/tasks"), ("explore-title", "/explore")];

/// A segment.
#[derive(Template)]
#[template(path = "pages/data/segments/show.html")]
struct ShowPage {
    frame: Frame,
    address: String,
    description: Vec<String>,
    is_archived: bool,
    /// All that must hold, in words.
    rules: Vec<String>,
    size: String,
    warnings: Vec<String>,
    /// Reports of it: words and address.
    reports: Vec<(String, String)>,
    /// The form holds it.
    is_changed_here: bool,
    archive: Action,
    versions: Vec<Version>,
}

struct Version {
    number: String,
    who: String,
    when: String,
    name: String,
    sentence: String,
}

/// `GET /s/{service}/data/segments/{segment}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(segment): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let segment = definitions::named::<SegmentId>(&state, &service, &segment).await?;
    let text = request.text();
    let (now, number) = (&segment.now, segment.id.number());
    let address = format!("{}/{number}", place(&service));
    let query = Query::default().with(SEGMENT, &number.to_string());
    let report = |(key, path): &(&str, &str)| {
        (text.say(key), query.address(&format!("/s/{}{path}", service.slug)))
    };
    let versions = state.control.definition_versions(service.id, segment.id).await?;
    let words_of = if segment.is_archived { "task-restore" } else { "task-archive" };
    let archive =
        Action::new(format!("{address}/archive"), text.say(words_of), &request.form_token());
    page::show(&ShowPage {
        frame: super::frame(&request, &service, now.name.clone()),
        description: now.description.lines().map(ToOwned::to_owned).collect(),
        is_archived: segment.is_archived,
        rules: now.says.rules().iter().map(|rule| words::condition(text, rule)).collect(),
        size: super::size(&state, &viewer, &service, &now.says, text).await?,
        warnings: words::impossible(text, &service, &now.says),
        reports: REPORTS.iter().map(report).collect(),
        is_changed_here: builder::holds(&now.says),
        archive: if segment.is_archived {
            archive
        } else {
            archive.lost(text.say("segment-archive-lost"))
        },
        versions: versions.iter().map(|version| version_of(text, &service, version)).collect(),
        address,
    })
}

fn version_of(text: Text, service: &Service, version: &SegmentVersion) -> Version {
    Version {
        number: version.version.to_string(),
        who: person::author(text, &version.made_by),
        when: text.format().minute(version.made_at, &service.time_zone),
        name: version.name.clone(),
        sentence: words::sentence(text, &version.says),
    }
}

/// `POST /s/{service}/data/segments/{segment}/archive`: into the archive, or out of it.
pub(crate) async fn archive(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(segment): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let id: SegmentId = definitions::archive(&state, &request, &service, &segment).await?;
    Ok(Redirect::to(&format!("{}/{}", place(&service), id.number())).into_response())
}
