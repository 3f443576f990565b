//! `/settings/account/password`: choosing a password, or another one.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};

use super::{check_old_password, old_password, own};
use crate::{
    access::session_token,
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::{
        field::{ErrorSummary, Mistakes, TextField},
        password,
    },
};

/// The form.
#[derive(Template)]
#[template(path = "pages/settings/account/password.html")]
struct PasswordPage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    /// By which one signs in; `None` where none is known yet.
    email: Option<String>,
    /// `None` for who has none yet.
    old: Option<TextField>,
    new: TextField,
    again: TextField,
}

/// `GET /settings/account/password`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    form(&state, &request, &Mistakes::default()).await
}

/// `POST /settings/account/password`
pub(crate) async fn choose(
    State(state): State<AppState>,
    headers: HeaderMap,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let (text, caller) = (request.text(), request.caller()?);
    let person = own(&state, &request).await?;
    let mut mistakes = Mistakes::default();
    if person.has_password {
        check_old_password(&state, text, caller, &fields, &mut mistakes).await?;
    }
    let email = person.email.clone().unwrap_or_default();
    let known = [person.user.name.as_str(), email.as_str()];
    let chosen = password::chosen(text, &fields, &known, &mut mistakes);
    match chosen.filter(|_| mistakes.is_empty()) {
        Some(password) if !email.is_empty() => {
            let keep = session_token(&state, &headers);
            let changes = state.control.by(caller.actor());
            changes.choose_password(&caller.user, password, keep.as_ref()).await?;
            Ok(Redirect::to("/settings/account").into_response())
        }
        _ => {
            let page = form(&state, &request, &mistakes).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn form(
    state: &AppState,
    request: &PageRequest,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let person = own(state, request).await?;
    let mut frame = request.frame(Place::Account, text.say("password-title"));
    frame.has_errors = !mistakes.is_empty();
    let [new, again] = password::fields(text, mistakes);
    page::show(&PasswordPage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        email: person.email,
        old: person.has_password.then(|| old_password(text, mistakes)),
        new,
        again,
        frame,
    })
}
