//! Ending sessions from another one: a device that was left behind.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::sign_ins::SessionId;

use crate::{error::Failure, form::Fields, page::PageRequest, path::PathPart, state::AppState};

/// `POST /settings/account/sessions/{session}/end`
pub(crate) async fn end(
    State(state): State<AppState>,
    PathPart(session): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let session = SessionId::from_text(&session).ok_or(Failure::NoSuchPage)?;
    let caller = request.caller()?;
    // It may have ended by itself meanwhile: then it is gone, as was wished.
    state.control.by(caller.actor()).end_session_of(&caller.user, session).await?;
    Ok(Redirect::to("/settings/account").into_response())
}

/// `POST /settings/account/sessions/end`
pub(crate) async fn end_others(
    State(state): State<AppState>,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let caller = request.caller()?;
    state.control.by(caller.actor()).end_other_sessions(&caller.user, caller.session()).await?;
    Ok(Redirect::to("/settings/account").into_response())
}
