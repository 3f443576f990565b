//! What is taken home: answers that a browser saves as a file.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// A table as a CSV file of this name.
pub(crate) fn csv(name: &str, table: String) -> Response {
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8");
    named(name, ([kind], table).into_response())
}

/// An answer as a file of this name.
pub(crate) fn named(name: &str, mut response: Response) -> Response {
    // Slugs and dates; if a name were none of these, the browser would find one of its own.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
