//! Who comes back: the timelines of the specification, and the engine against an obvious twin.

use std::collections::BTreeSet;

use jiff::civil::Weekday;
use lotse_domain::{
    Count,
    event::Event,
    ids::Visitor,
    query::{
        Automatic, Scope,
        blur::Weight,
        filter::{EventFilter, Field},
        interval::Interval,
        retention::{
            Cohort, Cohorts, Lifecycle, LocalInterval, RetentionAnswer, RetentionParts,
            RetentionQuestion, Return,
        },
    },
};
use lotse_lake::EventReader;
use proptest::prelude::*;

use crate::{
    sample::{
        always, asked_of, event, has, is, random_events, random_split, run, scope, spec_rows,
        with_letters,
    },
    twin_events::{by_visitor, fulfils},
};

/// The answer if exactly `events` are stored: a set of visitors for each interval, and set algebra.
fn twin(events: &[Event], question: &RetentionQuestion) -> RetentionAnswer {
    let parts = question.parts();
    let visitors = by_visitor(events, &parts.scope);
    let intervals = question.intervals();
    let is = |event: &Event, filter: &EventFilter| {
        let authority = &parts.scope.authority;
        (authority.is_none() || event.authority == *authority) && fulfils(event, filter)
    };
    let within = |event: &Event, interval: &LocalInterval| {
        interval.start <= event.occurred_at && event.occurred_at < interval.end
    };
    let with = |filter: &EventFilter| -> Vec<BTreeSet<Visitor>> {
        let there = |interval| {
            let there = visitors.iter().filter(|(_, events)| {
                events.iter().any(|event| within(event, interval) && is(event, filter))
            });
            there.map(|(visitor, _)| *visitor).collect()
        };
        intervals.iter().map(there).collect()
    };
    let (there, back) = (with(&parts.starts), with(&parts.returns));
    let union =
        |sets: &[BTreeSet<Visitor>]| sets.iter().flatten().copied().collect::<BTreeSet<_>>();
    let count = |set: BTreeSet<Visitor>| Count::new(set.len() as u64);
    let history = usize::from(parts.history);
    let shown = history..intervals.len();
    let cohorts = shown.clone().map(|at| {
        let cohort = match parts.cohorts {
            Cohorts::FirstTime => &there[at] - &union(&there[..at]),
            Cohorts::Recurring => there[at].clone(),
        };
        let times = |visitor: &Visitor| Count::new(Weight::of(visitor.hash()).times());
        let blurred = |set: &BTreeSet<Visitor>| set.iter().map(times).sum::<Count>();
        let later = (at + 1..intervals.len()).map(|later| match parts.back {
            Return::Exactly => &cohort & &back[later],
            Return::OnOrAfter => &cohort & &union(&back[later..]),
        });
        let later: Vec<BTreeSet<Visitor>> = later.collect();
        Cohort {
            interval: intervals[at],
            blurred_visitors: blurred(&cohort),
            blurred_back: later.iter().map(blurred).collect(),
            back: later.into_iter().map(count).collect(),
            visitors: count(cohort),
        }
    });
    let lifecycle = shown.clone().map(|at| {
        let before = at.checked_sub(1).map(|before| there[before].clone()).unwrap_or_default();
        let ever = union(&there[..at]);
        Lifecycle {
            interval: intervals[at],
            new: count(&there[at] - &ever),
            returning: count(&there[at] & &before),
            resurrected: count(&(&there[at] & &ever) - &before),
            dormant: count(&before - &there[at]),
        }
    });
    let mut answer = RetentionAnswer {
        cohorts: cohorts.collect(),
        lifecycle: lifecycle.collect(),
        ..RetentionAnswer::default()
    };
    for visitor in union(&there[history..]) {
        let one = Count::new(1);
        let intervals_there = there[history..].iter().filter(|set| set.contains(&visitor)).count();
        *answer.stickiness.entry(intervals_there as u64).or_default() += one;
        let events = visitors[&visitor].iter().filter(|event| {
            is(event, &parts.starts) && intervals[history..].iter().any(|i| within(event, i))
        });
        *answer.frequency.entry(events.count() as u64).or_default() += one;
    }
    answer
}

fn question(
    (first, last): (&str, &str),
    interval: Interval,
    history: u16,
    (cohorts, back): (Cohorts, Return),
    (starts, returns): (EventFilter, EventFilter),
    automatic: Automatic,
) -> RetentionQuestion {
    RetentionQuestion::new(RetentionParts {
        scope: Scope { automatic, ..scope(first, last, "Europe/Berlin") },
        interval,
        week_start: Weekday::Monday,
        history,
        starts,
        returns,
        cohorts,
        back,
    })
    .unwrap()
}

fn timeline(text: &str) -> Vec<Event> {
    let mut events = Vec::new();
    for (visitor, line) in (1_i64..).zip(text.split('/')) {
        for word in line.split_whitespace() {
            let (letters, at) = word.split_once('@').unwrap();
            let noon = if at.ends_with('Z') { String::new() } else { "T10:00:00Z".to_owned() };
            let mut one = event(events.len() as u64 + 1, &format!("2026-03-{at}{noon}"));
            one.visitor = Some(Visitor::from_hash(visitor));
            events.push(with_letters(one, letters));
        }
    }
    events
}

fn cells(answer: &RetentionAnswer) -> Vec<String> {
    let cohorts = answer.cohorts.iter().map(|cohort| {
        let back: Vec<_> = cohort.back.iter().map(|count| count.get().to_string()).collect();
        format!("{}:{}", cohort.visitors.get(), back.join(","))
    });
    let column = |count: fn(&Lifecycle) -> Count| {
        let counts: Vec<_> =
            answer.lifecycle.iter().map(|row| count(row).get().to_string()).collect();
        counts.join(" ")
    };
    vec![
        cohorts.collect::<Vec<_>>().join(" "),
        column(|row| row.new),
        column(|row| row.returning),
        column(|row| row.resurrected),
        column(|row| row.dormant),
    ]
}

#[test]
fn every_timeline_of_the_specification_has_its_counts() {
    let rows = spec_rows("retention.md", |line| line.contains('@'));
    assert!(rows.len() >= 16, "only {} timelines were read", rows.len());
    run(async {
        for row in rows {
            let (cohorts, back) = row[1].split_once(", ").unwrap();
            let question = question(
                ("2026-03-23", "2026-04-01"),
                Interval::Week,
                1,
                (cohorts.parse().unwrap(), back.parse().unwrap()),
                (has("A"), has("B")),
                Automatic::LeftOut,
            );
            let events = timeline(&row[0]);
            let obvious = twin(&events, &question);
            assert_eq!(cells(&obvious), row[2..], "the twin: {row:?}");
            let ours =
                asked_of(events, async |lake| lake.retention(&question).await.unwrap()).await;
            assert_eq!(ours, obvious, "the engine: {row:?}");
        }
    });
}

fn random_filter() -> impl Strategy<Value = EventFilter> {
    proptest::sample::select(vec![
        EventFilter::default(),
        is(Field::Kind, "page_view"),
        is(Field::Page, "/apply"),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_and_its_twin_agree(
        events in random_events(),
        starts in random_filter(),
        returns in random_filter(),
        cohorts in proptest::sample::select(Cohorts::ALL),
        back in proptest::sample::select(Return::ALL),
        (period, interval) in proptest::sample::select(vec![
            (("2026-03-28", "2026-03-31"), Interval::Day),
            (("2026-03-23", "2026-04-02"), Interval::Week),
            (("2026-03-01", "2026-04-12"), Interval::Month),
        ]),
        history in 0_u16..3,
        automatic in proptest::sample::select(Automatic::ALL),
        split in random_split(),
    ) {
        let question =
            question(period, interval, history, (cohorts, back), (starts, returns), automatic);
        let expected = twin(&events, &question);
        always(&events, split, &expected, &async |lake: &EventReader| lake.retention(&question).await.unwrap());
    }
}
