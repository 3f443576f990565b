//! Student's t distribution.

use super::beta;
use crate::{estimate::Level, root};

/// P(|T| ≥ |t|) for `freedom` degrees of freedom, which need not be whole.
///
/// The incomplete beta function of ν/(ν + t²) with ν/2 and ½: Abramowitz and Stegun 26.7.1.
pub(crate) fn two_sided(t: f64, freedom: f64) -> f64 {
    let square = t * t;
    if square.is_infinite() {
        return 0.0;
    }
    let all = freedom + square;
    beta::tails(freedom / 2.0, 0.5, freedom / all, square / all).0
}

/// The two-sided quantile for a level. At most a few units in the last place below the normal one
/// when `freedom` is huge, and infinite for `freedom` below about 0.004.
pub(crate) fn quantile(level: Level, freedom: f64) -> f64 {
    let outside = 2.0 * level.tail();
    if two_sided(level.z(), freedom) <= outside {
        return level.z();
    }
    let mut high = 2.0 * level.z();
    while two_sided(high, freedom) > outside {
        high *= 2.0;
    }
    root::between(level.z(), high, 0.0, |t| two_sided(t, freedom) - outside)
}
