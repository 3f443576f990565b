//! `/sign-in/passkey`: with a passkey, which needs script: browsers offer it to nothing else.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    access::{BACK, own_page},
    error::Failure,
    form::Fields,
    page::PageRequest,
    state::AppState,
    ui::field::Mistakes,
};

/// `POST /sign-in/passkey`: what the browser is asked.
pub(crate) async fn begin(State(state): State<AppState>) -> Result<Response, Failure> {
    let passkeys = state.passkeys.as_ref().ok_or(Failure::NoSuchPage)?;
    let begun = passkeys.begin_sign_in(&state.control, state.random_name());
    let begun = begun.map_err(|_| Failure::NoSuchPage)?;
    let options: serde_json::Value = serde_json::from_str(&begun.options).unwrap_or_default();
    Ok(Json(json!({ "ceremony": begun.ceremony, "options": options })).into_response())
}

/// `POST /sign-in/passkey/answer`: what it answered.
pub(crate) async fn finish(
    State(state): State<AppState>,
    headers: HeaderMap,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let back = own_page(fields.get(BACK));
    let passkeys = state.passkeys.as_ref().ok_or(Failure::NoSuchPage)?;
    let (ceremony, answer) = (fields.get("ceremony"), fields.get("credential"));
    let proof = passkeys.finish_sign_in(&state.control, ceremony, answer).await?;
    let Ok((passkey, credential)) = proof else {
        let mut mistakes = Mistakes::default();
        mistakes.add("email", request.text().say("passkey-no-proof"));
        let page = super::password::form(&state, &request, back, "", &mistakes)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let device = super::device(&headers);
    let session = state.control.sign_in_with_passkey(&passkey, &credential, &device).await?;
    super::enter(&state, &headers, &session, back).await
}
