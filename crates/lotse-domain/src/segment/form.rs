//! How a segment is written: in storage, over the interface, and what a page's form is made of. Rules stand in it as text.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{DefinedRule, Looked, SegmentDefinition};
use crate::{
    query::filter::QuestionError,
    rule::{Rule, RuleError},
};

/// One thing that must hold of a visitor, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleForm {
    /// Whether they must have done it, or must not.
    #[serde(default = "yes")]
    pub done: bool,
    /// Which events: the text of one rule, or of several that must be met one after another.
    pub events: Vec<String>,
    /// How often at least; of one rule alone.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub at_least: u32,
    /// The longest time from the first to the last in seconds; of several rules alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_s: Option<i64>,
    /// Within so many days up to the end of the period that is asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_days: Option<u16>,
}

fn yes() -> bool {
    true
}

fn once() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn is_once(times: &u32) -> bool {
    *times == once()
}

/// A segment as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentForm {
    /// What must hold of a visitor, all of it.
    pub rules: Vec<RuleForm>,
}

/// Why something written is no segment. Rules and their events are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SegmentError {
    /// The text of events is no rule.
    #[error("rules[{rule}].events[{event}]: {error}")]
    Events {
        /// Of which rule.
        rule: usize,
        /// Which of its texts.
        event: usize,
        /// Why.
        error: RuleError,
    },
    /// Several rules in order have no number of times.
    #[error("rules[{rule}].at_least: events in order are looked for once")]
    TimesInOrder {
        /// Which rule.
        rule: usize,
    },
    /// Events of one rule have no time between them.
    #[error("rules[{rule}].within_s: a time is possible for events in order alone")]
    TimeOfOne {
        /// Which rule.
        rule: usize,
    },
    /// There is too much or too little of something.
    #[error(transparent)]
    Question(#[from] QuestionError),
}

impl RuleForm {
    fn rule(&self, place: usize) -> Result<DefinedRule, SegmentError> {
        let read = |(event, text): (usize, &String)| {
            let error = |error| SegmentError::Events { rule: place, event, error };
            text.parse::<Rule>().map_err(error)
        };
        let mut events: Vec<Rule> =
            self.events.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        let looked = if events.len() == 1
            && let Some(events) = events.pop()
        {
            if self.within_s.is_some() {
                return Err(SegmentError::TimeOfOne { rule: place });
            }
            let at_least = NonZeroU32::new(self.at_least).ok_or(QuestionError::TooFew {
                what: "times of a rule",
                found: 0,
                limit: 1,
            })?;
            Looked::Times { events, at_least }
        } else {
            if !is_once(&self.at_least) {
                return Err(SegmentError::TimesInOrder { rule: place });
            }
            Looked::Sequence { steps: events, within: self.within_s.map(SignedDuration::from_secs) }
        };
        Ok(DefinedRule { looked, done: self.done, last_days: self.last_days })
    }
}

impl SegmentForm {
    /// The segment that is written here.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its place.
    pub fn definition(&self) -> Result<SegmentDefinition, SegmentError> {
        let rules = self.rules.iter().enumerate().map(|(place, rule)| rule.rule(place));
        Ok(SegmentDefinition::new(rules.collect::<Result<_, _>>()?)?)
    }
}

impl From<&SegmentDefinition> for SegmentForm {
    fn from(definition: &SegmentDefinition) -> Self {
        let written = |rule: &DefinedRule| {
            let (at_least, within_s) = match &rule.looked {
                Looked::Times { at_least, .. } => (at_least.get(), None),
                Looked::Sequence { within, .. } => (once(), within.map(|within| within.as_secs())),
            };
            RuleForm {
                done: rule.done,
                events: rule.looked.rules().into_iter().map(ToString::to_string).collect(),
                at_least,
                within_s,
                last_days: rule.last_days,
            }
        };
        Self { rules: definition.rules().iter().map(written).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = r#"{ "rules": [
        { "events": ["page is \"/apply\""], "at_least": 2 },
        { "done": false, "events": ["name is \"sent\""], "last_days": 90 },
        { "events": ["page is \"/a\"", "page is \"/b\""], "within_s": 3600 }
    ] }"#;

    #[test]
    fn what_is_written_is_read_and_written_the_same() {
        let form: SegmentForm = serde_json::from_str(WRITTEN).unwrap();
        let definition = form.definition().unwrap();
        assert_eq!(definition.rules().len(), 3);
        assert!(!definition.rules()[1].done);
        let again = SegmentForm::from(&definition);
        assert_eq!(again, form);
        let text = serde_json::to_string(&again).unwrap();
        assert_eq!(serde_json::from_str::<SegmentForm>(&text).unwrap(), form);
        assert!(serde_json::from_str::<SegmentForm>(r#"{"rules":[],"x":1}"#).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let form: SegmentForm = serde_json::from_str(WRITTEN).unwrap();
        let error = |change: fn(&mut SegmentForm)| {
            let mut form = form.clone();
            change(&mut form);
            form.definition().unwrap_err().to_string()
        };
        assert!(error(|form| form.rules[2].events[1].clear()).starts_with("rules[2].events[1]: "));
        assert_eq!(
            error(|form| form.rules[2].at_least = 2),
            "rules[2].at_least: events in order are looked for once"
        );
        assert_eq!(
            error(|form| form.rules[0].within_s = Some(60)),
            "rules[0].within_s: a time is possible for events in order alone"
        );
        assert_eq!(
            error(|form| form.rules[0].at_least = 0),
            "times of a rule: 0 were given; at least 1 are needed"
        );
        assert_eq!(
            error(|form| form.rules[1].events.clear()),
            "steps of a sequence: 0 were given; at least 2 are needed"
        );
    }
}
