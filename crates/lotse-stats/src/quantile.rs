//! Exact quantiles of a distribution given as values with counts.

use crate::{
    count::Count,
    distribution::binomial,
    estimate::{Estimate, Interval, Level, Method, Proportion, SampleUnit},
};

/// The median of a distribution, with the interval between two order statistics.
///
/// `distribution` yields values in ascending order, each with how often it occurred. The value is
/// Hyndman and Fan's type 7 (the default of R and `NumPy`). The bounds are the order statistics
/// x₍ₗ₎ and x₍ₙ₊₁₋ₗ₎ with the largest l such that P(B < l) ≤ α/2 for B binomial with n and ½.
///
/// Source: Hyndman and Fan (1996), *Sample quantiles in statistical packages*, The American
/// Statistician 50:361; David and Nagaraja, *Order Statistics*, 3rd edition, section 7.1. Coverage:
/// at least the level for any continuous distribution. No interval below 6 observations, where no
/// pair of order statistics reaches 95 %.
///
/// `None` when nothing was observed.
pub fn median(
    distribution: impl Iterator<Item = (f64, u64)> + Clone,
    unit: SampleUnit,
    level: Level,
) -> Option<Estimate> {
    let method = Method { id: "median-order-statistics", version: 1 };
    estimate(distribution, 0.5, unit, level, method)
}

/// The quantile `p` of a distribution, with the interval between two order statistics.
///
/// `distribution` yields values in ascending order, each with how often it occurred. With
/// h = (n − 1)p, the value is x₍ₖ₊₁₎ + (h − k)(x₍ₖ₊₂₎ − x₍ₖ₊₁₎) for k the whole part of h: Hyndman and
/// Fan's type 7. The bounds are the order statistics x₍ₗ₎ and x₍ᵤ₎ with the largest l such that
/// P(B < l) ≤ α/2 and the smallest u such that P(B ≥ u) ≤ α/2, for B binomial with n and p. For p = ½
/// this is [`median`].
///
/// Source: Hyndman and Fan (1996), *Sample quantiles in statistical packages*, The American
/// Statistician 50:361, definition 7; David and Nagaraja, *Order Statistics*, 3rd edition, section
/// 7.1. Coverage: at least the level for any continuous distribution. No interval where no order
/// statistics reach it: for p = 0.75 below 13 observations, for p = 0.99 below 368.
///
/// `None` when nothing was observed.
pub fn quantile(
    distribution: impl Iterator<Item = (f64, u64)> + Clone,
    p: Proportion,
    unit: SampleUnit,
    level: Level,
) -> Option<Estimate> {
    let method = Method { id: "quantile-order-statistics", version: 1 };
    estimate(distribution, p.get(), unit, level, method)
}

fn estimate(
    distribution: impl Iterator<Item = (f64, u64)> + Clone,
    p: f64,
    unit: SampleUnit,
    level: Level,
    method: Method,
) -> Option<Estimate> {
    let n = size(distribution.clone());
    if n.is_zero() {
        return None;
    }
    let (rank, fraction) = type_7(n, p);
    let ranks = bounding_ranks(n, p, level);
    let (low, high) = ranks.unwrap_or((1, 1));
    let wanted = [rank, rank.saturating_add(1).min(n.get()), low, high];
    let [at, next, low, high] = order_statistics(distribution, wanted);
    Some(Estimate {
        value: between(at, next, fraction),
        n,
        unit,
        interval: ranks.map(|_| Interval::new(low, high, level)),
        method,
    })
}

/// How many observations a distribution holds.
pub(crate) fn size(distribution: impl Iterator<Item = (f64, u64)>) -> Count {
    distribution.map(|(_, count)| Count::new(count)).sum()
}

/// The rank, from 1, below the quantile `p` of `n` observations, and how far to go to the next.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank lies between 1 and n, and counts are exact up to 2^53"
)]
fn type_7(n: Count, p: f64) -> (u64, f64) {
    let position = n.less(Count::new(1)).as_f64() * p;
    let rank = (position.floor() as u64).saturating_add(1).min(n.get());
    (rank, position - position.floor())
}

/// Between two neighbors; the midpoint exactly where the fraction is ½.
fn between(at: f64, next: f64, fraction: f64) -> f64 {
    if fraction <= 0.0 {
        at
    } else if (fraction - 0.5).abs() < f64::EPSILON {
        f64::midpoint(at, next)
    } else {
        (at * (1.0 - fraction) + next * fraction).clamp(at.min(next), at.max(next))
    }
}

/// The ranks, from 1, of the order statistics that bound the quantile `p` of `n` observations.
fn bounding_ranks(n: Count, p: f64, level: Level) -> Option<(u64, u64)> {
    // The largest l with P(B ≤ l − 1) ≤ α/2, and by symmetry the same from above: n + 1 − u is the
    // largest l for n and 1 − p.
    let low = bounding_rank(n, |l| binomial::tails(l, n, p).0, level)?;
    let from_above = bounding_rank(n, |l| binomial::tails(l, n, 1.0 - p).0, level)?;
    Some((low, n.get() - from_above + 1))
}

/// The largest rank l for which `at_most(l − 1)` does not exceed α/2, by bisection, since it rises. It is
/// never n: where even the largest value may lie below the quantile, nothing bounds it from above.
fn bounding_rank(n: Count, at_most: impl Fn(Count) -> f64, level: Level) -> Option<u64> {
    let (mut holds, mut fails) = (0, n.get());
    while fails - holds > 1 {
        let middle = holds + (fails - holds) / 2;
        if at_most(Count::new(middle - 1)) <= level.tail() {
            holds = middle;
        } else {
            fails = middle;
        }
    }
    (holds > 0).then_some(holds)
}

/// The values at some ranks, each from 1 to n.
pub(crate) fn order_statistics<const N: usize>(
    distribution: impl Iterator<Item = (f64, u64)>,
    ranks: [u64; N],
) -> [f64; N] {
    let mut found = [f64::NAN; N];
    let mut seen = 0_u64;
    for (value, count) in distribution {
        let before = seen;
        seen = seen.saturating_add(count);
        for (slot, rank) in found.iter_mut().zip(ranks) {
            if before < rank && rank <= seen {
                *slot = value;
            }
        }
    }
    found
}
