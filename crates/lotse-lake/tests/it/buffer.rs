//! Accepted means kept, once (`docs/spec/buffer.md`).

use jiff::SignedDuration;
use lotse_domain::{event::Event, ids::ServiceId, query::UsageQuestion, service::ServiceKind};
use lotse_lake::{Appended, Lake, OpenError, WriteError};

use crate::sample::{self, SetClock, event, id, opened, question, time};

async fn append(lake: &Lake, events: Vec<Event>) -> Appended {
    lake.writer().append(ServiceKind::Public, events).await.unwrap()
}

async fn count(lake: &Lake, question: &UsageQuestion) -> u64 {
    opened(lake.reader().usage(question).await.unwrap()).totals.events.get()
}

fn appended(stored: u64, duplicates: u64) -> Appended {
    Appended { stored: stored.into(), duplicates: duplicates.into() }
}

const NOON: &str = "2026-03-28T12:00:00Z";

fn today() -> UsageQuestion {
    question("2026-03-28", "2026-03-28", "UTC")
}

#[tokio::test]
async fn an_event_is_stored_once_however_often_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let mut lake = sample::open(folder.path(), &clock).await;
    let (a, b) = (event(1, NOON), event(2, NOON));
    assert_eq!(append(&lake, vec![a.clone(), a.clone(), b.clone()]).await, appended(2, 1));
    assert_eq!(append(&lake, vec![a.clone()]).await, appended(0, 1));
    // Neither a flush nor a restart forgets ids.
    lake.upkeep().flush().await.unwrap();
    assert_eq!(append(&lake, vec![b.clone()]).await, appended(0, 1));
    lake.close().await;
    drop(lake);
    lake = sample::open(folder.path(), &clock).await;
    clock.advance(SignedDuration::from_hours(23));
    assert_eq!(append(&lake, vec![a.clone(), b]).await, appended(0, 2));
    assert_eq!(count(&lake, &today()).await, 2);
    // The same id of another service is another event.
    let other = Event { service: ServiceId::new(2), ..a };
    assert_eq!(append(&lake, vec![other]).await, appended(1, 0));
}

/// Ids whose own time is far from their arrival: wrong clocks, replays, waiting clients.
#[tokio::test]
async fn ids_from_other_times_are_recognised_for_a_day_too() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    let made = [
        "2026-03-28T12:00:00Z",
        "2026-03-28T13:30:00Z",
        "2026-03-29T12:30:00Z",
        "2026-03-30T12:30:00Z",
        "2026-03-28T09:00:00Z",
        "2025-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2200-01-01T00:00:00Z",
    ];
    let events: Vec<Event> =
        made.iter().map(|made| Event { id: id(9, time(made)), ..event(0, NOON) }).collect();
    assert_eq!(append(&lake, events.clone()).await, appended(8, 0));
    for hours in [0, 1, 6, 8, 9] {
        clock.advance(SignedDuration::from_hours(hours));
        assert_eq!(append(&lake, events.clone()).await, appended(0, 8), "{hours}");
    }
    assert_eq!(count(&lake, &today()).await, 8);
}

#[tokio::test]
async fn what_was_accepted_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    for round in 0..3_u64 {
        let lake = sample::open(folder.path(), &clock).await;
        assert_eq!(count(&lake, &today()).await, round * 2);
        append(&lake, vec![event(round * 2, NOON), event(round * 2 + 1, NOON)]).await;
        // No close: the process is gone.
    }
}

#[tokio::test]
async fn many_appends_at_once_are_all_stored() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at(NOON)).await;
    let tasks = (0..200_u64).map(|number| {
        let writer = lake.writer();
        // Each event is sent by two of them.
        let events = vec![event(number, NOON), event((number + 1) % 200, NOON)];
        tokio::spawn(async move { writer.append(ServiceKind::Public, events).await.unwrap() })
    });
    let (mut stored, mut duplicates) = (0, 0);
    for task in tasks.collect::<Vec<_>>() {
        let appended = task.await.unwrap();
        stored += appended.stored.get();
        duplicates += appended.duplicates.get();
    }
    assert_eq!((stored, duplicates), (200, 200));
    assert_eq!(count(&lake, &today()).await, 200);
}

#[tokio::test]
async fn a_full_buffer_refuses_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let mut options = sample::options(&clock, 1);
    options.buffered_rows = 2;
    let lake = Lake::open(folder.path(), options).await.unwrap();
    append(&lake, vec![event(1, NOON), event(2, NOON), event(3, NOON)]).await;
    let refused = lake.writer().append(ServiceKind::Public, vec![event(4, NOON)]).await;
    assert!(matches!(refused, Err(WriteError::Busy { waiting: 3 })), "{refused:?}");
    lake.upkeep().flush().await.unwrap();
    append(&lake, vec![event(4, NOON)]).await;
    assert_eq!(count(&lake, &today()).await, 4);
    lake.close().await;
    let refused = lake.writer().append(ServiceKind::Public, vec![event(5, NOON)]).await;
    assert!(matches!(refused, Err(WriteError::Closing)), "{refused:?}");
}

#[tokio::test]
async fn a_second_maintainer_is_kept_out() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    let second = Lake::open(folder.path(), sample::options(&clock, 1)).await;
    assert!(matches!(second, Err(OpenError::Locked)));
    lake.close().await;
    drop(lake);
    sample::open(folder.path(), &clock).await;
}
