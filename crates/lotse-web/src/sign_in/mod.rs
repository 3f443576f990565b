//! Signing in, by a password with or without a second factor, a passkey, a sign-in provider or a one-time
//! link, and out.

pub(crate) mod code;
pub(crate) mod link;
pub(crate) mod openid;
pub(crate) mod passkey;
pub(crate) mod password;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::sign_ins::{Device, Token};

use crate::{
    access::{own_page, session_token},
    cookie,
    error::Failure,
    form::Fields,
    state::AppState,
};

/// `POST /sign-out`
pub(crate) async fn leave(
    State(state): State<AppState>,
    headers: HeaderMap,
    _fields: Fields,
) -> Result<Response, Failure> {
    if let Some(token) = session_token(&state, &headers) {
        state.control.end_session(&token).await?;
    }
    let line = cookie::session_line(&state.public_url, "");
    Ok(([(header::SET_COOKIE, line)], Redirect::to("/sign-in")).into_response())
}

/// What a session keeps of the browser that opened it.
fn device(headers: &HeaderMap) -> Device {
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let (browser, system) = lotse_collect::browser_and_system(text.unwrap_or_default());
    Device { browser, system }
}

/// Gives the browser its new session and leads on. Whoever was signed in on it before is so no longer.
async fn enter(
    state: &AppState,
    headers: &HeaderMap,
    session: &Token,
    to: &str,
) -> Result<Response, Failure> {
    if let Some(old) = session_token(state, headers) {
        state.control.end_session(&old).await?;
    }
    let line = cookie::session_line(&state.public_url, session.as_str());
    Ok(([(header::SET_COOKIE, line)], Redirect::to(to)).into_response())
}

/// Leads to the page for the second factor, and by it to the one that was wanted.
fn code_page(back: &str) -> String {
    leading_back("/sign-in/code", back)
}

/// The address of a step, which leads on to the page that was wanted.
fn leading_back(step: &str, back: &str) -> String {
    let query = crate::query::Query::default();
    let back = if own_page(back) == "/" { "" } else { back };
    query.with(crate::access::BACK, back).address(step)
}
