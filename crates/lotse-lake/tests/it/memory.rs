//! Wide events (many long properties) fill memory a thousand times faster than page views: what is
//! waiting, buffered, flushed or merged is bounded in bytes, not only in rows.

use std::sync::Arc;

use lotse_domain::{
    Count,
    event::{Event, EventKind},
    ids::Visitor,
    property::ShortText,
    service::ServiceKind,
};
use lotse_lake::{Lake, LakeOptions, WriteError};

use crate::sample::{self, SetClock, event, options};

const NOON: &str = "2026-03-28T12:00:00Z";
const MIB: usize = 1 << 20;

/// Events as wide as the door lets them in, 17 kB each. Their texts repeat, so that files are small
/// and say nothing of the memory that their rows take.
fn wide(numbers: std::ops::Range<u64>, at: &str) -> Vec<Event> {
    let properties: Vec<_> = (0..32)
        .map(|n| {
            let name = ShortText::trusted(format!("property_{n}"));
            (name, ShortText::trusted("wide ".repeat(100)))
        })
        .collect();
    numbers
        .map(|n| {
            let mut event = event(n, at);
            event.kind = EventKind::Custom;
            event.visitor = Some(Visitor::from_hash(i64::try_from(n % 50).unwrap()));
            event.properties = properties.iter().cloned().collect();
            event
        })
        .collect()
}

/// The largest memory that this process ever had, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// Forgets what the memory was before.
fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

#[tokio::test]
async fn wide_events_are_flushed_by_their_bytes_and_refused_before_memory_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let limits =
        LakeOptions { flush_bytes: 2 * MIB, buffered_bytes: 4 * MIB, ..options(&clock, 1) };
    let lake = Lake::open(folder.path(), limits).await.unwrap();
    let (writer, upkeep) = (lake.writer(), lake.upkeep());
    let append = |numbers| writer.append(ServiceKind::Public, wide(numbers, NOON));
    append(0..50).await.unwrap();
    assert_eq!(upkeep.flush_if_due().await.unwrap().events, Count::new(0), "about a MiB");
    let mut accepted = 50;
    let waiting = loop {
        match append(accepted..accepted + 50).await {
            Ok(_) => accepted += 50,
            Err(WriteError::Busy { waiting }) => break waiting as u64,
            Err(other) => panic!("{other}"),
        }
    };
    // 17 kB each, and something for keeping them.
    assert!((150..=300).contains(&accepted), "{accepted} of 17 kB in 4 MiB");
    assert_eq!(waiting, accepted);
    assert_eq!(upkeep.flush_if_due().await.unwrap().events, Count::new(accepted));
    assert!(lake.reader().extent().files >= 2, "2 MiB at a time");
    append(accepted..accepted + 50).await.unwrap();
}

/// 600 MB of rows, in 36 files of a day that are open at once.
#[test]
fn merging_wide_rows_never_holds_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    sample::run(async {
        let lake = Lake::open(folder.path(), options(&clock, 1)).await.unwrap();
        for part in 0..36 {
            let events = wide(1_000 * part..1_000 * (part + 1), "2026-03-27T12:00:00Z");
            lake.upkeep().load(ServiceKind::Public, events).await.unwrap();
        }
        let lake = Arc::new(lake);
        forget_peak();
        let before = peak();
        let compacted = lake.upkeep().compact().await.unwrap();
        assert_eq!((compacted.files_removed, compacted.files_added), (36, 1));
        let more = peak() - before;
        assert!(more < 400 * MIB, "{} MiB more", more / MIB);
    });
}
