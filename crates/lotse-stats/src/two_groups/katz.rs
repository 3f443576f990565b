//! Katz' interval for a ratio of proportions.

use super::{RatioError, ratio, wilson_of_both};
use crate::{
    estimate::{Interval, Level, SampleUnit},
    gap::{Gap, Scale},
    proportion::Trials,
};

/// The ratio of two proportions, with the interval of Katz on the scale of logarithms.
///
/// The bounds are r·exp(±z·√(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂)). Where nothing in the group succeeded, or
/// everything in both did, the formula has no width: then ½ is added to each of the four counts, and
/// the lower bound is 0 if nothing succeeded.
///
/// Source: Katz, Baptista, Azen and Pike (1978), *Obtaining confidence intervals for the risk ratio in
/// cohort studies*, Biometrics 34:469, method C; the ½ as in Pettigrew, Gart and Thomas (1986),
/// Biometrika 73:425. Range: 0 or more. Coverage: about 95 % with some ten successes and failures in
/// each group, too wide below; prefer [`super::miettinen_nurminen_ratio`].
///
/// # Errors
/// When nothing in the reference succeeded.
pub fn katz(
    group: Trials,
    reference: Trials,
    unit: SampleUnit,
    level: Level,
) -> Result<Gap, RatioError> {
    let value = ratio(group, reference)?;
    let is_degenerate = group.successes().is_zero()
        || (group.failures().is_zero() && reference.failures().is_zero());
    let added = if is_degenerate { 0.5 } else { 0.0 };
    // 1/x − 1/n as (n − x)/(x·n), so that nothing cancels.
    let part = |trials: Trials| {
        let (x, rest) = (trials.successes().as_f64() + added, trials.failures().as_f64() + added);
        (rest / (x + rest) / x, x / (x + rest))
    };
    let [(first, share), (second, reference_share)] = [group, reference].map(part);
    let center = if is_degenerate { share / reference_share } else { value };
    let factor = (level.z() * (first + second).sqrt()).exp();
    let low = if group.successes().is_zero() { 0.0 } else { center / factor };
    let interval = Interval::new(low.min(value), (center * factor).max(value), level);
    let both = wilson_of_both(group, reference, unit, level);
    Ok(Gap::new(both, Scale::Ratio, value, Some(interval), "katz-log"))
}
