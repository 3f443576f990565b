//! Which ways people take: what follows what, from, to or between chosen events.

use super::{
    Scope,
    filter::{Attribute, EventFilter, QuestionError},
    funnel::{Reached, Unit},
};

/// The longest path, in nodes.
pub const MOST_NODES: usize = 20;

/// Which part of a unit's way is its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// From its first node.
    Beginning,
    /// From the first node of these events.
    From(EventFilter),
    /// To the first node of these events.
    To(EventFilter),
    /// From the first node of the first events to the first node of the second ones after it.
    Between(EventFilter, EventFilter),
}

/// What a question for paths is made of, before it is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct PathsParts {
    /// Where and when.
    pub scope: Scope,
    /// Which events are nodes.
    pub nodes: EventFilter,
    /// What a node is called, such as its page.
    pub label: Attribute,
    /// Whose ways.
    pub unit: Unit,
    /// Which part of them.
    pub anchor: Anchor,
    /// The most nodes of a path; what is longer is cut, at the end that is not anchored.
    pub length: usize,
    /// Whether nodes with equal labels that follow each other are one.
    pub folded: bool,
}

/// A question that can be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct PathsQuestion(PathsParts);

impl PathsQuestion {
    /// The question, if it is one.
    ///
    /// # Errors
    /// When paths would have too few or many nodes, or are to be those of cases.
    pub fn new(parts: PathsParts) -> Result<Self, QuestionError> {
        QuestionError::count("nodes of a path", parts.length, 1, MOST_NODES)?;
        if parts.unit == Unit::Case {
            return Err(QuestionError::Excludes { what: "paths", other: "cases" });
        }
        Ok(Self(parts))
    }

    /// What it is made of.
    #[must_use]
    pub fn parts(&self) -> &PathsParts {
        &self.0
    }
}

/// One path and who took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenPath {
    /// Labels of its nodes, in order; `None` is a node without one.
    pub nodes: Vec<Option<String>>,
    /// Whether the way went on beyond its length.
    pub is_cut: bool,
    /// Who took it.
    pub taken: Reached,
}

/// The answer to a [`PathsQuestion`], not yet disclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathsAnswer {
    /// All units that have a path.
    pub whole: Reached,
    /// Paths, the most frequent first, then by their labels.
    pub paths: Vec<TakenPath>,
    /// There were more paths or labels than the engine keeps; the rarest are missing.
    pub truncated: bool,
}
