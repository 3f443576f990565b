//! A question over the visitor stream: how ranges of visitors are read and counted, and how what they
//! counted becomes one answer.

use std::{
    fmt,
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use datafusion::{
    error::{DataFusionError, Result},
    execution::SendableRecordBatchStream,
};
use futures::future::BoxFuture;
use lotse_domain::{ids::ServiceId, query::Scope};

use crate::{
    limits::{Limits, Reservation},
    measures::Measure,
    operators::{
        run_merge::{Merged, ReadRows, Slice, merge_runs},
        visitor_runs::Consumer,
    },
};

/// One question. A range of visitors has a reader and a state of its own.
pub(crate) trait StreamQuestion: Send + Sync + 'static {
    /// What the state reads of a batch.
    type Rows: Send;
    /// Reads batches.
    type Reader: ReadRows<Self::Rows>;
    /// Counts one range.
    type State: Measure<Rows = Self::Rows> + Send;
    /// What a range counted, by names instead of numbers.
    type Part: Send;

    /// Whose events are read.
    fn service(&self) -> ServiceId;
    /// Times that are read, in microseconds.
    fn times(&self) -> Range<i64>;
    /// Columns that are read besides those of the order.
    fn columns(&self) -> Vec<&'static str>;
    /// Whether rows of visitors outside the segment of a question are needed too, with a mark.
    fn needs_others(&self) -> bool {
        false
    }
    /// A reader for a range.
    fn reader(&self) -> Self::Reader;
    /// A state for a range.
    fn state(&self) -> Self::State;
    /// What a range counted.
    fn part(&self, reader: Self::Reader, state: Self::State) -> Self::Part;
}

/// About how many rows an answer has.
pub(crate) const USUAL_WEIGHT: u64 = 1_000;

/// A question of the domain: what is counted for it, and what answers it.
pub(crate) trait Question: fmt::Debug {
    /// What is counted.
    type Asked: StreamQuestion;
    /// What answers it.
    type Answer: Clone + Send + Sync + 'static;

    /// Where, when and who.
    fn scope(&self) -> &Scope;
    /// It, ready to be counted.
    fn asked(&self) -> Self::Asked;
    /// The answer, of what ranges counted.
    fn answer(&self, parts: Vec<<Self::Asked as StreamQuestion>::Part>) -> Self::Answer;
    /// About how many rows an answer has, where it is kept.
    fn weight(_: &Self::Answer) -> u64 {
        USUAL_WEIGHT
    }
}

/// Consumes ranges for one question and keeps what each counted.
pub(crate) struct Gather<Q: StreamQuestion> {
    question: Arc<Q>,
    parts: Arc<Mutex<Vec<Q::Part>>>,
    /// Rows that were read.
    rows: Arc<AtomicU64>,
    /// Memory of what was counted: taken as long as the parts are, which is until the answer is made.
    memory: Arc<Mutex<Vec<Reservation>>>,
    limits: Arc<Limits>,
}

impl<Q: StreamQuestion> Clone for Gather<Q> {
    fn clone(&self) -> Self {
        Self {
            question: Arc::clone(&self.question),
            parts: Arc::clone(&self.parts),
            rows: Arc::clone(&self.rows),
            memory: Arc::clone(&self.memory),
            limits: Arc::clone(&self.limits),
        }
    }
}

impl<Q: StreamQuestion> fmt::Debug for Gather<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gather").finish_non_exhaustive()
    }
}

impl<Q: StreamQuestion> Gather<Q> {
    pub(crate) fn new(question: Q, limits: Arc<Limits>) -> Self {
        Self {
            question: Arc::new(question),
            parts: Arc::default(),
            rows: Arc::default(),
            memory: Arc::default(),
            limits,
        }
    }

    pub(crate) fn question(&self) -> &Q {
        &self.question
    }

    /// What the ranges counted, when all were consumed; in no order.
    pub(crate) fn parts(&self) -> Vec<Q::Part> {
        std::mem::take(&mut *self.parts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many rows the ranges read, before any filter of the question.
    pub(crate) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }
}

impl<Q: StreamQuestion> Consumer for Gather<Q> {
    fn consume(
        &self,
        streams: Vec<SendableRecordBatchStream>,
        slice: Slice,
    ) -> BoxFuture<'static, Result<Merged>> {
        let Self { question, parts, rows, memory: all, limits } = self.clone();
        Box::pin(async move {
            let (mut reader, mut state) = (question.reader(), question.state());
            let mut memory = limits.memory();
            let merged = merge_runs(streams, slice, &mut reader, &mut state, &mut memory).await?;
            rows.fetch_add(merged.rows, Ordering::Relaxed);
            let part = question.part(reader, state);
            let failed = || DataFusionError::Execution("a range failed".to_owned());
            parts.lock().map_err(|_| failed())?.push(part);
            all.lock().map_err(|_| failed())?.push(memory);
            Ok(merged)
        })
    }
}
