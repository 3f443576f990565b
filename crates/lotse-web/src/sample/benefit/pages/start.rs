//! The first page: what support there is, who gets it, what to have at hand.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::notice;
use crate::sample::{
    benefit::{
        Application, eligibility,
        frame::{Frame, address},
        language::Language,
    },
    form::amount,
    respond,
};

/// Household sizes whose limit the page shows.
const SHOWN_SIZES: u32 = 6;

#[derive(Template)]
#[template(path = "sample/benefit/pages/start.html")]
struct StartPage<'a> {
    frame: Frame<'a>,
    /// Household size and the monthly income up to which it gets support.
    limits: Vec<(u32, String)>,
}

/// Leads to the page in the browser's language.
pub(in crate::sample::benefit) async fn choose_language(headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    respond::go(&address(Language::accepted(accepted.unwrap_or_default()), "start"))
}

/// Leads from the language alone to the first page.
pub(in crate::sample::benefit) async fn enter(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
) -> Response {
    match Language::from_tag(&tag) {
        Some(language) => respond::go(&address(language, "start")),
        None => notice::not_found(&app, None),
    }
}

/// The page.
pub(in crate::sample::benefit) async fn show(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    let limit = |people| (people, amount::show(eligibility::limit_cents(people), language.tag()));
    let limits = (1..=SHOWN_SIZES).map(limit).collect();
    let frame = app.frame(language, "start", "start-title");
    respond::page(StatusCode::OK, &StartPage { frame, limits })
}
