//! The form of an action: shown by GET, errors included; sent by POST, which always leads on.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{Asked, asked, notice};
use crate::sample::{
    desk::{
        Desk,
        action::Action,
        case,
        frame::{Frame, address},
        language::Language,
    },
    form::{
        self, Answers,
        view::{self, Control, FormView},
    },
    respond,
    text::Text,
};

#[derive(Template)]
#[template(path = "sample/desk/pages/action.html")]
struct ActionPage<'a> {
    frame: Frame<'a>,
    text: &'a Text,
    form: FormView,
    number: u32,
    action: Action,
    intro: String,
    go: String,
}

/// The form.
pub(in crate::sample::desk) async fn show(
    State(desk): State<Arc<Desk>>,
    Path((tag, name)): Path<(String, String)>,
    headers: HeaderMap,
    query: Asked,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else {
        return notice::not_found(&desk, Language::En, None);
    };
    let Some(signed) = desk.signed(&headers) else {
        return respond::go(&address(language, "sign-in"));
    };
    let case = asked(&query, "number").parse().ok().and_then(case::find);
    let (Some(action), Some(case)) = (Action::from_name(&name), case) else {
        return notice::not_found(&desk, language, Some(signed.member));
    };
    let refused = desk.sign_ins.with(signed.token, |sign_in| {
        let form = sign_in.refused_form.as_ref();
        form.filter(|(number, of, _)| (*number, *of) == (case.number, action))
            .map(|(_, _, answers)| answers.clone())
    });
    let text = desk.text(language);
    let problems = match refused.as_ref() {
        Some(Some(answers)) => action.problems(answers, desk.today()),
        _ => Vec::new(),
    };
    let answers = refused.flatten().unwrap_or_default();
    let form = view::form(action.fields(), &answers, &problems, text);
    let number = case.number.to_string();
    let title = text.with(&format!("{}-title", action.name()), &[("number", &number)]);
    let mut frame = desk.frame(language, action.name(), title, Some(signed.member));
    frame.query = format!("?number={number}");
    if let Some((first, _)) = problems.first() {
        let (step, first, fields) = (action.name(), first.id, problems.len());
        frame.state = "error";
        frame.event = Some((
            "validation_failed",
            format!(r#"{{"step":"{step}","first":"{first}","fields":{fields}}}"#),
        ));
    }
    let page = ActionPage {
        text,
        form,
        number: case.number,
        action,
        intro: text.get(&format!("{}-intro", action.name())),
        go: text.get(&format!("{}-go", action.name())),
        frame,
    };
    respond::page(StatusCode::OK, &page)
}

/// Takes the form.
pub(in crate::sample::desk) async fn take(
    State(desk): State<Arc<Desk>>,
    Path((tag, name)): Path<(String, String)>,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Some(language) = Language::from_tag(&tag) else {
        return notice::not_found(&desk, Language::En, None);
    };
    let Some(signed) = desk.signed(&headers) else {
        return respond::go(&address(language, "sign-in"));
    };
    let sent = match form {
        Ok(Form(sent)) => sent,
        Err(rejection) => {
            return notice::unreadable(&desk, language, Some(signed.member), &rejection);
        }
    };
    let number = sent.iter().find(|(name, _)| name == "number").map(|(_, value)| value.parse());
    let case = number.and_then(Result::ok).and_then(case::find);
    let (Some(action), Some(case)) = (Action::from_name(&name), case) else {
        return notice::not_found(&desk, language, Some(signed.member));
    };
    let mut answers = Answers::new();
    form::take(action.fields(), &sent, &mut answers);
    let wrong = !action.problems(&answers, desk.today()).is_empty();
    desk.sign_ins.with(signed.token, |sign_in| {
        if wrong {
            sign_in.refused_form = Some((case.number, action, answers));
            return;
        }
        sign_in.refused_form = None;
        sign_in.done.retain(|(number, _)| *number != case.number);
        sign_in.done.push((case.number, action));
        let reported = form::answer(&answers, action.reported()).to_owned();
        sign_in.just_done = Some((case.number, action, reported));
    });
    let page = if wrong { action.name() } else { "done" };
    respond::go(&format!("{}?number={}", address(language, page), case.number))
}
