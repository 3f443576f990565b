//! Paths: the labels that a visit or visitor goes through. `docs/spec/paths.md` states the rules.

use std::{
    collections::{HashMap, VecDeque},
    ops::Range,
    sync::Arc,
};

use lotse_domain::query::{blur::Weight, funnel::Unit};

use super::{
    Measure,
    days::Days,
    steps::StepRows,
    units::{Counted, Units},
};

/// The bits of nodes, and of nodes that a path begins and ends with.
const NODE: u64 = 1;
const FROM: u64 = 2;
const TO: u64 = 4;

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

/// The state of one range.
pub(crate) struct Paths {
    rule: Arc<Rule>,
    units: Units,
    /// When the present path began.
    began: Option<i64>,
    /// Labels of the present path; with an end but no beginning, the last so many.
    nodes: VecDeque<u32>,
    last: Option<u32>,
    is_cut: bool,
    /// The path is whole: what follows does not matter.
    is_over: bool,
    whole: Counted,
    taken: HashMap<Path, Counted>,
    overflowed: bool,
}

impl Paths {
    pub(crate) fn new(rule: Arc<Rule>) -> Self {
        Self {
            units: Units::new(rule.unit),
            rule,
            began: None,
            nodes: VecDeque::new(),
            last: None,
            is_cut: false,
            is_over: false,
            whole: Counted::default(),
            taken: HashMap::new(),
            overflowed: false,
        }
    }

    /// What was counted: the whole, the paths, and whether there were more.
    pub(crate) fn counted(self) -> (Counted, impl Iterator<Item = (Path, Counted)>, bool) {
        (self.whole, self.taken.into_iter(), self.overflowed)
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
        let is_one = self.is_over || !self.rule.is_to;
        if let Some(began) = self.began.take().filter(|_| is_one)
            && let (Some(day), _) = self.rule.days.day(self.units.visit_began().unwrap_or(began))
        {
            let (visitor, days) = (self.units.visitor(), self.rule.days.len());
            self.whole.count(visitor, day, days);
            let path = (self.nodes.iter().copied().collect(), self.is_cut);
            if self.taken.len() < self.rule.limit || self.taken.contains_key(&path) {
                self.taken.entry(path).or_default().count(visitor, day, days);
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

    fn visitor(&mut self, weight: Weight) {
        self.close();
        self.units.next_visitor(weight);
    }

    fn rows(&mut self, rows: &StepRows, range: Range<usize>) {
        for row in range {
            let time = rows.time(row);
            if self.units.ends_before(time) {
                self.close();
            }
            self.units.event(time);
            self.node(time, rows.mask(row), rows.label(row));
        }
    }

    fn finish(&mut self) {
        self.close();
    }

    fn bytes(&self) -> usize {
        // Nodes, and a count for every day.
        let one = (self.rule.length + self.rule.days.len()) * size_of::<u32>();
        self.taken.len() * (size_of::<(Path, Counted)>() + one)
    }
}
