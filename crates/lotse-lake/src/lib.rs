//! The lake: durable events in, typed questions out.
//!
//! The only crate that knows `DataFusion`, Parquet and the table format. Three handles are public:
//! [`EventWriter`] (durable when it returns), [`EventReader`] (typed question to undisclosed answer)
//! and [`Upkeep`] (flush, compact). Services of kind *public* and *employees* are two tables in two
//! folders, each with its own buffer; no query joins them.

#![warn(missing_docs)]

mod error;

use std::path::Path;

use jiff::Timestamp;
use lotse_domain::{
    Count,
    event::Event,
    ids::ServiceId,
    privacy::Undisclosed,
    query::{UsageAnswer, UsageQuestion},
    service::ServiceKind,
};

pub use self::error::{OpenError, QueryError, UpkeepError, WriteError};

/// An open lake. Cheap to clone: all clones share one store.
#[derive(Clone)]
pub struct Lake {}

/// What [`EventWriter::append`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Events that were not known before and are now on disk.
    pub stored: Count,
    /// Events whose id was known from the last 24 hours; they were not stored again.
    pub duplicates: Count,
}

/// When a service's events arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// When the newest event was received, if there ever was one.
    pub newest: Option<Timestamp>,
}

/// Appends events durably.
#[derive(Clone)]
pub struct EventWriter {}

/// Answers questions.
#[derive(Clone)]
pub struct EventReader {}

/// Keeps the lake in order: flush, compact.
#[derive(Clone)]
pub struct Upkeep {}

/// What a flush moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flushed {
    /// Events that went from the buffers into the tables.
    pub events: Count,
}

/// What a compaction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Files that were replaced.
    pub files_removed: usize,
    /// Files that replaced them.
    pub files_added: usize,
}

impl Lake {
    /// Opens the lake in `folder`, creating what is missing, and rebuilds the buffered tail.
    ///
    /// # Errors
    /// When the folder cannot be used, a file in it is of another version, or another process holds it.
    pub async fn open(folder: &Path) -> Result<Self, OpenError> {
        let _ = folder;
        Ok(Self {})
    }

    /// A handle for appending.
    pub fn writer(&self) -> EventWriter {
        EventWriter {}
    }

    /// A handle for asking.
    pub fn reader(&self) -> EventReader {
        EventReader {}
    }

    /// A handle for upkeep.
    pub fn upkeep(&self) -> Upkeep {
        Upkeep {}
    }
}

impl EventWriter {
    /// Appends events of services of one kind. When it returns, they are on disk.
    ///
    /// # Errors
    /// When the store cannot take them now; nothing of the call was stored then.
    pub async fn append(
        &self,
        kind: ServiceKind,
        events: Vec<Event>,
    ) -> Result<Appended, WriteError> {
        let _ = (kind, events);
        Ok(Appended::default())
    }
}

impl EventReader {
    /// How much was a service used?
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn usage(
        &self,
        question: &UsageQuestion,
    ) -> Result<Undisclosed<UsageAnswer>, QueryError> {
        let _ = question;
        Err(QueryError::Unavailable)
    }

    /// When did events of a service arrive?
    ///
    /// # Errors
    /// When a file cannot be read.
    pub async fn arrivals(
        &self,
        kind: ServiceKind,
        service: ServiceId,
    ) -> Result<Undisclosed<Arrivals>, QueryError> {
        let _ = (kind, service);
        Err(QueryError::Unavailable)
    }
}

impl Upkeep {
    /// Moves every buffered event into the tables.
    ///
    /// # Errors
    /// When writing fails; the events stay buffered.
    pub async fn flush(&self) -> Result<Flushed, UpkeepError> {
        Ok(Flushed::default())
    }

    /// Moves buffered events into the tables where the buffer is large or old enough.
    ///
    /// # Errors
    /// When writing fails; the events stay buffered.
    pub async fn flush_if_due(&self) -> Result<Flushed, UpkeepError> {
        Ok(Flushed::default())
    }

    /// Merges small files of past days into one file per day.
    ///
    /// # Errors
    /// When reading or writing fails; the old files stay.
    pub async fn compact(&self) -> Result<Compacted, UpkeepError> {
        Ok(Compacted::default())
    }
}
