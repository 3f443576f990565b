//! `/p/{organization}/{service}/what-we-collect`: what a service collects of its visitors, made of the
//! settings in force at the moment of reading.

use askama::Template;
use axum::{
    extract::{RawPathParams, State},
    response::Response,
};
use lotse_domain::{
    collected::Collected,
    ids::ServiceSlug,
    service::{CollectionProfile, IdentityQuality, Service, ServiceKind},
};

use super::objected::{self, OptLink};
use crate::{
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
};

/// The page.
#[derive(Template)]
#[template(path = "pages/public/what_we_collect.html")]
struct CollectPage {
    frame: Frame,
    lead: String,
    is_generated: bool,
    collected: Vec<Item>,
    /// Parameters of addresses that are kept; all others are dropped.
    parameters: Option<String>,
    not_collected: Vec<Item>,
    on_device: String,
    people: String,
    signal: String,
    events: String,
    elements: Option<String>,
    shown: String,
    asking: String,
    /// Where somebody objects in this browser.
    objecting: Vec<OptLink>,
}

struct Item {
    name: String,
    means: String,
}

/// Where the page of a service is.
pub(crate) fn address(state: &AppState, service: &Service) -> String {
    format!("/p/{}/{}/what-we-collect", organization(state), service.slug)
}

/// The organization's place in addresses.
fn organization(state: &AppState) -> String {
    ServiceSlug::from_name(&state.organization).to_string()
}

/// `GET /p/{organization}/{public_service}/what-we-collect`
pub(crate) async fn show(
    State(state): State<AppState>,
    named: RawPathParams,
    request: PageRequest,
) -> Result<Response, Failure> {
    let part = |wanted: &str| {
        named.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value).to_owned()
    };
    let service = state.control.service(&part("public_service"));
    let service = service.filter(|_| part("organization") == organization(&state));
    let service = service.ok_or(Failure::NoSuchPage)?;
    let text = request.text();
    let is_collected = |item: &&Collected| item.is_collected_by(&service);
    let (collected, not): (Vec<&Collected>, Vec<&Collected>) =
        Collected::ALL.iter().partition(is_collected);
    let item = |item: &&Collected| Item {
        name: text.word("collected", item.as_str()),
        means: text.word("collected-means", item.as_str()),
    };
    let frame = request.frame(Place::Nowhere, text.say("collect-title"));
    let months = |count: u32| [("months", u64::from(count).into())];
    page::show(&CollectPage {
        lead: text.fill("collect-lead", &[("service", service.name.as_str().into())]),
        is_generated: service.generated,
        collected: collected.iter().map(item).collect(),
        parameters: parameters(text, &service),
        not_collected: not.iter().map(item).collect(),
        on_device: text.say(match service.profile {
            CollectionProfile::Headers => "collect-no-device",
            CollectionProfile::Consented => "collect-no-device-consented",
            CollectionProfile::Statistics | CollectionProfile::SignedIn => {
                "collect-no-device-stored"
            }
        }),
        people: text.word("collect-people", service.profile.identity().as_str()),
        signal: text.say(match service.kind {
            ServiceKind::Public => "collect-signal",
            ServiceKind::Employees => "collect-signal-employees",
        }),
        events: text.fill("collect-kept-events", &months(state.kept.events)),
        elements: service
            .profile
            .captures_interaction()
            .then(|| text.fill("collect-kept-elements", &months(state.kept.elements))),
        shown: text.word("collect-shown", service.kind.as_str()),
        asking: text.fill(
            match service.profile.identity() {
                IdentityQuality::DailyHash => "collect-asking-daily",
                IdentityQuality::FirstPartyId | IdentityQuality::SignedReference => {
                    "collect-asking-signed"
                }
            },
            &[("organization", state.organization.as_str().into())],
        ),
        objecting: match service.kind {
            ServiceKind::Public => objected::links(&service, true),
            // What staff do is no matter of one browser; their council decides with the agency.
            ServiceKind::Employees => Vec::new(),
        },
        frame: frame.for_everybody(&state.organization),
    })
}

fn parameters(text: Text, service: &Service) -> Option<String> {
    let names = service.allowed_parameters.join(", ");
    (!names.is_empty()).then(|| text.fill("collect-parameters", &[("parameters", names.into())]))
}
