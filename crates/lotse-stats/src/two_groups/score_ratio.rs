//! Score intervals for a ratio of proportions: Miettinen and Nurminen's, and Koopman's.

use super::{RatioError, ratio, score_difference::small_sample, wilson_of_both};
use crate::{
    estimate::{Interval, Level, SampleUnit},
    gap::{Gap, Scale},
    proportion::Trials,
    root,
};

/// The ratio of two proportions, with the score interval of Miettinen and Nurminen.
///
/// The bounds are the ratios θ at which
/// (p₁ − θp₂)² = z²·(p̃₁(1−p̃₁)/n₁ + θ²p̃₂(1−p̃₂)/n₂)·N/(N−1), where p̃₁ = θp̃₂ maximize the likelihood
/// under that constraint and N = n₁ + n₂. p̃₂ is the smaller root of
/// Nθp² − (n₁θ + x₁ + n₂ + x₂θ)p + x₁ + x₂.
///
/// Source: Miettinen and Nurminen (1985), *Comparative analysis of two rates*, Statistics in Medicine
/// 4:213. Range: 0 or more; the lower bound is 0 where nothing in the group
/// succeeded. Coverage: near 95 %. It leaves out 1 exactly where
/// [`super::miettinen_nurminen_test`] is below α.
///
/// # Errors
/// When nothing in the reference succeeded.
pub fn miettinen_nurminen_ratio(
    group: Trials,
    reference: Trials,
    unit: SampleUnit,
    level: Level,
) -> Result<Gap, RatioError> {
    let factor = small_sample(group.n().as_f64() + reference.n().as_f64());
    score(group, reference, unit, level, factor, "miettinen-nurminen-ratio")
}

/// The ratio of two proportions, with Koopman's score interval.
///
/// [`miettinen_nurminen_ratio`] without the factor N/(N−1), by which Koopman's χ² differs.
///
/// Source: Koopman (1984), *Confidence intervals for the ratio of two binomial proportions*,
/// Biometrics 40:513. Range and coverage: as there, and slightly narrower.
///
/// # Errors
/// When nothing in the reference succeeded.
pub fn koopman(
    group: Trials,
    reference: Trials,
    unit: SampleUnit,
    level: Level,
) -> Result<Gap, RatioError> {
    score(group, reference, unit, level, 1.0, "koopman")
}

fn score(
    group: Trials,
    reference: Trials,
    unit: SampleUnit,
    level: Level,
    factor: f64,
    id: &'static str,
) -> Result<Gap, RatioError> {
    let value = ratio(group, reference)?;
    // Positive away from the ratio, negative beside it; of the logarithm, so that bounds far from 1
    // keep their digits.
    let excess = |logarithm: f64| {
        let theta = logarithm.exp();
        let variance = variance(group, reference, theta) * factor;
        (group.share() - theta * reference.share()).abs() - level.z() * variance.max(0.0).sqrt()
    };
    // Beside the ratio; half a success stands for none.
    let half = 0.5 / group.n().as_f64();
    let inside = (group.share().max(half) / reference.share()).ln();
    let low = if group.successes().is_zero() { 0.0 } else { bound(inside, -1.0, excess) };
    let high = bound(inside, 1.0, excess);
    let interval = Interval::new(low.min(value), high.max(value), level);
    let both = wilson_of_both(group, reference, unit, level);
    Ok(Gap::new(both, Scale::Ratio, value, Some(interval), id))
}

/// The bound in one direction: goes away from the ratio by doubled steps until it is outside.
fn bound(inside: f64, direction: f64, excess: impl Fn(f64) -> f64) -> f64 {
    let mut step = direction;
    while excess(inside + step) <= 0.0 && step.abs() < 1e3 {
        step *= 2.0;
    }
    root::between(inside + step, inside, 1.0, excess).exp()
}

/// p̃₁(1−p̃₁)/n₁ + θ²p̃₂(1−p̃₂)/n₂ where p̃₁ = θp̃₂.
///
/// The discriminant of the quadratic is written as a sum of what is not negative, and its smaller root
/// under the larger one, so nothing cancels for rare successes or rare failures.
fn variance(group: Trials, reference: Trials, theta: f64) -> f64 {
    let (n1, n2) = (group.n().as_f64(), reference.n().as_f64());
    let (x1, x2) = (group.successes().as_f64(), reference.successes().as_f64());
    let (y1, y2) = (group.failures().as_f64(), reference.failures().as_f64());
    let unequal = (theta - 1.0) * (n1 + x2) + (y1 - y2);
    let root = (unequal * unequal + 4.0 * theta * y1 * y2).sqrt();
    let second = 2.0 * (x1 + x2) / (theta * (n1 + x2) + n2 + x1 + root);
    let first = theta * second;
    first * (1.0 - first) / n1 + theta * theta * second * (1.0 - second) / n2
}
