//! The usage question: one pass of the visitor stream answers the totals and every table.

use std::{
    collections::BTreeMap,
    fmt,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use datafusion::{
    arrow::array::RecordBatch,
    error::{DataFusionError, Result},
    execution::SendableRecordBatchStream,
};
use futures::future::BoxFuture;
use jiff::Timestamp;
use lotse_domain::{
    Count,
    query::{Breakdown, EngagedTimes, Period, Tally, UsageAnswer, UsageQuestion, UsageTable},
};

use crate::{
    measures::{
        Measure,
        rows::{Frame, LabelColumn, Reader, Rows},
        tally::{Sum as _, Sums, Table, Total},
        uniques::Uniques,
        visits::Visits,
    },
    operators::{
        run_merge::{Merged, ReadRows, Slice, merge_runs},
        visitor_runs::Consumer,
    },
};

/// The most labels of one column that are counted, and the most rows of a table.
pub(crate) const LABELS: usize = 5_000;

/// Consumes ranges for one question and gathers what they counted.
#[derive(Clone)]
pub(crate) struct Usage {
    frame: Arc<Frame>,
    parts: Arc<Mutex<Vec<UsagePart>>>,
}

impl fmt::Debug for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Usage").field("frame", &self.frame).finish_non_exhaustive()
    }
}

/// Both consumers over the same runs.
struct UsageMeasure {
    uniques: Uniques,
    visits: Visits,
    /// Rows with a time outside it are not seen, whatever the files hold.
    times: Range<i64>,
}

impl UsageMeasure {
    /// The part of `range` that is within the times that are read. Times ascend in it.
    fn within(&self, rows: &Rows, range: Range<usize>) -> Range<usize> {
        let inside = |row: usize| self.times.contains(&rows.time(row));
        if inside(range.start) && inside(range.end - 1) {
            return range;
        }
        let from = range.clone().find(|row| inside(*row)).unwrap_or(range.end);
        let to = range.clone().rfind(|row| inside(*row)).map_or(from, |row| row + 1);
        from..to
    }
}

impl Measure for UsageMeasure {
    type Rows = Rows;

    fn nobody(&mut self, rows: &Rows, range: Range<usize>) {
        let range = self.within(rows, range);
        self.uniques.nobody(rows, range.clone());
        self.visits.nobody(rows, range);
    }

    fn visitor(&mut self) {
        self.uniques.visitor();
        self.visits.visitor();
    }

    fn rows(&mut self, rows: &Rows, range: Range<usize>) {
        let range = self.within(rows, range);
        self.uniques.rows(rows, range.clone());
        self.visits.rows(rows, range);
    }

    fn finish(&mut self) {
        self.uniques.finish();
        self.visits.finish();
    }
}

impl ReadRows<Rows> for Reader {
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, Rows)> {
        let rows = Reader::read(self, &batch)?;
        Ok((batch, rows))
    }
}

/// What one range counted, by names instead of numbers.
#[derive(Default)]
struct UsagePart {
    totals: Total,
    days: Vec<Total>,
    tables: Vec<Table<Total>>,
    engaged: BTreeMap<u32, u64>,
    automatic_events: u64,
    newest: Option<i64>,
}

impl UsagePart {
    fn new(frame: &Frame, reader: &Reader, measure: UsageMeasure) -> Self {
        let UsageMeasure { uniques, visits, .. } = measure;
        let mut totals = Total::from(uniques.totals);
        totals.add(&Total::from(visits.totals));
        let days = uniques
            .days
            .into_iter()
            .zip(visits.days)
            .map(|(events, visits)| {
                let mut total = Total::from(events);
                total.add(&Total::from(visits));
                total
            })
            .collect();
        let tables = frame
            .breakdowns
            .iter()
            .map(|breakdown| {
                let Some(column) = LabelColumn::of(*breakdown) else { return Table::default() };
                let Some(labels) = reader.labels(column) else { return Table::default() };
                let describes_events = !breakdown.describes_visits_only();
                let events = uniques
                    .tables
                    .iter()
                    .find(|(known, _)| *known == column && describes_events)
                    .map(|(_, sums)| sums.as_slice());
                let visits = visits
                    .tables
                    .iter()
                    .find(|(known, _)| known == breakdown)
                    .map(|(_, sums)| sums.as_slice());
                let total = |number: usize| {
                    let of = |sums: Option<&[Sums]>| {
                        sums.and_then(|sums| sums.get(number)).cloned().unwrap_or_default()
                    };
                    let mut total = Total::from(of(events));
                    total.add(&Total::from(of(visits)));
                    total
                };
                let rows =
                    labels.iter().map(|(number, name)| (name.map(Into::into), total(number)));
                let rows = rows.collect();
                Table::new(rows, labels.overflowed())
            })
            .collect();
        Self {
            totals,
            days,
            tables,
            engaged: visits.engaged.iter().collect(),
            automatic_events: reader.automatic_events(),
            newest: uniques.newest,
        }
    }

    fn add(&mut self, other: Self) {
        self.totals.add(&other.totals);
        for (mine, theirs) in self.days.iter_mut().zip(&other.days) {
            mine.add(theirs);
        }
        for (mine, theirs) in self.tables.iter_mut().zip(other.tables) {
            mine.add(theirs);
        }
        for (tenths, visits) in other.engaged {
            *self.engaged.entry(tenths).or_default() += visits;
        }
        self.automatic_events += other.automatic_events;
        self.newest = self.newest.max(other.newest);
    }
}

impl Usage {
    /// A consumer for a question.
    pub(crate) fn new(question: &UsageQuestion, labels: usize) -> Self {
        let frame = Arc::new(Frame::new(
            &question.period,
            question.authority.clone(),
            question.automatic,
            question.breakdowns.clone(),
            labels,
        ));
        Self { frame, parts: Arc::default() }
    }

    /// What is read: against what.
    pub(crate) fn frame(&self) -> &Frame {
        &self.frame
    }

    /// The answer, when every range was consumed.
    pub(crate) fn answer(self, period: &Period) -> UsageAnswer {
        let mut parts =
            std::mem::take(&mut *self.parts.lock().unwrap_or_else(PoisonError::into_inner))
                .into_iter();
        let mut sum = parts.next().unwrap_or_default();
        parts.for_each(|part| sum.add(part));
        sum.tables.resize(self.frame.breakdowns.len(), Table::default());
        let days = || {
            period.days().iter().enumerate().map(|(index, day)| {
                let visitors = sum.totals.visitors_on(index);
                let tally = sum.days.get(index).map(Total::tally).unwrap_or_default();
                let tally = Tally {
                    visitors,
                    visitor_days: visitors,
                    most_visitors_on_a_day: visitors,
                    ..tally
                };
                (Some(day.date.to_string()), tally)
            })
        };
        let tables = self
            .frame
            .breakdowns
            .iter()
            .zip(&sum.tables)
            .map(|(breakdown, table)| {
                let (rows, truncated) = match breakdown {
                    Breakdown::Day => (days().collect(), false),
                    _ => table.rows(self.frame.labels),
                };
                UsageTable { breakdown: *breakdown, rows, truncated }
            })
            .collect();
        UsageAnswer {
            totals: sum.totals.tally(),
            engaged: EngagedTimes { by_tenths: sum.engaged.clone() },
            tables,
            automatic_events: Count::new(sum.automatic_events),
            newest: sum.newest.and_then(|us| Timestamp::from_microsecond(us).ok()),
        }
    }
}

impl Consumer for Usage {
    fn consume(
        &self,
        streams: Vec<SendableRecordBatchStream>,
        slice: Slice,
    ) -> BoxFuture<'static, Result<Merged>> {
        let Self { frame, parts } = self.clone();
        Box::pin(async move {
            let mut reader = Reader::new(Arc::clone(&frame));
            let mut measure = UsageMeasure {
                uniques: Uniques::new(Arc::clone(&frame)),
                visits: Visits::new(Arc::clone(&frame)),
                times: frame.times_read(),
            };
            let merged = merge_runs(streams, slice, &mut reader, &mut measure).await?;
            let part = UsagePart::new(&frame, &reader, measure);
            parts
                .lock()
                .map_err(|_| DataFusionError::Execution("a range failed".to_owned()))?
                .push(part);
            Ok(merged)
        })
    }
}
