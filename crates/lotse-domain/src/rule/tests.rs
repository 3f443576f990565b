//! Rules against the vectors that a page's evaluator passes too, and their two forms.

mod generated;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::{json::Given, *};
use crate::{
    event::{BrowserFacts, Campaign, Channel, Coverage, Element, Page},
    ids::{EventId, ServiceId},
    language::LanguageTag,
    property::{Properties, ShortText},
    service::CollectionProfile,
};

const VECTORS: &str = include_str!("../../../../vectors/rules.json");

#[derive(Deserialize)]
struct Vectors {
    events: BTreeMap<String, GivenEvent>,
    rules: Vec<Case>,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
struct Case {
    rule: Given,
    text: String,
    matches: Vec<String>,
}

#[derive(Deserialize)]
struct Refused {
    rule: Given,
    place: String,
    reason: String,
}

/// An event as vectors have it.
#[derive(Deserialize)]
struct GivenEvent {
    kind: EventKind,
    name: Option<String>,
    page: Option<GivenPage>,
    element: Option<BTreeMap<String, String>>,
    #[serde(default)]
    properties: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct GivenPage {
    path: String,
    state: Option<String>,
    language: Option<String>,
}

fn short(text: &str) -> ShortText {
    ShortText::trusted(text)
}

impl GivenEvent {
    fn event(&self) -> Event {
        let at = Timestamp::UNIX_EPOCH;
        let of_element = |element: &BTreeMap<String, String>, name: &str| {
            element.get(name).map(|text| short(text))
        };
        Event {
            id: EventId::from_parts(0, [0; 10]),
            service: ServiceId::new(1),
            authority: None,
            kind: self.kind,
            name: self.name.as_deref().map(short),
            occurred_at: at,
            received_at: at,
            visitor: None,
            case: None,
            profile: CollectionProfile::Statistics,
            signal: false,
            page: self.page.as_ref().map(|page| Page {
                path: short(&page.path),
                state: page.state.as_deref().map(short),
                language: page.language.as_deref().map(|tag| LanguageTag::new(tag).unwrap()),
                referrer_domain: None,
            }),
            campaign: Campaign::default(),
            browser: BrowserFacts::default(),
            region: None,
            channel: Channel::Web,
            coverage: Coverage::Script,
            assisted: false,
            clock_flag: None,
            import: None,
            engaged_ms: None,
            element: self.element.as_ref().map(|element| Element {
                role: of_element(element, "role"),
                name: of_element(element, "name"),
                id: of_element(element, "id"),
                test_id: of_element(element, "test_id"),
                path: of_element(element, "path"),
                heading: of_element(element, "heading"),
            }),
            properties: self
                .properties
                .iter()
                .map(|(name, text)| (short(name), short(text)))
                .collect::<Properties>(),
        }
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(VECTORS).unwrap()
}

#[test]
fn every_vector_matches_what_it_says() {
    let vectors = vectors();
    assert!(vectors.rules.len() >= 60 && vectors.events.len() >= 25);
    for case in &vectors.rules {
        let rule =
            Rule::try_from(&case.rule).unwrap_or_else(|error| panic!("{error}: {}", case.text));
        let mut expected: Vec<&str> = case.matches.iter().map(String::as_str).collect();
        expected.sort_unstable();
        let matched: Vec<&str> = vectors
            .events
            .iter()
            .filter(|(_, event)| rule.matches(&event.event()))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(matched, expected, "{}", case.text);
    }
}

#[test]
fn both_forms_of_a_rule_say_the_same() {
    for case in vectors().rules {
        let rule = Rule::try_from(&case.rule).unwrap();
        assert_eq!(rule.to_string(), case.text);
        assert_eq!(case.text.parse(), Ok(rule.clone()), "{}", case.text);
        let json = serde_json::to_string(&rule).unwrap();
        let given: Given = serde_json::from_str(&json).unwrap();
        assert_eq!(Rule::try_from(&given), Ok(rule), "{json}");
    }
}

#[test]
fn what_is_no_rule_is_refused_with_place_and_reason() {
    let vectors = vectors();
    assert!(vectors.refused.len() >= 30);
    for case in &vectors.refused {
        let error = Rule::try_from(&case.rule).expect_err(&case.reason);
        assert_eq!(error.fault.to_string(), case.reason, "{error}");
        assert_eq!(error.place.to_string(), case.place, "{error}");
    }
}

#[test]
fn every_field_and_test_has_a_vector() {
    let vectors = vectors();
    let rules: Vec<Rule> =
        vectors.rules.iter().map(|case| Rule::try_from(&case.rule).unwrap()).collect();
    let conditions = || rules.iter().flat_map(Rule::conditions);
    for field in FIELDS {
        let attribute = Attribute::Field(*field);
        assert!(conditions().any(|c| c.attribute == attribute), "no vector for {field}");
    }
    for word in ["is", "begins_with", "ends_with", "matches", "present", "at_least", "at_most"] {
        assert!(conditions().any(|c| word_of(&c.test) == word), "no vector for {word}");
    }
}

#[test]
fn a_wrong_text_says_at_which_character() {
    for (text, expected) in [
        ("", "character 1: a condition is needed here"),
        ("colour is \"blue\"", "character 1: “colour” is nothing that a rule can look at"),
        (
            "kind",
            "character 5: exactly one of is, begins_with, ends_with, matches, present, at_least and at_most is needed",
        ),
        ("kind is click", "character 9: a value in quotation marks is needed here"),
        ("kind is \"click", "character 15: a closing quotation mark is needed here"),
        ("kind is \"click\",", "character 17: a further value in quotation marks is needed here"),
        ("kind is \"click\" kind", "character 17: “and”, “or” or the end is needed here"),
        ("(kind is \"click\"", "character 17: a closing bracket is needed here"),
        ("name begins \"a\"", "character 13: “with” is needed here"),
        ("property is", "character 10: the name of the property is needed here"),
        ("property \"n\" at 3", "character 17: “least” or “most” is needed here"),
        ("property \"n\" at least x", "character 23: “x” is no number such as 12 or 0.5"),
        ("page matches \"a\"", "character 6: a pattern of pages begins with /"),
        ("kind is \"clack\"", "is: “clack” is no kind of event"),
        (
            "((((((((((kind is \"click\"))))))))))",
            "character 10: a rule can have 8 levels at most; take groups out of groups",
        ),
    ] {
        let error = text.parse::<Rule>().expect_err(text);
        assert_eq!(error.to_string(), expected, "{text}");
    }
}

#[test]
fn a_text_may_be_written_in_other_ways() {
    for (text, expected) in [
        ("  ( kind is\"click\" ) ", "kind is \"click\""),
        ("not(not(name present))", "name present"),
        (
            "name present and (page present and kind is \"click\")",
            "name present and page present and kind is \"click\"",
        ),
        (
            "name present or name present and page present",
            "name present or name present and page present",
        ),
        ("name is \"\\u\"", "name is \"u\""),
    ] {
        assert_eq!(text.parse::<Rule>().unwrap().to_string(), expected);
    }
}

#[test]
fn the_names_of_all_properties_are_nothing_to_ask_a_rule_for() {
    let condition = Condition { attribute: Attribute::PropertyNames, test: Test::IsPresent };
    let error = Rule::new(Node::Condition(condition)).unwrap_err();
    assert_eq!(error.to_string(), "the rule: present cannot be asked of names of properties");
}

#[test]
fn tests_that_say_no_become_a_not() {
    let condition =
        |test| Node::Condition(Condition { attribute: Attribute::Field(Field::Name), test });
    let rule = Rule::new(condition(Test::IsNot(vec!["a".to_owned()]))).unwrap();
    assert_eq!(rule.to_string(), "not name is \"a\"");
    let rule = Rule::new(condition(Test::IsAbsent)).unwrap();
    assert_eq!(rule.to_string(), "not name present");
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_rule_or_an_error(text in "[ ()\"\\\\,a-z0-9*/?#-]{0,60}") {
        let read = text.parse::<Rule>();
        if let Ok(rule) = read {
            proptest::prop_assert_eq!(rule.to_string().parse::<Rule>(), Ok(rule));
        }
    }

    #[test]
    fn any_words_are_a_rule_or_an_error(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "kind", "is", "\"click\"", "and", "or", "not", "(", ")", ",", "page", "matches", "\"/a/*\"",
            "property", "\"n\"", "at", "least", "3", "present", "begins", "with",
        ]), 0..14)
    ) {
        let read = words.join(" ").parse::<Rule>();
        if let Ok(rule) = read {
            proptest::prop_assert_eq!(rule.to_string().parse::<Rule>(), Ok(rule));
        }
    }
}

#[test]
fn the_patterns_of_the_specification_mean_what_it_says() {
    let text = include_str!("../../../../docs/spec/rule.md");
    let mut pages = 0;
    for line in text.lines().filter(|line| line.starts_with("| `/")) {
        let cells: Vec<Vec<&str>> = line
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.split('`').skip(1).step_by(2).collect())
            .collect();
        let [written, means, not] = &cells[..] else { panic!("{line}") };
        let pattern = pattern::PathPattern::new(written[0]).unwrap();
        for (page, expected) in
            means.iter().map(|page| (page, true)).chain(not.iter().map(|page| (page, false)))
        {
            assert_eq!(pattern.holds(page), expected, "{pattern}: {page}");
            pages += 1;
        }
    }
    assert!(pages >= 40, "only {pages} pages were read");
}

#[test]
fn limits_are_those_of_the_specification() {
    let text = include_str!("../../../../docs/spec/rule.md");
    for (what, limit) in [
        ("levels, its conditions among them", MOST_LEVELS),
        ("conditions", MOST_RULE_CONDITIONS),
        ("values of a condition", MOST_VALUES),
        ("characters of a value", LONGEST_VALUE),
        ("characters of all values", LONGEST_RULE),
    ] {
        assert!(text.contains(&format!("| {what} | {limit} |")), "{what}: {limit}");
    }
}
