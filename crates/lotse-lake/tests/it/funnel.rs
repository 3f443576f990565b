//! Funnels: the timelines of the specification, and the engine against its twin.

use std::fmt::Write as _;

use jiff::SignedDuration;
use lotse_domain::{
    ids::AuthorityCode,
    query::{
        Automatic, Scope,
        filter::{Attribute, Condition, EventFilter, Field, Test},
        funnel::{
            Exclusion, FunnelAnswer, FunnelBreakdown, FunnelParts, FunnelQuestion, StepOrder,
            Touch, Unit,
        },
    },
};
use lotse_lake::EventReader;
use proptest::prelude::*;

use crate::{
    sample::{
        always, asked_of, has, is, length, random_events, random_split, run, scope, spec_rows,
        timeline,
    },
    twin_funnel as twin,
};

const ZONE: &str = "Europe/Berlin";

fn funnel(text: &str) -> FunnelQuestion {
    let mut words = text.split(", ");
    let steps = words.next().unwrap().split(' ').map(has).collect();
    let mut parts = FunnelParts {
        scope: scope("2026-03-28", "2026-03-29", ZONE),
        steps,
        order: StepOrder::Ordered,
        unit: Unit::Visitor,
        window: None,
        exclusions: Vec::new(),
        breakdown: None,
    };
    for word in words {
        match word.split(' ').collect::<Vec<_>>()[..] {
            ["visit"] => parts.unit = Unit::Visit,
            ["case"] => parts.unit = Unit::Case,
            ["strict"] => parts.order = StepOrder::Strict,
            ["unordered"] => parts.order = StepOrder::Unordered,
            ["without", letter] => {
                parts.exclusions.push(Exclusion { filter: has(letter), after: None });
            }
            ["without", letter, "after", step] => {
                let after = Some(step.parse::<usize>().unwrap() - 1);
                parts.exclusions.push(Exclusion { filter: has(letter), after });
            }
            [window] => parts.window = Some(length(window)),
            _ => panic!("unknown word {word}"),
        }
    }
    FunnelQuestion::new(parts).unwrap()
}

fn counts(answer: &FunnelAnswer) -> (String, Vec<u64>) {
    let mut reached = String::new();
    for step in &answer.whole.steps {
        write!(reached, "{} ", step.units.get()).unwrap();
    }
    let times = answer.whole.times.by_ms.iter();
    let times = times.flat_map(|(ms, n)| vec![*ms; usize::try_from(*n).unwrap()]).collect();
    (reached.trim_end().to_owned(), times)
}

#[test]
fn every_timeline_of_the_specification_has_its_counts_and_times() {
    let rows = spec_rows("funnel.md", |line| line.contains('@'));
    assert!(rows.len() >= 90, "only {} timelines were read", rows.len());
    run(async {
        for row in rows {
            let [line, question, reached, times] = &row[..] else { panic!("{row:?}") };
            let (events, question) = (timeline(line), funnel(question));
            let times: Vec<u64> = times
                .split_whitespace()
                .map(|text| u64::try_from(length(text).as_millis()).unwrap())
                .collect();
            let expected = (reached.clone(), times);
            let obvious = twin::answer(&events, &question);
            assert_eq!(counts(&obvious), expected, "the twin: {row:?}");
            let ours = asked_of(events, async |lake| lake.funnel(&question).await.unwrap()).await;
            assert_eq!(ours, obvious, "the engine: {row:?}");
        }
    });
}

/// Several conditions at once.
fn all(conditions: &[Condition]) -> EventFilter {
    EventFilter::new(conditions.to_vec()).unwrap()
}

/// Filters that random events often fulfil.
fn random_filter() -> impl Strategy<Value = EventFilter> {
    let starts = |text: &str| Condition {
        attribute: Attribute::Field(Field::Page),
        test: Test::StartsWith(text.to_owned()),
    };
    let absent = Condition { attribute: Attribute::Field(Field::Browser), test: Test::IsAbsent };
    let not = Condition {
        attribute: Attribute::Field(Field::PageLanguage),
        test: Test::IsNot(vec!["en".to_owned()]),
    };
    let pages = Test::Is(vec!["/apply".to_owned(), "/".to_owned()]);
    let pages = Condition { attribute: Attribute::Field(Field::Page), test: pages };
    proptest::sample::select(vec![
        is(Field::Page, "/"),
        all(&[pages]),
        all(&[starts("/apply/income")]),
        is(Field::Kind, "page_view"),
        is(Field::Kind, "click").and(&all(&[not])),
        all(&[absent]),
        EventFilter::default(),
    ])
}

fn random_funnel() -> impl Strategy<Value = FunnelQuestion> {
    let touch =
        prop_oneof![Just(Touch::First), Just(Touch::Last), (0_usize..2).prop_map(Touch::Step)];
    let by = proptest::sample::select(vec![Field::PageLanguage, Field::Kind, Field::Browser]);
    (
        proptest::collection::vec(random_filter(), 2..5),
        proptest::sample::select(StepOrder::ALL),
        proptest::sample::select(Unit::ALL),
        proptest::sample::select(vec![1, 600, 1_200, 36_000, 200_000]),
        proptest::collection::vec((random_filter(), proptest::option::of(0_usize..1)), 0..2),
        proptest::option::of((touch, by)),
        proptest::option::weighted(0.2, Just("09162000")),
        proptest::sample::select(Automatic::ALL),
    )
        .prop_map(
            |(steps, order, unit, window_s, exclusions, breakdown, authority, automatic)| {
                FunnelQuestion::new(FunnelParts {
                    scope: Scope {
                        authority: authority.map(|code| AuthorityCode::new(code).unwrap()),
                        automatic,
                        ..scope("2026-03-28", "2026-03-30", ZONE)
                    },
                    steps,
                    order,
                    unit,
                    window: Some(SignedDuration::from_secs(window_s)),
                    exclusions: exclusions
                        .into_iter()
                        .map(|(filter, after)| Exclusion { filter, after })
                        .collect(),
                    breakdown: breakdown
                        .map(|(touch, by)| FunnelBreakdown { by: Attribute::Field(by), touch }),
                })
                .unwrap()
            },
        )
}

proptest! {
    // Each case makes every try of every unit; a fifth as many as of simpler ones.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.div_ceil(5),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_engine_and_its_twin_agree(
        events in random_events(),
        question in random_funnel(),
        split in random_split(),
    ) {
        let expected = twin::answer(&events, &question);
        always(&events, split, &expected, &async |lake: &EventReader| lake.funnel(&question).await.unwrap());
    }
}
