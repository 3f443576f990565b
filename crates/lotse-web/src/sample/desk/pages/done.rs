//! That something was done with a case, and the way to the next one.

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
        case::CASES,
        frame::{Frame, address},
        language::Language,
    },
    respond,
};

#[derive(Template)]
#[template(path = "sample/desk/pages/done.html")]
struct DonePage<'a> {
    frame: Frame<'a>,
    /// The next case that is still open.
    next: Option<u32>,
}

/// The page. Without anything done it leads to the work list.
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
    let found = desk.sign_ins.with(signed.token, |sign_in| {
        let number: u32 = asked(&query, "number").parse().ok()?;
        let action = sign_in.done.iter().find(|(done, _)| *done == number)?.1;
        let left = |number| !sign_in.done.iter().any(|(done, _)| *done == number);
        let next = CASES.iter().map(|case| case.number).find(|number| left(*number));
        // Reported once: reloading the page adds nothing.
        let just_done = sign_in.just_done.take().filter(|(done, ..)| *done == number);
        Some((number, action, just_done, next))
    });
    let Some((number, action, just_done, next)) = found.flatten() else {
        return respond::go(&address(language, "work"));
    };
    let text = desk.text(language);
    let title = text.with(&format!("done-{}", action.done()), &[("number", &number.to_string())]);
    let mut frame = desk.frame(language, "done", title, Some(signed.member));
    frame.query = format!("?number={number}");
    frame.state = action.done();
    frame.event = just_done.map(|(_, action, reported)| {
        (action.event(), format!(r#"{{"{}":"{reported}"}}"#, action.reported()))
    });
    respond::page(StatusCode::OK, &DonePage { frame, next })
}
