//! Exact quantiles of a distribution given as values with counts.

use statrs::distribution::{Binomial, DiscreteCDF};

use crate::{
    count::Count,
    estimate::{Estimate, Interval, Level, Method, SampleUnit},
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
    let n: u64 = distribution.clone().map(|(_, count)| count).fold(0, u64::saturating_add);
    if n == 0 {
        return None;
    }
    // Type 7 with p = ½: the mean of the two middle values, or the middle one.
    let middle = [n.div_ceil(2), n / 2 + 1];
    let ranks = median_ranks(n, level);
    let wanted = [middle[0], middle[1], ranks.map_or(1, |r| r.0), ranks.map_or(1, |r| r.1)];
    let [a, b, low, high] = order_statistics(distribution, wanted);
    Some(Estimate {
        value: f64::midpoint(a, b),
        n: Count::new(n),
        unit,
        interval: ranks.map(|_| Interval::new(low, high, level)),
        method: Method { id: "median-order-statistics", version: 1 },
    })
}

/// The ranks, from 1, of the order statistics that bound the median of `n` observations.
fn median_ranks(n: u64, level: Level) -> Option<(u64, u64)> {
    let tail = (1.0 - level.inside()) / 2.0;
    let binomial = Binomial::new(0.5, n).ok()?;
    // The largest l with P(B <= l - 1) <= tail, by bisection: the distribution function rises.
    let (mut holds, mut fails) = (0, n / 2 + 1);
    while fails - holds > 1 {
        let l = holds + (fails - holds) / 2;
        if binomial.cdf(l - 1) <= tail {
            holds = l;
        } else {
            fails = l;
        }
    }
    (holds > 0).then(|| (holds, n + 1 - holds))
}

/// The values at four ranks, each from 1 to n.
fn order_statistics(distribution: impl Iterator<Item = (f64, u64)>, ranks: [u64; 4]) -> [f64; 4] {
    let mut found = [f64::NAN; 4];
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
