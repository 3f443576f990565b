//! [`Estimate`], the only shape of a computed number.

use std::{fmt, num::NonZeroU16};

use crate::{count::Count, distribution::normal};

/// A share of a whole, always within 0 and 1. Percent exists only on the page.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Proportion(f64);

impl Proportion {
    /// Takes a share; `None` outside 0..=1 or when it is no number.
    pub fn new(share: f64) -> Option<Self> {
        (0.0..=1.0).contains(&share).then_some(Self(share))
    }

    /// The share.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// The confidence level of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 95 %, the level of every interval that Lotse shows unless it says otherwise.
    P95,
    /// Of so many intervals, all hold at once with at least 95 %: each has the level 1 − 0.05/m. Source: Dunn (1961),
    /// *Multiple comparisons among means*, Journal of the American Statistical Association 56:52, by Bonferroni's
    /// inequality. Holds whatever the intervals have to do with each other.
    AllOf(NonZeroU16),
}

impl Level {
    /// That of each of so many intervals which hold at once with 95 %; of one, or none, it is [`Self::P95`].
    pub fn all_of(intervals: usize) -> Self {
        let many = u16::try_from(intervals).unwrap_or(u16::MAX);
        NonZeroU16::new(many).filter(|many| many.get() > 1).map_or(Self::P95, Self::AllOf)
    }

    /// The two-sided quantile of the standard normal distribution for this level.
    pub fn z(self) -> f64 {
        match self {
            // Φ⁻¹(0.975) to 17 digits, R 4.2.2: qnorm(0.975).
            Self::P95 => 1.959_963_984_540_054,
            Self::AllOf(_) => normal::exceeded_with(self.tail()),
        }
    }

    /// The probability inside.
    pub fn inside(self) -> f64 {
        match self {
            Self::P95 => 0.95,
            Self::AllOf(_) => 1.0 - 2.0 * self.tail(),
        }
    }

    /// The probability beyond one end.
    pub fn tail(self) -> f64 {
        match self {
            Self::P95 => 0.025,
            Self::AllOf(intervals) => 0.025 / f64::from(intervals.get()),
        }
    }
}

/// Lower and upper bound, with `low <= high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: f64,
    high: f64,
    level: Level,
}

impl Interval {
    /// Takes two bounds in either order.
    pub fn new(a: f64, b: f64, level: Level) -> Self {
        Self { low: a.min(b), high: a.max(b), level }
    }

    /// The lower bound.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The upper bound.
    pub fn high(self) -> f64 {
        self.high
    }

    /// The confidence level.
    pub fn level(self) -> Level {
        self.level
    }
}

/// What the `n` behind an estimate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleUnit {
    /// Events, such as page loads whose speed was measured.
    Events,
    /// Visits.
    Visits,
    /// Attempts at a task.
    Attempts,
    /// Pairs of visitor and day.
    VisitorDays,
    /// People.
    People,
    /// Responses to a survey.
    Responses,
}

/// Names a method and its version, so that a number can be made again years later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// Short name, such as `wilson`.
    pub id: &'static str,
    /// Raised whenever the method gives other numbers.
    pub version: u16,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.id, self.version)
    }
}

/// A computed number: value, sample size with its unit, interval and method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value, in the unit of what was measured.
    pub value: f64,
    /// How many observations it rests on.
    pub n: Count,
    /// What those observations are.
    pub unit: SampleUnit,
    /// How sure it is, where an interval exists.
    pub interval: Option<Interval>,
    /// How it was computed.
    pub method: Method,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.15: `norm.ppf(1 - 0.025 / m)`.
    #[test]
    fn intervals_that_hold_at_once_are_wider() {
        assert_eq!([0, 1].map(Level::all_of), [Level::P95; 2]);
        for (intervals, z) in [(2, 2.241_402_727_604_947), (10, 2.807_033_768_343_811)] {
            let level = Level::all_of(intervals);
            assert!((level.z() - z).abs() < 1e-12, "{}", level.z());
            assert!((level.inside() + 2.0 * level.tail() - 1.0).abs() < 1e-15);
        }
    }
}
