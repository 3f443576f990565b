//! Answers of the sample services: a page, or the way to the next one.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

/// A page with its status. A template that cannot be written is a fault of the server.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Sends the browser on by GET, so that reloading never sends a form twice.
pub(super) fn go(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The same, with a cookie.
pub(super) fn go_with(address: &str, cookie: HeaderValue) -> Response {
    ([(header::SET_COOKIE, cookie)], Redirect::to(address)).into_response()
}
