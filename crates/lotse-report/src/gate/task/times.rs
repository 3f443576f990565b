//! How long it took, as far as that may be told.

use lotse_domain::query::{
    Durations,
    attempts::{AttemptsAnswer, TIME_EDGES},
    funnel::Reached,
};
use lotse_stats::{
    estimate::{Estimate, Level, Proportion, SampleUnit},
    mean::geometric_mean,
    moments::LogMoments,
    quantile::{median, quantile},
};
use serde::Serialize;

use super::{
    super::{of_blurred, shown, shown_part},
    parts::{Parts, joined},
    rows::Why,
};
use crate::measure::{Cell, Hidden, Number};

/// Beyond the lowest and the highest tenth lie so many times as many people as a cell needs.
const OF_A_TENTH: u64 = 10;

/// A distribution in three numbers, in seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantiles {
    /// A tenth took no longer.
    pub tenth: Cell,
    /// Half took no longer.
    pub median: Cell,
    /// A tenth took longer.
    pub ninetieth: Cell,
}

/// Those that took from so many seconds up to fewer than others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// From so many seconds.
    pub from: u64,
    /// To fewer than these; `None` is without an end.
    pub to: Option<u64>,
    /// How many.
    pub attempts: Cell,
}

/// How long completed attempts took, in seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Times {
    /// In use, without idle time.
    pub in_use: Quantiles,
    /// Their geometric mean.
    pub geometric_mean: Cell,
    /// From the beginning to the end.
    pub elapsed: Quantiles,
    /// Completed ones by how long they were in use; neighbors of too few are one.
    pub bins: Vec<Bin>,
}

impl Quantiles {
    pub(super) fn hidden(cell: &Cell) -> Self {
        Self { tenth: cell.clone(), median: cell.clone(), ninetieth: cell.clone() }
    }
}

impl Times {
    fn hidden(cell: &Cell) -> Self {
        let of = || Quantiles::hidden(cell);
        Self { in_use: of(), geometric_mean: cell.clone(), elapsed: of(), bins: Vec::new() }
    }
}

impl Parts {
    /// How long completed attempts took. Where it may not be told of how many a time is known, that of a larger group stands
    /// for it.
    pub(super) fn times(self, answer: &AttemptsAnswer, why: &Why) -> Times {
        let row = &answer.whole;
        if let Some(why) = why.hides_done() {
            return Times::hidden(&Cell::Hidden(why));
        }
        let [completed, refused, ..] = &row.standing;
        let done = joined(completed, refused);
        let outer = if why.tells_completed() { completed } else { &done };
        let is_told = self.hides(outer, &row.timed).is_none();
        let of_how_many = if is_told { &row.timed } else { outer };
        let geometric_mean = self.of_times(&row.timed, of_how_many, |n| {
            let moments = LogMoments::of(seconds(&row.in_use).filter(|(s, _)| *s > 0.0)).ok()?;
            let mean = geometric_mean(moments, SampleUnit::Attempts, Level::P95).ok()?;
            Some(of_blurred(mean, n))
        });
        let mut bins = self.bins(&answer.in_use);
        if !is_told {
            // They add up to it.
            let smallest = bins.iter_mut().min_by_key(|(_, of)| of.units);
            if let Some((bin, _)) = smallest {
                bin.attempts = Cell::Hidden(Hidden::Protects);
            }
        }
        Times {
            in_use: self.quantiles(&row.in_use, &row.timed, of_how_many),
            geometric_mean,
            elapsed: self.quantiles(&answer.elapsed, completed, outer),
            bins: bins.into_iter().map(|(bin, _)| bin).collect(),
        }
    }

    /// Three numbers of a distribution over attempts, the outer ones only where enough people lie beyond them. They are said
    /// to be of `of_how_many`.
    pub(super) fn quantiles(
        self,
        times: &Durations,
        of: &Reached,
        of_how_many: &Reached,
    ) -> Quantiles {
        let has_tenth = of.visitors.get() >= self.0.people().saturating_mul(OF_A_TENTH);
        let outer = |p: f64| {
            if !has_tenth && !of.units.is_zero() {
                return Cell::Hidden(self.too_few());
            }
            self.of_times(of, of_how_many, |n| {
                let p = Proportion::new(p)?;
                let found = quantile(seconds(times), p, SampleUnit::Attempts, Level::P95)?;
                Some(of_blurred(found, n))
            })
        };
        let median = self.median(times, of, of_how_many);
        Quantiles { tenth: outer(0.1), median, ninetieth: outer(0.9) }
    }

    /// The median of a distribution over attempts.
    pub(super) fn median(self, times: &Durations, of: &Reached, of_how_many: &Reached) -> Cell {
        self.of_times(of, of_how_many, |n| {
            let found: Estimate = median(seconds(times), SampleUnit::Attempts, Level::P95)?;
            Some(of_blurred(found, n))
        })
    }

    fn of_times(
        self,
        of: &Reached,
        of_how_many: &Reached,
        compute: impl Fn(lotse_domain::Count) -> Option<Number>,
    ) -> Cell {
        match self.cell(of) {
            Cell::Shown { .. } if of.units.is_zero() => Cell::NoData,
            Cell::Shown { .. } => compute(of_how_many.blurred_units).map_or(Cell::NoData, shown),
            hidden => hidden,
        }
    }

    /// Bins, of which neighbors of too few, or of one, are put together until each holds enough.
    fn bins(self, counted: &[Reached]) -> Vec<(Bin, Reached)> {
        let mut bins: Vec<(usize, usize, Reached)> = Vec::new();
        let used = |of: &Reached| !of.units.is_zero();
        let holds_too_few = |of: &Reached| of.units.is_zero() || self.alone(of).is_some();
        let first = counted.iter().position(used);
        let last = counted.iter().rposition(used);
        let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
        for (number, of) in counted.iter().enumerate().take(last + 1).skip(first) {
            match bins.last_mut() {
                Some((_, to, whole)) if holds_too_few(whole) => {
                    *to = number;
                    *whole = joined(whole, of);
                }
                _ => bins.push((number, number, *of)),
            }
        }
        // What is too small at the end joins the one before it.
        while let [.., (_, to, before), (_, last, whole)] = bins.as_mut_slice()
            && holds_too_few(whole)
        {
            *to = *last;
            *before = joined(before, whole);
            bins.pop();
        }
        if bins.iter().any(|(_, _, whole)| holds_too_few(whole)) {
            return Vec::new();
        }
        let edge = |number: usize| TIME_EDGES.get(number).copied();
        bins.into_iter()
            .map(|(from, to, of)| {
                let bin = Bin {
                    from: from.checked_sub(1).and_then(edge).unwrap_or(0),
                    to: edge(to),
                    attempts: shown_part(of.units, of.blurred_units),
                };
                (bin, of)
            })
            .collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "seconds within a year")]
fn seconds(times: &Durations) -> impl Iterator<Item = (f64, u64)> + Clone + '_ {
    times.by_ms.iter().map(|(ms, count)| ((ms / 1_000) as f64, *count))
}
