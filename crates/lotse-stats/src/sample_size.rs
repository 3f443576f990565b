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
    /// So many times as many, rounded up. `design_effect` is a number above 0, and at least 1 where it
    /// comes from [`crate::clusters::ClusteredTrials::design_effect`].
    ///
    /// # Errors
    /// When `design_effect` is no number above 0, or a group then has more than can be counted.
    pub fn times(self, design_effect: f64) -> Result<Self, PlanError> {
        let factor = positive(design_effect)?;
        Self::rounded_up(self.group.as_f64() * factor, self.reference.as_f64() * factor)
    }

    /// Whole numbers of observations, never too few.
    fn rounded_up(group: f64, reference: f64) -> Result<Self, PlanError> {
        Ok(Self { group: rounded_up(group)?, reference: rounded_up(reference)? })
    }

    /// Both numbers for a formula, group first, if both are above 0.
    fn positive(self) -> Result<[f64; 2], PlanError> {
        Ok([positive(self.group.as_f64())?, positive(self.reference.as_f64())?])
    }
}

/// Why a plan has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum PlanError {
    /// Without a gap nothing can be seen.
    #[error("there is no gap to be seen")]
    NoGap,
    /// A quantity that has to be a number above 0 is not: it is 0, negative, infinite or no number.
    #[error("{0} is no number above 0")]
    NotPositive(f64),
    /// More observations than can be counted.
    #[error("no number of observations that can be counted suffices")]
    TooMany,
}

/// Itself, if it is a number above 0.
fn positive(value: f64) -> Result<f64, PlanError> {
    if value > 0.0 && value.is_finite() { Ok(value) } else { Err(PlanError::NotPositive(value)) }
}

/// A whole number of observations, never too few, from a number of 0 or more.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded up, not negative and at most 2^53"
)]
fn rounded_up(number: f64) -> Result<Count, PlanError> {
    // What is no number is not within the range either.
    if (0.0..=MOST).contains(&number) {
        Ok(Count::new(number.ceil() as u64))
    } else {
        Err(PlanError::TooMany)
    }
}

/// Counts are exact up to here; plans beyond have no answer.
const MOST: f64 = 9_007_199_254_740_992.0;
