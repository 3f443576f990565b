//! What has just arrived: the newest events of a service, one by one, for those who may see them.
//!
//! It helps to check an installation. Reading needs a right that is part of no role, is written down
//! each time, and does not exist for services of employees.

use jiff::Timestamp;
use lotse_control::{Control, single_rows::SingleRows, users::User};
use lotse_domain::{
    event::{Event, EventKind},
    service::{CollectionProfile, Service, ServiceKind},
};
use lotse_lake::EventReader;
use serde::Serialize;

use crate::{
    Reports,
    error::ReportError,
    gate::{self, Record},
};

/// How many are handed out at once.
const AT_ONCE: usize = 50;

/// One event, without visitor and case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecentEvent {
    /// When it was received.
    #[serde(serialize_with = "as_text")]
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

fn as_text<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

/// The newest events, or why there are none to be seen.
#[derive(Clone, Debug, PartialEq)]
pub enum RecentEvents {
    /// They may be seen; each reading is written down. Empty when nothing came in the last minutes.
    Seen(Vec<Record<RecentEvent>>),
    /// This person has no right to single rows of this service.
    NoRight,
    /// Employees are never watched.
    Employees,
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
    ) -> Result<RecentEvents, ReportError> {
        if service.kind == ServiceKind::Employees {
            return Ok(RecentEvents::Employees);
        }
        let Some(right) = self.control.single_rows(user, service.id).await? else {
            return Ok(RecentEvents::NoRight);
        };
        let events = self.reader.recent(service.kind, service.id, AT_ONCE)?;
        self.control.log_reading(&right, service, "newest events").await?;
        Ok(RecentEvents::Seen(gate::recent_events(events, service, &right)))
    }

    /// The same as it goes on, for somebody who watches for a while: `None` where they have no right to it.
    /// That they watch is written down once, when they begin.
    ///
    /// # Errors
    /// When a store gives no answer, or the reading cannot be written down.
    pub async fn watch_events(
        &self,
        user: &User,
        service: &Service,
    ) -> Result<Option<Watched>, ReportError> {
        if service.kind == ServiceKind::Employees {
            return Ok(None);
        }
        let Some(right) = self.control.single_rows(user, service.id).await? else {
            return Ok(None);
        };
        self.control.log_reading(&right, service, "events as they arrive").await?;
        Ok(Some(Watched { right, reader: self.reader.clone(), control: self.control.clone() }))
    }
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
        let events = self.reader.recent(service.kind, service.id, AT_ONCE)?;
        Ok(Some(gate::recent_events(events, service, &right)))
    }
}
