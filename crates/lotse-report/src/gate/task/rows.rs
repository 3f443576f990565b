//! Rows and intervals: attempts of a label, or that began in a time, which add up to all.
//!
//! What is told of them is told by level: that they began, and how many windows are open; what is done and abandoned; and
//! both in their parts. At each level what is left of all without the rows that are told is of enough people in every part,
//! or of nobody.

use std::cmp::Reverse;

use lotse_domain::{
    Count,
    query::{
        attempts::{AttemptsAnswer, AttemptsQuestion, AttemptsRow},
        funnel::Reached,
        interval::Stretch,
    },
};
use lotse_stats::{
    clusters::{ClusteredTrials, difference_of_proportions, proportion},
    estimate::{Level, SampleUnit},
};

use super::{
    super::{Disclosed, shown},
    Attempts, DisclosedGap, DisclosedInterval, DisclosedRow,
    parts::{self, Parts, joined},
};
use crate::measure::{Cell, Hidden, Number};

/// Parts of a row that are told as one.
struct Group {
    parts: fn(&AttemptsRow) -> Vec<&Reached>,
    /// Of how many they are: where that is nothing, that nobody is in them says nothing of anybody.
    of: fn(&AttemptsRow) -> Count,
}

fn closed(row: &AttemptsRow) -> Count {
    row.closed.units
}

fn not_closed(row: &AttemptsRow) -> Count {
    row.begun.units.less(row.closed.units)
}

const BEGUN: &[Group] = &[
    Group { parts: |row| vec![&row.begun], of: |_| Count::new(1) },
    // Whether windows are open says something of the time.
    Group { parts: |row| vec![&row.closed], of: closed },
    Group { parts: |row| row.standing.iter().skip(3).collect(), of: not_closed },
];
const BASE: &[Group] = &[
    Group { parts: |row| row.standing.iter().take(2).collect(), of: closed },
    Group { parts: |row| row.standing.iter().skip(2).take(1).collect(), of: closed },
];
const OF_DONE: &[Group] = &[
    Group { parts: |row| row.standing.iter().take(1).collect(), of: closed },
    Group { parts: |row| row.standing.iter().skip(1).take(1).collect(), of: closed },
];
const OF_OPEN: &[Group] = &[
    Group { parts: |row| row.standing.iter().skip(3).take(1).collect(), of: not_closed },
    Group { parts: |row| row.standing.iter().skip(4).take(1).collect(), of: not_closed },
    Group { parts: |row| row.standing.iter().skip(5).collect(), of: not_closed },
];

impl Group {
    fn hides(&self, parts: Parts, row: &AttemptsRow) -> Option<Hidden> {
        let of = (self.parts)(row);
        let is_nobody = of.iter().all(|part| part.units.is_zero());
        if is_nobody && (self.of)(row).is_zero() {
            return None;
        }
        parts.hides_together(&of, row.begun.largest_units)
    }
}

/// Why parts of a row are not told.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Why {
    /// That they began.
    begun: Option<Hidden>,
    /// How many windows have closed.
    closed: Option<Hidden>,
    /// Those that are done, and those that are not.
    done: Option<Hidden>,
    /// Completed and refused ones.
    of_done: Option<Hidden>,
    /// Those that are done early, saved and open.
    of_open: [Option<Hidden>; 3],
}

impl Why {
    fn nothing(why: Hidden) -> Self {
        let why = Some(why);
        Self { begun: why, closed: why, done: why, of_done: why, of_open: [why; 3] }
    }

    /// Why it is not told what is done.
    pub(super) fn hides_done(&self) -> Option<Hidden> {
        self.done
    }

    /// Whether it is told which of them were completed.
    pub(super) fn tells_completed(&self) -> bool {
        self.done.or(self.of_done).is_none()
    }
}

impl Parts {
    /// What is told of all attempts.
    pub(super) fn of_whole(self, row: &AttemptsRow) -> Why {
        if let Some(why) = self.alone(&row.begun) {
            return Why::nothing(why);
        }
        let hides = |group: &Group| group.hides(self, row);
        // Of all that began only the few of now are hidden; then how many began is not told, since that they are known whose
        // window has closed matters more.
        let of_open: Vec<_> = OF_OPEN.iter().map(hides).collect();
        let closed = if closed(row).is_zero() { None } else { self.alone(&row.closed) };
        let is_part_hidden = closed.is_some() || of_open.iter().any(Option::is_some);
        let begun = is_part_hidden.then_some(Hidden::Protects);
        let done = BASE.iter().find_map(hides);
        // A part of too few is told with the other one: both are what is done.
        let of_done = OF_DONE.iter().find_map(hides);
        let of_open = [0, 1, 2].map(|place| of_open.get(place).copied().flatten());
        Why { begun, closed, done: closed.or(done), of_done, of_open }
    }

    /// What attempts are, part by part.
    pub(super) fn attempts(row: &AttemptsRow, why: &Why) -> Attempts {
        let [completed, refused, abandoned, early, saved, open] = &row.standing;
        let of_closed = |of: &Reached, hidden: Option<Hidden>| match why.done.or(hidden) {
            None if row.closed.units.is_zero() => Cell::NoData,
            hidden => parts::told(of, hidden),
        };
        let [of_early, of_saved, of_open] = why.of_open;
        Attempts {
            begun: parts::told(&row.begun, why.begun),
            closed: parts::told(&row.closed, why.closed),
            completed: of_closed(completed, why.of_done),
            refused: of_closed(refused, why.of_done),
            done: of_closed(&joined(completed, refused), None),
            abandoned: of_closed(abandoned, None),
            completion: match why.done {
                Some(why) => Cell::Hidden(why),
                None if row.closed.units.is_zero() => Cell::NoData,
                None => share(row.completion.trials()),
            },
            done_early: parts::told(early, of_early),
            saved: parts::told(saved, of_saved),
            open: parts::told(open, of_open),
        }
    }

    /// Of rows that add up to a whole, why each is not told at one level, by why it is not at the one before. Where what is
    /// left of the whole tells of a few, the smallest that could be told joins it.
    fn level(
        self,
        groups: &[Group],
        (rows, whole, truncated): Rows<'_>,
        mut why: Vec<Option<Hidden>>,
    ) -> Vec<Option<Hidden>> {
        for (why, row) in why.iter_mut().zip(rows) {
            *why = why.or_else(|| groups.iter().find_map(|group| group.hides(self, row)));
        }
        loop {
            let left =
                || rows.iter().zip(&why).filter(|(_, why)| why.is_some()).map(|(row, _)| *row);
            let told: Vec<&AttemptsRow> = rows
                .iter()
                .zip(&why)
                .filter(|(_, why)| why.is_none())
                .map(|(row, _)| *row)
                .collect();
            let is_safe = left().next().is_none() && !truncated
                || groups.iter().all(|group| {
                    let known: Vec<&Reached> = left().flat_map(|row| (group.parts)(row)).collect();
                    let all: Count = (group.parts)(whole).iter().map(|part| part.units).sum();
                    let in_told = told.iter().flat_map(|row| (group.parts)(row));
                    let units = all.less(in_told.map(|part| part.units).sum());
                    let of = (group.of)(whole).less(told.iter().map(|row| (group.of)(row)).sum());
                    units.is_zero() && of.is_zero() || !self.left_is_small(units, &known, whole)
                });
            if is_safe {
                return why;
            }
            let smallest = rows.iter().zip(&why).enumerate();
            let smallest = smallest.filter(|(_, (row, why))| {
                why.is_none() && (!row.begun.units.is_zero() || self.hides_nobody())
            });
            let smallest = smallest.min_by_key(|(place, (row, _))| (row.begun.units, *place));
            let Some((place, _)) = smallest else { return why };
            if let Some(why) = why.get_mut(place) {
                *why = Some(Hidden::Protects);
            }
        }
    }

    /// What is told of each of several rows that add up to a whole: how many began only where what is done is told.
    /// Otherwise one level could tell of the rows that the other one hides.
    fn of_rows(self, rows: Rows<'_>, base: &[Option<Hidden>]) -> Vec<Why> {
        let of_whole = self.of_whole(rows.1);
        let with = |why: &[Option<Hidden>], whole: Option<Hidden>| -> Vec<Option<Hidden>> {
            why.iter().map(|why| why.or(whole)).collect()
        };
        let base = self.level(BASE, rows, with(base, of_whole.done));
        let of_done = self.level(OF_DONE, rows, with(&base, of_whole.of_done));
        let begun = self.level(BEGUN, rows, with(&base, of_whole.begun));
        let [early, saved, open] = of_whole.of_open;
        let of_open = self.level(OF_OPEN, rows, with(&begun, early.or(saved).or(open)));
        let all = base.into_iter().zip(of_done).zip(begun.into_iter().zip(of_open));
        all.zip(rows.0)
            .map(|(((base, of_done), (begun, of_open)), row)| Why {
                begun: begun.map(|_| self.alone(&row.begun).unwrap_or(Hidden::Protects)),
                closed: base,
                done: base,
                of_done,
                of_open: [of_open; 3],
            })
            .collect()
    }

    /// The rows that may be named, the largest first, and whether others are missing.
    pub(super) fn rows(self, answer: &AttemptsAnswer) -> (Vec<DisclosedRow>, bool) {
        let all: Vec<&(Option<String>, AttemptsRow)> =
            answer.rows.iter().filter(|(_, row)| !row.begun.units.is_zero()).collect();
        let rows: Vec<&AttemptsRow> = all.iter().map(|(_, row)| row).collect();
        // A row of which no window has closed has nothing to say.
        let base = rows.iter().map(|row| row.closed.units.is_zero().then_some(Hidden::Protects));
        let base: Vec<_> = base.collect();
        let why = self.of_rows((&rows, &answer.whole, answer.truncated), &base);
        let mut told: Vec<_> =
            all.iter().zip(&why).filter(|(_, why)| why.hides_done().is_none()).collect();
        let is_cut = answer.truncated || told.len() < all.len();
        told.sort_by_key(|((label, row), _)| (Reverse(row.closed.blurred_units), label.clone()));
        let level = Level::all_of(told.len());
        let rows = told.iter().map(|((label, row), why)| {
            let others = all.iter().filter(|(other, _)| other != label);
            let others = others
                .fold(ClusteredTrials::EMPTY, |sum, (_, row)| sum.merge(row.completion.trials()));
            // Named with its own number of those that are done, not of those of which a time is known.
            let done = joined(&row.standing[0], &row.standing[1]);
            DisclosedRow {
                label: Disclosed(label.clone()),
                attempts: Self::attempts(row, why),
                in_use: self.median(&row.in_use, &row.timed, &done),
                gap: gap(row, others, level).filter(|_| !answer.truncated),
            }
        });
        (rows.collect(), is_cut)
    }

    /// Every interval of the period, in order.
    pub(super) fn intervals(
        self,
        answer: &AttemptsAnswer,
        question: &AttemptsQuestion,
    ) -> Vec<DisclosedInterval> {
        let nothing = AttemptsRow::default();
        let stretches = question.interval.stretches(&question.scope.period);
        let of = |stretch: &Stretch| {
            let found = answer.intervals.iter().find(|(first, _)| *first == stretch.first);
            found.map_or(&nothing, |(_, row)| row)
        };
        let cells: Vec<&AttemptsRow> = stretches.iter().map(of).collect();
        let rows = (cells.as_slice(), &answer.whole, false);
        let why = self.of_rows(rows, &vec![None; cells.len()]);
        let told = cells.iter().zip(&why).map(|(row, why)| Self::attempts(row, why));
        let of = |(stretch, attempts): (Stretch, Attempts)| {
            let Stretch { from, to, is_whole, .. } = stretch;
            DisclosedInterval { from, to, is_whole, attempts }
        };
        stretches.into_iter().zip(told).map(of).collect()
    }
}

/// Rows, the whole that they add up to, and whether some are missing.
type Rows<'a> = (&'a [&'a AttemptsRow], &'a AttemptsRow, bool);

/// The share of attempts that count as completed, by people.
fn share(trials: ClusteredTrials) -> Cell {
    let share = proportion(trials, SampleUnit::Attempts, Level::P95);
    share.map_or(Cell::NoData, |share| shown(Number::OfBlurred(share)))
}

/// A row's completion less that of others.
pub(super) fn gap(
    row: &AttemptsRow,
    others: ClusteredTrials,
    level: Level,
) -> Option<DisclosedGap> {
    let (trials, unit) = (row.completion.trials(), SampleUnit::Attempts);
    let gap = difference_of_proportions(trials, others, unit, level).ok()?;
    Some(DisclosedGap {
        is_clear: gap.is_clear().unwrap_or(false),
        difference: shown(Number::OfBlurred(gap.between)),
    })
}
