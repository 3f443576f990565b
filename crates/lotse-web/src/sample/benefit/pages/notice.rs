//! Pages that say that something did not work, whether anything was lost, and what to do next.

use askama::Template;
use axum::{
    extract::{Path, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use std::sync::Arc;

use crate::sample::{
    benefit::{Application, frame::Frame, language::Language},
    respond,
};

#[derive(Template)]
#[template(path = "sample/benefit/pages/notice.html")]
struct NoticePage<'a> {
    frame: Frame<'a>,
    body: String,
    /// Where to go: address, name for the client, words.
    ways: Vec<(String, &'static str, String)>,
}

/// No page has this address.
pub(super) fn not_found(app: &Application, language: Option<Language>) -> Response {
    let mut frame = app.frame(language.unwrap_or(Language::En), "start", "not-found-title");
    frame.state = "not-found";
    let ways = vec![(frame.to("start"), "to-start", frame.text.get("to-start"))];
    let body = frame.text.get("not-found-text");
    respond::page(StatusCode::NOT_FOUND, &NoticePage { frame, body, ways })
}

/// The form was too large or no form at all. The browser still has what was written.
pub(super) fn unreadable(
    app: &Application,
    language: Language,
    page: &'static str,
    rejection: &FormRejection,
) -> Response {
    let status = rejection.status();
    let key = if status == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "unreadable" };
    let mut frame = app.frame(language, page, &format!("{key}-title"));
    frame.state = key;
    let ways = vec![(frame.to(page), "back-to-form", frame.text.get("back-to-form"))];
    let body = frame.text.get(&format!("{key}-text"));
    respond::page(status, &NoticePage { frame, body, ways })
}

/// The draft is gone: it was idle too long, or this browser never had one.
pub(in crate::sample::benefit) async fn timed_out(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return not_found(&app, None) };
    let mut frame = app.frame(language, "timed-out", "timed-out-title");
    frame.state = "timed-out";
    // A new draft may already hold what was sent last.
    let kept = app
        .open_draft(&headers)
        .and_then(|token| app.drafts.with(token, |draft| !draft.answers.is_empty()))
        .unwrap_or(false);
    let body = frame.text.get(if kept { "timed-out-kept" } else { "timed-out-text" });
    let ways = vec![
        (frame.to("eligibility"), "start-again", frame.text.get("start-again")),
        (frame.to("resume"), "resume-link", frame.text.get("start-resume")),
    ];
    respond::page(StatusCode::OK, &NoticePage { frame, body, ways }).into_response()
}
