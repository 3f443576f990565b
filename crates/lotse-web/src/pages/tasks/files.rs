//! The report of a task as files: its tables, the picture of its places, the page. Their addresses hold the same question.

use axum::{extract::State, response::Response};
use lotse_control::tasks::TaskId;
use lotse_report::export::csv::{self, TaskTable};

use super::{figures, show};
use crate::{
    attachment, definitions,
    error::Failure,
    page::PageRequest,
    page_file::{self, Kept},
    path::{PathPart, ServiceInPath},
    picture::PictureFile,
    state::AppState,
    ui::{
        chart::file::{FunnelPicture, PictureKind},
        number,
    },
};

/// `GET /s/{service}/tasks/{task}/report.csv`: one of its tables, by the parameter `table`.
pub(crate) async fn csv(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(task): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let table = match request.query.get("table") {
        None => TaskTable::Places,
        Some(text) => text.parse().map_err(|_| Failure::Parameter { name: "table" })?,
    };
    let task = definitions::named::<TaskId>(&state, &service, &task).await?;
    let asked = show::asked(&state, &service, &request, &task)?;
    let period = asked.period.clone();
    let report = state.reports.task(&viewer, asked).await?;
    let what = format!("task-{}-{table}", task.id.number());
    let name = attachment::name(&service, &what, &period, "csv");
    Ok(attachment::csv(&name, csv::task(&report.told, &task.now.says, table)))
}

/// `GET /s/{service}/tasks/{task}/report.svg` and `.png`: the places as the page draws them.
pub(crate) async fn picture(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(task): PathPart,
    kind: PictureKind,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let task = definitions::named::<TaskId>(&state, &service, &task).await?;
    let asked = show::asked(&state, &service, &request, &task)?;
    let period = asked.period.clone();
    let report = state.reports.task(&viewer, asked).await?;
    let (bars, notes) = figures::places_drawn(text, &report.told, &task.now.says);
    let n = report.told.attempts.closed.number();
    let file = PictureFile {
        state: &state,
        request: &request,
        service: &service,
        period: &period,
        what: "task",
        headline: figures::finding(text, &report),
        notes,
        n: n.map(|n| number::n(text, "number-n-attempts", n)),
    };
    file.answer(FunnelPicture { title: task.now.name.clone(), bars }, kind).await
}

/// `GET /s/{service}/tasks/{task}/report.html`: the page as one file.
pub(crate) async fn page(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    PathPart(part): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let task = definitions::named::<TaskId>(&state, &in_path.service, &part).await?;
    let asked = show::asked(&state, &in_path.service, &request, &task)?;
    let path = format!("/s/{}/tasks/{}", in_path.service.slug, task.id.number());
    let kept = Kept { what: "task", path, period: &asked.period };
    let shown = async |state, in_path, request| {
        show::show(state, in_path, PathPart(part.clone()), request).await
    };
    page_file::answer(state, in_path, request, kept, shown).await
}
