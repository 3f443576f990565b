//! Means of one group.

use crate::{
    distribution::student,
    estimate::{Estimate, Interval, Level, Method, SampleUnit},
    moments::{LogMoments, MeanError, Moments},
};

/// The mean, with Student's t interval.
///
/// The bounds are x̄ ± t·s/√n, with s² = Σ(x − x̄)²/(n − 1) and t the two-sided quantile for n − 1
/// degrees of freedom. No interval below two values, nor where all values are the same: nothing then
/// says how far others would scatter.
///
/// Source: Student (1908), *The probable error of a mean*, Biometrika 6:1; Snedecor and Cochran,
/// *Statistical Methods*, 8th edition, chapter 4. Coverage: exact for a normal distribution, and
/// near the level for others once n is large; below it for a small sample of a skewed one, such as
/// times: prefer [`geometric_mean`] or a median there.
///
/// # Errors
/// When nothing was observed, or the sums are too large for a number.
pub fn mean(moments: Moments, unit: SampleUnit, level: Level) -> Result<Estimate, MeanError> {
    let moments = moments.observed()?;
    Ok(Estimate {
        value: moments.mean(),
        n: moments.n(),
        unit,
        interval: half_width(moments, level)
            .and_then(|half| finite(moments.mean() - half, moments.mean() + half, level)),
        method: Method { id: "student-t", version: 1 },
    })
}

/// The geometric mean of positive values, such as times on a task.
///
/// exp(ȳ ± t·s/√n) for y = ln x: the mean and Student's t interval of the logarithms, brought back.
/// No interval where [`mean`] of the logarithms has none.
///
/// Source: Sauro and Lewis (2010), *Average task times in usability tests: what to report?*, CHI
/// 2010:2347, which recommends it below 25 attempts; the interval in Alf and Grossberg (1979), *The
/// geometric mean: confidence limits and significance tests*, Perception & Psychophysics 26:419. Range:
/// above zero. Coverage: exact for a lognormal distribution, and about the level for times that are
/// near one. Unfinished attempts have no time and are not in it: say so.
///
/// # Errors
/// When nothing was observed, or the logarithms cannot be added.
pub fn geometric_mean(
    moments: LogMoments,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, MeanError> {
    let moments = moments.of_logarithms().observed()?;
    Ok(Estimate {
        value: moments.mean().exp(),
        n: moments.n(),
        unit,
        interval: half_width(moments, level).and_then(|half| {
            finite((moments.mean() - half).exp(), (moments.mean() + half).exp(), level)
        }),
        method: Method { id: "geometric-mean-t", version: 1 },
    })
}

/// Half of Student's interval.
fn half_width(moments: Moments, level: Level) -> Option<f64> {
    let (square, freedom) = moments.squared_error()?;
    Some(student::quantile(level, freedom) * square.sqrt())
}

/// An interval, unless a bound is beyond all numbers.
pub(crate) fn finite(low: f64, high: f64, level: Level) -> Option<Interval> {
    (low.is_finite() && high.is_finite()).then(|| Interval::new(low, high, level))
}
