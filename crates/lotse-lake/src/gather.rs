//! A question over the visitor stream: how ranges of visitors are read and counted, and how what they
//! counted becomes one answer.

use std::{
    fmt,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use datafusion::{
    error::{DataFusionError, Result},
    execution::SendableRecordBatchStream,
};
use futures::future::BoxFuture;
use lotse_domain::ids::ServiceId;

use crate::{
    measures::Measure,
    operators::{
        run_merge::{Merged, ReadRows, Slice, merge_runs},
        visitor_runs::Consumer,
    },
    turns::Turns,
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
    /// A reader for a range.
    fn reader(&self) -> Self::Reader;
    /// A state for a range.
    fn state(&self) -> Self::State;
    /// What a range counted.
    fn part(&self, reader: Self::Reader, state: Self::State) -> Self::Part;
}

/// Consumes ranges for one question and keeps what each counted.
pub(crate) struct Gather<Q: StreamQuestion> {
    question: Arc<Q>,
    parts: Arc<Mutex<Vec<Q::Part>>>,
    turns: Arc<Turns>,
}

impl<Q: StreamQuestion> Clone for Gather<Q> {
    fn clone(&self) -> Self {
        Self {
            question: Arc::clone(&self.question),
            parts: Arc::clone(&self.parts),
            turns: Arc::clone(&self.turns),
        }
    }
}

impl<Q: StreamQuestion> fmt::Debug for Gather<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gather").finish_non_exhaustive()
    }
}

impl<Q: StreamQuestion> Gather<Q> {
    pub(crate) fn new(question: Q, turns: Arc<Turns>) -> Self {
        Self { question: Arc::new(question), parts: Arc::default(), turns }
    }

    pub(crate) fn question(&self) -> &Q {
        &self.question
    }

    /// What the ranges counted, when all were consumed; in no order.
    pub(crate) fn parts(&self) -> Vec<Q::Part> {
        std::mem::take(&mut *self.parts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<Q: StreamQuestion> Consumer for Gather<Q> {
    fn consume(
        &self,
        streams: Vec<SendableRecordBatchStream>,
        slice: Slice,
    ) -> BoxFuture<'static, Result<Merged>> {
        let Self { question, parts, turns } = self.clone();
        Box::pin(async move {
            let (mut reader, mut state) = (question.reader(), question.state());
            let mut memory = turns.memory();
            let merged = merge_runs(streams, slice, &mut reader, &mut state, &mut memory).await?;
            let part = question.part(reader, state);
            parts
                .lock()
                .map_err(|_| DataFusionError::Execution("a range failed".to_owned()))?
                .push(part);
            Ok(merged)
        })
    }
}
