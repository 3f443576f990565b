//! Two sample services for the demo: a benefit application for residents and a case tool for staff.
//!
//! They are what an agency would build, so they look like two other products, know nothing of
//! Lotse's pages, and use Lotse as any service would: one script tag, a few attributes, one small
//! script of their own. What people enter lives in bounded memory, expires, and is never written
//! to disk, to an address or to a log.

mod benefit;
mod cookie;
mod desk;
mod form;
mod headers;
mod respond;
mod store;
mod text;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    middleware,
    routing::get,
};
use lotse_collect::ReferenceKind;
use lotse_domain::clock::{Clock, Entropy};

pub use self::benefit::BenefitWords;

/// Where the benefit application begins, in English.
pub const BENEFIT: &str = "/sample/benefit/en";

/// Where the case desk begins, in English.
pub const CASES: &str = "/sample/cases/en";

/// The most bytes that a form may send. The longest honest form of both services needs a quarter.
const FORM_BYTES: usize = 16 * 1024;

/// Signs a case as a reference of a kind.
pub type SignCase = dyn Fn(ReferenceKind, &str) -> String + Send + Sync;

/// What the sample services need to know of the program that serves them.
pub struct SampleServices {
    /// Public key of the service "Apply for heating-cost support".
    pub benefit_key: String,
    /// Public key of the service "Case desk".
    pub cases_key: String,
    /// Signs a member of staff's reference for the service "Case desk", as section 7 of
    /// `docs/spec/event.md` says. Called once per page, so that the reference stays fresh.
    pub sign_user: Arc<dyn Fn(&str) -> String + Send + Sync>,
    /// Signs the number of an application for the service "Apply for heating-cost support": as
    /// [`ReferenceKind::Open`] on the one page that opens the case, as [`ReferenceKind::Case`] after.
    pub sign_case: Arc<SignCase>,
    /// Tells when drafts and sign-ins expire.
    pub clock: Arc<dyn Clock>,
    /// Makes the names of drafts and sign-ins, and resume codes.
    pub entropy: Arc<dyn Entropy>,
}

/// The routes under `/sample/`.
///
/// The pages load the client from `/lotse.js`, which the caller serves.
pub fn router(services: SampleServices) -> Router {
    let services = Arc::new(services);
    Router::new()
        .merge(benefit::router(&services))
        .merge(desk::router(&services))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(middleware::map_response(headers::protect))
        .route("/sample/sample.css", get(style))
        .route("/sample/sample.js", get(script))
}

async fn style() -> impl axum::response::IntoResponse {
    asset("text/css; charset=utf-8", include_str!("sample.css"))
}

async fn script() -> impl axum::response::IntoResponse {
    asset("text/javascript; charset=utf-8", include_str!("sample.js"))
}

fn asset(kind: &'static str, body: &'static str) -> impl axum::response::IntoResponse {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=300")], body)
}
