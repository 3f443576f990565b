//! Plans for two means.

use super::{PlanError, Power, SampleSize, positive, rounded_up};
use crate::{
    count::Count,
    distribution::{noncentral, student},
    estimate::Level,
    root,
};

/// How many observations the difference of two means needs to be seen.
///
/// The fewest for which [`power_for_means`] is at least `power`, with `reference_per_group` times as
/// many in the reference, rounded up. `deviation` is the standard deviation of single values, the same
/// in both groups.
///
/// Source: Cohen (1988), *Statistical Power Analysis for the Behavioral Sciences*, 2nd edition, chapter
/// 2; R's `power.t.test`. Accuracy: exact for normal distributions with equal variances.
///
/// # Errors
/// When there is no gap, `deviation` or `reference_per_group` is not above 0, or the number cannot be
/// counted.
pub fn needed_for_means(
    difference: f64,
    deviation: f64,
    reference_per_group: f64,
    level: Level,
    power: Power,
) -> Result<SampleSize, PlanError> {
    let effect = effect(difference, deviation)?;
    let per_group = positive(reference_per_group)?;
    let sizes = |n: u64| {
        let group = Count::new(n).as_f64();
        SampleSize::rounded_up(group, group * per_group)
    };
    let suffices = |n: u64| Ok(chance(effect, sizes(n)?, level) >= power.chance());
    // What the normal approximation asks for is at most a few short.
    let guess = ((level.z() + power.z()) / effect).powi(2) * (1.0 + 1.0 / per_group);
    let (mut fails, mut holds) = (0, rounded_up(guess)?.get().max(1));
    // Ends at the latest where the numbers cannot be counted.
    while !suffices(holds)? {
        (fails, holds) = (holds, holds.saturating_mul(2));
    }
    while holds - fails > 1 {
        let middle = fails + (holds - fails) / 2;
        if suffices(middle)? {
            holds = middle;
        } else {
            fails = middle;
        }
    }
    sizes(holds)
}

/// The chance of seeing the difference of two means with so many observations, by a two-sided t test.
///
/// P(|T| > t) for T with a noncentral t distribution of n₁ + n₂ − 2 degrees of freedom and
/// noncentrality (|d|/σ)/√(1/n₁ + 1/n₂).
///
/// Source: as for [`needed_for_means`].
///
/// # Errors
/// When there is no gap, `deviation` is not above 0, or a group has no observations.
pub fn power_for_means(
    difference: f64,
    deviation: f64,
    sizes: SampleSize,
    level: Level,
) -> Result<f64, PlanError> {
    let effect = effect(difference, deviation)?;
    sizes.positive()?;
    Ok(chance(effect, sizes, level))
}

/// The smallest difference of two means that so many observations show with the chance `power`.
///
/// The difference at which [`power_for_means`] is that chance.
///
/// # Errors
/// When `deviation` is not above 0, a group has no observations, or both have only one.
pub fn smallest_difference_of_means(
    deviation: f64,
    sizes: SampleSize,
    level: Level,
    power: Power,
) -> Result<f64, PlanError> {
    let deviation = positive(deviation)?;
    let [n1, n2] = sizes.positive()?;
    let freedom = n1 + n2 - 2.0;
    positive(freedom)?;
    let t = student::quantile(level, freedom);
    let excess = |shift: f64| noncentral::outside(t, shift, freedom) - power.chance();
    let mut high = t + power.z();
    while excess(high) < 0.0 {
        high *= 2.0;
    }
    let shift = root::between(high, 0.0, 0.0, excess);
    Ok(shift * (1.0 / n1 + 1.0 / n2).sqrt() * deviation)
}

/// The difference in standard deviations.
fn effect(difference: f64, deviation: f64) -> Result<f64, PlanError> {
    let effect = difference.abs() / positive(deviation)?;
    if effect > 0.0 { Ok(effect) } else { Err(PlanError::NoGap) }
}

/// The chance that a t test sees an effect; none where there are too few values for a test.
fn chance(effect: f64, sizes: SampleSize, level: Level) -> f64 {
    let [n1, n2] = [sizes.group.as_f64(), sizes.reference.as_f64()];
    let freedom = n1 + n2 - 2.0;
    if freedom < 1.0 {
        return 0.0;
    }
    let shift = effect / (1.0 / n1 + 1.0 / n2).sqrt();
    noncentral::outside(student::quantile(level, freedom), shift, freedom)
}
