//! Units of people: the visitor or the visit that present events belong to, and how units are counted.

use lotse_domain::{
    Count,
    query::{
        blur::Weight,
        funnel::{Reached, Unit},
    },
};

use super::{
    contributions::Contributions,
    tally::{People, Present, Sum},
    visits::continues,
    weighed::Weighed,
};

/// Follows visitors, or the visits of each.
pub(crate) struct Units {
    unit: Unit,
    visitor: Present,
    /// First and last event of the present visit, if there is one.
    visit: Option<(i64, i64)>,
}

impl Units {
    pub(crate) fn new(unit: Unit) -> Self {
        Self { unit, visitor: Present::default(), visit: None }
    }

    /// The present visitor.
    pub(crate) fn visitor(&self) -> Present {
        self.visitor
    }

    /// When the present visit began, in microseconds; none where visitors are followed.
    pub(crate) fn visit_began(&self) -> Option<i64> {
        self.visit.map(|(began, _)| began)
    }

    /// Another visitor begins. Whoever counts has counted the present unit before.
    pub(crate) fn next_visitor(&mut self, weight: Weight) {
        self.visitor.next(weight);
        self.visit = None;
    }

    /// Whether the present visit ends before an event of the present visitor.
    pub(crate) fn ends_before(&self, time: i64) -> bool {
        self.visit.is_some_and(|(began, last)| !continues(began, last, time))
    }

    /// An event of the present visitor happens.
    pub(crate) fn event(&mut self, time: i64) {
        if self.unit == Unit::Visit {
            self.visit = match self.visit {
                Some((began, _)) if !self.ends_before(time) => Some((began, time)),
                _ => Some((time, time)),
            };
        }
    }
}

/// Units and the visitors among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted {
    units: Weighed,
    /// Of them, what visitors contributed.
    units_of: Contributions,
    people: People,
}

impl Counted {
    /// Counts one unit of a visitor, which began on `day` of `days`.
    pub(crate) fn count(&mut self, visitor: Present, day: usize, days: usize) {
        self.units.add(1, visitor.weight);
        self.units_of.grow(visitor.into(), 1);
        self.people.see(visitor, day, days);
    }

    /// How many units.
    pub(crate) fn units(&self) -> Count {
        self.units.exact
    }

    /// As answers have it.
    pub(crate) fn reached(&self) -> Reached {
        Reached {
            units: self.units.exact,
            blurred_units: self.units.blurred,
            largest_units: self.units_of.largest(),
            visitors: self.people.visitors.exact,
            most_visitors_on_a_day: self.people.most_on_a_day(),
        }
    }
}

impl Sum for Counted {
    fn add(&mut self, other: &Self) {
        self.units += other.units;
        self.units_of.add(&other.units_of);
        self.people.add(&other.people);
    }
}
