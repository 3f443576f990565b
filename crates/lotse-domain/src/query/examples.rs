//! Single events of a filter, the newest first: to see whether a rule means what its author thinks.
//!
//! The answer is made of rows, so it leaves only as records, to somebody with the right to read them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    Scope,
    filter::{EventFilter, Field, QuestionError},
};
use crate::ids::EventId;

/// The most events that can be asked for.
pub const MOST_EXAMPLES: usize = 50;

/// The newest events of a filter.
#[derive(Clone, Debug, PartialEq)]
pub struct ExamplesQuestion {
    scope: Scope,
    events: EventFilter,
    most: usize,
}

impl ExamplesQuestion {
    /// The newest `most` events.
    ///
    /// # Errors
    /// When none or too many are asked for.
    pub fn new(scope: Scope, events: EventFilter, most: usize) -> Result<Self, QuestionError> {
        QuestionError::count("examples", most, 1, MOST_EXAMPLES)?;
        Ok(Self { scope, events, most })
    }

    /// Where and when.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Which events.
    #[must_use]
    pub fn events(&self) -> &EventFilter {
        &self.events
    }

    /// How many at most.
    #[must_use]
    pub fn most(&self) -> usize {
        self.most
    }
}

/// One event, without visitor, case and properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Which it is; orders events of one instant.
    pub id: EventId,
    /// What rules look at, as far as it carries it.
    pub carried: BTreeMap<Field, String>,
}
