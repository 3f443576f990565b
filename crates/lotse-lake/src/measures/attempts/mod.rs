//! Attempts at a task: events that belong together are gathered, and walked through. `docs/spec/task.md` states the rule.
//!
//! What carries a case belongs together wherever it lies, so it leaves the range of its visitor and is walked through when
//! all ranges were read. Everything else is walked through as soon as its visit, or its visitor, is over.

pub(crate) mod cells;
pub(crate) mod rows;
pub(crate) mod walk;

use std::{collections::HashMap, ops::Range, sync::Arc};

use lotse_domain::{
    query::{attempts::Carrier, blur::Weight, funnel::Unit},
    visit::{VISIT_IDLE, VISIT_LONGEST},
};

use self::{
    cells::{Causes, Cell, Whole, Whose},
    rows::{AttemptRows, Row},
    walk::{Attempt, Bits, Together},
};
use super::{
    Measure,
    days::Days,
    tally::{Label, Present},
    uniques::at,
    units::Units,
};

/// The question in the lake's numbers; the same for every range.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) bits: Arc<Bits>,
    pub(crate) carrier: Carrier,
    /// Attempts begin in them.
    pub(crate) days: Days,
    /// The number of the interval of each day.
    pub(crate) interval_of: Vec<usize>,
    pub(crate) has_labels: bool,
    pub(crate) keeps_example: bool,
    /// Microseconds.
    pub(crate) as_of: i64,
}

/// What one range, or what all cases counted.
pub(crate) struct Tally {
    rule: Arc<Rule>,
    pub(crate) whole: Whole,
    /// By label.
    pub(crate) cells: Vec<Cell>,
    pub(crate) intervals: Vec<Cell>,
    pub(crate) causes: Causes,
    /// The rows of one attempt, where one is wanted.
    pub(crate) example: Option<Example>,
}

/// One attempt as it was. The best is the newest that was done, or else the newest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Example {
    is_done: bool,
    start: i64,
    pub(crate) rows: Vec<Row>,
}

/// What is walked through.
#[derive(Clone, Copy, Debug)]
struct Run {
    visitor: Present,
    is_case: bool,
    /// First and last event of the visit; none where other than a visit's events belong together.
    visit: Option<(i64, i64)>,
}

impl Rule {
    /// Whether the window of an attempt has closed.
    fn is_closed(&self, attempt: &Attempt, visit: Option<(i64, i64)>) -> bool {
        const IDLE: i64 = VISIT_IDLE.as_secs() * 1_000_000;
        const LONGEST: i64 = VISIT_LONGEST.as_secs() * 1_000_000;
        match (self.bits.window, visit) {
            (Some(window), _) => attempt.start.saturating_add(window) <= self.as_of,
            (None, Some((began, last))) => {
                last.saturating_add(IDLE) <= self.as_of
                    || began.saturating_add(LONGEST) <= self.as_of
            }
            (None, None) => true,
        }
    }
}

impl Tally {
    pub(crate) fn new(rule: Arc<Rule>) -> Self {
        Self {
            whole: Whole::new(rule.bits.places()),
            cells: Vec::new(),
            intervals: Vec::new(),
            causes: Causes::default(),
            example: None,
            rule,
        }
    }

    /// Walks through events that belong together.
    fn walk(&mut self, rows: &[Row], run: Run) {
        if rows.is_empty() {
            return;
        }
        let Self { rule, whole, cells, intervals, causes, example } = self;
        let keeps_rows = rule.keeps_example;
        let days = rule.days.len();
        let Run { visitor, is_case, visit } = run;
        let in_period = |time| rule.days.day(time).0.is_some();
        let together = Together { is_case, keeps_rows };
        let without_start = rule.bits.walk(rows, together, in_period, |attempt| {
            let Some(day) = rule.days.day(attempt.start).0 else { return };
            if !attempt.is_chosen {
                return;
            }
            let standing = attempt.standing(rule.is_closed(&attempt, visit));
            let whose = Whose { visitor, day, days, standing };
            whole.count(&attempt, whose, is_case);
            causes.count(&attempt, whose, is_case);
            if rule.has_labels {
                at(cells, attempt.label).count(&attempt, whose);
            }
            let interval = rule.interval_of.get(day).copied().unwrap_or(0);
            at(intervals, u32::try_from(interval).unwrap_or(0)).count(&attempt, whose);
            if keeps_rows {
                let is_done = attempt.end.is_some();
                let found = Example { is_done, start: attempt.start, rows: attempt.rows };
                *example = example.take().max(Some(found));
            }
        });
        if let Some(day) = without_start.and_then(|time| rule.days.day(time).0) {
            whole.without_start.count(visitor, day, days);
        }
    }

    /// Walks through the events of every case, which are in the order of cases and time.
    pub(crate) fn walk_cases(&mut self, rows: &[Row]) {
        let mut visitor = Present::default();
        for case in rows.chunk_by(|a, b| a.case == b.case) {
            visitor.next(case.first().map_or(Weight::ONE, |row| Weight::of(row.case)));
            self.walk(case, Run { visitor, is_case: true, visit: None });
        }
    }

    fn bytes(&self) -> usize {
        let cells = self.cells.iter().chain(&self.intervals);
        self.whole.bytes() + cells.map(Cell::bytes).sum::<usize>() + self.causes.bytes()
    }
}

/// The state of one range.
pub(crate) struct Attempts {
    rule: Arc<Rule>,
    visits: Units,
    /// The last event of the present visit, if there is one.
    last: i64,
    /// The case that what follows in the present visit belongs to, until something else begins.
    goes_on: Option<i64>,
    /// Events of the present visit that no case has claimed yet.
    waiting: Vec<Row>,
    /// What was not claimed of earlier visits of the present visitor, where visitors carry attempts.
    unclaimed: Vec<Row>,
    /// Events of cases, in no order.
    pub(crate) cases: Vec<Row>,
    pub(crate) tally: Tally,
}

impl Attempts {
    pub(crate) fn new(rule: Arc<Rule>) -> Self {
        Self {
            visits: Units::new(Unit::Visit),
            last: 0,
            goes_on: None,
            waiting: Vec::new(),
            unclaimed: Vec::new(),
            cases: Vec::new(),
            tally: Tally::new(Arc::clone(&rule)),
            rule,
        }
    }

    /// Cases join events only over a window of days.
    fn joins_cases(&self) -> bool {
        self.rule.bits.window.is_some()
    }

    /// The present visit is over.
    fn end_visit(&mut self) {
        self.goes_on = None;
        if self.joins_cases() && self.rule.carrier == Carrier::Visitor {
            self.unclaimed.append(&mut self.waiting);
            return;
        }
        let visit = self.visits.visit_began().map(|began| (began, self.last));
        let run = Run { visitor: self.visits.visitor(), is_case: false, visit };
        self.tally.walk(&self.waiting, run);
        self.waiting.clear();
    }

    /// The present visitor is over.
    fn end_visitor(&mut self) {
        self.end_visit();
        let run = Run { visitor: self.visits.visitor(), is_case: false, visit: None };
        self.tally.walk(&self.unclaimed, run);
        self.unclaimed.clear();
    }
}

impl Measure for Attempts {
    type Rows = AttemptRows;

    /// Events that carry a case alone.
    fn nobody(&mut self, rows: &AttemptRows, range: Range<usize>) {
        if self.joins_cases() {
            self.cases.extend(range.filter_map(|row| rows.of(row, rows.case(row)?)));
        }
    }

    fn visitor(&mut self, weight: Weight) {
        self.end_visitor();
        self.visits.next_visitor(weight);
    }

    fn rows(&mut self, rows: &AttemptRows, range: Range<usize>) {
        let joins = self.joins_cases();
        for row in range {
            let time = rows.time(row);
            if self.visits.ends_before(time) {
                self.end_visit();
            }
            self.visits.event(time);
            self.last = time;
            if let Some(case) = rows.case(row).filter(|_| joins) {
                let led_to_it = self.waiting.drain(..).map(|row| Row { case, ..row });
                self.cases.extend(led_to_it);
                self.cases.extend(rows.of(row, case));
                self.goes_on = Some(case);
                continue;
            }
            let Some(row) = rows.of(row, 0) else { continue };
            if self.rule.bits.is_start(row.mask) {
                self.goes_on = None;
            }
            match self.goes_on {
                Some(case) => self.cases.push(Row { case, ..row }),
                // Whose case it is follows from what comes.
                None => self.waiting.push(row),
            }
        }
    }

    fn finish(&mut self) {
        self.end_visitor();
    }

    fn bytes(&self) -> usize {
        let rows = self.cases.capacity() + self.waiting.capacity() + self.unclaimed.capacity();
        rows * size_of::<Row>() + self.tally.bytes()
    }
}

/// Numbers that one range gave, in the numbers of all ranges.
pub(crate) fn renumber(rows: &mut [Row], labels: &[u32], names: [&[u32]; 3]) {
    let of = |known: &[u32], number: u32| {
        known.get(usize::try_from(number).unwrap_or(usize::MAX)).copied().unwrap_or(number)
    };
    let [controls, errors, fields] = names;
    for row in rows {
        row.label = of(labels, row.label);
        row.control = of(controls, row.control);
        row.error = of(errors, row.error);
        row.fields = of(fields, row.fields);
    }
}

/// Names of all ranges by one number each.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    of: HashMap<Box<str>, u32>,
    pub(crate) names: Vec<Box<str>>,
}

/// The numbers of names begin with it, after that of none and the one of no room.
const FIRST: u32 = 2;

impl Numbers {
    /// The numbers here of a range's names, which lie at the places of its own numbers.
    pub(crate) fn known(&mut self, names: &[Option<Label>]) -> Vec<u32> {
        let mut number = |name: &str| {
            if let Some(number) = self.of.get(name) {
                return *number;
            }
            let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX).saturating_add(FIRST);
            self.names.push(name.into());
            self.of.insert(name.into(), number);
            number
        };
        let of = |(own, name): (u32, &Option<Label>)| match name {
            Some(Some(name)) => number(name),
            _ => own.min(FIRST - 1),
        };
        (0..).zip(names).map(of).collect()
    }

    /// The name of a number; `None` for what has none or found no room.
    pub(crate) fn name(&self, number: u32) -> Option<&str> {
        let place = usize::try_from(number.checked_sub(FIRST)?).ok()?;
        self.names.get(place).map(|name| &**name)
    }
}
