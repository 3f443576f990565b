//! `/settings/people/{person}`: one person, and what can be done about their access.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::{
    sign_ins::LinkPurpose,
    users::{Person, UserId},
};
use lotse_domain::role::GrantSource;

use super::{Handout, RoleChoice, RoleFields, identities::IdentityLine};
use crate::{
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    pages::settings::account::overview::refused,
    path::PathPart,
    state::AppState,
    ui::{
        field::{Action, ErrorSummary, Mistakes},
        listing, person,
        sorted::{FROM, Turns},
    },
};

/// One person.
#[derive(Template)]
#[template(path = "pages/settings/people/person.html")]
struct PersonPage {
    frame: Frame,
    summary: ErrorSummary,
    /// A link, for the only time.
    handout: Option<Handout>,
    email: String,
    proof: String,
    used: String,
    tokens: String,
    zone: String,
    roles: Vec<RoleLine>,
    turns: Turns,
    identities: Vec<IdentityLine>,
    form_token: String,
    give: String,
    fields: RoleFields,
    link: Action,
    link_words: String,
    /// `None` where there is none to take away.
    remove_second_factor: Option<Action>,
    sign_out: Action,
    remove: Action,
}

/// One role of theirs.
struct RoleLine {
    words: String,
    /// `None` where a group decides: a button would promise what the next sign-in undoes.
    take: Option<Action>,
}

/// The person that an address names.
pub(super) async fn named(state: &AppState, part: &str) -> Result<Person, Failure> {
    let id = UserId::from_text(part).ok_or(Failure::NoSuchPage)?;
    state.control.person(id).await?.ok_or(Failure::NoSuchPage)
}

/// The part of an address that names a person.
pub(super) fn part(path: &str) -> &str {
    path.split('/').nth(3).unwrap_or_default()
}

/// `GET /settings/people/{person}`
pub(crate) async fn show(
    State(state): State<AppState>,
    PathPart(person): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let person = named(&state, &person).await?;
    self::page(&state, &request, &person, &RoleChoice::default(), &Mistakes::default(), None).await
}

/// `POST /settings/people/{person}/link`: a way in for who has none, or forgot it.
pub(crate) async fn link(
    State(state): State<AppState>,
    PathPart(person): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let person = named(&state, &person).await?;
    let purpose = purpose(&person);
    let link = state.control.by(request.caller()?.actor()).make_link(&person.user, purpose).await?;
    let handout = Handout::new(&state, request.text(), &person.user.name, purpose, &link);
    let choice = RoleChoice::default();
    self::page(&state, &request, &person, &choice, &Mistakes::default(), Some(handout)).await
}

fn purpose(person: &Person) -> LinkPurpose {
    if person.has_password { LinkPurpose::Reset } else { LinkPurpose::Invitation }
}

/// `POST /settings/people/{person}/second-factor/remove`
pub(crate) async fn remove_second_factor(
    State(state): State<AppState>,
    PathPart(person): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let person = named(&state, &person).await?;
    state.control.by(request.caller()?.actor()).remove_second_factor(&person.user).await?;
    Ok(back(&person))
}

/// `POST /settings/people/{person}/sign-out`
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    PathPart(person): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let person = named(&state, &person).await?;
    let caller = request.caller()?;
    // Whoever ends their own sessions here keeps the one they sit at.
    let keep = (person.user.id == caller.user.id).then(|| caller.session()).flatten();
    state.control.by(caller.actor()).end_other_sessions(&person.user, keep).await?;
    Ok(back(&person))
}

/// `POST /settings/people/{person}/remove`
pub(crate) async fn remove(
    State(state): State<AppState>,
    PathPart(person): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let person = named(&state, &person).await?;
    let removed = state.control.by(request.caller()?.actor()).remove_person(person.user.id).await?;
    match removed {
        Ok(()) => Ok(Redirect::to("/settings/people").into_response()),
        Err(why) => self::refuse(&state, &request, &person, &RoleChoice::default(), why).await,
    }
}

pub(super) fn back(person: &Person) -> Response {
    Redirect::to(&format!("/settings/people/{}", person.user.id.number())).into_response()
}

/// The page with why something was not changed.
pub(super) async fn refuse(
    state: &AppState,
    request: &PageRequest,
    person: &Person,
    choice: &RoleChoice,
    why: lotse_control::users::NotChanged,
) -> Result<Response, Failure> {
    let mut mistakes = Mistakes::default();
    refused(request.text(), why, &mut mistakes);
    let page = self::page(state, request, person, choice, &mistakes, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub(super) async fn page(
    state: &AppState,
    request: &PageRequest,
    person: &Person,
    choice: &RoleChoice,
    mistakes: &Mistakes,
    handout: Option<Handout>,
) -> Result<Response, Failure> {
    let (text, form_token) = (request.text(), request.form_token());
    let (services, zone) = (state.control.services(), person::zone(state));
    let mut frame = request.frame(Place::People, person.user.name.clone());
    frame.has_errors = !mistakes.is_empty();
    let base = format!("/settings/people/{}", person.user.id.number());
    let action =
        |path: &str, key: &str| Action::new(format!("{base}/{path}"), text.say(key), &form_token);
    let all = person.grants.iter().collect();
    let (grants, shown) = listing::turned(&request.query, FROM, all)?;
    let roles = grants.into_iter().map(|given| {
        let words = person::grant(text, &given.grant, &services);
        let take = || {
            let path = format!("roles/{}/take", given.id.number());
            action(&path, "person-take-role").about(&words)
        };
        let take = (given.source == GrantSource::Hand).then(take);
        RoleLine { words, take }
    });
    let link_words = format!("person-link-{}", purpose(person).as_str());
    let tokens = state.control.tokens(Some(person.user.id)).await?.len();
    page::show(&PersonPage {
        summary: mistakes.summary(text),
        handout,
        email: person.email.clone().unwrap_or_else(|| text.say("person-no-email")),
        proof: person::proof(text, person),
        used: person::used(text, person, &zone),
        tokens: text.format().count(u64::try_from(tokens).unwrap_or(u64::MAX)),
        zone: person::times_in(text, &zone),
        roles: roles.collect(),
        turns: Turns::new(text, shown, &base, &request.query),
        identities: IdentityLine::of(text, person, &zone, &base, &form_token),
        give: format!("{base}/roles"),
        fields: choice.fields(state, text, mistakes),
        link: action("link", "person-link-make"),
        link_words: text.say(&link_words),
        remove_second_factor: person.has_second_factor.then(|| {
            action("second-factor/remove", "factor-remove").lost(text.say("person-factor-lost"))
        }),
        sign_out: action("sign-out", "person-sign-out"),
        remove: action("remove", "person-remove").lost(text.say("person-remove-lost")),
        form_token,
        frame,
    })
}
