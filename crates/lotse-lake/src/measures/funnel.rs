//! Funnels: how far each visitor or visit gets. `docs/spec/funnel.md` states the rule.
//!
//! A chain is a try: events of the first so many steps, in their order. Of all chains that reached a
//! step only one can matter later: the one that began last, since whatever comes is nearest to it. So
//! one chain per step is remembered, and every row is looked at once.

use std::{ops::Range, sync::Arc};

use lotse_domain::query::{
    blur::Weight,
    funnel::{FunnelParts, StepOrder, Touch, Unit},
};

use super::{
    Measure,
    contributions::Contributions,
    days::Days,
    labels::NONE,
    steps::StepRows,
    tally::{Present, Sum},
    uniques::at,
    units::{Counted, Units},
};

/// What a funnel is, in the lake's numbers.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) steps: usize,
    pub(crate) order: StepOrder,
    pub(crate) unit: Unit,
    /// Microseconds.
    pub(crate) window: i64,
    pub(crate) touch: Option<Touch>,
    /// For each step, the bits of what ends a try that waits for the next.
    excluded: Vec<u64>,
    /// First steps lie in them.
    pub(crate) days: Days,
}

impl Rule {
    /// The rule of a question. Bits of masks are the steps, then the exclusions.
    pub(crate) fn new(parts: &FunnelParts, window: i64) -> Self {
        let steps = parts.steps.len();
        let mut excluded = vec![0; steps];
        for (number, exclusion) in parts.exclusions.iter().enumerate() {
            let bit = 1 << (steps + number);
            for (step, bits) in excluded.iter_mut().enumerate() {
                if exclusion.after.is_none_or(|after| after == step) {
                    *bits |= bit;
                }
            }
        }
        Self {
            steps,
            order: parts.order,
            unit: parts.unit,
            window,
            touch: parts.breakdown.as_ref().map(|breakdown| breakdown.touch),
            excluded,
            days: Days::new(&parts.scope.period),
        }
    }
}

/// Events of the first so many steps.
#[derive(Clone, Copy, Debug)]
struct Chain {
    /// When its first event happened.
    start: i64,
    label: u32,
}

/// How far the present unit got, and by which chain it got there first.
#[derive(Clone, Copy, Debug)]
struct Farthest {
    steps: usize,
    chain: Chain,
    /// How long it took to reach the last step, in microseconds, if it was reached.
    took: Option<i64>,
}

/// The tries of the present unit.
struct Tries {
    /// The chain that waits behind each step; for steps in any order, the last event of each.
    chains: Vec<Option<Chain>>,
    /// The last event of a step that a try may begin with; for steps in any order.
    last_first: Option<Chain>,
    farthest: Option<Farthest>,
}

/// The state of one range.
pub(crate) struct Funnel {
    rule: Arc<Rule>,
    units: Units,
    tries: Tries,
    pub(crate) whole: Cell,
    /// By label.
    pub(crate) cells: Vec<Cell>,
}

/// What was counted under one label.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    pub(crate) steps: Vec<Counted>,
    /// Of the units that reached each step and none after it, what visitors contributed.
    pub(crate) ended: Vec<Contributions>,
    /// Times of those that reached the last step, in microseconds.
    pub(crate) took: Vec<i64>,
}

impl Sum for Cell {
    fn add(&mut self, other: &Self) {
        if self.steps.len() < other.steps.len() {
            self.steps.resize(other.steps.len(), Counted::default());
            self.ended.resize(other.ended.len(), Contributions::default());
        }
        for (mine, theirs) in self.steps.iter_mut().zip(&other.steps) {
            mine.add(theirs);
        }
        for (mine, theirs) in self.ended.iter_mut().zip(&other.ended) {
            mine.add(theirs);
        }
        self.took.extend(&other.took);
    }
}

impl Rule {
    /// Whether a try may begin at a time: a visit's where the visit began, a visitor's in the period.
    fn may_begin(&self, time: i64) -> bool {
        self.unit == Unit::Visit || self.days.times().contains(&time)
    }
}

impl Tries {
    fn new(steps: usize) -> Self {
        Self { chains: vec![None; steps], last_first: None, farthest: None }
    }

    fn in_order(&mut self, rule: &Rule, time: i64, mask: u64, label: u32) {
        let strict = rule.order == StepOrder::Strict;
        // From the last step to the first: one event is one step of a chain.
        for step in (0..rule.steps).rev() {
            let longer = if mask >> step & 1 == 0 {
                None
            } else if step == 0 {
                rule.may_begin(time).then_some(Chain { start: time, label: NONE })
            } else {
                let shorter = self.chains[step - 1];
                shorter.filter(|chain| time.saturating_sub(chain.start) <= rule.window)
            };
            let longer = longer.map(|chain| match rule.touch {
                Some(Touch::First) if step == 0 => Chain { label, ..chain },
                Some(Touch::Last) => Chain { label, ..chain },
                Some(Touch::Step(wanted)) if wanted == step => Chain { label, ..chain },
                _ => chain,
            });
            if let Some(chain) = longer {
                self.reach(rule, step + 1, chain, time);
            }
            // What was excluded, or anything at all, lies behind the chain that waited here.
            let ended = strict || mask & rule.excluded[step] != 0;
            if ended || longer.is_some() {
                self.chains[step] = longer;
            }
        }
    }

    fn in_any_order(&mut self, rule: &Rule, time: i64, mask: u64, label: u32) {
        if rule.excluded.iter().any(|bits| mask & bits != 0) {
            self.chains.fill(None);
            self.last_first = None;
        }
        if mask & ((1 << rule.steps) - 1) == 0 {
            return;
        }
        let present = Chain { start: time, label };
        for (step, chain) in self.chains.iter_mut().enumerate() {
            if mask >> step & 1 == 1 {
                *chain = Some(present);
            }
        }
        if rule.may_begin(time) {
            self.last_first = Some(present);
        }
        let near = |chain: &Chain| time.saturating_sub(chain.start) <= rule.window;
        let Some(last_first) = self.last_first.filter(near) else { return };
        let mut earliest = last_first;
        let mut steps = 0;
        for chain in self.chains.iter().flatten().filter(|chain| near(chain)) {
            steps += 1;
            if chain.start < earliest.start {
                earliest = *chain;
            }
        }
        let label = match rule.touch {
            None => NONE,
            Some(Touch::First) => earliest.label,
            Some(Touch::Last) => label,
            Some(Touch::Step(step)) => {
                self.chains[step].filter(near).map_or(NONE, |chain| chain.label)
            }
        };
        self.reach(rule, steps, Chain { start: earliest.start, label }, time);
    }

    /// A chain has so many steps now.
    fn reach(&mut self, rule: &Rule, steps: usize, chain: Chain, time: i64) {
        if self.farthest.is_none_or(|farthest| farthest.steps < steps) {
            let took = (steps == rule.steps).then(|| time.saturating_sub(chain.start));
            self.farthest = Some(Farthest { steps, chain, took });
        }
    }

    /// How far the unit got; then another one may try.
    fn take(&mut self) -> Option<Farthest> {
        self.chains.fill(None);
        self.last_first = None;
        self.farthest.take()
    }
}

impl Cell {
    /// Counts a unit that got so far.
    fn count(&mut self, rule: &Rule, farthest: Farthest, visitor: Present, day: usize) {
        self.steps.resize_with(rule.steps, Counted::default);
        self.ended.resize_with(rule.steps, Contributions::default);
        for step in self.steps.iter_mut().take(farthest.steps) {
            step.count(visitor, day, rule.days.len());
        }
        let last = farthest.steps.checked_sub(1);
        if let Some(ended) = last.and_then(|last| self.ended.get_mut(last)) {
            ended.grow(visitor.into(), 1);
        }
        self.took.extend(farthest.took);
    }
}

impl Funnel {
    pub(crate) fn new(rule: Arc<Rule>) -> Self {
        Self {
            units: Units::new(rule.unit),
            tries: Tries::new(rule.steps),
            whole: Cell::default(),
            cells: Vec::new(),
            rule,
        }
    }

    /// Counts the present unit and forgets its tries.
    fn close(&mut self) {
        let Self { rule, units, tries, whole, cells } = self;
        if let Some(farthest) = tries.take() {
            let began = units.visit_began().unwrap_or(farthest.chain.start);
            if let (Some(day), _) = rule.days.day(began) {
                whole.count(rule, farthest, units.visitor(), day);
                if rule.touch.is_some() {
                    let cell = at(cells, farthest.chain.label);
                    cell.count(rule, farthest, units.visitor(), day);
                }
            }
        }
    }
}

impl Measure for Funnel {
    type Rows = StepRows;

    /// Nobody goes through steps.
    fn nobody(&mut self, _rows: &StepRows, _range: Range<usize>) {}

    fn visitor(&mut self, weight: Weight) {
        self.close();
        self.units.next_visitor(weight);
    }

    fn rows(&mut self, rows: &StepRows, range: Range<usize>) {
        for row in range {
            let (time, mask, label) = (rows.time(row), rows.mask(row), rows.label(row));
            if self.units.ends_before(time) {
                self.close();
            }
            self.units.event(time);
            match self.rule.order {
                StepOrder::Unordered => self.tries.in_any_order(&self.rule, time, mask, label),
                StepOrder::Ordered | StepOrder::Strict => {
                    self.tries.in_order(&self.rule, time, mask, label);
                }
            }
        }
    }

    fn finish(&mut self) {
        self.close();
    }

    fn bytes(&self) -> usize {
        let times = self.cells.iter().chain([&self.whole]).map(|cell| cell.took.capacity());
        times.sum::<usize>() * size_of::<i64>()
    }
}
