//! Intervals for one proportion.
//!
//! [`wilson`] is what Lotse shows. The others are here because agencies name them in their own
//! reports, and because the exact one is the yardstick.

use thiserror::Error;

use crate::{
    count::Count,
    distribution::beta,
    estimate::{Estimate, Interval, Level, Method, SampleUnit},
};

/// Why a proportion has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProportionError {
    /// Nothing was observed: the share of nothing is unknown, not zero.
    #[error("nothing was observed")]
    NoObservations,
    /// More successes than observations.
    #[error("{successes} of {n} is no proportion")]
    MoreThanAll {
        /// Successes stated.
        successes: Count,
        /// Observations stated.
        n: Count,
    },
}

/// How many of how many: `successes` among `n`, where `n` is at least 1 and no less than
/// `successes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trials {
    successes: Count,
    n: Count,
}

impl Trials {
    /// Takes both counts.
    ///
    /// # Errors
    /// When nothing was observed, or more successes than observations.
    pub fn new(successes: Count, n: Count) -> Result<Self, ProportionError> {
        if n.is_zero() {
            return Err(ProportionError::NoObservations);
        }
        if successes > n {
            return Err(ProportionError::MoreThanAll { successes, n });
        }
        Ok(Self { successes, n })
    }

    /// How many succeeded.
    pub fn successes(self) -> Count {
        self.successes
    }

    /// How many did not.
    pub fn failures(self) -> Count {
        self.n.less(self.successes)
    }

    /// How many there were.
    pub fn n(self) -> Count {
        self.n
    }

    /// The share that succeeded.
    pub fn share(self) -> f64 {
        self.successes.as_f64() / self.n.as_f64()
    }

    /// The interval that a formula gives around the share. At the ends formulas give 0 and 1 up to
    /// rounding, where the exact bound is known.
    pub(crate) fn interval(self, bounds: (f64, f64), level: Level) -> Interval {
        let share = self.share();
        let low = if self.successes.is_zero() { 0.0 } else { bounds.0.clamp(0.0, share) };
        let high = if self.failures().is_zero() { 1.0 } else { bounds.1.clamp(share, 1.0) };
        Interval::new(low, high, level)
    }

    /// An estimate of the share, with [`Self::interval`].
    fn estimate(
        self,
        bounds: (f64, f64),
        unit: SampleUnit,
        level: Level,
        id: &'static str,
    ) -> Estimate {
        Estimate {
            value: self.share(),
            n: self.n,
            unit,
            interval: Some(self.interval(bounds, level)),
            method: Method { id, version: 1 },
        }
    }
}

/// The share of `successes` among `n`, with Wilson's score interval.
///
/// With p = x/n and z the normal quantile of the level, the bounds are
/// (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
///
/// Source: Wilson (1927), *Probable inference, the law of succession, and statistical inference*,
/// JASA 22:209; method 3 of Newcombe (1998), Statistics in Medicine 17:857. Range: within 0..=1, and
/// exactly 0 or 1 at the ends. Coverage: 95 % on average over p, far less for p near 0 or 1: 83 % at
/// worst, and no better for large n (`tests/oracle/coverage.csv`). All that holds for observations that have
/// nothing to do with each other; for several of one visitor see [`crate::clusters`].
///
/// # Errors
/// When nothing was observed, or more successes than observations.
pub fn wilson(
    successes: Count,
    n: Count,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ProportionError> {
    Ok(wilson_of(Trials::new(successes, n)?, unit, level))
}

/// [`wilson`] of counts that are known to be a proportion.
pub(crate) fn wilson_of(trials: Trials, unit: SampleUnit, level: Level) -> Estimate {
    let bounds = wilson_bounds(trials.share(), trials.n.as_f64(), level.z());
    trials.estimate(bounds, unit, level, "wilson")
}

/// The share of `successes` among `n` where visitors count several times or not at all: by independent
/// weights with mean 1 and the variance `weight_variance`, so that both numbers are sums of weights.
/// `weight_variance` is 0 or more; what is less counts as 0, which gives [`wilson`]'s interval.
///
/// Wilson's interval with n/(1+v) in place of n: by Kish, weights with the coefficient of variation √v
/// make n observations worth n/(1+v). Source: Kish (1965), *Survey Sampling*, section 11.7; [`wilson`]
/// for the bounds. Range: within 0..=1. Coverage: as Wilson's at n/(1+v), where the observations of one
/// visitor have nothing to do with each other. Where they are alike, as visits are, it is less, and
/// Wilson's without weights falls just as far: 95 % become 83 % where each visitor makes two visits that
/// fare the same (`tests/it/coverage.rs`). The remedy is [`crate::clusters`], with the weighted counts of
/// each visitor as one cluster.
///
/// # Errors
/// When nothing was observed, or more successes than observations.
pub fn wilson_of_weighted(
    successes: Count,
    n: Count,
    weight_variance: f64,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ProportionError> {
    let trials = Trials::new(successes, n)?;
    let size = trials.n.as_f64() / (1.0 + weight_variance.max(0.0));
    let bounds = wilson_bounds(trials.share(), size, level.z());
    Ok(trials.estimate(bounds, unit, level, "wilson-weighted"))
}

/// Wilson's bounds for a share `p` of `size` observations and a quantile; `size` need not be whole.
pub(crate) fn wilson_bounds(p: f64, size: f64, quantile: f64) -> (f64, f64) {
    let square = quantile * quantile;
    let center = p + square / (2.0 * size);
    let half = quantile * (p * (1.0 - p) / size + square / (4.0 * size * size)).sqrt();
    let divisor = 1.0 + square / size;
    ((center - half) / divisor, (center + half) / divisor)
}

/// The share of `successes` among `n`, with the interval of Agresti and Coull.
///
/// With ñ = n + z² and p̃ = (x + z²/2)/ñ, the bounds are p̃ ± z·√(p̃(1−p̃)/ñ), cut to 0..=1. The value
/// is x/n; the interval is centered on p̃ and always contains Wilson's.
///
/// Source: Agresti and Coull (1998), *Approximate is better than "exact" for interval estimation of
/// binomial proportions*, The American Statistician 52:119; Brown, Cai and `DasGupta` (2001),
/// Statistical Science 16:101, section 3.1.2. Range: within 0..=1, and exactly 0 or 1 at the ends.
/// Coverage: 96 % on average over p for small n; at worst 89 % for 5 observations, 92 % from 10 on
/// (`tests/oracle/coverage.csv`), at the price of wider intervals for p near 0 or 1.
///
/// # Errors
/// When nothing was observed, or more successes than observations.
pub fn agresti_coull(
    successes: Count,
    n: Count,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ProportionError> {
    let trials = Trials::new(successes, n)?;
    let square = level.z() * level.z();
    let size = n.as_f64() + square;
    let center = (successes.as_f64() + square / 2.0) / size;
    let rest = (trials.failures().as_f64() + square / 2.0) / size;
    let half = level.z() * (center * rest / size).sqrt();
    let bounds = (center - half, center + half);
    Ok(trials.estimate(bounds, unit, level, "agresti-coull"))
}

/// The share of `successes` among `n`, with the exact interval of Clopper and Pearson.
///
/// The bounds are the quantiles α/2 of Beta(x, n − x + 1) and 1 − α/2 of Beta(x + 1, n − x).
///
/// Source: Clopper and Pearson (1934), *The use of confidence or fiducial limits illustrated in the
/// case of the binomial*, Biometrika 26:404; in this form Brown, Cai and `DasGupta` (2001),
/// Statistical Science 16:101, section 4.2.1. Range: within 0..=1, and exactly 0 or 1 at the ends.
/// Coverage: never below 95 %, and often well above (`tests/oracle/coverage.csv`).
///
/// # Errors
/// When nothing was observed, or more successes than observations.
pub fn clopper_pearson(
    successes: Count,
    n: Count,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ProportionError> {
    Ok(clopper_pearson_of(Trials::new(successes, n)?, unit, level))
}

/// [`clopper_pearson`] of counts that are known to be a proportion.
pub(crate) fn clopper_pearson_of(trials: Trials, unit: SampleUnit, level: Level) -> Estimate {
    let (x, rest) = (trials.successes().as_f64(), trials.failures().as_f64());
    let bounds = beta_bounds([x, rest + 1.0], [x + 1.0, rest], level);
    trials.estimate(bounds, unit, level, "clopper-pearson")
}

/// The share of `successes` among `n`, with the equal-tailed interval of Jeffreys' prior.
///
/// The bounds are the quantiles α/2 and 1 − α/2 of Beta(x + ½, n − x + ½), but 0 where nothing and 1
/// where everything succeeded.
///
/// Source: Brown, Cai and `DasGupta` (2001), *Interval estimation for a binomial proportion*,
/// Statistical Science 16:101, section 3.1.3. Range: within 0..=1, and exactly 0 or 1 at the ends.
/// Coverage: 95 % on average over p, less for p near 0 or 1: at worst 87 % from 5 observations on
/// (`tests/oracle/coverage.csv`).
///
/// # Errors
/// When nothing was observed, or more successes than observations.
pub fn jeffreys(
    successes: Count,
    n: Count,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ProportionError> {
    let trials = Trials::new(successes, n)?;
    let posterior = [successes.as_f64() + 0.5, trials.failures().as_f64() + 0.5];
    Ok(trials.estimate(beta_bounds(posterior, posterior, level), unit, level, "jeffreys"))
}

/// The lower quantile of one beta distribution and the upper one of another. A parameter of 0 stands
/// for a bound that is known without it.
fn beta_bounds(low: [f64; 2], high: [f64; 2], level: Level) -> (f64, f64) {
    let bound = |[a, b]: [f64; 2], p: f64| {
        if a > 0.0 && b > 0.0 { beta::quantile(p, a, b) } else { f64::NAN }
    };
    (bound(low, level.tail()), bound(high, 1.0 - level.tail()))
}
