//! The engine and its twin agree, however events are split, ordered and stored.

use jiff::SignedDuration;
use lotse_domain::{
    event::Event,
    ids::AuthorityCode,
    query::{Automatic, UsageQuestion},
    service::ServiceKind,
};
use lotse_lake::Lake;
use proptest::{prelude::*, strategy::ValueTree as _};

use crate::{
    sample::{
        self, SetClock, event, opened, page, random_event, random_events, random_question, run,
        time,
    },
    twin,
};

/// What happens to the lake between two appends.
#[derive(Clone, Copy, Debug)]
enum Step {
    Append(usize),
    Ask,
    Flush,
    Compact,
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (1_usize..80).prop_map(Step::Append),
        1 => Just(Step::Ask),
        3 => Just(Step::Flush),
        1 => Just(Step::Compact),
        1 => Just(Step::Reopen),
    ];
    proptest::collection::vec(step, 1..14)
}

async fn ask(lake: &Lake, question: &UsageQuestion) -> lotse_domain::query::UsageAnswer {
    opened(lake.reader().usage(question).await.unwrap())
}

async fn play(events: &[Event], steps: &[Step], workers: usize, question: &UsageQuestion) {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at("2026-04-02T00:00:00Z");
    let options = sample::options(&clock, workers);
    let mut lake = Lake::open(folder.path(), options.clone()).await.unwrap();
    let mut left = events.to_vec();
    for step in steps {
        match step {
            Step::Append(count) => {
                let part = left.split_off(left.len().saturating_sub(*count));
                lake.writer().append(ServiceKind::Public, part).await.unwrap();
            }
            Step::Ask => {
                let known = &events[left.len()..];
                assert_eq!(ask(&lake, question).await, twin::answer(known, question));
            }
            Step::Flush => {
                lake.upkeep().flush().await.unwrap();
            }
            Step::Compact => {
                // Far from now, so that every day is over, and files that were replaced are swept.
                clock.advance(SignedDuration::from_hours(12));
                lake.upkeep().compact().await.unwrap();
            }
            Step::Reopen => {
                lake.close().await;
                drop(lake);
                lake = Lake::open(folder.path(), options.clone()).await.unwrap();
            }
        }
    }
    lake.writer().append(ServiceKind::Public, left).await.unwrap();
    let expected = twin::answer(events, question);
    assert_eq!(ask(&lake, question).await, expected, "from files and tail");
    lake.upkeep().flush().await.unwrap();
    assert_eq!(ask(&lake, question).await, expected, "from files");
    clock.advance(SignedDuration::from_hours(24));
    lake.upkeep().compact().await.unwrap();
    assert_eq!(ask(&lake, question).await, expected, "from day files");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_and_its_twin_agree(
        events in random_events(),
        steps in steps(),
        workers in 1_usize..5,
        authority in proptest::option::weighted(0.3, Just("09162000")),
        automatic in proptest::sample::select(Automatic::ALL),
    ) {
        let mut question = random_question();
        question.scope.automatic = automatic;
        question.scope.authority = authority.map(|code| AuthorityCode::new(code).unwrap());
        run(play(&events, &steps, workers, &question));
    }
}

/// A question about a part of the breakdowns gives the same numbers as one about all.
#[test]
fn a_table_does_not_depend_on_the_other_tables() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let events =
        proptest::collection::vec(random_event(), 300).new_tree(&mut runner).unwrap().current();
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let lake = sample::open(folder.path(), &SetClock::at("2026-04-02T00:00:00Z")).await;
        for part in events.chunks(100) {
            lake.writer().append(ServiceKind::Public, part.to_vec()).await.unwrap();
            lake.upkeep().flush().await.unwrap();
        }
        let all = ask(&lake, &random_question()).await;
        for table in &all.tables {
            let question = UsageQuestion { breakdowns: vec![table.breakdown], ..random_question() };
            let alone = ask(&lake, &question).await;
            assert_eq!(alone.totals, all.totals);
            assert_eq!(alone.tables, std::slice::from_ref(table));
        }
    });
}

#[tokio::test]
async fn services_and_kinds_do_not_see_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-03-28T12:00:00Z")).await;
    let other = Event {
        service: lotse_domain::ids::ServiceId::new(u32::MAX),
        page: Some(page("/other")),
        ..event(2, "2026-03-28T10:00:00Z")
    };
    let public = vec![event(1, "2026-03-28T10:00:00Z"), other];
    lake.writer().append(ServiceKind::Public, public).await.unwrap();
    let staff = vec![event(3, "2026-03-28T10:00:00Z"), event(4, "2026-03-28T10:00:00Z")];
    lake.writer().append(ServiceKind::Employees, staff).await.unwrap();
    for flushed in [false, true] {
        if flushed {
            lake.upkeep().flush().await.unwrap();
        }
        let mut question = random_question();
        assert_eq!(ask(&lake, &question).await.totals.events.get(), 1);
        question.scope.service = lotse_domain::ids::ServiceId::new(u32::MAX);
        assert_eq!(ask(&lake, &question).await.totals.events.get(), 1);
        question.scope.service = lotse_domain::ids::ServiceId::new(3);
        assert_eq!(ask(&lake, &question).await, twin::answer(&[], &question));
        question.scope.service = lotse_domain::ids::ServiceId::new(1);
        question.scope.kind = ServiceKind::Employees;
        assert_eq!(ask(&lake, &question).await.totals.events.get(), 2);
    }
}

#[tokio::test]
async fn arrivals_name_the_newest_receipt_of_a_service() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-03-28T12:00:00Z")).await;
    let service = lotse_domain::ids::ServiceId::new(1);
    let newest =
        async || opened(lake.reader().arrivals(ServiceKind::Public, service).await.unwrap()).newest;
    assert_eq!(newest().await, None);
    let delayed =
        Event { received_at: time("2026-03-28T11:00:00Z"), ..event(1, "2026-03-20T10:00:00Z") };
    let other =
        Event { service: lotse_domain::ids::ServiceId::new(2), ..event(2, "2026-03-28T11:30:00Z") };
    lake.writer().append(ServiceKind::Public, vec![delayed, other]).await.unwrap();
    assert_eq!(newest().await, Some(time("2026-03-28T11:00:00Z")));
    lake.upkeep().flush().await.unwrap();
    assert_eq!(newest().await, Some(time("2026-03-28T11:00:00Z")));
    let next = vec![event(3, "2026-03-28T11:59:00Z")];
    lake.writer().append(ServiceKind::Public, next).await.unwrap();
    assert_eq!(newest().await, Some(time("2026-03-28T11:59:01Z")));
}

#[tokio::test]
async fn more_labels_than_are_kept_are_said_to_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-03-28T12:00:00Z")).await;
    let events: Vec<Event> = (0..5_200)
        .map(|n| Event {
            page: Some(page(&format!("/page/{}", if n % 2 == 0 { 0 } else { n }))),
            visitor: Some(lotse_domain::ids::Visitor::from_hash(i64::try_from(n).unwrap())),
            ..event(n, "2026-03-28T10:00:00Z")
        })
        .collect();
    lake.writer().append(ServiceKind::Public, events).await.unwrap();
    let answer = ask(&lake, &random_question()).await;
    assert!(answer.tables.iter().all(|table| !table.truncated));
    let more: Vec<Event> = (6_000..9_000)
        .map(|n| Event {
            page: Some(page(&format!("/page/{n}"))),
            ..event(n, "2026-03-28T10:00:00Z")
        })
        .collect();
    lake.writer().append(ServiceKind::Public, more).await.unwrap();
    let answer = ask(&lake, &random_question()).await;
    assert_eq!(answer.totals.events.get(), 8_200, "totals do not depend on labels");
    let pages = answer
        .tables
        .iter()
        .find(|table| table.breakdown == lotse_domain::query::Breakdown::Page)
        .unwrap();
    assert!(pages.truncated && pages.rows.len() <= 5_000, "{}", pages.rows.len());
    let common = pages.rows.iter().find(|(label, _)| label.as_deref() == Some("/page/0"));
    assert_eq!(common.unwrap().1.events.get(), 2_600);
}
