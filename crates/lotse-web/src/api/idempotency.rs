//! `Idempotency-Key`: a request that is sent again because its answer was lost is done once.

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use lotse_control::{
    idempotency::{LONGEST_KEY, Repeated},
    users::UserId,
};

use crate::{error::Failure, state::AppState};

/// What a change answers with: it is kept, and sent again to who asks again.
pub(crate) struct Made {
    /// JSON.
    pub(crate) body: String,
}

/// Does `work` once for each key of a caller; without a key, each time. `request` is all that matters of it.
///
/// # Errors
/// When the key is too long, was used for something else, or is in use at this moment; or as `work`.
pub(crate) async fn once<W>(
    state: &AppState,
    user: UserId,
    headers: &HeaderMap,
    request: &[u8],
    work: W,
) -> Result<Response, Failure>
where
    W: Future<Output = Result<Made, Failure>>,
{
    let Some(key) = headers.get("idempotency-key") else { return Ok(answer(work.await?.body)) };
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
    let key = key.ok_or(Failure::Parameter { name: "Idempotency-Key" })?;
    match state.control.claim_request(user, key, request).await? {
        Repeated::Answered(body) => return Ok(answer(body)),
        Repeated::Running => return Err(Failure::RequestRunning),
        Repeated::OtherRequest => return Err(Failure::KeyUsed),
        Repeated::First => {}
    }
    match work.await {
        Ok(Made { body }) => {
            state.control.answer_request(user, key, Some(&body)).await?;
            Ok(answer(body))
        }
        Err(failure) => {
            state.control.answer_request(user, key, None).await?;
            Err(failure)
        }
    }
}

fn answer(body: String) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::CREATED, kind, Body::from(body)).into_response()
}
