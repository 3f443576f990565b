//! The noncentral t distribution, as far as the power of a t test needs it.

use super::normal;

/// P(|T| > t) for T = (Z + λ)/S, Z standard normal and S² an independent χ² over its `freedom`.
///
/// The mean over S of Φ(λ − tS) + Φ(−λ − tS). With S = eᵘ the integrand falls off on both sides
/// faster than any power, so that the trapezoidal rule converges geometrically (Trefethen and
/// Weideman (2014), *The exponentially convergent trapezoidal rule*, SIAM Review 56:385). The weights
/// are normed by their own sum, so no gamma function is needed. `freedom` is at least 1. Accuracy:
/// about 12 digits.
pub(crate) fn outside(t: f64, shift: f64, freedom: f64) -> f64 {
    // Beyond these ends the density of u is below e⁻⁴⁵ of its height, which it has at 0.
    let high = (45.0 / freedom).sqrt();
    let low = -high - 45.0 / freedom;
    let step = 0.05 / freedom.sqrt();
    let (mut weights, mut sum) = (0.0, 0.0);
    let mut u = low;
    while u <= high {
        let weight = (freedom * (u - 0.5 * (2.0 * u).exp_m1())).exp();
        let scaled = t * u.exp();
        weights += weight;
        sum += weight * (normal::below(shift - scaled) + normal::below(-shift - scaled));
        u += step;
    }
    sum / weights
}
