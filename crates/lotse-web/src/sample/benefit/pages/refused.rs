//! A correct refusal: every reason, and what a person can do now.

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
        eligibility::{self, Refusal},
        frame::{Frame, address},
        language::Language,
    },
    form::{amount, answer},
    respond,
};

#[derive(Template)]
#[template(path = "sample/benefit/pages/refused.html")]
struct RefusedPage<'a> {
    frame: Frame<'a>,
    reasons: Vec<String>,
}

/// The page. Without a refusal it leads to the form.
pub(in crate::sample::benefit) async fn show(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    let today = app.today();
    let refused = app.open_draft(&headers).and_then(|token| {
        app.drafts.with(token, |draft| {
            let answers = draft.refused(today).then(|| draft.answers.clone())?;
            Some((answers, app.case(draft, CasePage::Within)))
        })?
    });
    let Some((answers, case)) = refused else {
        return respond::go(&address(language, "eligibility"));
    };
    let mut frame = app.frame(language, "not-eligible", "refused-title");
    frame.state = "refused";
    frame.outcome = "refused";
    frame.case = case;
    let reason = |refusal: Refusal| match refusal {
        Refusal::Income { limit_cents } => frame.text.with(
            "refused-income",
            &[
                ("people", answer(&answers, "household-size")),
                ("limit", &amount::show(limit_cents, language.tag())),
            ],
        ),
        other => frame.text.get(&format!("refused-{}", other.name())),
    };
    let reasons = eligibility::refusals(&answers).into_iter().map(reason).collect();
    respond::page(StatusCode::OK, &RefusedPage { frame, reasons })
}
