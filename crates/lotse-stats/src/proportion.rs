//! Intervals for one proportion.

use thiserror::Error;

use crate::{
    count::Count,
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

/// The share of `successes` among `n`, with Wilson's score interval.
///
/// With p = x/n and z the normal quantile of the level, the bounds are
/// (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
///
/// Source: Wilson (1927), *Probable inference, the law of succession, and statistical inference*,
/// JASA 22:209; method 3 of Newcombe (1998), Statistics in Medicine 17:857. Range: within 0..=1, and
/// exactly 0 or 1 at the ends. Coverage: 95 % on average over p, below that for p near 0 or 1 at
/// small n.
///
/// # Errors
/// When nothing was observed, or more successes than observations.
pub fn wilson(
    successes: Count,
    n: Count,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ProportionError> {
    if n.is_zero() {
        return Err(ProportionError::NoObservations);
    }
    if successes > n {
        return Err(ProportionError::MoreThanAll { successes, n });
    }
    let (z, size) = (level.z(), n.as_f64());
    let p = successes.as_f64() / size;
    let z2 = z * z;
    let centre = p + z2 / (2.0 * size);
    let half = z * (p * (1.0 - p) / size + z2 / (4.0 * size * size)).sqrt();
    let divisor = 1.0 + z2 / size;
    // At the ends the formula gives 0 and 1 up to rounding; the exact value is known.
    let low = if successes.is_zero() { 0.0 } else { ((centre - half) / divisor).max(0.0) };
    let high = if successes == n { 1.0 } else { ((centre + half) / divisor).min(1.0) };
    Ok(Estimate {
        value: p,
        n,
        unit,
        interval: Some(Interval::new(low, high, level)),
        method: Method { id: "wilson", version: 1 },
    })
}
