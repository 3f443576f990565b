//! Branching: a condition on earlier answers, without which a section or question is not shown.

use std::collections::BTreeSet;

use super::code::{OptionCode, QuestionCode, RowCode};

/// What must hold of one answer. None of them holds where there is no answer, or somebody would rather not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One of these options was chosen; where several can be, at least one of them.
    Options(BTreeSet<OptionCode>),
    /// One of these points was chosen.
    Points(BTreeSet<u8>),
    /// This point or a higher one.
    AtLeast(u8),
    /// This point or a lower one.
    AtMost(u8),
    /// Anything was answered.
    Answered,
}

/// One test of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Of which question.
    pub question: QuestionCode,
    /// Of which row, where it is a matrix.
    pub row: Option<RowCode>,
    /// What must hold.
    pub holds: Holds,
}

/// When a section or question is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// When every test holds.
    All(Vec<Test>),
    /// When one of them does.
    Any(Vec<Test>),
}

impl Condition {
    /// Its tests, in their order.
    #[must_use]
    pub fn tests(&self) -> &[Test] {
        match self {
            Self::All(tests) | Self::Any(tests) => tests,
        }
    }
}
