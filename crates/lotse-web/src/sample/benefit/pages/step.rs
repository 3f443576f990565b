//! A step's form: shown by GET, errors included; sent by POST, which always leads on by redirect.
//!
//! What was sent is kept in the draft before it is checked, so that nothing that a person wrote is
//! lost to an error, to a change of language or to a draft that timed out.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::notice;
use crate::sample::{
    benefit::{
        Application, COOKIE, SAVED,
        advance::{Next, advance},
        draft::{CasePage, Draft},
        frame::{Frame, address},
        language::Language,
        step::Step,
        summary,
    },
    form::{
        check,
        view::{self, Control, FormView},
    },
    respond,
    text::Text,
};

#[derive(Template)]
#[template(path = "sample/benefit/pages/step.html")]
struct StepPage<'a> {
    frame: Frame<'a>,
    text: &'a Text,
    form: FormView,
    intro: String,
    /// "Step 2 of 4".
    progress: String,
    /// Only on the evidence step: the documents so far.
    evidence: bool,
    documents: Vec<(String, String)>,
    /// What was just added.
    added: Option<String>,
}

/// The form.
pub(in crate::sample::benefit) async fn show(
    State(app): State<Arc<Application>>,
    Path((tag, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    let Some(step) = Step::from_name(&name) else {
        return notice::not_found(&app, Some(language));
    };
    let today = app.today();
    let shown = app.open_draft(&headers).and_then(|token| {
        app.drafts.with(token, |draft| {
            if step > Step::Eligibility && draft.refused(today) {
                return respond::go(&address(language, "not-eligible"));
            }
            match draft.first_incomplete(today) {
                Some(open) if open < step => respond::go(&address(language, open.name())),
                _ => respond::page(StatusCode::OK, &step_page(&app, language, step, draft)),
            }
        })
    });
    match shown {
        Some(response) => response,
        None if step == Step::Eligibility => {
            let page = step_page(&app, language, step, &mut Draft::default());
            respond::page(StatusCode::OK, &page)
        }
        None => respond::go(&address(language, "timed-out")),
    }
}

/// Takes the form.
pub(in crate::sample::benefit) async fn take(
    State(app): State<Arc<Application>>,
    Path((tag, name)): Path<(String, String)>,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    let Some(step) = Step::from_name(&name) else {
        return notice::not_found(&app, Some(language));
    };
    let sent = match form {
        Ok(Form(sent)) => sent,
        Err(rejection) => return notice::unreadable(&app, language, step.name(), &rejection),
    };
    let known = app.open_draft(&headers);
    let token = known.unwrap_or_else(|| app.drafts.create(Draft::default()));
    let today = app.today();
    let next = app
        .drafts
        .with(token, |draft| advance(draft, step, &sent, today, app.services.entropy.as_ref()));
    let page = match next {
        // What was sent for a later step of a lost draft waits in a new one.
        _ if known.is_none() && step != Step::Eligibility => "timed-out",
        Some(Next::Step(step)) => step.name(),
        Some(Next::Refused) => "not-eligible",
        Some(Next::Check) => "check",
        Some(Next::Saved) => {
            app.drafts.extend(token, SAVED);
            "saved"
        }
        None => "timed-out",
    };
    respond::go_with(&address(language, page), COOKIE.set(token))
}

fn step_page<'a>(
    app: &'a Application,
    language: Language,
    step: Step,
    draft: &mut Draft,
) -> StepPage<'a> {
    let text = app.text(language);
    let mut frame = app.frame(language, step.name(), &format!("{}-title", step.name()));
    frame.case = app.case(draft, CasePage::Within);
    let attempted = draft.attempted(step);
    let problems = if attempted {
        check::problems(step.fields(), &draft.answers, app.today())
    } else {
        Vec::new()
    };
    let mut form = view::form(step.fields(), &draft.answers, &problems, text);
    if step == Step::Evidence
        && let (Some(key), Some(field)) = (draft.document_problem, form.fields.first_mut())
    {
        view::mark(field, text.get(key));
    }
    let errors = form.errors();
    if let Some((first, _)) = errors.first() {
        let fields = errors.len();
        frame.state = "error";
        frame.event = Some((
            "validation_failed",
            format!(r#"{{"step":"{}","first":"{first}","fields":{fields}}}"#, step.name()),
        ));
    }
    // Shown and reported once: reloading the page adds nothing.
    let added = draft.just_added.take().map(|kind| {
        frame.state = "document-added";
        frame.event = Some(("document_added", format!(r#"{{"document":"{kind}"}}"#)));
        text.with("document-added", &[("document", &text.get(&format!("document-{kind}")))])
    });
    let documents = draft.documents.iter().map(|document| {
        (text.get(&format!("document-{}", document.kind)), summary::file(&document.file, text))
    });
    StepPage {
        text,
        form,
        intro: text.get(&format!("{}-intro", step.name())),
        progress: text.with(
            "progress",
            &[("step", &step.number().to_string()), ("steps", &Step::ALL.len().to_string())],
        ),
        evidence: step == Step::Evidence,
        documents: documents.collect(),
        added,
        frame,
    }
}
