//! Why something is no rule, and where.

use std::fmt;

use thiserror::Error;

use super::{LONGEST_RULE, MOST_LEVELS, MOST_RULE_CONDITIONS, pattern::PatternError};
use crate::query::filter::{LONGEST_VALUE, MOST_VALUES};

/// A place in a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// All of it.
    Whole,
    /// A part of the JSON form, such as `all[2].not.is`.
    Part(String),
    /// A character of the text form, from 1.
    Character(usize),
}

impl Place {
    /// A member of this place.
    pub(super) fn member(&self, name: &str) -> Self {
        match self {
            Self::Part(path) => Self::Part(format!("{path}.{name}")),
            Self::Whole | Self::Character(_) => Self::Part(name.to_owned()),
        }
    }

    /// An entry of this list.
    pub(super) fn entry(&self, number: usize) -> Self {
        match self {
            Self::Part(path) => Self::Part(format!("{path}[{number}]")),
            Self::Whole | Self::Character(_) => Self::Part(format!("[{number}]")),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("the rule"),
            Self::Part(path) => f.write_str(path),
            Self::Character(number) => write!(f, "character {number}"),
        }
    }
}

/// Why something is no rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place}: {fault}")]
pub struct RuleError {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: RuleFault,
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RuleFault {
    /// A group without members.
    #[error("a group needs at least one condition")]
    Empty,
    /// Too many levels.
    #[error("a rule can have {MOST_LEVELS} levels at most; take groups out of groups")]
    TooDeep,
    /// Too many conditions.
    #[error("a rule can have {MOST_RULE_CONDITIONS} conditions at most; make two tags of it")]
    TooManyConditions,
    /// Too many characters in all values.
    #[error("the values of a rule can have {LONGEST_RULE} characters at most")]
    TooLong,
    /// A condition without the value that it needs.
    #[error("a value is missing")]
    NoValues,
    /// Too many values of one condition.
    #[error("{found} values were given; at most {MOST_VALUES} are possible")]
    TooManyValues {
        /// How many were given.
        found: usize,
    },
    /// A value without text, which nothing carries.
    #[error("a value needs at least one character")]
    EmptyValue,
    /// A value is too long.
    #[error("a value of {found} characters is too long; at most {LONGEST_VALUE} are possible")]
    ValueTooLong {
        /// Characters of it.
        found: usize,
    },
    /// A field that rules cannot look at.
    #[error("“{found}” is nothing that a rule can look at")]
    UnknownField {
        /// What was found.
        found: String,
    },
    /// A kind of event that there is not.
    #[error("“{found}” is no kind of event")]
    UnknownKind {
        /// What was found.
        found: String,
    },
    /// A test that says nothing about this field.
    #[error("{test} cannot be asked of {subject}")]
    TestNotOfField {
        /// The field, or `property`.
        subject: String,
        /// The test.
        test: &'static str,
    },
    /// No pattern of pages.
    #[error("{0}")]
    Pattern(PatternError),
    /// No number.
    #[error("“{found}” is no number such as 12 or 0.5")]
    NotANumber {
        /// What was found.
        found: String,
    },
    /// A member of the JSON form that there is not.
    #[error("“{found}” is not known here")]
    UnknownMember {
        /// What was found.
        found: String,
    },
    /// Neither a group nor a condition, or several at once.
    #[error("exactly one of all, any, not, field and property is needed")]
    NotOne,
    /// A condition without a test, or with several.
    #[error(
        "exactly one of is, begins_with, ends_with, matches, present, at_least and at_most is needed"
    )]
    NotOneTest,
    /// Something of another type in the JSON form.
    #[error("{expected} is needed here")]
    WrongType {
        /// What is needed.
        expected: &'static str,
    },
    /// Something else in the text form.
    #[error("{expected} is needed here")]
    Expected {
        /// What is needed.
        expected: &'static str,
    },
}

impl RuleFault {
    pub(super) fn at(self, place: &Place) -> RuleError {
        RuleError { place: place.clone(), fault: self }
    }
}
