//! Newcombe's interval for a difference of proportions.

use super::wilson_of_both;
use crate::{
    estimate::{Level, SampleUnit},
    gap::{Gap, Scale, square_and_add},
    proportion::Trials,
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
