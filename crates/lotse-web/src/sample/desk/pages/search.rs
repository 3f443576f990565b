//! Search by name, town or number. What was searched stands in the address behind the question
//! mark, which the client drops.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{Asked, asked, notice};
use crate::sample::{
    desk::{
        Desk,
        case::{self, Case},
        frame::{Frame, address},
        language::Language,
    },
    form::LINE_CHARS,
    respond,
};

#[derive(Template)]
#[template(path = "sample/desk/pages/search.html")]
struct SearchPage<'a> {
    frame: Frame<'a>,
    words: String,
    cases: Vec<&'static Case>,
    /// How many were found, in words.
    found: String,
}

/// The page, with what was found.
pub(in crate::sample::desk) async fn show(
    State(desk): State<Arc<Desk>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
    query: Asked,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else {
        return notice::not_found(&desk, Language::En, None);
    };
    let Some(signed) = desk.signed(&headers) else {
        return respond::go(&address(language, "sign-in"));
    };
    let words: String = asked(&query, "words").chars().take(LINE_CHARS).collect();
    let cases = case::search(&words);
    let text = desk.text(language);
    let mut frame = desk.frame(language, "search", text.get("search-title"), Some(signed.member));
    if !words.trim().is_empty() && cases.is_empty() {
        frame.state = "no-results";
    }
    let found = text.with("search-found", &[("count", &cases.len().to_string())]);
    let page = SearchPage { frame, words, cases, found };
    respond::page(StatusCode::OK, &page)
}
