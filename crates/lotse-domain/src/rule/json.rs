//! The JSON form of rules: what the interface takes and gives, and what a page evaluates.
//!
//! The domain knows no JSON. Whoever reads bytes makes a [`Given`] of them, which takes any value; what is
//! wrong with it is then said with its place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

use super::{MOST_LEVELS, Node, Place, Rule, RuleError, RuleFault, number, pattern::PathPattern};
use crate::{
    property::ShortText,
    query::filter::{Attribute, Condition, Field, Test},
};

/// Any value, before it is looked at.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Given {
    /// A truth value.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// Another number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Given>),
    /// An object.
    Object(BTreeMap<String, Given>),
    /// Nothing.
    Nothing(()),
}

impl TryFrom<&Given> for Rule {
    type Error = RuleError;

    /// Reads the JSON form.
    fn try_from(given: &Given) -> Result<Self, RuleError> {
        Self::new(node(given, &Place::Whole, 1)?)
    }
}

/// The tests of a condition, as members.
const TESTS: [&str; 7] =
    ["is", "begins_with", "ends_with", "matches", "present", "at_least", "at_most"];

fn wrong(expected: &'static str, place: &Place) -> RuleError {
    RuleFault::WrongType { expected }.at(place)
}

fn node(given: &Given, place: &Place, level: usize) -> Result<Node, RuleError> {
    if level > MOST_LEVELS {
        return Err(RuleFault::TooDeep.at(place));
    }
    let Given::Object(members) = given else { return Err(wrong("an object", place)) };
    let is_known = |name: &str| {
        ["all", "any", "not", "field", "property"].contains(&name) || TESTS.contains(&name)
    };
    if let Some(found) = members.keys().find(|name| !is_known(name)) {
        let found = found.chars().take(40).collect();
        return Err(RuleFault::UnknownMember { found }.at(place));
    }
    let heads: Vec<&str> = ["all", "any", "not", "field", "property"]
        .into_iter()
        .filter(|name| members.contains_key(*name))
        .collect();
    let [head] = heads[..] else { return Err(RuleFault::NotOne.at(place)) };
    let Some(value) = members.get(head) else { return Err(RuleFault::NotOne.at(place)) };
    let inner = place.member(head);
    let has_tests = members.keys().any(|name| TESTS.contains(&name.as_str()));
    if has_tests && !matches!(head, "field" | "property") {
        return Err(RuleFault::NotOne.at(place));
    }
    match head {
        "all" => nodes(value, &inner, level).map(Node::All),
        "any" => nodes(value, &inner, level).map(Node::Any),
        "not" => Ok(Node::Not(Box::new(node(value, &inner, level + 1)?))),
        _ => {
            let name = text(value, &inner)?;
            let attribute = if head == "property" {
                Attribute::Property(ShortText::trusted(name))
            } else {
                let field: Result<Field, _> = name.parse();
                Attribute::Field(
                    field.map_err(|e| RuleFault::UnknownField { found: e.found }.at(&inner))?,
                )
            };
            let test = test(members, place)?;
            Ok(Node::Condition(Condition { attribute, test }))
        }
    }
}

fn nodes(given: &Given, place: &Place, level: usize) -> Result<Vec<Node>, RuleError> {
    let Given::List(parts) = given else { return Err(wrong("a list", place)) };
    let parts = parts.iter().enumerate();
    parts.map(|(number, part)| node(part, &place.entry(number), level + 1)).collect()
}

fn test(members: &BTreeMap<String, Given>, place: &Place) -> Result<Test, RuleError> {
    let given: Vec<(&str, &Given)> =
        TESTS.iter().filter_map(|name| Some((*name, members.get(*name)?))).collect();
    let [(name, value)] = given[..] else { return Err(RuleFault::NotOneTest.at(place)) };
    let place = place.member(name);
    Ok(match name {
        "is" => Test::Is(texts(value, &place)?),
        "begins_with" => Test::StartsWith(text(value, &place)?),
        "ends_with" => Test::EndsWith(text(value, &place)?),
        "matches" => {
            let texts = texts(value, &place)?;
            let patterns =
                texts.iter().map(|text| PathPattern::new(text)).collect::<Result<_, _>>();
            Test::Matches(patterns.map_err(|error| RuleFault::Pattern(error).at(&place))?)
        }
        "present" => match value {
            Given::Truth(true) => Test::IsPresent,
            _ => return Err(wrong("true", &place)),
        },
        other => {
            let written = match value {
                Given::Text(text) => text.clone(),
                Given::Whole(number) => number.to_string(),
                Given::Number(number) => number.to_string(),
                _ => return Err(wrong("a number", &place)),
            };
            let number = number(&written).map_err(|fault| fault.at(&place))?;
            if other == "at_least" { Test::AtLeast(number) } else { Test::AtMost(number) }
        }
    })
}

fn text(given: &Given, place: &Place) -> Result<String, RuleError> {
    match given {
        Given::Text(text) => Ok(text.clone()),
        _ => Err(wrong("a text", place)),
    }
}

/// A list of texts, or one text alone.
fn texts(given: &Given, place: &Place) -> Result<Vec<String>, RuleError> {
    match given {
        Given::Text(text) => Ok(vec![text.clone()]),
        Given::List(texts) => {
            let texts = texts.iter().enumerate();
            texts.map(|(number, given)| text(given, &place.entry(number))).collect()
        }
        _ => Err(wrong("a list of texts", place)),
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written(&self.0).serialize(serializer)
    }
}

/// A part of a rule that is in its one form.
struct Written<'n>(&'n Node);

fn all(parts: &[Node]) -> Vec<Written<'_>> {
    parts.iter().map(Written).collect()
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.0 {
            Node::All(parts) => map.serialize_entry("all", &all(parts))?,
            Node::Any(parts) => map.serialize_entry("any", &all(parts))?,
            Node::Not(part) => map.serialize_entry("not", &Written(part))?,
            Node::Condition(Condition { attribute, test }) => {
                match attribute {
                    Attribute::Field(field) => map.serialize_entry("field", field.as_str())?,
                    Attribute::Property(name) => map.serialize_entry("property", name.as_str())?,
                    // No rule asks for it.
                    Attribute::PropertyNames => {}
                }
                match test {
                    Test::StartsWith(text) => map.serialize_entry("begins_with", text)?,
                    Test::EndsWith(text) => map.serialize_entry("ends_with", text)?,
                    Test::Matches(_) => map.serialize_entry("matches", &test.values())?,
                    Test::IsPresent => map.serialize_entry("present", &true)?,
                    Test::AtLeast(number) => {
                        map.serialize_entry("at_least", &number.to_string())?;
                    }
                    Test::AtMost(number) => map.serialize_entry("at_most", &number.to_string())?,
                    // The one form has no other tests.
                    Test::Is(_) | Test::IsNot(_) | Test::IsAbsent => {
                        map.serialize_entry("is", &test.values())?;
                    }
                }
            }
        }
        map.end()
    }
}
