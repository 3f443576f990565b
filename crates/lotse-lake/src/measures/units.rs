//! Units of people: the visitor or the visit that present events belong to, and how units are counted.

use lotse_domain::{
    Count,
    query::{
        blur::Weight,
        funnel::{Reached, Unit},
    },
};

use super::{
    tally::{Heads, People, Present, Sum},
    visits::continues,
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
    units: u64,
    blurred_units: u64,
    heads: Heads,
}

impl Counted {
    /// Counts one unit of a visitor, which began on `day` of `days`.
    pub(crate) fn count(&mut self, visitor: Present, day: usize, days: usize) {
        self.units += 1;
        self.blurred_units += visitor.weight.times();
        self.heads.see(visitor, day, days);
    }
}

/// The same, ready to be merged with that of other ranges.
#[derive(Clone, Debug, Default)]
pub(crate) struct CountedSum {
    pub(crate) units: u64,
    blurred_units: u64,
    people: People,
}

impl From<Counted> for CountedSum {
    fn from(counted: Counted) -> Self {
        let Counted { units, blurred_units, heads } = counted;
        Self { units, blurred_units, people: heads.into() }
    }
}

impl Sum for CountedSum {
    fn add(&mut self, other: &Self) {
        self.units += other.units;
        self.blurred_units += other.blurred_units;
        self.people.add(&other.people);
    }
}

impl CountedSum {
    /// As answers have it.
    pub(crate) fn reached(&self) -> Reached {
        Reached {
            units: Count::new(self.units),
            blurred_units: Count::new(self.blurred_units),
            visitors: Count::new(self.people.visitors),
            most_visitors_on_a_day: Count::new(self.people.most_on_a_day()),
        }
    }
}
