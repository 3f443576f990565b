//! `/s/{service}/explore/…`: any question; the address holds the whole question.

use std::sync::Arc;

use jiff::Timestamp;
use lotse_domain::service::Service;
use lotse_report::{cost::Cost, gate::Disclosed};

use crate::{
    error::Failure,
    messages::Text,
    page::{Frame, PageRequest, Place},
    pages::overview::choice::Choices,
    query::Query,
    ui::{field::Mistakes, label, period::wrong_words},
};

pub(crate) mod extract;
pub(crate) mod files;
pub(crate) mod forms;
pub(crate) mod friction;
pub(crate) mod funnel;
pub(crate) mod list;
pub(crate) mod pages;
pub(crate) mod paths;
pub(crate) mod retention;
pub(crate) mod save;
pub(crate) mod steps;
pub(crate) mod tags;
pub(crate) mod trend;

/// The frame of a page under *Explore*, named by a message.
fn frame(request: &PageRequest, service: &Arc<Service>, title: &str) -> Frame {
    let text = request.text();
    let list = format!("/s/{}/explore", service.slug);
    let frame = request.frame(Place::Explore, text.say(title)).about(service);
    frame.under(text.say("explore-title"), list)
}

/// When, as a title says it: `last 30 days`, or the dates.
fn when(text: Text, choices: &Choices) -> String {
    match choices.days {
        Some(days) => text.fill("trend-last-days", &[("days", u64::from(days).into())]),
        None => text.format().dates(choices.period.first(), choices.period.last()),
    }
}

/// What an answer rests on and cost, in the lines of its explanation: its newest event, the rows that
/// were read, the time.
fn cost_lines(
    text: Text,
    service: &Service,
    newest: Option<&Disclosed<Timestamp>>,
    cost: &Cost,
) -> Vec<(String, String)> {
    let line = |key: &str, words: String| (text.word("explain", key), words);
    let rows = match cost.rows.get() {
        0 => text.say("explain-rows-few"),
        rows => text.fill("explain-rows-about", &[("rows", rows.into())]),
    };
    let ms = u64::try_from(cost.took.as_millis()).unwrap_or(0);
    let newest = newest.map(|newest| line("newest", label::newest(text, service, **newest)));
    let cost = [line("rows", rows), line("took", text.fill("explain-ms", &[("ms", ms.into())]))];
    newest.into_iter().chain(cost).collect()
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
