//! Events of several filters, and those that two of them share.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, RecordBatch, TimestampMicrosecondArray},
        buffer::ScalarBuffer,
    },
    error::Result,
};
use lotse_domain::query::{Automatic, blur::Weight, counts::Distinct, overlap::OverlapQuestion};

use super::{
    Measure,
    contributions::Contributor,
    counts::CountSum,
    days::Days,
    rows::{column, left_out},
    tally::Present,
};
use crate::{matcher::Matcher, operators::run_merge::ReadRows};

/// What is counted; the same for every range.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) days: Days,
    automatic: Automatic,
    filters: usize,
    distinct: Distinct,
}

impl Rule {
    pub(crate) fn new(question: &OverlapQuestion) -> Self {
        let scope = question.scope();
        Self {
            days: Days::new(&scope.period),
            automatic: scope.automatic,
            filters: question.events().len(),
            distinct: question.distinct(),
        }
    }
}

/// A batch, ready to be counted.
pub(crate) struct OverlapRows {
    times: ScalarBuffer<i64>,
    /// The filters that each row is an event of; none of an automatic client's.
    masks: Vec<u64>,
}

/// Reads batches of one range.
pub(crate) struct OverlapReader {
    rule: Arc<Rule>,
    matcher: Arc<Matcher>,
}

impl OverlapReader {
    pub(crate) fn new(rule: Arc<Rule>, matcher: Arc<Matcher>) -> Self {
        Self { rule, matcher }
    }
}

/// The columns that a rule and a matcher need.
pub(crate) fn columns(rule: &Rule, matcher: &Matcher) -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = matcher.columns().collect();
    if rule.automatic == Automatic::LeftOut {
        columns.push("bot_verdict");
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

impl ReadRows<OverlapRows> for OverlapReader {
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, OverlapRows)> {
        let mut masks = self.matcher.masks(&batch)?;
        if let Some(bots) = left_out(&batch, self.rule.automatic)? {
            for (row, mask) in masks.iter_mut().enumerate() {
                if bots.is_valid(row) {
                    *mask = 0;
                }
            }
        }
        let times = column::<TimestampMicrosecondArray>(&batch, "occurred_at")?.values().clone();
        Ok((batch, OverlapRows { times, masks }))
    }
}

/// Two filters by their places, the smaller first; twice the same is the filter itself.
pub(crate) type Pair = (usize, usize);

/// The state of one range.
pub(crate) struct Overlap {
    rule: Arc<Rule>,
    visitor: Present,
    /// What was counted.
    pub(crate) sums: BTreeMap<Pair, CountSum>,
}

impl Overlap {
    pub(crate) fn new(rule: Arc<Rule>) -> Self {
        Self { rule, visitor: Present::default(), sums: BTreeMap::new() }
    }

    fn count(&mut self, rows: &OverlapRows, range: Range<usize>, visitor: Option<Present>) {
        let (days, distinct) = (self.rule.days.len(), self.rule.distinct);
        let weight = visitor.unwrap_or_default().weight;
        for row in range {
            let mask = rows.masks[row];
            if mask == 0 {
                continue;
            }
            let (Some(day), _) = self.rule.days.day(rows.times[row]) else { continue };
            let is_one = |place: &usize| mask & (1 << place) != 0;
            for one in (0..self.rule.filters).filter(is_one) {
                for other in (one..self.rule.filters).filter(is_one) {
                    let sums = self.sums.entry((one, other)).or_default();
                    sums.events.add(1, weight);
                    if let Some(visitor) = visitor {
                        sums.events_of_visitors += 1;
                        sums.events_of.grow(Contributor::new(visitor, day, distinct), 1);
                        sums.people.see(visitor, day, days);
                    }
                }
            }
        }
    }
}

impl Measure for Overlap {
    type Rows = OverlapRows;

    fn nobody(&mut self, rows: &OverlapRows, range: Range<usize>) {
        self.count(rows, range, None);
    }

    fn visitor(&mut self, weight: Weight) {
        self.visitor.next(weight);
    }

    fn rows(&mut self, rows: &OverlapRows, range: Range<usize>) {
        self.count(rows, range, Some(self.visitor));
    }

    fn finish(&mut self) {}

    fn bytes(&self) -> usize {
        // Two filters have a count for every day as soon as they share a visitor.
        self.sums.len() * (size_of::<CountSum>() + self.rule.days.len() * size_of::<u32>())
    }
}
