//! The HTTP side of the door: `POST /v1/events` for the client and for services' own servers, a picture
//! and a form for pages without script.
//!
//! Pages of other sites send here, without cookies. Which origins a service takes events from is the
//! door's to decide; here any origin may ask, and only origins that the door knows are kept.
//! Statuses follow `docs/spec/event.md`, section 4.

use std::net::Ipv4Addr;

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts as Head},
    response::{IntoResponse, Response},
};
use futures::future::BoxFuture;
use jiff::Timestamp;
use lotse_collect::{
    Again, Door, DoorCounters, Encoding, Receipt, Refusal, RefusalKind, RequestFacts, Way,
};
use lotse_domain::{
    append::AppendEvents,
    directory::{KeyStore, ServiceDirectory},
    property::limits,
    refused::HeldEvent,
    service::Service,
};
use serde_json::{Value, json};

use crate::{
    api::openapi::{EventBatch, Problem, Receipt as ReceiptJson},
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

    /// Takes an event that was refused as it would be taken now. See [`Door::accept_again`].
    fn accept_again<'a>(
        &'a self,
        held: &'a HeldEvent,
        service: &'a Service,
        received_at: Timestamp,
    ) -> BoxFuture<'a, Result<Again, Refusal>>;

    /// What the door counts.
    fn counters(&self) -> &DoorCounters;
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

    fn accept_again<'a>(
        &'a self,
        held: &'a HeldEvent,
        service: &'a Service,
        received_at: Timestamp,
    ) -> BoxFuture<'a, Result<Again, Refusal>> {
        Box::pin(async move {
            let facts = RequestFacts {
                way: Way::Again,
                encoding: Encoding::Identity,
                // Whoever sent it is in what is held.
                address: Ipv4Addr::UNSPECIFIED.into(),
                user_agent: None,
                origin: None,
                accept_language: None,
                sec_gpc: false,
                dnt: false,
                save_data: false,
                received_at,
                import: None,
            };
            Door::accept_again(self, held, service, &facts).await
        })
    }

    fn counters(&self) -> &DoorCounters {
        Door::counters(self)
    }
}

/// Takes events of a page or of a service's own server
///
/// `POST /v1/events`: JSON of the client, or of a service's own server when it names its secret key.
#[utoipa::path(
    post,
    path = "/v1/events",
    tag = "door",
    request_body(content = EventBatch, content_type = "application/json"),
    responses(
        (status = 200, description = "At least one event was kept or known already", body = ReceiptJson),
        (status = 400, description = "Nothing could be kept", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No service has this key", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The origin is not one of the service's", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is over the limit", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "The service sends too many events; see Retry-After", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Events cannot be taken now; see Retry-After", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn take(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let way = match server_key(&parts.headers) {
        Some(key) => Way::Server { key },
        None => Way::Script,
    };
    let outcome = pass(&state, &parts, body, way).await;
    cross_origin(outcome.map_or_else(|broken| broken, |outcome| answer(&state, outcome)))
}

/// Takes one event of a page without script
///
/// `POST /v1/form`: a form of a page without script. The browser stays on its page.
#[utoipa::path(
    post,
    path = "/v1/form",
    tag = "door",
    request_body(
        content = String,
        content_type = "application/x-www-form-urlencoded",
        description = "Fields key, url, name, language, state, case and property.…"
    ),
    responses(
        (status = 204, description = "The event was kept"),
        (status = 400, description = "It could not be kept", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No service has this key", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The origin is not one of the service's", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is over the limit", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many events; see Retry-After", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Not now; see Retry-After", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn take_form(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let way = Way::Form { random: random(&state) };
    let outcome = pass(&state, &parts, body, way).await;
    cross_origin(outcome.map_or_else(
        |broken| broken,
        |outcome| match answer(&state, outcome) {
            kept if kept.status() == StatusCode::OK => StatusCode::NO_CONTENT.into_response(),
            refused => refused,
        },
    ))
}

/// Counts one view of a page without script
///
/// `GET /v1/pixel.gif`: a page view of a page without script. The picture is of one clear point.
#[utoipa::path(
    get,
    path = "/v1/pixel.gif",
    tag = "door",
    params(
        ("key" = String, Query, description = "The public key of the service"),
        ("url" = String, Query, description = "The address of the page"),
        ("language" = Option<String>, Query, description = "The language of the page"),
        ("state" = Option<String>, Query, description = "The short name of its state"),
        ("case" = Option<String>, Query, description = "Signed reference to a case")
    ),
    responses(
        (status = 200, description = "The view was kept", content_type = "image/gif"),
        (status = 400, description = "It could not be kept", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No service has this key", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The page is not one of the service's", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The encoding is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many events; see Retry-After", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Not now; see Retry-After", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn take_pixel(State(state): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let query = Body::from(parts.uri.query().unwrap_or_default().to_owned());
    let way = Way::Pixel { random: random(&state) };
    let outcome = pass(&state, &parts, query, way).await;
    let mut response = outcome.map_or_else(
        |broken| broken,
        |outcome| match answer(&state, outcome) {
            kept if kept.status() == StatusCode::OK => {
                ([(header::CONTENT_TYPE, "image/gif")], CLEAR_POINT).into_response()
            }
            refused => refused,
        },
    );
    // Every view of the page asks for it again.
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    cross_origin(response)
}

/// The smallest GIF: one point that shows what is behind it.
const CLEAR_POINT: [u8; 43] = *b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// Reads the body and takes it through the door.
async fn pass(
    state: &AppState,
    parts: &Head,
    body: Body,
    way: Way<'_>,
) -> Result<Result<Receipt, Refusal>, Response> {
    let Some(peer) = parts.extensions.get::<PeerAddress>() else {
        // Without an address every visitor would look the same: better no event than such ones.
        tracing::error!("a request came without the address of its peer");
        return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    };
    let address = state.trusted_proxies.client(peer.0.ip(), &parts.headers);
    let bytes = match body::read(body, limits::BODY_BYTES).await {
        Ok(bytes) => bytes,
        Err(BodyError::TooLarge { .. }) => return Ok(Err(Refusal::TooLarge)),
        Err(error @ (BodyError::TooSlow | BodyError::Broken)) => return Err(broken(error)),
    };
    let encoding = parts.headers.get(header::CONTENT_ENCODING).map(|value| value.to_str());
    let encoding = match encoding {
        None => Encoding::Identity,
        Some(value) => match value
            .map_err(|_| Refusal::EncodingUnknown)
            .and_then(|value| Encoding::of_header(Some(value)))
        {
            Ok(encoding) => encoding,
            Err(refusal) => return Ok(Err(refusal)),
        },
    };
    let facts = RequestFacts { encoding, ..facts(state, &parts.headers, address, way) };
    let outcome = state.door.accept(&bytes, &facts).await;
    if let Err(refusal) = &outcome {
        let of = state.troubles.remember(&state.control, refusal.kind(), facts.origin, &bytes);
        if refusal.kind() == RefusalKind::KeyUnknown {
            for service in of {
                state.door.counters().count_refused_of(service, RefusalKind::KeyUnknown);
            }
        }
    }
    Ok(outcome)
}

fn random(state: &AppState) -> [u8; 10] {
    let mut random = [0; 10];
    state.entropy.fill(&mut random);
    random
}

/// The secret key of a service's own server, as RFC 6750 writes it.
fn server_key(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

fn cross_origin(mut response: Response) -> Response {
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
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, content-encoding"),
    (header::ACCESS_CONTROL_MAX_AGE, "86400"),
];

fn facts<'a>(
    state: &AppState,
    headers: &'a HeaderMap,
    address: std::net::IpAddr,
    way: Way<'a>,
) -> RequestFacts<'a> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // A picture is asked for without an origin; the address of its page begins with it.
    let of_page = || text("referer").and_then(origin_of);
    RequestFacts {
        way,
        encoding: Encoding::Identity,
        address,
        user_agent: text("user-agent"),
        origin: text("origin").or_else(|| match way {
            Way::Pixel { .. } => of_page(),
            Way::Script | Way::Form { .. } | Way::Server { .. } | Way::Again => None,
        }),
        accept_language: text("accept-language"),
        sec_gpc: text("sec-gpc") == Some("1"),
        dnt: text("dnt") == Some("1"),
        save_data: text("save-data").is_some_and(|value| value.eq_ignore_ascii_case("on")),
        received_at: state.clock.now(),
        import: None,
    }
}

/// Scheme and host of an absolute address.
fn origin_of(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    address.get(..scheme.len() + 3 + host.len())
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
            if receipt.is_all_refused() {
                let (status, detail) =
                    (StatusCode::BAD_REQUEST, "No event could be kept. Each has its reason.");
                let mut body = problem(status, "events_refused", detail);
                if let (Value::Object(into), Ok(Value::Object(from))) =
                    (&mut body, serde_json::to_value(&receipt))
                {
                    into.extend(from);
                }
                return problem_response(status, &body);
            }
            (StatusCode::OK, Json(receipt)).into_response()
        }
        Err(refusal) => {
            state.metrics.refused(refusal.word());
            if refusal.is_retryable() && !matches!(refusal, Refusal::TooFast { .. }) {
                tracing::error!(reason = refusal.word(), %refusal, "events cannot be taken");
            }
            refused(&refusal)
        }
    }
}

/// The members of RFC 9457, and ours: `reason` is the word for programs.
pub(crate) fn problem(status: StatusCode, reason: &str, detail: &str) -> Value {
    json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
        "reason": reason,
        "accepted": 0,
        "duplicates": 0,
        "refused": [],
    })
}

/// The same as an answer.
pub(crate) fn problem_response(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// Seconds after which a client may come back.
const RETRY_AFTER_S: &str = "30";

fn refused(refusal: &Refusal) -> Response {
    let (kind, status) = (refusal.kind(), status(refusal.kind()));
    let mut body = problem(status, kind.as_str(), &refusal.to_string());
    // As clients of the first version read it.
    body["message"] = body["detail"].clone();
    let mut response = problem_response(status, &body);
    let headers = response.headers_mut();
    match refusal {
        Refusal::TooFast { retry_after_s } => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
        }
        _ if status == StatusCode::SERVICE_UNAVAILABLE => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
        }
        // The rest of the body is still on its way.
        Refusal::TooLarge => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    response
}

fn status(kind: RefusalKind) -> StatusCode {
    match kind {
        RefusalKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalKind::EncodingUnknown => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        RefusalKind::TooFast => StatusCode::TOO_MANY_REQUESTS,
        RefusalKind::EncodingBroken
        | RefusalKind::NotJson
        | RefusalKind::TooDeep
        | RefusalKind::KeyMissing
        | RefusalKind::SentAtMissing
        | RefusalKind::EventsMissing
        | RefusalKind::TooManyEvents => StatusCode::BAD_REQUEST,
        RefusalKind::KeyUnknown | RefusalKind::ServerKeyUnknown => StatusCode::UNAUTHORIZED,
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
