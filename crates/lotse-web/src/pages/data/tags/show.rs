//! `/s/{service}/data/tags/{tag}`: what a tag says, what it means lately, and who changed it when.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::tags::{TagId, TagVersion};
use lotse_domain::service::Service;

use super::{
    preview::{self, Preview},
    words,
};
use crate::{
    definitions,
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    state::AppState,
    ui::{field::Action, person},
};

/// A tag.
#[derive(Template)]
#[template(path = "pages/data/tags/show.html")]
struct ShowPage {
    frame: Frame,
    address: String,
    /// What is archived says so first.
    lead: String,
    description: String,
    lines: Option<Vec<String>>,
    rule: String,
    preview: Preview,
    trend: String,
    archive: Action,
    versions: Vec<Version>,
}

struct Version {
    number: String,
    who: String,
    when: String,
    name: String,
    rule: String,
}

/// `GET /s/{service}/data/tags/{tag}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(tag): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let tag = definitions::named::<TagId>(&state, &service, &tag).await?;
    let (text, says) = (request.text(), &tag.now.says);
    let frame = super::frame(&request, &service, tag.now.name.clone());
    let kind = text.word("tag-kind", says.kind.as_str());
    let lead = match (tag.is_archived, says.group.is_empty()) {
        (true, _) => text.fill("tag-lead-archived", &[("kind", kind.into())]),
        (false, true) => text.fill("tag-lead-alone", &[("kind", kind.into())]),
        (false, false) => text.fill(
            "tag-lead-group",
            &[("kind", kind.into()), ("group", says.group.as_str().into())],
        ),
    };
    let address = format!("/s/{}/data/tags/{}", service.slug, tag.id.number());
    let words_of = if tag.is_archived { "tag-restore" } else { "tag-archive" };
    let archive =
        Action::new(format!("{address}/archive"), text.say(words_of), &request.form_token());
    let versions = state.control.definition_versions(service.id, tag.id).await?;
    page::show(&ShowPage {
        lead,
        description: tag.now.description.clone(),
        lines: words::lines(text, &says.rule),
        rule: says.rule.to_string(),
        preview: preview::of(&state, text, &viewer, &service, &says.rule, Some(tag.id)).await?,
        trend: crate::query::Query::default()
            .with("of", &format!("{}{}", crate::pages::explore::tags::TAG, tag.now.name))
            .with("count", "events")
            .address(&format!("/s/{}/explore/trend", service.slug)),
        archive: if tag.is_archived { archive } else { archive.lost(text.say("tag-archive-lost")) },
        versions: versions.iter().map(|version| version_of(text, &service, version)).collect(),
        address,
        frame,
    })
}

fn version_of(text: Text, service: &Service, version: &TagVersion) -> Version {
    Version {
        number: version.version.to_string(),
        who: person::author(text, &version.made_by),
        when: text.format().minute(version.made_at, &service.time_zone),
        name: version.name.clone(),
        rule: version.says.rule.to_string(),
    }
}

/// `POST /s/{service}/data/tags/{tag}/archive`: into the archive, or out of it.
pub(crate) async fn archive(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(tag): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let id: TagId = definitions::archive(&state, &request, &service, &tag).await?;
    Ok(Redirect::to(&format!("/s/{}/data/tags/{}", service.slug, id.number())).into_response())
}
