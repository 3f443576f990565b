//! The lake is a list: under any actions, restarts and crashes among them, it answers as a plain list of
//! events would.

use std::path::Path;

use jiff::SignedDuration;
use lotse_domain::{
    event::{Element, Event},
    ids::{CaseReference, ServiceId, Visitor},
    property::ShortText,
    service::ServiceKind,
};
use lotse_lake::{Erasure, Lake, LakeOptions, Retention, Subject};
use proptest::prelude::*;

use crate::{
    sample::{self, Counting, SetClock, opened, options},
    twin,
    upkeep::append,
};

/// What may be done to a lake.
#[derive(Clone, Debug)]
enum Action {
    Append(usize),
    Repeat(usize),
    Flush,
    Compact,
    Retain,
    EraseCase,
    EraseVisitor(usize),
    Hours(i64),
    Restart,
    Crash,
    BackUp,
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let action = prop_oneof![
        6 => (1_usize..40).prop_map(Action::Append),
        2 => (1_usize..40).prop_map(Action::Repeat),
        3 => Just(Action::Flush),
        2 => Just(Action::Compact),
        1 => Just(Action::Retain),
        1 => Just(Action::EraseCase),
        1 => (0_usize..7).prop_map(Action::EraseVisitor),
        2 => proptest::sample::select(vec![1, 3, 30, 24 * 40, 24 * 90]).prop_map(Action::Hours),
        1 => Just(Action::Restart),
        1 => Just(Action::Crash),
        1 => Just(Action::BackUp),
    ];
    proptest::collection::vec(action, 1..24)
}

/// The model: a list.
#[derive(Default)]
struct Model {
    events: Vec<Event>,
    /// Appended within the last hours, so that a repetition is recognised.
    recent: Vec<Event>,
}

impl Model {
    fn append(&mut self, events: &[Event]) {
        for event in events {
            if !self.recent.iter().any(|known| known.id == event.id) {
                self.recent.push(event.clone());
                self.events.push(event.clone());
            }
        }
    }

    fn retain(&mut self, now: jiff::Timestamp) {
        let oldest = |months: i64| {
            let today = now.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
            let first = today.first_of_month().checked_sub(jiff::Span::new().months(months - 1));
            first.unwrap().to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap().timestamp()
        };
        self.events.retain(|event| event.occurred_at >= oldest(4));
        for event in &mut self.events {
            if event.occurred_at < oldest(2) {
                event.element = None;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn the_lake_is_a_list_under_any_actions(
        events in proptest::collection::vec(sample::random_event(), 60..120),
        actions in actions(),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(act(&events, &actions));
    }
}

/// A tenth of the usual number: each case opens lakes, and syncs.
fn cases() -> u32 {
    (ProptestConfig::default().cases / 10).max(8)
}

async fn act(events: &[Event], actions: &[Action]) {
    let parent = tempfile::tempdir().unwrap();
    let mut folder = parent.path().join("0");
    let clock = SetClock::at("2026-04-01T00:00:00Z");
    let retention = Retention { event_months: 4, element_months: 2 };
    let open = async |folder: &Path| {
        let options = LakeOptions { retention, month_rows: 30, ..options(&clock, 2) };
        Lake::open(folder, options).await.unwrap()
    };
    let mut lake = open(&folder).await;
    let (mut model, mut next, mut opened_lakes) = (Model::default(), 0, 1);
    for (number, action) in actions.iter().enumerate() {
        match action {
            Action::Append(count) => {
                let until = (next + count).min(events.len());
                let mut part = events[next..until].to_vec();
                for (n, event) in (next..).zip(&mut part) {
                    event.id = sample::id(n as u64, event.occurred_at);
                    event.case = n.is_multiple_of(4).then(|| CaseReference::from_hash(4711));
                    event.element = Some(Element {
                        role: Some(ShortText::trusted("link")),
                        ..Element::default()
                    });
                }
                next = until;
                append(&lake, &part).await;
                model.append(&part);
            }
            Action::Repeat(count) => {
                let from = model.recent.len().saturating_sub(*count);
                // As the client made them: an erasure or a retention run changes nothing at the client.
                let part = model.recent[from..].to_vec();
                append(&lake, &part).await;
                model.append(&part);
            }
            Action::Flush => drop(lake.upkeep().flush().await.unwrap()),
            Action::Compact => drop(lake.upkeep().compact().await.unwrap()),
            Action::Retain => {
                lake.upkeep().retain().await.unwrap();
                // What is still buffered is looked at after its flush.
                lake.upkeep().flush().await.unwrap();
                lake.upkeep().retain().await.unwrap();
                model.retain(lotse_domain::clock::Clock::now(&*clock));
            }
            Action::EraseCase | Action::EraseVisitor(_) => {
                let subject = match action {
                    Action::EraseVisitor(n) => {
                        let who = events.iter().filter_map(|event| event.visitor).nth(*n);
                        Subject::Visitor(who.unwrap_or(Visitor::from_hash(3)))
                    }
                    _ => Subject::Case(CaseReference::from_hash(4711)),
                };
                let service = ServiceId::new(1);
                let erasure = Erasure { kind: ServiceKind::Public, service, subject };
                let erased = lake.upkeep().erase(&erasure).await.unwrap();
                let before = model.events.len();
                model.events.retain(|event| {
                    event.service != service
                        || match subject {
                            Subject::Case(case) => event.case != Some(case),
                            Subject::Visitor(visitor) => event.visitor != Some(visitor),
                            Subject::Import(import) => event.import != Some(import),
                            Subject::Everybody => false,
                        }
                });
                assert_eq!(erased.events.get(), (before - model.events.len()) as u64);
            }
            Action::Hours(hours) => {
                clock.advance(SignedDuration::from_hours(*hours));
                if *hours > 3 {
                    model.recent.clear();
                }
            }
            Action::Restart => {
                lake.close().await;
                drop(lake);
                lake = open(&folder).await;
            }
            Action::Crash | Action::BackUp => {
                let to = parent.path().join(opened_lakes.to_string());
                opened_lakes += 1;
                if matches!(action, Action::Crash) {
                    sample::copy(&folder, &to);
                } else {
                    lake.upkeep().back_up(&to, &|_, _| {}).await.unwrap();
                    lotse_lake::adopt(&to, &Counting::default()).await.unwrap();
                }
                lake.close().await;
                folder = to;
                lake = open(&folder).await;
            }
        }
        let question = sample::random_question();
        let answer = opened(lake.reader().usage(&question).await.unwrap());
        let expected = twin::answer(&model.events, &question);
        assert_eq!(answer, expected, "after {number}: {action:?} of {actions:?}");
    }
}
