//! The slow, obvious twin of the funnel: every try of every unit is made and looked at.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    Count,
    event::Event,
    ids::{CaseReference, Visitor},
    query::{
        Durations,
        blur::Weight,
        filter::EventFilter,
        funnel::{
            FunnelAnswer, FunnelParts, FunnelQuestion, FunnelRow, LONGEST_WINDOW, Reached,
            StepOrder, Touch, Unit,
        },
    },
};

use crate::twin_events::{by_visitor, cut, fulfils, largest, value, visits};

struct World<'q> {
    parts: &'q FunnelParts,
    window: SignedDuration,
}

/// How far a unit got.
struct Got {
    steps: usize,
    label: Option<String>,
    start: Timestamp,
    took: Option<SignedDuration>,
}

/// The answer to `question` if exactly `events` are stored.
pub(crate) fn answer(events: &[Event], question: &FunnelQuestion) -> FunnelAnswer {
    let parts = question.parts();
    let world = World { parts, window: parts.window.unwrap_or(LONGEST_WINDOW) };
    let mut units: Vec<(Visitor, Got)> = Vec::new();
    let made = if parts.unit == Unit::Case { of_cases(events, parts) } else { events.to_vec() };
    for (visitor, events) in by_visitor(&made, &parts.scope) {
        if parts.unit == Unit::Visit {
            for visit in visits(&events, &parts.scope.period) {
                let began = visit[0].occurred_at;
                if world.day(began).is_some()
                    && let Some(got) = world.got(&visit)
                {
                    units.push((visitor, Got { start: began, ..got }));
                }
            }
        } else {
            let from = parts.scope.period.start();
            let events: Vec<&Event> =
                events.into_iter().filter(|e| e.occurred_at >= from).collect();
            units.extend(world.got(&events).map(|got| (visitor, got)));
        }
    }
    let whole = world.row(&units.iter().collect::<Vec<_>>());
    let mut rows = Vec::new();
    if parts.breakdown.is_some() {
        let mut labels: Vec<Option<String>> =
            units.iter().map(|(_, got)| got.label.clone()).collect();
        labels.sort();
        labels.dedup();
        for label in labels {
            let of: Vec<_> = units.iter().filter(|(_, got)| got.label == label).collect();
            rows.push((label, world.row(&of)));
        }
    }
    FunnelAnswer { whole, rows, truncated: false }
}

/// The events of cases, each with its case in the place of the visitor.
fn of_cases(events: &[Event], parts: &FunnelParts) -> Vec<Event> {
    let (day, period) = (SignedDuration::from_hours(24), &parts.scope.period);
    let read = period.start() - day..=period.end() + parts.window.unwrap_or(LONGEST_WINDOW) + day;
    let mut made = Vec::new();
    let mut push = |event: &Event, case: CaseReference| {
        made.push(Event { visitor: Some(Visitor::from_hash(case.hash())), ..event.clone() });
    };
    for event in events.iter().filter(|event| event.visitor.is_none()) {
        if let Some(case) = event.case {
            push(event, case);
        }
    }
    for events in by_visitor(events, &parts.scope).into_values() {
        let events = events.into_iter().filter(|event| read.contains(&event.occurred_at));
        for visit in cut(events) {
            for (place, event) in visit.iter().enumerate() {
                let next = visit[place..].iter().find_map(|event| event.case);
                if let Some(case) = next {
                    push(event, case);
                }
            }
        }
    }
    made
}

impl World<'_> {
    fn day(&self, at: Timestamp) -> Option<usize> {
        let days = self.parts.scope.period.days();
        days.iter().position(|day| day.start <= at && at < day.end)
    }

    fn is(&self, event: &Event, filter: &EventFilter) -> bool {
        let authority = &self.parts.scope.authority;
        (authority.is_none() || event.authority == *authority) && fulfils(event, filter)
    }

    fn row(&self, units: &[&(Visitor, Got)]) -> FunnelRow {
        let steps = (1..=self.parts.steps.len()).map(|step| {
            let there: Vec<_> = units.iter().filter(|(_, got)| got.steps >= step).collect();
            let distinct = |day: Option<usize>| {
                let mut visitors: Vec<Visitor> = there
                    .iter()
                    .filter(|(_, got)| day.is_none_or(|day| self.day(got.start) == Some(day)))
                    .map(|(visitor, _)| *visitor)
                    .collect();
                visitors.sort();
                visitors.dedup();
                Count::new(visitors.len() as u64)
            };
            let days = 0..self.parts.scope.period.days().len();
            Reached {
                units: Count::new(there.len() as u64),
                blurred_units: there
                    .iter()
                    .map(|(visitor, _)| Count::new(Weight::of(visitor.hash()).times()))
                    .sum(),
                largest_units: largest(there.iter().map(|(visitor, _)| *visitor)),
                visitors: distinct(None),
                most_visitors_on_a_day: days.map(|day| distinct(Some(day))).max().unwrap(),
            }
        });
        let ended = (1..=self.parts.steps.len()).map(|step| {
            let ended = units.iter().filter(|(_, got)| got.steps == step);
            largest(ended.map(|(visitor, _)| *visitor))
        });
        let mut times = Durations::default();
        for (_, got) in units {
            if let Some(took) = got.took {
                *times.by_ms.entry(u64::try_from(took.as_millis()).unwrap()).or_default() += 1;
            }
        }
        FunnelRow { steps: steps.collect(), ended: ended.collect(), times }
    }

    /// How far a unit with these events got, if it took the first step.
    fn got(&self, events: &[&Event]) -> Option<Got> {
        if self.parts.order == StepOrder::Unordered {
            return self.got_unordered(events);
        }
        let mut tries = Vec::new();
        self.extend(events, &mut Vec::new(), &mut tries);
        let longest = tries.iter().map(Vec::len).max()?;
        // The one that got there first, and began last.
        let best = tries.iter().filter(|one| one.len() == longest).min_by_key(|one| {
            let began: Vec<_> = one.iter().map(|place| std::cmp::Reverse(*place)).collect();
            (one[longest - 1], began)
        })?;
        let event = |step: usize| best.get(step).map(|place| events[*place]);
        let labelled = match self.parts.breakdown.as_ref().map(|b| b.touch) {
            None => None,
            Some(Touch::First) => event(0),
            Some(Touch::Last) => event(longest - 1),
            Some(Touch::Step(step)) => event(step),
        };
        let start = event(0)?.occurred_at;
        let took = event(longest - 1)?.occurred_at.duration_since(start);
        Some(Got {
            steps: longest,
            label: self.label(labelled),
            start,
            took: (longest == self.parts.steps.len()).then_some(took),
        })
    }

    fn label(&self, event: Option<&Event>) -> Option<String> {
        let by = &self.parts.breakdown.as_ref()?.by;
        value(event?, by).map(Cow::into_owned)
    }

    /// Every try that begins with `present`, as places of events.
    fn extend(&self, events: &[&Event], present: &mut Vec<usize>, tries: &mut Vec<Vec<usize>>) {
        if !present.is_empty() {
            tries.push(present.clone());
        }
        let Some(step) = self.parts.steps.get(present.len()) else { return };
        let from = present.last().map_or(0, |place| place + 1);
        for place in from..events.len() {
            let event = events[place];
            if !self.is(event, step) {
                continue;
            }
            let fits = match present.as_slice() {
                [] => self.parts.unit == Unit::Visit || self.day(event.occurred_at).is_some(),
                [first, ..] => {
                    let began = events[*first].occurred_at;
                    let between = &events[from..place];
                    let near = event.occurred_at.duration_since(began) <= self.window;
                    near && !self.ends(between, present.len() - 1)
                        && (self.parts.order != StepOrder::Strict || between.is_empty())
                }
            };
            if fits {
                present.push(place);
                self.extend(events, present, tries);
                present.pop();
            }
        }
    }

    /// Whether one of `between` ends a try that waits behind step `after`.
    fn ends(&self, between: &[&Event], after: usize) -> bool {
        let exclusions = || self.parts.exclusions.iter();
        let ends = |event: &Event| {
            exclusions().any(|exclusion| {
                exclusion.after.is_none_or(|named| named == after)
                    && self.is(event, &exclusion.filter)
            })
        };
        between.iter().any(|event| ends(event))
    }

    fn got_unordered(&self, events: &[&Event]) -> Option<Got> {
        let steps = &self.parts.steps;
        let mut best: Option<Got> = None;
        for (place, event) in events.iter().enumerate() {
            if !steps.iter().any(|step| self.is(event, step)) {
                continue;
            }
            // What can be in a try that ends here: near, and nothing excluded after it.
            let near =
                |other: &Event| event.occurred_at.duration_since(other.occurred_at) <= self.window;
            let excluded = |other: &Event| {
                self.parts.exclusions.iter().any(|exclusion| self.is(other, &exclusion.filter))
            };
            let cut = events[..=place].iter().rposition(|other| excluded(other)).unwrap_or(0);
            let around: Vec<&Event> =
                events[cut..=place].iter().copied().filter(|other| near(other)).collect();
            let latest = |step: &EventFilter| {
                around.iter().rev().copied().find(|other| self.is(other, step))
            };
            let taken: Vec<Option<&Event>> = steps.iter().map(latest).collect();
            let begins = around.iter().rev().copied().find(|other| {
                let may = self.parts.unit == Unit::Visit || self.day(other.occurred_at).is_some();
                may && steps.iter().any(|step| self.is(other, step))
            });
            let Some(begins) = begins else { continue };
            let reached = taken.iter().flatten().count();
            if best.as_ref().is_some_and(|best| best.steps >= reached) {
                continue;
            }
            let mut first = begins;
            for other in taken.iter().flatten() {
                if other.occurred_at < first.occurred_at {
                    first = other;
                }
            }
            let labelled = match self.parts.breakdown.as_ref().map(|b| b.touch) {
                None => None,
                Some(Touch::First) => Some(first),
                Some(Touch::Last) => Some(*event),
                Some(Touch::Step(step)) => taken[step],
            };
            let took = event.occurred_at.duration_since(first.occurred_at);
            best = Some(Got {
                steps: reached,
                label: self.label(labelled),
                start: first.occurred_at,
                took: (reached == steps.len()).then_some(took),
            });
        }
        best
    }
}
