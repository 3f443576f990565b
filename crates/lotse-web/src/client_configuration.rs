//! `GET /v1/configuration/{key}`: what the client asks once per page, after it has loaded. The same for
//! everybody, so that browsers and proxies may keep it.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use lotse_domain::{
    directory::ServiceDirectory as _,
    service::{CollectionProfile, PublicKey},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::openapi::Problem,
    collect::{problem, problem_response},
    path::PathPart,
    state::AppState,
};

/// What the client of a service measures now. `docs/spec/capture.md`, section 7.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientConfiguration {
    /// The service's profile; the client never runs wider than this.
    #[schema(value_type = String, example = "statistics")]
    profile: CollectionProfile,
    /// Share of documents, 0 to 1, that measure Core Web Vitals.
    #[schema(example = 0.1)]
    web_vitals: f64,
    /// Whether display settings are counted.
    display: bool,
}

/// A change of settings reaches browsers within this.
const KEEP: &str = "public, max-age=300";

/// Pages of other sites ask, without cookies.
const FOR_OTHERS: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

/// Says what the client of a service measures now
///
/// `GET /v1/configuration/{key}`: profile, share of pages that measure Core Web Vitals, and whether display
/// settings are counted. Browsers and proxies may keep it for five minutes.
#[utoipa::path(
    get,
    path = "/v1/configuration/{key}",
    tag = "door",
    params(("key" = String, Path, description = "The public key of the service")),
    responses(
        (status = 200, description = "The configuration", body = ClientConfiguration),
        (status = 404, description = "No service has this key", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn show(State(state): State<AppState>, PathPart(key): PathPart) -> Response {
    let service = state.control.by_public_key(&PublicKey::from_text(&key));
    let answer = if let Some(service) = service {
        let configuration = ClientConfiguration {
            profile: service.profile,
            web_vitals: service.capture.web_vitals.share(),
            display: service.capture.display,
        };
        ([(header::CACHE_CONTROL, KEEP)], Json(configuration)).into_response()
    } else {
        let detail =
            "No service has this key. The snippet of its install page names the right one.";
        let status = StatusCode::NOT_FOUND;
        problem_response(status, &problem(status, "key_unknown", detail))
    };
    (FOR_OTHERS, answer).into_response()
}
