//! `/settings/people`: everybody, with what they may.

use std::{cmp::Reverse, sync::Arc};

use askama::Template;
use axum::{extract::State, response::Response};
use jiff::tz::TimeZone;
use lotse_control::users::Person;
use lotse_domain::service::Service;

use crate::{
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::{
        listing::{ListSearch, Listing},
        person,
        sorted::{Order, SortHead, Turns},
    },
};

/// By what people are sorted: the spelling in addresses.
const SORTS: [&str; 2] = ["name", "used"];
/// Roles of a person that are named in the list; their own page has all.
const ROLES: usize = 5;

/// Everybody.
#[derive(Template)]
#[template(path = "pages/settings/people/list.html")]
struct ListPage {
    frame: Frame,
    lead: String,
    search: Option<ListSearch>,
    name: SortHead,
    used: SortHead,
    people: Vec<Line>,
    turns: Turns,
    zone: String,
}

struct Line {
    address: String,
    name: String,
    email: String,
    roles: Vec<String>,
    /// How many further roles they have.
    more_roles: Option<String>,
    proof: String,
    used: String,
}

/// `GET /settings/people`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let (services, zone) = (state.control.services(), person::zone(&state));
    let everybody = state.control.people().await?;
    let count = u64::try_from(everybody.len()).unwrap_or(u64::MAX);
    let without = everybody.iter().filter(|p| p.has_password && !p.has_second_factor).count();
    let values =
        [("people", count.into()), ("without", u64::try_from(without).unwrap_or_default().into())];
    let listing = Listing::of(&request.query, &SORTS, SORTS[0])?;
    let (path, query) = (request.path.as_str(), &request.query);
    let search =
        ListSearch::new(text, text.say("people-search"), &listing, everybody.len(), path, query);
    let (people, shown) = listing.page(sorted(everybody, &listing));
    let head = |key: &str, sort, order| {
        SortHead::new(text.say(key), sort, order, listing.sort, path, query)
    };
    page::show(&ListPage {
        lead: text.fill("people-lead", &values),
        search,
        name: head("person-name", SORTS[0], Order::Names),
        used: head("account-session-used", SORTS[1], Order::Times),
        people: people.iter().map(|person| line(text, person, &services, &zone)).collect(),
        turns: Turns::new(text, shown, path, query),
        zone: person::times_in(text, &zone),
        frame: request.frame(Place::People, text.say("people-title")),
    })
}

/// Those who are searched for, in the order that is asked for. They come by name.
fn sorted(mut people: Vec<Person>, listing: &Listing) -> Vec<Person> {
    people.retain(|person| {
        let email = person.email.as_deref().unwrap_or_default();
        listing.is_in(&format!("{} {email}", person.user.name))
    });
    if listing.sort == SORTS[1] {
        // Who is not signed in comes last.
        people.sort_by_key(|person| Reverse(person.last_used_at));
    }
    people
}

fn line(text: Text, person: &Person, services: &[Arc<Service>], zone: &TimeZone) -> Line {
    let roles = person.grants.iter().take(ROLES);
    let more = u64::try_from(person.grants.len().saturating_sub(ROLES)).unwrap_or(u64::MAX);
    Line {
        address: format!("/settings/people/{}", person.user.id.number()),
        name: person.user.name.clone(),
        email: person.email.clone().unwrap_or_default(),
        roles: roles.map(|given| person::grant(text, &given.grant, services)).collect(),
        more_roles: (more > 0).then(|| text.fill("people-more-roles", &[("roles", more.into())])),
        proof: person::proof(text, person),
        used: person::used(text, person, zone),
    }
}
