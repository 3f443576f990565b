//! `/settings/people`: everybody, with what they may.

use askama::Template;
use axum::{extract::State, response::Response};

use crate::{
    error::Failure,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::person,
};

/// People on one page.
const PAGE: usize = 100;

/// Everybody.
#[derive(Template)]
#[template(path = "pages/settings/people/list.html")]
struct ListPage {
    frame: Frame,
    lead: String,
    people: Vec<Line>,
    zone: String,
    /// Addresses of the pages before and after this one.
    before: Option<String>,
    after: Option<String>,
}

struct Line {
    address: String,
    name: String,
    email: String,
    roles: Vec<String>,
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
    let page: usize = request.query.get("page").and_then(|n| n.parse().ok()).unwrap_or(1).max(1);
    let first = PAGE.saturating_mul(page - 1);
    let turn = |to: usize| request.query.with("page", &to.to_string()).address(&request.path);
    let people = everybody.iter().skip(first).take(PAGE).map(|person| Line {
        address: format!("/settings/people/{}", person.user.id.number()),
        name: person.user.name.clone(),
        email: person.email.clone().unwrap_or_default(),
        roles: person.grants.iter().map(|g| person::grant(text, &g.grant, &services)).collect(),
        proof: person::proof(text, person),
        used: person::used(text, person, &zone),
    });
    page::show(&ListPage {
        lead: text.fill("people-lead", &values),
        people: people.collect(),
        before: (page > 1).then(|| turn(page - 1)),
        after: (first.saturating_add(PAGE) < everybody.len()).then(|| turn(page + 1)),
        zone: person::times_in(text, &zone),
        frame: request.frame(Place::People, text.say("people-title")),
    })
}
