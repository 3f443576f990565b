//! Sums by label, and how those of two ranges become one.

use std::collections::BTreeMap;

use lotse_domain::{
    Count,
    query::{
        Tally,
        blur::{Blurred, Weight},
    },
};

use super::{contributions::Contributions, weighed::Weighed};

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
/// visitor comes once and each visitor's days ascend. Ranges share no visitor, so what they counted
/// adds up.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    pub(crate) visitors: Weighed,
    /// Those of each day added up.
    pub(crate) visitor_days: Weighed,
    by_day: Vec<u32>,
    /// The number of the visitor seen last by the consumer of one range.
    last_visitor: u64,
    last_day: usize,
}

impl People {
    /// A visitor was here on `day` of `days`. Whether that is new.
    pub(crate) fn see(&mut self, visitor: Present, day: usize, days: usize) -> bool {
        let other = self.last_visitor != visitor.number;
        if other {
            self.visitors.add(1, visitor.weight);
            self.last_visitor = visitor.number;
        }
        let is_new = other || self.last_day != day;
        if is_new {
            self.last_day = day;
            self.visitor_days.add(1, visitor.weight);
            if self.by_day.is_empty() {
                self.by_day = vec![0; days];
            }
            self.by_day[day] += 1;
        }
        is_new
    }

    /// The same people so many days later in the period.
    pub(crate) fn later(mut self, days: usize) -> Self {
        self.by_day.splice(..0, std::iter::repeat_n(0, days));
        self
    }

    /// Those of a day.
    pub(crate) fn on(&self, day: usize) -> Count {
        self.by_day.get(day).copied().map_or(Count::ZERO, count)
    }

    /// The most on any one day.
    pub(crate) fn most_on_a_day(&self) -> Count {
        self.by_day.iter().copied().max().map_or(Count::ZERO, count)
    }

    /// The fewest on any of the days on which there was somebody; 0 without such a day.
    pub(crate) fn fewest_on_a_day(&self) -> Count {
        self.by_day.iter().copied().filter(|day| *day > 0).min().map_or(Count::ZERO, count)
    }
}

fn count(visitors: u32) -> Count {
    Count::new(u64::from(visitors))
}

/// What was counted in parts and is added up.
pub(crate) trait Sum: Clone + Default {
    /// Adds what another range or consumer counted.
    fn add(&mut self, other: &Self);
}

impl Sum for People {
    fn add(&mut self, other: &Self) {
        self.visitors += other.visitors;
        self.visitor_days += other.visitor_days;
        if self.by_day.len() < other.by_day.len() {
            self.by_day.resize(other.by_day.len(), 0);
        }
        for (mine, theirs) in self.by_day.iter_mut().zip(&other.by_day) {
            *mine += *theirs;
        }
    }
}

/// What was counted under one label.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) events: Weighed,
    pub(crate) page_views: Weighed,
    /// Of them, what visitors contributed.
    pub(crate) page_views_of: Contributions,
    pub(crate) visits: Weighed,
    /// Of them, what visitors contributed.
    pub(crate) visits_of: Contributions,
    pub(crate) measured_visits: Weighed,
    pub(crate) bounces: Weighed,
    pub(crate) engaged_ms: u64,
    pub(crate) people: People,
}

impl Sum for Sums {
    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.page_views += other.page_views;
        self.page_views_of.add(&other.page_views_of);
        self.visits += other.visits;
        self.visits_of.add(&other.visits_of);
        self.measured_visits += other.measured_visits;
        self.bounces += other.bounces;
        self.engaged_ms = self.engaged_ms.saturating_add(other.engaged_ms);
        self.people.add(&other.people);
    }
}

impl Sums {
    /// As answers have it.
    pub(crate) fn tally(&self) -> Tally {
        let Self { events, page_views, visits, measured_visits, bounces, people, .. } = self;
        Tally {
            events: events.exact,
            page_views: page_views.exact,
            largest_page_views: self.page_views_of.largest(),
            visitor_days: people.visitor_days.exact,
            most_visitors_on_a_day: people.most_on_a_day(),
            fewest_visitors_on_a_day: people.fewest_on_a_day(),
            visitors: people.visitors.exact,
            visits: visits.exact,
            largest_visits: self.visits_of.largest(),
            measured_visits: measured_visits.exact,
            bounces: bounces.exact,
            engaged_ms: self.engaged_ms,
            blurred: Blurred {
                events: events.blurred,
                page_views: page_views.blurred,
                visits: visits.blurred,
                measured_visits: measured_visits.blurred,
                bounces: bounces.blurred,
                visitors: people.visitors.blurred,
                visitor_days: people.visitor_days.blurred,
            },
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

impl Table<Sums> {
    /// The rows for the answer, ordered by label, at most `limit`: those with the most events, then
    /// visits, stay.
    pub(crate) fn rows(&self, limit: usize) -> (Vec<(Option<String>, Tally)>, bool) {
        let weight = |sums: &Sums| {
            let tally = sums.tally();
            (tally != Tally::default()).then_some((tally.events, tally.visits))
        };
        let (rows, truncated) = self.cut(limit, weight);
        (rows.into_iter().map(|(label, sums)| (shown(label), sums.tally())).collect(), truncated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(&str, u64)], overflowed: bool) -> Table<Sums> {
        let sums = |number: u64| {
            let mut sums = Sums::default();
            sums.events.add(number, Weight::ONE);
            sums
        };
        let rows = rows.iter().map(|(label, n)| (Some((*label).into()), sums(*n))).collect();
        Table::new(rows, overflowed)
    }

    fn events(table: &Table<Sums>, limit: usize) -> (Vec<(String, u64)>, bool) {
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
