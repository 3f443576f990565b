//! What is counted of attempts.

use std::{collections::HashMap, iter};

use lotse_domain::{
    Count,
    query::attempts::{
        AttemptsRow, Completion, Later, Mark, Marked, Met as MetAnswer, Place, Seconds, Standing,
        TIME_EDGES, time_bin,
    },
};

use super::{
    super::{
        contributions::Contributions,
        tally::{Present, Sum},
        units::Counted,
        weighed::Weighed,
    },
    walk::{Attempt, Met},
};
use crate::durations::seconds_of;

/// Where in a period an attempt lies, and whose it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whose {
    pub(crate) visitor: Present,
    /// The day of the period on which it began, of so many.
    pub(crate) day: usize,
    pub(crate) days: usize,
    pub(crate) standing: Standing,
}

impl Counted {
    fn see(&mut self, whose: Whose) {
        self.count(whose.visitor, whose.day, whose.days);
    }
}

/// Successes of visitors, of the blurred population. What one visitor adds comes without another's between.
#[derive(Clone, Debug, Default)]
struct Clusters {
    before: Completion,
    present: Present,
    n: u64,
    done: u64,
}

impl Clusters {
    fn see(&mut self, visitor: Present, done: bool) {
        if self.present.number != visitor.number {
            self.before = self.all();
            (self.present, self.n, self.done) = (visitor, 0, 0);
        }
        self.n += 1;
        self.done += u64::from(done);
    }

    fn all(&self) -> Completion {
        let present = Completion::of_visitor(self.present.weight, self.n, self.done);
        self.before.merge(present)
    }
}

/// What was counted under one label.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    begun: Counted,
    standing: [Counted; 6],
    closed: Counted,
    clusters: Clusters,
    /// Seconds in use of completed ones.
    in_use: Vec<u64>,
    timed: Counted,
}

impl Cell {
    pub(crate) fn count(&mut self, attempt: &Attempt, whose: Whose) {
        self.begun.see(whose);
        self.standing[place_of(whose.standing)].see(whose);
        if whose.standing.is_closed() {
            self.closed.see(whose);
            self.clusters.see(whose.visitor, whose.standing.is_done());
        }
        if let Some(seconds) = in_use(attempt, whose.standing) {
            self.in_use.push(seconds);
            self.timed.see(whose);
        }
    }

    pub(crate) fn begun(&self) -> Count {
        self.begun.units()
    }

    /// As answers have it.
    pub(crate) fn row(&self) -> AttemptsRow {
        AttemptsRow {
            begun: self.begun.reached(),
            standing: self.standing.each_ref().map(Counted::reached),
            closed: self.closed.reached(),
            completion: self.clusters.all(),
            in_use: seconds_of(self.in_use.clone()),
            timed: self.timed.reached(),
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.in_use.capacity() * size_of::<u64>()
    }
}

impl Sum for Cell {
    fn add(&mut self, other: &Self) {
        self.begun.add(&other.begun);
        add_each(&mut self.standing, &other.standing);
        self.closed.add(&other.closed);
        let both = self.clusters.all().merge(other.clusters.all());
        self.clusters = Clusters { before: both, ..Clusters::default() };
        self.in_use.extend(&other.in_use);
        self.timed.add(&other.timed);
    }
}

fn add_each<T: Sum>(mine: &mut [T], theirs: &[T]) {
    for (mine, theirs) in mine.iter_mut().zip(theirs) {
        mine.add(theirs);
    }
}

fn place_of(standing: Standing) -> usize {
    match standing {
        Standing::Completed => 0,
        Standing::Refused => 1,
        Standing::Abandoned => 2,
        Standing::DoneEarly => 3,
        Standing::Saved => 4,
        Standing::Open => 5,
    }
}

/// Seconds in use of a completed attempt, where they are measured.
fn in_use(attempt: &Attempt, standing: Standing) -> Option<u64> {
    let is_timed = standing == Standing::Completed && attempt.took().is_some();
    attempt.in_use_ms.filter(|_| is_timed).map(|ms| ms / 1_000)
}

/// Lost and not of those who met a signal.
#[derive(Clone, Debug, Default)]
pub(crate) struct MetThere {
    lost: Counted,
    stayed: Counted,
}

impl MetThere {
    pub(crate) fn answer(&self) -> MetAnswer {
        MetAnswer { lost: self.lost.reached(), stayed: self.stayed.reached() }
    }

    pub(crate) fn units(&self) -> Count {
        self.lost.units() + self.stayed.units()
    }
}

impl Sum for MetThere {
    fn add(&mut self, other: &Self) {
        self.lost.add(&other.lost);
        self.stayed.add(&other.stayed);
    }
}

/// The start or a step.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlaceCell {
    reached: Counted,
    standing: [Counted; 3],
    saved: Counted,
    lost: Weighed,
    lost_of: Contributions,
}

impl PlaceCell {
    /// As answers have it, without signals.
    pub(crate) fn place(&self) -> Place {
        Place {
            reached: self.reached.reached(),
            standing: self.standing.each_ref().map(Counted::reached),
            saved: self.saved.reached(),
            lost: Seconds {
                exact: self.lost.exact,
                blurred: self.lost.blurred,
                largest: self.lost_of.largest(),
            },
            signals: Vec::new(),
        }
    }
}

impl Sum for PlaceCell {
    fn add(&mut self, other: &Self) {
        self.reached.add(&other.reached);
        add_each(&mut self.standing, &other.standing);
        self.saved.add(&other.saved);
        self.lost += other.lost;
        self.lost_of.add(&other.lost_of);
    }
}

/// Everything but rows.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) cell: Cell,
    pub(crate) places: Vec<PlaceCell>,
    pub(crate) bins: Vec<Counted>,
    pub(crate) elapsed: Vec<u64>,
    /// In the order of [`Mark::ALL`]: closed, and done of them.
    marks: Vec<[Counted; 2]>,
    pub(crate) later: LaterCell,
    pub(crate) without_start: Counted,
}

/// What became of completed attempts.
#[derive(Clone, Debug, Default)]
pub(crate) struct LaterCell {
    completed: Counted,
    known: [Counted; 4],
    right: Counted,
    days: Vec<u64>,
    timed: Counted,
}

impl LaterCell {
    /// As answers have it, without fields.
    pub(crate) fn later(&self) -> Later {
        Later {
            completed: self.completed.reached(),
            known: self.known.each_ref().map(Counted::reached),
            right: self.right.reached(),
            days: seconds_of(self.days.iter().map(|days| days * 86_400).collect()),
            timed: self.timed.reached(),
            fields: Vec::new(),
        }
    }

    fn count(&mut self, attempt: &Attempt, whose: Whose) {
        let fate = &attempt.fate;
        self.completed.see(whose);
        for (counted, is) in self.known.iter_mut().zip(fate.known) {
            if is {
                counted.see(whose);
            }
        }
        if fate.right {
            self.right.see(whose);
        }
        if let Some(days) = fate.days {
            self.days.push(days);
            self.timed.see(whose);
        }
    }
}

impl Sum for LaterCell {
    fn add(&mut self, other: &Self) {
        self.completed.add(&other.completed);
        add_each(&mut self.known, &other.known);
        self.right.add(&other.right);
        self.days.extend(&other.days);
        self.timed.add(&other.timed);
    }
}

impl Whole {
    pub(crate) fn new(places: usize) -> Self {
        Self {
            cell: Cell::default(),
            places: vec![PlaceCell::default(); places],
            bins: vec![Counted::default(); TIME_EDGES.len() + 1],
            elapsed: Vec::new(),
            marks: vec![<[Counted; 2]>::default(); Mark::ALL.len()],
            later: LaterCell::default(),
            without_start: Counted::default(),
        }
    }

    pub(crate) fn count(&mut self, attempt: &Attempt, whose: Whose, is_case: bool) {
        self.cell.count(attempt, whose);
        if !whose.standing.is_closed() {
            return;
        }
        for (place, cell) in self.places.iter_mut().enumerate() {
            if place == 0 || attempt.reached >> place & 1 == 1 {
                cell.reached.see(whose);
            }
        }
        if let Some(cell) = self.places.get_mut(attempt.place) {
            if let Some(standing) = cell.standing.get_mut(place_of(whose.standing)) {
                standing.see(whose);
            }
            if whose.standing == Standing::Abandoned {
                if attempt.marks.has(Mark::Saved) {
                    cell.saved.see(whose);
                }
                let seconds = attempt.in_use_ms.unwrap_or(0) / 1_000;
                cell.lost.add(seconds, whose.visitor.weight);
                cell.lost_of.grow(whose.visitor.into(), seconds);
            }
        }
        self.mark(attempt, whose, is_case);
        if whose.standing != Standing::Completed {
            return;
        }
        if let Some(seconds) = in_use(attempt, whose.standing)
            && let Some(bin) = self.bins.get_mut(time_bin(seconds))
        {
            bin.see(whose);
        }
        let took = attempt.took().and_then(|us| u64::try_from(us / 1_000_000).ok());
        self.elapsed.extend(took);
        if is_case {
            self.later.count(attempt, whose);
        }
    }

    fn mark(&mut self, attempt: &Attempt, whose: Whose, is_case: bool) {
        for (mark, [closed, done]) in iter::zip(Mark::ALL, &mut self.marks) {
            let has = attempt.marks.has(*mark) || (*mark == Mark::Joined && is_case);
            if has {
                closed.see(whose);
                if whose.standing.is_done() {
                    done.see(whose);
                }
            }
        }
    }

    /// Attempts by mark.
    pub(crate) fn marks(&self) -> impl Iterator<Item = (Mark, Marked)> + '_ {
        iter::zip(Mark::ALL, &self.marks).map(|(mark, [closed, done])| {
            (*mark, Marked { closed: closed.reached(), done: done.reached() })
        })
    }

    pub(crate) fn bytes(&self) -> usize {
        let numbers = self.elapsed.capacity() + self.later.days.capacity();
        self.cell.bytes() + numbers * size_of::<u64>()
    }

    /// Adds what another range counted.
    pub(crate) fn add(&mut self, other: &Self) {
        self.cell.add(&other.cell);
        add_each(&mut self.places, &other.places);
        add_each(&mut self.bins, &other.bins);
        self.elapsed.extend(&other.elapsed);
        for (mine, theirs) in self.marks.iter_mut().zip(&other.marks) {
            add_each(mine, theirs);
        }
        self.later.add(&other.later);
        self.without_start.add(&other.without_start);
    }
}

/// Signals by the place and what they are; and lists of fields for which attempts were returned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Causes {
    pub(crate) met: HashMap<(usize, Met), MetThere>,
    /// By the lists of one attempt, each once and ascending.
    pub(crate) fields: HashMap<Vec<u32>, Counted>,
}

impl Causes {
    pub(crate) fn count(&mut self, attempt: &Attempt, whose: Whose, is_case: bool) {
        if !whose.standing.is_closed() {
            return;
        }
        for (place, met) in &attempt.signals {
            let there = self.met.entry((*place, *met)).or_default();
            let is_lost = whose.standing == Standing::Abandoned && attempt.place == *place;
            if is_lost { there.lost.see(whose) } else { there.stayed.see(whose) }
        }
        if is_case && whose.standing == Standing::Completed {
            let mut lists = attempt.fate.fields.clone();
            lists.sort_unstable();
            self.fields.entry(lists).or_default().see(whose);
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.met.capacity() * size_of::<((usize, Met), MetThere)>()
            + self.fields.capacity() * size_of::<(Vec<u32>, Counted)>()
    }
}
