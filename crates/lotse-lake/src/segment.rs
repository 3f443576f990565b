//! Questions about a segment: before a range of visitors is counted, the same range is looked through
//! for who is in it, and all rows of the others are left out.
//!
//! Some questions need the rows of others too: theirs are marked then instead of left out.
//!
//! Two passes, so that every measure can be asked of a segment without knowing of it, and a visitor
//! whose deed comes last is counted from the first row on.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use datafusion::{
    arrow::{
        array::{Array, BooleanArray, Int64Array, RecordBatch},
        compute::filter_record_batch,
        datatypes::{DataType, Field, Schema, SchemaRef},
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

/// The column that says whether a row is of somebody who is chosen, where all rows are kept.
pub(crate) const CHOSEN: &str = "chosen";

/// Looks through ranges of visitors for a segment.
pub(crate) struct Selection {
    scope: Scope,
    rules: Arc<Rules>,
    matcher: Arc<Matcher>,
    limits: Arc<Limits>,
    left_out: Arc<AtomicU64>,
    marks: bool,
}

/// Who of a range is in a segment.
pub(crate) struct Chosen {
    /// In if `others` are not, and the other way round; ascending.
    exceptions: Vec<i64>,
    /// Whether all others are in it.
    others: bool,
    /// Rows of all ranges that were read and left out.
    left_out: Arc<AtomicU64>,
    /// Whether rows of others are kept, and all are marked.
    marks: bool,
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
        let left_out = Arc::default();
        Self {
            scope: scope.clone(),
            rules: Arc::new(rules),
            matcher,
            limits,
            left_out,
            marks: false,
        }
    }

    /// The same, but all rows are kept, and [`CHOSEN`] says of each whose it is.
    pub(crate) fn marking(mut self) -> Self {
        self.marks = true;
        self
    }

    /// How many rows were read and left out, once all were read: how much was read says nothing of who is in the segment.
    pub(crate) fn left_out(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.left_out)
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
        let (left_out, marks) = (self.left_out(), self.marks);
        Box::pin(async move {
            merge_runs(streams, slice, &mut reader, &mut members, &mut memory).await?;
            let exceptions = members.exceptions();
            Ok(Arc::new(Chosen { exceptions, others, left_out, marks, _memory: memory }))
        })
    }
}

impl Chosen {
    /// Only the rows of those who are in it, or all with a mark. Rows of nobody are of none of them.
    pub(crate) fn only(
        self: Arc<Self>,
        stream: SendableRecordBatchStream,
    ) -> SendableRecordBatchStream {
        let mut schema = stream.schema();
        if self.marks {
            schema = marked(&schema);
        }
        let of = Arc::clone(&schema);
        let kept = stream.map(move |batch| batch.and_then(|batch| self.rows_of(&batch, &of)));
        Box::pin(RecordBatchStreamAdapter::new(schema, kept))
    }

    fn rows_of(&self, batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
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
        if self.marks {
            let mut columns = batch.columns().to_vec();
            columns.push(Arc::new(kept));
            return Ok(RecordBatch::try_new(Arc::clone(schema), columns)?);
        }
        let left_out = kept.len() - kept.true_count();
        self.left_out.fetch_add(u64::try_from(left_out).unwrap_or(u64::MAX), Ordering::Relaxed);
        Ok(filter_record_batch(batch, &kept)?)
    }

    fn holds(&self, visitor: i64) -> bool {
        self.exceptions.binary_search(&visitor).is_ok() != self.others
    }
}

/// The columns of a stream, and whose each row is.
fn marked(schema: &SchemaRef) -> SchemaRef {
    let mark = Arc::new(Field::new(CHOSEN, DataType::Boolean, false));
    let fields = schema.fields().iter().cloned().chain([mark]);
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}
