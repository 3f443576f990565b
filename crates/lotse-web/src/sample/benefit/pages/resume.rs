//! Going on with a saved application by its code.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::StatusCode,
    response::Response,
};

use super::notice;
use crate::sample::{
    benefit::{
        Application, COOKIE,
        draft::read_code,
        frame::{Frame, address},
        language::Language,
        step::Step,
    },
    form::{
        Answers, Field, Kind, LINE_CHARS, answer,
        check::Problem,
        take as take_answers,
        view::{self, Control, FormView},
    },
    respond,
    text::Text,
};

const FIELDS: &[Field] = &[Field::required("resume-code", Kind::Line).purpose("off")];

#[derive(Template)]
#[template(path = "sample/benefit/pages/resume.html")]
struct ResumePage<'a> {
    frame: Frame<'a>,
    text: &'a Text,
    form: FormView,
}

/// The empty form.
pub(in crate::sample::benefit) async fn show(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    respond::page(StatusCode::OK, &page(&app, language, &Answers::new(), None))
}

/// Takes the code. A wrong one is shown again with the error; it is in no draft yet, so this one
/// page answers the POST itself.
pub(in crate::sample::benefit) async fn take(
    State(app): State<Arc<Application>>,
    Path(tag): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else { return notice::not_found(&app, None) };
    let sent = match form {
        Ok(Form(sent)) => sent,
        Err(rejection) => return notice::unreadable(&app, language, "resume", &rejection),
    };
    let mut answers = Answers::new();
    take_answers(FIELDS, &sent, &mut answers);
    let given = answer(&answers, "resume-code");
    let code = read_code(given);
    let found = code
        .and_then(|code| app.drafts.rename(|draft| draft.code.as_deref() == Some(code.as_str())));
    let today = app.today();
    let next = found.and_then(|token| {
        let open = app.drafts.with(token, |draft| draft.first_incomplete(today))?;
        Some((token, open.map_or("check", Step::name)))
    });
    let problem = if given.is_empty() {
        Problem::Missing
    } else if given.chars().count() > LINE_CHARS {
        Problem::TooLong(LINE_CHARS)
    } else {
        Problem::Invalid
    };
    if let Some((token, next)) = next {
        return respond::go_with(&address(language, next), COOKIE.set(token));
    }
    let page = page(&app, language, &answers, Some(problem));
    respond::page(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn page<'a>(
    app: &'a Application,
    language: Language,
    answers: &Answers,
    problem: Option<Problem>,
) -> ResumePage<'a> {
    let mut frame = app.frame(language, "resume", "resume-title");
    let text = frame.text;
    if problem.is_some() {
        frame.state = "error";
        let properties = r#"{"step":"resume","first":"resume-code","fields":1}"#.to_owned();
        frame.event = Some(("validation_failed", properties));
    }
    let problems: Vec<_> = FIELDS.iter().zip(problem).collect();
    ResumePage { frame, text, form: view::form(FIELDS, answers, &problems, text) }
}
