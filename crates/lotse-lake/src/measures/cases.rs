//! The events of cases, whoever made them: what carries a case, and what in a visit led to it.
//! `docs/spec/funnel.md`, section 2.

use std::{ops::Range, sync::Arc};

use datafusion::{
    arrow::{
        array::{
            Array, BinaryArray, BooleanArray, Int64Array, RecordBatch, TimestampMicrosecondArray,
        },
        buffer::ScalarBuffer,
        compute::filter_record_batch,
    },
    error::Result,
};
use lotse_domain::query::{Automatic, Scope, blur::Weight, filter::Attribute, funnel::Unit};

use super::{
    Measure,
    labels::{Labels, NONE},
    rows::{column, left_out},
    units::Units,
};
use crate::{
    matcher::{Matcher, texts},
    operators::run_merge::ReadRows,
};

/// One event of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CaseRow {
    /// Hash of the case.
    pub(crate) case: i64,
    /// When, in microseconds.
    pub(crate) time: i64,
    /// Orders events of one instant.
    pub(crate) id: [u8; 16],
    /// The filters that it fulfils.
    pub(crate) mask: u64,
    /// The number of its label.
    pub(crate) label: u32,
}

/// A batch, ready to be looked through.
pub(crate) struct CaseRows {
    cases: Int64Array,
    ids: BinaryArray,
    times: ScalarBuffer<i64>,
    masks: Vec<u64>,
    labels: Vec<u32>,
}

impl CaseRows {
    fn case(&self, row: usize) -> Option<i64> {
        self.cases.is_valid(row).then(|| self.cases.value(row))
    }

    /// A row as one of a case.
    fn of(&self, row: usize, case: i64) -> CaseRow {
        CaseRow {
            case,
            time: self.times[row],
            id: self.ids.value(row).try_into().unwrap_or_default(),
            mask: self.masks[row],
            label: self.labels.get(row).copied().unwrap_or(NONE),
        }
    }
}

/// Reads batches of one range.
pub(crate) struct CaseReader {
    matcher: Arc<Matcher>,
    automatic: Automatic,
    /// Microseconds.
    times: Range<i64>,
    label: Option<(Attribute, Labels)>,
}

impl CaseReader {
    pub(crate) fn new(
        scope: &Scope,
        matcher: Arc<Matcher>,
        times: Range<i64>,
        label: Option<(Attribute, usize)>,
    ) -> Self {
        let label = label.map(|(attribute, limit)| (attribute, Labels::new(limit)));
        Self { matcher, automatic: scope.automatic, times, label }
    }

    /// The labels read, if any are.
    pub(crate) fn labels(&self) -> Option<&Labels> {
        self.label.as_ref().map(|(_, labels)| labels)
    }
}

impl ReadRows<CaseRows> for CaseReader {
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, CaseRows)> {
        let bots = left_out(&batch, self.automatic)?;
        let times = column::<TimestampMicrosecondArray>(&batch, "occurred_at")?.values();
        let seen: BooleanArray = times
            .iter()
            .enumerate()
            .map(|(row, time)| {
                Some(self.times.contains(time) && bots.is_none_or(|bots| bots.is_null(row)))
            })
            .collect();
        let batch = filter_record_batch(&batch, &seen)?;
        let labels = match &mut self.label {
            Some((attribute, labels)) => labels.number(&*texts(&batch, attribute)?),
            None => Vec::new(),
        };
        let rows = CaseRows {
            cases: column::<Int64Array>(&batch, "case_reference")?.clone(),
            ids: column::<BinaryArray>(&batch, "event_id")?.clone(),
            times: column::<TimestampMicrosecondArray>(&batch, "occurred_at")?.values().clone(),
            masks: self.matcher.masks(&batch)?,
            labels,
        };
        Ok((batch, rows))
    }
}

/// The state of one range.
pub(crate) struct Cases {
    /// The visits of the present visitor.
    visits: Units,
    /// Events of the present visit that no case has claimed yet.
    waiting: Vec<CaseRow>,
    /// Events of cases, in no order.
    pub(crate) rows: Vec<CaseRow>,
}

impl Default for Cases {
    fn default() -> Self {
        Self { visits: Units::new(Unit::Visit), waiting: Vec::new(), rows: Vec::new() }
    }
}

impl Measure for Cases {
    type Rows = CaseRows;

    /// Events that carry a case alone.
    fn nobody(&mut self, rows: &CaseRows, range: Range<usize>) {
        self.rows.extend(range.filter_map(|row| Some(rows.of(row, rows.case(row)?))));
    }

    fn visitor(&mut self, weight: Weight) {
        self.waiting.clear();
        self.visits.next_visitor(weight);
    }

    fn rows(&mut self, rows: &CaseRows, range: Range<usize>) {
        for row in range {
            let time = rows.times[row];
            if self.visits.ends_before(time) {
                self.waiting.clear();
            }
            self.visits.event(time);
            if let Some(case) = rows.case(row) {
                let led_to_it = self.waiting.drain(..).map(|row| CaseRow { case, ..row });
                self.rows.extend(led_to_it);
                self.rows.push(rows.of(row, case));
            } else {
                // Whose case it is follows from what comes.
                self.waiting.push(rows.of(row, 0));
            }
        }
    }

    fn finish(&mut self) {
        self.waiting.clear();
    }

    fn bytes(&self) -> usize {
        (self.rows.capacity() + self.waiting.capacity()) * size_of::<CaseRow>()
    }
}
