//! Rules over history: what the lake finds is what the same rule says of each event as it happens.

use std::collections::{BTreeMap, BTreeSet};

use lotse_domain::{
    decimal::Decimal,
    event::{Element, Event, EventKind, Page},
    language::LanguageTag,
    property::ShortText,
    query::{
        Automatic, Scope,
        counts::{CountsParts, CountsQuestion, Distinct, Grouping, Name, RowOrder},
        filter::{Attribute, Condition, EventFilter, Field, Test},
    },
    rule::{Node, Rule, json::Given, pattern::PathPattern},
    service::ServiceKind,
};
use lotse_lake::EventReader;
use proptest::prelude::*;
use serde::Deserialize;

use crate::{
    counts,
    sample::{SetClock, always, event, is, open, opened, random_event, random_split, run, scope},
};

const GENERATED: &str = include_str!("../../../../vectors/rules-generated.json");
/// Each event says its number here, so that a table by it tells which events were found.
const NUMBER: &str = "number";

#[derive(Deserialize)]
struct Generated {
    events: Vec<Given>,
    rules: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    rule: Given,
    matches: Vec<usize>,
}

fn short(text: &str) -> ShortText {
    ShortText::trusted(text)
}

fn texts(given: Option<&Given>) -> BTreeMap<&str, &str> {
    let Some(Given::Object(members)) = given else { return BTreeMap::new() };
    members
        .iter()
        .filter_map(|(name, value)| match value {
            Given::Text(text) => Some((name.as_str(), text.as_str())),
            _ => None,
        })
        .collect()
}

/// An event of the generated vectors.
fn given_event(number: usize, given: &Given) -> Event {
    let Given::Object(members) = given else { panic!("{given:?}") };
    let (own, page) = (texts(Some(given)), texts(members.get("page")));
    let element = texts(members.get("element"));
    let of = |members: &BTreeMap<&str, &str>, name: &str| members.get(name).map(|t| short(t));
    let mut one = event(number as u64, "2026-03-28T12:00:00Z");
    one.kind = own["kind"].parse().unwrap();
    one.name = of(&own, "name");
    one.page = of(&page, "path").map(|path| Page {
        path,
        state: of(&page, "state"),
        language: page.get("language").map(|tag| LanguageTag::new(tag).unwrap()),
        referrer_domain: None,
    });
    one.element = members.get("element").map(|_| Element {
        role: of(&element, "role"),
        name: of(&element, "name"),
        id: of(&element, "id"),
        test_id: of(&element, "test_id"),
        path: of(&element, "path"),
        heading: of(&element, "heading"),
    });
    let properties = texts(members.get("properties"));
    one.properties = properties.iter().map(|(name, text)| (short(name), short(text))).collect();
    one
}

fn numbered(mut event: Event, number: usize) -> Event {
    event.properties.insert(short(NUMBER), short(&number.to_string()));
    event
}

fn question(scope: Scope, events: EventFilter) -> CountsQuestion {
    CountsQuestion::new(CountsParts {
        scope,
        events,
        by: vec![Grouping::By(Attribute::Property(short(NUMBER)))],
        number: None,
        distinct: Distinct::Period,
        order: RowOrder::Events,
        rows: 8_000,
    })
    .unwrap()
}

/// The numbers of the events that the lake finds.
async fn found(lake: &EventReader, question: &CountsQuestion) -> BTreeSet<usize> {
    let answer = opened(lake.counts(question).await.unwrap());
    assert!(!answer.truncated);
    let number = |(names, cell): &(Vec<Name>, _)| match &names[..] {
        [Name::Text(Some(number))] => number.parse().unwrap(),
        other => panic!("{other:?}: {cell:?}"),
    };
    answer.rows.iter().map(number).collect()
}

#[test]
fn the_lake_finds_what_the_generated_vectors_say() {
    let generated: Generated = serde_json::from_str(GENERATED).unwrap();
    let events: Vec<Event> = (0..)
        .zip(&generated.events)
        .map(|(number, given)| numbered(given_event(number, given), number))
        .collect();
    assert!(events.len() >= 100 && generated.rules.len() >= 300);
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let lake = open(folder.path(), &SetClock::at("2026-04-02T00:00:00Z")).await;
        let (first, second) = events.split_at(events.len() / 2);
        lake.writer().append(ServiceKind::Public, first.to_vec()).await.unwrap();
        lake.upkeep().flush().await.unwrap();
        lake.writer().append(ServiceKind::Public, second.to_vec()).await.unwrap();
        for case in generated.rules {
            let rule = Rule::try_from(&case.rule).unwrap();
            let question = question(scope("2026-03-28", "2026-03-28", "UTC"), rule.clone().into());
            let expected: BTreeSet<usize> = case.matches.into_iter().collect();
            assert_eq!(found(&lake.reader(), &question).await, expected, "{rule}");
        }
    });
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(texts)
}

const NAMES: &[&str] = &["sent", "sent again", "größe"];
const STATES: &[&str] = &["start", "a state longer than a view of twelve bytes"];
const CALLED: &[&str] = &["Save", "Save and continue with the next page", "Zurück"];
const PLACES: &[&str] = &["main>form>button:1", "form>button:12", "button:1"];
const NUMBERS: &[&str] = &["3", "-2.5", "1e3", "12.000001", "payslip"];
const PATTERNS: &[&str] = &["/", "/**", "/apply/**", "/*", "/apply/income/of/*/household"];
const PAGES: &[&str] = &["/", "/apply", "/apply/income/of/the/household"];

fn random_events() -> impl Strategy<Value = Vec<Event>> {
    let more = (
        proptest::option::of(one_of(NAMES)),
        proptest::option::of(one_of(STATES)),
        proptest::option::of((
            proptest::option::of(one_of(&["button", "link"])),
            proptest::option::of(one_of(CALLED)),
            proptest::option::of(one_of(PLACES)),
        )),
        proptest::option::of(one_of(NUMBERS)),
    );
    let one = (random_event(), more).prop_map(|(mut event, (name, state, element, number))| {
        event.name = name.map(short);
        if let Some(page) = &mut event.page {
            page.state = state.map(short);
        }
        event.element = element.map(|(role, name, path)| Element {
            role: role.map(short),
            name: name.map(short),
            id: name.map(short),
            test_id: role.map(short),
            path: path.map(short),
            heading: name.map(short),
        });
        event.properties.extend(number.map(|number| (short("n"), short(number))));
        event
    });
    proptest::collection::vec(one, 0..120).prop_map(|events| {
        let events = (0_usize..).zip(events);
        events
            .map(|(number, event)| {
                let id = crate::sample::id(number as u64, event.occurred_at);
                numbered(Event { id, ..event }, number)
            })
            .collect()
    })
}

fn random_condition() -> impl Strategy<Value = Node> {
    let owned = |texts: Vec<&'static str>| texts.into_iter().map(str::to_owned).collect();
    let values = |texts: &'static [&'static str]| proptest::collection::vec(one_of(texts), 1..3);
    let field = move |field: Field, texts: &'static [&'static str]| {
        let some = prop_oneof![
            values(texts).prop_map(move |texts| Test::Is(owned(texts))),
            values(texts).prop_map(move |texts| Test::IsNot(owned(texts))),
            one_of(texts).prop_map(|text| Test::StartsWith(text.chars().take(3).collect())),
            Just(Test::IsPresent),
            Just(Test::IsAbsent),
        ];
        some.prop_map(move |test| (Attribute::Field(field), test))
    };
    let kinds = proptest::sample::select(EventKind::ALL)
        .prop_map(|kind| (Attribute::Field(Field::Kind), Test::Is(vec![kind.to_string()])));
    let pages = values(PATTERNS).prop_map(|texts| {
        let patterns = texts.into_iter().map(|text| PathPattern::new(text).unwrap()).collect();
        (Attribute::Field(Field::Page), Test::Matches(patterns))
    });
    let places = one_of(PLACES)
        .prop_map(|text| (Attribute::Field(Field::ElementPath), Test::EndsWith(text.to_owned())));
    let number = || one_of(&["3", "-2.5", "12"]).prop_map(|text| Decimal::parse(text).unwrap());
    let numbers = prop_oneof![number().prop_map(Test::AtLeast), number().prop_map(Test::AtMost)]
        .prop_map(|test| (Attribute::Property(short("n")), test));
    prop_oneof![
        kinds,
        field(Field::Name, NAMES),
        field(Field::Page, PAGES),
        pages,
        field(Field::PageState, STATES),
        field(Field::PageLanguage, &["en", "es"]),
        field(Field::ElementRole, &["button"]),
        field(Field::ElementName, CALLED),
        field(Field::ElementId, CALLED),
        field(Field::ElementHeading, CALLED),
        field(Field::ElementTestId, &["link"]),
        places,
        numbers,
    ]
    .prop_map(|(attribute, test)| Node::Condition(Condition { attribute, test }))
}

fn random_rule() -> impl Strategy<Value = Rule> {
    let node = random_condition().prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|node| Node::Not(Box::new(node))),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Node::All),
            proptest::collection::vec(inner, 1..4).prop_map(Node::Any),
        ]
    });
    node.prop_map(|node| Rule::new(node).unwrap())
}

proptest! {
    // Each case fills a lake and merges it; half as many as of simpler ones.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.div_ceil(2),
        ..ProptestConfig::default()
    })]

    #[test]
    fn live_and_over_history_a_rule_means_the_same(
        events in random_events(),
        rules in proptest::collection::vec(random_rule(), 1..3),
        only_views in any::<bool>(),
        split in random_split(),
    ) {
        let scope = Scope {
            automatic: Automatic::Counted,
            ..scope("2026-03-28", "2026-03-30", "Europe/Berlin")
        };
        let mut filter = EventFilter::default();
        for rule in &rules {
            filter = filter.and(&rule.clone().into());
        }
        if only_views {
            filter = filter.and(&is(Field::Kind, "page_view"));
        }
        let question = question(scope, filter);
        // The twin asks each rule about each event by itself.
        let expected = counts::twin(&events, &question);
        always(&events, split, &expected, &async |lake| lake.counts(&question).await.unwrap());
    }
}
