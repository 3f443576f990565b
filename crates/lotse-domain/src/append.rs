//! Keeping events durably: what the door asks of whoever stores them.

use std::future::Future;

use thiserror::Error;

use crate::{
    Count,
    event::Event,
    ids::{ImportId, ServiceId},
    import::Brought,
    service::ServiceKind,
};

/// What an append did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Events that were not known before and are now on disk.
    pub stored: Count,
    /// Events whose id was known from the last 24 hours; they were not stored again.
    pub duplicates: Count,
}

/// Why events were not stored.
#[derive(Debug, Error)]
pub enum WriteError {
    /// Too much is waiting to be written.
    #[error("the buffer is full; {waiting} events wait to be written")]
    Busy {
        /// Events that wait.
        waiting: usize,
    },
    /// The disk is nearly full.
    #[error(
        "only {free_mib} MiB of disk are free; {reserve_mib} MiB are kept for what has to go on"
    )]
    DiskFull {
        /// MiB that are free.
        free_mib: u64,
        /// MiB that are kept.
        reserve_mib: u64,
    },
    /// The store is closing.
    #[error("the lake is closing")]
    Closing,
    /// The store under it failed.
    #[error("the buffer could not be written: {reason}")]
    Store {
        /// For the log.
        reason: String,
    },
}

/// Keeps events durably.
pub trait AppendEvents: Send + Sync {
    /// Appends events of services of one kind; when it returns, they are on disk.
    ///
    /// # Errors
    /// When they cannot be kept now; nothing of the call was kept then.
    fn append(
        &self,
        kind: ServiceKind,
        events: Vec<Event>,
    ) -> impl Future<Output = Result<Appended, WriteError>> + Send;
}

/// Whose an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportOf {
    /// Of a service of which kind.
    pub kind: ServiceKind,
    /// Of which service.
    pub service: ServiceId,
    /// Its number.
    pub import: ImportId,
}

/// Keeps events that can be had again, and whose ids say what they are: those of imported files.
pub trait AddImported: Send + Sync {
    /// Adds the events that are not there yet, however long ago they came. All belong to one service
    /// and import. When it returns, they are on disk; else none of them is.
    ///
    /// # Errors
    /// When they cannot be kept now.
    fn add_imported(
        &self,
        of: ImportOf,
        events: Vec<Event>,
    ) -> impl Future<Output = Result<Brought, WriteError>> + Send;
}
