//! Plans for two proportions.

use super::{PlanError, Power, SampleSize, positive};
use crate::{
    distribution::normal,
    estimate::{Level, Proportion},
    root,
};

/// How many observations the difference of two proportions needs to be seen.
///
/// With r times as many in the reference, p̄ = (p₁ + r·p₂)/(r + 1) and d = p₁ − p₂, the group needs
/// (z·√((r+1)p̄(1−p̄)) + ζ·√(r·p₁(1−p₁) + p₂(1−p₂)))²/(r·d²), rounded up; ζ is the
/// normal quantile of the power.
///
/// Source: Fleiss, Levin and Paik (2003), *Statistical Methods for Rates and Proportions*, 3rd edition,
/// chapter 4, without the correction for continuity; R's `power.prop.test` for r = 1. Accuracy: of
/// the normal approximation; plan more where fewer than ten successes or failures are expected.
///
/// # Errors
/// When there is no gap, `reference_per_group` is not above 0, or the number cannot be counted.
pub fn needed_for_proportions(
    group: Proportion,
    reference: Proportion,
    reference_per_group: f64,
    level: Level,
    power: Power,
) -> Result<SampleSize, PlanError> {
    let per_group = positive(reference_per_group)?;
    let (first, second) = (group.get(), reference.get());
    let gap = first - second;
    if gap.abs() <= 0.0 {
        return Err(PlanError::NoGap);
    }
    let spread = spread(first, second, 1.0, per_group);
    let root = level.z() * spread.if_equal + power.z() * spread.as_they_are;
    let n = (root / gap).powi(2).ceil();
    SampleSize::rounded_up(n, n * per_group)
}

/// The chance of seeing the difference of two proportions with so many observations.
///
/// Φ((|d| − z·√(p̄(1−p̄)(1/n₁ + 1/n₂)))/√(p₁(1−p₁)/n₁ + p₂(1−p₂)/n₂)), with the pooled p̄. Seeing it the wrong
/// way round is not counted.
///
/// Source: as for [`needed_for_proportions`], solved for the chance.
///
/// # Errors
/// When there is no gap, or a group has no observations.
pub fn power_for_proportions(
    group: Proportion,
    reference: Proportion,
    sizes: SampleSize,
    level: Level,
) -> Result<f64, PlanError> {
    let [n1, n2] = sizes.positive()?;
    let gap = (group.get() - reference.get()).abs();
    if gap <= 0.0 {
        return Err(PlanError::NoGap);
    }
    let spread = spread(group.get(), reference.get(), n1, n2);
    Ok(normal::below((gap - level.z() * spread.if_equal) / spread.as_they_are))
}

/// The smallest differences that can be seen, down and up from the reference. `None` where even the
/// largest possible one cannot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detectable {
    /// The smallest decrease, as a difference below 0.
    pub down: Option<f64>,
    /// The smallest increase, as a difference above 0.
    pub up: Option<f64>,
}

/// The smallest difference from a proportion that so many observations show with the chance `power`.
///
/// The differences at which [`power_for_proportions`] is that chance.
///
/// # Errors
/// When a group has no observations.
pub fn smallest_difference_of_proportions(
    reference: Proportion,
    sizes: SampleSize,
    level: Level,
    power: Power,
) -> Result<Detectable, PlanError> {
    let [n1, n2] = sizes.positive()?;
    let second = reference.get();
    // Positive where the gap is wide enough.
    let excess = |gap: f64| {
        let spread = spread(second + gap, second, n1, n2);
        gap.abs() - level.z() * spread.if_equal - power.z() * spread.as_they_are
    };
    let [down, up] = [-second, 1.0 - second].map(|largest| {
        (largest.abs() > 0.0 && excess(largest) >= 0.0)
            .then(|| root::between(largest, 0.0, 0.0, excess))
    });
    Ok(Detectable { down, up })
}

/// Standard deviations of a difference of shares.
struct Spread {
    /// If both groups had the pooled share.
    if_equal: f64,
    /// With their own shares.
    as_they_are: f64,
}

fn spread(first: f64, second: f64, n1: f64, n2: f64) -> Spread {
    let variance = |share: f64| (share * (1.0 - share)).max(0.0);
    let pooled = (n1 * first + n2 * second) / (n1 + n2);
    Spread {
        if_equal: (variance(pooled) * (1.0 / n1 + 1.0 / n2)).sqrt(),
        as_they_are: (variance(first) / n1 + variance(second) / n2).sqrt(),
    }
}
