//! `/s/{service}/explore/…`: any question; the address holds the whole question.

use std::sync::Arc;

use jiff::Timestamp;
use lotse_domain::service::Service;

use crate::{
    error::Failure,
    page::{Frame, PageRequest, Place},
    pages::overview::choice::Choices,
    query::Query,
    ui::{field::Mistakes, period::wrong_words},
};

pub(crate) mod files;
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

/// What an address says of when and whom. What is wrong in it joins the mistakes, and the usual takes its
/// place, so that nobody stands before an empty page.
fn choices(
    request: &PageRequest,
    service: &Service,
    now: Timestamp,
    mistakes: &mut Mistakes,
) -> Result<Choices, Failure> {
    Choices::read(&request.query, service, now).or_else(|wrong| {
        mistakes.add(wrong.parameter, wrong_words(request.text(), &wrong));
        Choices::read(&Query::default(), service, now)
            .map_err(|_| Failure::Parameter { name: wrong.parameter })
    })
}
