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

use lotse_domain::service::Service;

use crate::page::{Frame, PageRequest, Place};

/// The frame of a page under *Tasks*.
fn frame(request: &PageRequest, service: &Arc<Service>, title: String) -> Frame {
    let list = format!("/s/{}/tasks", service.slug);
    let frame = request.frame(Place::Tasks, title).about(service);
    frame.under(request.text().say("tasks-title"), list)
}
