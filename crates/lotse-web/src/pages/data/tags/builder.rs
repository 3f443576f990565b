//! What somebody typed of a tag: a few conditions that all must hold, or the text of a rule.

use lotse_control::tags::TagVersion;
use lotse_domain::{
    decimal::Decimal,
    property::{ShortText, limits},
    query::filter::{Attribute, Condition, Field, Test},
    rule::{FIELDS, Node, Place, Rule, RuleError, RuleFault, pattern::PathPattern},
    tag::TagKind,
};

use super::words;
use crate::{messages::Text, query::Query, ui::field::Mistakes};

/// The most conditions that the form holds; of more the text is written.
pub(super) const MOST_ROWS: usize = 8;
/// The names of the fields of each condition.
pub(super) const WHATS: [&str; MOST_ROWS] =
    ["what1", "what2", "what3", "what4", "what5", "what6", "what7", "what8"];
const PROPERTIES: [&str; MOST_ROWS] = [
    "property1",
    "property2",
    "property3",
    "property4",
    "property5",
    "property6",
    "property7",
    "property8",
];
const TESTS: [&str; MOST_ROWS] =
    ["test1", "test2", "test3", "test4", "test5", "test6", "test7", "test8"];
pub(super) const VALUES: [&str; MOST_ROWS] =
    ["values1", "values2", "values3", "values4", "values5", "values6", "values7", "values8"];
/// What is looked at where it is a property.
pub(super) const PROPERTY: &str = "property";
/// The tests of the form, by their spelling.
pub(crate) const FORM_TESTS: [&str; 10] = [
    "is",
    "is-not",
    "begins-with",
    "ends-with",
    "matches",
    "matches-not",
    "present",
    "absent",
    "at-least",
    "at-most",
];

/// A condition as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) property: String,
    pub(super) test: String,
    /// One a line.
    pub(super) values: String,
}

/// Everything that was typed; it is never lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) kind: TagKind,
    pub(super) group: String,
    pub(super) description: String,
    pub(super) rows: Vec<Row>,
    /// The text of the rule, where it is written instead.
    pub(super) text: Option<String>,
    /// The version that is being changed.
    pub(super) version: i64,
}

impl Typed {
    /// Reads an address or a form.
    pub(super) fn read(query: &Query) -> Self {
        let given = |name: &str| query.get(name).unwrap_or_default().trim().to_owned();
        let rows = WHATS.iter().zip(PROPERTIES).zip(TESTS.iter().zip(VALUES));
        let rows = rows.map(|((what, property), (test, values))| Row {
            what: given(what),
            property: given(property),
            test: given(test),
            values: given(values),
        });
        let mut rows: Vec<Row> = rows.collect();
        while rows.last().is_some_and(|row| row.what.is_empty() && row.values.is_empty()) {
            rows.pop();
        }
        Self {
            name: given("name"),
            kind: given("kind").parse().unwrap_or(TagKind::Page),
            group: given("group"),
            description: given("description"),
            rows,
            text: query.get("rule").map(|text| text.trim().to_owned()),
            version: given("version").parse().unwrap_or(0),
        }
    }

    /// What a version says, to be changed.
    pub(super) fn of(version: &TagVersion) -> Self {
        let says = &version.says;
        let rows = rows_of(&says.rule);
        Self {
            name: version.name.clone(),
            kind: says.kind,
            group: says.group.clone(),
            description: version.description.clone(),
            text: rows.is_none().then(|| says.rule.to_string()),
            rows: rows.unwrap_or_default(),
            version: version.version,
        }
    }

    /// The same with the rule written as text.
    pub(super) fn written_as_text(mut self) -> Self {
        let rule = self.rule(None).ok();
        self.text = Some(rule.map(|rule| rule.to_string()).unwrap_or_default());
        self
    }

    /// The same with the rule as conditions, if it has no groups and few enough conditions.
    pub(super) fn written_as_conditions(mut self) -> Self {
        let rule = self.text.as_deref().and_then(|text| text.parse().ok());
        if let Some(rows) = rule.as_ref().and_then(rows_of) {
            (self.rows, self.text) = (rows, None);
        } else if self.text.as_deref() == Some("") {
            self.text = None;
        }
        self
    }

    /// The rule, or what is wrong with it beside the field that is wrong.
    pub(super) fn rule_or(&self, text: Text, mistakes: &mut Mistakes) -> Option<Rule> {
        match self.rule(Some((text, mistakes))) {
            Ok(rule) => Some(rule),
            Err(Some(error)) => {
                let field = if self.text.is_some() { "rule" } else { VALUES[0] };
                mistakes.add(field, words::wrong(text, &error));
                None
            }
            Err(None) => None,
        }
    }

    /// The rule; an error that belongs to no single condition, or none if mistakes were added.
    fn rule(&self, told: Option<(Text, &mut Mistakes)>) -> Result<Rule, Option<RuleError>> {
        if let Some(text) = &self.text {
            return text.parse().map_err(Some);
        }
        let mut told = told;
        let (mut parts, mut is_wrong) = (Vec::new(), false);
        for (row, field) in self.rows.iter().zip(VALUES) {
            if row.what.is_empty() && row.values.is_empty() {
                continue;
            }
            match row.node().and_then(|node| Rule::new(node.clone()).map(|_| node)) {
                Ok(node) => parts.push(node),
                Err(error) => {
                    is_wrong = true;
                    if let Some((text, mistakes)) = &mut told {
                        mistakes.add(field, words::wrong(*text, &error));
                    }
                }
            }
        }
        if is_wrong {
            return Err(None);
        }
        if parts.is_empty() {
            if let Some((text, mistakes)) = &mut told {
                mistakes.add(WHATS[0], text.say("tag-no-condition"));
            }
            return Err(None);
        }
        Rule::new(Node::All(parts)).map_err(Some)
    }
}

fn failed(fault: RuleFault) -> RuleError {
    RuleError { place: Place::Whole, fault }
}

impl Row {
    /// The condition that was typed.
    fn node(&self) -> Result<Node, RuleError> {
        let short = |text: &str| text.chars().take(40).collect::<String>();
        let attribute = if self.what == PROPERTY {
            let name = ShortText::cut(&self.property, limits::PROPERTY_NAME_CHARS);
            Attribute::Property(name.ok_or_else(|| failed(RuleFault::EmptyValue))?)
        } else {
            let field: Option<Field> = self.what.parse().ok().filter(|f| FIELDS.contains(f));
            let unknown = || failed(RuleFault::UnknownField { found: short(&self.what) });
            Attribute::Field(field.ok_or_else(unknown)?)
        };
        let values = || -> Vec<String> {
            let lines = self.values.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(ToOwned::to_owned).collect()
        };
        let only = || {
            let mut values = values().into_iter();
            match (values.next(), values.next()) {
                (Some(value), None) => Ok(value),
                (None, _) => Err(failed(RuleFault::NoValues)),
                (Some(_), Some(_)) => Err(failed(RuleFault::TooManyValues { found: 2 })),
            }
        };
        let number = || {
            let value = only()?;
            let number = Decimal::parse(&value);
            number.ok_or_else(|| failed(RuleFault::NotANumber { found: short(&value) }))
        };
        let test = match self.test.as_str() {
            "is" => Test::Is(values()),
            "is-not" => Test::IsNot(values()),
            "begins-with" => Test::StartsWith(only()?),
            "ends-with" => Test::EndsWith(only()?),
            "matches" => {
                let patterns = values().iter().map(|text| PathPattern::new(text)).collect();
                let patterns: Result<Vec<_>, _> = patterns;
                Test::Matches(patterns.map_err(|error| failed(RuleFault::Pattern(error)))?)
            }
            "matches-not" => {
                let row = Self { test: "matches".to_owned(), ..self.clone() };
                return row.node().map(|node| Node::Not(Box::new(node)));
            }
            "present" => Test::IsPresent,
            "absent" => Test::IsAbsent,
            "at-least" => Test::AtLeast(number()?),
            "at-most" => Test::AtMost(number()?),
            _ => return Err(failed(RuleFault::NotOneTest)),
        };
        Ok(Node::Condition(Condition { attribute, test }))
    }

    /// How a condition is typed; `None` if it cannot be.
    fn of(node: &Node) -> Option<Self> {
        let (condition, is_not) = match node {
            Node::Condition(condition) => (condition, false),
            Node::Not(part) => match &**part {
                Node::Condition(condition) => (condition, true),
                _ => return None,
            },
            Node::All(_) | Node::Any(_) => return None,
        };
        let (what, property) = match &condition.attribute {
            Attribute::Field(field) => (field.to_string(), String::new()),
            Attribute::Property(name) => (PROPERTY.to_owned(), name.to_string()),
            Attribute::PropertyNames => return None,
        };
        let test = match (&condition.test, is_not) {
            (Test::Is(_), false) => "is",
            (Test::Is(_), true) => "is-not",
            (Test::StartsWith(_), false) => "begins-with",
            (Test::EndsWith(_), false) => "ends-with",
            (Test::Matches(_), false) => "matches",
            (Test::Matches(_), true) => "matches-not",
            (Test::IsPresent, false) => "present",
            (Test::IsPresent, true) => "absent",
            (Test::AtLeast(_), false) => "at-least",
            (Test::AtMost(_), false) => "at-most",
            _ => return None,
        };
        let values = match &condition.test {
            Test::AtLeast(number) | Test::AtMost(number) => number.to_string(),
            test => {
                let values = test.values();
                // A line is a value, and white space around it goes.
                if values.iter().any(|value| value.contains('\n') || value.trim() != *value) {
                    return None;
                }
                values.join("\n")
            }
        };
        Some(Self { what, property, test: test.to_owned(), values })
    }
}

/// The conditions of a rule, as they are typed.
fn rows_of(rule: &Rule) -> Option<Vec<Row>> {
    let parts = match rule.node() {
        Node::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let rows: Option<Vec<Row>> = parts.iter().map(Row::of).collect();
    rows.filter(|rows| rows.len() <= MOST_ROWS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    fn typed(rule: &str) -> Typed {
        let mut typed = Typed::read(&Query::default());
        typed.text = Some(rule.to_owned());
        typed.written_as_conditions()
    }

    #[test]
    fn a_rule_becomes_conditions_and_back_without_a_change() {
        for rule in [
            "kind is \"click\", \"custom\"",
            "page matches \"/a/**\", \"/b\" and not element-role is \"link\" and element-name begins with \"S\"",
            "element-path ends with \"form>button:1\" and not page-state present and not page matches \"/a\"",
            "property \"pages\" at least 2.5 and property \"pages\" at most 9 and property \"n\" present",
        ] {
            let typed = typed(rule);
            assert!(typed.text.is_none() && !typed.rows.is_empty(), "{rule}");
            assert_eq!(typed.rule(None).unwrap().to_string(), rule);
        }
        for rule in [
            "kind is \"click\" or kind is \"leave\"",
            "not name begins with \"a\"",
            "name is \" spaces \"",
        ] {
            assert_eq!(typed(rule).text.as_deref(), Some(rule), "only as text");
        }
        let many = ["name present"; MOST_ROWS + 1].join(" and ");
        assert_eq!(typed(&many).text.as_deref(), Some(many.as_str()));
    }

    #[test]
    fn a_mistake_stands_beside_its_field() {
        let text = Text::new(Language::English);
        for (query, field) in [
            ("", "what1"),
            ("what1=kind&test1=is&values1=clack", "values1"),
            ("what1=kind&test1=is&values1=click&what2=page&test2=matches&values2=a", "values2"),
            ("what1=page&test1=begins-with&values1=%2Fa%0A%2Fb", "values1"),
            ("what1=page&test1=at-least&values1=3", "values1"),
            ("what1=property&test1=present", "values1"),
            ("what1=device-class&test1=is&values1=mobile", "values1"),
            ("what1=name&values1=x", "values1"),
            ("rule=kind", "rule"),
        ] {
            let mut mistakes = Mistakes::default();
            assert_eq!(Typed::read(&Query::parse(query)).rule_or(text, &mut mistakes), None);
            assert!(mistakes.of(field).is_some(), "{query}: {mistakes:?}");
        }
        let mut mistakes = Mistakes::default();
        let query = "what1=page&test1=is&values1=%2Fa%0A%0A+%2Fb&what3=name&test3=absent";
        let rule = Typed::read(&Query::parse(query)).rule_or(text, &mut mistakes).unwrap();
        assert_eq!(rule.to_string(), "page is \"/a\", \"/b\" and not name present");
    }
}
