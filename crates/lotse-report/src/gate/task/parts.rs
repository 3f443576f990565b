//! Whether parts of a whole may be told.

use lotse_domain::query::{funnel::Reached, largest::Largest};

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

    /// Why something by itself is not told.
    pub(super) fn hides_alone(self, of: &Reached) -> Option<Hidden> {
        self.is_small(of).then(|| self.too_few()).or_else(|| Sum::from(of).hidden())
    }

    /// Why a part of a whole that is known is not told: for itself, or for what is left of the whole.
    pub(super) fn hides(self, whole: &Reached, part: &Reached) -> Option<Hidden> {
        // Whoever is in both counts once in the whole, so no fewer are in the rest than this.
        let people = whole.visitors.less(part.visitors);
        let rest = whole.units.less(part.units);
        let is_enough = people.get() >= self.0.people();
        let protects = self.0.is_small(rest, is_enough).then_some(Hidden::Protects);
        self.hides_alone(part).or(protects)
    }

    /// Why each of the parts that make up a whole is not told. One that hides has another beside it that is of enough
    /// people by itself.
    pub(super) fn hidden(self, parts: &[&Reached]) -> Vec<Option<Hidden>> {
        let mut hidden: Vec<_> = parts.iter().map(|part| self.hides_alone(part)).collect();
        let most = parts.iter().fold(Largest::default(), |mut most, part| {
            most.see_others(part.largest_units);
            most
        });
        loop {
            let of = || hidden.iter().zip(parts).filter(|(why, _)| why.is_some());
            let is_none = of().next().is_none();
            let together = of()
                .map(|(_, part)| Sum::from(*part))
                .fold(Sum::default(), |sum, part| sum.and(part, most));
            let is_safe = of().any(|(_, part)| self.is_enough(part)) && !together.is_dominated();
            if is_none || is_safe {
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

    /// A count, or why it is not told.
    pub(super) fn told(self, of: &Reached, why: Option<Option<Hidden>>) -> Cell {
        match why.flatten() {
            Some(why) => Cell::Hidden(why),
            None => shown_part(of.units, of.blurred_units),
        }
    }

    /// A count that is no part of anything known.
    pub(super) fn cell(self, of: &Reached) -> Cell {
        self.told(of, Some(self.hides_alone(of)))
    }
}

/// Two groups together. Who is in both is not known, so they are taken to be no more people than the larger one.
pub(super) fn joined(first: &Reached, second: &Reached) -> Reached {
    let mut largest_units = first.largest_units;
    largest_units.first = largest_units.first + second.largest_units.first;
    largest_units.second = largest_units.second + second.largest_units.second;
    Reached {
        units: first.units + second.units,
        blurred_units: first.blurred_units + second.blurred_units,
        largest_units,
        visitors: first.visitors.max(second.visitors),
        most_visitors_on_a_day: first.most_visitors_on_a_day.max(second.most_visitors_on_a_day),
    }
}
