//! `/objected/{key}`: where the client leads after somebody opened a page of a service by its opt-out link. It
//! says what was done; doing it was the client's, on the service's own pages.

use askama::Template;
use axum::{extract::State, response::Response};
use lotse_domain::{directory::ServiceDirectory as _, service::PublicKey};

use super::what_we_collect;
use crate::{
    error::Failure,
    page::{self, Frame, PageRequest, Place},
    path::PathPart,
    state::AppState,
};

/// The page.
#[derive(Template)]
#[template(path = "pages/public/objected.html")]
struct ObjectedPage {
    frame: Frame,
    means: String,
    other: String,
    /// The pages of the service, by which it is undone or done again.
    links: Vec<OptLink>,
    what_we_collect: String,
}

/// A link that changes whether the person is counted.
pub(crate) struct OptLink {
    pub(crate) address: String,
    pub(crate) name: String,
}

/// The links of a service by which somebody objects in their browser, or takes it back: one for each
/// address of its pages, since each has its own storage.
pub(crate) fn links(service: &lotse_domain::service::Service, objects: bool) -> Vec<OptLink> {
    let word = if objects { "#lotse-object" } else { "#lotse-object=no" };
    let link = |origin: &lotse_domain::service::Origin| OptLink {
        address: format!("{}/{word}", origin.as_str()),
        name: origin.as_str().to_owned(),
    };
    service.origins.iter().map(link).collect()
}

/// `GET /objected/{key}`
pub(crate) async fn show(
    State(state): State<AppState>,
    PathPart(key): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let service = state.control.by_public_key(&PublicKey::from_text(&key));
    let service = service.ok_or(Failure::NoSuchPage)?;
    let text = request.text();
    let objected = match request.query.get("now") {
        Some("objected") => true,
        Some("counted") => false,
        _ => return Err(Failure::Parameter { name: "now" }),
    };
    let word = if objected { "objected" } else { "counted" };
    let named = [("service", service.name.as_str().into())];
    let frame = request.frame(Place::Nowhere, text.word("object-title", word));
    page::show(&ObjectedPage {
        means: text.fill(if objected { "object-objected" } else { "object-counted" }, &named),
        other: text.word("object-other", word),
        links: links(&service, !objected),
        what_we_collect: what_we_collect::address(&state, &service),
        frame: frame.for_everybody(&state.organization),
    })
}
