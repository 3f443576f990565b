//! Who comes back: the timelines of the specification, and the engine against an obvious twin.

use std::collections::BTreeSet;

use jiff::{SignedDuration, civil::Weekday, tz::TimeZone};
use lotse_domain::{
    Count,
    event::Event,
    ids::{ServiceId, Visitor},
    property::ShortText,
    query::{
        Automatic, Period, Scope,
        filter::{Attribute, Condition, EventFilter, Field, Test},
        returns::{
            Cohort, Cohorts, Interval, Lifecycle, LocalInterval, Return, ReturnsAnswer,
            ReturnsParts, ReturnsQuestion,
        },
    },
    service::ServiceKind,
};
use lotse_lake::Lake;
use proptest::prelude::*;

use crate::{
    sample::{self, SetClock, event, opened, random_events, run},
    twin_funnel::{by_visitor, fulfils},
};

/// The answer if exactly `events` are stored: a set of visitors for each interval, and set algebra.
fn twin(events: &[Event], question: &ReturnsQuestion) -> ReturnsAnswer {
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
        let later = (at + 1..intervals.len()).map(|later| match parts.back {
            Return::Exactly => count(&cohort & &back[later]),
            Return::OnOrAfter => count(&cohort & &union(&back[later..])),
        });
        let back = later.collect();
        Cohort { interval: intervals[at], visitors: count(cohort), back }
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
    let mut answer = ReturnsAnswer {
        cohorts: cohorts.collect(),
        lifecycle: lifecycle.collect(),
        ..ReturnsAnswer::default()
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

fn has(letter: &str) -> EventFilter {
    let attribute = Attribute::Property(ShortText::trusted(letter));
    EventFilter::new(vec![Condition { attribute, test: Test::IsPresent }]).unwrap()
}

fn question(
    (first, last): (&str, &str),
    interval: Interval,
    history: u16,
    (cohorts, back): (Cohorts, Return),
    (starts, returns): (EventFilter, EventFilter),
    automatic: Automatic,
) -> ReturnsQuestion {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    ReturnsQuestion::new(ReturnsParts {
        scope: Scope {
            service: ServiceId::new(1),
            kind: ServiceKind::Public,
            authority: None,
            period: Period::new(first.parse().unwrap(), last.parse().unwrap(), zone).unwrap(),
            automatic,
        },
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

async fn ask(lake: &Lake, question: &ReturnsQuestion) -> ReturnsAnswer {
    opened(lake.reader().returns(question).await.unwrap())
}

fn timeline(text: &str) -> Vec<Event> {
    let mut events = Vec::new();
    for (visitor, line) in (1_i64..).zip(text.split('/')) {
        for word in line.split_whitespace() {
            let (letters, at) = word.split_once('@').unwrap();
            let noon = if at.ends_with('Z') { String::new() } else { "T10:00:00Z".to_owned() };
            let mut one = event(events.len() as u64 + 1, &format!("2026-03-{at}{noon}"));
            one.visitor = Some(Visitor::from_hash(visitor));
            for letter in letters.chars() {
                let name = ShortText::trusted(letter.to_string());
                one.properties.insert(name, ShortText::trusted("yes"));
            }
            events.push(one);
        }
    }
    events
}

fn cells(answer: &ReturnsAnswer) -> Vec<String> {
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
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/returns.md");
    let text = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('@'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
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
            let events = timeline(row[0]);
            let obvious = twin(&events, &question);
            assert_eq!(cells(&obvious), row[2..], "the twin: {row:?}");
            let folder = tempfile::tempdir().unwrap();
            let lake = sample::open(folder.path(), &SetClock::at("2026-04-02T00:00:00Z")).await;
            lake.writer().append(ServiceKind::Public, events).await.unwrap();
            assert_eq!(ask(&lake, &question).await, obvious, "the engine: {row:?}");
        }
    });
}

fn random_filter() -> impl Strategy<Value = EventFilter> {
    let is = |field, value: &str| Condition {
        attribute: Attribute::Field(field),
        test: Test::Is(vec![value.to_owned()]),
    };
    proptest::sample::select(vec![
        vec![],
        vec![is(Field::Kind, "page_view")],
        vec![is(Field::Page, "/apply")],
    ])
    .prop_map(|conditions| EventFilter::new(conditions).unwrap())
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
        parts in 1_usize..4,
    ) {
        let question =
            question(period, interval, history, (cohorts, back), (starts, returns), automatic);
        run(async {
            let expected = twin(&events, &question);
            let folder = tempfile::tempdir().unwrap();
            let clock = SetClock::at("2026-04-02T00:00:00Z");
            let lake = Lake::open(folder.path(), sample::options(&clock, 3)).await.unwrap();
            for part in events.chunks(events.len().div_ceil(parts).max(1)) {
                lake.upkeep().flush().await.unwrap();
                lake.writer().append(ServiceKind::Public, part.to_vec()).await.unwrap();
            }
            assert_eq!(ask(&lake, &question).await, expected);
            lake.upkeep().flush().await.unwrap();
            clock.advance(SignedDuration::from_hours(24));
            lake.upkeep().compact().await.unwrap();
            assert_eq!(ask(&lake, &question).await, expected, "after compaction");
        });
    }
}
