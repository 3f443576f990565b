//! Where a function crosses zero.

/// A point between two ends where `function` changes its sign.
///
/// The caller says which end is which: `function` is positive or zero towards
/// `positive` and negative or zero towards `negative`, which may be the higher or the lower end. An
/// end itself is never evaluated, so a function may be undefined or zero there.
///
/// Chandrupatla's method: inverse quadratic interpolation where it is safe, bisection elsewhere, so it
/// ends whatever the function does.
///
/// Source: Chandrupatla (1997), *A new hybrid quadratic/bisection algorithm*, Advances in Engineering
/// Software 28:145. Accuracy: two units in the last place of the point, or of `scale` where that is
/// larger.
pub(crate) fn between(
    positive: f64,
    negative: f64,
    scale: f64,
    function: impl Fn(f64) -> f64,
) -> f64 {
    // The ends of the bracket; their values are unknown, and count as infinite.
    let (mut newest, mut other) = (positive, negative);
    let (mut at_newest, mut at_other) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut step = 0.5;
    for _ in 0..STEPS {
        let point = newest + step * (other - newest);
        let value = function(point);
        let (mut oldest, mut at_oldest) = (newest, at_newest);
        if (value > 0.0) != (at_newest > 0.0) {
            (oldest, at_oldest) = (other, at_other);
            (other, at_other) = (newest, at_newest);
        }
        (newest, at_newest) = (point, value);
        let best = if at_newest.abs() < at_other.abs() { newest } else { other };
        let width = (other - newest).abs();
        let tolerance = 2.0 * f64::EPSILON * best.abs().max(scale);
        if value == 0.0 || width <= tolerance || value.is_nan() {
            return best;
        }
        step = next_step([newest, other, oldest], [at_newest, at_other, at_oldest]);
        let smallest = 0.5 * tolerance / width;
        step = step.clamp(smallest.min(0.5), 1.0 - smallest.min(0.5));
    }
    newest
}

/// More than any bracket of doubles needs: bisection alone takes about 1,100 steps from 1 to the
/// smallest one.
const STEPS: u32 = 2_000;

/// How far to go from the newest point to the other end.
fn next_step([a, b, c]: [f64; 3], [at_a, at_b, at_c]: [f64; 3]) -> f64 {
    let position = (a - b) / (c - b);
    let height = (at_a - at_b) / (at_c - at_b);
    // Not so where a value is infinite: comparisons with NaN are false.
    let is_safe = height * height < position && (1.0 - height).powi(2) < 1.0 - position;
    if !is_safe {
        return 0.5;
    }
    let step = at_a / (at_b - at_a) * at_c / (at_b - at_c)
        + (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b);
    if step.is_finite() { step } else { 0.5 }
}
