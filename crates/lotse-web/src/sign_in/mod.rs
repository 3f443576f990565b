//! Signing in by a one-time link, and out.
//!
//! Opening the link only shows a button: programs that look at links ahead of people, such as mail
//! scanners, would otherwise use it up.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::sign_ins::Token;

use crate::{
    access::session_token,
    cookie,
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    path::PathPart,
    state::AppState,
};

/// The page for people who are not signed in.
#[derive(Template)]
#[template(path = "sign_in/explain.html")]
struct ExplainPage {
    frame: Frame,
    /// A link was opened that is unknown, used or expired.
    link_is_bad: bool,
}

/// The page that a link opens.
#[derive(Template)]
#[template(path = "sign_in/offer.html")]
struct OfferPage {
    frame: Frame,
    token: String,
}

/// `GET /sign-in`
pub(crate) async fn explain(request: PageRequest) -> Result<Response, Failure> {
    if request.sign_in.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let frame = request.frame(Place::Nowhere, request.text().say("sign-in-title"));
    page::show(&ExplainPage { frame, link_is_bad: false })
}

/// `GET /sign-in/{token}`
pub(crate) async fn offer(
    State(state): State<AppState>,
    PathPart(token): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    if !state.control.sign_in_link_is_good(&Token::from_text(&token)).await? {
        return bad_link(&request);
    }
    let mut frame = request.frame(Place::Nowhere, request.text().say("sign-in-offer-title"));
    frame.person = None;
    page::show(&OfferPage { frame, token })
}

/// `POST /sign-in/{token}`
pub(crate) async fn redeem(
    State(state): State<AppState>,
    PathPart(token): PathPart,
    headers: HeaderMap,
    request: PageRequest,
) -> Result<Response, Failure> {
    let Some(session) = state.control.redeem_sign_in_link(&Token::from_text(&token)).await? else {
        return bad_link(&request);
    };
    // Whoever was signed in on this browser before is so no longer.
    if let Some(old) = session_token(&state, &headers) {
        state.control.end_session(&old).await?;
    }
    let line = cookie::session_line(&state.public_url, session.as_str());
    Ok(([(header::SET_COOKIE, line)], Redirect::to("/")).into_response())
}

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

fn bad_link(request: &PageRequest) -> Result<Response, Failure> {
    let frame = request.frame(Place::Nowhere, request.text().say("sign-in-bad-title"));
    let page = page::show(&ExplainPage { frame, link_is_bad: true })?;
    Ok((StatusCode::GONE, page).into_response())
}
