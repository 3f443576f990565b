//! Sums by label, and how those of two ranges become one.

use std::collections::BTreeMap;

use lotse_domain::{
    Count,
    query::{
        Tally,
        blur::{Blurred, Weight},
    },
};

/// The visitor whose rows come now.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Present {
    /// Its number, from 1; 0 is nobody yet.
    pub(crate) number: u64,
    /// How often it counts in the blurred population.
    pub(crate) weight: Weight,
}

impl Present {
    /// Another visitor begins.
    pub(crate) fn next(&mut self, weight: Weight) {
        self.number += 1;
        self.weight = weight;
    }
}

/// Distinct visitors, in all and by day. Exact and without a table of visitors, because each
/// visitor comes once and each visitor's days ascend.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heads {
    visitors: u64,
    visitor_days: u64,
    blurred_visitors: u64,
    blurred_visitor_days: u64,
    by_day: Vec<u32>,
    /// The number of the visitor seen last.
    last_visitor: u64,
    last_day: usize,
}

impl Heads {
    /// A visitor was here on `day` of `days`.
    pub(crate) fn see(&mut self, visitor: Present, day: usize, days: usize) {
        let times = visitor.weight.times();
        let other = self.last_visitor != visitor.number;
        if other {
            self.visitors += 1;
            self.blurred_visitors += times;
            self.last_visitor = visitor.number;
        }
        if other || self.last_day != day {
            self.last_day = day;
            self.visitor_days += 1;
            self.blurred_visitor_days += times;
            if self.by_day.is_empty() {
                self.by_day = vec![0; days];
            }
            self.by_day[day] += 1;
        }
    }
}

/// Distinct visitors, ready to be merged with those of other ranges, which share none.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    pub(crate) visitors: u64,
    pub(crate) blurred_visitors: u64,
    /// Those of each day added up.
    pub(crate) blurred_visitor_days: u64,
    by_day: Vec<u32>,
}

impl From<Heads> for People {
    fn from(heads: Heads) -> Self {
        let Heads { visitors, blurred_visitors, blurred_visitor_days, by_day, .. } = heads;
        Self { visitors, blurred_visitors, blurred_visitor_days, by_day }
    }
}

impl Sum for People {
    fn add(&mut self, other: &Self) {
        self.visitors += other.visitors;
        self.blurred_visitors += other.blurred_visitors;
        self.blurred_visitor_days += other.blurred_visitor_days;
        if self.by_day.len() < other.by_day.len() {
            self.by_day.resize(other.by_day.len(), 0);
        }
        for (mine, theirs) in self.by_day.iter_mut().zip(&other.by_day) {
            *mine += *theirs;
        }
    }
}

impl People {
    /// Those of each day added up.
    pub(crate) fn visitor_days(&self) -> u64 {
        self.by_day.iter().copied().map(u64::from).sum()
    }

    /// The same people so many days later in the period.
    pub(crate) fn later(mut self, days: usize) -> Self {
        self.by_day.splice(..0, std::iter::repeat_n(0, days));
        self
    }

    /// The most on any one day.
    pub(crate) fn most_on_a_day(&self) -> u64 {
        self.by_day.iter().copied().max().map_or(0, u64::from)
    }

    /// The fewest on any day that had some.
    pub(crate) fn fewest_on_a_day(&self) -> u64 {
        self.by_day.iter().copied().filter(|day| *day > 0).min().map_or(0, u64::from)
    }
}

/// What was counted under one label, by one consumer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) events: u64,
    pub(crate) page_views: u64,
    pub(crate) visits: u64,
    pub(crate) measured_visits: u64,
    pub(crate) bounces: u64,
    pub(crate) engaged_ms: u64,
    pub(crate) blurred_events: u64,
    pub(crate) blurred_page_views: u64,
    pub(crate) blurred_visits: u64,
    pub(crate) blurred_measured_visits: u64,
    pub(crate) blurred_bounces: u64,
    pub(crate) heads: Heads,
}

/// The same, ready to be merged with that of other consumers and ranges. Ranges share no visitor, so
/// distinct visitors add up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Total {
    tally: Tally,
    by_day: Vec<Count>,
}

impl From<Sums> for Total {
    fn from(sums: Sums) -> Self {
        Self {
            tally: Tally {
                events: Count::new(sums.events),
                page_views: Count::new(sums.page_views),
                visitor_days: Count::new(sums.heads.visitor_days),
                most_visitors_on_a_day: Count::ZERO,
                fewest_visitors_on_a_day: Count::ZERO,
                visitors: Count::new(sums.heads.visitors),
                visits: Count::new(sums.visits),
                measured_visits: Count::new(sums.measured_visits),
                bounces: Count::new(sums.bounces),
                engaged_ms: sums.engaged_ms,
                blurred: Blurred {
                    events: Count::new(sums.blurred_events),
                    page_views: Count::new(sums.blurred_page_views),
                    visits: Count::new(sums.blurred_visits),
                    measured_visits: Count::new(sums.blurred_measured_visits),
                    bounces: Count::new(sums.blurred_bounces),
                    visitors: Count::new(sums.heads.blurred_visitors),
                    visitor_days: Count::new(sums.heads.blurred_visitor_days),
                },
            },
            by_day: sums.heads.by_day.iter().map(|n| Count::new(u64::from(*n))).collect(),
        }
    }
}

/// What was counted in parts and is added up.
pub(crate) trait Sum: Clone + Default {
    /// Adds what another range or consumer counted.
    fn add(&mut self, other: &Self);
}

impl Sum for Total {
    fn add(&mut self, other: &Self) {
        let (mine, theirs) = (&mut self.tally, &other.tally);
        mine.events += theirs.events;
        mine.page_views += theirs.page_views;
        mine.visitor_days += theirs.visitor_days;
        mine.visitors += theirs.visitors;
        mine.visits += theirs.visits;
        mine.measured_visits += theirs.measured_visits;
        mine.bounces += theirs.bounces;
        mine.engaged_ms = mine.engaged_ms.saturating_add(theirs.engaged_ms);
        let (mine, theirs) = (&mut mine.blurred, &theirs.blurred);
        mine.events += theirs.events;
        mine.page_views += theirs.page_views;
        mine.visits += theirs.visits;
        mine.measured_visits += theirs.measured_visits;
        mine.bounces += theirs.bounces;
        mine.visitors += theirs.visitors;
        mine.visitor_days += theirs.visitor_days;
        if self.by_day.len() < other.by_day.len() {
            self.by_day.resize(other.by_day.len(), Count::ZERO);
        }
        for (mine, theirs) in self.by_day.iter_mut().zip(&other.by_day) {
            *mine += *theirs;
        }
    }
}

impl Total {
    /// Distinct visitors of a day.
    pub(crate) fn visitors_on(&self, day: usize) -> Count {
        self.by_day.get(day).copied().unwrap_or_default()
    }

    /// The tally for the answer.
    pub(crate) fn tally(&self) -> Tally {
        Tally {
            most_visitors_on_a_day: self.by_day.iter().copied().max().unwrap_or_default(),
            fewest_visitors_on_a_day: self
                .by_day
                .iter()
                .copied()
                .filter(|day| !day.is_zero())
                .min()
                .unwrap_or_default(),
            ..self.tally.clone()
        }
    }
}

/// A label, or none.
pub(crate) type Label = Option<Box<str>>;

/// Sums by label, or by another key.
#[derive(Clone, Debug)]
pub(crate) struct Table<T, K: Ord = Label> {
    rows: BTreeMap<K, T>,
    /// There were more labels than were counted.
    overflowed: bool,
}

impl<T, K: Ord> Default for Table<T, K> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), overflowed: false }
    }
}

impl<T: Sum, K: Ord> Table<T, K> {
    /// A table of one range. It must have a row for every label that was counted, even for nothing.
    pub(crate) fn new(rows: BTreeMap<K, T>, overflowed: bool) -> Self {
        Self { rows, overflowed }
    }

    /// Other sums by the same keys.
    pub(crate) fn mapped(self, change: impl Fn(T) -> T) -> Self {
        let rows = self.rows.into_iter().map(|(key, sum)| (key, change(sum))).collect();
        Self { rows, overflowed: self.overflowed }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds the table of another range. A label that one of them had no room for is not known
    /// whole, so it goes.
    pub(crate) fn add(&mut self, other: Self) {
        if self.overflowed {
            let mut theirs = other.rows;
            if other.overflowed {
                self.rows.retain(|label, _| theirs.contains_key(label));
            }
            for (label, mine) in &mut self.rows {
                if let Some(total) = theirs.remove(label) {
                    mine.add(&total);
                }
            }
        } else if other.overflowed {
            let mine = std::mem::replace(self, other);
            self.add(mine);
        } else {
            for (label, total) in other.rows {
                self.rows.entry(label).or_default().add(&total);
            }
        }
    }

    /// The rows of at most `limit` labels, ordered by label: the heaviest stay, those without a
    /// weight go. And whether there were more.
    pub(crate) fn cut<W: Ord>(
        &self,
        limit: usize,
        weight: impl Fn(&T) -> Option<W>,
    ) -> (Vec<(&K, &T)>, bool) {
        let mut rows: Vec<(&K, W, &T)> = self
            .rows
            .iter()
            .filter_map(|(label, sum)| weight(sum).map(|weight| (label, weight, sum)))
            .collect();
        let truncated = self.overflowed || rows.len() > limit;
        if rows.len() > limit {
            rows.sort_by(|(a_label, a, _), (b_label, b, _)| (b, a_label).cmp(&(a, b_label)));
            rows.truncate(limit);
            rows.sort_by_key(|(label, _, _)| *label);
        }
        (rows.into_iter().map(|(label, _, sum)| (label, sum)).collect(), truncated)
    }
}

/// A label as answers have it.
pub(crate) fn shown(label: &Label) -> Option<String> {
    label.as_deref().map(str::to_owned)
}

impl Table<Total> {
    /// The rows for the answer, ordered by label, at most `limit`: those with the most events, then
    /// visits, stay.
    pub(crate) fn rows(&self, limit: usize) -> (Vec<(Option<String>, Tally)>, bool) {
        let weight = |total: &Total| {
            let tally = total.tally();
            (tally != Tally::default()).then_some((tally.events, tally.visits))
        };
        let (rows, truncated) = self.cut(limit, weight);
        (rows.into_iter().map(|(label, total)| (shown(label), total.tally())).collect(), truncated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(&str, u64)], overflowed: bool) -> Table<Total> {
        let total = |events: u64| Total::from(Sums { events, ..Sums::default() });
        let rows = rows.iter().map(|(label, n)| (Some((*label).into()), total(*n))).collect();
        Table::new(rows, overflowed)
    }

    fn events(table: &Table<Total>, limit: usize) -> (Vec<(String, u64)>, bool) {
        let (rows, truncated) = table.rows(limit);
        let rows = rows.into_iter();
        (rows.map(|(label, t)| (label.unwrap_or_default(), t.events.get())).collect(), truncated)
    }

    /// A label that one range had no room for would be shown with too small a number.
    #[test]
    fn only_labels_that_every_range_counted_whole_are_shown() {
        let whole = || table(&[("a", 1), ("b", 2), ("c", 3)], false);
        let full = || table(&[("b", 10), ("d", 20)], true);
        let other = || table(&[("b", 100), ("e", 200)], true);
        for order in
            [[whole(), full(), other()], [other(), whole(), full()], [full(), other(), whole()]]
        {
            let mut sum = Table::new(BTreeMap::new(), false);
            for table in order {
                sum.add(table);
            }
            assert_eq!(events(&sum, 9), (vec![("b".to_owned(), 112)], true));
        }
        let mut sum = whole();
        sum.add(full());
        let expected = vec![("b".to_owned(), 12), ("d".to_owned(), 20)];
        assert_eq!(events(&sum, 9), (expected, true));
    }

    #[test]
    fn the_most_frequent_labels_stay_in_the_order_of_labels() {
        let table = table(&[("a", 3), ("b", 1), ("c", 2), ("d", 0)], false);
        let expected = vec![("a".to_owned(), 3), ("c".to_owned(), 2)];
        assert_eq!(events(&table, 2), (expected, true));
        assert_eq!(events(&table, 3).0.len(), 3);
        assert!(!events(&table, 3).1, "a label without anything is no label");
    }
}
