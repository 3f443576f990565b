//! Paths: the labels that a visit or visitor goes through. `docs/spec/paths.md` states the rules.

use std::{
    collections::{HashMap, VecDeque},
    ops::Range,
    sync::Arc,
};

use lotse_domain::query::funnel::Unit;

use super::{
    Measure,
    days::Days,
    funnel::continues,
    steps::StepRows,
    tally::{Heads, People, Sum},
};

/// The bits of nodes, and of what a path begins and ends with.
pub(crate) const NODE: u64 = 1;
pub(crate) const FROM: u64 = 2;
pub(crate) const TO: u64 = 4;

/// What is counted, in the lake's numbers.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) unit: Unit,
    pub(crate) days: Days,
    /// A path begins with a node of [`FROM`], not with the first.
    pub(crate) is_from: bool,
    /// A path ends with a node of [`TO`]; without one it is none.
    pub(crate) is_to: bool,
    pub(crate) length: usize,
    pub(crate) folded: bool,
    /// The most different paths of a range.
    pub(crate) limit: usize,
}

/// A path as numbers of labels, and whether it was cut.
pub(crate) type Path = (Box<[u32]>, bool);

/// Who took a path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    pub(crate) units: u64,
    pub(crate) people: People,
}

impl Sum for Taken {
    fn add(&mut self, other: &Self) {
        self.units += other.units;
        self.people.add(&other.people);
    }
}

#[derive(Clone, Debug, Default)]
struct Seen {
    units: u64,
    heads: Heads,
}

impl From<Seen> for Taken {
    fn from(seen: Seen) -> Self {
        Self { units: seen.units, people: seen.heads.into() }
    }
}

/// The state of one range.
pub(crate) struct Paths {
    rule: Arc<Rule>,
    /// The present visitor as a number from 1.
    visitor: u64,
    /// First and last event of the present visit, if there is one.
    visit: Option<(i64, i64)>,
    /// When the present path began.
    began: Option<i64>,
    /// Labels of the present path; with an end but no beginning, the last so many.
    nodes: VecDeque<u32>,
    last: Option<u32>,
    is_cut: bool,
    /// The path is whole: what follows does not matter.
    is_over: bool,
    whole: Seen,
    taken: HashMap<Path, Seen>,
    overflowed: bool,
}

impl Paths {
    pub(crate) fn new(rule: Arc<Rule>) -> Self {
        Self {
            rule,
            visitor: 0,
            visit: None,
            began: None,
            nodes: VecDeque::new(),
            last: None,
            is_cut: false,
            is_over: false,
            whole: Seen::default(),
            taken: HashMap::new(),
            overflowed: false,
        }
    }

    /// What was counted: the whole, the paths, and whether there were more.
    pub(crate) fn counted(self) -> (Taken, impl Iterator<Item = (Path, Taken)>, bool) {
        let paths = self.taken.into_iter().map(|(path, seen)| (path, seen.into()));
        (self.whole.into(), paths, self.overflowed)
    }

    fn node(&mut self, time: i64, mask: u64, label: u32) {
        if self.is_over || mask & NODE == 0 {
            return;
        }
        if self.began.is_none() {
            if self.rule.is_from && mask & FROM == 0 {
                return;
            }
            self.began = Some(time);
        } else if self.rule.is_from && self.rule.is_to && self.is_cut && mask & TO == 0 {
            return;
        }
        let is_first = self.last.is_none();
        let repeats = self.rule.folded && self.last == Some(label);
        self.last = Some(label);
        if !repeats {
            if self.nodes.len() == self.rule.length {
                self.is_cut = true;
                if !self.rule.is_from && self.rule.is_to {
                    // The end is what counts: the earliest node goes.
                    self.nodes.pop_front();
                    self.nodes.push_back(label);
                } else if !self.rule.is_to {
                    self.is_over = true;
                }
            } else {
                self.nodes.push_back(label);
            }
        }
        // Between two, the end lies after the beginning.
        let may_end = !(self.rule.is_from && is_first);
        if self.rule.is_to && mask & TO != 0 && may_end {
            self.is_over = true;
        }
    }

    /// Counts the path of the present unit and forgets it.
    fn close(&mut self) {
        let visit = self.visit.take();
        if let Some(began) = self.began.take()
            && (self.is_over || !self.rule.is_to)
            && let (Some(day), _) = self.rule.days.day(visit.map_or(began, |(began, _)| began))
        {
            let days = self.rule.days.len();
            self.whole.units += 1;
            self.whole.heads.see(self.visitor, day, days);
            let path = (self.nodes.iter().copied().collect(), self.is_cut);
            if self.taken.len() < self.rule.limit || self.taken.contains_key(&path) {
                let seen = self.taken.entry(path).or_default();
                seen.units += 1;
                seen.heads.see(self.visitor, day, days);
            } else {
                self.overflowed = true;
            }
        }
        self.nodes.clear();
        (self.last, self.is_cut, self.is_over) = (None, false, false);
    }
}

impl Measure for Paths {
    type Rows = StepRows;

    /// Nobody takes a way.
    fn nobody(&mut self, _rows: &StepRows, _range: Range<usize>) {}

    fn visitor(&mut self) {
        self.close();
        self.visitor += 1;
    }

    fn rows(&mut self, rows: &StepRows, range: Range<usize>) {
        for row in range {
            let time = rows.time(row);
            if self.rule.unit == Unit::Visit {
                match &mut self.visit {
                    Some((began, last)) if continues(*began, *last, time) => *last = time,
                    _ => {
                        self.close();
                        self.visit = Some((time, time));
                    }
                }
            }
            self.node(time, rows.mask(row), rows.label(row));
        }
    }

    fn finish(&mut self) {
        self.close();
    }
}
