//! Visitors by what they did and did not do. `docs/spec/segment.md` is exact about it.

use std::num::NonZeroU32;

use jiff::SignedDuration;

use super::{
    Period,
    filter::{EventFilter, QuestionError},
    funnel::LONGEST_WINDOW,
};

/// The most rules of a segment.
pub const MOST_RULES: usize = 10;
/// The most filters in all of them.
pub const MOST_FILTERS: usize = 40;
/// The most times that can be asked for.
pub const MOST_TIMES: u32 = 1_000;

/// Something that a visitor may have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Events of a filter, so many times or more.
    Times {
        /// Which events.
        events: EventFilter,
        /// How often at least.
        at_least: NonZeroU32,
    },
    /// Events of several filters, one after another; others may lie between.
    Sequence {
        /// Which events, in their order; two or more.
        steps: Vec<EventFilter>,
        /// The longest time from the first to the last.
        window: Option<SignedDuration>,
    },
}

/// What must hold of a visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentRule {
    /// What is looked for.
    pub deed: Deed,
    /// Whether they must have done it, or must not.
    pub done: bool,
    /// When; the period of the question if none is named.
    pub period: Option<Period>,
}

/// Visitors for whom every rule holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment(Vec<SegmentRule>);

impl Segment {
    /// The segment, if it is one.
    ///
    /// # Errors
    /// When there are no rules or too many, too many filters, a count or a window that cannot be, or
    /// a sequence of one event.
    pub fn new(rules: Vec<SegmentRule>) -> Result<Self, QuestionError> {
        QuestionError::count("rules of a segment", rules.len(), 1, MOST_RULES)?;
        let mut filters = 0;
        for rule in &rules {
            match &rule.deed {
                Deed::Times { at_least, .. } => {
                    filters += 1;
                    let times = usize::try_from(at_least.get()).unwrap_or(usize::MAX);
                    let most = usize::try_from(MOST_TIMES).unwrap_or(usize::MAX);
                    QuestionError::count("times of a rule", times, 1, most)?;
                }
                Deed::Sequence { steps, window } => {
                    filters += steps.len();
                    QuestionError::count("steps of a sequence", steps.len(), 2, MOST_FILTERS)?;
                    if let Some(window) = window
                        && (*window < SignedDuration::from_secs(1) || *window > LONGEST_WINDOW)
                    {
                        return Err(QuestionError::Length {
                            what: "window of a sequence",
                            found_s: window.as_secs(),
                            least_s: 1,
                            most_s: LONGEST_WINDOW.as_secs(),
                        });
                    }
                }
            }
        }
        QuestionError::count("filters of a segment", filters, 1, MOST_FILTERS)?;
        Ok(Self(rules))
    }

    /// The same with a period for each rule.
    #[must_use]
    pub(crate) fn looked_at(mut self, periods: impl Iterator<Item = Period>) -> Self {
        for (rule, period) in self.0.iter_mut().zip(periods) {
            rule.period = Some(period);
        }
        self
    }

    /// Its rules.
    #[must_use]
    pub fn rules(&self) -> &[SegmentRule] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(at_least: u32) -> SegmentRule {
        let at_least = NonZeroU32::new(at_least).unwrap();
        let deed = Deed::Times { events: EventFilter::default(), at_least };
        SegmentRule { deed, done: true, period: None }
    }

    fn sequence(steps: usize, window_s: Option<i64>) -> SegmentRule {
        let steps = vec![EventFilter::default(); steps];
        let deed = Deed::Sequence { steps, window: window_s.map(SignedDuration::from_secs) };
        SegmentRule { deed, done: false, period: None }
    }

    #[test]
    fn wrong_segments_say_what_is_wrong_and_the_limit() {
        for (rules, error) in [
            (vec![], "rules of a segment: 0 were given; at least 1 are needed"),
            (vec![times(1); 11], "rules of a segment: 11 were given; at most 10 are possible"),
            (vec![times(1_001)], "times of a rule: 1001 were given; at most 1000 are possible"),
            (vec![sequence(1, None)], "steps of a sequence: 1 were given; at least 2 are needed"),
            (
                vec![sequence(2, Some(0))],
                "window of a sequence: 0 seconds were given; possible are 1 to 7776000",
            ),
            (
                vec![sequence(20, None), sequence(20, None), times(1)],
                "filters of a segment: 41 were given; at most 40 are possible",
            ),
        ] {
            assert_eq!(Segment::new(rules).unwrap_err().to_string(), error);
        }
        let most = vec![sequence(20, Some(7_776_000)), sequence(19, None), times(1_000)];
        assert_eq!(Segment::new(most.clone()).unwrap().rules(), most);
    }
}
