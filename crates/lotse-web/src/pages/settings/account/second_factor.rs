//! `/settings/account/second-factor`: codes of an authenticator app.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::users::Person;

use super::{check_old_password, old_password, own};
use crate::{
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::{
        field::{ErrorSummary, Mistakes, TextField, TextKind},
        qr::QrCode,
    },
};

/// Setting it up, or taking it away.
#[derive(Template)]
#[template(path = "pages/settings/account/second_factor.html")]
struct FactorPage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    stage: Stage,
    old: TextField,
    code: TextField,
}

enum Stage {
    /// There is no password that it could be second to.
    NoPassword,
    /// The secret is shown, and its first code asked for.
    New { secret: String, address: String, picture: Option<QrCode> },
    /// It is asked for at every sign-in; so many codes are left for the day when the device is lost.
    Set { left: String },
}

/// The codes for the day when the device is lost, shown once.
#[derive(Template)]
#[template(path = "pages/settings/account/recovery_codes.html")]
struct CodesPage {
    frame: Frame,
    codes: Vec<String>,
}

/// `GET /settings/account/second-factor`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    form(&state, &request, &Mistakes::default()).await
}

/// `POST /settings/account/second-factor`
pub(crate) async fn add(
    State(state): State<AppState>,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let (text, caller) = (request.text(), request.caller()?);
    let mut mistakes = Mistakes::default();
    check_old_password(&state, text, caller, &fields, &mut mistakes).await?;
    if mistakes.is_empty() {
        let changes = state.control.by(caller.actor());
        match changes.finish_enrolment(&caller.user, fields.get("code")).await? {
            Some(codes) => {
                let frame = request.frame(Place::Account, text.say("recovery-title"));
                return page::show(&CodesPage { frame, codes });
            }
            None => mistakes.add("code", text.say("factor-code-wrong")),
        }
    }
    let page = form(&state, &request, &mistakes).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `POST /settings/account/second-factor/remove`
pub(crate) async fn remove(
    State(state): State<AppState>,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let (text, caller) = (request.text(), request.caller()?);
    let mut mistakes = Mistakes::default();
    check_old_password(&state, text, caller, &fields, &mut mistakes).await?;
    if mistakes.is_empty() {
        state.control.by(caller.actor()).remove_second_factor(&caller.user).await?;
        return Ok(Redirect::to("/settings/account").into_response());
    }
    let page = form(&state, &request, &mistakes).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn form(
    state: &AppState,
    request: &PageRequest,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let person = own(state, request).await?;
    let mut frame = request.frame(Place::Account, text.say("factor-title"));
    frame.has_errors = !mistakes.is_empty();
    page::show(&FactorPage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        stage: stage(state, request, &person).await?,
        old: old_password(text, mistakes),
        code: TextField::new("code", text.say("factor-code"), TextKind::Code)
            .hint(text.say("factor-code-hint"))
            .wrong(mistakes),
        frame,
    })
}

async fn stage(state: &AppState, request: &PageRequest, person: &Person) -> Result<Stage, Failure> {
    let (text, user) = (request.text(), &person.user);
    if person.has_second_factor {
        let left = state.control.recovery_codes_left(user.id).await?;
        return Ok(Stage::Set { left: text.fill("factor-left", &[("codes", left.into())]) });
    }
    if !person.has_password {
        return Ok(Stage::NoPassword);
    }
    let account = person.email.as_deref().unwrap_or(&user.name);
    let issuer = match state.organization.as_str() {
        "" => "Lotse".to_owned(),
        organization => format!("Lotse, {organization}"),
    };
    let enrolment = state.control.begin_enrolment(user, account, &issuer).await?;
    let letters: Vec<char> = enrolment.secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(Stage::New {
        secret: groups.join(" "),
        picture: QrCode::of(&enrolment.address, text.say("factor-picture")),
        address: enrolment.address,
    })
}
