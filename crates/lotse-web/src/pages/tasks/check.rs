//! What a task that is being built would have found: how many attempts, how they ended, how far they came.

use std::sync::Arc;

use lotse_domain::{
    query::{Automatic, Period, interval::Interval},
    service::Service,
    task::{Task, TaskWindow},
};
use lotse_report::{overview::Comparison, task::TaskRequest, viewer::Viewer};

use super::{figures, words};
use crate::{
    error::Failure,
    page::PageRequest,
    state::AppState,
    ui::{chart::funnel::FunnelChart, label, number},
};

/// Days of which all attempts have closed that are looked at.
const DAYS: u16 = 28;

/// What is said of a task.
pub(super) struct Checked {
    pub(super) lead: String,
    pub(super) apart: Option<String>,
    pub(super) places: Option<FunnelChart>,
    /// What the profile makes impossible.
    pub(super) warnings: Vec<String>,
    /// One attempt, step by step; or why there is none.
    pub(super) example: Vec<String>,
}

/// The last days of which all attempts have closed.
fn closed_days(service: &Service, task: &Task, state: &AppState) -> Result<Period, Failure> {
    let failed = |error: lotse_domain::query::PeriodError| Failure::Report(error.into());
    let zone = service.time_zone.clone();
    let today = Period::last_days(1, state.clock.now(), zone.clone()).map_err(failed)?;
    let window = match task.parts().window {
        TaskWindow::Visit => 1,
        TaskWindow::Days(days) => i64::from(days),
    };
    let days = |days: i64| jiff::Span::new().days(days);
    let last = today.last().saturating_sub(days(window + 1));
    let first = last.saturating_sub(days(i64::from(DAYS) - 1));
    Period::new(first, last, zone).map_err(failed)
}

/// Looks for attempts.
pub(super) async fn of(
    state: &AppState,
    request: &PageRequest,
    viewer: &Viewer,
    service: &Arc<Service>,
    task: Task,
) -> Result<Checked, Failure> {
    let text = request.text();
    let period = closed_days(service, &task, state)?;
    let dates = text.format().dates(period.first(), period.last());
    let asked = TaskRequest {
        service: Arc::clone(service),
        period: period.clone(),
        comparison: Comparison::None,
        automatic: Automatic::LeftOut,
        task: task.clone(),
        by: None,
        interval: Interval::Month,
    };
    let report = state.reports.task(viewer, asked).await?;
    let told = &report.told;
    // All of them have closed in these days.
    let begun = number::count(text.format(), &told.attempts.closed);
    let lead = match (&begun, words::share(text, &told.attempts.completion)) {
        _ if told.attempts.begun.is_nothing() => {
            text.fill("task-check-none", &[("dates", dates.into())])
        }
        (Some(begun), Some(share)) => text.fill(
            "task-check-found",
            &[
                ("dates", dates.into()),
                ("begun", begun.as_str().into()),
                ("share", share.into()),
                ("range", words::range(text, &told.attempts.completion).unwrap_or_default().into()),
            ],
        ),
        _ => text.fill("task-check-hidden", &[("dates", dates.into())]),
    };
    let without = number::counted(text.format(), &told.without_start)
        .filter(|_| !told.without_start.is_nothing());
    Ok(Checked {
        lead,
        apart: without.map(|attempts| text.fill("task-apart-without", &[("attempts", attempts)])),
        places: begun
            .filter(|_| !told.attempts.begun.is_nothing())
            .map(|_| figures::funnel(text, told, &task, Vec::new())),
        warnings: words::impossible(text, service, &task),
        example: example(state, request, viewer, service, &period, &task).await?,
    })
}

/// The newest attempt, for those who may read single rows.
async fn example(
    state: &AppState,
    request: &PageRequest,
    viewer: &Viewer,
    service: &Service,
    period: &Period,
    task: &Task,
) -> Result<Vec<String>, Failure> {
    let text = request.text();
    let user = &request.caller()?.user;
    let found = state.reports.example_attempt(user, viewer, service, period, task).await?;
    Ok(match found {
        Err(not_seen) => vec![label::not_seen(text, not_seen)],
        Ok(rows) if rows.is_empty() => vec![text.say("task-example-none")],
        Ok(rows) => {
            rows.iter().map(|row| figures::example_line(text, service, task, row)).collect()
        }
    })
}
