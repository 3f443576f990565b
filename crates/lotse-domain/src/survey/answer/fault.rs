//! What is wrong with an answer.

use jiff::civil::Date;
use thiserror::Error;

use super::EmailError;
use crate::survey::{code::RowCode, question::QuestionWord};

/// Why something written is no answer to its question.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnswerWrong {
    /// The survey has no such question.
    #[error("there is no such question")]
    UnknownQuestion,
    /// An answer is needed and there is none.
    #[error("an answer is needed")]
    Required,
    /// An answer is needed for each row, and one has none.
    #[error("an answer is needed for the row {row}")]
    RowRequired {
        /// The first row without one.
        row: RowCode,
    },
    /// Something else is asked for.
    #[error("this is no answer to a question of the kind {0}")]
    OtherKind(QuestionWord),
    /// It is none of the options.
    #[error("“{found}” is no option")]
    UnknownOption {
        /// What was found.
        found: String,
    },
    /// Several options where one can be chosen.
    #[error("{found} options were chosen; one is possible")]
    OneOption {
        /// How many.
        found: usize,
    },
    /// Something was written in, and the option that asks for it was not chosen.
    #[error("something was written in beside an option that is not chosen")]
    WriteInAlone,
    /// It is no point of the scale.
    #[error("{found} is no point of the scale, which goes from {least} to {most}")]
    PointOutside {
        /// What was found.
        found: i64,
        /// The lowest point.
        least: u8,
        /// The highest point.
        most: u8,
    },
    /// It is none of the rows.
    #[error("“{found}” is no row")]
    UnknownRow {
        /// What was found.
        found: String,
    },
    /// A text is too long. It is never cut.
    #[error("{found} characters; at most {limit} are possible")]
    TooLong {
        /// Its characters.
        found: usize,
        /// How many are possible.
        limit: usize,
    },
    /// It is no e-mail address.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// It is no day.
    #[error("is no day such as 2027-03-31")]
    Day,
    /// The day is out of reach.
    #[error("{found} is out of reach: days from {first} to {last} are possible")]
    DayOutside {
        /// The day.
        found: Date,
        /// The first possible.
        first: Date,
        /// The last possible.
        last: Date,
    },
    /// Nobody offered not to say.
    #[error("this question does not offer not to say")]
    MayNotDecline,
}

impl AnswerWrong {
    /// Its word, by which programs and the page know it (`docs/spec/survey-runtime.md`, rule 17).
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::UnknownQuestion => "unknown_question",
            Self::Required => "required",
            Self::RowRequired { .. } => "row_required",
            Self::OtherKind(_) => "other_kind",
            Self::UnknownOption { .. } => "unknown_option",
            Self::OneOption { .. } => "one_option",
            Self::WriteInAlone => "write_in_alone",
            Self::PointOutside { .. } => "point_outside",
            Self::UnknownRow { .. } => "unknown_row",
            Self::TooLong { .. } => "too_long",
            Self::Email(_) => "email",
            Self::Day => "day",
            Self::DayOutside { .. } => "day_outside",
            Self::MayNotDecline => "may_not_decline",
        }
    }
}

/// What is wrong with the answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{question}: {wrong}")]
pub struct AnswerFault {
    /// The code as it was given; of a long one only the beginning.
    pub question: String,
    /// What.
    pub wrong: AnswerWrong,
}
