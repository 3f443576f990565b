//! Welch's interval for a difference of means, and its test.

use crate::{
    estimate::{Level, SampleUnit},
    gap::{Gap, Scale},
    mean::{SquaredError, mean},
    moments::{MeanError, Moments},
    p_value::PValue,
};

/// The difference of two means, with Welch's t interval.
///
/// With vᵢ = sᵢ²/nᵢ, the bounds are d ± t·√(v₁ + v₂), t the two-sided quantile for
/// (v₁ + v₂)²/(v₁²/(n₁−1) + v₂²/(n₂−1)) degrees of freedom. No interval where a group has fewer than
/// two values, or where all values of either are the same.
///
/// Source: Welch (1938), *The significance of the difference between two means when the population
/// variances are unequal*, Biometrika 29:350; the degrees of freedom of Satterthwaite (1946),
/// Biometrics Bulletin 2:110. Coverage: near the level for distributions near normal, whatever the
/// variances, and for others once n is large.
///
/// # Errors
/// When nothing was observed in a group, or the sums are too large for a number.
pub fn welch(
    group: Moments,
    reference: Moments,
    unit: SampleUnit,
    level: Level,
) -> Result<Gap, MeanError> {
    let both = [mean(group, unit, level)?, mean(reference, unit, level)?];
    let difference = group.mean() - reference.mean();
    let error = squared_error(group, reference);
    let interval = error.and_then(|error| error.interval(difference, level));
    Ok(Gap::new(both, Scale::Difference, difference, interval, "welch"))
}

/// Whether two means are equal, by Welch's two-sided t test. `None` where [`welch`] has no interval.
///
/// Source: as there. It is below α exactly where that interval leaves out 0.
pub fn welch_test(group: Moments, reference: Moments) -> Option<PValue> {
    Some(squared_error(group, reference)?.test(group.mean() - reference.mean()))
}

fn squared_error(group: Moments, reference: Moments) -> Option<SquaredError> {
    satterthwaite([group.squared_error()?, reference.squared_error()?])
}

/// The squared standard error of a difference, from those of its parts. `None` where it is 0 or beyond
/// all numbers.
pub(crate) fn satterthwaite(parts: [SquaredError; 2]) -> Option<SquaredError> {
    let square = parts[0].square + parts[1].square;
    // By shares of the sum, so that squares of tiny or huge variances stay numbers.
    let inverse: f64 = parts.iter().map(|part| (part.square / square).powi(2) / part.freedom).sum();
    let is_usable = square.is_finite() && square > 0.0 && inverse > 0.0;
    is_usable.then(|| SquaredError { square, freedom: 1.0 / inverse })
}
