//! Giving a person a role, and taking one away.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_control::users::GrantId;

use super::{
    RoleChoice,
    person::{back, named, page, part, refuse},
};
use crate::{
    error::Failure, form::Fields, page::PageRequest, path::PathPart, state::AppState,
    ui::field::Mistakes,
};

/// `POST /settings/people/{person}/roles`
pub(crate) async fn give(
    State(state): State<AppState>,
    PathPart(person): PathPart,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let person = named(&state, &person).await?;
    let choice = RoleChoice::read(&fields);
    let mut mistakes = Mistakes::default();
    let Some(grant) = choice.grant(&state, request.text(), &mut mistakes) else {
        let page = page(&state, &request, &person, &choice, &mistakes, None).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    match state.control.by(request.caller()?.actor()).give_role(person.user.id, &grant).await? {
        Ok(()) => Ok(back(&person)),
        Err(why) => refuse(&state, &request, &person, &choice, why).await,
    }
}

/// `POST /settings/people/{person}/roles/{grant}/take`
pub(crate) async fn take(
    State(state): State<AppState>,
    PathPart(grant): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let person = named(&state, part(&request.path)).await?;
    let grant = GrantId::from_text(&grant).ok_or(Failure::NoSuchPage)?;
    match state.control.by(request.caller()?.actor()).take_role(person.user.id, grant).await? {
        Ok(()) => Ok(back(&person)),
        Err(why) => refuse(&state, &request, &person, &RoleChoice::default(), why).await,
    }
}
