//! What would settle it: how many observations a gap needs to be seen, and how small a gap the
//! observations at hand can show.
//!
//! Observations are taken to be independent. Where several belong to one visitor, multiply by the
//! design effect: [`SampleSize::times`].

mod means;
mod proportions;

use thiserror::Error;

pub use means::{needed_for_means, power_for_means, smallest_difference_of_means};
pub use proportions::{
    Detectable, needed_for_proportions, power_for_proportions, smallest_difference_of_proportions,
};

use crate::count::Count;

/// The chance of seeing a gap that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// 80 %, what plans use unless they say otherwise.
    P80,
    /// 90 %.
    P90,
}

impl Power {
    /// The chance.
    pub fn chance(self) -> f64 {
        match self {
            Self::P80 => 0.8,
            Self::P90 => 0.9,
        }
    }

    /// The quantile of the standard normal distribution for this chance.
    pub fn z(self) -> f64 {
        match self {
            // Φ⁻¹(0.8) and Φ⁻¹(0.9) to 17 digits, R 4.2.2: qnorm(0.8), qnorm(0.9).
            Self::P80 => 0.841_621_233_572_914_4,
            Self::P90 => 1.281_551_565_544_600_4,
        }
    }
}

/// How many observations each group needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleSize {
    /// In the group that is looked at.
    pub group: Count,
    /// In the group it is compared with.
    pub reference: Count,
}

impl SampleSize {
    /// So many times as many, rounded up: for a design effect.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self {
            group: rounded_up(self.group.as_f64() * factor),
            reference: rounded_up(self.reference.as_f64() * factor),
        }
    }
}

/// Why a plan has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum PlanError {
    /// Without a gap nothing can be seen.
    #[error("there is no gap to be seen")]
    NoGap,
    /// A quantity that has to be above 0 is not, or is no number.
    #[error("{0} is not above 0")]
    NotPositive(f64),
    /// More observations than can be counted.
    #[error("no number of observations that can be counted suffices")]
    TooMany,
}

/// Itself, if it is a number above 0.
fn positive(value: f64) -> Result<f64, PlanError> {
    if value > 0.0 && value.is_finite() { Ok(value) } else { Err(PlanError::NotPositive(value)) }
}

/// A whole number of observations, never too few. Beyond all counts, the largest one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded up and not negative; beyond the range a cast saturates"
)]
fn rounded_up(number: f64) -> Count {
    Count::new(number.ceil().max(0.0) as u64)
}

/// Counts are exact up to here; plans beyond have no answer.
const MOST: f64 = 9_007_199_254_740_992.0;
