//! The code by which a saved application is found again.

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
        Application,
        draft::CasePage,
        frame::{Frame, address},
        language::Language,
        step::Step,
    },
    respond,
};

#[derive(Template)]
#[template(path = "sample/benefit/pages/saved.html")]
struct SavedPage<'a> {
    frame: Frame<'a>,
    code: String,
    /// Where the application goes on.
    next: &'static str,
}

/// The page. Without a saved draft it leads to the page for lost ones.
pub(in crate::sample::benefit) async fn show(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    let today = app.today();
    let saved = app.open_draft(&headers).and_then(|token| {
        app.drafts.with(token, |draft| {
            let code = draft.code.clone()?;
            Some((code, draft.first_incomplete(today), app.case(draft, CasePage::Opens)))
        })?
    });
    let Some((code, open, case)) = saved else {
        return respond::go(&address(language, "timed-out"));
    };
    let mut frame = app.frame(language, "saved", "saved-title");
    frame.state = "saved";
    frame.outcome = "saved";
    frame.case = case;
    let next = open.map_or("check", Step::name);
    respond::page(StatusCode::OK, &SavedPage { frame, code, next })
}
