//! `/sign-in`: with an address and a password.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::{
    passwords::{Password, PasswordSignIn},
    sign_ins::SignInState,
};

use crate::{
    access::{BACK, own_page},
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::field::{ErrorSummary, Mistakes, TextField, TextKind},
};

/// The form for people who are not signed in.
#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct PasswordPage {
    frame: Frame,
    summary: ErrorSummary,
    email: TextField,
    password: TextField,
    /// The page to get back to.
    back: String,
    /// Browsers allow passkeys for this address.
    has_passkeys: bool,
    /// `None` where no provider is set up.
    openid: Option<OpenIdLink>,
}

/// The way to the sign-in provider. A link and no form: browsers would not follow a form to another site.
struct OpenIdLink {
    words: String,
    address: String,
    wrong: Option<String>,
}

/// `GET /sign-in`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    let back = own_page(request.query.get(BACK).unwrap_or("/"));
    if request.caller.is_some() {
        return Ok(Redirect::to(back).into_response());
    }
    form(&state, &request, back, "", &Mistakes::default())
}

/// `POST /sign-in`
pub(crate) async fn take(
    State(state): State<AppState>,
    headers: HeaderMap,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let (text, email, back) = (request.text(), fields.get("email"), own_page(fields.get(BACK)));
    let mut mistakes = Mistakes::default();
    if email.is_empty() {
        mistakes.add("email", text.say("sign-in-email-missing"));
    }
    if fields.raw("password").is_empty() {
        mistakes.add("password", text.say("sign-in-password-missing"));
    }
    if !mistakes.is_empty() {
        let page = form(&state, &request, back, email, &mistakes)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let password = Password::typed(fields.raw("password"));
    let device = super::device(&headers);
    let status = match state.control.sign_in_with_password(email, password, &device).await? {
        PasswordSignIn::Opened(session, SignInState::Open) => {
            return super::enter(&state, &headers, &session, back).await;
        }
        PasswordSignIn::Opened(session, SignInState::HalfOpen) => {
            return super::enter(&state, &headers, &session, &super::code_page(back)).await;
        }
        PasswordSignIn::Wrong => {
            mistakes.add("email", text.say("sign-in-wrong"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        PasswordSignIn::Throttled => {
            mistakes.add("email", text.say("sign-in-throttled"));
            StatusCode::TOO_MANY_REQUESTS
        }
    };
    let page = form(&state, &request, back, email, &mistakes)?;
    Ok((status, page).into_response())
}

/// The form, with what was wrong with it.
pub(super) fn form(
    state: &AppState,
    request: &PageRequest,
    back: &str,
    email: &str,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let mut frame = request.frame(Place::Nowhere, text.say("sign-in-title"));
    frame.has_errors = !mistakes.is_empty();
    let wrong = mistakes.of(super::openid::FIELD);
    let summary = mistakes.summary(text);
    page::show(&PasswordPage {
        summary: if wrong.is_some() { summary.titled(text.say("openid-summary")) } else { summary },
        email: TextField::new("email", text.say("person-email"), TextKind::Email)
            .value(email)
            .wrong(mistakes),
        password: TextField::new("password", text.say("sign-in-password"), TextKind::Password)
            .wrong(mistakes),
        back: back.to_owned(),
        has_passkeys: state.passkeys.is_some(),
        openid: state.openid.as_ref().map(|openid| OpenIdLink {
            words: text.fill("openid-button", &[("name", openid.name().into())]),
            address: super::leading_back("/sign-in/openid", back),
            wrong: wrong.map(ToOwned::to_owned),
        }),
        frame,
    })
}
