//! The newest events of a filter, with what rules look at.

use std::{borrow::Cow, cmp::Reverse, collections::BinaryHeap, ops::Range, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, BinaryArray, RecordBatch, StringViewArray, TimestampMicrosecondArray},
        buffer::ScalarBuffer,
    },
    error::Result,
};
use lotse_domain::{
    query::{
        Automatic,
        blur::Weight,
        filter::{Attribute, Field},
    },
    rule::FIELDS,
};

use super::{
    Measure,
    rows::{column, left_out},
};
use crate::{
    matcher::{Matcher, column_of, texts},
    operators::run_merge::ReadRows,
};

/// What is looked for; the same for every range.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Microseconds.
    pub(crate) times: Range<i64>,
    pub(crate) automatic: Automatic,
    pub(crate) most: usize,
}

/// One event that was found, in the order of time and id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) time: i64,
    pub(crate) id: [u8; 16],
    /// By the places of [`FIELDS`].
    pub(crate) carried: Vec<Option<Box<str>>>,
}

/// A batch, ready to be looked through.
pub(crate) struct ExampleRows {
    times: ScalarBuffer<i64>,
    ids: BinaryArray,
    is_one: Vec<bool>,
    /// By the places of [`FIELDS`].
    texts: Vec<StringViewArray>,
}

/// Reads batches of one range.
pub(crate) struct ExampleReader {
    rule: Arc<Rule>,
    matcher: Arc<Matcher>,
}

/// The columns that a rule and a matcher need.
pub(crate) fn columns(rule: &Rule, matcher: &Matcher) -> Vec<&'static str> {
    let carried = FIELDS.iter().map(|field| column_of(&Attribute::Field(*field)));
    let mut columns: Vec<&'static str> = matcher.columns().chain(carried).collect();
    columns.push("event_id");
    if rule.automatic == Automatic::LeftOut {
        columns.push("bot_verdict");
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

impl ExampleReader {
    pub(crate) fn new(rule: Arc<Rule>, matcher: Arc<Matcher>) -> Self {
        Self { rule, matcher }
    }
}

impl ReadRows<ExampleRows> for ExampleReader {
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, ExampleRows)> {
        let masks = self.matcher.masks(&batch)?;
        let bots = left_out(&batch, self.rule.automatic)?;
        let times = column::<TimestampMicrosecondArray>(&batch, "occurred_at")?.values().clone();
        let is_one = masks
            .iter()
            .zip(&times)
            .enumerate()
            .map(|(row, (mask, time))| {
                *mask != 0
                    && self.rule.times.contains(time)
                    && bots.is_none_or(|bots| bots.is_null(row))
            })
            .collect();
        let text = |field: &Field| texts(&batch, &Attribute::Field(*field)).map(Cow::into_owned);
        let texts = FIELDS.iter().map(text).collect::<Result<_>>()?;
        let ids = column::<BinaryArray>(&batch, "event_id")?.clone();
        Ok((batch, ExampleRows { times, ids, is_one, texts }))
    }
}

/// The state of one range.
pub(crate) struct Examples {
    rule: Arc<Rule>,
    /// The newest until now; the oldest of them comes out first.
    newest: BinaryHeap<Reverse<Found>>,
}

impl Examples {
    pub(crate) fn new(rule: Arc<Rule>) -> Self {
        Self { rule, newest: BinaryHeap::new() }
    }

    /// What was found, in no order.
    pub(crate) fn found(self) -> Vec<Found> {
        self.newest.into_iter().map(|Reverse(found)| found).collect()
    }

    fn look(&mut self, rows: &ExampleRows, range: Range<usize>) {
        for row in range {
            if !rows.is_one[row] {
                continue;
            }
            let is_full = self.newest.len() >= self.rule.most;
            let time = rows.times[row];
            if is_full && self.newest.peek().is_some_and(|Reverse(oldest)| time < oldest.time) {
                continue;
            }
            let id = rows.ids.value(row).try_into().unwrap_or_default();
            let carried = rows
                .texts
                .iter()
                .map(|texts| texts.is_valid(row).then(|| texts.value(row).into()))
                .collect();
            self.newest.push(Reverse(Found { time, id, carried }));
            if is_full {
                self.newest.pop();
            }
        }
    }
}

impl Measure for Examples {
    type Rows = ExampleRows;

    fn nobody(&mut self, rows: &ExampleRows, range: Range<usize>) {
        self.look(rows, range);
    }

    fn visitor(&mut self, _weight: Weight) {}

    fn rows(&mut self, rows: &ExampleRows, range: Range<usize>) {
        self.look(rows, range);
    }

    fn finish(&mut self) {}
}
