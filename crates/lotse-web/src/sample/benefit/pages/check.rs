//! All answers before they are sent, each with a way back.

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
        draft::{Case, CasePage, Draft},
        frame::{Frame, address},
        language::Language,
        step::Step,
        summary::{self, Section},
    },
    respond,
};

#[derive(Template)]
#[template(path = "sample/benefit/pages/check.html")]
struct CheckPage<'a> {
    frame: Frame<'a>,
    sections: Vec<Section>,
}

/// The page. An application that is not complete leads to the step that is not.
pub(in crate::sample::benefit) async fn show(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    let shown = app.open_draft(&headers).and_then(|token| {
        app.drafts.with(token, |draft| {
            if let Some(page) = way_back(&app, draft) {
                return respond::go(&address(language, page));
            }
            let mut frame = app.frame(language, "check", "check-title");
            frame.case = app.case(draft, CasePage::Within);
            let sections = summary::sections(draft, language, frame.text);
            respond::page(StatusCode::OK, &CheckPage { frame, sections })
        })
    });
    shown.unwrap_or_else(|| respond::go(&address(language, "timed-out")))
}

/// Submits: every answer is thrown away, and only the case is kept.
pub(in crate::sample::benefit) async fn submit(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    let next = app.open_draft(&headers).and_then(|token| {
        app.drafts.with(token, |draft| {
            way_back(&app, draft).unwrap_or_else(|| {
                let entropy = app.services.entropy.as_ref();
                let case = draft.case.take().unwrap_or_else(|| Case::new(entropy));
                *draft = Draft::submitted(case);
                "confirmation"
            })
        })
    });
    respond::go(&address(language, next.unwrap_or("timed-out")))
}

fn way_back(app: &Application, draft: &Draft) -> Option<&'static str> {
    let today = app.today();
    if draft.refused(today) {
        return Some("not-eligible");
    }
    draft.first_incomplete(today).map(Step::name)
}
