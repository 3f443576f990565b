//! `/api/v1/services/{service}/tasks`: what a service exists for, and whether people get it done.

use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use lotse_control::tasks::{TaskId, TaskVersion};
use lotse_domain::task::{Task, TaskDraft, form::TaskForm};
use lotse_report::{
    export::json::{OfSegment, TaskJson},
    gate::task::{Attempts, DisclosedGap},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    api::{
        definitions::{self, Archived, Entry, New},
        openapi::{Problem, Refusals, ReportParams},
        pages::{Page, PageParams},
    },
    definitions::named,
    error::Failure,
    page::PageRequest,
    pages::tasks::{against, show},
    path::{PathPart, ServiceInPath},
    state::AppState,
};

/// A task.
#[derive(Serialize, ToSchema)]
pub(crate) struct TaskEntry {
    /// Its number.
    id: i64,
    /// What it is called.
    name: String,
    /// What a colleague has to know.
    description: String,
    /// What it says; docs/spec/task.md. Rules are texts.
    #[schema(value_type = Object)]
    task: Value,
    /// How often it was changed, and once for its making.
    version: i64,
    /// Who made this version.
    changed_by: String,
    /// When.
    #[schema(example = "2026-11-29T12:00:00Z")]
    changed_at: String,
    /// It is not shown any more.
    archived: bool,
}

impl Entry for TaskEntry {
    type Of = Task;

    fn of_version(id: TaskId, version: TaskVersion, archived: bool) -> Self {
        let TaskVersion { version, name, description, says, made_by, made_at } = version;
        Self {
            id: id.number(),
            name,
            description,
            task: written(&TaskForm::from(&says)),
            version,
            changed_by: made_by,
            changed_at: made_at.to_string(),
            archived,
        }
    }
}

/// A form is texts and lists alone, which JSON can always hold.
fn written(form: &TaskForm) -> Value {
    serde_json::to_value(form).unwrap_or_default()
}

/// What a task says.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTask {
    /// What it is called: a name that no other task of the service has.
    #[schema(min_length = 1, max_length = 100, example = "Apply")]
    name: String,
    /// What a colleague has to know.
    #[schema(max_length = 1000)]
    #[serde(default)]
    description: String,
    /// What it says; docs/spec/task.md. Rules are texts.
    #[schema(value_type = Object, example = json!({
        "start": "page is \"/apply\"",
        "steps": [{ "name": "About you", "kind": "needed", "rule": "page is \"/apply/you\"" }],
        "completed": "name is \"completed\"",
        "refused": "name is \"refused\"",
        "later": { "decided": "name is \"application_decided\"" },
        "window": "30"
    }))]
    task: Value,
    /// The version that is changed: only for a change, which is refused if somebody else was faster.
    #[serde(default)]
    version: Option<i64>,
}

impl New for NewTask {
    type Of = Task;

    fn draft(&self) -> Result<TaskDraft, Failure> {
        let form = TaskForm::deserialize(&self.task).map_err(|_| Failure::NotJson)?;
        let says = form.task().map_err(Failure::Task)?;
        Ok(TaskDraft { name: self.name.clone(), description: self.description.clone(), says })
    }

    fn version(&self) -> Option<i64> {
        self.version
    }
}

/// Tasks
///
/// `GET /api/v1/services/{service}/tasks`, by name, archived ones too
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/tasks",
    tag = "tasks",
    params(("service" = String, Path, description = "The service's place in addresses"), PageParams),
    responses((status = 200, description = "A page of them", body = Page<TaskEntry>), Refusals)
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    definitions::list::<TaskEntry>(&state, &service, &request).await
}

/// Make a task
///
/// `POST /api/v1/services/{service}/tasks`. Sent again with the same `Idempotency-Key` within a day, it is made once.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/tasks",
    tag = "tasks",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("Idempotency-Key" = Option<String>, Header, description = "A text of your own, at most 200 characters, the same in every retry")
    ),
    request_body = NewTask,
    responses(
        (status = 201, description = "It is made", body = TaskEntry),
        (status = 409, description = "Its name is taken, there are as many as may be, or the same request is being done", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The key was used for another request", body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
pub(crate) async fn make(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    definitions::make::<TaskEntry, NewTask>(&state, &service, &page, request).await
}

/// Change a task
///
/// `POST /api/v1/services/{service}/tasks/{task}` with all that it says from now on, and the version that is changed. The versions
/// before stay.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/tasks/{task}",
    tag = "tasks",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("task" = i64, Path, description = "Its number")
    ),
    request_body = NewTask,
    responses(
        (status = 200, description = "It is changed", body = TaskEntry),
        (status = 409, description = "Its name is taken, or somebody changed it meanwhile", body = Problem, content_type = "application/problem+json"),
        Refusals
    )
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(task): PathPart,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    definitions::change::<TaskEntry, NewTask>(&state, &service, &task, &page, request).await
}

/// Archive a task
///
/// `POST /api/v1/services/{service}/tasks/{task}/archive`. Its report can still be read.
#[utoipa::path(
    post,
    path = "/api/v1/services/{service}/tasks/{task}/archive",
    tag = "tasks",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("task" = i64, Path, description = "Its number")
    ),
    request_body = Archived,
    responses((status = 204, description = "It is done"), Refusals)
)]
pub(crate) async fn archive(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(task): PathPart,
    page: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    definitions::archive::<TaskId>(&state, &service, &task, &page, request).await
}

/// Versions of a task
///
/// `GET /api/v1/services/{service}/tasks/{task}/versions`, by their numbers
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/tasks/{task}/versions",
    tag = "tasks",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("task" = i64, Path, description = "Its number"),
        PageParams
    ),
    responses((status = 200, description = "A page of them", body = Page<TaskEntry>), Refusals)
)]
pub(crate) async fn versions(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(task): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    definitions::versions::<TaskEntry>(&state, &service, &task, &request).await
}

/// A task that the recorded events tell of
///
/// `GET /api/v1/services/{service}/tasks/suggestion`: a draft to look at, `null` where too little is recorded. Nothing is made.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/tasks/suggestion",
    tag = "tasks",
    params(("service" = String, Path, description = "The service's place in addresses")),
    responses((status = 200, description = "Name and task, or null", body = Object), Refusals)
)]
pub(crate) async fn suggestion(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
) -> Result<Response, Failure> {
    let found = state.reports.suggested_task(&viewer, &service).await?;
    let found = found
        .map(|draft| json!({ "name": draft.name, "task": written(&TaskForm::from(&draft.says)) }));
    Ok(Json(found).into_response())
}

/// The report of a task, and that of another segment beside it.
#[derive(Serialize)]
struct TaskAnswer<'a> {
    #[serde(flatten)]
    report: TaskJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<AgainstJson>,
}

/// Another segment, and how much more of the one that is looked at is completed.
#[derive(Serialize)]
struct AgainstJson {
    segment: i64,
    name: String,
    attempts: Attempts,
    gap: DisclosedGap,
}

/// Whether people get it done
///
/// `GET /api/v1/services/{service}/tasks/{task}/report`. What is in it and in what says docs/spec/task.md; a cell that may not
/// be shown says why.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/tasks/{task}/report",
    tag = "tasks",
    params(
        ("service" = String, Path, description = "The service's place in addresses"),
        ("task" = i64, Path, description = "Its number"),
        ("by" = Option<String>, Query, description = "Rows by what the event carries that begins an attempt: `page-language`, `browser-language`, `device-class`, `browser`, `operating-system`, `connection`, `region`, `referrer`, `campaign-source`, `campaign-name`, `channel`, `page` or `property`"),
        ("property" = Option<String>, Query, description = "The name of the property, where rows are by one"),
        ("against" = Option<i64>, Query, description = "The number of a segment that the one of `segment` is compared with"),
        ReportParams
    ),
    responses((status = 200, description = "Disclosed attempts", body = Object), Refusals)
)]
pub(crate) async fn report(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(task): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let task = named::<TaskId>(&state, &service, &task).await?;
    let asked = show::asked(&state, &service, &request, &task)?;
    let wrong = |_| Failure::Parameter { name: against::AGAINST };
    let other = against::asked(&request).map_err(wrong)?;
    let against = against::compared(&state, &viewer, other, &asked).await?;
    let report = state.reports.task(&viewer, asked).await?;
    let against = against.map(|compared| AgainstJson {
        segment: compared.other.id.number(),
        name: compared.other.now.name.clone(),
        attempts: compared.attempts,
        gap: compared.gap,
    });
    let answer = TaskAnswer { report: TaskJson::new(&report), against };
    Ok(Json(OfSegment::new(&viewer, answer)).into_response())
}
