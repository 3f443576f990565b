//! What a rule means lately: numbers through the gate, the pages of it, tags that share its events, and single
//! events for who may read them.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use lotse_control::tags::{Tag, TagId};
use lotse_domain::{query::filter::Field, rule::Rule, service::Service};
use lotse_report::{measure::Measure, tags::ExampleEvent, viewer::Viewer};
use serde::Serialize;

use super::{builder::Typed, last_days, words};
use crate::{
    error::Failure,
    messages::Text,
    page::PageRequest,
    path::ServiceInPath,
    state::AppState,
    ui::{field::Mistakes, label, number},
};

/// Days that a preview looks at.
const DAYS: u16 = 30;
/// Other tags that a rule is held against.
const MOST_OTHERS: usize = 40;

/// What a rule means, as sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Preview {
    /// The finding.
    pub(crate) said: String,
    /// More, under heads.
    pub(crate) parts: Vec<Part>,
}

/// Some lines under a head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
}

/// `GET /s/{service}/data/tags/preview`: what the conditions of an address mean, while they are typed.
/// Without single events: each reading of them is a decision.
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let mut mistakes = Mistakes::default();
    let typed = Typed::read(&request.query);
    let preview = match typed.rule_or(text, &mut mistakes) {
        Some(rule) => {
            let own = request.query.get("tag").and_then(TagId::from_text);
            of(&state, text, &viewer, &service, &rule, own).await?
        }
        None => Preview { said: text.say("tag-preview-unfinished"), parts: Vec::new() },
    };
    Ok(Json(preview).into_response())
}

/// What a rule means.
pub(super) async fn of(
    state: &AppState,
    text: Text,
    viewer: &Viewer,
    service: &std::sync::Arc<Service>,
    rule: &Rule,
    own: Option<TagId>,
) -> Result<Preview, Failure> {
    let period = last_days(service, DAYS, state.clock.now())?;
    let found = state.reports.tag_preview(viewer, service, &period, rule).await?;
    let (events, people) = (&found.events.line.total, &found.people.line.total);
    let said = if events.is_nothing() {
        text.fill("tag-preview-none", &[("days", u64::from(DAYS).into())])
    } else if events.number().is_none() {
        text.fill("tag-preview-hidden", &[("days", u64::from(DAYS).into())])
    } else {
        let of_people = Measure::of_people(service.identity());
        let values = [
            ("days", u64::from(DAYS).into()),
            ("events", words::cell(text, events).into()),
            ("visits", words::cell(text, &found.visits).into()),
            ("people", words::cell(text, people).into()),
            ("measure", text.word("measure", of_people.as_str()).into()),
        ];
        let said = text.fill("tag-preview-said", &values);
        let blurred = number::blurred_rule(text, [events, people, &found.visits]);
        std::iter::once(said).chain(blurred).collect::<Vec<_>>().join(" ")
    };
    let mut parts = Vec::new();
    let mut add = |key: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            parts.push(Part { title: text.say(key), lines });
        }
    };
    let pages = found.events.rows.iter().flat_map(|rows| &rows.rows);
    add("tag-preview-pages", pages.map(|row| row.label.to_string()).collect());
    let others: Vec<Tag> = state.control.definitions(service.id).await?;
    let others: Vec<Tag> = others
        .into_iter()
        .filter(|tag| !tag.is_archived && Some(tag.id) != own)
        .take(MOST_OTHERS)
        .collect();
    let rules: Vec<Rule> = others.iter().map(|tag| tag.now.says.rule.clone()).collect();
    let shared = state.reports.tag_overlaps(viewer, service, &period, rule, &rules).await?;
    let shared = others.iter().zip(shared).filter(|(_, shared)| *shared);
    add("tag-preview-overlaps", shared.map(|(tag, _)| tag.now.name.clone()).collect());
    Ok(Preview { said, parts })
}

/// Single events of a rule, or why there are none.
pub(super) async fn examples(
    state: &AppState,
    request: &PageRequest,
    viewer: &Viewer,
    service: &Service,
    rule: &Rule,
) -> Result<Part, Failure> {
    let text = request.text();
    let period = last_days(service, DAYS, state.clock.now())?;
    let user = &request.caller()?.user;
    let lines = match state.reports.tag_examples(user, viewer, service, &period, rule).await? {
        Err(not_seen) => vec![label::not_seen(text, not_seen)],
        Ok(rows) if rows.is_empty() => vec![text.say("tag-examples-none")],
        Ok(rows) => rows.iter().map(|row| example(text, service, row)).collect(),
    };
    Ok(Part { title: text.say("tag-preview-examples"), lines })
}

fn example(text: Text, service: &Service, event: &ExampleEvent) -> String {
    let mut words = vec![text.format().minute(event.occurred_at, &service.time_zone)];
    if let Some(kind) = event.get(Field::Kind) {
        words.push(text.word("event-kind", kind));
    }
    for field in [Field::Name, Field::Page, Field::PageState, Field::ElementRole] {
        words.extend(event.get(field).map(ToOwned::to_owned));
    }
    if let Some(name) = event.get(Field::ElementName) {
        words.push(text.fill("tag-quoted", &[("value", name.into())]));
    }
    words.join(" · ")
}
