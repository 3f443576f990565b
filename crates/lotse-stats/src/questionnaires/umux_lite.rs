//! UMUX-Lite, the short usability questionnaire; UX-Lite is the same with plainer words.
//!
//! Deliberately not here: the regression 0.65·x + 22.9, which made a number like that of the System Usability Scale of
//! it. Its authors no longer recommend it, since it is too low for good systems.

use thiserror::Error;

use crate::{
    estimate::{Estimate, Level, SampleUnit},
    mean::bounded_mean,
    moments::{MeanError, Moments},
};

/// How many steps its two statements offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// 1 to 5.
    Five,
    /// 1 to 7.
    Seven,
}

impl Steps {
    fn highest(self) -> u8 {
        match self {
            Self::Five => 5,
            Self::Seven => 7,
        }
    }
}

/// Why two answers have no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UmuxLiteError {
    /// One of two statements is half of the questionnaire: nothing stands for it.
    #[error("both statements need an answer")]
    Unanswered,
    /// An answer is none of the steps.
    #[error("{answer} is no answer: 1 to {highest} are")]
    OutOfRange {
        /// What it said.
        answer: u8,
        /// The highest step.
        highest: u8,
    },
}

/// The score of one response, from 0 to 100. It is no percentage.
///
/// The mean over both statements, usefulness and ease, of 100·(x − 1)/(k − 1) for k steps.
///
/// Source: Lewis, Utesch and Maher (2013), *UMUX-LITE: when there's no time for the SUS*, CHI 2013:2099; Sauro and Lewis,
/// *How accurate is SUS estimation with the UX-Lite?*, `MeasuringU`, against the regression.
///
/// # Errors
/// When an answer is missing or is none of the steps.
pub fn score(usefulness: Option<u8>, ease: Option<u8>, steps: Steps) -> Result<f64, UmuxLiteError> {
    let highest = steps.highest();
    let points = |answer: Option<u8>| {
        let answer = answer.ok_or(UmuxLiteError::Unanswered)?;
        if !(1..=highest).contains(&answer) {
            return Err(UmuxLiteError::OutOfRange { answer, highest });
        }
        Ok(f64::from(answer.saturating_sub(1)))
    };
    let points = points(usefulness)? + points(ease)?;
    Ok(100.0 * points / (2.0 * f64::from(highest.saturating_sub(1))))
}

/// The mean score, with Student's interval cut to 0..=100: [`bounded_mean`], which says how often it holds.
///
/// # Errors
/// When there is no score.
pub fn mean(scores: Moments, unit: SampleUnit, level: Level) -> Result<Estimate, MeanError> {
    bounded_mean(scores, 0.0..=100.0, unit, level)
}
