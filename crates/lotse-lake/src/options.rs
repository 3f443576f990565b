//! What may be set when a lake is opened.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use lotse_domain::clock::{Clock, Entropy};

/// Settings of a lake. [`LakeOptions::new`] has the usual ones.
#[derive(Clone)]
pub struct LakeOptions {
    /// Tells the time: for the age of the buffer, and for how long event ids are remembered.
    pub clock: Arc<dyn Clock>,
    /// Draws the id of a new buffer and the names of files.
    pub entropy: Arc<dyn Entropy>,
    /// Ranges of visitors that are read at the same time; the usual number is one per core.
    pub workers: NonZeroUsize,
    /// Queries that run at the same time; others wait.
    pub queries: NonZeroUsize,
    /// The longest that one query may take.
    pub query_limit: Duration,
    /// Rows in a buffer from which it is flushed.
    pub flush_rows: usize,
    /// Age of the oldest row in a buffer, in minutes, from which it is flushed.
    pub flush_minutes: i64,
    /// Events that may wait to be written before [`WriteError::Busy`](crate::WriteError::Busy).
    pub waiting_events: usize,
    /// Rows that one buffer may hold before `WriteError::Busy`.
    pub buffered_rows: usize,
}

impl LakeOptions {
    /// The usual settings.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self {
            clock,
            entropy,
            workers: cores,
            queries: cores.saturating_add(1),
            query_limit: Duration::from_secs(30),
            flush_rows: 256_000,
            flush_minutes: 5,
            waiting_events: 100_000,
            buffered_rows: 1_024_000,
        }
    }
}
