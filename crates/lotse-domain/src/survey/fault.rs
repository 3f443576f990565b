//! What is wrong with a survey that can be read: each fault with its reason and its place.

use std::fmt;

use jiff::civil::Date;
use thiserror::Error;

use super::{
    code::{OptionCode, QuestionCode, RowCode},
    contrast::{Pair, Ratio},
    place::Place,
    question::QuestionWord,
    reading::Formula,
    topics::GroupTopic,
};
use crate::{language::LanguageTag, words::words};

words! {
    /// How much a fault weighs.
    Severity {
        /// The survey is not published.
        Refuses = "refuses",
        /// Somebody has to know.
        Warns = "warns",
    }
}

/// A level of reading, in tenths of a school grade, so that it can be compared and printed the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenths(pub i32);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10)
    }
}

/// Why something is a fault.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    /// A survey or a section has no question.
    #[error("there is no question")]
    NoQuestion,
    /// A code stands twice where it can stand once.
    #[error("the code {code} stands here a second time")]
    CodeTwice {
        /// Which.
        code: String,
    },
    /// A choice has too few options, a matrix no row.
    #[error("{found} were given; at least {least} are needed")]
    TooFew {
        /// How many there are.
        found: usize,
        /// How many are needed.
        least: usize,
    },
    /// Several options of a question can be written in.
    #[error("one option of a question can be written in")]
    WriteInTwice,
    /// A label belongs to a point that the scale has not.
    #[error("the scale has no point {point}")]
    PointOutside {
        /// Which.
        point: u8,
    },
    /// A condition or a text names a question that there is not.
    #[error("there is no question {question}")]
    UnknownQuestion {
        /// Its code.
        question: QuestionCode,
    },
    /// A condition or a text names a question that comes later, or the question itself.
    #[error("the question {question} does not come before this")]
    LaterQuestion {
        /// Its code.
        question: QuestionCode,
    },
    /// A condition names an option that there is not.
    #[error("the question {question} has no option {option}")]
    UnknownOption {
        /// The question.
        question: QuestionCode,
        /// The option.
        option: OptionCode,
    },
    /// A condition names a row that there is not.
    #[error("the question {question} has no row {row}")]
    UnknownRow {
        /// The question.
        question: QuestionCode,
        /// The row.
        row: RowCode,
    },
    /// A condition on a matrix names no row.
    #[error("the question {question} is a matrix; a test is of one of its rows")]
    NoRow {
        /// The question.
        question: QuestionCode,
    },
    /// A test asks what the kind of question cannot answer.
    #[error("no answer to {question}, which is of the kind {kind}, can be tested like this")]
    TestOfOtherKind {
        /// The question.
        question: QuestionCode,
        /// Its kind.
        kind: QuestionWord,
    },
    /// A text says an answer that cannot stand in a text.
    #[error("an answer to {question}, which is of the kind {kind}, cannot stand in a text")]
    CannotBeSaid {
        /// The question.
        question: QuestionCode,
        /// Its kind.
        kind: QuestionWord,
    },
    /// No answers lead here.
    #[error("no answers lead here: the condition can never hold")]
    NeverShown,
    /// Conditions lean on each other in so many ways that the program did not find out.
    #[error("conditions lean on each other in too many ways to tell whether anybody gets here")]
    Tangled,
    /// A text is missing in a language.
    #[error("a text is missing in {language}")]
    MissingText {
        /// In which.
        language: LanguageTag,
    },
    /// More questions than the agency allows.
    #[error("{found} questions; at most {limit} are allowed")]
    TooManyQuestions {
        /// How many there are.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// The words are harder to read than the agency allows.
    #[error(
        "in {language} it reads like school grade {level} ({formula}); at most {limit} is allowed. Hardest: {}",
        list(hardest)
    )]
    TooHard {
        /// In which language.
        language: LanguageTag,
        /// The level found.
        level: Tenths,
        /// The level allowed.
        limit: Tenths,
        /// How it was computed.
        formula: Formula,
        /// The hardest texts, the hardest first.
        hardest: Vec<Place>,
    },
    /// No formula is known for the language, or there are too few words for one.
    #[error("the reading level in {language} was not computed: {why}")]
    LevelUnknown {
        /// In which language.
        language: LanguageTag,
        /// Why.
        why: LevelUnknown,
    },
    /// Words of a standard were left out of the reading level.
    #[error("its wording is that of {standard}: it does not count in the reading level")]
    StandardWording {
        /// Of which.
        standard: String,
    },
    /// A question asks for a group that people belong to.
    #[error(
        "in {language} “{found}” asks for {topic}: such answers are only kept apart from all others, as counters"
    )]
    GroupTopic {
        /// In which language.
        language: LanguageTag,
        /// Which topic.
        topic: GroupTopic,
        /// The words that were found.
        found: String,
    },
    /// There is no list of terms for the language.
    #[error("there is no list of terms to find group topics in {language}")]
    TopicsUnknown {
        /// Which language.
        language: LanguageTag,
    },
    /// Two colours are too much alike.
    #[error("{pair}: the contrast is {found}; at least {least} is needed")]
    Contrast {
        /// Which colours.
        pair: Pair,
        /// Their contrast.
        found: Ratio,
        /// What is needed.
        least: Ratio,
    },
    /// The Paperwork Reduction Act asks for a number or an exemption.
    #[error("an OMB control number is missing, or an exemption with its reason")]
    NoPaperwork,
    /// The control number has expired.
    #[error("the OMB control number has expired on {expires}")]
    PaperworkExpired {
        /// Its last day.
        expires: Date,
    },
    /// The control number expires soon.
    #[error("the OMB control number expires on {expires}, in {days} days")]
    PaperworkExpires {
        /// Its last day.
        expires: Date,
        /// In how many days.
        days: i32,
    },
}

fn list(places: &[Place]) -> String {
    places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

words! {
    /// Why a reading level is not known.
    LevelUnknown {
        /// No formula for the language is built in.
        NoFormula = "no formula is known for the language",
        /// A formula says nothing of so few words.
        FewWords = "it has too few words",
    }
}

impl Reason {
    /// How much it weighs.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::LevelUnknown { .. }
            | Self::StandardWording { .. }
            | Self::TopicsUnknown { .. }
            | Self::PaperworkExpires { .. } => Severity::Warns,
            _ => Severity::Refuses,
        }
    }

    /// Its one name, for messages of pages and for the interface.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoQuestion => "no-question",
            Self::CodeTwice { .. } => "code-twice",
            Self::TooFew { .. } => "too-few",
            Self::WriteInTwice => "write-in-twice",
            Self::PointOutside { .. } => "point-outside",
            Self::UnknownQuestion { .. } => "unknown-question",
            Self::LaterQuestion { .. } => "later-question",
            Self::UnknownOption { .. } => "unknown-option",
            Self::UnknownRow { .. } => "unknown-row",
            Self::NoRow { .. } => "no-row",
            Self::TestOfOtherKind { .. } => "test-of-other-kind",
            Self::CannotBeSaid { .. } => "cannot-be-said",
            Self::NeverShown => "never-shown",
            Self::Tangled => "tangled",
            Self::MissingText { .. } => "missing-text",
            Self::TooManyQuestions { .. } => "too-many-questions",
            Self::TooHard { .. } => "too-hard",
            Self::LevelUnknown { .. } => "level-unknown",
            Self::StandardWording { .. } => "standard-wording",
            Self::GroupTopic { .. } => "group-topic",
            Self::TopicsUnknown { .. } => "topics-unknown",
            Self::Contrast { .. } => "contrast",
            Self::NoPaperwork => "no-paperwork",
            Self::PaperworkExpired { .. } => "paperwork-expired",
            Self::PaperworkExpires { .. } => "paperwork-expires",
        }
    }
}

/// A fault of a survey.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place}: {reason}")]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// Why.
    pub reason: Reason,
}

impl Fault {
    /// A fault at a place.
    #[must_use]
    pub fn new(place: Place, reason: Reason) -> Self {
        Self { place, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_printed_with_their_sign() {
        for (tenths, text) in [(0, "0.0"), (83, "8.3"), (-4, "-0.4"), (-15, "-1.5")] {
            assert_eq!(Tenths(tenths).to_string(), text);
        }
    }
}
