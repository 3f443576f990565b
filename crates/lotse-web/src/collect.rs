//! The HTTP side of the door: `POST /v1/events`.
//!
//! Pages of other sites send here, without cookies. Which origins a service takes events from is the
//! door's to decide; here any origin may ask, and only origins that the door knows are kept.
//! Statuses follow `docs/spec/event.md`, section 4.

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::future::BoxFuture;
use lotse_collect::{AppendEvents, Door, Receipt, Refusal, RefusalKind, RequestFacts};
use lotse_domain::{
    directory::{KeyStore, ServiceDirectory},
    property::limits,
};
use serde_json::json;

use crate::{
    body::{self, BodyError},
    server::PeerAddress,
    state::AppState,
};

/// A door of any make, so that handlers need not know its parts.
pub trait EventDoor: Send + Sync {
    /// Takes the events of one request in. See [`Door::accept`].
    fn accept<'a>(
        &'a self,
        body: &'a [u8],
        facts: &'a RequestFacts<'a>,
    ) -> BoxFuture<'a, Result<Receipt, Refusal>>;
}

impl<D, K, W> EventDoor for Door<D, K, W>
where
    D: ServiceDirectory,
    K: KeyStore,
    W: AppendEvents + Send + Sync,
{
    fn accept<'a>(
        &'a self,
        body: &'a [u8],
        facts: &'a RequestFacts<'a>,
    ) -> BoxFuture<'a, Result<Receipt, Refusal>> {
        Box::pin(Door::accept(self, body, facts))
    }
}

/// `POST /v1/events`
pub(crate) async fn take(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(peer) = parts.extensions.get::<PeerAddress>() else {
        // Without an address every visitor would look the same: better no event than such ones.
        tracing::error!("a request came without the address of its peer");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let address = state.trusted_proxies.client(peer.0.ip(), &parts.headers);
    let mut response = match body::read(body, limits::BODY_BYTES).await {
        Ok(bytes) => {
            let facts = facts(&state, &parts.headers, address);
            answer(&state, state.door.accept(&bytes, &facts).await)
        }
        Err(BodyError::TooLarge { .. }) => answer(&state, Err(Refusal::TooLarge)),
        Err(error @ (BodyError::TooSlow | BodyError::Broken)) => broken(error),
    };
    for (name, value) in CROSS_ORIGIN {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `OPTIONS /v1/events`: browsers ask first when a client sends `application/json`.
pub(crate) async fn allow() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    for (name, value) in CROSS_ORIGIN.into_iter().chain(PREFLIGHT) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Any page may send and read the answer, and how long to wait; none may send a cookie, since `*`
/// forbids credentials.
const CROSS_ORIGIN: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
    (header::ACCESS_CONTROL_MAX_AGE, "86400"),
];

fn facts<'a>(
    state: &AppState,
    headers: &'a HeaderMap,
    address: std::net::IpAddr,
) -> RequestFacts<'a> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    RequestFacts {
        address,
        user_agent: text("user-agent"),
        origin: text("origin"),
        accept_language: text("accept-language"),
        sec_gpc: text("sec-gpc") == Some("1"),
        dnt: text("dnt") == Some("1"),
        save_data: text("save-data").is_some_and(|value| value.eq_ignore_ascii_case("on")),
        received_at: state.clock.now(),
        import: None,
    }
}

fn answer(state: &AppState, outcome: Result<Receipt, Refusal>) -> Response {
    match outcome {
        Ok(receipt) => {
            state.metrics.events("kept", receipt.accepted.get());
            state.metrics.events("duplicate", receipt.duplicates.get());
            state.metrics.events("refused", receipt.refused.len().try_into().unwrap_or(u64::MAX));
            for refused in &receipt.refused {
                state.metrics.refused(refused.reason.as_str());
            }
            let status =
                if receipt.is_all_refused() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
            (status, Json(receipt)).into_response()
        }
        Err(refusal) => {
            state.metrics.refused(refusal.word());
            if refusal.is_retryable() {
                tracing::error!(reason = refusal.word(), "events cannot be taken");
            }
            refused(refusal.kind(), &refusal.to_string())
        }
    }
}

/// Seconds after which a client may come back.
const RETRY_AFTER_S: &str = "30";

fn refused(kind: RefusalKind, message: &str) -> Response {
    let status = status(kind);
    let body = json!({ "accepted": 0, "duplicates": 0, "refused": [],
        "reason": kind.as_str(), "message": message });
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
    }
    if kind == RefusalKind::TooLarge {
        // The rest of the body is still on its way.
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn status(kind: RefusalKind) -> StatusCode {
    match kind {
        RefusalKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalKind::NotJson
        | RefusalKind::TooDeep
        | RefusalKind::KeyMissing
        | RefusalKind::SentAtMissing
        | RefusalKind::EventsMissing
        | RefusalKind::TooManyEvents => StatusCode::BAD_REQUEST,
        RefusalKind::KeyUnknown => StatusCode::UNAUTHORIZED,
        RefusalKind::OriginNotAllowed => StatusCode::FORBIDDEN,
        RefusalKind::KeysUnavailable
        | RefusalKind::StoreBusy
        | RefusalKind::DiskFull
        | RefusalKind::StoreClosing
        | RefusalKind::StoreFailed => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The body did not arrive whole: the client still has it and sends it again.
fn broken(error: BodyError) -> Response {
    let status = match error {
        BodyError::TooSlow => StatusCode::REQUEST_TIMEOUT,
        BodyError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        BodyError::Broken => StatusCode::BAD_REQUEST,
    };
    let mut response = status.into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
