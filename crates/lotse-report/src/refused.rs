//! What the door refused, one by one, for those who may see single rows.

use jiff::Timestamp;
use lotse_control::users::User;
use lotse_domain::{refused::HeldEvent, service::Service};
use serde_json::Value;

use crate::{Reports, error::ReportError, gate, single_rows::SingleRowsOf};

/// How many are handed out at once.
const AT_ONCE: u32 = 50;

/// One refused event, without its visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedEvent {
    /// When it came.
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

impl Reports {
    /// The newest events that were refused for a service and are held still.
    ///
    /// # Errors
    /// When a store gives no answer, or the reading cannot be written down.
    pub async fn refused_events(
        &self,
        user: &User,
        service: &Service,
    ) -> Result<SingleRowsOf<RefusedEvent>, ReportError> {
        let right = match self.right_to_read(user, service, "refused events").await? {
            Ok(right) => right,
            Err(not_seen) => return Ok(Err(not_seen)),
        };
        let events = self.control.newest_held(service, AT_ONCE).await?;
        Ok(Ok(gate::records(events, service, &right, RefusedEvent::of)))
    }
}
