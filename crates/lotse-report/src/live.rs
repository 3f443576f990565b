//! What has just arrived: the newest events of a service, one by one, for those who may see them.
//!
//! It helps to check an installation. Reading needs a right that is part of no role, is written down
//! each time, and does not exist for services of employees.

use jiff::Timestamp;
use lotse_control::{Control, single_rows::SingleRows, users::User};
use lotse_domain::{
    event::{Event, EventKind},
    service::{CollectionProfile, Service},
};
use lotse_lake::EventReader;

use crate::{
    Reports,
    error::ReportError,
    gate::{self, Record},
    single_rows::{NotSeen, SingleRowsOf},
};

/// How many are handed out at once.
const AT_ONCE: usize = 50;

/// One event, without visitor and case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentEvent {
    /// When it was received.
    pub received_at: Timestamp,
    /// What kind of thing happened.
    pub kind: EventKind,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The control that was used, if one was.
    pub control: Option<String>,
    /// The page.
    pub page: Option<String>,
    /// The profile it was collected under.
    pub profile: CollectionProfile,
    /// What the service says of it, or the facts of its kind, by name.
    pub properties: Vec<(String, String)>,
    /// It came from a test visit or an import.
    pub is_imported: bool,
}

impl RecentEvent {
    pub(crate) fn of(event: Event) -> Self {
        Self {
            received_at: event.received_at,
            kind: event.kind,
            name: event.name.map(|name| name.to_string()),
            control: event.element.and_then(|element| element.name).map(|name| name.to_string()),
            page: event.page.map(|page| page.path.to_string()),
            profile: event.profile,
            properties: event
                .properties
                .into_iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
            is_imported: event.import.is_some(),
        }
    }
}

impl Reports {
    /// The newest events of a service, as far as they came within the last minutes.
    ///
    /// # Errors
    /// When a store gives no answer, or the reading cannot be written down.
    pub async fn recent_events(
        &self,
        user: &User,
        service: &Service,
    ) -> Result<SingleRowsOf<RecentEvent>, ReportError> {
        let right = match self.right_to_read(user, service, "newest events").await? {
            Ok(right) => right,
            Err(not_seen) => return Ok(Err(not_seen)),
        };
        newest(&self.reader, service, &right).map(Ok)
    }

    /// The same as it goes on, for somebody who watches for a while. That they do is written down once,
    /// when they begin.
    ///
    /// # Errors
    /// When a store gives no answer, or the reading cannot be written down.
    pub async fn watch_events(
        &self,
        user: &User,
        service: &Service,
    ) -> Result<Result<Watched, NotSeen>, ReportError> {
        let right = self.right_to_read(user, service, "events as they arrive").await?;
        Ok(right.map(|right| Watched {
            right,
            reader: self.reader.clone(),
            control: self.control.clone(),
        }))
    }
}

fn newest(
    reader: &EventReader,
    service: &Service,
    right: &SingleRows,
) -> Result<Vec<Record<RecentEvent>>, ReportError> {
    let events = reader.recent(service.kind, service.id, AT_ONCE)?;
    Ok(gate::records(events, service, right, RecentEvent::of))
}

/// Somebody who watches events arrive.
pub struct Watched {
    right: SingleRows,
    reader: EventReader,
    control: Control,
}

impl Watched {
    /// The newest events, the newest first; `None` once the right has ended.
    ///
    /// # Errors
    /// When a store gives no answer.
    pub async fn newest(
        &self,
        service: &Service,
    ) -> Result<Option<Vec<Record<RecentEvent>>>, ReportError> {
        let right = self.control.single_rows(&self.right.user, service.id).await?;
        let Some(right) = right else { return Ok(None) };
        newest(&self.reader, service, &right).map(Some)
    }
}
