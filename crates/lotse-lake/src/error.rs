//! What can go wrong in the lake.

use thiserror::Error;

/// Why a lake cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another process holds it.
    #[error("another process uses the lake in this folder; stop it first")]
    Locked,
    /// A file was written by a newer program.
    #[error("{file} has format {found}; this program knows formats up to {known}")]
    Newer {
        /// The file, relative to the lake.
        file: String,
        /// Its format.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// The store under it failed.
    #[error("the lake could not be opened: {reason}")]
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
    /// It took too long.
    #[error("the question took longer than {seconds} seconds; ask for a shorter period")]
    TooLong {
        /// The limit.
        seconds: u64,
    },
    /// What had to be counted does not fit into the memory that all questions have together.
    #[error(
        "the question needs more than the {mib} MiB of memory that all questions have together; ask for a shorter period or fewer rows"
    )]
    TooMuch {
        /// The memory, in MiB.
        mib: usize,
    },
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
    /// The disk is too full to write what replaces something.
    #[error("{doing} needs {needed_mib} MiB of free disk; there are fewer")]
    NoRoom {
        /// What was being done.
        doing: &'static str,
        /// MiB that are needed.
        needed_mib: u64,
    },
    /// The store under it failed.
    #[error("upkeep failed: {reason}")]
    Store {
        /// For the log.
        reason: String,
    },
}

impl UpkeepError {
    pub(crate) fn no_room(doing: &'static str, bytes: u64) -> Self {
        Self::NoRoom { doing, needed_mib: bytes.div_ceil(1 << 20) }
    }
}

/// Makes the store errors of every kind from what failed below, naming what was being done.
macro_rules! store_errors {
    ($($name:ident),+) => { $(
        impl $name {
            pub(crate) fn store(doing: &str, cause: impl std::fmt::Display) -> Self {
                Self::Store { reason: format!("{doing}: {cause}") }
            }
        }
    )+ };
}
store_errors!(OpenError, QueryError, UpkeepError);
