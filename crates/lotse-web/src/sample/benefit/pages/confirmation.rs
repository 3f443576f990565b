//! The end: the application is in, and what happens next.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::notice;
use crate::sample::{
    benefit::{
        Application, COOKIE,
        draft::CasePage,
        frame::{Frame, address},
        language::Language,
    },
    respond,
};

#[derive(Template)]
#[template(path = "sample/benefit/pages/confirmation.html")]
struct ConfirmationPage<'a> {
    frame: Frame<'a>,
    reference: String,
}

/// The page. Without a submitted application it leads to the first page.
pub(in crate::sample::benefit) async fn show(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    let sent = COOKIE.read(&headers).and_then(|token| {
        app.drafts.with(token, |draft| {
            let number = draft.case.as_ref().filter(|_| draft.sent)?.number.clone();
            Some((number, app.case(draft, CasePage::Opens)))
        })?
    });
    let Some((reference, case)) = sent else { return respond::go(&address(language, "start")) };
    let mut frame = app.frame(language, "confirmation", "confirmation-title");
    frame.state = "submitted";
    frame.outcome = "completed";
    frame.case = case;
    respond::page(StatusCode::OK, &ConfirmationPage { frame, reference })
}
