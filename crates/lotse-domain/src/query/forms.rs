//! How a form is filled in, field by field: errors, returns, time, order, and where it is left. Never a value.
//!
//! `docs/spec/forms.md` is exact about it.

use std::collections::BTreeMap;

use super::{Durations, Scope, filter::EventFilter, funnel::Reached};
use crate::{event::EventKind, service::ServiceKind, words::words};

/// The kinds of events that happen to the fields of a form and so make a try of it.
pub const KINDS_OF_TRIES: [EventKind; 3] =
    [EventKind::FormStart, EventKind::FieldLeave, EventKind::FieldError];

words! {
    /// By what a field is told from others: the first of these that its events carry.
    FieldBy {
        /// Its test id.
        TestId = "test-id",
        /// Its stable id.
        Id = "id",
        /// Its label.
        Name = "name",
        /// Its place in the page.
        Path = "path",
    }
}

/// What tells a field from others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId {
    /// By what.
    pub by: FieldBy,
    /// That.
    pub text: String,
}

/// How one form, or all forms of some pages, are filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct FormsQuestion {
    scope: Scope,
    pages: EventFilter,
}

impl FormsQuestion {
    /// Of the forms on these pages: events for which the filter holds.
    pub fn new(scope: Scope, pages: EventFilter) -> Self {
        Self { scope, pages }
    }

    /// Where and when; visits began in its period.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// On which pages.
    pub fn pages(&self) -> &EventFilter {
        &self.pages
    }

    /// Whether only a field with a label is one: where people are employees, a place in the page is nothing that
    /// somebody chose to tell.
    pub fn is_named_only(&self) -> bool {
        self.scope.kind == ServiceKind::Employees
    }

    /// The events of a kind that the question is about.
    #[must_use]
    pub fn events(&self, kind: EventKind) -> EventFilter {
        self.scope.within(&self.pages).and(&EventFilter::of_kinds(&[kind]))
    }
}

/// What happened to one field. Each figure counts tries; all but [`FieldAnswer::touched`] are parts of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldAnswer {
    /// Which field.
    pub field: FieldId,
    /// Its labels, and the tries that met it first with each; `None` is without one. In the order of labels.
    pub names: Vec<(Option<String>, Reached)>,
    /// The headings before it, in the same way.
    pub headings: Vec<(Option<String>, Reached)>,
    /// In which it was touched.
    pub touched: Reached,
    /// With an error in it.
    pub errors: Reached,
    /// With an error of each kind, in the order of [`crate::capture::FIELD_ERRORS`]; kinds that nobody met are left
    /// out.
    pub by_error: Vec<(&'static str, Reached)>,
    /// In which it was entered again.
    pub again: Reached,
    /// In which it was left, so that time in it is known.
    pub timed: Reached,
    /// Time in it, in whole tenths of a second, of each of those.
    pub times: Durations,
    /// Places of the first touch among the fields of each try, from 1, and how many tries had each.
    pub places: BTreeMap<u32, u64>,
    /// That were left with it as the last field.
    pub left_last: Reached,
    /// In which it is known whether it was left empty.
    pub known_empty: Reached,
    /// In which it was left empty.
    pub left_empty: Reached,
    /// With an error in it, and never sent.
    pub stopped: Reached,
}

/// The answer to a [`FormsQuestion`], not yet disclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormsAnswer {
    /// All tries.
    pub tries: Reached,
    /// Those that were sent.
    pub sent: Reached,
    /// Time from the first event to the last sending, in whole tenths of a second, of each of those.
    pub times: Durations,
    /// The fields, in the order of their ids.
    pub fields: Vec<FieldAnswer>,
    /// There were more fields than the engine keeps; the rarest are missing.
    pub truncated: bool,
}
