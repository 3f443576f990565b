//! `GET /api/v1/services/{service}/events` and `…/rejected`: what arrives, and what does not.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_control::dictionary::Description;
use lotse_domain::{counted::Counted, described::DescribedWhat, event::EventKind};
use lotse_report::{
    dictionary::{DictionaryEntry, PropertyEntry},
    measure::Cell,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{api::openapi::Refusals, error::Failure, path::ServiceInPath, state::AppState};

/// Days that refused events are counted for.
const DAYS: i64 = 30;

/// What arrives for a service.
#[derive(Serialize)]
struct DictionaryAnswer<'a> {
    first: String,
    last: String,
    events: Vec<EventAnswer<'a>>,
    /// There are others: of too few people each, or protecting one that is.
    has_others: bool,
}

/// One event.
#[derive(Serialize)]
struct EventAnswer<'a> {
    kind: EventKind,
    name: Option<&'a str>,
    events: &'a Cell,
    people: &'a Cell,
    /// First and last week in which enough people made it, by their Mondays.
    first_week: Option<String>,
    last_week: Option<String>,
    #[serde(flatten)]
    said: Said<'a>,
    properties: Vec<PropertyAnswer<'a>>,
}

impl<'a> EventAnswer<'a> {
    fn of(entry: &'a DictionaryEntry, said: &'a [Description]) -> Self {
        let name = entry.name.as_deref();
        let of = |property| PropertyAnswer::of(property, said);
        Self {
            kind: entry.kind,
            name,
            events: &entry.events,
            people: &entry.people,
            first_week: entry.first.as_deref().map(ToString::to_string),
            last_week: entry.last.as_deref().map(ToString::to_string),
            said: Said::of(said, DescribedWhat::Event, name),
            properties: entry.properties.iter().map(of).collect(),
        }
    }
}

/// One property of an event.
#[derive(Serialize)]
struct PropertyAnswer<'a> {
    name: &'a str,
    events: &'a Cell,
    #[serde(flatten)]
    said: Said<'a>,
}

impl<'a> PropertyAnswer<'a> {
    fn of(property: &'a PropertyEntry, said: &'a [Description]) -> Self {
        Self {
            name: &property.name,
            events: &property.events,
            said: Said::of(said, DescribedWhat::Property, Some(&property.name)),
        }
    }
}

/// What people say of it.
#[derive(Default, Serialize)]
struct Said<'a> {
    description: &'a str,
    owner: &'a str,
    hidden: bool,
}

impl<'a> Said<'a> {
    fn of(all: &'a [Description], what: DescribedWhat, name: Option<&str>) -> Self {
        let said = all.iter().find(|said| said.what == what && Some(said.name.as_str()) == name);
        said.map(|said| Self {
            description: &said.description,
            owner: &said.owner,
            hidden: said.is_hidden,
        })
        .unwrap_or_default()
    }
}

/// What arrives for a service
///
/// `GET /api/v1/services/{service}/events`: every kind of event of the last 90 days, and every name and property that the service gives
/// and that may be named, with what its owners say of it.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/events",
    tag = "reports",
    params(("service" = String, Path, description = "The service's place in addresses")),
    responses((status = 200, description = "Disclosed events", body = Object), Refusals)
)]
pub(crate) async fn events(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
) -> Result<Response, Failure> {
    let report = state.reports.dictionary(&viewer, &service).await?;
    let said = state.control.descriptions(&service).await?;
    let answer = DictionaryAnswer {
        first: report.period.first().to_string(),
        last: report.period.last().to_string(),
        events: report.entries.iter().map(|entry| EventAnswer::of(entry, &said)).collect(),
        has_others: report.has_others,
    };
    Ok(Json(answer).into_response())
}

/// What was refused for one reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefusedAnswer {
    /// The reason, a word of the specification.
    reason: String,
    /// How many events; of some reasons requests.
    events: u64,
    /// The last day on which there was one.
    last: String,
    /// How many are held and can be taken again.
    held: u64,
}

/// What was refused of a service's events
///
/// `GET /api/v1/services/{service}/rejected`: by reason, in the last 30 days.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/rejected",
    tag = "reports",
    params(("service" = String, Path, description = "The service's place in addresses")),
    responses((status = 200, description = "By reason", body = [RefusedAnswer]), Refusals)
)]
pub(crate) async fn rejected(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
) -> Result<Response, Failure> {
    let counts = state.control.counts_of_days(&service, Counted::Refused, DAYS).await?;
    let held = state.control.held(&service).await?;
    let answer = counts.into_iter().map(|count| RefusedAnswer {
        events: count.times.get(),
        last: count.last.to_string(),
        held: held.get(&count.word).map_or(0, |held| held.get()),
        reason: count.word,
    });
    Ok(Json(answer.collect::<Vec<_>>()).into_response())
}
