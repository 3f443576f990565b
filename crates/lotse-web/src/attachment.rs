//! What is taken home: answers that a browser saves as a file.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use lotse_domain::{query::Period, service::Service};

/// The name of a file: of which service, what it shows, and when.
pub(crate) fn name(service: &Service, what: &str, period: &Period, ending: &str) -> String {
    format!("{}-{what}-{}-{}.{ending}", service.slug, period.first(), period.last())
}

/// A table as a CSV file of this name.
pub(crate) fn csv(name: &str, table: String) -> Response {
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8");
    named(name, ([kind], table).into_response())
}

/// A picture as a file of this name.
pub(crate) fn picture(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    named(name, ([(header::CONTENT_TYPE, media_type)], bytes).into_response())
}

/// The same file of a segment alone, which its name says.
pub(crate) fn of_segment(mut response: Response, segment: i64) -> Response {
    let headers = response.headers_mut();
    let named = headers.get(header::CONTENT_DISPOSITION).and_then(|name| name.to_str().ok());
    let said = named.and_then(|name| name.rsplit_once('.')).and_then(|(name, ending)| {
        HeaderValue::from_str(&format!("{name}-segment-{segment}.{ending}")).ok()
    });
    if let Some(said) = said {
        headers.insert(header::CONTENT_DISPOSITION, said);
    }
    response
}

/// An answer as a file of this name.
pub(crate) fn named(name: &str, mut response: Response) -> Response {
    // Slugs and dates; if a name were none of these, the browser would find one of its own.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
