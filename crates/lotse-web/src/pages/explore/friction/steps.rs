//! At which steps of a task people met signals, each with the way to the report of that step.

use std::sync::Arc;

use lotse_control::definitions::DefinitionId as _;
use lotse_control::tasks::{StoredTask, TaskId};
use lotse_domain::{query::interval::Interval, service::Service};
use lotse_report::{
    measure::Cell,
    overview::Comparison,
    task::{TaskReport, TaskRequest},
    viewer::Viewer,
};

use super::super::steps::WrongStep;
use crate::{
    error::Failure,
    messages::Text,
    page::PageRequest,
    pages::{
        overview::choice::Choices,
        tasks::{figures::place_names, words},
    },
    state::AppState,
    ui::{
        number,
        table::{self, DataCell},
    },
};

/// The parameter that says of which task steps are told.
pub(super) const TASK: &str = "task";
/// The most signals that are listed; the report of the task has all that may be told.
const MOST: usize = 40;

/// Signals by step.
pub(super) struct Steps {
    /// The tasks of the service: name, address, and whether it is the one that is told of.
    pub(super) tasks: Vec<(String, String, bool)>,
    pub(super) rows: Vec<StepRow>,
    pub(super) notes: Vec<String>,
}

/// One signal at one step.
pub(super) struct StepRow {
    pub(super) step: String,
    /// The report of that step.
    pub(super) address: Option<String>,
    pub(super) signal: String,
    /// Attempts that met it there, and those of them that were lost there.
    pub(super) cells: [DataCell; 2],
}

/// Which of these tasks an address asks for: the first one if it names none.
fn chosen(request: &PageRequest, tasks: &[StoredTask]) -> Result<usize, WrongStep> {
    match request.query.get(TASK).map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(0),
        Some(text) => {
            let id = TaskId::read(text);
            let place = tasks.iter().position(|task| Some(task.id) == id);
            place.ok_or(WrongStep::Unknown(TASK))
        }
    }
}

/// The signals of the task that is asked for; nothing where a service has no task. A task that there is not is told to
/// `mistake`.
pub(super) async fn steps(
    state: &AppState,
    viewer: &Viewer,
    service: &Arc<Service>,
    request: &PageRequest,
    choices: &Choices,
    mut mistake: impl FnMut(WrongStep),
) -> Result<Option<Steps>, Failure> {
    let all: Vec<StoredTask> = state.control.definitions(service.id).await?;
    let tasks: Vec<StoredTask> = all.into_iter().filter(|task| !task.is_archived).collect();
    let number = chosen(request, &tasks).unwrap_or_else(|wrong| {
        mistake(wrong);
        0
    });
    let Some(task) = tasks.get(number) else { return Ok(None) };
    let asked = TaskRequest {
        service: Arc::clone(service),
        period: choices.period.clone(),
        comparison: Comparison::None,
        automatic: choices.automatic,
        task: task.now.says.clone(),
        by: None,
        interval: Interval::Month,
    };
    let report = state.reports.task(viewer, asked).await?;
    let address = |task: &StoredTask| {
        let number = task.id.number().to_string();
        request.query.with(TASK, &number).address(&request.path) + "#steps"
    };
    let named = tasks.iter().enumerate();
    let named = named.map(|(at, one)| (one.now.name.clone(), address(one), at == number));
    Ok(Some(Steps {
        tasks: named.collect(),
        rows: rows(request, service, task, &report),
        notes: notes(request.text(), &report),
    }))
}

fn rows(
    request: &PageRequest,
    service: &Service,
    task: &StoredTask,
    report: &TaskReport,
) -> Vec<StepRow> {
    let text = request.text();
    let cell = |cell: &Cell| match number::count(text.format(), cell) {
        Some(count) => DataCell::written(count),
        None => DataCell::without(text, cell),
    };
    let own = format!("/s/{}/tasks/{}", service.slug, task.id.number());
    let own = request.query.with(TASK, "").with(super::SIGNAL, "").address(&own);
    let names = place_names(text, &task.now.says);
    let places = names.into_iter().zip(&report.told.places).enumerate();
    let rows = places.flat_map(|(at, (step, place))| {
        let address = request.file.is_none().then(|| format!("{own}#place-{at}"));
        place.causes.iter().map(move |cause| StepRow {
            step: step.clone(),
            address: address.clone(),
            signal: words::cause(text, cause),
            cells: [cell(&cause.met), cell(&cause.lost)],
        })
    });
    rows.take(MOST).collect()
}

fn notes(text: Text, report: &TaskReport) -> Vec<String> {
    let causes = || report.told.places.iter().flat_map(|place| &place.causes);
    let mut notes = table::rules(text, causes().flat_map(|cause| [&cause.met, &cause.lost]));
    if causes().count() > MOST || report.told.places.iter().any(|place| place.is_cut) {
        notes.push(text.say("friction-steps-cut"));
    }
    notes
}
