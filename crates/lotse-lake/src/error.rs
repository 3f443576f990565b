//! What can go wrong in the lake.

use thiserror::Error;

/// Why a lake cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The store under it failed.
    #[error("the lake could not be opened: {reason}")]
    Store {
        /// For the log.
        reason: String,
    },
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
    /// The store under it failed.
    #[error("the buffer could not be written: {reason}")]
    Store {
        /// For the log.
        reason: String,
    },
}

/// Why a question has no answer.
#[derive(Debug, Error)]
pub enum QueryError {
    /// The lake is not open yet, or is closing.
    #[error("the lake does not answer now")]
    Unavailable,
    /// The store under it failed.
    #[error("the lake could not be read: {reason}")]
    Store {
        /// For the log.
        reason: String,
    },
}

/// Why upkeep failed. Nothing is lost: it is tried again.
#[derive(Debug, Error)]
pub enum UpkeepError {
    /// The store under it failed.
    #[error("upkeep failed: {reason}")]
    Store {
        /// For the log.
        reason: String,
    },
}
