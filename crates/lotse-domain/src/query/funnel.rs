//! How many get how far: steps in order, within a time, by visitor or visit.

use jiff::SignedDuration;

use super::{
    Durations, Scope,
    filter::{Attribute, EventFilter, QuestionError},
    largest::Largest,
};
use crate::{Count, words::words};

/// The most steps of a funnel.
pub const MOST_STEPS: usize = 20;
/// The most exclusions of a funnel.
pub const MOST_EXCLUSIONS: usize = 10;
/// The longest window.
pub const LONGEST_WINDOW: SignedDuration = SignedDuration::from_hours(90 * 24);

words! {
    /// In which order steps count. `docs/spec/funnel.md` is exact about it.
    StepOrder {
        /// One after another; other events may lie between.
        Ordered = "ordered",
        /// One after another, with no other event between.
        Strict = "strict",
        /// In any order.
        Unordered = "unordered",
    }
}

words! {
    /// Who or what goes through steps.
    Unit {
        /// A visitor, whose steps may lie in several visits.
        Visitor = "visitor",
        /// A visit.
        Visit = "visit",
        /// A case, whose steps may lie in visits of several people, on several devices, or in none.
        Case = "case",
    }
}

/// An event that ends a try when it lies between two of its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// Which events.
    pub filter: EventFilter,
    /// Only between this step and the next, counted from 0; `None` is between any two.
    pub after: Option<usize>,
}

/// Whose label a unit has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// That of the first step's event.
    First,
    /// That of the last event of the farthest step reached.
    Last,
    /// That of one step's event, counted from 0; units that did not reach it have none.
    Step(usize),
}

/// Rows of a funnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelBreakdown {
    /// By what.
    pub by: Attribute,
    /// By which of a unit's events.
    pub touch: Touch,
}

/// What a funnel is made of, before it is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelParts {
    /// Where and when; first steps lie in its period.
    pub scope: Scope,
    /// The steps.
    pub steps: Vec<EventFilter>,
    /// In which order.
    pub order: StepOrder,
    /// Who goes through them.
    pub unit: Unit,
    /// The longest time from the first step's event to the last; needed for visitors and cases, while a
    /// visit bounds itself.
    pub window: Option<SignedDuration>,
    /// What must not lie between.
    pub exclusions: Vec<Exclusion>,
    /// Rows besides the whole.
    pub breakdown: Option<FunnelBreakdown>,
}

/// A funnel that can be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelQuestion(FunnelParts);

impl FunnelQuestion {
    /// The question, if it is one.
    ///
    /// # Errors
    /// When there are too few or many steps, too many exclusions, no or a wrong window, a step is
    /// named that is not there, or cases are asked for of a segment.
    pub fn new(parts: FunnelParts) -> Result<Self, QuestionError> {
        let steps = parts.steps.len();
        QuestionError::count("steps of a funnel", steps, 1, MOST_STEPS)?;
        QuestionError::count("exclusions of a funnel", parts.exclusions.len(), 0, MOST_EXCLUSIONS)?;
        let window = match (parts.window, parts.unit) {
            (Some(window), _) => window,
            (None, Unit::Visit) => LONGEST_WINDOW,
            (None, Unit::Visitor | Unit::Case) => SignedDuration::ZERO,
        };
        // A segment is of visitors, and events of a case alone have none.
        if parts.unit == Unit::Case && parts.scope.segment.is_some() {
            return Err(QuestionError::Excludes { what: "a funnel of cases", other: "a segment" });
        }
        if window < SignedDuration::from_secs(1) || window > LONGEST_WINDOW {
            return Err(QuestionError::Length {
                what: "window of a funnel",
                found_s: window.as_secs(),
                least_s: 1,
                most_s: LONGEST_WINDOW.as_secs(),
            });
        }
        for after in parts.exclusions.iter().filter_map(|exclusion| exclusion.after) {
            if after + 1 >= steps {
                let found = after + 2;
                return Err(QuestionError::NoSuchStep { what: "an exclusion", found, steps });
            }
        }
        if let Some(FunnelBreakdown { touch: Touch::Step(step), .. }) = parts.breakdown
            && step >= steps
        {
            let found = step + 1;
            return Err(QuestionError::NoSuchStep { what: "the breakdown", found, steps });
        }
        Ok(Self(parts))
    }

    /// What it is made of.
    #[must_use]
    pub fn parts(&self) -> &FunnelParts {
        &self.0
    }
}

/// Units that reached a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Visitors, visits or cases.
    pub units: Count,
    /// Those of the blurred population.
    pub blurred_units: Count,
    /// The most of them that one visitor has: of visits perhaps many, of visitors and cases one.
    pub largest_units: Largest,
    /// Distinct people among them: visitors; for cases one each.
    pub visitors: Count,
    /// The most of them who began on one local day.
    pub most_visitors_on_a_day: Count,
}

/// A whole funnel or one row of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunnelRow {
    /// Units that reached each step, in its order; none is greater than the one before.
    pub steps: Vec<Reached>,
    /// Of the units that reached each step and none after it, the most that one visitor has.
    pub ended: Vec<Largest>,
    /// Times from the first step to the last, of the units that reached it.
    pub times: Durations,
}

/// The answer to a [`FunnelQuestion`], not yet disclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunnelAnswer {
    /// All units.
    pub whole: FunnelRow,
    /// By label, in the order of labels; `None` gathers units without one.
    pub rows: Vec<(Option<String>, FunnelRow)>,
    /// There were more distinct labels than the engine keeps; the rarest are missing.
    pub truncated: bool,
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::{
        ids::ServiceId,
        query::{Automatic, Period},
        service::ServiceKind,
    };

    fn parts() -> FunnelParts {
        let day = jiff::civil::date(2026, 11, 23);
        FunnelParts {
            scope: Scope {
                service: ServiceId::new(1),
                kind: ServiceKind::Public,
                authority: None,
                period: Period::new(day, day, TimeZone::UTC).unwrap(),
                automatic: Automatic::LeftOut,
                segment: None,
            },
            steps: vec![EventFilter::default(); 3],
            order: StepOrder::Ordered,
            unit: Unit::Visit,
            window: None,
            exclusions: Vec::new(),
            breakdown: None,
        }
    }

    #[test]
    fn wrong_funnels_say_what_is_wrong_and_the_limit() {
        let error = |change: fn(&mut FunnelParts)| {
            let mut parts = parts();
            change(&mut parts);
            FunnelQuestion::new(parts).unwrap_err().to_string()
        };
        assert!(FunnelQuestion::new(parts()).is_ok());
        assert_eq!(
            error(|p| p.steps.clear()),
            "steps of a funnel: 0 were given; at least 1 are needed"
        );
        assert_eq!(
            error(|p| p.steps = vec![EventFilter::default(); 21]),
            "steps of a funnel: 21 were given; at most 20 are possible"
        );
        assert_eq!(
            error(|p| p.unit = Unit::Visitor),
            "window of a funnel: 0 seconds were given; possible are 1 to 7776000"
        );
        assert_eq!(
            error(|p| p.window = Some(SignedDuration::from_hours(2_161))),
            "window of a funnel: 7779600 seconds were given; possible are 1 to 7776000"
        );
        let exclusion = |after| Exclusion { filter: EventFilter::default(), after: Some(after) };
        let mut last = parts();
        last.exclusions = vec![exclusion(1)];
        assert!(FunnelQuestion::new(last.clone()).is_ok());
        last.exclusions = vec![exclusion(2)];
        let none = FunnelQuestion::new(last).unwrap_err().to_string();
        assert_eq!(none, "an exclusion names step 4; there are 3");
        assert_eq!(
            error(|p| p.breakdown = Some(FunnelBreakdown {
                by: Attribute::Field(super::super::filter::Field::Page),
                touch: Touch::Step(3)
            })),
            "the breakdown names step 4; there are 3"
        );
    }
}
