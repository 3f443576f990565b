//! What the door refused, one by one, for those who may see single rows.

use jiff::Timestamp;
use lotse_control::users::User;
use lotse_domain::{
    refused::HeldEvent,
    service::{Service, ServiceKind},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Reports,
    error::ReportError,
    gate::{self, Record},
};

/// How many are handed out at once.
const AT_ONCE: u32 = 50;

/// One refused event, without its visitor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RefusedEvent {
    /// When it came.
    #[serde(serialize_with = "as_text")]
    pub received_at: Timestamp,
    /// Why it was refused: a word of `docs/spec/event.md`, section 5.
    pub reason: String,
    /// The page that it names.
    pub page: Option<String>,
    /// What was sent, redacted, as JSON in lines.
    pub sent: String,
}

impl RefusedEvent {
    pub(crate) fn of(held: HeldEvent) -> Self {
        let request: Value = serde_json::from_str(&held.request).unwrap_or_default();
        let page = request.get("page").and_then(|page| page.get("url")).and_then(Value::as_str);
        // Hosts are not kept; the address has one in place of it.
        let page = page.map(|url| url.strip_prefix("https://page").unwrap_or(url).to_owned());
        let event = request.get("events").and_then(|events| events.get(0));
        let sent = event.map(|event| serde_json::to_string_pretty(event).unwrap_or_default());
        Self {
            received_at: held.received_at,
            reason: held.reason,
            page,
            sent: sent.unwrap_or_default(),
        }
    }
}

fn as_text<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

/// The newest refused events, or why there are none to be seen.
#[derive(Clone, Debug, PartialEq)]
pub enum RefusedEvents {
    /// They may be seen; each reading is written down.
    Seen(Vec<Record<RefusedEvent>>),
    /// This person has no right to single rows of this service.
    NoRight,
    /// Employees are never watched.
    Employees,
}

impl Reports {
    /// The newest events that were refused for a service and are held still.
    ///
    /// # Errors
    /// When a store gives no answer, or the reading cannot be written down.
    pub async fn refused_events(
        &self,
        user: &User,
        service: &Service,
    ) -> Result<RefusedEvents, ReportError> {
        if service.kind == ServiceKind::Employees {
            return Ok(RefusedEvents::Employees);
        }
        let Some(right) = self.control.single_rows(user, service.id).await? else {
            return Ok(RefusedEvents::NoRight);
        };
        let events = self.control.newest_held(service, AT_ONCE).await?;
        self.control.log_reading(&right, service, "refused events").await?;
        Ok(RefusedEvents::Seen(gate::refused_events(events, service, &right)))
    }
}
