//! Means of one group.

use std::ops::RangeInclusive;

use crate::{
    distribution::student,
    estimate::{Estimate, Interval, Level, Method, SampleUnit},
    moments::{LogMoments, MeanError, Moments},
    p_value::PValue,
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
        interval: moments.squared_error().and_then(|error| error.interval(moments.mean(), level)),
        method: Method { id: "student-t", version: 1 },
    })
}

/// The mean of values that cannot leave a range, such as answers from 1 to 5: Student's interval, cut to that range.
///
/// The bounds are those of [`mean`], each no further out than the range. No interval where [`mean`] has none. Values
/// outside the range are not looked for: who has checked the answers knows that there are none.
///
/// Source: as [`mean`]; cutting takes away only what cannot be. Coverage (`tests/oracle/scale_coverage.csv`): 92 to 95 %, but
/// 89 to 94 % up to 100 responses where answers are near the end of their range. The bias-corrected and accelerated bootstrap,
/// which some recommend for few responses to a questionnaire, was simulated beside and covers less: 83 % for five responses and
/// 90 % for ten where this has 94 %.
///
/// # Errors
/// When nothing was observed, or the sums are too large for a number.
pub fn bounded_mean(
    moments: Moments,
    range: RangeInclusive<f64>,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, MeanError> {
    let estimate = mean(moments, unit, level)?;
    let (lowest, highest) = (*range.start(), *range.end());
    Ok(Estimate {
        interval: estimate.interval.map(|interval| {
            let low = interval.low().max(lowest).min(estimate.value);
            let high = interval.high().min(highest).max(estimate.value);
            Interval::new(low, high, level)
        }),
        method: Method { id: "student-t-bounded", version: 1 },
        ..estimate
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
    let estimate = mean(moments.of_logarithms(), unit, level)?;
    Ok(Estimate {
        value: estimate.value.exp(),
        interval: estimate.interval.and_then(|of_logarithms| {
            finite(of_logarithms.low().exp(), of_logarithms.high().exp(), level)
        }),
        method: Method { id: "geometric-mean-t", version: 1 },
        ..estimate
    })
}

/// The squared standard error of a mean, or of a difference of means, as estimated from the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SquaredError {
    /// The estimated variance of the mean. Above 0.
    pub(crate) square: f64,
    /// The degrees of freedom of that estimate, which need not be whole. Above 0.
    pub(crate) freedom: f64,
}

impl SquaredError {
    /// Student's interval around `center`, which is ± t·√`square`. `None` where a bound is beyond all
    /// numbers.
    pub(crate) fn interval(self, center: f64, level: Level) -> Option<Interval> {
        let half = student::quantile(level, self.freedom) * self.square.sqrt();
        finite(center - half, center + half, level)
    }

    /// Whether a difference is 0, by a two-sided t test. Below α exactly where [`Self::interval`] around
    /// it leaves out 0.
    pub(crate) fn test(self, difference: f64) -> PValue {
        PValue::nearest(student::two_sided(difference / self.square.sqrt(), self.freedom))
    }
}

/// An interval, unless a bound is beyond all numbers.
fn finite(low: f64, high: f64, level: Level) -> Option<Interval> {
    (low.is_finite() && high.is_finite()).then(|| Interval::new(low, high, level))
}
