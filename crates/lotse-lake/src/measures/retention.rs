//! Who comes back: the intervals in which each visitor was there. `docs/spec/retention.md` states the
//! rules.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use lotse_domain::query::{
    blur::Weight,
    retention::{Cohorts, Return},
};

use super::{Measure, steps::StepRows, tally::Sum, weighed::Weighed};

/// The bit of events that begin, and of those that come back.
const STARTS: u64 = 1;
const RETURNS: u64 = 2;

/// What is counted, in the lake's numbers.
#[derive(Debug)]
pub(crate) struct Rule {
    /// First instants of the intervals in microseconds, and the first instant after the last.
    pub(crate) bounds: Vec<i64>,
    /// How many of them lie before the period.
    pub(crate) history: usize,
    pub(crate) cohorts: Cohorts,
    pub(crate) back: Return,
}

impl Rule {
    /// Intervals, those of the history included.
    fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// The interval that a time lies in. Times ascend, so it is looked for from the last one on.
    fn interval(&self, time: i64, from: usize) -> Option<usize> {
        let later = self.bounds.get(from + 1..)?;
        let interval = from + later.partition_point(|bound| *bound <= time);
        let begun = self.bounds.get(interval).is_some_and(|start| *start <= time);
        (begun && interval < self.len()).then_some(interval)
    }
}

/// One interval's visitors, by when they were there before.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Before {
    pub(crate) new: u64,
    pub(crate) returning: u64,
    pub(crate) resurrected: u64,
    pub(crate) dormant: u64,
}

/// What was counted; intervals are those of the period, from 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted {
    /// By interval: its cohort, then how many of it came back so many intervals later.
    pub(crate) cohorts: Vec<Vec<Weighed>>,
    pub(crate) lifecycle: Vec<Before>,
    pub(crate) stickiness: BTreeMap<u64, u64>,
    pub(crate) frequency: BTreeMap<u64, u64>,
}

impl Counted {
    fn new(intervals: usize) -> Self {
        Self {
            cohorts: (0..intervals)
                .map(|first| vec![Weighed::default(); intervals - first])
                .collect(),
            lifecycle: vec![Before::default(); intervals],
            ..Self::default()
        }
    }
}

impl Sum for Counted {
    fn add(&mut self, other: &Self) {
        if self.lifecycle.is_empty() {
            self.clone_from(other);
            return;
        }
        let theirs = other.cohorts.iter().flatten();
        for (mine, theirs) in self.cohorts.iter_mut().flatten().zip(theirs) {
            *mine += *theirs;
        }
        for (mine, theirs) in self.lifecycle.iter_mut().zip(&other.lifecycle) {
            mine.new += theirs.new;
            mine.returning += theirs.returning;
            mine.resurrected += theirs.resurrected;
            mine.dormant += theirs.dormant;
        }
        for (mine, theirs) in
            [(&mut self.stickiness, &other.stickiness), (&mut self.frequency, &other.frequency)]
        {
            for (number, visitors) in theirs {
                *mine.entry(*number).or_default() += visitors;
            }
        }
    }
}

/// The state of one range.
pub(crate) struct Retention {
    rule: Arc<Rule>,
    /// Of the present visitor.
    weight: Weight,
    /// Intervals with an event that begins, of the present visitor; ascending.
    starts: Vec<usize>,
    /// Those with an event that comes back.
    came_back: Vec<usize>,
    /// Events of the period that begin.
    events: u64,
    pub(crate) counted: Counted,
}

impl Retention {
    pub(crate) fn new(rule: Arc<Rule>) -> Self {
        let counted = Counted::new(rule.len() - rule.history);
        let (starts, came_back) = (Vec::new(), Vec::new());
        Self { rule, weight: Weight::ONE, starts, came_back, events: 0, counted }
    }

    /// Counts the present visitor and forgets it.
    fn close(&mut self) {
        if self.starts.is_empty() {
            self.came_back.clear();
            return;
        }
        self.count_lifecycle();
        self.count_cohorts();
        let history = self.rule.history;
        let there = self.starts.iter().filter(|interval| **interval >= history).count() as u64;
        if there > 0 {
            *self.counted.stickiness.entry(there).or_default() += 1;
            *self.counted.frequency.entry(self.events).or_default() += 1;
        }
        self.starts.clear();
        self.came_back.clear();
        self.events = 0;
    }

    fn count_lifecycle(&mut self) {
        let history = self.rule.history;
        let rows = &mut self.counted.lifecycle;
        let mut last = None;
        for interval in &self.starts {
            if let Some(row) = interval.checked_sub(history).and_then(|n| rows.get_mut(n)) {
                match last {
                    None => row.new += 1,
                    Some(last) if last + 1 == *interval => row.returning += 1,
                    Some(_) => row.resurrected += 1,
                }
            }
            last = Some(*interval);
        }
        for (place, interval) in self.starts.iter().enumerate() {
            let next = interval + 1;
            if self.starts.get(place + 1) != Some(&next)
                && let Some(row) = next.checked_sub(history).and_then(|n| rows.get_mut(n))
            {
                row.dormant += 1;
            }
        }
    }

    fn count_cohorts(&mut self) {
        let history = self.rule.history;
        let begun = match self.rule.cohorts {
            Cohorts::FirstTime => self.starts.get(..1).unwrap_or_default(),
            Cohorts::Recurring => &self.starts,
        };
        let (cohorts, weight) = (&mut self.counted.cohorts, self.weight);
        for first in begun {
            let cohort = first.checked_sub(history).and_then(|n| cohorts.get_mut(n));
            let Some(cohort) = cohort else { continue };
            cohort[0].add(1, weight);
            let later = &self.came_back[self.came_back.partition_point(|at| at <= first)..];
            match self.rule.back {
                Return::Exactly => {
                    for at in later {
                        cohort[at - first].add(1, weight);
                    }
                }
                Return::OnOrAfter => {
                    let last = later.last().map_or(0, |at| at - first);
                    for back in cohort.get_mut(1..=last).into_iter().flatten() {
                        back.add(1, weight);
                    }
                }
            }
        }
    }
}

impl Measure for Retention {
    type Rows = StepRows;

    /// Nobody comes back.
    fn nobody(&mut self, _rows: &StepRows, _range: Range<usize>) {}

    fn visitor(&mut self, weight: Weight) {
        self.close();
        self.weight = weight;
    }

    fn rows(&mut self, rows: &StepRows, range: Range<usize>) {
        for row in range {
            let known = self.starts.last().max(self.came_back.last()).copied().unwrap_or(0);
            let Some(interval) = self.rule.interval(rows.time(row), known) else { continue };
            let mask = rows.mask(row);
            if mask & STARTS != 0 {
                if self.starts.last() != Some(&interval) {
                    self.starts.push(interval);
                }
                self.events += u64::from(interval >= self.rule.history);
            }
            if mask & RETURNS != 0 && self.came_back.last() != Some(&interval) {
                self.came_back.push(interval);
            }
        }
    }

    fn finish(&mut self) {
        self.close();
    }
}
