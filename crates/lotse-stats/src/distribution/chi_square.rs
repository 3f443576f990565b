//! The chi-square distribution.

use statrs::function::gamma::ln_gamma;

/// More terms than either expansion takes for any number of groups that a report has.
const TERMS: u32 = 100_000;

/// P(X > x) for `freedom` degrees of freedom, accurate however small.
///
/// Q(a, y) with a = ν/2 and y = x/2: below a + 1 by the series of P, from there on by Legendre's continued fraction.
/// Source: *NIST Handbook of Mathematical Functions*, 8.7.1 and 8.9.2. Accuracy: ten digits for up to a thousand
/// degrees of freedom.
pub(crate) fn above(x: f64, freedom: f64) -> f64 {
    let (a, y) = (freedom / 2.0, x / 2.0);
    if y <= 0.0 {
        return 1.0;
    }
    if y.is_infinite() {
        return 0.0;
    }
    let height = (a * y.ln() - y - ln_gamma(a)).exp();
    if y < a + 1.0 {
        (1.0 - height * series(a, y)).clamp(0.0, 1.0)
    } else {
        height * fraction(a, y)
    }
}

/// Σ yⁿ/(a(a + 1)…(a + n)).
fn series(a: f64, y: f64) -> f64 {
    let (mut term, mut divisor) = (1.0 / a, a);
    let mut sum = term;
    for _ in 0..TERMS {
        divisor += 1.0;
        term *= y / divisor;
        sum += term;
        if term <= f64::EPSILON * 1e-2 * sum {
            break;
        }
    }
    sum
}

/// 1/(y + 1 − a − 1(1 − a)/(y + 3 − a − …)) by Lentz's method.
fn fraction(a: f64, y: f64) -> f64 {
    let mut denominator = y + 1.0 - a;
    let mut upper = 1.0 / f64::MIN_POSITIVE;
    let mut lower = 1.0 / denominator;
    let mut value = lower;
    for step in 1..TERMS {
        let k = f64::from(step);
        let term = -k * (k - a);
        denominator += 2.0;
        let nonzero = |value: f64| if value == 0.0 { f64::MIN_POSITIVE } else { value };
        lower = 1.0 / nonzero(term * lower + denominator);
        upper = nonzero(denominator + term / upper);
        let change = lower * upper;
        value *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}
