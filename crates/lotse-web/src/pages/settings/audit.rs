//! `/settings/audit`: who did and who read what.

use askama::Template;
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;
use lotse_control::{
    ControlError,
    audit::{AuditRow, Entry},
};
use lotse_domain::audit::{Action, ActorKind};
use serde_json::json;

use crate::{
    attachment,
    error::Failure,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::person,
};

/// Rows on one page.
const PAGE: u32 = 100;
/// Rows of a file that are in memory at once.
const PIECE: u32 = 1000;

/// The newest rows, or those before one.
#[derive(Template)]
#[template(path = "pages/settings/audit.html")]
struct AuditPage {
    frame: Frame,
    rows: Vec<Line>,
    zone: String,
    /// Address of the newest rows, from a page with older ones.
    newest: Option<String>,
    /// Address of the rows before these.
    older: Option<String>,
}

struct Line {
    number: String,
    at: String,
    who: String,
    what: String,
    subject: String,
    detail: String,
}

/// `GET /settings/audit`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (text, zone) = (request.text(), person::zone(&state));
    let before = request.query.get("before").and_then(|number| number.parse().ok());
    if before.is_none() {
        // Once for each look, not for every page that is turned.
        let entry = Entry::new(Action::AuditRead, "");
        state.control.by(request.caller()?.actor()).record(entry).await?;
    }
    let mut rows = state.control.audit(before, PAGE + 1).await?;
    let has_older = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let older = rows
        .last()
        .filter(|_| has_older)
        .map(|row| request.query.with("before", &row.number.to_string()).address(&request.path));
    page::show(&AuditPage {
        rows: rows.iter().map(|row| line(text, row, &zone)).collect(),
        newest: before.map(|_: i64| request.query.with("before", "").address(&request.path)),
        older,
        zone: person::times_in(text, &zone),
        frame: request.frame(Place::Audit, text.say("audit-title")),
    })
}

fn line(text: Text, row: &AuditRow, zone: &jiff::tz::TimeZone) -> Line {
    let who = match row.actor_kind {
        ActorKind::Person => row.actor.clone(),
        ActorKind::Token => text.fill("actor-token", &[("token", row.actor.as_str().into())]),
        ActorKind::Operator | ActorKind::Program => text.word("actor", row.actor_kind.as_str()),
    };
    let of = Some(row.service.clone()).filter(|service| !service.is_empty());
    let detail: Vec<String> = of.into_iter().chain(details(&row.detail)).collect();
    Line {
        number: row.number.to_string(),
        at: text.format().minute(row.at, zone),
        who,
        what: text.word("did", row.action.as_str()),
        // Who signs in, or changes something of their own, is named once.
        subject: Some(&row.subject).filter(|name| **name != row.actor).cloned().unwrap_or_default(),
        detail: detail.join(" · "),
    }
}

/// The details of a row, each as `name: value`: words of the program, and what people wrote.
fn details(stored: &str) -> Vec<String> {
    let object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(stored);
    let pair = |(name, value): (String, serde_json::Value)| match value {
        serde_json::Value::String(text) => format!("{name}: {text}"),
        other => format!("{name}: {other}"),
    };
    object.unwrap_or_default().into_iter().map(pair).collect()
}

/// `GET /settings/audit.jsonl`: the whole log, oldest first, one row a line. When the database fails on the
/// way the answer breaks off, so that nobody takes a part for the whole.
pub(crate) async fn download(State(state): State<AppState>) -> Response {
    let pieces = futures::stream::try_unfold((state, 0), |(state, after)| async move {
        let rows = state.control.audit_after(after, PIECE).await?;
        let Some(last) = rows.last().map(|row| row.number) else { return Ok(None) };
        Ok::<_, ControlError>(Some((lines(&rows), (state, last))))
    });
    let kind = (header::CONTENT_TYPE, "application/jsonl");
    // Compressing polls once more after the end.
    let body = Body::from_stream(pieces.fuse());
    attachment::named("audit.jsonl", ([kind], body).into_response())
}

/// Rows as JSON, one a line.
fn lines(rows: &[AuditRow]) -> Bytes {
    let mut lines = String::new();
    for row in rows {
        let detail = serde_json::from_str(&row.detail).unwrap_or(serde_json::Value::Null);
        let line = json!({
            "number": row.number,
            "at": row.at.to_string(),
            "actor_kind": row.actor_kind,
            "actor": row.actor,
            "action": row.action,
            "subject": row.subject,
            "service": row.service,
            "detail": detail,
            "hash": row.hash,
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    lines.into()
}
