//! One case, and what can be done with it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{Asked, asked, notice};
use crate::sample::{
    benefit::eligibility::limit_cents,
    desk::{
        Desk,
        action::Action,
        case::{self, Case},
        frame::{Frame, address},
        language::Language,
    },
    form::amount,
    respond,
};

#[derive(Template)]
#[template(path = "sample/desk/pages/case.html")]
struct CasePage<'a> {
    frame: Frame<'a>,
    case: &'static Case,
    income: String,
    limit: String,
    /// The income is over the limit.
    over: bool,
    heating: String,
    /// Words for fuel and documents.
    fuel: String,
    documents: Vec<String>,
    /// What was already done with it, in words.
    done: Option<String>,
    actions: [Action; 3],
}

/// The page.
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
    let Some(case) = asked(&query, "number").parse().ok().and_then(case::find) else {
        return notice::not_found(&desk, language, Some(signed.member));
    };
    let done = desk.sign_ins.with(signed.token, |sign_in| {
        sign_in.done.iter().find(|(number, _)| *number == case.number).map(|(_, action)| *action)
    });
    let text = desk.text(language);
    let title = text
        .with("case-title", &[("number", &case.number.to_string()), ("applicant", case.applicant)]);
    let mut frame = desk.frame(language, "case", title, Some(signed.member));
    frame.query = format!("?number={}", case.number);
    let money = |cents| amount::show(cents, language.tag());
    let limit_cents = limit_cents(case.people);
    let page = CasePage {
        case,
        income: money(case.income_cents),
        limit: money(limit_cents),
        over: case.income_cents > limit_cents,
        heating: money(case.heating_cents),
        fuel: text.get(&format!("fuel-{}", case.fuel)),
        documents: case
            .documents
            .iter()
            .map(|kind| text.get(&format!("document-{kind}")))
            .collect(),
        done: done
            .flatten()
            .map(|action| text.with("case-done", &[("action", &text.get(action.name()))])),
        actions: Action::ALL,
        frame,
    };
    respond::page(StatusCode::OK, &page)
}
