//! Paths: the timelines of the specification, and the engine against an obvious twin.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    Count,
    event::{Event, EventKind},
    ids::Visitor,
    query::{
        blur::Weight,
        filter::{Attribute, EventFilter, Field},
        funnel::{Reached, Unit},
        paths::{Anchor, PathsAnswer, PathsParts, PathsQuestion, TakenPath},
    },
};
use lotse_lake::EventReader;
use proptest::prelude::*;

use crate::{
    sample::{
        self, always, asked_of, event, is, random_events, random_split, run, scope, spec_rows, time,
    },
    twin_events::{by_visitor, fulfils, largest, value, visits},
};

type Key = (Vec<Option<String>>, bool);

/// The answer if exactly `events` are stored.
fn twin(events: &[Event], question: &PathsQuestion) -> PathsAnswer {
    let parts = question.parts();
    let days = parts.scope.period.days();
    let day = |at: Timestamp| days.iter().position(|day| day.start <= at && at < day.end);
    // Each path with who took it and when it, or its visit, began.
    let mut taken: BTreeMap<Key, Vec<(Visitor, usize)>> = BTreeMap::new();
    for (visitor, events) in by_visitor(events, &parts.scope) {
        let units = match parts.unit {
            Unit::Visit => visits(&events, &parts.scope.period),
            Unit::Visitor | Unit::Case => {
                vec![events.into_iter().filter(|e| day(e.occurred_at).is_some()).collect()]
            }
        };
        for unit in units {
            let nodes: Vec<&Event> =
                unit.iter().copied().filter(|e| fulfils(e, &parts.nodes)).collect();
            let Some(nodes) = anchored(&nodes, &parts.anchor) else { continue };
            let began = match parts.unit {
                Unit::Visit => unit[0].occurred_at,
                Unit::Visitor | Unit::Case => nodes[0].occurred_at,
            };
            let Some(day) = day(began) else { continue };
            let mut labels: Vec<Option<String>> =
                nodes.iter().map(|e| value(e, &parts.label).map(Cow::into_owned)).collect();
            if parts.folded {
                labels.dedup();
            }
            let is_cut = labels.len() > parts.length;
            if matches!(parts.anchor, Anchor::To(_)) {
                labels.drain(..labels.len().saturating_sub(parts.length));
            }
            labels.truncate(parts.length);
            taken.entry((labels, is_cut)).or_default().push((visitor, day));
        }
    }
    let reached = |who: &[(Visitor, usize)]| {
        let distinct = |wanted: Option<usize>| {
            let of = who.iter().filter(|(_, day)| wanted.is_none_or(|wanted| wanted == *day));
            Count::new(of.map(|(visitor, _)| visitor).collect::<BTreeSet<_>>().len() as u64)
        };
        Reached {
            units: Count::new(who.len() as u64),
            blurred_units: who
                .iter()
                .map(|(visitor, _)| Count::new(Weight::of(visitor.hash()).times()))
                .sum(),
            largest_units: largest(who.iter().map(|(visitor, _)| *visitor)),
            visitors: distinct(None),
            most_visitors_on_a_day: (0..days.len()).map(|day| distinct(Some(day))).max().unwrap(),
        }
    };
    let all: Vec<_> = taken.values().flatten().copied().collect();
    let mut paths: Vec<TakenPath> = taken
        .iter()
        .map(|((nodes, is_cut), who)| TakenPath {
            nodes: nodes.clone(),
            is_cut: *is_cut,
            taken: reached(who),
        })
        .collect();
    paths.sort_by_key(|path| std::cmp::Reverse(path.taken.units));
    PathsAnswer { whole: reached(&all), paths, truncated: false }
}

fn anchored<'n, 'e>(nodes: &'n [&'e Event], anchor: &Anchor) -> Option<&'n [&'e Event]> {
    let first =
        |from: usize, filter| (from..nodes.len()).find(|place| fulfils(nodes[*place], filter));
    let range = match anchor {
        Anchor::Beginning => 0..nodes.len(),
        Anchor::From(from) => first(0, from)?..nodes.len(),
        Anchor::To(to) => 0..first(0, to)? + 1,
        Anchor::Between(from, to) => {
            let begins = first(0, from)?;
            begins..first(begins + 1, to)? + 1
        }
    };
    (!range.is_empty()).then(|| &nodes[range])
}

fn question(anchor: Anchor, length: usize, unit: Unit, folded: bool) -> PathsQuestion {
    PathsQuestion::new(PathsParts {
        scope: scope("2026-03-28", "2026-03-30", "Europe/Berlin"),
        nodes: is(Field::Kind, "page_view"),
        label: Attribute::Field(Field::Page),
        unit,
        anchor,
        length,
        folded,
    })
    .unwrap()
}

fn timeline(text: &str) -> Vec<Event> {
    let mut events = Vec::new();
    for (visitor, line) in (1_i64..).zip(text.split('/')) {
        let mut at = time("2026-03-28T10:00:00Z");
        for word in line.split_whitespace() {
            if word == "¦" {
                at += SignedDuration::from_mins(39);
                continue;
            }
            at += SignedDuration::from_mins(1);
            let mut one = event(events.len() as u64 + 1, &at.to_string());
            one.visitor = Some(Visitor::from_hash(visitor));
            one.page = Some(sample::page(word));
            if word == "-" {
                one.kind = EventKind::Click;
            }
            events.push(one);
        }
    }
    events
}

fn asked(text: &str) -> PathsQuestion {
    let words: Vec<&str> = text.split(", ").collect();
    let page = |name: &str| is(Field::Page, name);
    let anchor = match words[0].split(' ').collect::<Vec<_>>()[..] {
        ["beginning"] => Anchor::Beginning,
        ["from", from] => Anchor::From(page(from)),
        ["to", to] => Anchor::To(page(to)),
        ["between", from, to] => Anchor::Between(page(from), page(to)),
        _ => panic!("unknown anchor {text}"),
    };
    let unit = words[2].strip_prefix("by ").unwrap().parse().unwrap();
    question(anchor, words[1].parse().unwrap(), unit, words.contains(&"folded"))
}

/// Every unit's path as the specification writes it.
fn written(answer: &PathsAnswer, question: &PathsQuestion) -> String {
    let mut all = Vec::new();
    for path in &answer.paths {
        let nodes: String = path.nodes.iter().map(|node| node.clone().unwrap()).collect();
        let is_to = matches!(question.parts().anchor, Anchor::To(_));
        let text = match (path.is_cut, is_to) {
            (false, _) => nodes,
            (true, false) => format!("{nodes}…"),
            (true, true) => format!("…{nodes}"),
        };
        all.extend(vec![text; usize::try_from(path.taken.units.get()).unwrap()]);
    }
    all.join(" ")
}

#[test]
fn every_timeline_of_the_specification_has_its_paths() {
    let rows = spec_rows("paths.md", |line| line.contains(", by visit"));
    assert!(rows.len() >= 30, "only {} timelines were read", rows.len());
    run(async {
        for row in rows {
            let (events, question) = (timeline(&row[0]), asked(&row[1]));
            let obvious = twin(&events, &question);
            assert_eq!(written(&obvious, &question), row[2], "the twin: {row:?}");
            let ours = asked_of(events, async |lake| lake.paths(&question).await.unwrap()).await;
            assert_eq!(ours, obvious, "the engine: {row:?}");
        }
    });
}

fn random_anchor() -> impl Strategy<Value = Anchor> {
    let filter = || {
        let filters = vec![
            is(Field::Page, "/apply"),
            is(Field::Page, "/"),
            is(Field::PageLanguage, "en"),
            EventFilter::default(),
        ];
        proptest::sample::select(filters)
    };
    prop_oneof![
        Just(Anchor::Beginning),
        filter().prop_map(Anchor::From),
        filter().prop_map(Anchor::To),
        (filter(), filter()).prop_map(|(from, to)| Anchor::Between(from, to)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_and_its_twin_agree(
        events in random_events(),
        anchor in random_anchor(),
        length in 1_usize..6,
        unit in proptest::sample::select(vec![Unit::Visitor, Unit::Visit]),
        folded in any::<bool>(),
        split in random_split(),
    ) {
        let question = question(anchor, length, unit, folded);
        let expected = twin(&events, &question);
        always(&events, split, &expected, &async |lake: &EventReader| lake.paths(&question).await.unwrap());
    }
}
