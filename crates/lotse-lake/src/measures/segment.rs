//! Who did what: for each visitor whether a segment's rules hold. `docs/spec/segment.md`.

use std::{ops::Range, sync::Arc};

use lotse_domain::query::{
    Scope,
    blur::Weight,
    filter::EventFilter,
    segment::{Deed, Segment},
};

use super::{Measure, steps::StepRows};

/// A segment, ready to be looked for.
#[derive(Debug)]
pub(crate) struct Rules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    /// When, in microseconds.
    times: Range<i64>,
    done: bool,
    /// Number of its first filter.
    first: usize,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    AtLeast(u32),
    /// So many filters one after another, within so many microseconds.
    InOrder {
        steps: usize,
        window: i64,
    },
}

impl Rules {
    /// The rules and the filters that they number.
    pub(crate) fn new(segment: &Segment, scope: &Scope) -> (Self, Vec<EventFilter>) {
        let mut filters: Vec<EventFilter> = Vec::new();
        let rules = segment
            .rules()
            .iter()
            .map(|rule| {
                let period = rule.period.as_ref().unwrap_or(&scope.period);
                let first = filters.len();
                let kind = match &rule.deed {
                    Deed::Times { events, at_least } => {
                        filters.push(scope.within(events));
                        Kind::AtLeast(at_least.get())
                    }
                    Deed::Sequence { steps, window } => {
                        filters.extend(steps.iter().map(|step| scope.within(step)));
                        let longest = |window: jiff::SignedDuration| {
                            i64::try_from(window.as_micros()).unwrap_or(i64::MAX)
                        };
                        Kind::InOrder {
                            steps: steps.len(),
                            window: window.map_or(i64::MAX, longest),
                        }
                    }
                };
                let times = period.start().as_microsecond()..period.end().as_microsecond();
                Rule { times, done: rule.done, first, kind }
            })
            .collect();
        (Self(rules), filters)
    }

    /// Times that matter to any rule, in microseconds.
    pub(crate) fn times(&self) -> Range<i64> {
        let starts = self.0.iter().map(|rule| rule.times.start);
        let ends = self.0.iter().map(|rule| rule.times.end);
        starts.min().unwrap_or(0)..ends.max().unwrap_or(0)
    }

    /// Whether somebody who did nothing is in the segment.
    pub(crate) fn hold_for_nothing(&self) -> bool {
        self.0.iter().all(|rule| !rule.done)
    }
}

/// What the present visitor did of one rule.
#[derive(Clone, Debug)]
enum Progress {
    Times(u32),
    /// The latest beginning of so many steps in order: the nearest to whatever comes. In microseconds.
    Steps(Vec<Option<i64>>),
}

/// The state of one range.
pub(crate) struct Members {
    rules: Arc<Rules>,
    progress: Vec<Progress>,
    /// The present visitor, if an event of theirs was seen.
    visitor: Option<i64>,
    exceptions: Vec<i64>,
}

impl Members {
    pub(crate) fn new(rules: Arc<Rules>) -> Self {
        let progress = rules.0.iter().map(|rule| match rule.kind {
            Kind::AtLeast(_) => Progress::Times(0),
            Kind::InOrder { steps, .. } => Progress::Steps(vec![None; steps]),
        });
        Self { progress: progress.collect(), rules, visitor: None, exceptions: Vec::new() }
    }

    /// Visitors who are in the segment if somebody who did nothing is not, and the other way round;
    /// ascending.
    pub(crate) fn exceptions(self) -> Vec<i64> {
        self.exceptions
    }

    /// Settles the present visitor.
    fn close(&mut self) {
        let Some(visitor) = self.visitor.take() else { return };
        let mut holds = true;
        for (rule, progress) in self.rules.0.iter().zip(&mut self.progress) {
            let did = match (&rule.kind, &mut *progress) {
                (Kind::AtLeast(least), Progress::Times(times)) => std::mem::take(times) >= *least,
                (_, Progress::Steps(starts)) => {
                    let did = starts.last().is_some_and(Option::is_some);
                    starts.fill(None);
                    did
                }
                (Kind::InOrder { .. }, Progress::Times(_)) => false,
            };
            holds &= did == rule.done;
        }
        if holds != self.rules.hold_for_nothing() {
            self.exceptions.push(visitor);
        }
    }

    fn event(&mut self, time: i64, mask: u64) {
        for (rule, progress) in self.rules.0.iter().zip(&mut self.progress) {
            if !rule.times.contains(&time) {
                continue;
            }
            let fulfils = |step: usize| mask >> (rule.first + step) & 1 == 1;
            match (&rule.kind, progress) {
                (Kind::AtLeast(_), Progress::Times(times)) => {
                    *times = times.saturating_add(u32::from(fulfils(0)));
                }
                (Kind::InOrder { steps, window }, Progress::Steps(starts)) => {
                    // From the last step back: one event is one step of a try.
                    for step in (1..*steps).rev() {
                        let start = starts[step - 1].filter(|start| time - start <= *window);
                        if fulfils(step) && starts[steps - 1].is_none() {
                            starts[step] = start.max(starts[step]);
                        }
                    }
                    if fulfils(0) {
                        starts[0] = Some(time);
                    }
                }
                (Kind::AtLeast(_), Progress::Steps(_))
                | (Kind::InOrder { .. }, Progress::Times(_)) => {}
            }
        }
    }
}

impl Measure for Members {
    type Rows = StepRows;

    /// Nobody is in no segment.
    fn nobody(&mut self, _rows: &StepRows, _range: Range<usize>) {}

    fn visitor(&mut self, _weight: Weight) {
        self.close();
    }

    fn rows(&mut self, rows: &StepRows, range: Range<usize>) {
        self.visitor = self.visitor.or_else(|| Some(rows.visitor(range.start)));
        for row in range {
            self.event(rows.time(row), rows.mask(row));
        }
    }

    fn finish(&mut self) {
        self.close();
    }

    fn bytes(&self) -> usize {
        self.exceptions.capacity() * size_of::<i64>()
    }
}
