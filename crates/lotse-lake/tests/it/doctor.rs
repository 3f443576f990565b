//! A damaged file is found, named and taken out of the way; the rest is served.

use std::{
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use lotse_domain::{Count, event::Event, service::ServiceKind};
use lotse_lake::{Lake, LakeOptions, OpenError, Place, damaged_buffers, salvage};

use crate::{
    sample::{self, Counting, SetClock, event, opened, question},
    twin,
};

const NOON: &str = "2026-03-28T12:00:00Z";

fn events(numbers: std::ops::Range<u64>, day: &str) -> Vec<Event> {
    numbers.map(|n| event(n, &format!("{day}T{:02}:{:02}:00Z", n % 24, n % 60))).collect()
}

async fn append(lake: &Lake, events: &[Event]) {
    lake.writer().append(ServiceKind::Public, events.to_vec()).await.unwrap();
}

async fn agrees(lake: &Lake, events: &[Event]) {
    let question = question("2026-03-20", "2026-03-30", "Europe/Berlin");
    let answer = opened(lake.reader().usage(&question).await.unwrap());
    assert_eq!(answer, twin::answer(events, &question));
}

/// Turns one bit over in the middle of a file.
fn flip(path: &Path, from_end: i64) {
    let mut file = std::fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    file.seek(SeekFrom::End(-from_end)).unwrap();
    let mut byte = [0];
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Current(-1)).unwrap();
    file.write_all(&[byte[0] ^ 0x10]).unwrap();
}

/// A lake with a file of each of two days, and rows in the buffer.
async fn lake(folder: &Path) -> (Lake, Vec<Event>, Vec<Event>) {
    let lake = sample::open(folder, &SetClock::at(NOON)).await;
    let (good, bad) = (events(0..40, "2026-03-27"), events(40..60, "2026-03-28"));
    append(&lake, &good[..30]).await;
    lake.upkeep().flush().await.unwrap();
    append(&lake, &bad).await;
    lake.upkeep().flush().await.unwrap();
    append(&lake, &good[30..]).await;
    (lake, good, bad)
}

fn file_of(folder: &Path, day: &str) -> PathBuf {
    let partition = folder.join("public/events/month=2026-03");
    let mut files = std::fs::read_dir(partition).unwrap().map(|file| file.unwrap().path());
    files.find(|file| file.file_name().unwrap().to_string_lossy().starts_with(day)).unwrap()
}

#[tokio::test]
async fn a_sound_lake_has_no_fault_and_its_counts_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (lake, _, _) = lake(folder.path()).await;
    let examined = lake.upkeep().examine(&|_, _| {}).await.unwrap();
    let [public, employees] = examined.as_slice() else { panic!("{examined:?}") };
    assert_eq!((public.faults.len(), employees.faults.len()), (0, 0), "{examined:?}");
    assert_eq!(
        (public.files, public.in_table, public.in_buffer),
        (2, Count::new(50), Count::new(10))
    );
    assert_eq!(employees.in_table, Count::ZERO);
}

#[tokio::test]
async fn one_changed_bit_is_found_and_the_file_set_aside_while_the_rest_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let (lake, good, bad) = lake(folder.path()).await;
    agrees(&lake, &[good.clone(), bad].concat()).await;
    let damaged = file_of(folder.path(), "2026-03-28");
    flip(&damaged, 3_000);
    let examined = lake.upkeep().examine(&|_, _| {}).await.unwrap();
    let [fault] = examined[0].faults.as_slice() else { panic!("{examined:?}") };
    let Place::File { path, rows, from, until } = &fault.place else { panic!("{fault:?}") };
    assert!(damaged.ends_with(path), "{path}");
    assert_eq!(*rows, Count::new(20));
    assert!(from.to_string().starts_with("2026-03-28") && from < until);
    assert!(fault.reason.contains("not those that were written"), "{}", fault.reason);

    assert!(lake.upkeep().set_aside(ServiceKind::Public, path, &fault.reason).await.unwrap());
    agrees(&lake, &good).await;
    assert_eq!(lake.reader().extent().files_set_aside, 1);
    let asked = question("2026-03-28", "2026-03-28", "UTC");
    let times = asked.scope.period.start()..asked.scope.period.end();
    assert!(lake.reader().lacks(ServiceKind::Public, asked.scope.service, &times));
    assert!(!lake.reader().lacks(ServiceKind::Employees, asked.scope.service, &times));
    let asked = question("2026-03-27", "2026-03-27", "UTC");
    let times = asked.scope.period.start()..asked.scope.period.end();
    assert!(!lake.reader().lacks(ServiceKind::Public, asked.scope.service, &times));
    let name = damaged.file_name().unwrap().to_string_lossy().into_owned();
    let aside = folder.path().join("public/set-aside");
    assert!(!damaged.exists() && aside.join(&name).exists());
    let note = std::fs::read_to_string(aside.join(format!("{name}.json"))).unwrap();
    assert!(note.contains("\"events\": 20") && note.contains("2026-03-28"), "{note}");
    // Once is enough, and nothing is wrong any more.
    assert!(!lake.upkeep().set_aside(ServiceKind::Public, path, "again").await.unwrap());
    let examined = lake.upkeep().examine(&|_, _| {}).await.unwrap();
    assert!(examined.iter().all(|store| store.faults.is_empty()), "{examined:?}");
}

#[tokio::test]
async fn a_missing_and_a_cut_file_are_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let (lake, good, _) = lake(folder.path()).await;
    std::fs::remove_file(file_of(folder.path(), "2026-03-28")).unwrap();
    let cut = file_of(folder.path(), "2026-03-27");
    let length = std::fs::metadata(&cut).unwrap().len();
    std::fs::OpenOptions::new().write(true).open(&cut).unwrap().set_len(length - 9).unwrap();
    let examined = lake.upkeep().examine(&|_, _| {}).await.unwrap();
    let reasons: Vec<_> = examined[0].faults.iter().map(|fault| fault.reason.as_str()).collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons[0].contains(&format!("{} bytes instead of {length}", length - 9)));
    assert_eq!(reasons[1], "the file is missing");
    for fault in &examined[0].faults {
        let Place::File { path, .. } = &fault.place else { panic!("{fault:?}") };
        assert!(lake.upkeep().set_aside(ServiceKind::Public, path, &fault.reason).await.unwrap());
    }
    agrees(&lake, &good[30..]).await;
    lake.upkeep().flush().await.unwrap();
    agrees(&lake, &good[30..]).await;
}

/// Every page of the buffer in turn is made unreadable: what is lost is bounded and said, nothing
/// comes back twice, and the lake opens again.
#[tokio::test]
async fn a_damaged_buffer_is_salvaged_up_to_its_bad_page() {
    let origin = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let all = events(0..400, "2026-03-27");
    let made = sample::open(origin.path(), &clock).await;
    append(&made, &all[..100]).await;
    made.upkeep().flush().await.unwrap();
    for part in all[100..].chunks(10) {
        append(&made, part).await;
    }
    made.close().await;
    drop(made);
    let pages = std::fs::metadata(origin.path().join("public/buffer.sqlite")).unwrap().len() / 4096;
    assert!(pages > 20, "{pages} pages");
    let (mut refused, mut told, mut roots) = (0, 0, 0);
    for page in 1..pages {
        let copy = tempfile::tempdir().unwrap();
        sample::copy(origin.path(), copy.path());
        let buffer = copy.path().join("public/buffer.sqlite");
        let mut file = std::fs::OpenOptions::new().write(true).open(&buffer).unwrap();
        file.seek(SeekFrom::Start(page * 4096)).unwrap();
        file.write_all(&[0xA5; 4096]).unwrap();
        drop(file);
        let damaged = damaged_buffers(copy.path()).await;
        if damaged.is_empty() {
            // A free page: nothing is lost with it.
            continue;
        }
        told += 1;
        let salvaged = match salvage(copy.path(), ServiceKind::Public, &Counting::default()).await {
            Ok(salvaged) => salvaged,
            Err(OpenError::Store { reason }) => {
                // Its own number is on that page: better a refusal than rows twice.
                assert!(reason.contains("damaged buffer"), "{reason}");
                assert!(buffer.exists());
                refused += 1;
                continue;
            }
            Err(error) => panic!("page {page}: {error}"),
        };
        assert_eq!((salvaged.kept + salvaged.lost_at_most).get(), 300, "page {page}");
        // The page at the root of the table leads to all the others.
        roots += u64::from(salvaged.kept.get() < 200);
        assert!(damaged_buffers(copy.path()).await.is_empty());
        assert!(copy.path().join("public/set-aside/buffer.sqlite").exists());
        let options = LakeOptions { flush_rows: 50, ..sample::options(&clock, 2) };
        let lake = Lake::open(copy.path(), options).await.unwrap();
        let question = question("2026-03-20", "2026-03-30", "Europe/Berlin");
        let count =
            async || opened(lake.reader().usage(&question).await.unwrap()).totals.events.get();
        assert_eq!(count().await, 100 + salvaged.kept.get(), "page {page}");
        lake.upkeep().flush().await.unwrap();
        assert_eq!(count().await, 100 + salvaged.kept.get(), "page {page}");
    }
    assert!(
        told > 15 && refused + roots < 5,
        "{told} damaged, {refused} refused, {roots} lost all"
    );
}
