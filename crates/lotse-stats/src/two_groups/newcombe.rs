//! Newcombe's interval for a difference of proportions.

use super::wilson_of_both;
use crate::{
    estimate::{Level, SampleUnit},
    gap::{Gap, Scale, square_and_add},
    proportion::{ProportionError, Trials, wilson_of_weighted},
};

/// The difference of two proportions, with Newcombe's hybrid score interval.
///
/// With l and u Wilson's bounds of each, the bounds are d − √((p₁−l₁)² + (u₂−p₂)²) and
/// d + √((u₁−p₁)² + (p₂−l₂)²).
///
/// Source: Newcombe (1998), *Interval estimation for the difference between independent proportions*,
/// Statistics in Medicine 17:873, method 10. Range: within −1..=1. Coverage: 95 % or more for most
/// shares, and down to 90 % for shares far apart in samples of ten
/// (`tests/oracle/difference_coverage.csv`).
pub fn newcombe(group: Trials, reference: Trials, unit: SampleUnit, level: Level) -> Gap {
    let both = wilson_of_both(group, reference, unit, level);
    let difference = both[0].value - both[1].value;
    Gap::new(both, Scale::Difference, difference, square_and_add(both, level), "newcombe")
}

/// The same where visitors count several times or not at all: by independent weights with mean 1 and the variance
/// `weight_variance`, so that all numbers are sums of weights.
///
/// [`newcombe`]'s bounds from the intervals of [`wilson_of_weighted`]. Source: Zou and Donner (2008), *Construction of
/// confidence limits about effect measures*, Statistics in Medicine 27:1693. Coverage: as of its parts.
///
/// # Errors
/// When nothing was observed in a group.
pub fn newcombe_of_weighted(
    group: Trials,
    reference: Trials,
    weight_variance: f64,
    unit: SampleUnit,
    level: Level,
) -> Result<Gap, ProportionError> {
    let of = |trials: Trials| {
        wilson_of_weighted(trials.successes(), trials.n(), weight_variance, unit, level)
    };
    let both = [of(group)?, of(reference)?];
    let difference = both[0].value - both[1].value;
    let interval = square_and_add(both, level);
    Ok(Gap::new(both, Scale::Difference, difference, interval, "newcombe-weighted"))
}
