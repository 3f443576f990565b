//! `/sign-in/{token}`: by a one-time link.
//!
//! Opening the link only shows a form: programs that look at links ahead of people, such as mail
//! scanners, would otherwise use it up.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use lotse_control::{
    audit::Actor,
    sign_ins::{Link, LinkPurpose, SignInState, Token},
    users::NotChanged,
};
use lotse_domain::person::{EmailAddress, PersonName};

use crate::{
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    path::PathPart,
    state::AppState,
    ui::{
        field::{ErrorSummary, Mistakes, TextField, TextKind},
        password,
    },
};

/// The page for a link that no longer works.
#[derive(Template)]
#[template(path = "sign_in/bad.html")]
struct BadPage {
    frame: Frame,
}

/// The page of a link to sign in.
#[derive(Template)]
#[template(path = "sign_in/offer.html")]
struct OfferPage {
    frame: Frame,
    form_token: String,
    token: String,
}

/// The page of a link by which a password is chosen.
#[derive(Template)]
#[template(path = "sign_in/choose.html")]
struct ChoosePage {
    frame: Frame,
    summary: ErrorSummary,
    lead: String,
    /// By which they will sign in, where it is known; else it is asked for.
    known_email: Option<String>,
    email: TextField,
    password: TextField,
    again: TextField,
    button: String,
    form_token: String,
    token: String,
}

/// `GET /sign-in/{token}`
pub(crate) async fn offer(
    State(state): State<AppState>,
    PathPart(token): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let Some(link) = state.control.link(&Token::from_text(&token)).await? else {
        return bad_link(&request);
    };
    if link.purpose != LinkPurpose::SignIn {
        return choose(&request, &link, &token, "", &Mistakes::default());
    }
    let mut frame = request.frame(Place::Nowhere, request.text().say("sign-in-offer-title"));
    frame.person = None;
    page::show(&OfferPage { frame, form_token: request.form_token(), token })
}

/// `POST /sign-in/{token}`
pub(crate) async fn redeem(
    State(state): State<AppState>,
    PathPart(token): PathPart,
    headers: HeaderMap,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let (token, device) = (Token::from_text(&token), super::device(&headers));
    let Some(link) = state.control.link(&token).await? else { return bad_link(&request) };
    if link.purpose == LinkPurpose::SignIn {
        return match state.control.redeem_link(&token, &device).await? {
            Some(session) => super::enter(&state, &headers, &session, "/").await,
            None => bad_link(&request),
        };
    }
    let text = request.text();
    let mut mistakes = Mistakes::default();
    let typed = fields.get("email");
    let email = match &link.email {
        Some(known) => EmailAddress::new(known).ok(),
        None => EmailAddress::new(typed).ok(),
    };
    if email.is_none() {
        mistakes.add("email", text.say("person-email-wrong"));
    }
    let known = [link.user.name.as_str(), email.as_ref().map_or("", EmailAddress::as_str)];
    let password = password::chosen(text, &fields, &known, &mut mistakes);
    let (Some(email), Some(password)) = (email, password) else {
        let page = choose(&request, &link, token.as_str(), typed, &mistakes)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    if link.email.is_none()
        && let Ok(name) = PersonName::new(&link.user.name)
    {
        let changes = state.control.by(Actor::person(&link.user));
        match changes.rename_person(&link.user, &name, Some(&email)).await? {
            Ok(()) => {}
            Err(NotChanged::EmailTaken) => {
                mistakes.add("email", text.say("person-email-taken"));
                let page = choose(&request, &link, token.as_str(), typed, &mistakes)?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
            Err(_) => return bad_link(&request),
        }
    }
    match state.control.redeem_link_with_password(&token, password, &device).await? {
        Some((session, SignInState::Open)) => super::enter(&state, &headers, &session, "/").await,
        Some((session, SignInState::HalfOpen)) => {
            super::enter(&state, &headers, &session, &super::code_page("/")).await
        }
        None => bad_link(&request),
    }
}

fn choose(
    request: &PageRequest,
    link: &Link,
    token: &str,
    typed: &str,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let mut frame = request.frame(Place::Nowhere, text.word("link-title", link.purpose.as_str()));
    frame.person = None;
    frame.has_errors = !mistakes.is_empty();
    let name = [("name", link.user.name.as_str().into())];
    let [password, again] = password::fields(text, mistakes);
    page::show(&ChoosePage {
        summary: mistakes.summary(text),
        lead: text.fill(&format!("link-lead-{}", link.purpose.as_str()), &name),
        known_email: link.email.clone(),
        email: TextField::new("email", text.say("person-email"), TextKind::Email)
            .hint(text.say("person-email-hint"))
            .value(typed)
            .wrong(mistakes),
        password,
        again,
        button: text.say("link-button"),
        form_token: request.form_token(),
        token: token.to_owned(),
        frame,
    })
}

fn bad_link(request: &PageRequest) -> Result<Response, Failure> {
    let frame = request.frame(Place::Nowhere, request.text().say("sign-in-bad-title"));
    let page = page::show(&BadPage { frame })?;
    Ok((StatusCode::GONE, page).into_response())
}
