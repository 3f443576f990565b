//! Events, people and the sum of a number, by days, texts and bins. `docs/spec/counts.md`.

use std::{collections::HashMap, ops::Range, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, Int64Array, RecordBatch, TimestampMicrosecondArray},
        buffer::ScalarBuffer,
    },
    error::Result,
};
use jiff::civil::{Date, Weekday};
use lotse_domain::{
    decimal::Decimal,
    query::{
        Automatic,
        blur::Weight,
        counts::{CountsParts, Distinct, Grouping, Number},
        filter::Attribute,
        interval::Interval,
    },
};

use super::{
    Measure,
    contributions::{Contributions, Contributor},
    days::Days,
    labels::{Labels, each_text},
    rows::{column, left_out},
    tally::{People, Present, Sum},
    weighed::Weighed,
};
use crate::{
    matcher::{Matcher, column_of, texts},
    operators::run_merge::ReadRows,
};

/// The most labels of one grouping that a range tells apart.
const LABELS: usize = 5_000;
/// The most rows that a range counts.
const ROWS: usize = 20_000;
/// Groupings that have no part in a key.
const NO_PART: u32 = 0;

/// What is counted; the same for every range.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) days: Days,
    pub(crate) by: Vec<Grouping>,
    number: Option<Number>,
    distinct: Distinct,
    automatic: Automatic,
    /// By grouping, for each day: the place of the first day of its interval, and the interval's first
    /// date. Empty where the grouping is not of time.
    intervals: [Vec<(u32, Date)>; 3],
}

impl Rule {
    pub(crate) fn new(parts: &CountsParts) -> Self {
        let days = parts.scope.period.days();
        let of_interval = |interval: Interval| {
            let mut places: Vec<(u32, Date)> = Vec::with_capacity(days.len());
            for (place, day) in (0..).zip(days) {
                let first = interval.first_of(day.date, Weekday::Monday);
                let same = places.last().filter(|(_, last)| *last == first);
                places.push((same.map_or(place, |(place, _)| *place), first));
            }
            places
        };
        let mut intervals: [Vec<(u32, Date)>; 3] = Default::default();
        for (grouping, intervals) in parts.by.iter().zip(&mut intervals) {
            if let Grouping::Every(interval) = grouping {
                *intervals = of_interval(*interval);
            }
        }
        Self {
            days: Days::new(&parts.scope.period),
            by: parts.by.clone(),
            number: parts.number.clone(),
            distinct: parts.distinct,
            automatic: parts.scope.automatic,
            intervals,
        }
    }

    /// The first date of the interval that a part of a key stands for.
    pub(crate) fn since(&self, grouping: usize, part: usize) -> Option<Date> {
        self.intervals.get(grouping)?.get(part).map(|(_, first)| *first)
    }
}

/// The parts of a row's name: for each grouping the number of an interval's first day, a label or a bin.
pub(crate) type Key = [u32; 3];

/// A batch, ready to be counted.
pub(crate) struct CountRows {
    times: ScalarBuffer<i64>,
    counts: Vec<bool>,
    /// By grouping; empty for intervals, which are the times'.
    parts: [Vec<u32>; 3],
    /// Empty where no number is added up.
    numbers: Vec<Option<Decimal>>,
}

/// Reads batches of one range.
pub(crate) struct CountReader {
    rule: Arc<Rule>,
    matcher: Arc<Matcher>,
    labels: [Labels; 3],
}

/// The columns that a rule and a matcher need.
pub(crate) fn columns(rule: &Rule, matcher: &Matcher) -> Vec<&'static str> {
    let number = |number: &Number| match number {
        Number::EngagedMs => "engaged_ms",
        Number::Property(_) => "properties",
    };
    let mut columns: Vec<&'static str> = matcher.columns().collect();
    columns.extend(rule.number.as_ref().map(number));
    for grouping in &rule.by {
        match grouping {
            Grouping::Every(_) => {}
            Grouping::By(attribute) => columns.push(column_of(attribute)),
            Grouping::Bins { of, .. } => columns.push(number(of)),
        }
    }
    if rule.automatic == Automatic::LeftOut {
        columns.push("bot_verdict");
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

impl CountReader {
    pub(crate) fn new(rule: Arc<Rule>, matcher: Arc<Matcher>) -> Self {
        Self { rule, matcher, labels: std::array::from_fn(|_| Labels::new(LABELS)) }
    }

    /// The labels of a grouping.
    pub(crate) fn labels(&self, grouping: usize) -> Option<&Labels> {
        self.labels.get(grouping)
    }
}

/// The number that each row carries.
fn numbers(batch: &RecordBatch, number: &Number) -> Result<Vec<Option<Decimal>>> {
    Ok(match number {
        Number::EngagedMs => column::<Int64Array>(batch, "engaged_ms")?
            .iter()
            .map(|ms| ms.map(Decimal::whole))
            .collect(),
        Number::Property(name) => {
            let texts = texts(batch, &Attribute::Property(name.clone()))?;
            let mut numbers = vec![None; texts.len()];
            each_text(&texts, None, Decimal::parse, |row, number| {
                if let Some(place) = numbers.get_mut(row) {
                    *place = number;
                }
            });
            numbers
        }
    })
}

/// The bin of a number, from 1; 0 is none.
fn bin(edges: &[Decimal], number: Option<Decimal>) -> u32 {
    let bin = |number| edges.partition_point(|edge| *edge <= number) + 1;
    number.map_or(0, |number| u32::try_from(bin(number)).unwrap_or(u32::MAX))
}

impl ReadRows<CountRows> for CountReader {
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, CountRows)> {
        let masks = self.matcher.masks(&batch)?;
        let bots = left_out(&batch, self.rule.automatic)?;
        let counts = (0..batch.num_rows())
            .zip(masks)
            .map(|(row, mask)| mask != 0 && bots.is_none_or(|bots| bots.is_null(row)))
            .collect();
        let mut parts: [Vec<u32>; 3] = Default::default();
        for ((grouping, parts), labels) in self.rule.by.iter().zip(&mut parts).zip(&mut self.labels)
        {
            match grouping {
                Grouping::Every(_) => {}
                Grouping::By(attribute) => *parts = labels.number(&*texts(&batch, attribute)?),
                Grouping::Bins { of, edges } => {
                    let numbers = numbers(&batch, of)?;
                    *parts = numbers.into_iter().map(|number| bin(edges, number)).collect();
                }
            }
        }
        let numbers = match &self.rule.number {
            Some(number) => numbers(&batch, number)?,
            None => Vec::new(),
        };
        let times = column::<TimestampMicrosecondArray>(&batch, "occurred_at")?.values().clone();
        Ok((batch, CountRows { times, counts, parts, numbers }))
    }
}

/// What was counted in one row.
#[derive(Clone, Debug, Default)]
pub(crate) struct CountSum {
    pub(crate) events: Weighed,
    /// Of them, what visitors contributed.
    pub(crate) events_of: Contributions,
    pub(crate) events_of_visitors: u64,
    pub(crate) numbers: u64,
    pub(crate) sum: Decimal,
    pub(crate) people: People,
}

impl Sum for CountSum {
    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.events_of.add(&other.events_of);
        self.events_of_visitors += other.events_of_visitors;
        self.numbers += other.numbers;
        self.sum += other.sum;
        self.people.add(&other.people);
    }
}

/// The state of one range.
pub(crate) struct Counts {
    rule: Arc<Rule>,
    visitor: Present,
    whole: CountSum,
    /// Places of rows by their keys.
    places: HashMap<Key, usize>,
    rows: Vec<CountSum>,
    /// The last key and its place: the same comes often.
    last: Option<(Key, usize)>,
    overflowed: bool,
}

impl Counts {
    pub(crate) fn new(rule: Arc<Rule>) -> Self {
        Self {
            rule,
            visitor: Present::default(),
            whole: CountSum::default(),
            places: HashMap::new(),
            rows: Vec::new(),
            last: None,
            overflowed: false,
        }
    }

    /// What was counted: the whole, the rows, and whether there were more.
    pub(crate) fn counted(self) -> (CountSum, impl Iterator<Item = (Key, CountSum)>, bool) {
        let mut rows: Vec<Option<CountSum>> = self.rows.into_iter().map(Some).collect();
        let rows = self.places.into_iter().map(move |(key, place)| {
            (key, rows.get_mut(place).and_then(Option::take).unwrap_or_default())
        });
        (self.whole, rows, self.overflowed)
    }

    /// The place of a row; none if there is no room for it.
    fn place(&mut self, key: Key) -> Option<usize> {
        if let Some((last, place)) = self.last
            && last == key
        {
            return Some(place);
        }
        let place = match self.places.get(&key) {
            Some(place) => *place,
            None if self.rows.len() < ROWS => {
                self.rows.push(CountSum::default());
                self.places.insert(key, self.rows.len() - 1);
                self.rows.len() - 1
            }
            None => {
                self.overflowed = true;
                return None;
            }
        };
        self.last = Some((key, place));
        Some(place)
    }

    fn count(&mut self, rows: &CountRows, range: Range<usize>, visitor: Option<Present>) {
        let (days, distinct) = (self.rule.days.len(), self.rule.distinct);
        let (mut day, mut until) = (None, i64::MIN);
        for row in range {
            let time = rows.times[row];
            // Rows of nobody are in no order, so the day is looked up for each.
            if time >= until || visitor.is_none() {
                (day, until) = self.rule.days.day(time);
            }
            let Some(day) = day.filter(|_| rows.counts[row]) else { continue };
            let number = rows.numbers.get(row).copied().flatten();
            let weight = visitor.unwrap_or_default().weight;
            let see = |sums: &mut CountSum| {
                sums.events.add(1, weight);
                if let Some(visitor) = visitor {
                    sums.events_of_visitors += 1;
                    sums.events_of.grow(Contributor::new(visitor, day, distinct), 1);
                    sums.people.see(visitor, day, days);
                }
                if let Some(number) = number {
                    sums.numbers += 1;
                    sums.sum += number;
                }
            };
            see(&mut self.whole);
            if self.rule.by.is_empty() {
                continue;
            }
            let mut key = [NO_PART; 3];
            let of_time = &self.rule.intervals[..self.rule.by.len()];
            for ((intervals, part), parts) in of_time.iter().zip(&mut key).zip(&rows.parts) {
                *part = match intervals.get(day) {
                    Some((first, _)) => *first,
                    None => parts[row],
                };
            }
            if let Some(place) = self.place(key) {
                see(&mut self.rows[place]);
            }
        }
    }
}

impl Measure for Counts {
    type Rows = CountRows;

    fn nobody(&mut self, rows: &CountRows, range: Range<usize>) {
        self.count(rows, range, None);
    }

    fn visitor(&mut self, weight: Weight) {
        self.visitor.next(weight);
    }

    fn rows(&mut self, rows: &CountRows, range: Range<usize>) {
        self.count(rows, range, Some(self.visitor));
    }

    fn finish(&mut self) {}

    fn bytes(&self) -> usize {
        // A row has a count for every day as soon as it has a visitor.
        self.rows.len() * (size_of::<CountSum>() + self.rule.days.len() * size_of::<u32>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_begins_with_its_edge() {
        let edges = [10, 20].map(Decimal::whole);
        let number = |text| Decimal::parse(text);
        for (text, expected) in [("-5", 1), ("9.999999", 1), ("10", 2), ("19.9", 2), ("20", 3)] {
            assert_eq!(bin(&edges, number(text)), expected, "{text}");
        }
        assert_eq!(bin(&edges, None), 0);
    }
}
