//! `/s/{service}/data/events`: what arrives, what it is called and what it means, and single events as they
//! come.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use jiff::civil::Date;
use lotse_control::dictionary::Description;
use lotse_domain::{described::DescribedWhat, service::Service};
use lotse_report::{
    dictionary::{DICTIONARY_DAYS, DictionaryEntry, DictionaryReport, PropertyEntry},
    gate::{Disclosed, Record},
    live::{RecentEvent, Watched},
    measure::{Cell, Measure},
};
use serde_json::json;

use crate::{
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    pages::data::describe,
    path::ServiceInPath,
    server_sent,
    state::AppState,
    ui::{format::Format, label, number, table},
};

/// Streams that are open at once.
const STREAMS: usize = 50;

static OPEN: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(STREAMS);

/// The page.
#[derive(Template)]
#[template(path = "pages/data/events.html")]
struct EventsPage {
    /// The rule by which figures are blurred, where some are.
    blurred: Option<String>,
    frame: Frame,
    slug: String,
    lead: String,
    people_head: String,
    /// Those in use, and those that are not any more, each with its title; only what is not empty.
    tables: Vec<(String, Vec<EventRow>)>,
    others: Option<String>,
    automatic: String,
    displays: Vec<(String, String)>,
    newest: Option<String>,
    /// The newest single events, for somebody with the right to see them, or a sentence instead.
    recent: Result<Vec<RecentRow>, String>,
}

/// One event.
struct EventRow {
    name: String,
    kind: String,
    events: String,
    people: String,
    seen: String,
    description: String,
    owner: String,
    /// Where it is described; none for what Lotse names itself.
    describe: Option<String>,
    properties: Vec<PropertyRow>,
}

struct PropertyRow {
    name: String,
    events: String,
    description: String,
    describe: String,
}

/// One event.
struct RecentRow {
    time: String,
    kind: String,
    name: String,
    page: String,
    facts: String,
}

impl RecentRow {
    fn of(text: Text, service: &Service, event: &RecentEvent) -> Self {
        let facts = event.properties.iter().map(|(name, value)| format!("{name}: {value}"));
        Self {
            time: Format::second(event.received_at, &service.time_zone),
            kind: text.word("event-kind", event.kind.as_str()),
            name: event.name.clone().or_else(|| event.control.clone()).unwrap_or_default(),
            page: event.page.clone().unwrap_or_default(),
            facts: facts.collect::<Vec<_>>().join(", "),
        }
    }
}

/// `GET /s/{service}/data/events`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let report = state.reports.dictionary(&viewer, &service).await?;
    let said = state.control.descriptions(&service).await?;
    let caller = request.caller()?;
    let recent = match state.reports.recent_events(&caller.user, &service).await? {
        Ok(events) => {
            let row = |event: &Record<RecentEvent>| RecentRow::of(text, &service, event);
            Ok(events.iter().map(row).collect())
        }
        Err(not_seen) => Err(label::not_seen(text, not_seen)),
    };
    let is_hidden = |entry: &&DictionaryEntry| {
        entry.name.as_deref().is_some_and(|name| {
            of(&said, DescribedWhat::Event, name).is_some_and(|said| said.is_hidden)
        })
    };
    let row = |entry: &DictionaryEntry| event_row(text, &service, entry, &said);
    let (hidden, rows): (Vec<_>, Vec<_>) = report.entries.iter().partition(is_hidden);
    let newest = report.newest.as_deref().map(|newest| {
        let when = label::newest(text, &service, *newest);
        text.fill("install-arrived", &[("when", when.into())])
    });
    let figures = report.entries.iter().flat_map(|entry| {
        let of_properties = entry.properties.iter().map(|property| &property.events);
        [&entry.events, &entry.people].into_iter().chain(of_properties)
    });
    page::show(&EventsPage {
        blurred: number::blurred_rule(text, figures),
        slug: service.slug.to_string(),
        lead: text.fill("events-lead", &[("days", u64::from(DICTIONARY_DAYS).into())]),
        people_head: text.word("measure", Measure::of_people(service.identity()).as_str()),
        tables: [("events-table", rows), ("events-hidden", hidden)]
            .into_iter()
            .filter(|(_, entries)| !entries.is_empty())
            .map(|(title, entries)| (text.say(title), entries.into_iter().map(row).collect()))
            .collect(),
        others: report.has_others.then(|| text.say("events-others")),
        automatic: automatic(text, &report),
        displays: report
            .displays
            .iter()
            .map(|entry| {
                let name = text.word("display", entry.setting.as_str());
                (name, cell(text, &entry.documents))
            })
            .collect(),
        newest,
        recent,
        frame: request.frame(Place::Events, text.say("events-title")).about(&service),
    })
}

fn of<'a>(said: &'a [Description], what: DescribedWhat, name: &str) -> Option<&'a Description> {
    said.iter().find(|said| said.what == what && said.name == name)
}

fn event_row(
    text: Text,
    service: &Service,
    entry: &DictionaryEntry,
    said: &[Description],
) -> EventRow {
    let name = entry.name.as_deref();
    let said_of = name.and_then(|name| of(said, DescribedWhat::Event, name));
    let kind = text.word("event-kind", entry.kind.as_str());
    let property = |property: &PropertyEntry| PropertyRow {
        name: property.name.to_string(),
        events: cell(text, &property.events),
        description: of(said, DescribedWhat::Property, &property.name)
            .map(|said| said.description.clone())
            .unwrap_or_default(),
        describe: describe::address(service, DescribedWhat::Property, &property.name),
    };
    EventRow {
        name: name.map_or_else(|| kind.clone(), ToOwned::to_owned),
        kind,
        events: cell(text, &entry.events),
        people: cell(text, &entry.people),
        seen: seen(text, entry.first.as_ref(), entry.last.as_ref()),
        description: match said_of {
            Some(said) => said.description.clone(),
            None if name.is_none() => text.word("event-means", entry.kind.as_str()),
            None => String::new(),
        },
        owner: said_of.map(|said| said.owner.clone()).unwrap_or_default(),
        describe: name.map(|name| describe::address(service, DescribedWhat::Event, name)),
        // The facts of kinds that Lotse names stand in its documentation.
        properties: if entry.kind.has_own_properties() {
            entry.properties.iter().map(property).collect()
        } else {
            Vec::new()
        },
    }
}

/// The weeks in which enough people made it.
fn seen(text: Text, first: Option<&Disclosed<Date>>, last: Option<&Disclosed<Date>>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => {
            let (first, last) = (text.format().date(**first), text.format().date(**last));
            text.fill("events-seen", &[("first", first.into()), ("last", last.into())])
        }
        _ => text.say("events-seen-few"),
    }
}

/// A count, or why there is none.
fn cell(text: Text, cell: &Cell) -> String {
    match cell.number() {
        Some(number) => number::value(text.format(), Measure::PageViews, number),
        None => table::reason(text, cell),
    }
}

fn automatic(text: Text, report: &DictionaryReport) -> String {
    let values = [
        ("events", report.automatic.events.unwrap_or_default().into()),
        ("share", number::share_of_all(text, report.automatic.share).into()),
    ];
    text.fill("events-automatic", &values)
}

/// `GET /s/{service}/data/events/stream`: single events as they arrive, as server-sent events.
pub(crate) async fn stream(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let caller = request.caller()?;
    let watched = state.reports.watch_events(&caller.user, &service).await?;
    let watched = watched.map_err(|_| Failure::NoSuchPage)?;
    let first = rows(&watched, text, &service).await.ok_or(Failure::NoSuchPage)?;
    let asked = Arc::new((watched, service));
    server_sent::answer(&state, &OPEN, first, move || {
        let asked = Arc::clone(&asked);
        async move { rows(&asked.0, text, &asked.1).await }
    })
}

/// The newest events as cells of rows.
async fn rows(watched: &Watched, text: Text, service: &Service) -> Option<String> {
    let events = watched.newest(service).await.ok().flatten()?;
    let row = |event: &Record<RecentEvent>| {
        let RecentRow { time, kind, name, page, facts } = RecentRow::of(text, service, event);
        json!([time, kind, name, page, facts])
    };
    Some(json!(events.iter().map(row).collect::<Vec<_>>()).to_string())
}
