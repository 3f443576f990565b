//! `/s/{service}/tasks`: what a service exists for, how often it is done, and what could be made a task.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use lotse_control::tasks::StoredTask;
use lotse_domain::{query::interval::Interval, service::Service};
use lotse_report::{
    gate::task::Attempts,
    measure::{Cell, Measure},
    task::TaskRequest,
};

use super::{builder::Typed, figures, words};
use crate::{
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    pages::overview::choice::Choices,
    path::ServiceInPath,
    state::AppState,
    ui::{number, period::PeriodControls},
};

/// Tasks, and one that is suggested.
#[derive(Template)]
#[template(path = "pages/tasks/list.html")]
struct ListPage {
    frame: Frame,
    slug: String,
    period: PeriodControls,
    rows: Vec<Row>,
    archived: Vec<(String, String)>,
    suggested: Option<Suggested>,
    blurred: Option<String>,
}

struct Row {
    name: String,
    address: String,
    begun: String,
    closed: String,
    completion: String,
    range: String,
}

/// A task that was recorded and is none yet.
struct Suggested {
    name: String,
    places: Vec<String>,
    address: String,
}

/// `GET /s/{service}/tasks`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let choices = Choices::read(&request.query, &service, state.clock.now())?;
    let all: Vec<StoredTask> = state.control.definitions(service.id).await?;
    let (archived, tasks): (Vec<_>, Vec<_>) = all.into_iter().partition(|task| task.is_archived);
    let mut told: Vec<(StoredTask, Attempts)> = Vec::with_capacity(tasks.len());
    for task in tasks {
        let asked = request_of(&service, &choices, &task);
        let attempts = state.reports.task_figures(&viewer, &asked).await?;
        told.push((task, attempts));
    }
    let mut suggested = None;
    if told.is_empty() && archived.is_empty() {
        suggested = suggestion(&state, &viewer, &service, text).await?;
    }
    let frame = request.frame(Place::Tasks, text.say("tasks-title")).about(&service);
    let cells = told.iter().flat_map(|(_, told)| [&told.begun, &told.closed, &told.completion]);
    let blurred = number::blurred_rule(text, cells);
    let link = |task: &StoredTask| {
        let address = format!("/s/{}/tasks/{}", service.slug, task.id.number());
        (task.now.name.clone(), request.query.address(&address))
    };
    page::show(&ListPage {
        slug: service.slug.to_string(),
        period: PeriodControls::new(text, &choices, &request.path, &request.query)
            .segments(&request, &service),
        rows: told
            .iter()
            .map(|(task, told)| {
                let (name, address) = link(task);
                row(text, name, address, told)
            })
            .collect(),
        archived: archived.iter().map(link).collect(),
        suggested,
        blurred,
        frame,
    })
}

fn request_of(service: &Arc<Service>, choices: &Choices, task: &StoredTask) -> TaskRequest {
    TaskRequest {
        service: Arc::clone(service),
        period: choices.period.clone(),
        comparison: choices.comparison,
        automatic: choices.automatic,
        task: task.now.says.clone(),
        by: None,
        interval: Interval::Month,
    }
}

fn row(text: Text, name: String, address: String, told: &Attempts) -> Row {
    let count = |cell: &Cell| words::cell(text, Measure::Visits, cell);
    Row {
        name,
        address,
        begun: count(&told.begun),
        closed: count(&told.closed),
        completion: words::cell(text, Measure::BounceRate, &told.completion),
        range: words::range(text, &told.completion).unwrap_or_else(|| "–".to_owned()),
    }
}

/// What could be made a task, with the form filled.
async fn suggestion(
    state: &AppState,
    viewer: &lotse_report::viewer::Viewer,
    service: &Arc<Service>,
    text: Text,
) -> Result<Option<Suggested>, Failure> {
    let found = state.reports.suggested_task(viewer, service).await?;
    Ok(found.map(|draft| Suggested {
        places: figures::place_names(text, &draft.says),
        address: Typed::of_draft(&draft).query().address(&format!("/s/{}/tasks/new", service.slug)),
        name: draft.name,
    }))
}
