//! The score interval of Miettinen and Nurminen for a difference of proportions, and its test.

use super::wilson_of_both;
use crate::{
    count::Count,
    distribution::normal,
    estimate::{Interval, Level, SampleUnit},
    gap::{Gap, Scale},
    p_value::PValue,
    proportion::Trials,
    root,
};

/// The difference of two proportions, with the score interval of Miettinen and Nurminen.
///
/// The bounds are the differences δ at which (d − δ)² = z²·(p̃₁(1−p̃₁)/n₁ + p̃₂(1−p̃₂)/n₂)·N/(N−1), where
/// p̃₁ = p̃₂ + δ maximize the likelihood under that constraint and N = n₁ + n₂.
///
/// Source: Miettinen and Nurminen (1985), *Comparative analysis of two rates*, Statistics in Medicine
/// 4:213, with the closed form in the appendix. p̃ is found as the one zero of the derivative of the likelihood, which
/// falls throughout, not by the closed form of the cubic: that loses its digits for huge counts.
/// Range: within −1..=1. Coverage: near 95 %, and down to 90 % for shares near 0 or 1 in groups of
/// unequal size (`tests/oracle/difference_coverage.csv`). It leaves out 0
/// exactly where [`miettinen_nurminen_test`] is below α.
pub fn miettinen_nurminen(group: Trials, reference: Trials, unit: SampleUnit, level: Level) -> Gap {
    let both = wilson_of_both(group, reference, unit, level);
    let difference = both[0].value - both[1].value;
    // Counted by what is rarer, small shares keep their digits.
    let is_swapped = is_mostly_success(group, reference);
    let [low, high] = if is_swapped {
        let [low, high] = bounds(failures_of(group), failures_of(reference), level);
        [-high, -low]
    } else {
        bounds(group, reference, level)
    };
    let interval = Interval::new(low.min(difference), high.max(difference), level);
    Gap::new(both, Scale::Difference, difference, Some(interval), "miettinen-nurminen-difference")
}

/// Whether two proportions are equal, by the score test of Miettinen and Nurminen.
///
/// z = (p₁ − p₂)/√(p̄(1−p̄)(1/n₁ + 1/n₂)·N/(N−1)), two-sided: Pearson's χ² times (N−1)/N. Where all
/// observations are the same there is no gap to be surprised at, and the value is 1.
///
/// Source: Miettinen and Nurminen (1985), Statistics in Medicine 4:213; Campbell (2007), *Chi-squared
/// and Fisher–Irwin tests of two-by-two tables*, Statistics in Medicine 26:3661, which recommends it
/// where each expected count is at least 1.
pub fn miettinen_nurminen_test(group: Trials, reference: Trials) -> PValue {
    let pooled = (group.successes() + reference.successes()).as_f64();
    let rest = (group.failures() + reference.failures()).as_f64();
    let (first, second) = (group.n().as_f64(), reference.n().as_f64());
    let all = first + second;
    let variance = pooled / all * (rest / all) * (1.0 / first + 1.0 / second) * small_sample(all);
    PValue::nearest(normal::two_sided((group.share() - reference.share()) / variance.sqrt()))
}

/// N/(N−1), the factor by which the variance of a small sample is larger.
pub(super) fn small_sample(all: f64) -> f64 {
    all / (all - 1.0)
}

fn is_mostly_success(group: Trials, reference: Trials) -> bool {
    group.successes().as_f64() + reference.successes().as_f64()
        > group.failures().as_f64() + reference.failures().as_f64()
}

/// The same trials, counted by their failures.
fn failures_of(trials: Trials) -> Trials {
    Trials::new(trials.failures(), trials.n()).unwrap_or(trials)
}

fn bounds(group: Trials, reference: Trials, level: Level) -> [f64; 2] {
    let difference = group.share() - reference.share();
    let factor = small_sample(group.n().as_f64() + reference.n().as_f64());
    // Positive away from the difference, negative beside it.
    let excess = |gap: f64| {
        let variance = variance(group, reference, gap) * factor;
        (difference - gap).abs() - level.z() * variance.max(0.0).sqrt()
    };
    [-1.0, 1.0].map(|end| root::between(end, difference, 0.0, excess))
}

/// p̃₁(1−p̃₁)/n₁ + p̃₂(1−p̃₂)/n₂ where p̃₁ − p̃₂ is `gap`.
fn variance(group: Trials, reference: Trials, gap: f64) -> f64 {
    let (smaller, larger) = if gap < 0.0 { (group, reference) } else { (reference, group) };
    let gap = gap.abs();
    let share = likeliest_smaller(smaller, larger, gap);
    let other = share + gap;
    share * (1.0 - share) / smaller.n().as_f64() + other * (1.0 - other) / larger.n().as_f64()
}

/// The share s of the group with the smaller one that maximizes the likelihood when the other share
/// is s + `gap`.
fn likeliest_smaller(smaller: Trials, larger: Trials, gap: f64) -> f64 {
    let room = 1.0 - gap;
    if (smaller.successes() + larger.successes()).is_zero() {
        return 0.0;
    }
    if (smaller.failures() + larger.failures()).is_zero() {
        return room.max(0.0);
    }
    // A count of nothing adds nothing, however small the share.
    let term =
        |count: Count, share: f64| if count.is_zero() { 0.0 } else { count.as_f64() / share };
    let slope = |share: f64| {
        term(smaller.successes(), share) + term(larger.successes(), share + gap)
            - term(smaller.failures(), 1.0 - share)
            - term(larger.failures(), room - share)
    };
    // At an end where nothing pulls away from it, the derivative may have one sign throughout: then the
    // search would end there too, after a thousand steps.
    if smaller.successes().is_zero() && slope(0.0) <= 0.0 {
        return 0.0;
    }
    if larger.failures().is_zero() && slope(room) >= 0.0 {
        return room;
    }
    root::between(0.0, room, 0.0, slope)
}
