//! The work list: what is left to do, the oldest first.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::notice;
use crate::sample::{
    desk::{
        Desk,
        case::{CASES, Case},
        frame::{Frame, address},
        language::Language,
    },
    respond,
};

#[derive(Template)]
#[template(path = "sample/desk/pages/work.html")]
struct WorkPage<'a> {
    frame: Frame<'a>,
    cases: Vec<&'static Case>,
    /// How many are left, in words.
    left: String,
}

/// The page.
pub(in crate::sample::desk) async fn show(
    State(desk): State<Arc<Desk>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else {
        return notice::not_found(&desk, Language::En, None);
    };
    let Some(signed) = desk.signed(&headers) else {
        return respond::go(&address(language, "sign-in"));
    };
    let done = desk
        .sign_ins
        .with(signed.token, |sign_in| {
            sign_in.done.iter().map(|(number, _)| *number).collect::<Vec<_>>()
        })
        .unwrap_or_default();
    let cases: Vec<_> = CASES.iter().filter(|case| !done.contains(&case.number)).collect();
    let text = desk.text(language);
    let frame = desk.frame(language, "work", text.get("work-title"), Some(signed.member));
    let left = text.with("work-left", &[("count", &cases.len().to_string())]);
    respond::page(StatusCode::OK, &WorkPage { frame, cases, left })
}
