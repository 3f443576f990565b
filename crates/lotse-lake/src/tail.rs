//! The buffered rows in memory: what is durable but not yet in the table, so that questions see it.
//!
//! Rows come in transactions. Each is kept as a *run*: rows in the lake's order with the range of
//! sequence numbers they cover. Ranges ascend and touch each other only at run boundaries, so a
//! flush takes whole runs, and "beyond sequence S" is a cut between runs. Small runs are merged into
//! larger ones: a crowd of them after it was written, the others when a question asks.

use std::{ops::Range, sync::Arc};

use datafusion::arrow::{
    array::{Int32Array, RecordBatch, StringViewArray, TimestampMicrosecondArray},
    compute::concat_batches,
    error::ArrowError,
};
use jiff::Timestamp;

use crate::{
    file::Bounds,
    measures::rows::column,
    schema::{schema, sorted},
};

/// Rows of consecutive sequence numbers, in the lake's order.
#[derive(Debug)]
pub(crate) struct TailRun {
    /// First sequence number in it.
    pub(crate) first: i64,
    /// Last sequence number in it.
    pub(crate) last: i64,
    /// The rows.
    pub(crate) rows: RecordBatch,
    /// Memory that they take.
    pub(crate) bytes: usize,
    /// Their earliest and latest time, in microseconds.
    pub(crate) occurred_at: Option<Bounds<i64>>,
}

impl TailRun {
    /// A run of rows in any order.
    pub(crate) fn new(first: i64, last: i64, rows: &RecordBatch) -> Result<Self, ArrowError> {
        let rows = compact_texts(&sorted(rows)?)?;
        let occurred_at = column::<TimestampMicrosecondArray>(&rows, "occurred_at")
            .ok()
            .and_then(|times| Bounds::of(times.values()));
        let bytes = rows.get_array_memory_size();
        Ok(Self { first, last, rows, bytes, occurred_at })
    }

    /// Whether a row of it can lie in these times.
    pub(crate) fn overlaps(&self, times: &Range<i64>) -> bool {
        self.occurred_at.is_some_and(|held| held.least < times.end && held.most >= times.start)
    }

    /// When the newest row of `service` was received, in microseconds.
    pub(crate) fn newest(&self, service: i32) -> Option<i64> {
        newest_received(&self.rows, service)
    }

    /// When each row of `service` was received, in microseconds, and its place in the run.
    pub(crate) fn received(&self, service: i32) -> impl Iterator<Item = (i64, usize)> + use<'_> {
        let services = column::<Int32Array>(&self.rows, "service").map(Int32Array::values);
        let received = column::<TimestampMicrosecondArray>(&self.rows, "received_at");
        let (from, until) = services.map_or((0, 0), |services| {
            let from = services.partition_point(|other| *other < service);
            (from, services.partition_point(|other| *other <= service))
        });
        received.into_iter().flat_map(move |times| (from..until).map(|row| (times.value(row), row)))
    }

    fn merged(runs: &[Arc<Self>]) -> Result<Option<Self>, ArrowError> {
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return Ok(None) };
        let rows = concat_batches(&schema(), runs.iter().map(|run| &run.rows))?;
        Self::new(first.first, last.last, &rows).map(Some)
    }
}

/// Runs of fewer rows are small …
const SMALL_ROWS: usize = 1_024;
/// … and so many of them are merged while writing, since each costs memory of its own.
const SMALL_RUNS: usize = 64;

/// A run of so many bytes is not merged further: merging needs that memory twice more.
const MERGED_BYTES: usize = 128 << 20;

/// The same rows with one buffer of texts per column and nothing spare in it. Builders allocate
/// thousands of bytes for the first long text, and merged rows bring the buffers of all their parts.
fn compact_texts(rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = rows.columns().iter().map(|column| {
        match column.as_any().downcast_ref::<StringViewArray>() {
            Some(texts) => Arc::new(texts.gc()),
            None => Arc::clone(column),
        }
    });
    RecordBatch::try_new(rows.schema(), columns.collect())
}

/// The runs of one buffer, in the order of their sequence numbers.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    runs: Vec<Arc<TailRun>>,
    /// Rows in all of them.
    rows: usize,
    /// Memory that these take.
    bytes: usize,
    /// Runs up to this number are being flushed: they must stay as they are until that is over.
    frozen: i64,
    /// When the oldest row was put here.
    since: Option<Timestamp>,
}

impl Tail {
    /// Adds the run of a transaction that is on disk.
    pub(crate) fn push(&mut self, run: TailRun, now: Timestamp) {
        debug_assert!(self.runs.last().is_none_or(|last| last.last < run.first));
        self.since.get_or_insert(now);
        self.rows += run.rows.num_rows();
        self.bytes += run.bytes;
        self.runs.push(Arc::new(run));
    }

    /// Rows in it.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Memory that they take, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// When its oldest row was put here, if it has any.
    pub(crate) fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// All runs.
    pub(crate) fn runs(&self) -> &[Arc<TailRun>] {
        &self.runs
    }

    /// The last sequence number in it; 0 if it is empty.
    pub(crate) fn last(&self) -> i64 {
        self.runs.last().map_or(0, |run| run.last)
    }

    /// The oldest runs up to sequence number `until`, with about `rows` rows or `bytes` bytes, which
    /// from now on stay as they are.
    pub(crate) fn freeze(&mut self, rows: usize, bytes: usize, until: i64) -> Vec<Arc<TailRun>> {
        let (mut taken, mut size) = (0, 0);
        let runs: Vec<_> = self
            .runs
            .iter()
            .take_while(|run| {
                let more = taken < rows && size < bytes && run.first <= until;
                taken += run.rows.num_rows();
                size += run.bytes;
                more
            })
            .cloned()
            .collect();
        self.frozen = runs.last().map_or(self.frozen, |run| run.last);
        runs
    }

    /// Drops the runs up to and with sequence number `through`: they are in the table.
    pub(crate) fn drop_through(&mut self, through: i64, now: Timestamp) {
        self.runs.retain(|run| run.last > through);
        self.rows = self.runs.iter().map(|run| run.rows.num_rows()).sum();
        self.bytes = self.runs.iter().map(|run| run.bytes).sum();
        self.since = if self.runs.is_empty() { None } else { Some(now) };
    }

    /// The newest runs that are small enough beside each other to become one.
    pub(crate) fn mergeable(&self) -> Vec<Arc<TailRun>> {
        let (mut rows, mut bytes) = (0, 0);
        let mut from = self.runs.len();
        for (index, run) in self.runs.iter().enumerate().rev() {
            let fits = rows == 0 || run.rows.num_rows() <= 2 * rows;
            if run.last <= self.frozen || !fits || bytes > MERGED_BYTES {
                break;
            }
            rows += run.rows.num_rows();
            bytes += run.bytes;
            from = index;
        }
        self.runs[from..].to_vec()
    }

    /// The newest small runs, if there are too many of them.
    pub(crate) fn crowded(&self) -> Option<Vec<Arc<TailRun>>> {
        let small =
            |run: &&Arc<TailRun>| run.last > self.frozen && run.rows.num_rows() < SMALL_ROWS;
        let count = self.runs.iter().rev().take_while(small).count();
        (count >= SMALL_RUNS).then(|| self.runs[self.runs.len() - count..].to_vec())
    }

    /// Puts `merged` in the place of the runs it was made of, if they are still there.
    pub(crate) fn replace(&mut self, parts: &[Arc<TailRun>], merged: TailRun) {
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
        let from = self.runs.iter().position(|run| Arc::ptr_eq(run, first));
        let to = self.runs.iter().position(|run| Arc::ptr_eq(run, last));
        if let (Some(from), Some(to)) = (from, to)
            && first.last > self.frozen
            && to - from + 1 == parts.len()
        {
            let before: usize = parts.iter().map(|part| part.bytes).sum();
            self.bytes = self.bytes.saturating_sub(before) + merged.bytes;
            self.runs.splice(from..=to, [Arc::new(merged)]);
        }
    }
}

/// One run of several, or nothing when there is nothing to merge.
pub(crate) fn merge(parts: &[Arc<TailRun>]) -> Result<Option<TailRun>, ArrowError> {
    if parts.len() < 2 { Ok(None) } else { TailRun::merged(parts) }
}

/// When the newest row of `service` was received, in microseconds. Rows are in the lake's order.
pub(crate) fn newest_received(rows: &RecordBatch, service: i32) -> Option<i64> {
    let services = column::<Int32Array>(rows, "service").ok()?.values();
    let received = column::<TimestampMicrosecondArray>(rows, "received_at").ok()?;
    let from = services.partition_point(|other| *other < service);
    let until = services.partition_point(|other| *other <= service);
    received.values()[from..until].iter().copied().max()
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::Array as _;

    use super::*;
    use crate::schema::{sample::event, to_batch, to_events};

    fn run(first: i64, rows: i64) -> TailRun {
        let now = Timestamp::UNIX_EPOCH;
        let events: Vec<_> = (first..first + rows).map(|n| event(n, now)).collect();
        TailRun::new(first, first + rows - 1, &to_batch(&events).unwrap()).unwrap()
    }

    fn ranges(tail: &Tail) -> Vec<(i64, i64)> {
        tail.runs().iter().map(|run| (run.first, run.last)).collect()
    }

    #[test]
    fn merging_keeps_every_row_and_leaves_frozen_runs_alone() {
        let now = Timestamp::UNIX_EPOCH;
        let mut tail = Tail::default();
        for first in 1..=100 {
            assert_eq!(tail.crowded().is_some(), first > 64);
            tail.push(run(first, 1), now);
        }
        assert_eq!(tail.freeze(10, usize::MAX, 50).len(), 10);
        for parts in [tail.crowded().unwrap(), tail.mergeable()] {
            assert_eq!((parts[0].first, parts.len()), (11, 90));
        }
        let parts = tail.mergeable();
        let merged = merge(&parts).unwrap().unwrap();
        let names: Vec<_> =
            to_events(&merged.rows).unwrap().into_iter().map(|event| event.name).collect();
        assert_eq!(names.len(), 90);
        // In the lake's order, which is by visitor here, and so descends by number.
        assert!(names[0].as_ref().unwrap().as_str().ends_with(" 100"));
        let texts = merged.rows.column_by_name("name").unwrap();
        assert_eq!(texts.to_data().buffers().len(), 2, "views and one buffer of texts");
        tail.replace(&parts, merged);
        assert_eq!((ranges(&tail).len(), tail.rows()), (11, 100));
        // What was taken for merging is gone by now: nothing is replaced.
        let again = merge(&parts).unwrap().unwrap();
        tail.replace(&parts, again);
        assert_eq!(ranges(&tail).last(), Some(&(11, 100)));
        tail.drop_through(10, now);
        assert_eq!((ranges(&tail), tail.rows()), (vec![(11, 100)], 90));
        assert_eq!(tail.since(), Some(now));
        tail.drop_through(100, now);
        assert_eq!((tail.rows(), tail.since(), tail.last()), (0, None, 0));
    }

    #[test]
    fn a_large_run_is_not_merged_again_for_small_ones() {
        let now = Timestamp::UNIX_EPOCH;
        let mut tail = Tail::default();
        for (first, rows) in [(1, 50), (51, 9), (60, 5), (65, 1), (66, 1)] {
            tail.push(run(first, rows), now);
        }
        let parts: Vec<i64> = tail.mergeable().iter().map(|run| run.first).collect();
        assert_eq!(parts, [65, 66]);
    }
}
