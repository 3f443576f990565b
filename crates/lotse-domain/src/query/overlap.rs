//! Events of several filters, and those that two of them share, by one reading.

use super::{
    Scope,
    counts::{Cell, Distinct},
    filter::{EventFilter, QuestionError},
};

/// The most filters that are held against each other.
pub const MOST_OVERLAPPING: usize = 60;

/// How much of each filter there is, and of each two of them together.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlapQuestion {
    scope: Scope,
    events: Vec<EventFilter>,
    distinct: Distinct,
}

impl OverlapQuestion {
    /// The question, if it is one.
    ///
    /// # Errors
    /// When there is no filter, or there are too many.
    pub fn new(
        scope: Scope,
        events: Vec<EventFilter>,
        distinct: Distinct,
    ) -> Result<Self, QuestionError> {
        QuestionError::count("overlapping filters", events.len(), 1, MOST_OVERLAPPING)?;
        Ok(Self { scope, events, distinct })
    }

    /// Where and when.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The filters.
    #[must_use]
    pub fn events(&self) -> &[EventFilter] {
        &self.events
    }

    /// Within what a visitor of several events is one.
    #[must_use]
    pub fn distinct(&self) -> Distinct {
        self.distinct
    }
}

/// Events that two filters share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The place of the one filter.
    pub one: usize,
    /// The place of the other, which is greater.
    pub other: usize,
    /// The events.
    pub cell: Cell,
}

/// The answer to an [`OverlapQuestion`], not yet disclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverlapAnswer {
    /// The events of each filter, in their order.
    pub each: Vec<Cell>,
    /// Those that two share, where there are any, by the places of both.
    pub shared: Vec<Shared>,
}
