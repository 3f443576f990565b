//! What may be set when a lake is opened.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use lotse_domain::clock::{Clock, Entropy};

use crate::probe::{NoProbe, Probe};

/// Settings of a lake. [`LakeOptions::new`] has the usual ones.
#[derive(Clone)]
pub struct LakeOptions {
    /// Tells the time: for the age of the buffer, and for how long event ids are remembered.
    pub clock: Arc<dyn Clock>,
    /// Draws the id of a new buffer and the names of files.
    pub entropy: Arc<dyn Entropy>,
    /// Ranges of visitors that are counted at the same time, for all queries together; the usual number
    /// is one per core.
    pub workers: NonZeroUsize,
    /// Is called by each thread that counts when it begins, such as to give way to other threads.
    pub on_counting_thread: Arc<dyn Fn() + Send + Sync>,
    /// Queries that run at the same time; others wait.
    pub queries: NonZeroUsize,
    /// The longest that one query may take.
    pub query_limit: Duration,
    /// Memory that all queries together may take, in bytes.
    pub query_bytes: usize,
    /// Answers that each of the two stores keeps in memory; none are kept with 0.
    pub kept_answers: usize,
    /// Rows in a buffer from which it is flushed.
    pub flush_rows: usize,
    /// Age of the oldest row in a buffer, in minutes, from which it is flushed.
    pub flush_minutes: i64,
    /// Bytes of a buffer's rows in memory from which it is flushed.
    pub flush_bytes: usize,
    /// Events that may wait to be written before [`WriteError::Busy`](crate::WriteError::Busy).
    pub waiting_events: usize,
    /// About how many bytes such events may have before `WriteError::Busy`.
    pub waiting_bytes: usize,
    /// Rows that one buffer may hold before `WriteError::Busy`.
    pub buffered_rows: usize,
    /// Bytes that its rows may take in memory before `WriteError::Busy`.
    pub buffered_bytes: usize,
    /// Rows of a month's file, at which another one is begun.
    pub month_rows: u64,
    /// How long events and parts of them are kept.
    pub retention: Retention,
    /// Free bytes below which events are refused, so that there is room for what has to go on.
    pub reserve_bytes: u64,
    /// Free bytes where the lake lies, as far as known.
    pub free_bytes: Arc<dyn Fn() -> Option<u64> + Send + Sync>,
    /// Is told of each step; for tests.
    pub probe: Arc<dyn Probe>,
}

/// How long things are kept, in calendar months of UTC: the running one and those before it.
///
/// Whole months, so that nothing is kept longer than said: with 25, an event goes at the latest when
/// it is 25 months old, and 24 whole months can always be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Events.
    pub event_months: u32,
    /// What control was used: role, name, place.
    pub element_months: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { event_months: 25, element_months: 13 }
    }
}

impl LakeOptions {
    /// The usual settings.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self {
            clock,
            entropy,
            workers: cores,
            on_counting_thread: Arc::new(|| {}),
            queries: cores.saturating_add(1),
            query_limit: Duration::from_secs(30),
            query_bytes: 1 << 30,
            kept_answers: 128,
            flush_rows: 256_000,
            flush_minutes: 5,
            flush_bytes: 256 << 20,
            waiting_events: 100_000,
            waiting_bytes: 128 << 20,
            buffered_rows: 1_024_000,
            buffered_bytes: 1 << 30,
            month_rows: 16_000_000,
            retention: Retention::default(),
            reserve_bytes: 512 << 20,
            free_bytes: Arc::new(|| None),
            probe: Arc::new(NoProbe),
        }
    }
}
