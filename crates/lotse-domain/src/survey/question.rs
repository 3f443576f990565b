//! A question: what is asked, and what can be answered.

use super::{
    code::{OptionCode, QuestionCode, RowCode},
    condition::Condition,
    localized::LocalizedText,
    scale::Scale,
};
use crate::words::words;

words! {
    /// Which kind of question, as it is written.
    QuestionWord {
        /// One of several options.
        SingleChoice = "single-choice",
        /// Any of several options.
        MultipleChoice = "multiple-choice",
        /// Thumb up or down.
        Thumbs = "thumbs",
        /// One to five stars.
        Stars = "stars",
        /// Agreement or the like in five steps.
        Likert5 = "likert-5",
        /// Agreement or the like in seven steps.
        Likert7 = "likert-7",
        /// 0 to 10.
        ZeroToTen = "zero-to-ten",
        /// Customer effort in seven steps.
        Effort = "ces",
        /// Several rows on one scale.
        Matrix = "matrix",
        /// A line of text.
        ShortText = "short-text",
        /// Paragraphs of text.
        LongText = "long-text",
        /// An e-mail address.
        Email = "e-mail",
        /// A day.
        Date = "date",
    }
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceOption {
    /// Its lasting name.
    pub code: OptionCode,
    /// What people read.
    pub text: LocalizedText,
    /// Whether people can write something in beside it (“Other”). One option of a question can have that.
    pub write_in: bool,
    /// Whether it keeps its place where the others are in random order (“None of these”).
    pub stays: bool,
}

/// The options of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// In the order in which they are written.
    pub options: Vec<ChoiceOption>,
    /// Whether each person sees them in an order of their own (`order.rs`).
    pub random_order: bool,
}

/// One row of a matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    /// Its lasting name.
    pub code: RowCode,
    /// What people read.
    pub text: LocalizedText,
}

/// Several rows on one scale. Pages show each row as a question of its own group, so that no one has to read a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// In the order in which they are written.
    pub rows: Vec<MatrixRow>,
    /// The scale of all of them.
    pub scale: Scale,
    /// Whether each person sees the rows in an order of their own.
    pub random_order: bool,
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// One option.
    SingleChoice(Choices),
    /// Any options.
    MultipleChoice(Choices),
    /// A point of a scale.
    Scale(Scale),
    /// A point for each row.
    Matrix(Matrix),
    /// A line of text.
    ShortText,
    /// Paragraphs of text.
    LongText {
        /// The most characters, 1 to [`LONG_ANSWER_CHARS`](super::limits::LONG_ANSWER_CHARS).
        most_chars: u16,
    },
    /// An e-mail address: contact data, kept apart from other answers.
    Email,
    /// A day.
    Date,
}

impl QuestionKind {
    /// Its word.
    #[must_use]
    pub fn word(&self) -> QuestionWord {
        use super::scale::ScaleKind;
        match self {
            Self::SingleChoice(_) => QuestionWord::SingleChoice,
            Self::MultipleChoice(_) => QuestionWord::MultipleChoice,
            Self::Scale(scale) => match scale.kind {
                ScaleKind::Thumbs => QuestionWord::Thumbs,
                ScaleKind::Stars => QuestionWord::Stars,
                ScaleKind::Likert5 => QuestionWord::Likert5,
                ScaleKind::Likert7 => QuestionWord::Likert7,
                ScaleKind::ZeroToTen => QuestionWord::ZeroToTen,
                ScaleKind::Effort => QuestionWord::Effort,
            },
            Self::Matrix(_) => QuestionWord::Matrix,
            Self::ShortText => QuestionWord::ShortText,
            Self::LongText { .. } => QuestionWord::LongText,
            Self::Email => QuestionWord::Email,
            Self::Date => QuestionWord::Date,
        }
    }

    /// Whether the answer can stand in a later text. Paragraphs would bury it, a matrix has no one answer, and an address
    /// is contact data.
    #[must_use]
    pub fn can_be_said(&self) -> bool {
        !matches!(self, Self::LongText { .. } | Self::Email | Self::Matrix(_))
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its lasting name.
    pub code: QuestionCode,
    /// What is asked: the label of the group or field.
    pub title: LocalizedText,
    /// What helps to answer it; empty for nothing.
    pub help: LocalizedText,
    /// What can be answered.
    pub kind: QuestionKind,
    /// Whether an answer is needed where it is shown.
    pub required: bool,
    /// Whether people can say that they would rather not say. That is an answer.
    pub may_decline: bool,
    /// The standard that fixes the wording, so that nobody can write it simpler: its words do not count in the reading
    /// level, and publishing says so.
    pub standard: Option<String>,
    /// When it is shown; always without a condition.
    pub shown_when: Option<Condition>,
}
