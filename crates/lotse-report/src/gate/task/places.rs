//! Where attempts stand, and where they were lost.
//!
//! Between two places that are told, those who were lost and those who were done without going further are known together,
//! and so are the lost ones of each place. So both are of enough people or of nobody, or the later place is not told.

use lotse_domain::{
    Count,
    query::{
        attempts::{AttemptsAnswer, Mark, Place},
        funnel::Reached,
        largest::Largest,
    },
    task::TaskStep,
};
use lotse_stats::estimate::SampleUnit;

use super::{
    super::{dominance::Sum, share_of_blurred, shown, shown_blurred},
    DisclosedPlace,
    causes::Causes,
    parts::{self, Parts, rest},
    rows::Why,
};
use crate::measure::{Cell, Hidden};

/// What of each place is not told, and why.
#[derive(Clone, Debug, Default)]
struct Hides {
    reached: Vec<Option<Hidden>>,
    lost: Vec<Option<Hidden>>,
    saved: Vec<Option<Hidden>>,
}

impl Parts {
    /// The start and each step.
    pub(super) fn places(
        self,
        answer: &AttemptsAnswer,
        why: &Why,
        steps: &[TaskStep],
    ) -> Vec<DisclosedPlace> {
        let places = &answer.places;
        if let Some(why) = why.hides_done() {
            return places.iter().map(|_| DisclosedPlace::hidden(&Cell::Hidden(why))).collect();
        }
        let hides = self.hides_of(places, answer, steps);
        let closed = &answer.whole.closed;
        let ratio = |part: &Reached, whole: &Reached| {
            let unit = SampleUnit::Attempts;
            let share = share_of_blurred(part.blurred_units, whole.blurred_units, unit);
            share.map_or(Cell::NoData, shown)
        };
        let at = |of: &[Option<Hidden>], place: usize| of.get(place).copied().flatten();
        let told = places.iter().enumerate().map(|(number, place)| {
            let reached = at(&hides.reached, number);
            let lost = at(&hides.lost, number);
            let of_lost = &place.standing[2];
            DisclosedPlace {
                reached: parts::told(&place.reached, reached),
                share: match reached {
                    Some(why) => Cell::Hidden(why),
                    None if number == 0 => Cell::NoData,
                    None => ratio(&place.reached, closed),
                },
                lost: parts::told(of_lost, lost),
                lost_share: reached
                    .or(lost)
                    .map_or_else(|| ratio(of_lost, &place.reached), Cell::Hidden),
                saved: parts::told(&place.saved, at(&hides.saved, number)),
                lost_seconds: lost.map_or_else(|| lost_seconds(place), Cell::Hidden),
                causes: Vec::new(),
                is_cut: false,
                likely: None,
            }
        });
        let mut told: Vec<DisclosedPlace> = told.collect();
        Causes::of(places, self).tell(&mut told);
        told
    }

    fn hides_of(self, places: &[Place], answer: &AttemptsAnswer, steps: &[TaskStep]) -> Hides {
        let is_needed = |place: usize| {
            let step = place.checked_sub(1).and_then(|step| steps.get(step));
            step.is_none_or(|step| !step.kind.may_be_left_out())
        };
        let most = answer.whole.closed.largest_units;
        let mut reached = self.chain(places, &is_needed, most);
        let lost = self.lost(places, &reached, most);
        self.left_out(places, &is_needed, &lost, &mut reached, most);
        let saved = self.saved(answer, &lost, most);
        Hides { reached, lost, saved }
    }

    /// Why the start and each step that cannot be left out is not told. Steps that can be are not told yet.
    fn chain(
        self,
        places: &[Place],
        is_needed: &impl Fn(usize) -> bool,
        most: Largest,
    ) -> Vec<Option<Hidden>> {
        let mut why = vec![Some(Hidden::Protects); places.len()];
        let mut told: Vec<usize> = Vec::new();
        for (number, place) in places.iter().enumerate().filter(|(number, _)| is_needed(*number)) {
            let hides = match told.last().and_then(|last| places.get(*last..number)) {
                None => None,
                Some(between) => {
                    let protects = || self.tells_between(between, most).then_some(Hidden::Protects);
                    self.alone(&place.reached).or_else(protects)
                }
            };
            if hides.is_none() {
                told.push(number);
            }
            if let Some(why) = why.get_mut(number) {
                *why = hides;
            }
        }
        // What is behind the last one, too.
        while let [_, .., last] = told.as_slice()
            && places.get(*last..).is_some_and(|behind| self.tells_between(behind, most))
        {
            if let Some(why) = why.get_mut(*last) {
                *why = Some(Hidden::Protects);
            }
            told.pop();
        }
        why
    }

    /// Whether those who went no further than these places tell of a few: the lost ones, or those who were done. That nobody
    /// was done there follows from most tasks; that nobody went no further may have to be hidden.
    fn tells_between(self, between: &[Place], most: Largest) -> bool {
        let all: Vec<&Reached> = between.iter().flat_map(|place| &place.standing).collect();
        self.hides_together(&all, most).is_some()
            || self.together_are_few(&done(between), most)
            || self.together_are_few(&lost(between), most)
    }

    /// Why the lost ones of each place are not told. Those of the places from one that is told to the next add up to what is
    /// known.
    fn lost(
        self,
        places: &[Place],
        reached: &[Option<Hidden>],
        most: Largest,
    ) -> Vec<Option<Hidden>> {
        let mut hidden = Vec::with_capacity(places.len());
        while let Some(behind) = places.get(hidden.len()..).filter(|behind| !behind.is_empty()) {
            let is_told =
                |place: usize| reached.get(hidden.len() + place).copied().flatten().is_none();
            let next = (1..behind.len()).find(|place| is_told(*place)).unwrap_or(behind.len());
            let between = behind.get(..next).unwrap_or(behind);
            // All or nobody being lost may have to be hidden too.
            let why = between.iter().enumerate().map(|(place, of)| {
                let all_are = is_told(place)
                    && self.hides_nobody()
                    && of.reached.units == of.standing[2].units;
                all_are.then(|| self.too_few())
            });
            let why = why.collect();
            hidden.extend(self.hidden(&lost(between), most, why));
        }
        hidden
    }

    /// Tells steps that can be left out: if those who left them out are enough or nobody, whether they went on or not; and
    /// those who came to them, whether they were lost there or not.
    fn left_out(
        self,
        places: &[Place],
        is_needed: &impl Fn(usize) -> bool,
        lost: &[Option<Hidden>],
        reached: &mut [Option<Hidden>],
        most: Largest,
    ) {
        for (number, place) in places.iter().enumerate().filter(|(number, _)| !is_needed(*number)) {
            let is_told = |place: &usize| reached.get(*place).copied().flatten().is_none();
            let since = (0..number).rev().filter(|place| is_needed(*place)).find(is_told);
            let Some(since) = since else { continue };
            let Some(before) = places.get(since..number) else { continue };
            let Some((first, _)) = before.split_first() else { continue };
            let of_lost = &place.standing[2];
            let tells = |(units, people): (Count, Count)| self.tells_of_few(units, people);
            let went_past = || {
                let parts = before.iter().map(|place| &place.standing[2]).chain([&place.reached]);
                tells(rest(&first.reached, &parts.collect::<Vec<_>>()))
            };
            let lost_is_told = lost.get(number).copied().flatten().is_none();
            let not_lost = || lost_is_told && self.rest_is_small(&place.reached, &[of_lost]);
            // Whoever comes to the last place of all stands there.
            let is_last = number + 1 == places.len();
            let done_here = || {
                let [here_done, here_refused, _] = &place.standing;
                is_last
                    && (self.together_are_few(&[here_done, here_refused], most)
                        || self.together_are_few(&done(before), most))
            };
            let passes = self.hides(&first.reached, &place.reached);
            let protects = || went_past() || not_lost() || done_here();
            let why = passes.or_else(|| protects().then_some(Hidden::Protects));
            if let Some(hidden) = reached.get_mut(number) {
                *hidden = why;
            }
        }
    }

    /// Why those of the lost ones that had been saved are not told. They add up to the lost ones with that mark, so nothing
    /// is said of them where it is not told how many of that mark were lost.
    fn saved(
        self,
        answer: &AttemptsAnswer,
        lost: &[Option<Hidden>],
        most: Largest,
    ) -> Vec<Option<Hidden>> {
        let places = &answer.places;
        let mark = answer.marks.get(&Mark::Saved);
        if let Some(why) = mark.and_then(|mark| self.hides_done_of(&answer.whole, mark)) {
            return vec![Some(why); places.len()];
        }
        let all: Vec<&Reached> = places.iter().map(|place| &place.saved).collect();
        let why = places.iter().zip(lost).map(|(place, lost)| {
            let of = &place.standing[2];
            let protects = || self.rest_is_small(of, &[&place.saved]).then_some(Hidden::Protects);
            lost.or_else(protects)
        });
        let hidden = self.hidden(&all, most, why.collect());
        // So do the others, and what is left of both tells of a few or not.
        let left = || places.iter().zip(&hidden).filter(|(_, why)| why.is_some());
        let (mut units, mut is_enough) = (Count::ZERO, false);
        for (place, _) in left() {
            let (others, people) = rest(&place.standing[2], &[&place.saved]);
            units += others;
            is_enough |= !others.is_zero() && !self.tells_of_few(others, people);
        }
        if mark.is_some() && left().next().is_some() && !units.is_zero() && !is_enough {
            return vec![Some(Hidden::Protects); places.len()];
        }
        hidden
    }
}

/// Those who were done at these places.
fn done(places: &[Place]) -> Vec<&Reached> {
    places.iter().flat_map(|place| place.standing.iter().take(2)).collect()
}

/// Those who were lost there.
fn lost(places: &[Place]) -> Vec<&Reached> {
    places.iter().map(|place| &place.standing[2]).collect()
}

/// Seconds that the lost ones were in use, where nobody makes up most of them.
fn lost_seconds(place: &Place) -> Cell {
    let sum = Sum { all: place.lost.exact, largest: place.lost.largest };
    match sum.hidden() {
        Some(why) => Cell::Hidden(why),
        None if place.lost.exact.is_zero() => Cell::NoData,
        None => shown_blurred(place.lost.blurred),
    }
}

impl DisclosedPlace {
    fn hidden(cell: &Cell) -> Self {
        let cell = || cell.clone();
        Self {
            reached: cell(),
            share: cell(),
            lost: cell(),
            lost_share: cell(),
            saved: cell(),
            lost_seconds: cell(),
            causes: Vec::new(),
            is_cut: false,
            likely: None,
        }
    }
}
