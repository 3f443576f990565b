//! `/s/{service}/data/rejected`: what was refused and why, what was cut out, and how to have it taken after
//! all.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use lotse_collect::{Again, RefusalKind};
use lotse_control::daily_counts::WordCount;
use lotse_domain::{
    Count,
    counted::Counted,
    refused::HELD_DAYS,
    service::{Service, ServiceKind},
};
use lotse_report::{gate::Record, refused::RefusedEvent};

use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::ServiceInPath,
    state::AppState,
    ui::{format::Format, label},
};

/// Days that counts are shown for.
const DAYS: u64 = 30;
/// Events that are taken again between two looks at the store.
const AT_ONCE: u32 = 100;
/// The most that one press of the button takes; there are never more held.
const MOST: usize = 1_000;

/// The page.
#[derive(Template)]
#[template(path = "pages/data/rejected.html")]
struct RejectedPage {
    frame: Frame,
    slug: String,
    form_token: String,
    lead: String,
    /// What a press of the button did.
    done: Option<Done>,
    rows: Vec<ReasonRow>,
    nothing: String,
    /// The newest single events, for somebody with the right to see them, or a sentence instead.
    single: Result<Vec<SingleRow>, String>,
    cut_out: Vec<CutOutRow>,
    nothing_cut_out: String,
}

struct Done {
    sentence: String,
    /// Some are refused still.
    is_bad: bool,
}

/// What was refused for one reason.
struct ReasonRow {
    reason: String,
    what: String,
    to_do: String,
    events: String,
    last: String,
    held: Option<String>,
}

/// What was cut out by one rule.
struct CutOutRow {
    what: String,
    times: String,
    last: String,
}

struct SingleRow {
    time: String,
    reason: String,
    page: String,
    sent: String,
}

/// `GET /s/{service}/data/rejected`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let counted = Counted::Refused;
    let counts = state.control.counts_of_days(&service, counted, DAYS.cast_signed()).await?;
    let held = state.control.held(&service).await?;
    let held_days = [("days", HELD_DAYS.cast_unsigned().into())];
    let frame = request.frame(Place::Rejected, text.say("rejected-title")).about(&service);
    page::show(&RejectedPage {
        slug: service.slug.to_string(),
        form_token: request.form_token(),
        lead: match service.kind {
            ServiceKind::Public => text.fill("rejected-lead", &held_days),
            ServiceKind::Employees => text.say("rejected-lead-employees"),
        },
        done: done(text, &request),
        rows: counts.into_iter().map(|count| row(text, count, &held)).collect(),
        nothing: text.fill("rejected-nothing", &[("days", DAYS.into())]),
        single: single(&state, &request, &service).await?,
        cut_out: cut_out(&state, text, &service).await?,
        nothing_cut_out: text.fill("rejected-cut-none", &[("days", DAYS.into())]),
        frame,
    })
}

/// What the address says of a press of the button that has just been.
fn done(text: Text, request: &PageRequest) -> Option<Done> {
    let number = |name: &str| request.query.get(name)?.parse::<u64>().ok();
    let (taken, left) = (number("taken")?, number("left")?);
    let values = [("taken", taken.into()), ("left", left.into())];
    Some(Done { sentence: text.fill("rejected-done", &values), is_bad: left > 0 })
}

fn row(text: Text, count: WordCount, held: &HashMap<String, Count>) -> ReasonRow {
    let held = held.get(&count.word).map_or(0, |held| held.get());
    ReasonRow {
        what: text.word("refused", &count.word),
        to_do: text.word("refused-do", &count.word),
        events: text.format().count(count.times.get()),
        last: text.format().date(count.last),
        held: (held > 0).then(|| text.fill("rejected-again", &[("held", held.into())])),
        reason: count.word,
    }
}

async fn single(
    state: &AppState,
    request: &PageRequest,
    service: &Service,
) -> Result<Result<Vec<SingleRow>, String>, Failure> {
    let text = request.text();
    let caller = request.caller()?;
    let row = |event: &Record<RefusedEvent>| SingleRow {
        time: Format::second(event.received_at, &service.time_zone),
        reason: text.word("refused", &event.reason),
        page: event.page.clone().unwrap_or_default(),
        sent: event.sent.clone(),
    };
    Ok(match state.reports.refused_events(&caller.user, service).await? {
        Ok(events) if events.is_empty() => Err(text.say("rejected-none-held")),
        Ok(events) => Ok(events.iter().map(row).collect()),
        Err(not_seen) => Err(label::not_seen(text, not_seen)),
    })
}

async fn cut_out(
    state: &AppState,
    text: Text,
    service: &Service,
) -> Result<Vec<CutOutRow>, Failure> {
    let counted = Counted::Redaction;
    let counts = state.control.counts_of_days(service, counted, DAYS.cast_signed()).await?;
    let row = |count: WordCount| CutOutRow {
        what: text.word("redaction", &count.word),
        times: text.format().count(count.times.get()),
        last: text.format().date(count.last),
    };
    Ok(counts.into_iter().map(row).collect())
}

/// `POST /s/{service}/data/rejected`: all held events of one reason, once more through the door.
pub(crate) async fn again(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let actor = request.caller()?.actor();
    let reason = fields.get("reason");
    let (mut taken, mut left, mut after) = (0_u64, 0_u64, 0);
    for _ in 0..MOST.div_ceil(usize::try_from(AT_ONCE).unwrap_or(1)) {
        let held = state.control.held_for_door(&service, reason, after, AT_ONCE).await?;
        let Some(last) = held.last() else { break };
        after = last.number;
        for one in &held {
            let now = state.clock.now();
            match state.door.accept_again(&one.event, &service, now).await {
                Ok(Again::Kept) => {
                    state.control.let_go(one.number).await?;
                    taken += 1;
                }
                Ok(Again::Refused(_)) => left += 1,
                Err(refusal) if refusal.kind() == RefusalKind::NotJson => left += 1,
                Err(refusal) => {
                    tracing::error!(error = %refusal, "held events cannot be taken now");
                    return Err(Failure::Busy);
                }
            }
        }
    }
    if taken > 0 {
        state.control.by(actor).took_refused(&service, reason, taken).await?;
    }
    let address = format!("/s/{}/data/rejected?taken={taken}&left={left}", service.slug);
    Ok(Redirect::to(&address).into_response())
}
