//! Pages that say that something did not work, whether anything was lost, and what to do next.

use askama::Template;
use axum::{extract::rejection::FormRejection, http::StatusCode, response::Response};

use crate::sample::{
    desk::{Desk, frame::Frame, language::Language, staff::Member},
    respond,
};

#[derive(Template)]
#[template(path = "sample/desk/pages/notice.html")]
struct NoticePage<'a> {
    frame: Frame<'a>,
    body: String,
}

/// No page or case has this address.
pub(super) fn not_found(
    desk: &Desk,
    language: Language,
    member: Option<&'static Member>,
) -> Response {
    notice(desk, language, member, StatusCode::NOT_FOUND, "not-found")
}

/// The form was too large or no form at all.
pub(super) fn unreadable(
    desk: &Desk,
    language: Language,
    member: Option<&'static Member>,
    rejection: &FormRejection,
) -> Response {
    let status = rejection.status();
    let key = if status == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "unreadable" };
    notice(desk, language, member, status, key)
}

fn notice(
    desk: &Desk,
    language: Language,
    member: Option<&'static Member>,
    status: StatusCode,
    key: &'static str,
) -> Response {
    let text = desk.text(language);
    let mut frame = desk.frame(language, "work", text.get(&format!("{key}-title")), member);
    frame.state = key;
    let body = text.get(&format!("{key}-text"));
    respond::page(status, &NoticePage { frame, body })
}
