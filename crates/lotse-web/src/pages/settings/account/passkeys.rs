//! `/settings/account/passkeys`: signing in with a device or a password manager, and nothing to remember.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::passkeys::{KeptPasskey, LONGEST_NAME, NotKept, PasskeyId};

use super::{check_old_password, old_password, own};
use crate::{
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    passkeys::Begun,
    path::PathPart,
    state::AppState,
    ui::{
        field::{Action, ErrorSummary, Mistakes, TextField, TextKind},
        person,
    },
};

/// One's own passkeys, and the form for another.
#[derive(Template)]
#[template(path = "pages/settings/account/passkeys.html")]
struct PasskeysPage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    passkeys: Vec<Line>,
    zone: String,
    /// What the browser is asked; `None` where it allows no passkeys for this address.
    begun: Option<Begun>,
    name: TextField,
    /// `None` for who has no password.
    old: Option<TextField>,
}

struct Line {
    name: String,
    since: String,
    used: String,
    remove: Action,
}

/// `GET /settings/account/passkeys`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    form(&state, &request, "", &Mistakes::default()).await
}

/// `POST /settings/account/passkeys`
pub(crate) async fn add(
    State(state): State<AppState>,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let (text, caller) = (request.text(), request.caller()?);
    let person = own(&state, &request).await?;
    let passkeys = state.passkeys.as_ref().ok_or(Failure::NoSuchPage)?;
    let mut mistakes = Mistakes::default();
    if person.has_password {
        check_old_password(&state, text, caller, &fields, &mut mistakes).await?;
    }
    if mistakes.is_empty() {
        let (ceremony, answer) = (fields.get("ceremony"), fields.get("credential"));
        match passkeys.finish_adding(&state.control, &caller.user, ceremony, answer) {
            Err(_) => mistakes.add("name", text.say("passkey-not-made")),
            Ok((id, credential)) => {
                let changes = state.control.by(caller.actor());
                let kept =
                    changes.add_passkey(&caller.user, fields.get("name"), &id, &credential).await?;
                match kept {
                    Ok(()) => {
                        return Ok(Redirect::to("/settings/account/passkeys").into_response());
                    }
                    Err(NotKept::NoName) => mistakes.add("name", text.say("passkey-name-missing")),
                    Err(NotKept::LongName) => {
                        let most = u64::try_from(LONGEST_NAME).unwrap_or(u64::MAX);
                        mistakes
                            .add("name", text.fill("token-name-long", &[("most", most.into())]));
                    }
                    Err(NotKept::Known) => mistakes.add("name", text.say("passkey-known")),
                    Err(NotKept::TooMany) => mistakes.add("name", text.say("passkey-too-many")),
                }
            }
        }
    }
    let page = form(&state, &request, fields.get("name"), &mistakes).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `POST /settings/account/passkeys/{passkey}/remove`
pub(crate) async fn remove(
    State(state): State<AppState>,
    PathPart(passkey): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let passkey = PasskeyId::from_text(&passkey).ok_or(Failure::NoSuchPage)?;
    let caller = request.caller()?;
    // It may be gone already: that was the wish.
    state.control.by(caller.actor()).remove_passkey(&caller.user, passkey).await?;
    Ok(Redirect::to("/settings/account/passkeys").into_response())
}

async fn form(
    state: &AppState,
    request: &PageRequest,
    typed: &str,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let (text, caller, form_token) = (request.text(), request.caller()?, request.form_token());
    let person = own(state, request).await?;
    let zone = person::zone(state);
    let mut frame = request.frame(Place::Account, text.say("passkeys-title"));
    frame.has_errors = !mistakes.is_empty();
    let kept = state.control.passkeys(caller.user.id).await?;
    let account = person.email.as_deref().unwrap_or(&person.user.name);
    let begun = state.passkeys.as_ref().and_then(|passkeys| {
        let name = state.random_name();
        passkeys.begin_adding(&state.control, &caller.user, account, &kept, name).ok()
    });
    let line = |passkey: KeptPasskey| {
        let address = format!("/settings/account/passkeys/{}/remove", passkey.id.number());
        Line {
            since: text.format().minute(passkey.created_at, &zone),
            used: passkey
                .last_used_at
                .map_or_else(|| text.say("token-unused"), |at| text.format().minute(at, &zone)),
            remove: Action::new(address, text.say("token-revoke"), &form_token)
                .about(&passkey.name)
                .lost(text.say("passkey-remove-lost")),
            name: passkey.name,
        }
    };
    let passkeys = kept.into_iter().map(line).collect();
    page::show(&PasskeysPage {
        summary: mistakes.summary(text),
        passkeys,
        zone: person::times_in(text, &zone),
        begun,
        name: TextField::new("name", text.say("token-name"), TextKind::Words)
            .hint(text.say("passkey-name-hint"))
            .value(typed)
            .wrong(mistakes),
        old: person.has_password.then(|| old_password(text, mistakes)),
        form_token,
        frame,
    })
}
