//! Tables that are taken home: answers that a browser saves as a file.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// A table as a CSV file of this name.
pub(crate) fn csv(name: &str, table: String) -> Response {
    let mut response = table.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    // Slugs and dates; if a name were none of these, the browser would find one of its own.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
