//! The merge by visitor run: ordered streams in, whole visitors out, one after another.
//!
//! ```text
//! file 1:  A A A C C       visitor A: file 1 rows 0..3
//! file 2:  B C             visitor B: file 2 rows 0..1
//! tail:    C D             visitor C: file 1 row 3, tail row 0, file 2 row 1, file 1 row 4 (by time)
//!                          visitor D: tail row 1
//! ```
//!
//! A visitor who lies in one stream is handed over as one piece, without looking at its rows one by
//! one; only a visitor of several streams is merged row by row. Memory holds one batch per stream.
//! Every batch is checked to be in the declared order: a file that is not would give wrong numbers
//! silently.

use std::{cmp::Reverse, collections::BinaryHeap, ops::Range};

use datafusion::{
    arrow::{
        array::{
            Array, BinaryArray, Int32Array, Int64Array, RecordBatch, TimestampMicrosecondArray,
        },
        buffer::{NullBuffer, ScalarBuffer},
    },
    error::{DataFusionError, Result},
    execution::SendableRecordBatchStream,
};
use futures::StreamExt as _;
use lotse_domain::query::blur::Weight;

use crate::{
    limits::Reservation,
    measures::{Measure, rows::column},
};

/// One range of the visitors of one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    /// The service, as stored.
    pub(crate) service: i32,
    /// First visitor hash in it; `None` begins with the rows without a visitor.
    pub(crate) from: Option<i64>,
    /// First visitor hash after it; `None` is the end.
    pub(crate) until: Option<i64>,
}

impl Slice {
    /// Range number `index` of `count` equal ranges of hashes.
    pub(crate) fn of(service: i32, index: usize, count: usize) -> Self {
        let edge = |index: usize| {
            if index == 0 || index >= count {
                return None;
            }
            // Hashes are uniform over all values, so equal ranges are equal work.
            let share = (u128::from(u64::MAX) + 1) * index as u128 / count as u128;
            let offset = i128::try_from(share).unwrap_or(i128::MAX);
            i64::try_from(i128::from(i64::MIN) + offset).ok()
        };
        Self { service, from: edge(index), until: edge(index + 1) }
    }
}

/// Reads batches for a measure.
pub(crate) trait ReadRows<R>: Send {
    /// Brings a batch into the form that the measure counts with. It may keep fewer rows: then it
    /// gives back the order columns of those, and so spares the merge the others.
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, R)>;
}

/// What a merge read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Merged {
    pub(crate) rows: u64,
    pub(crate) visitors: u64,
}

/// After so many rows it is looked at how much memory a measure takes.
const WEIGHED_ROWS: u64 = 65_536;

/// Feeds `measure` with the rows of `slice` of every stream.
pub(crate) async fn merge_runs<M, C>(
    streams: Vec<SendableRecordBatchStream>,
    slice: Slice,
    reader: &mut C,
    measure: &mut M,
    memory: &mut Reservation,
) -> Result<Merged>
where
    M: Measure + Send,
    M::Rows: Send,
    C: ReadRows<M::Rows>,
{
    let mut merged = Merged::default();
    let mut weighed = 0;
    let mut sources = Vec::with_capacity(streams.len());
    let mut heap = BinaryHeap::with_capacity(streams.len());
    for stream in streams {
        let mut source = Source::new(stream, slice);
        if source.load(reader, measure, &mut merged).await? {
            heap.push(Reverse((source.visitor(), sources.len())));
        }
        sources.push(source);
    }
    let mut tied: Vec<usize> = Vec::new();
    while let Some(Reverse((visitor, index))) = heap.pop() {
        tied.clear();
        tied.push(index);
        while let Some(Reverse((next, index))) = heap.peek()
            && *next == visitor
        {
            tied.push(*index);
            heap.pop();
        }
        if merged.rows - weighed >= WEIGHED_ROWS {
            weighed = merged.rows;
            memory.resize(measure.bytes())?;
        }
        measure.visitor(Weight::of(visitor));
        merged.visitors += 1;
        if let [only] = tied[..] {
            let source = &mut sources[only];
            let mut more = true;
            while more && source.visitor() == visitor {
                let to = source.run_end();
                source.give(to, measure);
                more = source.fill(reader, measure, &mut merged).await?;
            }
            if more {
                heap.push(Reverse((source.visitor(), only)));
            }
        } else {
            let mut left = tied.clone();
            while let Some((place, to)) = next_piece(&sources, &left)? {
                let index = left[place];
                let source = &mut sources[index];
                source.give(to, measure);
                let more = source.fill(reader, measure, &mut merged).await?;
                if !more || source.visitor() != visitor {
                    left.swap_remove(place);
                    if more {
                        heap.push(Reverse((source.visitor(), index)));
                    }
                }
            }
        }
    }
    measure.finish();
    memory.resize(measure.bytes())?;
    Ok(merged)
}

/// Of sources at the same visitor: whose rows come next, and up to which row.
fn next_piece<R>(sources: &[Source<R>], left: &[usize]) -> Result<Option<(usize, usize)>> {
    let Some(mut first) = left.first().map(|_| 0) else { return Ok(None) };
    for place in 1..left.len() {
        if sources[left[place]].key()? < sources[left[first]].key()? {
            first = place;
        }
    }
    let source = &sources[left[first]];
    let run = source.run_end();
    // As far as no other source has an earlier row.
    let mut limit = None;
    for (place, index) in left.iter().enumerate() {
        if place != first {
            let key = sources[*index].key()?;
            limit = Some(limit.map_or(key, |least: (i64, &[u8])| least.min(key)));
        }
    }
    let mut to = source.row + 1;
    while let Some(limit) = limit
        && to < run
        && source.key_at(to)? <= limit
    {
        to += 1;
    }
    Ok(Some((first, if limit.is_some() { to } else { run })))
}

/// One stream with its present batch.
struct Source<R> {
    stream: Option<SendableRecordBatchStream>,
    slice: Slice,
    /// Order keys and rows of the present batch's part of the slice.
    keys: Option<Keys>,
    rows: Option<R>,
    row: usize,
    /// The last row's key, to check the order across batches.
    last: Option<Key<Vec<u8>>>,
}

struct Keys {
    visitors: ScalarBuffer<i64>,
    times: ScalarBuffer<i64>,
    ids: Option<BinaryArray>,
}

/// Service, visitor (none sorts first, as in files), time, id. An id that is not read is empty.
type Key<I> = (i32, Option<i64>, i64, I);

impl<R: Send> Source<R> {
    fn new(stream: SendableRecordBatchStream, slice: Slice) -> Self {
        Self { stream: Some(stream), slice, keys: None, rows: None, row: 0, last: None }
    }

    /// Makes sure that the present row exists; `false` at the end of the slice.
    async fn fill<M, C>(
        &mut self,
        reader: &mut C,
        measure: &mut M,
        merged: &mut Merged,
    ) -> Result<bool>
    where
        M: Measure<Rows = R>,
        C: ReadRows<R>,
    {
        if self.row < self.len() { Ok(true) } else { self.load(reader, measure, merged).await }
    }

    /// Loads the next batch with visitors of the slice; rows without one go to the measure at once.
    async fn load<M, C>(
        &mut self,
        reader: &mut C,
        measure: &mut M,
        merged: &mut Merged,
    ) -> Result<bool>
    where
        M: Measure<Rows = R>,
        C: ReadRows<R>,
    {
        (self.keys, self.rows, self.row) = (None, None, 0);
        while let Some(stream) = &mut self.stream {
            let Some(batch) = stream.next().await.transpose()? else {
                self.stream = None;
                return Ok(false);
            };
            if batch.num_rows() == 0 {
                continue;
            }
            self.last = Some(check_order(&batch, self.last.take())?);
            let (range, over) = part_of(&batch, self.slice)?;
            if over {
                self.stream = None;
            }
            if range.is_empty() {
                continue;
            }
            let batch = batch.slice(range.start, range.len());
            merged.rows += batch.num_rows() as u64;
            let (batch, rows) = reader.read(batch)?;
            let visitors = column::<Int64Array>(&batch, "visitor")?;
            let nobody = visitors.null_count();
            if nobody > 0 {
                measure.nobody(&rows, 0..nobody);
            }
            if nobody < batch.num_rows() {
                self.keys = Some(Keys {
                    visitors: visitors.values().clone(),
                    times: column::<TimestampMicrosecondArray>(&batch, "occurred_at")?
                        .values()
                        .clone(),
                    ids: column::<BinaryArray>(&batch, "event_id").ok().cloned(),
                });
                self.rows = Some(rows);
                self.row = nobody;
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<R> Source<R> {
    fn len(&self) -> usize {
        self.keys.as_ref().map_or(0, |keys| keys.visitors.len())
    }

    /// The visitor of the present row. Only called while there is one.
    fn visitor(&self) -> i64 {
        self.keys.as_ref().and_then(|keys| keys.visitors.get(self.row)).copied().unwrap_or(i64::MAX)
    }

    /// The first row after the present one with another visitor.
    fn run_end(&self) -> usize {
        let Some(keys) = &self.keys else { return self.row };
        let visitor = self.visitor();
        let rest = &keys.visitors[self.row..];
        self.row + rest.iter().take_while(|other| **other == visitor).count()
    }

    fn key(&self) -> Result<(i64, &[u8])> {
        self.key_at(self.row)
    }

    /// Time and event id of a row. Two files that can hold the same time are read with their ids, so
    /// that the order does not depend on which file comes first.
    fn key_at(&self, row: usize) -> Result<(i64, &[u8])> {
        let keys = self.keys.as_ref().ok_or_else(|| unordered("a merge went past its end"))?;
        let ids = keys.ids.as_ref();
        // Without ids, no other file has this time: then the id never decides.
        Ok((keys.times[row], ids.map_or(&[][..], |ids| ids.value(row))))
    }

    /// Hands the rows from the present one up to `to` to the measure.
    fn give<M: Measure<Rows = R>>(&mut self, to: usize, measure: &mut M) {
        if let Some(rows) = &self.rows {
            measure.rows(rows, self.row..to);
        }
        self.row = to;
    }
}

fn unordered(what: &str) -> DataFusionError {
    DataFusionError::Execution(what.to_owned())
}

/// The rows of a batch that lie in the slice, and whether nothing of the slice can follow.
fn part_of(batch: &RecordBatch, slice: Slice) -> Result<(Range<usize>, bool)> {
    let services = column::<Int32Array>(batch, "service")?.values();
    let visitors = column::<Int64Array>(batch, "visitor")?;
    let from = services.partition_point(|service| *service < slice.service);
    let until = services.partition_point(|service| *service <= slice.service);
    // Rows of the service without a visitor come first; they belong to the first range.
    let nulls = visitors.nulls().map_or(0, |nulls: &NullBuffer| {
        (from..until).take_while(|row| nulls.is_null(*row)).count()
    });
    let hashes = &visitors.values()[from + nulls..until];
    let before = |edge: i64| from + nulls + hashes.partition_point(|hash| *hash < edge);
    let start = slice.from.map_or(from, before);
    let end = slice.until.map_or(until, before);
    Ok((start..end.max(start), end < services.len()))
}

/// Fails unless the batch is in the declared order and follows `last`; returns its last key.
fn check_order(batch: &RecordBatch, last: Option<Key<Vec<u8>>>) -> Result<Key<Vec<u8>>> {
    let services = column::<Int32Array>(batch, "service")?.values();
    let visitors = column::<Int64Array>(batch, "visitor")?;
    let times = column::<TimestampMicrosecondArray>(batch, "occurred_at")?.values();
    let ids = column::<BinaryArray>(batch, "event_id").ok();
    let (hashes, nulls) = (visitors.values(), visitors.nulls());
    let key = |row: usize| -> Key<&[u8]> {
        let visitor = nulls.is_none_or(|nulls| nulls.is_valid(row)).then(|| hashes[row]);
        (services[row], visitor, times[row], ids.map_or(&[][..], |ids| ids.value(row)))
    };
    let mut ordered = last.is_none_or(|(service, visitor, time, id)| {
        (service, visitor, time, id.as_slice()) <= key(0)
    });
    let plain = nulls.is_none() && services.first() == services.last();
    for row in 1..batch.num_rows() {
        // Nearly every row is settled by these two comparisons.
        let settled = plain
            && (hashes[row - 1] < hashes[row]
                || (hashes[row - 1] == hashes[row] && times[row - 1] < times[row]));
        ordered &= settled || key(row - 1) <= key(row);
    }
    if !ordered {
        return Err(unordered("rows are not in the order that their file declares"));
    }
    let (service, visitor, time, id) = key(batch.num_rows() - 1);
    Ok((service, visitor, time, id.to_vec()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::{
        arrow::{
            array::ArrayRef,
            datatypes::{DataType, Field, Schema, TimeUnit},
        },
        execution::memory_pool::{GreedyMemoryPool, MemoryPool},
        physical_plan::stream::RecordBatchStreamAdapter,
    };

    use super::*;

    /// Service, visitor, time.
    type Row = (i32, Option<i64>, i64);

    fn batch(rows: &[Row]) -> RecordBatch {
        let schema = Schema::new(vec![
            Field::new("service", DataType::Int32, false),
            Field::new("visitor", DataType::Int64, true),
            Field::new("occurred_at", DataType::Timestamp(TimeUnit::Microsecond, None), false),
        ]);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(rows.iter().map(|row| Some(row.0)).collect::<Int32Array>()),
            Arc::new(rows.iter().map(|row| row.1).collect::<Int64Array>()),
            Arc::new(rows.iter().map(|row| Some(row.2)).collect::<TimestampMicrosecondArray>()),
        ];
        RecordBatch::try_new(Arc::new(schema), columns).unwrap()
    }

    fn stream(batches: &[&[Row]]) -> SendableRecordBatchStream {
        let batches: Vec<_> = batches.iter().map(|rows| Ok(batch(rows))).collect();
        let schema = batch(&[]).schema();
        Box::pin(RecordBatchStreamAdapter::new(schema, futures::stream::iter(batches)))
    }

    /// Writes down what it is given: visitors as `|`, rows as their times.
    #[derive(Default)]
    struct Notes(Vec<String>);

    struct Times;

    impl ReadRows<Vec<i64>> for Times {
        fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, Vec<i64>)> {
            let times = column::<TimestampMicrosecondArray>(&batch, "occurred_at")?.values();
            let times = times.to_vec();
            Ok((batch, times))
        }
    }

    impl Measure for Notes {
        type Rows = Vec<i64>;

        fn nobody(&mut self, rows: &Vec<i64>, range: Range<usize>) {
            self.0.push(format!("nobody{:?}", &rows[range]));
        }

        fn visitor(&mut self, _weight: Weight) {
            self.0.push("|".to_owned());
        }

        fn rows(&mut self, rows: &Vec<i64>, range: Range<usize>) {
            self.0.push(format!("{:?}", &rows[range]));
        }

        fn finish(&mut self) {
            self.0.push(".".to_owned());
        }
    }

    fn merged(streams: Vec<SendableRecordBatchStream>, slice: Slice) -> Result<String> {
        let mut notes = Notes::default();
        let mut reader = Times;
        let pool: Arc<dyn MemoryPool> = Arc::new(GreedyMemoryPool::new(1 << 20));
        let mut memory = Reservation::new(&pool, 1 << 20);
        let merging = merge_runs(streams, slice, &mut reader, &mut notes, &mut memory);
        futures::executor::block_on(merging)?;
        Ok(notes.0.concat())
    }

    const ALL: Slice = Slice { service: 7, from: None, until: None };

    #[test]
    fn visitors_come_whole_and_their_rows_by_time() {
        let streams = || {
            vec![
                stream(&[
                    &[(6, None, 1), (7, None, 90), (7, Some(-5), 1), (7, Some(-5), 2)],
                    &[(7, Some(-5), 3), (7, Some(4), 10), (7, Some(4), 40)],
                    &[(7, Some(9), 5), (8, Some(-9), 1)],
                ]),
                stream(&[&[(7, Some(4), 20)], &[(7, Some(4), 30), (7, Some(4), 50)]]),
                stream(&[&[], &[(5, Some(4), 15)]]),
                stream(&[&[(7, None, 91)]]),
            ]
        };
        let whole = merged(streams(), ALL).unwrap();
        assert_eq!(whole, "nobody[90]nobody[91]|[1, 2][3]|[10][20][30][40][50]|[5].");
        let first = Slice { until: Some(4), ..ALL };
        assert_eq!(merged(streams(), first).unwrap(), "nobody[90]nobody[91]|[1, 2][3].");
        let second = Slice { from: Some(4), ..ALL };
        assert_eq!(merged(streams(), second).unwrap(), "|[10][20][30][40][50]|[5].");
        let none = Slice { service: 70, ..ALL };
        assert_eq!(merged(streams(), none).unwrap(), ".");
    }

    #[test]
    fn rows_out_of_order_are_an_error_and_no_wrong_number() {
        let cases: [&[&[Row]]; 7] = [
            &[&[(7, Some(2), 1), (7, Some(1), 2)]],
            &[&[(7, Some(1), 2), (7, Some(1), 1)]],
            &[&[(8, Some(1), 1), (7, Some(1), 2)]],
            &[&[(7, Some(1), 1), (7, None, 2)]],
            &[&[(7, None, 2), (7, None, 1)]],
            // Each batch is in order, both together are not.
            &[&[(7, Some(1), 1), (7, Some(3), 1)], &[(7, Some(2), 1)]],
            &[&[(7, Some(1), 5)], &[(7, Some(1), 4)]],
        ];
        for batches in cases {
            let error = merged(vec![stream(batches)], ALL).unwrap_err();
            assert!(error.to_string().contains("not in the order"), "{batches:?}: {error}");
        }
    }

    #[test]
    fn ranges_cover_every_hash_once() {
        for count in 1..=9 {
            let slices: Vec<Slice> = (0..count).map(|n| Slice::of(7, n, count)).collect();
            assert_eq!((slices[0].from, slices[count - 1].until), (None, None));
            for pair in slices.windows(2) {
                assert!(pair[0].until.is_some());
                assert_eq!(pair[0].until, pair[1].from);
                assert!(pair[0].from < pair[0].until || pair[0].from.is_none());
            }
        }
        assert_eq!(Slice::of(7, 1, 2).from, Some(0));
    }
}
