//! Questions share: what was counted before is not counted again, memory has an end, and who stops
//! waiting makes room.

use jiff::SignedDuration;
use lotse_domain::{
    Count,
    event::Event,
    ids::Visitor,
    query::{
        UsageQuestion,
        counts::{CountsParts, CountsQuestion, Distinct, Grouping, RowOrder},
        filter::EventFilter,
        funnel::{FunnelParts, FunnelQuestion, StepOrder, Unit},
        interval::Interval,
    },
    service::ServiceKind,
};
use lotse_lake::{Lake, LakeOptions, QueryError};

use crate::sample::{self, SetClock, event, opened, options, question, scope};

const NOON: &str = "2026-03-28T12:00:00Z";

fn views(numbers: std::ops::Range<u64>, at: &str) -> Vec<Event> {
    numbers
        .map(|n| {
            let mut event = event(n, at);
            event.visitor = Some(Visitor::from_hash(i64::try_from(n).unwrap() * 7_919));
            event
        })
        .collect()
}

async fn count(lake: &Lake, question: &UsageQuestion) -> Result<Count, QueryError> {
    lake.reader().usage(question).await.map(|answer| opened(answer).totals.events)
}

fn delete_files(folder: &std::path::Path) -> usize {
    let mut deleted = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            deleted += delete_files(&path);
        } else if path.extension().is_some_and(|name| name == "parquet") {
            std::fs::remove_file(path).unwrap();
            deleted += 1;
        }
    }
    deleted
}

#[tokio::test]
async fn an_answer_is_given_again_until_something_of_the_question_changes() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    let append = async |events| lake.writer().append(ServiceKind::Public, events).await.unwrap();
    append(views(0..100, "2026-03-20T10:00:00Z")).await;
    lake.upkeep().flush().await.unwrap();
    let (week, other) = (
        question("2026-03-16", "2026-03-22", "Europe/Berlin"),
        question("2026-03-16", "2026-03-23", "Europe/Berlin"),
    );
    assert_eq!(count(&lake, &week).await.unwrap(), Count::new(100));
    // Whoever counts from now on finds nothing to read.
    assert_eq!(delete_files(folder.path()), 1);
    assert_eq!(count(&lake, &week).await.unwrap(), Count::new(100));
    assert!(count(&lake, &other).await.is_err(), "another question is counted");
    append(views(100..110, NOON)).await;
    assert_eq!(count(&lake, &week).await.unwrap(), Count::new(100), "of another time");
    let mut elsewhere = views(110..111, "2026-03-21T10:00:00Z");
    elsewhere[0].service = lotse_domain::ids::ServiceId::new(2);
    append(elsewhere).await;
    assert_eq!(count(&lake, &week).await.unwrap(), Count::new(100), "of another service");
    append(views(111..112, "2026-03-21T10:00:00Z")).await;
    assert!(count(&lake, &week).await.is_err(), "something of the question is new");
}

/// Events and visitors of each day from 1 to 28 March.
fn by_day(distinct: Distinct) -> CountsQuestion {
    CountsQuestion::new(CountsParts {
        scope: scope("2026-03-01", "2026-03-28", "Europe/Berlin"),
        events: EventFilter::default(),
        by: vec![Grouping::Every(Interval::Day)],
        number: None,
        distinct,
        order: RowOrder::Events,
        rows: 31,
    })
    .unwrap()
}

/// Whoever counts something twice finds its file gone.
#[tokio::test]
async fn where_each_day_is_counted_by_itself_only_what_is_new_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    let append = async |events| {
        lake.writer().append(ServiceKind::Public, events).await.unwrap();
        lake.upkeep().flush().await.unwrap();
    };
    // The same hundred people in a settled week, on a day of the last seven, and today.
    for at in ["2026-03-11T10:00:00Z", "2026-03-24T10:00:00Z", "2026-03-28T11:00:00Z"] {
        append(views(0..100, at)).await;
    }
    let ask = async |distinct| {
        let answer = lake.reader().counts(&by_day(distinct)).await.map(opened);
        answer.map(|answer| (answer.whole.events.get(), answer.whole.visitors.get()))
    };
    assert_eq!(ask(Distinct::Day).await.unwrap(), (300, 300));
    assert_eq!(ask(Distinct::Period).await.unwrap(), (300, 100));
    assert_eq!(delete_files(folder.path()), 3);
    append(views(100..110, "2026-03-23T10:00:00Z")).await;
    assert_eq!(ask(Distinct::Day).await.unwrap(), (310, 310), "an event of one day is new");
    assert!(ask(Distinct::Period).await.is_err(), "who is who must be looked up on all days");
    append(views(110..120, "2026-03-24T11:00:00Z")).await;
    assert!(ask(Distinct::Day).await.is_err(), "of this day the old events are needed too");
}

/// What an answer rests on is told whether it was counted now or before: of all rows of the service and
/// time, the filter or not, and each row once.
#[tokio::test]
async fn an_answer_says_on_how_many_rows_it_rests() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    let append = async |events| lake.writer().append(ServiceKind::Public, events).await.unwrap();
    append(views(0..100, "2026-03-11T10:00:00Z")).await;
    lake.upkeep().flush().await.unwrap();
    append(views(100..107, "2026-03-28T11:00:00Z")).await;
    let rows = async |distinct, events| {
        let mut parts = by_day(distinct).parts().clone();
        parts.events = events;
        let (reader, rows_read) = lake.reader().metered();
        reader.counts(&CountsQuestion::new(parts).unwrap()).await.unwrap();
        opened(rows_read.rows()).get()
    };
    for distinct in Distinct::ALL {
        for asked in ["counted", "kept"] {
            assert_eq!(rows(*distinct, EventFilter::default()).await, 107, "{distinct} {asked}");
        }
        let nothing = sample::is(lotse_domain::query::filter::Field::Kind, "leave");
        assert_eq!(rows(*distinct, nothing).await, 107, "{distinct}: before the filter");
    }
    let (reader, rows_read) = lake.reader().metered();
    reader.counts(&by_day(Distinct::Day)).await.unwrap();
    reader.counts(&by_day(Distinct::Day)).await.unwrap();
    assert_eq!(opened(rows_read.rows()).get(), 214, "of two answers");
}

fn anything_within_an_hour() -> FunnelQuestion {
    FunnelQuestion::new(FunnelParts {
        scope: scope("2026-03-20", "2026-03-20", "UTC"),
        steps: vec![EventFilter::default()],
        order: StepOrder::Ordered,
        unit: Unit::Visitor,
        window: Some(SignedDuration::from_hours(1)),
        exclusions: Vec::new(),
        breakdown: None,
    })
    .unwrap()
}

#[tokio::test]
async fn what_does_not_fit_into_memory_is_refused_and_others_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let small = LakeOptions { query_bytes: 128 << 10, ..options(&clock, 1) };
    let lake = Lake::open(folder.path(), small).await.unwrap();
    lake.upkeep()
        .load(ServiceKind::Public, views(0..20_000, "2026-03-20T10:00:00Z"))
        .await
        .unwrap();
    // A time for each of 20,000 visitors: 160 kB.
    let refused = lake.reader().funnel(&anything_within_an_hour()).await.err().unwrap();
    assert!(matches!(refused, QueryError::TooMuch { .. }), "{refused}");
    let question = question("2026-03-20", "2026-03-20", "UTC");
    assert_eq!(count(&lake, &question).await.unwrap(), Count::new(20_000));
    let again = lake.reader().funnel(&anything_within_an_hour()).await.err().unwrap();
    assert!(matches!(again, QueryError::TooMuch { .. }), "{again}");
}

#[tokio::test]
async fn who_stops_waiting_gives_the_turn_back() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let one = LakeOptions { queries: std::num::NonZeroUsize::MIN, ..options(&clock, 1) };
    let lake = Lake::open(folder.path(), one).await.unwrap();
    lake.upkeep()
        .load(ServiceKind::Public, views(0..20_000, "2026-03-20T10:00:00Z"))
        .await
        .unwrap();
    let reader = lake.reader();
    let asked = anything_within_an_hour();
    let mut waiting = Box::pin(reader.funnel(&asked));
    while reader.extent().questions == 0 {
        assert!(is_pending(&mut waiting).await, "it was answered before it ran");
    }
    drop(waiting);
    assert_eq!(reader.extent().questions, 0);
    let question = question("2026-03-20", "2026-03-20", "UTC");
    assert_eq!(count(&lake, &question).await.unwrap(), Count::new(20_000));
}

/// Polls once; whether it still waits.
async fn is_pending<T>(future: &mut (impl Future<Output = T> + Unpin)) -> bool {
    let waits = std::future::poll_fn(|context| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending())
    })
    .await;
    tokio::task::yield_now().await;
    waits
}
