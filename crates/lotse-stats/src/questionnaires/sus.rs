//! The System Usability Scale.

use thiserror::Error;

use crate::{
    estimate::{Estimate, Level, SampleUnit},
    mean::bounded_mean,
    moments::{MeanError, Moments},
};

/// Why ten answers have no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SusError {
    /// A statement was left out.
    #[error("statement {item} has no answer")]
    Unanswered {
        /// Which, from 1 to 10.
        item: u8,
    },
    /// None was answered.
    #[error("no statement has an answer")]
    NothingAnswered,
    /// An answer is none of 1 to 5.
    #[error("{answer} is no answer to statement {item}: 1 to 5 are")]
    OutOfRange {
        /// Which, from 1 to 10.
        item: u8,
        /// What it said.
        answer: u8,
    },
}

/// What becomes of a response that left statements out. A study says so before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// It has no score.
    Refused,
    /// The middle of the scale, 3, stands for each, as Brooke's own instruction to respondents has it.
    Middle,
}

/// The score of one response, from 0 to 100 in steps of 2.5. It is no percentage.
///
/// 2.5·(Σ odd (x − 1) + Σ even (5 − x)) over the ten statements in their order, answered from 1, strongly disagree, to 5,
/// strongly agree. Odd ones praise, even ones complain.
///
/// Source: Brooke (1996), *SUS: a "quick and dirty" usability scale*, in Usability Evaluation in Industry, 189.
///
/// # Errors
/// When an answer is none, or is missing without a rule for it, or all are missing.
pub fn score(answers: [Option<u8>; 10], unanswered: Unanswered) -> Result<f64, SusError> {
    if answers.iter().all(Option::is_none) {
        return Err(SusError::NothingAnswered);
    }
    let mut points = 0.0;
    for (item, answer) in (1_u8..).zip(answers) {
        let answer = match (answer, unanswered) {
            (Some(answer @ 1..=5), _) => answer,
            (Some(answer), _) => return Err(SusError::OutOfRange { item, answer }),
            (None, Unanswered::Middle) => 3,
            (None, Unanswered::Refused) => return Err(SusError::Unanswered { item }),
        };
        let praises = item % 2 == 1;
        points +=
            f64::from(if praises { answer.saturating_sub(1) } else { 5_u8.saturating_sub(answer) });
    }
    Ok(2.5 * points)
}

/// The mean score, with Student's interval cut to 0..=100: [`bounded_mean`], which says how often it holds.
///
/// # Errors
/// When there is no score.
pub fn mean(scores: Moments, unit: SampleUnit, level: Level) -> Result<Estimate, MeanError> {
    bounded_mean(scores, 0.0..=100.0, unit, level)
}
