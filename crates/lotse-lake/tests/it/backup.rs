//! A copy made while the lake works holds everything acknowledged before, once.

use std::path::Path;

use lotse_domain::{Count, event::Event, service::ServiceKind};
use lotse_lake::{Adopted, Lake, adopt};

use crate::{
    sample::{self, Counting, SetClock, event, opened, question},
    twin,
};

const NOON: &str = "2026-03-28T12:00:00Z";

fn events(numbers: std::ops::Range<u64>) -> Vec<Event> {
    numbers.map(|n| event(n, &format!("2026-03-28T{:02}:{:02}:00Z", n % 24, n % 60))).collect()
}

async fn append(lake: &Lake, events: &[Event]) {
    lake.writer().append(ServiceKind::Public, events.to_vec()).await.unwrap();
}

async fn agrees(lake: &Lake, events: &[Event]) {
    let question = question("2026-03-20", "2026-03-30", "Europe/Berlin");
    let answer = opened(lake.reader().usage(&question).await.unwrap());
    assert_eq!(answer, twin::answer(events, &question));
}

fn adopted(in_table: u64, in_buffer: u64) -> Adopted {
    Adopted { in_table: Count::new(in_table), in_buffer: Count::new(in_buffer) }
}

fn buffer_id(folder: &Path) -> Vec<u8> {
    let bytes = std::fs::read(folder.join("public/buffer.sqlite")).unwrap();
    let at = bytes.windows(13).position(|part| part == b"lotse-buffer-").unwrap();
    bytes[at..at + 45].to_vec()
}

#[tokio::test]
async fn a_copy_holds_table_and_buffer_and_takes_further_events() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    append(&lake, &events(0..30)).await;
    lake.upkeep().flush().await.unwrap();
    append(&lake, &events(30..40)).await;
    let target = folder.path().join("copy");
    let seen = std::sync::Mutex::new(Vec::new());
    let progress = |done, all| seen.lock().unwrap().push((done, all));
    let copied = lake.upkeep().back_up(&target, &progress).await.unwrap();
    assert_eq!(
        copied.iter().map(|part| (part.in_table.get(), part.in_buffer.get())).collect::<Vec<_>>(),
        [(30, 10), (0, 0)]
    );
    let seen = seen.into_inner().unwrap();
    assert!(seen.is_sorted_by_key(|(done, _)| *done) && seen.len() > 3, "{seen:?}");
    // What happens afterwards is not in it.
    append(&lake, &events(40..50)).await;
    lake.upkeep().flush().await.unwrap();
    let before = buffer_id(&target);
    assert_eq!(adopt(&target, &Counting::default()).await.unwrap(), adopted(30, 10));
    assert_ne!(buffer_id(&target), before, "an old number could look stored");
    let copy = sample::open(&target, &clock).await;
    agrees(&copy, &events(0..40)).await;
    // Ids are still known: a repeated delivery is not stored again.
    append(&copy, &events(20..45)).await;
    agrees(&copy, &events(0..45)).await;
    copy.upkeep().flush().await.unwrap();
    agrees(&copy, &events(0..45)).await;
}

/// The buffer is copied first: what is flushed before the table is copied is in both parts.
#[tokio::test]
async fn rows_flushed_between_the_two_parts_are_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    append(&lake, &events(0..30)).await;
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    lake.upkeep().back_up(&first, &|_, _| {}).await.unwrap();
    lake.upkeep().flush().await.unwrap();
    append(&lake, &events(30..35)).await;
    lake.upkeep().back_up(&second, &|_, _| {}).await.unwrap();
    std::fs::copy(first.join("public/buffer.sqlite"), second.join("public/buffer.sqlite")).unwrap();
    assert_eq!(adopt(&second, &Counting::default()).await.unwrap(), adopted(30, 0));
    agrees(&sample::open(&second, &clock).await, &events(0..30)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_made_under_load_hold_a_whole_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at("2026-03-30T12:00:00Z");
    let lake = sample::open(folder.path(), &clock).await;
    let all = events(0..300);
    let acknowledged = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let appending = {
        let (lake, all, acknowledged) = (lake.clone(), all.clone(), acknowledged.clone());
        tokio::spawn(async move {
            for part in all.chunks(3) {
                append(&lake, part).await;
                acknowledged.fetch_add(part.len(), std::sync::atomic::Ordering::SeqCst);
            }
        })
    };
    let upkeep = {
        let upkeep = lake.upkeep();
        tokio::spawn(async move {
            for _ in 0..12 {
                upkeep.flush().await.unwrap();
                upkeep.compact().await.unwrap();
            }
        })
    };
    for round in 0..5 {
        let before = acknowledged.load(std::sync::atomic::Ordering::SeqCst);
        let target = folder.path().join(format!("copy-{round}"));
        lake.upkeep().back_up(&target, &|_, _| {}).await.unwrap();
        let adopted = adopt(&target, &Counting::default()).await.unwrap();
        let held = usize::try_from((adopted.in_table + adopted.in_buffer).get()).unwrap();
        assert!(held >= before, "{before} were acknowledged, {held} are in the copy");
        agrees(&sample::open(&target, &clock).await, &all[..held]).await;
    }
    appending.await.unwrap();
    upkeep.await.unwrap();
}
