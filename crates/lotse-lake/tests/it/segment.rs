//! Segments: the timelines of the specification, and every question of a segment against its twin.

use std::{collections::BTreeSet, num::NonZeroU32};

use jiff::SignedDuration;
use lotse_domain::{
    event::Event,
    ids::{AuthorityCode, Visitor},
    query::{
        Automatic, Breakdown, Period, Scope, UsageQuestion,
        filter::{EventFilter, Field},
        funnel::{FunnelParts, FunnelQuestion, StepOrder, Unit},
        segment::{Deed, Segment, SegmentRule},
    },
};
use proptest::prelude::*;

use crate::{
    sample::{
        always, asked_of, has, is, length, random_events, random_split, run, scope, spec_rows,
        timeline, visitor_of,
    },
    twin, twin_events, twin_funnel,
};

const ZONE: &str = "Europe/Berlin";

fn rule(text: &str) -> SegmentRule {
    let (text, done) = text.strip_prefix("not ").map_or((text, true), |rest| (rest, false));
    let (text, period) = match text.split_once(" on ") {
        Some((rest, day)) => {
            let day = format!("2026-03-{day}");
            (rest, Some(scope(&day, &day, ZONE).period))
        }
        None => (text, None),
    };
    let deed = if let Some((letter, times)) = text.split_once(">=") {
        let at_least = times.parse::<NonZeroU32>().unwrap();
        Deed::Times { events: has(letter), at_least }
    } else {
        let (steps, window) = text
            .split_once(" in ")
            .map_or((text, None), |(steps, window)| (steps, Some(length(window))));
        Deed::Sequence { steps: steps.split('>').map(has).collect(), window }
    };
    SegmentRule { deed, done, period }
}

fn of_segment(scope: Scope, segment: Segment) -> Scope {
    Scope { segment: Some(segment), ..scope }
}

/// The slow, obvious definition: all events of a service by visitors for whom every rule holds.
pub(crate) fn members(events: &[Event], scope: &Scope) -> BTreeSet<i64> {
    let segment = scope.segment.as_ref().unwrap();
    let everybody: BTreeSet<i64> = events
        .iter()
        .filter(|event| event.service == scope.service)
        .filter_map(|event| event.visitor.map(Visitor::hash))
        .collect();
    let holds = |visitor: i64, rule: &SegmentRule| {
        let period = rule.period.as_ref().unwrap_or(&scope.period);
        let mut own: Vec<&Event> = events
            .iter()
            .filter(|event| event.service == scope.service)
            .filter(|event| event.visitor.map(Visitor::hash) == Some(visitor))
            .filter(|event| scope.automatic == Automatic::Counted || event.browser.bot.is_none())
            .filter(|event| period.start() <= event.occurred_at && event.occurred_at < period.end())
            .collect();
        own.sort_by_key(|event| (event.occurred_at, event.id));
        let is = |event: &Event, filter: &EventFilter| {
            twin_events::fulfils(event, &scope.within(filter))
        };
        let did = match &rule.deed {
            Deed::Times { events, at_least } => {
                let times = own.iter().filter(|event| is(event, events)).count();
                times >= usize::try_from(at_least.get()).unwrap()
            }
            // From every first event on, the earliest next ones.
            Deed::Sequence { steps, window } => (0..own.len()).any(|first| {
                let mut left = steps.iter();
                let mut wanted = left.next();
                let mut last = own[first].occurred_at;
                if !is(own[first], wanted.unwrap()) {
                    return false;
                }
                wanted = left.next();
                for event in &own[first + 1..] {
                    if wanted.is_some_and(|filter| is(event, filter)) {
                        wanted = left.next();
                        last = event.occurred_at;
                    }
                }
                let took = last.duration_since(own[first].occurred_at);
                wanted.is_none() && window.is_none_or(|window| took <= window)
            }),
        };
        did == rule.done
    };
    everybody
        .into_iter()
        .filter(|visitor| segment.rules().iter().all(|rule| holds(*visitor, rule)))
        .collect()
}

/// The events of those who are in the segment.
fn theirs(events: &[Event], scope: &Scope) -> Vec<Event> {
    let members = members(events, scope);
    let is_in = |event: &&Event| event.visitor.is_some_and(|who| members.contains(&who.hash()));
    events.iter().filter(is_in).cloned().collect()
}

fn usage(scope: Scope) -> UsageQuestion {
    UsageQuestion { scope, breakdowns: Breakdown::ALL.to_vec() }
}

#[test]
fn every_timeline_of_the_specification_has_its_visitors() {
    let rows = spec_rows("segment.md", |line| line.contains('@'));
    assert!(rows.len() >= 28, "only {} timelines were read", rows.len());
    run(async {
        for row in rows {
            let [line, text, expected] = &row[..] else { panic!("{row:?}") };
            let rules = text.split(", ").map(rule).collect();
            let scope =
                of_segment(scope("2026-03-28", "2026-03-29", ZONE), Segment::new(rules).unwrap());
            let events = timeline(line);
            let obvious = members(&events, &scope);
            let in_period = |visitor: &i64| {
                events.iter().any(|event| {
                    event.visitor == Some(visitor_of(*visitor))
                        && scope.period.start() <= event.occurred_at
                        && event.occurred_at < scope.period.end()
                })
            };
            let found: Vec<_> = (1_i64..=3)
                .filter(|line| obvious.contains(&visitor_of(*line).hash()))
                .filter(in_period)
                .map(|line| line.to_string())
                .collect();
            assert_eq!(found.join(" "), *expected, "the twin: {row:?}");
            let question = usage(scope.clone());
            let answer = twin::answer(&theirs(&events, &scope), &question);
            assert_eq!(answer.totals.visitors.get(), found.len() as u64, "{row:?}");
            let ours = asked_of(events, async |lake| lake.usage(&question).await.unwrap()).await;
            assert_eq!(ours, answer, "the engine: {row:?}");
        }
    });
}

fn random_rule() -> impl Strategy<Value = SegmentRule> {
    let filter = || {
        proptest::sample::select(vec![
            EventFilter::default(),
            is(Field::Kind, "page_view"),
            is(Field::Kind, "click"),
            is(Field::Page, "/apply"),
            is(Field::Page, "/"),
        ])
    };
    let times = (filter(), 1_u32..4)
        .prop_map(|(events, n)| Deed::Times { events, at_least: NonZeroU32::new(n).unwrap() });
    let window = proptest::option::of(1_i64..90).prop_map(|m| m.map(SignedDuration::from_mins));
    let sequence = (proptest::collection::vec(filter(), 2..4), window)
        .prop_map(|(steps, window)| Deed::Sequence { steps, window });
    let period = proptest::option::weighted(
        0.3,
        proptest::sample::select(vec![("2026-03-27", "2026-03-28"), ("2026-03-30", "2026-03-31")]),
    );
    let period = period.prop_map(|days| days.map(|(a, b)| scope(a, b, "UTC").period));
    (prop_oneof![times, sequence], any::<bool>(), period).prop_map(
        |(deed, done, period): (Deed, bool, Option<Period>)| SegmentRule { deed, done, period },
    )
}

pub(crate) fn random_segment() -> impl Strategy<Value = Segment> {
    proptest::collection::vec(random_rule(), 1..4).prop_map(|rules| Segment::new(rules).unwrap())
}

fn random_scope() -> impl Strategy<Value = Scope> {
    let authority = proptest::option::weighted(0.2, Just("09162000"));
    let automatic = proptest::sample::select(Automatic::ALL);
    (random_segment(), authority, automatic).prop_map(|(segment, authority, automatic)| Scope {
        authority: authority.map(|code| AuthorityCode::new(code).unwrap()),
        automatic,
        ..of_segment(scope("2026-03-28", "2026-03-30", ZONE), segment)
    })
}

proptest! {
    // Each case fills a lake; half as many as of simpler ones.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.div_ceil(2),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_engine_and_its_twin_agree(
        events in random_events(),
        scope in random_scope(),
        split in random_split(),
        by_funnel in any::<bool>(),
    ) {
        let theirs = theirs(&events, &scope);
        if by_funnel {
            let funnel = FunnelQuestion::new(FunnelParts {
                scope,
                steps: vec![is(Field::Kind, "page_view"), EventFilter::default()],
                order: StepOrder::Ordered,
                unit: Unit::Visit,
                window: None,
                exclusions: Vec::new(),
                breakdown: None,
            })
            .unwrap();
            let expected = twin_funnel::answer(&theirs, &funnel);
            always(&events, split, &expected, &async |lake| lake.funnel(&funnel).await.unwrap());
        } else {
            let question = usage(scope);
            let expected = twin::answer(&theirs, &question);
            always(&events, split, &expected, &async |lake| lake.usage(&question).await.unwrap());
        }
    }
}
