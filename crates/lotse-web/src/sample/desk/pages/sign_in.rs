//! Choosing who to be.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};

use super::notice;
use crate::sample::{
    desk::{
        COOKIE, Desk, SignIn,
        frame::{Frame, address},
        language::Language,
        staff::{self, MEMBERS, Member},
    },
    respond,
};

#[derive(Template)]
#[template(path = "sample/desk/pages/sign_in.html")]
struct SignInPage<'a> {
    frame: Frame<'a>,
    members: &'static [Member],
}

/// Leads to the page in the browser's language.
pub(in crate::sample::desk) async fn choose_language(headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    respond::go(&address(Language::accepted(accepted.unwrap_or_default()), "sign-in"))
}

/// Leads from the language alone to the first page.
pub(in crate::sample::desk) async fn enter(
    State(desk): State<Arc<Desk>>,
    Path(tag): Path<String>,
) -> Response {
    match Language::from_tag(&tag) {
        Some(language) => respond::go(&address(language, "work")),
        None => notice::not_found(&desk, Language::En, None),
    }
}

/// The page. Nobody is signed in on it, so that it carries no reference.
pub(in crate::sample::desk) async fn show(
    State(desk): State<Arc<Desk>>,
    Path(tag): Path<String>,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else {
        return notice::not_found(&desk, Language::En, None);
    };
    let title = desk.text(language).get("sign-in-title");
    let frame = desk.frame(language, "sign-in", title, None);
    respond::page(StatusCode::OK, &SignInPage { frame, members: &MEMBERS })
}

/// Signs in.
pub(in crate::sample::desk) async fn take(
    State(desk): State<Arc<Desk>>,
    Path(tag): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let language = Language::from_tag(&tag).unwrap_or(Language::En);
    let sent = match form {
        Ok(Form(sent)) => sent,
        Err(rejection) => return notice::unreadable(&desk, language, None, &rejection),
    };
    let member =
        sent.iter().find(|(name, _)| name == "member").and_then(|(_, value)| staff::find(value));
    let Some(member) = member else { return respond::go(&address(language, "sign-in")) };
    let sign_in = SignIn { member, done: Vec::new(), refused_form: None, just_done: None };
    let token = desk.sign_ins.create(sign_in);
    respond::go_with(&address(language, "work"), COOKIE.set(token))
}

/// Signs out and forgets everything.
pub(in crate::sample::desk) async fn leave(
    State(desk): State<Arc<Desk>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let language = Language::from_tag(&tag).unwrap_or(Language::En);
    if let Some(token) = COOKIE.read(&headers) {
        desk.sign_ins.remove(token);
    }
    respond::go_with(&address(language, "sign-in"), COOKIE.clear())
}
