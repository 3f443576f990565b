//! `/s/{service}/data/segments/new` and `/s/{service}/data/segments/{segment}/edit`: the builder. It works without script.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::segments::SegmentId;
use lotse_domain::{
    segment::{SegmentDefinition, SegmentDraft},
    service::Service,
};
use lotse_report::viewer::Viewer;

use super::{
    builder::{DAYS_BACK, MOST_EVENTS, MOST_ROWS, Row, Typed, WINDOWS, events_field, field, holds},
    place, words,
};
use crate::{
    definitions,
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    pages::explore::tags::Tags,
    path::{PathPart, ServiceInPath},
    state::AppState,
    ui::field::{AreaField, ErrorSummary, Mistakes, TextField, TextKind},
};

/// The form of a segment.
#[derive(Template)]
#[template(path = "pages/data/segments/edit.html")]
struct EditPage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    name: TextField,
    description: AreaField,
    rows: Vec<ShownRow>,
    checked: Option<Checked>,
    version: i64,
    action: String,
    back: String,
}

/// A rule as the form shows it.
struct ShownRow {
    legend: String,
    number: usize,
    done: bool,
    events: Vec<ShownEvents>,
    times: String,
    wrong_times: Option<String>,
    withins: Vec<Offered>,
    wrong_within: Option<String>,
    days: Vec<Offered>,
    wrong_days: Option<String>,
}

struct ShownEvents {
    field: String,
    label: String,
    value: String,
    wrong: Option<String>,
}

/// A choice of a list.
struct Offered {
    value: String,
    label: String,
    is_chosen: bool,
}

/// What is said of a segment that is not saved yet.
struct Checked {
    sentence: String,
    size: String,
    warnings: Vec<String>,
}

/// `GET /s/{service}/data/segments/new`
pub(crate) async fn new(
    State(_state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let typed = Typed::read(&request.query);
    form(&request, &service, None, &typed, &Mistakes::default(), None)
}

/// `GET /s/{service}/data/segments/{segment}/edit`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(segment): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let segment = definitions::named::<SegmentId>(&state, &service, &segment).await?;
    let says = &segment.now.says;
    if !holds(says) {
        return Err(Failure::NoSuchPage);
    }
    let checked = checked(&state, request.text(), &viewer, &service, says).await?;
    let typed = Typed::of(&segment.now);
    form(&request, &service, Some(segment.id), &typed, &Mistakes::default(), Some(checked))
}

/// `POST /s/{service}/data/segments/new`
pub(crate) async fn add(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    take(&state, &in_path, &request, None, &fields).await
}

/// `POST /s/{service}/data/segments/{segment}/edit`
pub(crate) async fn change(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    PathPart(segment): PathPart,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let id = SegmentId::from_text(&segment).ok_or(Failure::NoSuchPage)?;
    take(&state, &in_path, &request, Some(id), &fields).await
}

/// What a segment says in words, and how many people are in it.
async fn checked(
    state: &AppState,
    text: Text,
    viewer: &Viewer,
    service: &Service,
    says: &SegmentDefinition,
) -> Result<Checked, Failure> {
    Ok(Checked {
        sentence: words::sentence(text, says),
        size: super::size(state, viewer, service, says, text).await?,
        warnings: words::impossible(text, service, says),
    })
}

/// Saves what was typed, or looks at it.
async fn take(
    state: &AppState,
    ServiceInPath { service, viewer }: &ServiceInPath,
    request: &PageRequest,
    segment: Option<SegmentId>,
    fields: &Fields,
) -> Result<Response, Failure> {
    let text = request.text();
    let typed = Typed::read(fields.query());
    let mut mistakes = Mistakes::default();
    let tags = Tags::of(state, service).await?;
    let mut looked = None;
    if let Some(says) = typed.definition(text, &tags, &mut mistakes) {
        if fields.get("do") == "save" {
            let saved = save(state, request, service, segment, &typed, says, &mut mistakes).await?;
            if let Some(done) = saved {
                return Ok(done);
            }
        } else {
            looked = Some(checked(state, text, viewer, service, &says).await?);
        }
    }
    let status =
        if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = form(request, service, segment, &typed, &mistakes, looked)?;
    Ok((status, page).into_response())
}

/// Saves the segment and leads to it; nothing if something is wrong, which is said then.
async fn save(
    state: &AppState,
    request: &PageRequest,
    service: &Arc<Service>,
    segment: Option<SegmentId>,
    typed: &Typed,
    says: SegmentDefinition,
    mistakes: &mut Mistakes,
) -> Result<Option<Response>, Failure> {
    let (name, description) = (typed.name.clone(), typed.description.clone());
    let draft = SegmentDraft { name, description, says };
    let from = (segment, typed.version);
    let saved = definitions::save(state, request, service, from, &draft, mistakes).await?;
    Ok(saved.map(|id| {
        let address = format!("{}/{}", place(service), id.number());
        Redirect::to(&address).into_response()
    }))
}

fn form(
    request: &PageRequest,
    service: &Arc<Service>,
    segment: Option<SegmentId>,
    typed: &Typed,
    mistakes: &Mistakes,
    checked: Option<Checked>,
) -> Result<Response, Failure> {
    let text = request.text();
    let title =
        text.say(if segment.is_some() { "segment-edit-title" } else { "segment-new-title" });
    let mut frame = super::frame(request, service, title);
    frame.has_errors = !mistakes.is_empty();
    let list = place(service);
    let all = (typed.rows.len() + 1).clamp(2, MOST_ROWS.max(typed.rows.len()));
    page::show(&EditPage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        frame,
        name: TextField::new("name", text.say("segment-name"), TextKind::Words)
            .hint(text.say("segment-name-hint"))
            .value(&typed.name)
            .wrong(mistakes),
        description: AreaField::new("description", text.say("tag-description"), &typed.description)
            .hint(text.say("task-description-hint"))
            .wrong(mistakes),
        rows: (0..all)
            .map(|place| shown(text, mistakes, place + 1, typed.rows.get(place)))
            .collect(),
        checked,
        version: typed.version,
        action: request.path.clone(),
        back: match segment {
            Some(segment) => format!("{list}/{}", segment.number()),
            None => list,
        },
    })
}

fn shown(text: Text, mistakes: &Mistakes, number: usize, row: Option<&Row>) -> ShownRow {
    let row = row.cloned().unwrap_or_default();
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let wrong = |name: &str| mistakes.of(name).map(ToOwned::to_owned);
    let fields = (row.events.len() + 1).clamp(2, MOST_EVENTS.max(row.events.len()));
    let events = (0..fields).map(|place| {
        let name = events_field(number, place);
        let label = match place {
            0 => text.say("segment-events"),
            _ => text.fill("segment-events-then", &[("n", count(place).into())]),
        };
        let value = row.events.get(place).cloned().unwrap_or_default();
        ShownEvents { wrong: wrong(&name), field: name, label, value }
    });
    let offered =
        |value: String, label: String, now: &str| Offered { is_chosen: value == now, value, label };
    let mut withins = vec![offered(String::new(), text.say("segment-within-any"), &row.within)];
    let mut seconds: Vec<i64> = WINDOWS.iter().map(|(_, seconds)| *seconds).collect();
    seconds.extend(row.within.parse::<i64>().ok().filter(|now| !seconds.contains(now)));
    withins.extend(
        seconds
            .into_iter()
            .map(|seconds| offered(seconds.to_string(), words::time(text, seconds), &row.within)),
    );
    let mut days = vec![offered(String::new(), text.say("segment-when-period"), &row.days)];
    let mut back = DAYS_BACK.to_vec();
    back.extend(row.days.parse::<u16>().ok().filter(|now| !back.contains(now)));
    days.extend(back.into_iter().map(|back| {
        let label = text.fill("segment-when-days", &[("days", u64::from(back).into())]);
        offered(back.to_string(), label, &row.days)
    }));
    ShownRow {
        legend: text.fill("segment-rule-n", &[("n", count(number).into())]),
        number,
        done: row.done != "no",
        events: events.collect(),
        wrong_times: wrong(&field(number, "times")),
        times: row.times,
        withins,
        wrong_within: wrong(&field(number, "within")),
        days,
        wrong_days: wrong(&field(number, "days")),
    }
}
