//! The beta distribution: the regularized incomplete beta function and its inverse.

use std::f64::consts::PI;

use statrs::function::gamma::ln_gamma;

use super::normal;
use crate::root;

/// Above this, both parameters being larger, the asymptotic expansion has lost nothing that a
/// double could hold of use: its error is about the parameter to the power −3/2.
const LARGE: f64 = 1e8;

/// More steps than the continued fraction takes for parameters up to [`LARGE`].
const STEPS: u32 = 1_000_000;

/// P(X ≤ x) and P(X > x) for X with a beta distribution, where `rest` is 1 − x.
///
/// Both are given because the smaller one has digits that 1 minus the larger one lacks; `rest` is an
/// argument because near 1 it has digits that x lacks.
///
/// The continued fraction of `DiDonato` and Morris (1992), *Algorithm 708*, ACM Transactions on
/// Mathematical Software 18:360, under a factor computed as Loader (2000), *Fast and
/// accurate computation of binomial probabilities*, does. For
/// two parameters above 10⁸ Temme's uniform expansion with one correction: Temme (1992), *Asymptotic
/// inversion of the incomplete beta function*, Journal of Computational and Applied Mathematics
/// 41:145.
pub(crate) fn tails(a: f64, b: f64, x: f64, rest: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if rest <= 0.0 {
        return (1.0, 0.0);
    }
    if a.min(b) > LARGE {
        return expansion(a, b, x, rest);
    }
    if x <= (a + 1.0) / (a + b + 2.0) {
        let below = (density(a, b, x, rest) / fraction(a, b, x, rest)).clamp(0.0, 1.0);
        (below, 1.0 - below)
    } else {
        let above = (density(b, a, rest, x) / fraction(b, a, rest, x)).clamp(0.0, 1.0);
        (1.0 - above, above)
    }
}

/// The point below which a beta variable lies with probability `p`.
pub(crate) fn quantile(p: f64, a: f64, b: f64) -> f64 {
    root::between(1.0, 0.0, 0.0, |x| tails(a, b, x, 1.0 - x).0 - p)
}

/// x^a · (1 − x)^b / B(a, b).
fn density(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    let all = a + b;
    let exponent = stirling_error(all)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, all, x)
        - deviance(b, all, rest);
    (a * (b / all) / (2.0 * PI)).sqrt() * exponent.exp()
}

/// ln Γ(a + 1) minus Stirling's approximation of it.
fn stirling_error(a: f64) -> f64 {
    if a < 15.0 {
        return ln_gamma(a + 1.0) - (a + 0.5) * a.ln() + a - 0.5 * (2.0 * PI).ln();
    }
    let square = a * a;
    (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square)
            / square)
        / a
}

/// observed · ln(observed / expected) + expected − observed for `share` of `all` expected, without
/// cancellation where they are close.
fn deviance(observed: f64, all: f64, share: f64) -> f64 {
    let relative = all.mul_add(share, -observed) / observed;
    if relative.abs() > 0.1 {
        return observed * (relative - relative.ln_1p());
    }
    // t − ln(1 + t) = t²/2 − t³/3 + …; with v = t / (2 + t), ln(1 + t) = 2(v + v³/3 + v⁵/5 + …).
    let v = relative / (2.0 + relative);
    let v2 = v * v;
    let (mut sum, mut power, mut divisor) = (0.0, v * v2, 3.0);
    while power.abs() > f64::EPSILON * v2 * 1e-3 {
        sum += power / divisor;
        power *= v2;
        divisor += 2.0;
    }
    observed * (relative * v - 2.0 * sum)
}

/// The continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)) by Lentz's method.
fn fraction(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    let away = a.mul_add(rest, -(b * x));
    let partial_denominator = |m: f64| {
        m + m * (b - m) * x / (a + 2.0 * m - 1.0)
            + (a + m) / (a + 2.0 * m + 1.0) * (away + 1.0 + m * (1.0 + rest))
    };
    let nonzero = |value: f64| if value == 0.0 { f64::MIN_POSITIVE } else { value };
    let mut value = nonzero(a / (a + 1.0) * (away + 1.0));
    let (mut upper, mut lower) = (value, 0.0);
    for step in 1..STEPS {
        let m = f64::from(step);
        let scaled = x / (a + 2.0 * m - 1.0);
        let term = (a + m - 1.0) * scaled * (a + b + m - 1.0) * scaled * m * (b - m);
        let partial = partial_denominator(m);
        lower = 1.0 / nonzero(partial + term * lower);
        upper = nonzero(partial + term / upper);
        let change = upper * lower;
        value *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

/// Temme's expansion for two large parameters.
fn expansion(a: f64, b: f64, x: f64, rest: f64) -> (f64, f64) {
    let all = a + b;
    let (mean, other) = (a / all, b / all);
    let away = if x < 0.5 { all.mul_add(x, -a) } else { -all.mul_add(rest, -b) } / all;
    let squared = 2.0 * (deviance(a, all, x) + deviance(b, all, rest)).max(0.0) / all;
    let eta = squared.sqrt().copysign(away);
    let spread = (mean * other).sqrt();
    let slope = if eta.abs() < 1e-8 {
        (2.0 * mean - 1.0) / (3.0 * spread)
    } else {
        (eta * spread / away - 1.0) / eta
    };
    let r = eta * all.sqrt();
    let correction = (-0.5 * r * r).exp() / (2.0 * PI * all).sqrt() * slope;
    let below = (normal::below(r) - correction).clamp(0.0, 1.0);
    let above = (normal::below(-r) + correction).clamp(0.0, 1.0);
    (below, above)
}
