//! Rules in words, and what is wrong with one.

use lotse_domain::{
    query::filter::{Attribute, Condition, Field, Test},
    rule::{Node, Place, Rule, RuleError, RuleFault, pattern::PatternError},
};
use lotse_report::measure::Cell;

use crate::{
    messages::Text,
    ui::{number, table},
};

/// A cell as a word in a sentence.
pub(super) fn cell(text: Text, cell: &Cell) -> String {
    number::count(text.format(), cell).unwrap_or_else(|| table::reason(text, cell))
}

/// The conditions of a rule that has no groups, one a line; `None` where its text says it better.
pub(crate) fn lines(text: Text, rule: &Rule) -> Option<Vec<String>> {
    let parts = match rule.node() {
        Node::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    parts
        .iter()
        .map(|part| match part {
            Node::Condition(condition) => Some(line(text, condition, false)),
            Node::Not(part) => match &**part {
                Node::Condition(condition) => Some(line(text, condition, true)),
                _ => None,
            },
            Node::All(_) | Node::Any(_) => None,
        })
        .collect()
}

fn line(text: Text, condition: &Condition, is_not: bool) -> String {
    let what = match &condition.attribute {
        Attribute::Field(field) => text.word("tag-what", field.as_str()),
        // No rule asks for it.
        Attribute::PropertyNames => text.say("tag-what-property"),
        Attribute::Property(name) => {
            text.fill("tag-property-named", &[("name", name.as_str().into())])
        }
    };
    let values = match &condition.test {
        Test::AtLeast(number) | Test::AtMost(number) => number.to_string(),
        of_texts => {
            let is_kind = condition.attribute == Attribute::Field(Field::Kind);
            let quoted = |value: &str| {
                let value = if is_kind { text.word("event-kind", value) } else { value.to_owned() };
                text.fill("tag-quoted", &[("value", value.into())])
            };
            of_texts.values().into_iter().map(quoted).collect::<Vec<_>>().join(", ")
        }
    };
    let key = match (&condition.test, is_not) {
        (Test::Is(_) | Test::IsNot(_), false) => "tag-line-is",
        (Test::Is(_) | Test::IsNot(_), true) => "tag-line-is-not",
        (Test::StartsWith(_), false) => "tag-line-begins-with",
        (Test::StartsWith(_), true) => "tag-line-begins-not-with",
        (Test::EndsWith(_), false) => "tag-line-ends-with",
        (Test::EndsWith(_), true) => "tag-line-ends-not-with",
        (Test::Matches(_), false) => "tag-line-matches",
        (Test::Matches(_), true) => "tag-line-matches-not",
        (Test::IsPresent | Test::IsAbsent, false) => "tag-line-present",
        (Test::IsPresent | Test::IsAbsent, true) => "tag-line-absent",
        (Test::AtLeast(_), false) => "tag-line-at-least",
        (Test::AtLeast(_), true) => "tag-line-not-at-least",
        (Test::AtMost(_), false) => "tag-line-at-most",
        (Test::AtMost(_), true) => "tag-line-not-at-most",
    };
    let mut given = vec![("what", what.into())];
    if !values.is_empty() {
        given.push(("values", values.into()));
    }
    text.fill(key, &given)
}

/// What is wrong with a rule, and where if its text was written.
pub(crate) fn wrong(text: Text, error: &RuleError) -> String {
    let words = fault(text, &error.fault);
    match error.place {
        Place::Character(at) => {
            let at = u64::try_from(at).unwrap_or(u64::MAX);
            text.fill("rule-at", &[("at", at.into()), ("words", words.into())])
        }
        Place::Whole | Place::Part(_) => words,
    }
}

fn fault(text: Text, fault: &RuleFault) -> String {
    let found = |key: &str, found: &str| text.fill(key, &[("found", found.into())]);
    match fault {
        RuleFault::Empty | RuleFault::NoValues | RuleFault::EmptyValue => {
            text.say("rule-value-missing")
        }
        RuleFault::TooDeep => text.say("rule-too-deep"),
        RuleFault::TooManyConditions => text.say("rule-too-many-conditions"),
        RuleFault::TooManyValues { .. } => text.say("rule-too-many-values"),
        RuleFault::TooLong | RuleFault::ValueTooLong { .. } => text.say("rule-too-long"),
        RuleFault::UnknownField { found: name } => found("rule-unknown-field", name),
        RuleFault::UnknownKind { found: name } => found("rule-unknown-kind", name),
        RuleFault::TestNotOfField { .. } => text.say("rule-test-not-of-field"),
        RuleFault::Pattern(PatternError::NoPath) => text.say("rule-pattern-no-path"),
        RuleFault::Pattern(PatternError::NoRoute) => text.say("rule-pattern-no-route"),
        RuleFault::Pattern(PatternError::Star) => text.say("rule-pattern-star"),
        RuleFault::Pattern(PatternError::Parameter) => text.say("rule-pattern-parameter"),
        RuleFault::NotANumber { found: number } => found("rule-not-a-number", number),
        RuleFault::NotOneTest => text.say("rule-no-test"),
        RuleFault::UnknownMember { .. }
        | RuleFault::NotOne
        | RuleFault::WrongType { .. }
        | RuleFault::Expected { .. } => text.say("rule-unreadable"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    fn told(rule: &str) -> Option<String> {
        let rule = rule.parse().unwrap();
        lines(Text::new(Language::English), &rule).map(|lines| lines.join("; "))
    }

    #[test]
    fn rules_without_groups_are_told_line_by_line() {
        for (rule, expected) in [
            ("kind is \"page_view\"", "Kind of event is “Page view”"),
            (
                "page matches \"/a/*\", \"/b\" and not element-name present",
                "Page matches “/a/*”, “/b”; Name of the control is missing",
            ),
            ("not property \"pages\" at least 3", "Property “pages” is no number from 3 on"),
        ] {
            assert_eq!(told(rule).as_deref(), Some(expected));
        }
        assert_eq!(told("kind is \"click\" or kind is \"leave\""), None);
        assert_eq!(told("not (kind is \"click\" or kind is \"leave\")"), None);
    }

    #[test]
    fn what_is_wrong_with_a_text_says_where() {
        let text = Text::new(Language::German);
        let error = "kind is click".parse::<Rule>().unwrap_err();
        let words = wrong(text, &error);
        assert!(words.contains('9') && words.contains("lesen"), "{words}");
    }
}
