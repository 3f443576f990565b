//! `Idempotency-Key`: a request that is sent again because its answer was lost is done once.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use lotse_control::{
    idempotency::{LONGEST_KEY, Repeated},
    users::UserId,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{body, caller::Caller, error::Failure, state::AppState};

/// Reads a JSON body of at most `limit` bytes and answers with what `work` makes of it: once for each key of
/// the caller; without a key, each time.
///
/// # Errors
/// When the body is too long or not as it should be; when the key is too long, was used for something else,
/// or is in use at this moment; or as `work`.
pub(crate) async fn make<T, M, W>(
    state: &AppState,
    caller: &Caller,
    request: Request,
    limit: usize,
    work: impl FnOnce(T) -> W,
) -> Result<Response, Failure>
where
    T: DeserializeOwned,
    M: Serialize,
    W: Future<Output = Result<M, Failure>>,
{
    let (parts, sent) = request.into_parts();
    let bytes = body::read(sent, limit).await?;
    let work = work(serde_json::from_slice(&bytes).map_err(|_| Failure::NotJson)?);
    // Of texts and numbers alone, which JSON can always hold.
    let work = async { Ok(serde_json::to_string(&work.await?).unwrap_or_default()) };
    let whole = [parts.uri.path().as_bytes(), b"\n", &bytes].concat();
    once(state, caller.user.id, &parts.headers, &whole, work).await
}

/// Does `work`, which makes the answer's JSON. `request` is all that matters of what was asked.
async fn once(
    state: &AppState,
    user: UserId,
    headers: &HeaderMap,
    request: &[u8],
    work: impl Future<Output = Result<String, Failure>>,
) -> Result<Response, Failure> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(answer(work.await?)) };
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
    let key = key.ok_or(Failure::Parameter { name: "Idempotency-Key" })?;
    match state.control.claim_request(user, key, request).await? {
        Repeated::Answered(body) => return Ok(answer(body)),
        Repeated::Running => return Err(Failure::RequestRunning),
        Repeated::OtherRequest => return Err(Failure::KeyUsed),
        Repeated::First => {}
    }
    match work.await {
        Ok(body) => {
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
