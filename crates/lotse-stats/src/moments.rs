//! Sums over values that can be merged: how many, their mean, and how far they scatter.

use thiserror::Error;

use crate::{count::Count, mean::SquaredError};

/// Why values have no mean.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum MeanError {
    /// Nothing was observed: the mean of nothing is unknown, not zero.
    #[error("nothing was observed")]
    NoObservations,
    /// A value is infinite or no number.
    #[error("{0} is no number to take a mean of")]
    NoNumber(f64),
    /// A time is zero or negative, so it has no logarithm.
    #[error("{0} is not positive, and only positive values have a geometric mean")]
    NotPositive(f64),
    /// The sums are too large for a number.
    #[error("the values are too large to be added")]
    TooLarge,
}

/// Number, mean and sum of squared deviations of values.
///
/// Merging gives what one pass over all values would give, so parts can be made wherever the values
/// lie. Source: Chan, Golub and `LeVeque` (1983), *Algorithms for computing the sample variance*,
/// The American Statistician 37:242.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    n: Count,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Of no values.
    pub const EMPTY: Self = Self { n: Count::ZERO, mean: 0.0, squares: 0.0 };

    /// Of values in any order, each with how often it occurred.
    ///
    /// # Errors
    /// When a value is infinite or no number.
    pub fn of(values: impl Iterator<Item = (f64, u64)>) -> Result<Self, MeanError> {
        Self::of_each(values, Ok)
    }

    /// Of what a function makes of each value.
    fn of_each(
        values: impl Iterator<Item = (f64, u64)>,
        function: impl Fn(f64) -> Result<f64, MeanError>,
    ) -> Result<Self, MeanError> {
        let mut all = Self::EMPTY;
        for (value, count) in values {
            if !value.is_finite() {
                return Err(MeanError::NoNumber(value));
            }
            all = all.merge(Self { n: Count::new(count), mean: function(value)?, squares: 0.0 });
        }
        Ok(all)
    }

    /// Of the values of both.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        if self.n.is_zero() {
            return other;
        }
        if other.n.is_zero() {
            return self;
        }
        let n = self.n + other.n;
        let (mine, its, all) = (self.n.as_f64(), other.n.as_f64(), n.as_f64());
        let gap = other.mean - self.mean;
        Self {
            n,
            mean: self.mean + gap * (its / all),
            squares: self.squares + other.squares + gap * gap * (mine * (its / all)),
        }
    }

    /// How many values there are.
    pub fn n(self) -> Count {
        self.n
    }

    /// Their mean; 0 without values.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// Their variance as an estimate for the whole they were drawn from, Σ(x − x̄)²/(n − 1); `None`
    /// below two values.
    pub fn variance(self) -> Option<f64> {
        let freedom = self.n.less(Count::new(1));
        (!freedom.is_zero()).then(|| self.squares / freedom.as_f64())
    }

    /// The squared standard error of the mean, where there is one: `None` below two values, and where
    /// all values are the same, since then nothing says how far others would scatter.
    pub(crate) fn squared_error(self) -> Option<SquaredError> {
        let variance = self.variance().filter(|variance| *variance > 0.0)?;
        Some(SquaredError {
            square: variance / self.n.as_f64(),
            freedom: self.n.less(Count::new(1)).as_f64(),
        })
    }

    /// Itself, if there is a mean.
    pub(crate) fn observed(self) -> Result<Self, MeanError> {
        if self.n.is_zero() {
            return Err(MeanError::NoObservations);
        }
        if !(self.mean.is_finite() && self.squares.is_finite()) {
            return Err(MeanError::TooLarge);
        }
        Ok(self)
    }
}

/// The moments of logarithms, for a geometric mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LogMoments(Moments);

impl LogMoments {
    /// Of no values.
    pub const EMPTY: Self = Self(Moments::EMPTY);

    /// Of values in any order, each with how often it occurred.
    ///
    /// # Errors
    /// When a value is zero, negative, infinite or no number.
    pub fn of(values: impl Iterator<Item = (f64, u64)>) -> Result<Self, MeanError> {
        Moments::of_each(values, |value| {
            if value > 0.0 { Ok(value.ln()) } else { Err(MeanError::NotPositive(value)) }
        })
        .map(Self)
    }

    /// Of the values of both.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self(self.0.merge(other.0))
    }

    /// Number, mean and scatter of the logarithms.
    pub fn of_logarithms(self) -> Moments {
        self.0
    }
}
