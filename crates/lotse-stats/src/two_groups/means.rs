//! Welch's interval for a difference of means, and its test.

use crate::{
    distribution::student,
    estimate::{Level, SampleUnit},
    gap::{Gap, Scale},
    mean::{finite, mean},
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
    let interval = squared_errors(group, reference).and_then(|(square, freedom)| {
        let half = student::quantile(level, freedom) * square.sqrt();
        finite(difference - half, difference + half, level)
    });
    Ok(Gap::new(both, Scale::Difference, difference, interval, "welch"))
}

/// Whether two means are equal, by Welch's two-sided t test. `None` where [`welch`] has no interval.
///
/// Source: as there. It is below α exactly where that interval leaves out 0.
pub fn welch_test(group: Moments, reference: Moments) -> Option<PValue> {
    let (square, freedom) = squared_errors(group, reference)?;
    let t = (group.mean() - reference.mean()) / square.sqrt();
    Some(PValue::nearest(student::two_sided(t, freedom)))
}

fn squared_errors(group: Moments, reference: Moments) -> Option<(f64, f64)> {
    satterthwaite([group.squared_error()?, reference.squared_error()?])
}

/// The squared standard error of a difference and its degrees of freedom, from those of its parts.
pub(crate) fn satterthwaite(parts: [(f64, f64); 2]) -> Option<(f64, f64)> {
    let sum = parts[0].0 + parts[1].0;
    // By shares of the sum, so that squares of tiny or huge variances stay numbers.
    let inverse: f64 = parts.iter().map(|(square, freedom)| (square / sum).powi(2) / freedom).sum();
    (sum.is_finite() && sum > 0.0 && inverse > 0.0).then(|| (sum, 1.0 / inverse))
}
