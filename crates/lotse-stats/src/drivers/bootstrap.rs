//! The bootstrap: how much numbers vary when responses are drawn again.

use std::num::NonZeroU16;

use super::{
    correlations::{Found, Sums, found},
    draws::Draws,
};
use crate::{
    distribution::normal,
    estimate::{Interval, Level},
};

/// How often responses are drawn again, and from which seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// How often: 1,000 or more for numbers that are shown. Below 39 there are no intervals of 95 %.
    pub replicates: NonZeroU16,
    /// Equal seeds draw the same.
    pub seed: u64,
}

/// Draws as many blocks as there are with replacement, so often, and says what each sample found. Samples in which nothing is
/// explained, because all outcomes are the same, are left out.
pub(super) fn replicates(blocks: &[Sums], drivers: usize, bootstrap: Bootstrap) -> Vec<Found> {
    let mut draws = Draws::new(bootstrap.seed);
    let mut times = vec![0_u32; blocks.len()];
    let sample = |_| {
        times.fill(0);
        for _ in blocks {
            let place = draws.below(blocks.len());
            if let Some(times) = times.get_mut(place) {
                *times += 1;
            }
        }
        let mut sums = Sums::zero(drivers + 2);
        for (block, times) in blocks.iter().zip(&times).filter(|(_, times)| **times > 0) {
            sums.add(block, f64::from(*times));
        }
        found(&sums, drivers)
    };
    (0..bootstrap.replicates.get()).filter_map(sample).collect()
}

/// One number of all samples, in ascending order.
pub(super) struct Sorted(Vec<f64>);

impl Sorted {
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// The percentile interval: the middle of the samples. Source: Efron (1979), *Bootstrap methods*, Annals of Statistics
    /// 7:1. `None` for too few samples.
    pub(super) fn percentile(&self, level: Level) -> Option<Interval> {
        self.between(level.tail(), 1.0 - level.tail(), level)
    }

    /// The bias-corrected percentile interval: further up or down by how often samples lie below `value`. Source: Efron
    /// (1981), *Nonparametric standard errors and confidence intervals*, Canadian Journal of Statistics 9:139.
    pub(super) fn bias_corrected(&self, value: f64, level: Level) -> Option<Interval> {
        if self.are_too_few(level) {
            return None;
        }
        let size = as_f64(self.0.len());
        let below = as_f64(self.0.iter().filter(|sample| **sample < value).count());
        let same = as_f64(self.0.iter().filter(|sample| **sample <= value).count()) - below;
        let share = ((below + same / 2.0) / size).clamp(0.5 / size, 1.0 - 0.5 / size);
        let away = if share < 0.5 {
            -normal::exceeded_with(share)
        } else {
            normal::exceeded_with(1.0 - share)
        };
        let bound = |z: f64| normal::below(2.0 * away + z);
        self.between(bound(-level.z()), bound(level.z()), level)
    }

    /// Between two quantiles, by definition 6 of Hyndman and Fan; no further out than the outermost samples. `None` where
    /// there are too few for the level.
    fn between(&self, low: f64, high: f64, level: Level) -> Option<Interval> {
        if self.are_too_few(level) {
            return None;
        }
        Some(Interval::new(self.quantile(low)?, self.quantile(high)?, level))
    }

    /// Whether the bounds would lie beyond the outermost samples.
    fn are_too_few(&self, level: Level) -> bool {
        (as_f64(self.0.len()) + 1.0) * level.tail() < 1.0 - 1e-9
    }

    fn quantile(&self, p: f64) -> Option<f64> {
        let last = self.0.len().checked_sub(1)?;
        let position = (p * as_f64(self.0.len() + 1) - 1.0).clamp(0.0, as_f64(last));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the number of samples"
        )]
        let place = position.floor() as usize;
        let at = *self.0.get(place)?;
        let next = *self.0.get((place + 1).min(last))?;
        Some(at + (next - at) * (position - position.floor()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53 samples")]
fn as_f64(number: usize) -> f64 {
    number as f64
}
