//! From the buffer into the table exactly once, whatever is interrupted; compaction changes nothing.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use lotse_domain::{Count, event::Event, service::ServiceKind};
use lotse_lake::{Compacted, Flushed, Lake};

use crate::{
    sample::{self, SetClock, copy, event, opened, question},
    twin,
};

const NOON: &str = "2026-03-28T12:00:00Z";

async fn append(lake: &Lake, events: &[Event]) {
    lake.writer().append(ServiceKind::Public, events.to_vec()).await.unwrap();
}

/// The lake and the twin give the same answer.
async fn agrees(lake: &Lake, events: &[Event]) {
    let question = question("2026-03-20", "2026-03-30", "Europe/Berlin");
    let answer = opened(lake.reader().usage(&question).await.unwrap());
    assert_eq!(answer, twin::answer(events, &question));
}

fn events(numbers: std::ops::Range<u64>) -> Vec<Event> {
    numbers.map(|n| event(n, &format!("2026-03-28T{:02}:{:02}:00Z", n % 24, n % 60))).collect()
}

fn flushed(events: u64) -> Flushed {
    Flushed { events: Count::new(events) }
}

fn data_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for partition in std::fs::read_dir(folder.join("public/events")).unwrap() {
        let partition = partition.unwrap().path();
        if partition.is_dir() && !partition.ends_with("_delta_log") {
            files.extend(std::fs::read_dir(partition).unwrap().map(|f| f.unwrap().path()));
        }
    }
    files.sort();
    files
}

/// The default data folder is `./lotse-data`.
#[tokio::test]
async fn a_lake_in_a_relative_folder_is_read_after_a_flush() {
    let folder = tempfile::tempdir().unwrap();
    let above = std::env::current_dir().unwrap().components().skip(1).map(|_| "..").collect();
    let relative: PathBuf =
        [above, folder.path().strip_prefix("/").unwrap().to_owned()].iter().collect();
    assert!(relative.is_relative() && relative.is_dir(), "{}", relative.display());
    let lake = sample::open(&relative, &SetClock::at(NOON)).await;
    let events = events(0..20);
    append(&lake, &events).await;
    assert_eq!(lake.upkeep().flush().await.unwrap(), flushed(20));
    agrees(&lake, &events).await;
}

#[tokio::test]
async fn a_flush_moves_every_event_once() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let mut lake = sample::open(folder.path(), &clock).await;
    let all = events(0..50);
    append(&lake, &all[..10]).await;
    agrees(&lake, &all[..10]).await;
    append(&lake, &all[10..]).await;
    assert_eq!(lake.upkeep().flush().await.unwrap(), flushed(50));
    assert_eq!(lake.upkeep().flush().await.unwrap(), flushed(0));
    agrees(&lake, &all).await;
    lake.close().await;
    drop(lake);
    lake = sample::open(folder.path(), &clock).await;
    agrees(&lake, &all).await;
    assert_eq!(lake.upkeep().flush().await.unwrap(), flushed(0));
}

#[tokio::test]
async fn a_flush_is_due_by_size_or_age() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let mut options = sample::options(&clock, 2);
    (options.flush_rows, options.flush_minutes) = (20, 5);
    let lake = Lake::open(folder.path(), options).await.unwrap();
    assert_eq!(lake.upkeep().flush_if_due().await.unwrap(), flushed(0));
    append(&lake, &events(0..19)).await;
    clock.advance(SignedDuration::from_secs(299));
    assert_eq!(lake.upkeep().flush_if_due().await.unwrap(), flushed(0));
    append(&lake, &events(19..20)).await;
    assert_eq!(lake.upkeep().flush_if_due().await.unwrap(), flushed(20));
    append(&lake, &events(20..21)).await;
    assert_eq!(lake.upkeep().flush_if_due().await.unwrap(), flushed(0));
    clock.advance(SignedDuration::from_mins(5));
    assert_eq!(lake.upkeep().flush_if_due().await.unwrap(), flushed(1));
    agrees(&lake, &events(0..21)).await;
}

/// Killed after the commit and before the deletion: the old buffer meets the new table.
#[tokio::test]
async fn a_crash_between_commit_and_deletion_leaves_no_duplicate() {
    let folder = tempfile::tempdir().unwrap();
    let crashed = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    append(&lake, &events(0..30)).await;
    // The buffer as it is before the flush …
    for file in ["buffer.sqlite", "buffer.sqlite-wal"] {
        std::fs::create_dir_all(crashed.path().join("public")).unwrap();
        copy(&folder.path().join("public").join(file), &crashed.path().join("public").join(file));
    }
    lake.upkeep().flush().await.unwrap();
    // … beside the table as it is after it.
    copy(&folder.path().join("public/events"), &crashed.path().join("public/events"));
    let lake = sample::open(crashed.path(), &clock).await;
    agrees(&lake, &events(0..30)).await;
    assert_eq!(lake.upkeep().flush().await.unwrap(), flushed(0));
    append(&lake, &events(30..40)).await;
    assert_eq!(lake.upkeep().flush().await.unwrap(), flushed(10));
    agrees(&lake, &events(0..40)).await;
}

/// Killed after the files were written and before the commit: nothing is lost, the files are not
/// seen, and are gone two hours later.
#[tokio::test]
async fn a_crash_between_files_and_commit_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    append(&lake, &events(0..30)).await;
    lake.upkeep().flush().await.unwrap();
    let committed = data_files(folder.path());
    append(&lake, &events(30..60)).await;
    let crashed = tempfile::tempdir().unwrap();
    copy(folder.path(), crashed.path());
    let orphan = crashed.path().join("public/events/month=2026-03/2026-03-28-orphan.parquet");
    std::fs::copy(&committed[0], &orphan).unwrap();
    let lake = sample::open(crashed.path(), &clock).await;
    agrees(&lake, &events(0..60)).await;
    assert_eq!(lake.upkeep().flush().await.unwrap(), flushed(30));
    agrees(&lake, &events(0..60)).await;
    for minutes in [0, 60, 59] {
        clock.advance(SignedDuration::from_mins(minutes));
        lake.upkeep().compact().await.unwrap();
        assert!(orphan.exists(), "somebody may still be writing it");
    }
    clock.advance(SignedDuration::from_mins(1));
    lake.upkeep().compact().await.unwrap();
    assert!(!orphan.exists());
    agrees(&lake, &events(0..60)).await;
}

#[tokio::test]
async fn a_lost_buffer_gets_a_new_id_and_loses_no_later_event() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = sample::open(folder.path(), &clock).await;
    append(&lake, &events(0..30)).await;
    lake.upkeep().flush().await.unwrap();
    lake.close().await;
    drop(lake);
    for file in std::fs::read_dir(folder.path().join("public")).unwrap() {
        let file = file.unwrap().path();
        if file.is_file() {
            std::fs::remove_file(file).unwrap();
        }
    }
    // Sequence numbers begin at 1 again; the table holds 30 of the old id.
    let lake = sample::open(folder.path(), &clock).await;
    append(&lake, &events(30..40)).await;
    agrees(&lake, &events(0..40)).await;
    assert_eq!(lake.upkeep().flush().await.unwrap(), flushed(10));
    agrees(&lake, &events(0..40)).await;
}

#[tokio::test]
async fn compaction_makes_one_file_of_each_past_day() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let mut lake = sample::open(folder.path(), &clock).await;
    let mut all = Vec::new();
    for round in 0..5_u64 {
        for (day, number) in [("20", 0), ("21", 1), ("28", 2)] {
            all.push(event(round * 3 + number, &format!("2026-03-{day}T10:{round:02}:00Z")));
        }
        append(&lake, &all[all.len() - 3..]).await;
        lake.upkeep().flush().await.unwrap();
    }
    let compacted = lake.upkeep().compact().await.unwrap();
    // The present day keeps its five.
    assert_eq!(compacted, Compacted { files_removed: 10, files_added: 2 });
    agrees(&lake, &all).await;
    assert_eq!(lake.upkeep().compact().await.unwrap(), Compacted::default());
    lake.close().await;
    drop(lake);
    lake = sample::open(folder.path(), &clock).await;
    agrees(&lake, &all).await;
    clock.advance(SignedDuration::from_hours(24));
    let compacted = lake.upkeep().compact().await.unwrap();
    assert_eq!(compacted, Compacted { files_removed: 5, files_added: 1 });
    agrees(&lake, &all).await;
    // Replaced files stay for questions that began before, then they go.
    assert_eq!(data_files(folder.path()).len(), 18);
    clock.advance(SignedDuration::from_hours(2));
    lake.upkeep().compact().await.unwrap();
    assert_eq!(data_files(folder.path()).len(), 3);
    agrees(&lake, &all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn appends_flushes_compactions_and_questions_at_once_agree_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at("2026-03-30T12:00:00Z");
    let lake = sample::open(folder.path(), &clock).await;
    let question = question("2026-03-20", "2026-03-30", "Europe/Berlin");
    let appending = {
        let lake = lake.clone();
        tokio::spawn(async move {
            for part in events(0..200).chunks(5) {
                append(&lake, part).await;
            }
        })
    };
    let upkeep = [true, false, false].map(|flush| {
        let upkeep = lake.upkeep();
        tokio::spawn(async move {
            for _ in 0..6 {
                if flush {
                    upkeep.flush().await.unwrap();
                } else {
                    upkeep.compact().await.unwrap();
                }
            }
        })
    });
    // While all of that goes on, no event is ever seen twice or missing again.
    let mut least = 0;
    for _ in 0..20 {
        let answer = opened(lake.reader().usage(&question).await.unwrap());
        let seen = answer.totals.events.get();
        assert!((least..=200).contains(&seen), "{seen} after {least}");
        least = seen;
    }
    appending.await.unwrap();
    for task in upkeep {
        task.await.unwrap();
    }
    agrees(&lake, &events(0..200)).await;
    lake.upkeep().flush().await.unwrap();
    lake.upkeep().compact().await.unwrap();
    agrees(&lake, &events(0..200)).await;
}
