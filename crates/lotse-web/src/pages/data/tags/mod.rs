//! `/s/{service}/data/tags`: names for pages, features and events, by rule and over all history.

pub(crate) mod builder;
pub(crate) mod edit;
pub(crate) mod list;
pub(crate) mod preview;
pub(crate) mod show;
pub(crate) mod words;

use std::sync::Arc;

use jiff::Timestamp;
use lotse_domain::{query::Period, service::Service};

use crate::{
    error::Failure,
    page::{Frame, PageRequest, Place},
};

/// The frame of a page under *Tags*.
fn frame(request: &PageRequest, service: &Arc<Service>, title: String) -> Frame {
    let list = format!("/s/{}/data/tags", service.slug);
    let frame = request.frame(Place::Tags, title).about(service);
    frame.under(request.text().say("tags-title"), list)
}

/// The last days of a service.
fn last_days(service: &Service, days: u16, now: Timestamp) -> Result<Period, Failure> {
    let period = Period::last_days(days, now, service.time_zone.clone());
    period.map_err(|error| Failure::Report(error.into()))
}
