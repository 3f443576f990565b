//! Rules: which pages, controls and events are meant. One closed language for tags, and for whatever else
//! has to say "this page, this element, this event". `docs/spec/rule.md` is exact about it.
//!
//! A rule says something about one event at a time and nothing about people or time, so it can be tried on
//! an event that just happened and on all of history, with the same result.

mod carried;
mod error;
pub mod json;
pub mod pattern;
mod text;

use std::fmt;

pub use self::error::{Place, RuleError, RuleFault};
use crate::{
    decimal::Decimal,
    event::{Event, EventKind},
    query::filter::{Attribute, Condition, Field, LONGEST_VALUE, MOST_VALUES, Test},
};

/// The most levels of one rule, its conditions among them.
pub const MOST_LEVELS: usize = 8;
/// The most conditions of one rule.
pub const MOST_RULE_CONDITIONS: usize = 50;
/// The most characters of all values of one rule together.
pub const LONGEST_RULE: usize = 16_384;

/// What a rule may look at besides properties: what a page knows of itself while it is shown.
pub const FIELDS: &[Field] = &[
    Field::Kind,
    Field::Name,
    Field::Page,
    Field::PageState,
    Field::PageLanguage,
    Field::ElementRole,
    Field::ElementName,
    Field::ElementId,
    Field::ElementTestId,
    Field::ElementPath,
    Field::ElementHeading,
];

/// A rule or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// All of these hold.
    All(Vec<Node>),
    /// At least one of these holds.
    Any(Vec<Node>),
    /// This does not hold.
    Not(Box<Node>),
    /// This holds of what the event carries.
    Condition(Condition),
}

/// A rule that keeps the limits, in the one form in which it is written: groups of one are their member,
/// groups within groups of their kind are one, and only [`Node::Not`] says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule(Node);

impl Rule {
    /// A rule of this form.
    ///
    /// # Errors
    /// When it is larger than a rule may be, a group is empty, or a condition cannot be.
    pub fn new(node: Node) -> Result<Self, RuleError> {
        let mut size = Size::default();
        check(&node, &Place::Whole, 1, &mut size)?;
        Ok(Self(simple(node)))
    }

    /// What it is made of.
    #[must_use]
    pub const fn node(&self) -> &Node {
        &self.0
    }

    /// Whether an event is meant.
    #[must_use]
    pub fn matches(&self, event: &Event) -> bool {
        holds(&self.0, &|attribute| carried::value(event, attribute))
    }

    /// Every condition, in the order in which they are written.
    #[must_use]
    pub fn conditions(&self) -> Vec<&Condition> {
        fn gather<'n>(node: &'n Node, found: &mut Vec<&'n Condition>) {
            match node {
                Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|p| gather(p, found)),
                Node::Not(part) => gather(part, found),
                Node::Condition(condition) => found.push(condition),
            }
        }
        let mut found = Vec::new();
        gather(&self.0, &mut found);
        found
    }
}

/// Whether a rule holds, by what an attribute is.
fn holds<'e>(node: &Node, carried: &impl Fn(&Attribute) -> Option<&'e str>) -> bool {
    match node {
        Node::All(parts) => parts.iter().all(|part| holds(part, carried)),
        Node::Any(parts) => parts.iter().any(|part| holds(part, carried)),
        Node::Not(part) => !holds(part, carried),
        Node::Condition(condition) => condition.test.holds(carried(&condition.attribute)),
    }
}

#[derive(Default)]
struct Size {
    conditions: usize,
    characters: usize,
}

fn check(node: &Node, place: &Place, level: usize, size: &mut Size) -> Result<(), RuleError> {
    if level > MOST_LEVELS {
        return Err(RuleFault::TooDeep.at(place));
    }
    match node {
        Node::All(parts) | Node::Any(parts) => {
            let word = if matches!(node, Node::All(_)) { "all" } else { "any" };
            if parts.is_empty() {
                return Err(RuleFault::Empty.at(&place.member(word)));
            }
            for (number, part) in parts.iter().enumerate() {
                check(part, &place.member(word).entry(number), level + 1, size)?;
            }
            Ok(())
        }
        Node::Not(part) => check(part, &place.member("not"), level + 1, size),
        Node::Condition(condition) => check_condition(condition, place, size),
    }
}

fn check_condition(condition: &Condition, place: &Place, size: &mut Size) -> Result<(), RuleError> {
    size.conditions += 1;
    if size.conditions > MOST_RULE_CONDITIONS {
        return Err(RuleFault::TooManyConditions.at(place));
    }
    let (attribute, test) = (&condition.attribute, &condition.test);
    let word = word_of(test);
    if !allows(attribute, test) {
        let subject = subject(attribute);
        return Err(RuleFault::TestNotOfField { subject, test: word }.at(place));
    }
    let place = place.member(word);
    let values = test.values();
    if values.is_empty() && !matches!(word, "present" | "at_least" | "at_most") {
        return Err(RuleFault::NoValues.at(&place));
    }
    if values.len() > MOST_VALUES {
        return Err(RuleFault::TooManyValues { found: values.len() }.at(&place));
    }
    let kinds = *attribute == Attribute::Field(Field::Kind);
    for value in values {
        let characters = value.chars().count();
        if value.is_empty() {
            return Err(RuleFault::EmptyValue.at(&place));
        }
        if characters > LONGEST_VALUE {
            return Err(RuleFault::ValueTooLong { found: characters }.at(&place));
        }
        if kinds && value.parse::<EventKind>().is_err() {
            let found = value.chars().take(40).collect();
            return Err(RuleFault::UnknownKind { found }.at(&place));
        }
        size.characters += characters;
    }
    if let Attribute::Property(name) = attribute {
        let found = name.as_str().chars().count();
        if found == 0 {
            return Err(RuleFault::EmptyValue.at(&place));
        }
        if found > LONGEST_VALUE {
            return Err(RuleFault::ValueTooLong { found }.at(&place));
        }
        size.characters += found;
    }
    if size.characters > LONGEST_RULE {
        return Err(RuleFault::TooLong.at(&place));
    }
    Ok(())
}

/// Which tests make sense of what.
fn allows(attribute: &Attribute, test: &Test) -> bool {
    let field = match attribute {
        Attribute::Property(_) => {
            return !matches!(test, Test::Matches(_) | Test::EndsWith(_));
        }
        Attribute::Field(field) if FIELDS.contains(field) => *field,
        Attribute::Field(_) | Attribute::PropertyNames => return false,
    };
    match test {
        Test::Is(_) | Test::IsNot(_) => true,
        Test::IsPresent | Test::IsAbsent => field != Field::Kind,
        Test::StartsWith(_) => !matches!(field, Field::Kind | Field::ElementPath),
        Test::EndsWith(_) => field == Field::ElementPath,
        Test::Matches(_) => field == Field::Page,
        Test::AtLeast(_) | Test::AtMost(_) => false,
    }
}

/// How a test is spelled, without its no.
fn word_of(test: &Test) -> &'static str {
    match test {
        Test::Is(_) | Test::IsNot(_) => "is",
        Test::StartsWith(_) => "begins_with",
        Test::EndsWith(_) => "ends_with",
        Test::Matches(_) => "matches",
        Test::IsPresent | Test::IsAbsent => "present",
        Test::AtLeast(_) => "at_least",
        Test::AtMost(_) => "at_most",
    }
}

fn subject(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Field(field) => field.as_str().to_owned(),
        Attribute::Property(_) => "property".to_owned(),
        Attribute::PropertyNames => "names of properties".to_owned(),
    }
}

/// The one form of a part.
fn simple(node: Node) -> Node {
    match node {
        Node::All(parts) => group(parts, Node::All, |node| match node {
            Node::All(parts) => Ok(parts),
            other => Err(other),
        }),
        Node::Any(parts) => group(parts, Node::Any, |node| match node {
            Node::Any(parts) => Ok(parts),
            other => Err(other),
        }),
        Node::Not(part) => match simple(*part) {
            Node::Not(part) => *part,
            other => Node::Not(Box::new(other)),
        },
        Node::Condition(Condition { attribute, test }) => {
            let condition = |test| Node::Condition(Condition { attribute, test });
            match test {
                Test::IsNot(values) => Node::Not(Box::new(condition(Test::Is(once(values))))),
                Test::IsAbsent => Node::Not(Box::new(condition(Test::IsPresent))),
                Test::Is(values) => condition(Test::Is(once(values))),
                Test::Matches(patterns) => condition(Test::Matches(once(patterns))),
                other => condition(other),
            }
        }
    }
}

fn group(
    parts: Vec<Node>,
    make: fn(Vec<Node>) -> Node,
    same: fn(Node) -> Result<Vec<Node>, Node>,
) -> Node {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match same(simple(part)) {
            Ok(parts) => flat.extend(parts),
            Err(part) => flat.push(part),
        }
    }
    if flat.len() == 1
        && let Some(only) = flat.pop()
    {
        return only;
    }
    make(flat)
}

/// The values in their order, each once.
fn once<T: PartialEq>(values: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::with_capacity(values.len());
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(&self.0, f)
    }
}

impl std::str::FromStr for Rule {
    type Err = RuleError;

    /// Reads the text form.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        Self::new(text::read(text)?)
    }
}

/// Reads a number as rules and properties have it.
fn number(text: &str) -> Result<Decimal, RuleFault> {
    Decimal::parse(text)
        .ok_or_else(|| RuleFault::NotANumber { found: text.chars().take(40).collect() })
}

#[cfg(test)]
mod tests;
