//! `/s/{service}/explore/…`: any question; the address holds the whole question.

use std::sync::Arc;

use lotse_domain::service::Service;

use crate::page::{Frame, PageRequest, Place};

pub(crate) mod funnel;
pub(crate) mod list;
pub(crate) mod paths;
pub(crate) mod retention;
pub(crate) mod save;
pub(crate) mod steps;

/// The frame of a page under *Explore*, named by a message.
fn frame(request: &PageRequest, service: &Arc<Service>, title: &str) -> Frame {
    let text = request.text();
    let list = format!("/s/{}/explore", service.slug);
    let frame = request.frame(Place::Explore, text.say(title)).about(service);
    frame.under(text.say("explore-title"), list)
}
