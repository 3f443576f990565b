//! `/sign-in/code`: the second factor, after the password was right.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::second_factors::CodeCheck;

use crate::{
    access::{BACK, own_page, session_token},
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::field::{ErrorSummary, Mistakes, TextField, TextKind},
};

/// The form for the code.
#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    frame: Frame,
    summary: ErrorSummary,
    code: TextField,
    back: String,
}

/// `GET /sign-in/code`
pub(crate) async fn show(
    State(state): State<AppState>,
    headers: HeaderMap,
    request: PageRequest,
) -> Result<Response, Failure> {
    let back = own_page(request.query.get(BACK).unwrap_or("/"));
    let half_open = match session_token(&state, &headers) {
        Some(token) => state.control.half_open_session(&token).await?,
        None => None,
    };
    match half_open {
        Some(_) => form(&request, back, &Mistakes::default()),
        None => Ok(Redirect::to("/sign-in").into_response()),
    }
}

/// `POST /sign-in/code`
pub(crate) async fn take(
    State(state): State<AppState>,
    headers: HeaderMap,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let back = own_page(fields.get(BACK));
    let Some(token) = session_token(&state, &headers) else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let (words, status) = match state.control.give_second_factor(&token, fields.get("code")).await?
    {
        CodeCheck::Opened(session) => return super::enter(&state, &headers, &session, back).await,
        CodeCheck::Wrong => ("code-wrong", StatusCode::UNPROCESSABLE_ENTITY),
        CodeCheck::Gone => ("code-gone", StatusCode::TOO_MANY_REQUESTS),
    };
    let mut mistakes = Mistakes::default();
    mistakes.add("code", request.text().say(words));
    let page = form(&request, back, &mistakes)?;
    Ok((status, page).into_response())
}

fn form(request: &PageRequest, back: &str, mistakes: &Mistakes) -> Result<Response, Failure> {
    let text = request.text();
    let mut frame = request.frame(Place::Nowhere, text.say("code-title"));
    frame.has_errors = !mistakes.is_empty();
    page::show(&CodePage {
        summary: mistakes.summary(text),
        code: TextField::new("code", text.say("code-label"), TextKind::Code)
            .hint(text.say("code-hint"))
            .wrong(mistakes),
        back: back.to_owned(),
        frame,
    })
}
