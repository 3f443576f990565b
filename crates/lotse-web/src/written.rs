//! How people write which events are meant: pages, names of events and tags, one a line, or the text of a rule.

use lotse_domain::{
    event::EventKind,
    query::filter::{Attribute, Condition, Field, Test},
    rule::{Node, Rule, RuleError, RuleFault, pattern::PathPattern},
};

use crate::pages::explore::tags::{TAG, Tags};

/// Why something written means no events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WrongWords {
    /// There is nothing.
    Nothing,
    /// A line is no rule.
    Rule(RuleError),
    /// A line names a tag that there is not.
    NoTag(String),
}

fn is(field: Field, value: &str) -> Node {
    let test = Test::Is(vec![value.to_owned()]);
    Node::Condition(Condition { attribute: Attribute::Field(field), test })
}

fn failed(fault: RuleFault) -> WrongWords {
    WrongWords::Rule(RuleError { place: lotse_domain::rule::Place::Whole, fault })
}

/// One line: `/apply` or `/apply/*` is a view of a page, `tag:Name` what a tag means, one word the event of that name, and
/// anything else the text of a rule.
fn line(text: &str, tags: &Tags) -> Result<Node, WrongWords> {
    if text.starts_with('/') {
        let pattern = PathPattern::new(text).map_err(|e| failed(RuleFault::Pattern(e)))?;
        let page = Condition {
            attribute: Attribute::Field(Field::Page),
            test: Test::Matches(vec![pattern]),
        };
        let view = is(Field::Kind, EventKind::PageView.as_str());
        return Ok(Node::All(vec![view, Node::Condition(page)]));
    }
    if let Some(name) = text.strip_prefix(TAG) {
        let rule = tags.get(name).ok_or_else(|| WrongWords::NoTag(name.trim().to_owned()))?;
        return Ok(rule.node().clone());
    }
    let is_name = |sign: char| sign.is_alphanumeric() || ['_', '-', '.', ':'].contains(&sign);
    if text.chars().all(is_name) {
        return Ok(is(Field::Name, text));
    }
    text.parse::<Rule>().map(|rule| rule.node().clone()).map_err(WrongWords::Rule)
}

/// The rule that is written: any of its lines.
pub(crate) fn rule(text: &str, tags: &Tags) -> Result<Rule, WrongWords> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let nodes = lines.map(|text| line(text, tags)).collect::<Result<Vec<_>, _>>()?;
    if nodes.is_empty() {
        return Err(WrongWords::Nothing);
    }
    Rule::new(Node::Any(nodes)).map_err(WrongWords::Rule)
}

/// The page or the name of an event that a rule is about and nothing else.
fn short(node: &Node) -> Option<String> {
    let only = |test: &Test| match test.values()[..] {
        [value] => Some(value.to_owned()),
        _ => None,
    };
    match node {
        Node::Condition(Condition { attribute: Attribute::Field(Field::Name), test }) => {
            let name = only(test).filter(|_| matches!(test, Test::Is(_)))?;
            let is_same = line(&name, &Tags::default()).is_ok_and(|read| read == *node);
            is_same.then_some(name)
        }
        Node::All(parts) => {
            let page = parts.iter().find_map(|part| match part {
                Node::Condition(Condition { attribute: Attribute::Field(Field::Page), test }) => {
                    only(test)
                }
                _ => None,
            })?;
            let rule = Rule::new(node.clone()).ok()?;
            (self::rule(&page, &Tags::default()).ok()? == rule).then_some(page)
        }
        _ => None,
    }
}

/// How a rule is written, as short as it can be; it reads back to the same rule.
pub(crate) fn written(rule: &Rule) -> String {
    let parts = match rule.node() {
        Node::Any(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let lines: Option<Vec<String>> = parts
        .iter()
        .map(|part| {
            short(part).or_else(|| Rule::new(part.clone()).ok().map(|rule| rule.to_string()))
        })
        .collect();
    let text = lines.map(|lines| lines.join("\n")).unwrap_or_default();
    if self::rule(&text, &Tags::default()).is_ok_and(|read| read == *rule) {
        text
    } else {
        rule.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_pages_names_and_rules_any_of_which_is_meant() {
        for (text, expected) in [
            ("/apply", "kind is \"page_view\" and page matches \"/apply\""),
            (" sent ", "name is \"sent\""),
            ("kind is \"click\"", "kind is \"click\""),
            ("sent\n\ndone", "name is \"sent\" or name is \"done\""),
            ("/a/*\nsent", "(kind is \"page_view\" and page matches \"/a/*\") or name is \"sent\""),
        ] {
            let rule = rule(text, &Tags::default()).unwrap();
            assert_eq!(rule, expected.parse().unwrap(), "{text}");
            assert_eq!(self::rule(&written(&rule), &Tags::default()), Ok(rule));
        }
        assert_eq!(written(&rule("/a/*\nsent", &Tags::default()).unwrap()), "/a/*\nsent");
    }

    #[test]
    fn what_means_nothing_says_why() {
        assert_eq!(rule(" \n", &Tags::default()), Err(WrongWords::Nothing));
        assert_eq!(rule("tag: Save", &Tags::default()), Err(WrongWords::NoTag("Save".to_owned())));
        assert!(matches!(rule("two words", &Tags::default()), Err(WrongWords::Rule(_))));
        assert!(matches!(rule("/a*b", &Tags::default()), Err(WrongWords::Rule(_))));
    }

    #[test]
    fn a_rule_that_is_no_line_is_written_whole() {
        for text in [
            "kind is \"click\" and element-name is \"Save\"",
            "name is \"two words\"",
            "not name is \"a\"",
            "page matches \"/a\"",
            "name is \"a\", \"b\"",
        ] {
            let rule: Rule = text.parse().unwrap();
            assert_eq!(self::rule(&written(&rule), &Tags::default()), Ok(rule), "{text}");
        }
    }
}
