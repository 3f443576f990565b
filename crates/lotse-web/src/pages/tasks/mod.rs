//! `/s/{service}/tasks`: did people get it done, how long did it take, where do they stop?

pub(crate) mod against;
pub(crate) mod builder;
pub(crate) mod check;
pub(crate) mod edit;
pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod later;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod words;

use std::sync::Arc;

use lotse_control::tasks::{StoredTask, TaskId};
use lotse_domain::service::Service;

use crate::{
    error::Failure,
    page::{Frame, PageRequest, Place},
    state::AppState,
};

/// The frame of a page under *Tasks*.
fn frame(request: &PageRequest, service: &Arc<Service>, title: String) -> Frame {
    let list = format!("/s/{}/tasks", service.slug);
    let frame = request.frame(Place::Tasks, title).about(service);
    frame.under(request.text().say("tasks-title"), list)
}

/// The task that an address names.
pub(crate) async fn named(
    state: &AppState,
    service: &Service,
    number: &str,
) -> Result<StoredTask, Failure> {
    let id = TaskId::from_text(number).ok_or(Failure::NoSuchPage)?;
    state.control.task(service.id, id).await?.ok_or(Failure::NoSuchPage)
}
