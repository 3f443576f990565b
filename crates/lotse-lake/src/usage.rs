//! The usage question: one pass of the visitor stream answers the totals and every table.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use datafusion::{arrow::array::RecordBatch, error::DataFusionError};
use jiff::Timestamp;
use lotse_domain::{
    Count,
    ids::ServiceId,
    query::{
        Breakdown, EngagedTimes, Scope, Tally, UsageAnswer, UsageQuestion, UsageTable,
        blur::{Blurred, Weight},
    },
};

use crate::{
    gather::{Question, StreamQuestion},
    measures::{
        Measure,
        rows::{Frame, LabelColumn, Reader, Rows},
        tally::{Sum as _, Sums, Table},
        uniques::Uniques,
        visits::Visits,
    },
    operators::run_merge::ReadRows,
};

/// The most labels of one column that are counted, and the most rows of a table.
const LABELS: usize = 5_000;

/// A question, ready to be counted.
pub(crate) struct Usage {
    service: ServiceId,
    frame: Arc<Frame>,
}

/// Both consumers over the same runs.
pub(crate) struct UsageMeasure {
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

    fn visitor(&mut self, weight: Weight) {
        self.uniques.visitor(weight);
        self.visits.visitor(weight);
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
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, Rows), DataFusionError> {
        let rows = Reader::read(self, &batch)?;
        Ok((batch, rows))
    }
}

/// What one range counted, by names instead of numbers.
#[derive(Default)]
pub(crate) struct UsagePart {
    totals: Sums,
    days: Vec<Sums>,
    /// Visitors of each day in the blurred population.
    blurred_days: Vec<u64>,
    tables: Vec<Table<Sums>>,
    engaged: BTreeMap<u32, u64>,
    automatic_events: u64,
    newest: Option<i64>,
}

impl UsagePart {
    fn new(frame: &Frame, reader: &Reader, measure: UsageMeasure) -> Self {
        let UsageMeasure { uniques, visits, .. } = measure;
        let mut totals = uniques.totals;
        totals.add(&visits.totals);
        let days = uniques
            .days
            .into_iter()
            .zip(visits.days)
            .map(|(mut sums, visits)| {
                sums.add(&visits);
                sums
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
                let sums = |number: usize| {
                    let mut sums = Sums::default();
                    for of in [events, visits].into_iter().flatten() {
                        if let Some(counted) = of.get(number) {
                            sums.add(counted);
                        }
                    }
                    sums
                };
                let rows = labels.iter().map(|(number, name)| (name.map(Into::into), sums(number)));
                let rows = rows.collect();
                Table::new(rows, labels.overflowed())
            })
            .collect();
        Self {
            totals,
            days,
            blurred_days: uniques.blurred_days,
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
        for (mine, theirs) in self.blurred_days.iter_mut().zip(&other.blurred_days) {
            *mine += theirs;
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
    fn new(question: &UsageQuestion) -> Self {
        let scope = &question.scope;
        let frame = Arc::new(Frame::new(
            &scope.period,
            scope.authority.clone(),
            scope.automatic,
            question.breakdowns.clone(),
            LABELS,
        ));
        Self { service: scope.service, frame }
    }
}

impl Question for UsageQuestion {
    type Asked = Usage;
    type Answer = UsageAnswer;

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn asked(&self) -> Usage {
        Usage::new(self)
    }

    fn answer(&self, parts: Vec<UsagePart>) -> UsageAnswer {
        let mut parts = parts.into_iter();
        let mut sum = parts.next().unwrap_or_default();
        parts.for_each(|part| sum.add(part));
        sum.answer(self)
    }
}

impl UsagePart {
    /// The answer, when the parts of all ranges are added.
    fn answer(mut self, question: &UsageQuestion) -> UsageAnswer {
        self.tables.resize(question.breakdowns.len(), Table::default());
        let sum = self;
        let days = || {
            question.scope.period.days().iter().enumerate().map(|(index, day)| {
                let visitors = sum.totals.people.on(index);
                let tally = sum.days.get(index).map(Sums::tally).unwrap_or_default();
                let blurred = sum.blurred_days.get(index).copied().map_or(Count::ZERO, Count::new);
                let tally = Tally {
                    visitors,
                    visitor_days: visitors,
                    most_visitors_on_a_day: visitors,
                    fewest_visitors_on_a_day: visitors,
                    blurred: Blurred { visitors: blurred, visitor_days: blurred, ..tally.blurred },
                    ..tally
                };
                (Some(day.date.to_string()), tally)
            })
        };
        let tables = question
            .breakdowns
            .iter()
            .zip(&sum.tables)
            .map(|(breakdown, table)| {
                let (rows, truncated) = match breakdown {
                    Breakdown::Day => (days().collect(), false),
                    _ => table.rows(LABELS),
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

impl StreamQuestion for Usage {
    type Rows = Rows;
    type Reader = Reader;
    type State = UsageMeasure;
    type Part = UsagePart;

    fn service(&self) -> ServiceId {
        self.service
    }

    fn times(&self) -> Range<i64> {
        self.frame.times_read()
    }

    fn columns(&self) -> Vec<&'static str> {
        self.frame.columns()
    }

    fn reader(&self) -> Reader {
        Reader::new(Arc::clone(&self.frame))
    }

    fn state(&self) -> UsageMeasure {
        UsageMeasure {
            uniques: Uniques::new(Arc::clone(&self.frame)),
            visits: Visits::new(Arc::clone(&self.frame)),
            times: self.frame.times_read(),
        }
    }

    fn part(&self, reader: Reader, state: UsageMeasure) -> UsagePart {
        UsagePart::new(&self.frame, &reader, state)
    }
}
