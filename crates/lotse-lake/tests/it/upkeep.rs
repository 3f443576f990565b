//! What is merged stays, what is erased or has expired is gone: from answers, and from every byte.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use jiff::SignedDuration;
use lotse_domain::{
    Count,
    event::{Element, Event, EventKind},
    ids::{CaseReference, ServiceId, Visitor},
    property::ShortText,
    service::ServiceKind,
};
use lotse_lake::{
    Erased, Erasure, Lake, LakeOptions, Retained, Retention, Subject, WriteError,
    probe::{Probe, Step},
};

use crate::{
    sample::{self, SetClock, event, open, opened, options, page, question},
    twin,
};

const NOON: &str = "2026-03-28T12:00:00Z";
/// What is planted in the events that are to go.
pub(crate) const NEEDLE: &str = "zebra-crossing";

pub(crate) async fn append(lake: &Lake, events: &[Event]) {
    lake.writer().append(ServiceKind::Public, events.to_vec()).await.unwrap();
}

async fn agrees(lake: &Lake, events: &[Event]) {
    let question = question("2026-01-01", "2026-03-30", "Europe/Berlin");
    let answer = opened(lake.reader().usage(&question).await.unwrap());
    assert_eq!(answer, twin::answer(events, &question));
}

/// Clicks on a control, each of a page of its own number; some carry what will have to go.
pub(crate) fn clicks(
    numbers: std::ops::Range<u64>,
    day: &str,
    planted: impl Fn(u64) -> bool,
) -> Vec<Event> {
    numbers
        .map(|n| {
            let mut click = event(n, &format!("{day}T{:02}:{:02}:00Z", n % 24, n % 60));
            click.kind = EventKind::Click;
            click.visitor = Some(Visitor::from_hash(i64::try_from(n % 7).unwrap()));
            let planted = planted(n);
            click.page = Some(page(&format!("/{}/{n}", if planted { NEEDLE } else { "page" })));
            click.element = Some(Element {
                role: Some(ShortText::trusted("button")),
                name: Some(ShortText::trusted("Save-and-continue")),
                heading: Some(ShortText::trusted("Save-and-continue below")),
                ..Element::default()
            });
            if planted {
                click.case = Some(CaseReference::from_hash(4711));
                let name = ShortText::trusted("note");
                click.properties.insert(name, ShortText::trusted(format!("the {NEEDLE} of {n}")));
            }
            click
        })
        .collect()
}

/// Files below `folder` that hold a text, in their bytes or in what a Parquet file decodes to.
pub(crate) fn traces(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(traces(&path, text));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let in_bytes = bytes.windows(text.len()).any(|part| part == text.as_bytes());
        if in_bytes
            || (path.extension().is_some_and(|kind| kind == "parquet") && decodes(&path, text))
        {
            found.push(path.strip_prefix(folder).unwrap().display().to_string());
        }
    }
    found
}

fn decodes(path: &Path, text: &str) -> bool {
    let file = std::fs::File::open(path).unwrap();
    let rows = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    rows.map(Result::unwrap).any(|batch| format!("{batch:?}").contains(text))
}

fn files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for partition in std::fs::read_dir(folder.join("public/events")).unwrap() {
        let partition = partition.unwrap().path();
        if partition.to_string_lossy().contains("month=") {
            let files = std::fs::read_dir(partition).unwrap();
            names
                .extend(files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()));
        }
    }
    names.sort();
    names
}

#[tokio::test]
async fn days_of_a_month_that_ended_62_days_ago_become_the_months_files() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at("2026-01-20T12:00:00Z");
    let options = LakeOptions { month_rows: 120, ..options(&clock, 2) };
    let lake = Lake::open(folder.path(), options).await.unwrap();
    let mut all = Vec::new();
    for day in 10..18_u64 {
        let events = clicks(day * 50..day * 50 + 50, &format!("2026-01-{day}"), |_| false);
        append(&lake, &events).await;
        lake.upkeep().flush().await.unwrap();
        all.extend(events);
    }
    clock.advance(SignedDuration::from_hours(24 * 50));
    lake.upkeep().compact().await.unwrap();
    agrees(&lake, &all).await;
    assert!(files(folder.path()).iter().all(|name| name.starts_with("2026-01-1")));
    clock.advance(SignedDuration::from_hours(24 * 30));
    let compacted = lake.upkeep().compact().await.unwrap();
    assert_eq!(compacted.files_removed, 8);
    assert!((3..=5).contains(&compacted.files_added), "{compacted:?}");
    agrees(&lake, &all).await;
    clock.advance(SignedDuration::from_hours(3));
    lake.upkeep().compact().await.unwrap();
    clock.advance(SignedDuration::from_hours(3));
    assert_eq!(lake.upkeep().compact().await.unwrap().files_removed, 0);
    assert_eq!(files(folder.path()).len(), compacted.files_added);
    // A few that come late stay beside; many are taken in.
    let few = clicks(2_000..2_010, "2026-01-15", |_| false);
    append(&lake, &few).await;
    lake.upkeep().flush().await.unwrap();
    assert_eq!(lake.upkeep().compact().await.unwrap().files_removed, 0);
    let more = clicks(2_010..2_100, "2026-01-16", |_| false);
    append(&lake, &more).await;
    lake.upkeep().flush().await.unwrap();
    assert!(lake.upkeep().compact().await.unwrap().files_removed > 2);
    agrees(&lake, &[all, few, more].concat()).await;
}

#[tokio::test]
async fn erased_events_are_in_no_answer_and_in_no_byte_of_the_folder() {
    for subject in [
        Subject::Case(CaseReference::from_hash(4711)),
        Subject::Visitor(Visitor::from_hash(3)),
        Subject::Everybody,
    ] {
        let folder = tempfile::tempdir().unwrap();
        let clock = SetClock::at(NOON);
        let lake = open(folder.path(), &clock).await;
        let planted = move |n: u64| match subject {
            Subject::Case(_) => n.is_multiple_of(5),
            Subject::Visitor(_) => n % 7 == 3,
            Subject::Everybody | Subject::Import(_) => true,
        };
        let older = clicks(0..40, "2026-03-26", planted);
        let newer = clicks(40..80, "2026-03-27", planted);
        // In replaced files, in the table, in the buffer.
        for part in older.chunks(20) {
            append(&lake, part).await;
            lake.upkeep().flush().await.unwrap();
        }
        lake.upkeep().compact().await.unwrap();
        append(&lake, &newer[..20]).await;
        lake.upkeep().flush().await.unwrap();
        append(&lake, &newer[20..]).await;
        // And of another service, which has the same hashes.
        let mut other = clicks(100..120, "2026-03-27", |n| n.is_multiple_of(5));
        for event in &mut other {
            event.service = ServiceId::new(2);
            event.page = Some(page("/other"));
            event.properties = lotse_domain::property::Properties::new();
        }
        append(&lake, &other).await;
        let before = traces(folder.path(), NEEDLE);
        assert!(before.iter().any(|path| path.ends_with(".parquet")), "{before:?}");
        assert!(before.iter().any(|path| path.contains("buffer.sqlite")), "{before:?}");
        let erasure = Erasure { kind: ServiceKind::Public, service: ServiceId::new(1), subject };
        let erased = lake.upkeep().erase(&erasure).await.unwrap();
        let all = [older, newer].concat();
        let (gone, left): (Vec<_>, Vec<_>) = all.into_iter().partition(|e| match subject {
            Subject::Case(case) => e.case == Some(case),
            Subject::Visitor(visitor) => e.visitor == Some(visitor),
            Subject::Import(import) => e.import == Some(import),
            Subject::Everybody => true,
        });
        assert_eq!(erased.events.get(), gone.len() as u64, "{subject:?}");
        assert_eq!(traces(folder.path(), NEEDLE), [""; 0], "{subject:?}");
        agrees(&lake, &left).await;
        let of_other = {
            let mut question = question("2026-01-01", "2026-03-30", "UTC");
            question.scope.service = ServiceId::new(2);
            opened(lake.reader().usage(&question).await.unwrap()).totals.events
        };
        assert_eq!(of_other, Count::new(20));
        assert_eq!(lake.upkeep().erase(&erasure).await.unwrap(), Erased::default());
        lake.close().await;
        drop(lake);
        agrees(&open(folder.path(), &clock).await, &left).await;
    }
}

#[tokio::test]
async fn what_has_expired_is_gone_and_details_of_elements_go_before() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at("2026-01-31T12:00:00Z");
    let retention = Retention { event_months: 4, element_months: 2 };
    let lake =
        Lake::open(folder.path(), LakeOptions { retention, ..options(&clock, 2) }).await.unwrap();
    let january = clicks(0..40, "2026-01-31", |_| true);
    append(&lake, &january).await;
    lake.upkeep().flush().await.unwrap();
    clock.advance(SignedDuration::from_hours(24 * 28));
    let february = clicks(100..140, "2026-02-28", |_| false);
    append(&lake, &february).await;
    lake.upkeep().flush().await.unwrap();
    // 28 February: both months are kept whole.
    assert_eq!(lake.upkeep().retain().await.unwrap(), Retained::default());
    let without = |events: &[Event]| {
        events.iter().map(|e| Event { element: None, ..e.clone() }).collect::<Vec<_>>()
    };
    clock.advance(SignedDuration::from_hours(13));
    // 1 March: January's elements go.
    let retained = lake.upkeep().retain().await.unwrap();
    assert_eq!(retained.elements_emptied, Count::new(40));
    agrees(&lake, &[without(&january), february.clone()].concat()).await;
    assert_eq!(traces(folder.path(), "Save-and-continue").len(), 1, "February's file alone");
    assert_eq!(lake.upkeep().retain().await.unwrap(), Retained::default());
    clock.advance(SignedDuration::from_hours(24 * 60));
    // 30 April: February's elements are gone, all events are kept.
    assert_eq!(lake.upkeep().retain().await.unwrap().elements_emptied, Count::new(40));
    assert_eq!(traces(folder.path(), "Save-and-continue"), [""; 0]);
    assert!(!traces(folder.path(), NEEDLE).is_empty());
    clock.advance(SignedDuration::from_hours(24));
    // 1 May: January goes.
    assert_eq!(lake.upkeep().retain().await.unwrap().events_deleted, Count::new(40));
    assert_eq!(traces(folder.path(), NEEDLE), [""; 0]);
    agrees(&lake, &without(&february)).await;
    assert!(!folder.path().join("public/events/month=2026-01").exists());
}

#[tokio::test]
async fn a_full_disk_refuses_events_and_answers_questions_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let free = Arc::new(AtomicU64::new(u64::MAX));
    let known = free.clone();
    let options = LakeOptions {
        free_bytes: Arc::new(move || Some(known.load(Ordering::SeqCst))),
        reserve_bytes: 100 << 20,
        ..options(&clock, 2)
    };
    let lake = Lake::open(folder.path(), options).await.unwrap();
    let events = clicks(0..60, "2026-03-27", |_| false);
    for part in events[..40].chunks(10) {
        append(&lake, part).await;
        lake.upkeep().flush().await.unwrap();
    }
    free.store(99 << 20, Ordering::SeqCst);
    let refused = lake.writer().append(ServiceKind::Public, events[40..].to_vec()).await;
    assert!(
        matches!(refused, Err(WriteError::DiskFull { free_mib: 99, reserve_mib: 100 })),
        "{refused:?}"
    );
    agrees(&lake, &events[..40]).await;
    // What makes room, or moves what was accepted, goes on within the reserve.
    assert_eq!(lake.upkeep().compact().await.unwrap().files_removed, 4);
    free.store(1 << 20, Ordering::SeqCst);
    let erasure = Erasure {
        kind: ServiceKind::Public,
        service: ServiceId::new(1),
        subject: Subject::Visitor(Visitor::from_hash(3)),
    };
    let refused = lake.upkeep().erase(&erasure).await.unwrap_err().to_string();
    assert!(refused.contains("free disk"), "{refused}");
    agrees(&lake, &events[..40]).await;
    free.store(u64::MAX, Ordering::SeqCst);
    append(&lake, &events[40..]).await;
    agrees(&lake, &events).await;
}

/// Does something at a step, once.
struct Meanwhile {
    at: Step,
    lake: Mutex<Option<Lake>>,
    what: Mutex<Vec<Event>>,
    then: Then,
}

#[derive(Clone, Copy, Debug)]
enum Then {
    AppendAndFlush,
    Append,
}

#[async_trait]
impl Probe for Meanwhile {
    async fn reached(&self, step: Step) {
        if step != self.at {
            return;
        }
        let lake = self.lake.lock().unwrap().clone();
        let events = std::mem::take(&mut *self.what.lock().unwrap());
        if let (Some(lake), false) = (lake, events.is_empty()) {
            append(&lake, &events).await;
            if matches!(self.then, Then::AppendAndFlush) {
                lake.upkeep().flush().await.unwrap();
            }
        }
    }

    fn synced(&self, _: &Path) {}
}

#[tokio::test]
async fn a_flush_in_the_middle_of_a_merge_an_erasure_or_retention_is_counted_once() {
    use Step::{CompactCommitted, CompactWritten, EraseCommitted, EraseWritten, RetainCommitted};
    for at in [CompactWritten, CompactCommitted, EraseWritten, EraseCommitted, RetainCommitted] {
        for then in [Then::Append, Then::AppendAndFlush] {
            let folder = tempfile::tempdir().unwrap();
            let clock = SetClock::at(NOON);
            let meanwhile = Arc::new(Meanwhile {
                at,
                lake: Mutex::new(None),
                what: Mutex::new(clicks(500..530, "2026-03-27", |_| false)),
                then,
            });
            let retention = Retention { event_months: 3, element_months: 2 };
            let probe = meanwhile.clone();
            let lake =
                Lake::open(folder.path(), LakeOptions { retention, probe, ..options(&clock, 2) })
                    .await
                    .unwrap();
            let old = clicks(0..30, "2026-01-30", |n| n.is_multiple_of(5));
            let new = clicks(30..60, "2026-03-27", |n| n.is_multiple_of(5));
            for part in [&old[..], &new[..15], &new[15..]] {
                append(&lake, part).await;
                lake.upkeep().flush().await.unwrap();
            }
            *meanwhile.lake.lock().unwrap() = Some(lake.clone());
            lake.upkeep().compact().await.unwrap();
            let case = CaseReference::from_hash(4711);
            let (service, subject) = (ServiceId::new(1), Subject::Case(case));
            let erasure = Erasure { kind: ServiceKind::Public, service, subject };
            lake.upkeep().erase(&erasure).await.unwrap();
            lake.upkeep().retain().await.unwrap();
            *meanwhile.lake.lock().unwrap() = None;
            let added = clicks(500..530, "2026-03-27", |_| false);
            let mut left = [old, new, added].concat();
            left.retain(|event| event.case.is_none());
            for event in &mut left {
                if event.occurred_at < sample::time("2026-02-01T00:00:00Z") {
                    event.element = None;
                }
            }
            agrees(&lake, &left).await;
            assert_eq!(traces(folder.path(), NEEDLE), [""; 0], "{at:?} {then:?}");
        }
    }
}
