//! Whether parts of a whole may be told.

use lotse_domain::{
    Count,
    query::{attempts::AttemptsRow, funnel::Reached, largest::Largest},
};

use super::super::{dominance::Sum, shown_part};
use crate::{
    measure::{Cell, Hidden},
    policy::Minimum,
};

/// Asks by how few people are too few.
#[derive(Clone, Copy)]
pub(super) struct Parts(pub(super) Minimum);

impl Parts {
    pub(super) fn too_few(self) -> Hidden {
        self.0.too_few()
    }

    fn is_enough(self, of: &Reached) -> bool {
        self.0.is_met_by_people(of.visitors, of.most_visitors_on_a_day)
    }

    /// Whether it is of too few people, or of nobody where that is hidden.
    pub(super) fn is_small(self, of: &Reached) -> bool {
        self.0.is_small(of.units, self.is_enough(of))
    }

    /// Whether nobody is hidden as if they were too few.
    pub(super) fn hides_nobody(self) -> bool {
        self.0.is_small(Count::ZERO, true)
    }

    /// Why something by itself is not told.
    pub(super) fn alone(self, of: &Reached) -> Option<Hidden> {
        self.is_small(of).then(|| self.too_few()).or_else(|| Sum::from(of).hidden())
    }

    /// Whether so much, of no fewer people than these, tells of a few. Of nobody it tells of nobody, whatever a policy
    /// says: that a group is empty follows from what a task is.
    pub(super) fn tells_of_few(self, units: Count, people: Count) -> bool {
        !units.is_zero() && people.get() < self.0.people()
    }

    /// Whether what is left of a whole without some of its parts is small, or of one or two. Whoever is in both counts once
    /// in the whole, so no fewer people are in the rest than those of the whole less those of the parts.
    pub(super) fn rest_is_small(self, whole: &Reached, parts: &[&Reached]) -> bool {
        let (units, people) = rest(whole, parts);
        self.0.is_small(units, people.get() >= self.0.people())
            || Sum::of_anybody(units, whole.largest_units).is_dominated()
    }

    /// Why a part of a whole that is known is not told: for itself, or for what is left of the whole.
    pub(super) fn hides(self, whole: &Reached, part: &Reached) -> Option<Hidden> {
        let protects = || self.rest_is_small(whole, &[part]).then_some(Hidden::Protects);
        self.alone(part).or_else(protects)
    }

    /// Why parts that share no attempts are not told together, of a whole of which nobody has more than `most`. Their people
    /// may be the same, so one of them must be of enough.
    pub(super) fn hides_together(self, parts: &[&Reached], most: Largest) -> Option<Hidden> {
        let units: Count = parts.iter().map(|part| part.units).sum();
        let is_enough = parts.iter().any(|part| self.is_enough(part));
        if self.0.is_small(units, is_enough) {
            return Some(self.too_few());
        }
        together(parts, most).hidden()
    }

    /// Whether so much of a whole is small, or of one or two: attempts of which these parts are known, and perhaps others
    /// whose they are is not known.
    pub(super) fn left_is_small(
        self,
        units: Count,
        known: &[&Reached],
        whole: &AttemptsRow,
    ) -> bool {
        let most = whole.begun.largest_units;
        let missing = units.less(known.iter().map(|part| part.units).sum());
        let sum = together(known, most).and(Sum::of_anybody(missing, most), most);
        let is_enough = known.iter().any(|part| self.is_enough(part));
        self.0.is_small(units, is_enough) || sum.is_dominated()
    }

    /// Whether parts tell of a few together; of nobody they tell of nobody, as above.
    pub(super) fn together_are_few(self, parts: &[&Reached], most: Largest) -> bool {
        parts.iter().any(|part| !part.units.is_zero()) && self.hides_together(parts, most).is_some()
    }

    /// Why each of the parts that make up a whole, or are known together, is not told. Those that are hidden have others
    /// beside them until one of them is of enough people by itself, and they are of nobody's most.
    pub(super) fn hidden(
        self,
        parts: &[&Reached],
        most: Largest,
        mut hidden: Vec<Option<Hidden>>,
    ) -> Vec<Option<Hidden>> {
        for (why, part) in hidden.iter_mut().zip(parts) {
            *why = why.or_else(|| self.alone(part));
        }
        loop {
            let of = || hidden.iter().zip(parts).filter(|(why, _)| why.is_some());
            let together: Vec<&Reached> = of().map(|(_, part)| *part).collect();
            if together.is_empty() || self.hides_together(&together, most).is_none() {
                return hidden;
            }
            let shown = hidden.iter().zip(parts).enumerate();
            let shown = shown.filter(|(_, (why, part))| why.is_none() && !part.units.is_zero());
            let smallest = shown.min_by_key(|(place, (_, part))| (part.units, *place));
            let Some((place, _)) = smallest else { return hidden };
            if let Some(why) = hidden.get_mut(place) {
                *why = Some(Hidden::Protects);
            }
        }
    }

    /// A count that is no part of anything known.
    pub(super) fn cell(self, of: &Reached) -> Cell {
        told(of, self.alone(of))
    }
}

/// A count, or why it is not told.
pub(super) fn told(of: &Reached, why: Option<Hidden>) -> Cell {
    why.map_or_else(|| shown_part(of.units, of.blurred_units), Cell::Hidden)
}

/// The sum of parts that share no attempts, of a whole of which nobody has more than `most`.
fn together(parts: &[&Reached], most: Largest) -> Sum {
    let parts = parts.iter().map(|part| Sum::from(*part));
    parts.fold(Sum::default(), |sum, part| sum.and(part, most))
}

/// What is left of a whole without some of its parts: how many, and no fewer people than these.
pub(super) fn rest(whole: &Reached, parts: &[&Reached]) -> (Count, Count) {
    parts.iter().fold((whole.units, whole.visitors), |(units, people), part| {
        (units.less(part.units), people.less(part.visitors))
    })
}

/// Two groups together. Who is in both is not known, so they are taken to be no more people than the larger one.
pub(super) fn joined(first: &Reached, second: &Reached) -> Reached {
    let mut largest_units = first.largest_units;
    largest_units.first += second.largest_units.first;
    largest_units.second += second.largest_units.second;
    Reached {
        units: first.units + second.units,
        blurred_units: first.blurred_units + second.blurred_units,
        largest_units,
        visitors: first.visitors.max(second.visitors),
        most_visitors_on_a_day: first.most_visitors_on_a_day.max(second.most_visitors_on_a_day),
    }
}
