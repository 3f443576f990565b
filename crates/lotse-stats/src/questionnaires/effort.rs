//! Single questions about effort and ease, answered from 1 to 7.

use crate::{
    count::Count,
    estimate::{Estimate, Level, SampleUnit},
    scale::{ScaleAnswers, ScaleError, mean, top_boxes},
};

/// The mean of a question, and the share of its good answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanAndTop {
    /// The mean answer.
    pub mean: Estimate,
    /// The share of good answers.
    pub top: Estimate,
}

/// The Customer Effort Score of "The organization made it easy for me to handle my issue", 1, strongly disagree, to 7,
/// strongly agree: the mean, and the share of 5 to 7.
///
/// `answers` says how often each of 1, 2, …, 7 was given. Intervals as of [`mean`] and [`top_boxes`]. Source: Dixon, Toman
/// and `DeLisi` (2013), *The Effortless Experience*, whose second version this is; the first, 1 to 5 with low numbers for
/// little effort, has another meaning and must not be pooled with it.
///
/// # Errors
/// When nobody answered.
pub fn customer_effort(
    answers: [Count; 7],
    unit: SampleUnit,
    level: Level,
) -> Result<MeanAndTop, ScaleError> {
    mean_and_top(answers, 3, unit, level)
}

/// The Single Ease Question after a task, 1, very difficult, to 7, very easy: the mean, and the share of 6 and 7.
///
/// `answers` says how often each of 1, 2, …, 7 was given. Intervals as of [`mean`] and [`top_boxes`]. Source: Sauro and
/// Dumas (2009), *Comparison of three one-question, post-task usability questionnaires*, CHI 2009:1599. That the top two
/// boxes are the good ones is a convention of the field, not of that source.
///
/// # Errors
/// When nobody answered.
pub fn single_ease(
    answers: [Count; 7],
    unit: SampleUnit,
    level: Level,
) -> Result<MeanAndTop, ScaleError> {
    mean_and_top(answers, 2, unit, level)
}

fn mean_and_top(
    answers: [Count; 7],
    boxes: usize,
    unit: SampleUnit,
    level: Level,
) -> Result<MeanAndTop, ScaleError> {
    let answers = ScaleAnswers::new(1, answers.to_vec())?;
    let mean = mean(&answers, unit, level).map_err(|_| ScaleError::NoAnswers)?;
    Ok(MeanAndTop { mean, top: top_boxes(&answers, boxes, unit, level)? })
}
