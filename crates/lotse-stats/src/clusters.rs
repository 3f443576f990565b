//! Estimates where several observations belong to one visitor.
//!
//! Attempts of one person are alike: a hundred attempts of ten visitors say less than those of a
//! hundred. So what varies are the visitors, each with a sum over its observations, and the share or
//! mean is a ratio of two sums. Give one cluster per visitor, in whatever order and parts.
//!
//! Both groups of a difference must share no visitor. Where some are in both, the interval is usually
//! too wide, since what they have in common cancels.

mod sums;

use thiserror::Error;

pub use sums::{ClusteredTrials, ClusteredValues};

use crate::{
    distribution::{normal, student},
    estimate::{Estimate, Level, Method, SampleUnit},
    gap::{Gap, Scale, square_and_add},
    mean::SquaredError,
    p_value::PValue,
    proportion::wilson_bounds,
    two_groups::satterthwaite,
};

/// Why clusters have no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum ClusterError {
    /// Nothing was observed: the share of nothing is unknown, not zero.
    #[error("nothing was observed")]
    NoObservations,
    /// A sum is no number.
    #[error("{0} is no number to add")]
    NoNumber(f64),
    /// The sums are too large for a number.
    #[error("the values are too large to be added")]
    TooLarge,
}

/// The share of successes over all observations of all visitors, with Wilson's interval on the
/// effective number of observations.
///
/// With mᵢ observations and xᵢ successes of visitor i of k, p = Σx/Σm has the variance
/// v = k/(k−1)·Σ(xᵢ − p·mᵢ)²/(Σm)², and is worth as much as nₑ = p(1−p)/v independent observations, at
/// most Σm. The bounds are Wilson's with nₑ for n and the t quantile for k − 1 degrees of freedom for z.
/// Where v is 0, since everything or nothing succeeded, the observations of a visitor are taken to be
/// one: nₑ = (Σm)²/Σm². No interval for a single visitor.
///
/// Source: Cochran (1977), *Sampling Techniques*, 3rd edition, section 3.12 for v; Korn and Graubard
/// (1998), *Confidence intervals for proportions with small expected number of positive counts
/// estimated from survey data*, Survey Methodology 24:193, for nₑ with its degrees of freedom; Dean and
/// Pagano (2015), *Evaluating confidence interval methods for binomial proportions in clustered
/// surveys*, Journal of Survey Statistics and Methodology 3:484, for Wilson's interval on it. Range:
/// within 0..=1. Coverage: 94 to 98 % in most of `tests/oracle/clusters_coverage.csv`, down to 91 % for a
/// share of 5 % or 90 % among visitors whose attempts are very much alike; taking attempts for independent
/// covers down to 74 % there.
///
/// # Errors
/// When nothing was observed.
pub fn proportion(
    clusters: ClusteredTrials,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ClusterError> {
    let trials = clusters.trials().ok_or(ClusterError::NoObservations)?;
    let interval = clusters.effective_n().map(|effective| {
        let quantile = student::quantile(level, clusters.freedom());
        trials.interval(wilson_bounds(trials.share(), effective, quantile), level)
    });
    Ok(Estimate {
        value: trials.share(),
        n: trials.n(),
        unit,
        interval,
        method: Method { id: "wilson-effective-n", version: 1 },
    })
}

/// The mean over all observations of all visitors, with a t interval on linearized sums.
///
/// With mᵢ observations of sum yᵢ of visitor i of k, r = Σy/Σm has the variance
/// v = k/(k−1)·Σ(yᵢ − r·mᵢ)²/(Σm)². The bounds are r ± t·√v with k − 1 degrees of freedom. No interval
/// for a single visitor, nor where v is 0.
///
/// Source: Cochran (1977), *Sampling Techniques*, 3rd edition, chapter 6; Liang and Zeger
/// (1986), Biometrika 73:13, whose robust variance this is for one mean. Coverage: the level for
/// many visitors; less for few, where few of them make most observations, and for skewed values.
///
/// # Errors
/// When nothing was observed, or the sums are too large for a number.
pub fn mean(
    values: ClusteredValues,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ClusterError> {
    let value = values.mean()?;
    let interval = values.squared_error().and_then(|error| error.interval(value, level));
    Ok(Estimate {
        value,
        n: values.n(),
        unit,
        interval,
        method: Method { id: "linearized-t", version: 1 },
    })
}

/// The difference of two shares of [`proportion`], by Newcombe's way of adding their intervals.
///
/// With l and u the bounds of each, (d − √((p₁−l₁)² + (u₂−p₂)²), d + √((u₁−p₁)² + (p₂−l₂)²)). No interval
/// where a group has none.
///
/// Source: Zou and Donner (2008), *Construction of confidence limits about effect measures*, Statistics
/// in Medicine 27:1693, of which Newcombe's method 10 is a case. Range: within −1..=1. Coverage: as of
/// its parts.
///
/// # Errors
/// When nothing was observed in a group.
pub fn difference_of_proportions(
    group: ClusteredTrials,
    reference: ClusteredTrials,
    unit: SampleUnit,
    level: Level,
) -> Result<Gap, ClusterError> {
    let both = [proportion(group, unit, level)?, proportion(reference, unit, level)?];
    let difference = both[0].value - both[1].value;
    let interval = square_and_add(both, level);
    Ok(Gap::new(both, Scale::Difference, difference, interval, "newcombe-effective-n"))
}

/// Whether two shares of [`proportion`] are equal, by the test of Rao and Scott.
///
/// z = (p₁ − p₂)/√(p̄(1−p̄)(1/n₁ + 1/n₂)) with the effective numbers for n₁ and n₂, and p̄ their weighted mean:
/// Pearson's χ² of counts over their design effects. `None` where a group has a single visitor; 1 where
/// all observations are the same.
///
/// Source: Rao and Scott (1992), *A simple method for the analysis of clustered binary data*, Biometrics
/// 48:577. It need not agree with [`difference_of_proportions`], which knows the degrees of freedom; with
/// fewer than about 20 visitors in a group it is below α too often.
pub fn rao_scott_test(group: ClusteredTrials, reference: ClusteredTrials) -> Option<PValue> {
    let (first, second) = (group.effective_n()?, reference.effective_n()?);
    let (share, other) = (group.trials()?.share(), reference.trials()?.share());
    let (weight, rest) = (first / (first + second), second / (first + second));
    let pooled = weight * share + rest * other;
    let pooled_rest = weight * (1.0 - share) + rest * (1.0 - other);
    let variance = pooled * pooled_rest * (1.0 / first + 1.0 / second);
    Some(PValue::nearest(normal::two_sided((share - other) / variance.sqrt())))
}

/// The difference of two means of [`mean`], with a t interval.
///
/// d ± t·√(v₁ + v₂), with the degrees of freedom of Satterthwaite from k₁ − 1 and k₂ − 1: Welch's
/// interval with visitors for values. No interval where a group has none.
///
/// Source: Satterthwaite (1946), *An approximate distribution of estimates of variance components*,
/// Biometrics Bulletin 2:110; v as in [`mean`]. Coverage: as of its parts.
///
/// # Errors
/// When nothing was observed in a group, or the sums are too large for a number.
pub fn difference_of_means(
    group: ClusteredValues,
    reference: ClusteredValues,
    unit: SampleUnit,
    level: Level,
) -> Result<Gap, ClusterError> {
    let both = [mean(group, unit, level)?, mean(reference, unit, level)?];
    let difference = both[0].value - both[1].value;
    let error = squared_error(group, reference);
    let interval = error.and_then(|error| error.interval(difference, level));
    Ok(Gap::new(both, Scale::Difference, difference, interval, "linearized-welch"))
}

/// Whether two means of [`mean`] are equal, by a two-sided t test. `None` where [`difference_of_means`]
/// has no interval.
///
/// Source: as there. It is below α exactly where that interval leaves out 0.
pub fn difference_of_means_test(
    group: ClusteredValues,
    reference: ClusteredValues,
) -> Option<PValue> {
    let difference = group.mean().ok()? - reference.mean().ok()?;
    Some(squared_error(group, reference)?.test(difference))
}

fn squared_error(group: ClusteredValues, reference: ClusteredValues) -> Option<SquaredError> {
    satterthwaite([group.squared_error()?, reference.squared_error()?])
}
