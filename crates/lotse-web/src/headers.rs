//! What goes round every request: its id, the security headers of its answer, its line in the log.

use std::{fmt, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::state::AppState;

/// A number drawn for one request, in its answer and in every line of the log about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RequestId(u64);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Only our own files run, nothing frames us, forms go nowhere else, and no text becomes markup or
/// script (Trusted Types without any policy).
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; \
     trusted-types 'none'";

/// Headers that every answer carries unless its handler set its own.
const FIXED: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // The policy says it too; older browsers and scanners read only this.
    (header::X_FRAME_OPTIONS, "DENY"),
    // One-time links stand in addresses: no other site may learn one.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    // Pages show figures for staff: nothing on the way or on the device keeps them.
    (header::CACHE_CONTROL, "no-store"),
];

/// What the pages of the sample services are called, all of them.
const SAMPLE: &str = "/sample/";

/// The route that answers, for the metrics and the log. Pages of a service are named and counted by
/// the gate alone: the sample services' are not told apart here, or a page that two people opened
/// would be counted to everybody who reads the metrics.
fn route_of(request: &Request) -> String {
    match request.extensions().get::<MatchedPath>().map(MatchedPath::as_str) {
        None => "none".to_owned(),
        Some(path) if path.starts_with(SAMPLE) => SAMPLE.to_owned(),
        Some(path) => path.to_owned(),
    }
}

/// Guards every answer and writes one line about it. The line has no address, no browser and no
/// path, only the route.
pub(crate) async fn guard(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut random = [0; 8];
    state.entropy.fill(&mut random);
    let id = RequestId(u64::from_le_bytes(random));
    request.extensions_mut().insert(id);
    let method = request.method().clone();
    let route = route_of(&request);
    let began = Instant::now();
    let mut response = next.run(request).await;
    let status = response.status();
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.entry(name).or_insert_with(|| HeaderValue::from_static(value));
    }
    if state.public_url.is_encrypted() {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert_with(|| HeaderValue::from_static("max-age=31536000"));
    }
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.insert("x-request-id", value);
    }
    let took = began.elapsed();
    state.metrics.answered(&method, &route, status, took);
    tracing::info!(
        request = %id,
        %method,
        route,
        status = status.as_u16(),
        ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}
