//! Segments as people define them: whoever did something, and did not do something else. Asked of a period, a definition is
//! the segment of a question (`query::segment`); `docs/spec/segment.md` is exact about who is in it.

pub mod form;

use std::num::NonZeroU32;

use jiff::SignedDuration;

use crate::{
    named::Named,
    query::{
        Period,
        filter::{EventFilter, QuestionError},
        segment::{Deed, Segment, SegmentRule},
    },
    rule::Rule,
};

/// The most days before the end of a period that a rule can look back.
pub const MOST_DAYS_BACK: u16 = 400;

/// What is looked for in the events of a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// Events of a rule, so many times or more.
    Times {
        /// Which events.
        events: Rule,
        /// How often at least.
        at_least: NonZeroU32,
    },
    /// Events of several rules, one after another.
    Sequence {
        /// Which events, in their order.
        steps: Vec<Rule>,
        /// The longest time from the first to the last.
        within: Option<SignedDuration>,
    },
}

impl Looked {
    /// Its rules, in their order.
    #[must_use]
    pub fn rules(&self) -> Vec<&Rule> {
        match self {
            Self::Times { events, .. } => vec![events],
            Self::Sequence { steps, .. } => steps.iter().collect(),
        }
    }

    fn deed(&self) -> Deed {
        match self {
            Self::Times { events, at_least } => {
                Deed::Times { events: EventFilter::from(events.clone()), at_least: *at_least }
            }
            Self::Sequence { steps, within } => Deed::Sequence {
                steps: steps.iter().cloned().map(EventFilter::from).collect(),
                window: *within,
            },
        }
    }
}

/// One thing that must hold of a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinedRule {
    /// What is looked for.
    pub looked: Looked,
    /// Whether they must have done it, or must not.
    pub done: bool,
    /// Within so many days up to the end of the period that is asked about; within that period if there is no number.
    pub last_days: Option<u16>,
}

/// A segment as it is defined: it can be asked of any period.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentDefinition {
    rules: Vec<DefinedRule>,
    /// The same of a period that is not known yet.
    segment: Segment,
}

impl SegmentDefinition {
    /// The definition, if it is one.
    ///
    /// # Errors
    /// When there are no rules or too many, too many events in them, or a number or time that cannot be.
    pub fn new(rules: Vec<DefinedRule>) -> Result<Self, QuestionError> {
        for days in rules.iter().filter_map(|rule| rule.last_days) {
            let most = usize::from(MOST_DAYS_BACK);
            QuestionError::count("days of a rule", usize::from(days), 1, most)?;
        }
        let segment = Segment::new(rules.iter().map(DefinedRule::rule).collect())?;
        Ok(Self { rules, segment })
    }

    /// Its rules, all of which must hold.
    #[must_use]
    pub fn rules(&self) -> &[DefinedRule] {
        &self.rules
    }

    /// The segment of a question about a period.
    #[must_use]
    pub fn over(&self, period: &Period) -> Segment {
        let looked_at = |rule: &DefinedRule| {
            let back = rule.last_days.and_then(|days| period.ending_alike(days).ok());
            // Before the calendar begins there are no events.
            back.unwrap_or_else(|| period.clone())
        };
        self.segment.clone().looked_at(self.rules.iter().map(looked_at))
    }
}

impl DefinedRule {
    fn rule(&self) -> SegmentRule {
        SegmentRule { deed: self.looked.deed(), done: self.done, period: None }
    }
}

/// A segment as people define it: its name, and who is in it.
pub type SegmentDraft = Named<SegmentDefinition>;

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;

    fn rule(last_days: Option<u16>) -> DefinedRule {
        let looked = Looked::Times {
            events: "name is \"sent\"".parse().unwrap(),
            at_least: NonZeroU32::MIN,
        };
        DefinedRule { looked, done: true, last_days }
    }

    #[test]
    fn a_rule_looks_at_the_period_that_is_asked_about_or_at_days_up_to_its_end() {
        let definition = SegmentDefinition::new(vec![rule(None), rule(Some(90))]).unwrap();
        let (first, last) = (date(2026, 11, 1), date(2026, 11, 30));
        let november = Period::new(first, last, TimeZone::UTC).unwrap();
        let segment = definition.over(&november);
        assert_eq!(segment.rules()[0].period, Some(november));
        let back = segment.rules()[1].period.clone().unwrap();
        assert_eq!((back.first(), back.last()), (date(2026, 9, 2), last));
        assert_eq!(back.days().len(), 90);
    }

    #[test]
    fn wrong_definitions_say_what_is_wrong_and_the_limit() {
        for (rules, error) in [
            (vec![], "rules of a segment: 0 were given; at least 1 are needed"),
            (vec![rule(Some(0))], "days of a rule: 0 were given; at least 1 are needed"),
            (vec![rule(Some(401))], "days of a rule: 401 were given; at most 400 are possible"),
        ] {
            assert_eq!(SegmentDefinition::new(rules).unwrap_err().to_string(), error);
        }
    }
}
