//! The standard normal distribution.
//!
//! `statrs` agrees with tables to about ten digits; these keep fifteen.

use std::f64::consts::{PI, SQRT_2};

use statrs::function::erf::erfc_inv;

/// From here on the tail is computed by itself, not as what ½ lacks.
const TAIL: f64 = 2.0;

/// More terms than the continued fraction takes from [`TAIL`] on.
const TERMS: u32 = 80;

/// P(Z ≤ z), accurate in the lower tail.
pub(crate) fn below(z: f64) -> f64 {
    if z > 0.0 { 1.0 - above(z) } else { above(-z) }
}

/// P(|Z| ≥ |z|), accurate however small.
pub(crate) fn two_sided(z: f64) -> f64 {
    2.0 * above(z.abs())
}

/// The point that is exceeded with probability `tail`, which is above 0 and at most ½.
pub(crate) fn exceeded_with(tail: f64) -> f64 {
    let near = SQRT_2 * erfc_inv(2.0 * tail);
    let step = (above(near) - tail) / density(near);
    if step.is_finite() { near + step } else { near }
}

fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

/// P(Z > z) for z of 0 or more.
///
/// Below 2 the series z + z³/3 + z⁵/15 + …, whose terms are all positive; from there on Laplace's
/// continued fraction 1/(z + 1/(z + 2/(z + …))), both times the density. Source: Marsaglia (2004),
/// *Evaluating the normal distribution*, Journal of Statistical Software 11(4); Abramowitz and Stegun
/// 26.2.11 and 26.2.14.
fn above(z: f64) -> f64 {
    if z < TAIL {
        let (mut sum, mut term, mut divisor) = (z, z, 1.0);
        while term > f64::EPSILON * 1e-2 * sum {
            divisor += 2.0;
            term *= z * z / divisor;
            sum += term;
        }
        return 0.5 - density(z) * sum;
    }
    let fraction = (1..=TERMS).rev().fold(z, |rest, k| z + f64::from(k) / rest);
    density(z) / fraction
}
