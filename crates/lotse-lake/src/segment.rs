//! Questions about a segment: before a range of visitors is counted, the same range is looked through
//! for who is in it, and all rows of the others are left out.
//!
//! Two passes, so that every measure can be asked of a segment without knowing of it, and a visitor
//! whose deed comes last is counted from the first row on.

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, BooleanArray, Int64Array, RecordBatch},
        compute::filter_record_batch,
    },
    error::Result,
    execution::SendableRecordBatchStream,
    physical_plan::stream::RecordBatchStreamAdapter,
};
use futures::{StreamExt as _, future::BoxFuture};
use lotse_domain::query::{Scope, segment::Segment};

use crate::{
    limits::{Limits, Reservation},
    matcher::Matcher,
    measures::{
        rows::column,
        segment::{Members, Rules},
        steps::{Seen, StepReader, columns},
    },
    operators::run_merge::{Slice, merge_runs},
};

/// Looks through ranges of visitors for a segment.
pub(crate) struct Selection {
    scope: Scope,
    rules: Arc<Rules>,
    matcher: Arc<Matcher>,
    limits: Arc<Limits>,
}

/// Who of a range is in a segment.
pub(crate) struct Chosen {
    /// In if `others` are not, and the other way round; ascending.
    exceptions: Vec<i64>,
    /// Whether all others are in it.
    others: bool,
    _memory: Reservation,
}

impl fmt::Debug for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Selection").finish_non_exhaustive()
    }
}

impl Selection {
    /// That of the visitors of `segment`.
    pub(crate) fn new(segment: &Segment, scope: &Scope, limits: Arc<Limits>) -> Self {
        let (rules, filters) = Rules::new(segment, scope);
        let matcher = Arc::new(Matcher::new(&filters));
        Self { scope: scope.clone(), rules: Arc::new(rules), matcher, limits }
    }

    /// Times that are read, in microseconds.
    pub(crate) fn times(&self) -> std::ops::Range<i64> {
        self.rules.times()
    }

    /// Columns that are read besides those of the order.
    pub(crate) fn columns(&self) -> Vec<&'static str> {
        columns(&self.scope, &self.matcher, None)
    }

    /// Who of a range is in it.
    pub(crate) fn choose(
        &self,
        streams: Vec<SendableRecordBatchStream>,
        slice: Slice,
    ) -> BoxFuture<'static, Result<Arc<Chosen>>> {
        let matcher = Arc::clone(&self.matcher);
        let mut reader =
            StepReader::new(&self.scope, matcher, Seen::Fulfilling, self.times(), None);
        let mut members = Members::new(Arc::clone(&self.rules));
        let (mut memory, others) = (self.limits.memory(), self.rules.hold_for_nothing());
        Box::pin(async move {
            merge_runs(streams, slice, &mut reader, &mut members, &mut memory).await?;
            let exceptions = members.exceptions();
            Ok(Arc::new(Chosen { exceptions, others, _memory: memory }))
        })
    }
}

impl Chosen {
    /// Only the rows of those who are in it. Rows of nobody are not.
    pub(crate) fn only(
        self: Arc<Self>,
        stream: SendableRecordBatchStream,
    ) -> SendableRecordBatchStream {
        let schema = stream.schema();
        let kept = stream.map(move |batch| batch.and_then(|batch| self.rows_of(&batch)));
        Box::pin(RecordBatchStreamAdapter::new(schema, kept))
    }

    fn rows_of(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let visitors = column::<Int64Array>(batch, "visitor")?;
        let mut known = None;
        let kept: BooleanArray = (0..visitors.len())
            .map(|row| {
                let visitor = visitors.is_valid(row).then(|| visitors.value(row));
                // Rows of one visitor follow each other: they are looked up once.
                let is_in = match known {
                    Some((same, is_in)) if same == visitor => is_in,
                    _ => visitor.is_some_and(|visitor| self.holds(visitor)),
                };
                known = Some((visitor, is_in));
                Some(is_in)
            })
            .collect();
        Ok(filter_record_batch(batch, &kept)?)
    }

    fn holds(&self, visitor: i64) -> bool {
        self.exceptions.binary_search(&visitor).is_ok() != self.others
    }
}
