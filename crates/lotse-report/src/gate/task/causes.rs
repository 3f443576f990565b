//! What may say why people are lost at a place.

use std::cmp::Reverse;

use lotse_domain::{
    event::EventKind,
    query::{
        attempts::{Met, Place, Signal},
        blur::Weight,
        funnel::Reached,
    },
};
use lotse_stats::{
    estimate::{Level, SampleUnit},
    gap::Gap,
    proportion::Trials,
    two_groups::newcombe_of_weighted,
};
use serde::Serialize;

use super::{
    super::{Disclosed, share_of_blurred, shown, shown_part},
    DisclosedGap, DisclosedPlace,
    parts::{self, Parts, joined},
};
use crate::measure::{Cell, Number};

/// Something that was met at a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cause {
    /// The kind of event.
    pub kind: EventKind,
    /// What the control is called, if there is one.
    pub control: Disclosed<Option<String>>,
    /// The error, if the event names one.
    pub error: Disclosed<Option<String>>,
    /// Attempts that met it there.
    pub met: Cell,
    /// Of them, those that were lost there.
    pub lost: Cell,
    /// Their share.
    pub lost_share: Cell,
    /// It, less the share lost of those that did not meet it there.
    pub gap: Option<DisclosedGap>,
}

/// What was met at all places, and may be told.
pub(super) struct Causes<'a> {
    /// By place.
    told: Vec<Vec<(&'a Signal, &'a Met)>>,
    places: &'a [Place],
}

impl<'a> Causes<'a> {
    /// What may be told: of those who met it and of the others, those who were lost and those who were not are enough people
    /// each, or nobody.
    pub(super) fn of(places: &'a [Place], parts: Parts) -> Self {
        let told = places.iter().map(|place| {
            let may_be = |(_, met): &(&Signal, &Met)| may_be_told(parts, place, met);
            let all = place.signals.iter().map(|(signal, met)| (signal, met));
            let mut told: Vec<_> = all.filter(may_be).collect();
            told.sort_by_key(|(signal, met)| {
                let both = met.lost.blurred_units + met.stayed.blurred_units;
                (Reverse(met.lost.blurred_units), Reverse(both), *signal)
            });
            told
        });
        Self { told: told.collect(), places }
    }

    /// Tells them at places that are told themselves.
    pub(super) fn tell(&self, places: &mut [DisclosedPlace]) {
        let is_told = |place: &DisclosedPlace| place.lost_share.number().is_some();
        let family: usize = self
            .told
            .iter()
            .zip(places.iter())
            .map(|(told, place)| if is_told(place) { told.len() } else { 0 })
            .sum();
        for ((told, place), disclosed) in self.told.iter().zip(self.places).zip(places) {
            let shown = if is_told(disclosed) { told.as_slice() } else { &[] };
            disclosed.is_cut = shown.len() < place.signals.len();
            let of = |(signal, met): &(&Signal, &Met)| {
                let gap = between(met, place, Level::all_of(family));
                (Self::cause(signal, met, gap.as_ref()), gap)
            };
            let (causes, gaps): (Vec<_>, Vec<_>) = shown.iter().map(of).unzip();
            disclosed.likely = likely(&gaps);
            disclosed.causes = causes;
        }
    }

    fn cause(signal: &Signal, met: &Met, gap: Option<&Gap>) -> Cause {
        let both = joined(&met.lost, &met.stayed);
        let share =
            share_of_blurred(met.lost.blurred_units, both.blurred_units, SampleUnit::Attempts);
        Cause {
            kind: signal.kind,
            control: Disclosed(signal.control.clone()),
            error: Disclosed(signal.error.clone()),
            met: shown_part(both.units, both.blurred_units),
            lost: parts::told(&met.lost, None),
            lost_share: share.map_or(Cell::NoData, shown),
            gap: gap.map(|gap| DisclosedGap {
                difference: shown(Number::OfBlurred(gap.between)),
                is_clear: gap.is_clear().unwrap_or(false),
            }),
        }
    }
}

fn may_be_told(parts: Parts, place: &Place, Met { lost, stayed }: &Met) -> bool {
    let (reached, lost_there) = (&place.reached, &place.standing[2]);
    let is_somebody = !lost.units.is_zero() || !stayed.units.is_zero();
    is_somebody
        && parts.alone(lost).is_none()
        && parts.alone(stayed).is_none()
        && !parts.rest_is_small(reached, &[lost, stayed])
        && !parts.rest_is_small(lost_there, &[lost])
        && !parts.rest_is_small(reached, &[lost_there, stayed])
}

/// The share lost of those who met it, less that of the others at the place.
fn between(met: &Met, place: &Place, level: Level) -> Option<Gap> {
    let trials = |lost: u64, all: u64| {
        use lotse_domain::Count;
        Trials::new(Count::new(lost.min(all)), Count::new(all)).ok()
    };
    let units = |of: &Reached| of.blurred_units.get();
    let (lost, both) = (units(&met.lost), units(&met.lost) + units(&met.stayed));
    let with = trials(lost, both)?;
    let others = units(&place.reached).saturating_sub(both);
    let without = trials(units(&place.standing[2]).saturating_sub(lost), others)?;
    newcombe_of_weighted(with, without, Weight::VARIANCE, SampleUnit::Attempts, level).ok()
}

/// Of clear causes that go with more losses, the one with the most lost beyond what is usual.
fn likely(gaps: &[Option<Gap>]) -> Option<usize> {
    let excess = |gap: &Gap| gap.between.value * gap.group.n.as_f64();
    gaps.iter()
        .enumerate()
        .filter_map(|(place, gap)| Some((place, gap.as_ref()?)))
        .filter(|(_, gap)| gap.is_clear() == Some(true) && gap.between.value > 0.0)
        .max_by(|(_, a), (_, b)| excess(a).total_cmp(&excess(b)))
        .map(|(place, _)| place)
}
