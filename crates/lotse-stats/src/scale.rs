//! Questions that are answered on a scale of whole numbers.
//!
//! Two numbers are reported of one: the mean, and the share of the best answers, its top boxes. OMB Circular A-11, section
//! 280, has both: the mean of 1 to 5 as the score of a driver, and the share of 4 and 5 as that of trust. Answers on one
//! scale are never pooled with those on another, nor with thumbs.

use thiserror::Error;

use crate::{
    count::Count,
    estimate::{Estimate, Level, SampleUnit},
    mean::bounded_mean,
    moments::{MeanError, Moments},
    proportion::{Trials, wilson_of},
};

/// The most options that a scale may have: 0 to 100.
const MOST_OPTIONS: usize = 101;

/// Why counts are no answers on a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ScaleError {
    /// Nobody answered.
    #[error("nobody answered")]
    NoAnswers,
    /// A scale has at least two options and at most 101.
    #[error("a scale has 2 to 101 options, not {0}")]
    Options(usize),
    /// The best or worst answers are some of them: at least one, and not all.
    #[error("{boxes} of {options} options are not some of them")]
    Boxes {
        /// How many were asked for.
        boxes: usize,
        /// How many there are.
        options: usize,
    },
}

/// How often each answer was given, from the lowest number of a scale upwards. At least one was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleAnswers {
    lowest: u8,
    counts: Vec<Count>,
}

impl ScaleAnswers {
    /// Takes the lowest number of the scale and the counts of it and of those that follow.
    ///
    /// # Errors
    /// When nobody answered, or there are too few or too many options for a scale.
    pub fn new(lowest: u8, counts: Vec<Count>) -> Result<Self, ScaleError> {
        if !(2..=MOST_OPTIONS).contains(&counts.len()) {
            return Err(ScaleError::Options(counts.len()));
        }
        if counts.iter().all(|count| count.is_zero()) {
            return Err(ScaleError::NoAnswers);
        }
        Ok(Self { lowest, counts })
    }

    /// How many answered.
    pub fn n(&self) -> Count {
        self.counts.iter().copied().sum()
    }

    /// The counts, from the lowest answer upwards: what [`crate::shares::shares`] takes.
    pub fn counts(&self) -> &[Count] {
        &self.counts
    }

    /// The lowest number of the scale.
    pub fn lowest(&self) -> u16 {
        self.lowest.into()
    }

    /// The highest number of the scale.
    pub fn highest(&self) -> u16 {
        let steps = u16::try_from(self.counts.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.lowest().saturating_add(steps)
    }

    /// The answers as numbers.
    ///
    /// # Errors
    /// None that can be: answers are finite.
    pub fn moments(&self) -> Result<Moments, MeanError> {
        let numbers = (self.lowest()..).map(f64::from);
        Moments::of(numbers.zip(self.counts.iter().map(|count| count.get())))
    }

    /// The answers from the other end: how many chose the `boxes` highest, or lowest.
    fn boxes(
        &self,
        boxes: usize,
        chosen: impl Iterator<Item = Count>,
    ) -> Result<Trials, ScaleError> {
        let options = self.counts.len();
        if boxes == 0 || boxes >= options {
            return Err(ScaleError::Boxes { boxes, options });
        }
        let n = self.n();
        let chosen: Count = chosen.take(boxes).sum();
        Trials::new(chosen.min(n), n).map_err(|_| ScaleError::NoAnswers)
    }
}

/// The mean answer, with Student's interval cut to the scale: [`bounded_mean`].
///
/// Of the answers of OMB Circular A-11, section 280, version 1, this is the published score. Of the five steps of UK user
/// satisfaction, (mean − 1)/4 is the score of the Performance Platform.
///
/// # Errors
/// None that can be: there are answers, and they are finite.
pub fn mean(answers: &ScaleAnswers, unit: SampleUnit, level: Level) -> Result<Estimate, MeanError> {
    let range = f64::from(answers.lowest())..=f64::from(answers.highest());
    bounded_mean(answers.moments()?, range, unit, level)
}

/// The share of the highest answers, with Wilson's interval: the top two boxes of 1 to 5 are 4 and 5.
///
/// # Errors
/// When that is none of the options, or all.
pub fn top_boxes(
    answers: &ScaleAnswers,
    boxes: usize,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ScaleError> {
    let trials = answers.boxes(boxes, answers.counts.iter().rev().copied())?;
    Ok(wilson_of(trials, unit, level))
}

/// The share of the lowest answers, with Wilson's interval: the bottom two boxes of 1 to 5 are 1 and 2.
///
/// # Errors
/// When that is none of the options, or all.
pub fn bottom_boxes(
    answers: &ScaleAnswers,
    boxes: usize,
    unit: SampleUnit,
    level: Level,
) -> Result<Estimate, ScaleError> {
    let trials = answers.boxes(boxes, answers.counts.iter().copied())?;
    Ok(wilson_of(trials, unit, level))
}
