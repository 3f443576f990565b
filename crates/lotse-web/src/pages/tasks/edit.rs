//! `/s/{service}/tasks/new` and `/s/{service}/tasks/{task}/edit`: the builder. It works without script.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::tasks::TaskId;
use lotse_domain::{
    service::Service,
    task::{LaterOutcome, StepKind, Task, TaskDraft},
};
use lotse_report::viewer::Viewer;

use super::{
    builder::{MOST_ROWS, PARTS, Row, Typed, WINDOWS, step_field},
    check::{self, Checked},
};
use crate::{
    definitions,
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    pages::explore::tags::Tags,
    path::{PathPart, ServiceInPath},
    state::AppState,
    ui::field::{AreaField, ErrorSummary, Mistakes, SelectField, TextField, TextKind},
};

/// Rows beyond those that are filled.
const EMPTY_ROWS: usize = 2;

/// The form of a task.
#[derive(Template)]
#[template(path = "pages/tasks/edit.html")]
struct EditPage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    name: TextField,
    description: AreaField,
    start: AreaField,
    completed: AreaField,
    /// What may be left out.
    others: Vec<AreaField>,
    later: Vec<AreaField>,
    rows: Vec<ShownRow>,
    window: SelectField,
    checked: Option<Checked>,
    version: i64,
    action: String,
    back: String,
}

/// A step as the form shows it.
struct ShownRow {
    legend: String,
    number: usize,
    name: String,
    rule: String,
    kinds: Vec<(String, String, bool)>,
    wrong_name: Option<String>,
    wrong_rule: Option<String>,
}

/// `GET /s/{service}/tasks/new`: empty, or filled by its address.
pub(crate) async fn new(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let typed = Typed::read(&request.query);
    let checked = checked_of(&state, &request, &service, &viewer, &typed).await?;
    form(&request, &service, None, &typed, &Mistakes::default(), checked)
}

/// `GET /s/{service}/tasks/{task}/edit`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(task): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let task = definitions::named::<TaskId>(&state, &service, &task).await?;
    let typed = Typed::of(&task.now);
    let checked = checked_of(&state, &request, &service, &viewer, &typed).await?;
    form(&request, &service, Some(task.id), &typed, &Mistakes::default(), checked)
}

/// `POST /s/{service}/tasks/new`
pub(crate) async fn add(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    take(&state, &in_path, &request, None, &fields).await
}

/// `POST /s/{service}/tasks/{task}/edit`
pub(crate) async fn change(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    PathPart(task): PathPart,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let id = TaskId::from_text(&task).ok_or(Failure::NoSuchPage)?;
    take(&state, &in_path, &request, Some(id), &fields).await
}

/// What a form that is filled already would find.
async fn checked_of(
    state: &AppState,
    request: &PageRequest,
    service: &Arc<Service>,
    viewer: &Viewer,
    typed: &Typed,
) -> Result<Option<Checked>, Failure> {
    let tags = Tags::of(state, service).await?;
    let task = typed.task(request.text(), &tags, &mut Mistakes::default());
    match task {
        Some(task) => Ok(Some(check::of(state, request, viewer, service, task).await?)),
        None => Ok(None),
    }
}

/// Saves what was typed, or looks at it.
async fn take(
    state: &AppState,
    ServiceInPath { service, viewer }: &ServiceInPath,
    request: &PageRequest,
    task: Option<TaskId>,
    fields: &Fields,
) -> Result<Response, Failure> {
    let text = request.text();
    let typed = Typed::read(fields.query());
    let mut mistakes = Mistakes::default();
    let tags = Tags::of(state, service).await?;
    let read = typed.task(text, &tags, &mut mistakes);
    let mut checked = None;
    if let Some(read) = read {
        if fields.get("do") == "save" {
            if let Some(done) =
                save(state, request, service, task, &typed, read, &mut mistakes).await?
            {
                return Ok(done);
            }
        } else {
            checked = Some(check::of(state, request, viewer, service, read).await?);
        }
    }
    let status =
        if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = form(request, service, task, &typed, &mistakes, checked)?;
    Ok((status, page).into_response())
}

/// Saves the task and leads to it; nothing if something is wrong, which is said then.
async fn save(
    state: &AppState,
    request: &PageRequest,
    service: &Arc<Service>,
    task: Option<TaskId>,
    typed: &Typed,
    read: Task,
    mistakes: &mut Mistakes,
) -> Result<Option<Response>, Failure> {
    let (name, description) = (typed.name.clone(), typed.description.clone());
    let draft = TaskDraft { name, description, says: read };
    let from = (task, typed.version);
    let saved = definitions::save(state, request, service, from, &draft, mistakes).await?;
    Ok(saved.map(|id| {
        let address = format!("/s/{}/tasks/{}", service.slug, id.number());
        Redirect::to(&address).into_response()
    }))
}

fn form(
    request: &PageRequest,
    service: &Arc<Service>,
    task: Option<TaskId>,
    typed: &Typed,
    mistakes: &Mistakes,
    checked: Option<Checked>,
) -> Result<Response, Failure> {
    let text = request.text();
    let title = text.say(if task.is_some() { "task-edit-title" } else { "task-new-title" });
    let mut frame = super::frame(request, service, title);
    frame.has_errors = !mistakes.is_empty();
    let base = format!("/s/{}/tasks", service.slug);
    let back = match task {
        Some(task) => format!("{base}/{}", task.number()),
        None => base,
    };
    let area = |name: &'static str, label: String, hint: String, value: &str| {
        AreaField::new(name, label, value).hint(hint).wrong(mistakes)
    };
    let part = |place: usize| {
        let name = PARTS.get(place).copied().unwrap_or_default();
        let value = typed.parts.get(place).map(String::as_str).unwrap_or_default();
        area(name, text.word("task-part", name), text.word("task-part-hint", name), value)
    };
    let later = LaterOutcome::ALL.iter().zip(&typed.later).map(|(one, value)| {
        let name = one.as_str();
        area(name, text.word("task-later", name), text.word("task-later-hint", name), value)
    });
    let mut windows: Vec<(String, String)> = WINDOWS
        .iter()
        .filter_map(|window| {
            let known = window.parse().ok()?;
            Some(((*window).to_owned(), super::words::window(text, known)))
        })
        .collect();
    let window = if typed.window.is_empty() { WINDOWS[0] } else { typed.window.as_str() };
    if !WINDOWS.contains(&window)
        && let Ok(known) = window.parse()
    {
        windows.push((window.to_owned(), super::words::window(text, known)));
    }
    page::show(&EditPage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        frame,
        name: TextField::new("name", text.say("task-name"), TextKind::Words)
            .hint(text.say("task-name-hint"))
            .value(&typed.name)
            .wrong(mistakes),
        description: area(
            "description",
            text.say("tag-description"),
            text.say("task-description-hint"),
            &typed.description,
        ),
        start: part(0).required(),
        completed: part(1).required(),
        others: (2..PARTS.len()).map(part).collect(),
        later: later.collect(),
        rows: shown_rows(text, typed, mistakes),
        window: SelectField::new("window", text.word("task-part", "window"), windows, window)
            .hint(text.say("task-window-hint"))
            .wrong(mistakes),
        checked,
        version: typed.version,
        action: request.path.clone(),
        back,
    })
}

fn shown_rows(text: Text, typed: &Typed, mistakes: &Mistakes) -> Vec<ShownRow> {
    let filled = typed.rows.len();
    let all = (filled + EMPTY_ROWS).clamp(1, MOST_ROWS.max(filled));
    let row = |place: usize| {
        let row = typed.rows.get(place).cloned().unwrap_or_default();
        let number = place + 1;
        let Row { name, rule, kind } = row;
        let count = u64::try_from(number).unwrap_or(u64::MAX);
        let wrong = |part| mistakes.of(&step_field(number, part)).map(ToOwned::to_owned);
        let kinds = StepKind::ALL.iter().map(|one| {
            let is_chosen = one.as_str() == kind || (kind.is_empty() && *one == StepKind::Needed);
            (one.to_string(), text.word("task-step-kind", one.as_str()), is_chosen)
        });
        ShownRow {
            legend: text.fill("funnel-step-n", &[("n", count.into())]),
            number,
            kinds: kinds.collect(),
            wrong_name: wrong("name"),
            wrong_rule: wrong("rule"),
            name,
            rule,
        }
    };
    (0..all).map(row).collect()
}
