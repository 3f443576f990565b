//! Rules and events at random, always the same ones, with what matches: `vectors/rules-generated.json`.
//! The page's evaluator and the lake are held against the same file.

use std::fmt::Write as _;

use super::{pattern::PathPattern, *};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/rules-generated.json");
const EVENTS: usize = 120;
const RULES: usize = 300;

/// Numbers that look random (a linear congruential generator with Knuth's constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn one<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.roll(texts.len())]
    }

    /// One of them, or now and then none.
    fn some<'t>(&mut self, texts: &[&'t str]) -> Option<&'t str> {
        (self.roll(4) > 0).then(|| self.one(texts))
    }
}

const KINDS: &[&str] = &["page_view", "click", "custom", "leave"];
const NAMES: &[&str] = &["sent", "sent_again", "Sent", "größe"];
const PATHS: &[&str] = &[
    "/",
    "/a",
    "/a/",
    "/a/b",
    "/a/b?x=1",
    "/a/b?x=1&y=2",
    "/a/c/b",
    "/ä/b",
    "/a#/r",
    "/a#/r/1",
    "/a?x=1#/r?y=2",
    "/a#!r",
    "/a//b",
    "/*",
    "/a/b/c/d/e",
];
const PATTERNS: &[&str] = &[
    "/",
    "/*",
    "/**",
    "/a",
    "/a/",
    "/a/*",
    "/a/**",
    "/a/*/b",
    "/a//b",
    "/*/b",
    "/ä/*",
    "/a/b?x=1",
    "/a/b?y=*",
    "/a/**?x=1&y=*",
    "/a#/r",
    "/a#/**",
    "/a#/r/*",
    "/**#/r",
    "/a#/r?y=2",
    "/a#!r",
    "/*/*/*",
];
const STATES: &[&str] = &["start", "start-2", "end"];
const LANGUAGES: &[&str] = &["en", "de", "zh-Hant"];
const ROLES: &[&str] = &["button", "link"];
const CALLED: &[&str] = &["Save", "Save and go", "Zurück", "say \"no\" \\ maybe"];
const IDS: &[&str] = &["save", "save-2"];
const PLACES: &[&str] = &["main>form>button:1", "form>button:1", "main>form>button:12", "button:1"];
const PROPERTIES: &[&str] = &["n", "document", "hasOwnProperty"];
const VALUES: &[&str] = &[
    "3",
    "-3",
    "2.5",
    "02.50",
    "2.500001",
    "1e3",
    "",
    "payslip",
    "999999999999999",
    "0",
    "-0.000001",
];
const NUMBERS: &[&str] = &["3", "-3", "2.5", "2.500001", "0", "-0.000001", "999999999999999"];

fn event(dice: &mut Dice) -> serde_json::Value {
    let mut event = serde_json::Map::new();
    event.insert("kind".to_owned(), dice.one(KINDS).into());
    if let Some(name) = dice.some(NAMES) {
        event.insert("name".to_owned(), name.into());
    }
    let members = |dice: &mut Dice, lists: &[(&str, &[&str])]| {
        let mut found = serde_json::Map::new();
        for (name, texts) in lists {
            if let Some(text) = dice.some(texts) {
                found.insert((*name).to_owned(), text.into());
            }
        }
        found
    };
    if let Some(path) = dice.some(PATHS) {
        let mut page = members(dice, &[("state", STATES), ("language", LANGUAGES)]);
        page.insert("path".to_owned(), path.into());
        event.insert("page".to_owned(), page.into());
    }
    if dice.roll(3) > 0 {
        let element = members(
            dice,
            &[
                ("role", ROLES),
                ("name", CALLED),
                ("id", IDS),
                ("test_id", IDS),
                ("path", PLACES),
                ("heading", CALLED),
            ],
        );
        event.insert("element".to_owned(), element.into());
    }
    let lists: Vec<_> = PROPERTIES.iter().map(|name| (*name, VALUES)).collect();
    let mut properties = members(dice, &lists);
    // Nothing carries a value without text.
    properties.retain(|_, value| value != "");
    event.insert("properties".to_owned(), properties.into());
    event.into()
}

fn condition(dice: &mut Dice) -> Node {
    let owned = |text: &str| text.to_owned();
    let (attribute, texts) = match dice.roll(12) {
        0 => (Attribute::Field(Field::Kind), KINDS),
        1 => (Attribute::Field(Field::Name), NAMES),
        2..=4 => (Attribute::Field(Field::Page), PATHS),
        5 => (Attribute::Field(Field::PageState), STATES),
        6 => (Attribute::Field(Field::PageLanguage), LANGUAGES),
        7 => (Attribute::Field(Field::ElementRole), ROLES),
        8 => {
            let field = [Field::ElementName, Field::ElementHeading][dice.roll(2)];
            (Attribute::Field(field), CALLED)
        }
        9 => {
            let field = [Field::ElementId, Field::ElementTestId][dice.roll(2)];
            (Attribute::Field(field), IDS)
        }
        10 => (Attribute::Field(Field::ElementPath), PLACES),
        _ => (Attribute::Property(short(dice.one(PROPERTIES))), &VALUES[7..]),
    };
    let is =
        |dice: &mut Dice| Test::Is((0..=dice.roll(3)).map(|_| owned(dice.one(texts))).collect());
    let test = match (&attribute, dice.roll(5)) {
        (Attribute::Field(Field::Kind), _) | (_, 0) => is(dice),
        (Attribute::Field(Field::Page), 1 | 2) => {
            let patterns =
                (0..=dice.roll(2)).map(|_| PathPattern::new(dice.one(PATTERNS)).unwrap());
            Test::Matches(patterns.collect())
        }
        (Attribute::Field(Field::ElementPath), 1 | 2) => Test::EndsWith(owned(dice.one(PLACES))),
        (Attribute::Property(_), 1) => Test::AtLeast(Decimal::parse(dice.one(NUMBERS)).unwrap()),
        (Attribute::Property(_), 2) => Test::AtMost(Decimal::parse(dice.one(NUMBERS)).unwrap()),
        (Attribute::Field(Field::ElementPath), _) | (_, 3) => Test::IsPresent,
        _ => {
            let text = dice.one(texts);
            let until = 1 + dice.roll(text.chars().count());
            Test::StartsWith(text.chars().take(until).collect())
        }
    };
    Node::Condition(Condition { attribute, test })
}

fn rule(dice: &mut Dice, levels: usize) -> Node {
    match dice.roll(if levels == 0 { 1 } else { 6 }) {
        0..=1 => condition(dice),
        2 => Node::Not(Box::new(rule(dice, levels - 1))),
        3 => Node::Any((0..=dice.roll(3)).map(|_| rule(dice, levels - 1)).collect()),
        _ => Node::All((0..=dice.roll(3)).map(|_| rule(dice, levels - 1)).collect()),
    }
}

#[test]
fn the_generated_vectors_are_fresh() {
    let mut dice = Dice(7);
    let events: Vec<_> = (0..EVENTS).map(|_| event(&mut dice)).collect();
    let read: Vec<Event> = events
        .iter()
        .map(|event| serde_json::from_value::<GivenEvent>(event.clone()).unwrap().event())
        .collect();
    let mut file = String::from("{\n \"events\": [\n");
    let lines: Vec<_> = events.iter().map(|event| format!("  {event}")).collect();
    file.push_str(&lines.join(",\n"));
    file.push_str("\n ],\n \"rules\": [\n");
    let (mut lines, mut selective) = (Vec::new(), 0);
    for _ in 0..RULES {
        let rule = Rule::new(rule(&mut dice, 3)).unwrap();
        let matches: Vec<usize> = (0..EVENTS).filter(|n| rule.matches(&read[*n])).collect();
        selective += usize::from(!matches.is_empty() && matches.len() < EVENTS);
        let given: Given = serde_json::from_str(&serde_json::to_string(&rule).unwrap()).unwrap();
        assert_eq!(Rule::try_from(&given), Ok(rule.clone()));
        assert_eq!(rule.to_string().parse(), Ok(rule.clone()));
        let json = serde_json::json!({ "rule": rule, "matches": matches });
        lines.push(format!("  {json}"));
    }
    write!(file, "{}\n ]\n}}\n", lines.join(",\n")).unwrap();
    assert!(selective * 3 > RULES * 2, "only {selective} rules tell events apart");
    if std::fs::read_to_string(FILE).unwrap_or_default() != file {
        std::fs::write(FILE, file).unwrap();
        panic!("vectors/rules-generated.json was not what the rules give; it is now");
    }
}
