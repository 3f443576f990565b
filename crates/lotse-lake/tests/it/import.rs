//! Imports: nothing twice however often, exact after a crash at any instant, and gone when undone.

use std::sync::Arc;

use jiff::SignedDuration;
use lotse_domain::{
    append::{AddImported as _, ImportOf},
    event::{Coverage, Event},
    ids::{ImportId, ServiceId},
    import::Brought,
    query::Breakdown,
    service::ServiceKind,
};
use lotse_lake::{Erasure, Lake, LakeOptions, Subject, probe::Step};

use crate::{
    killed::CopyAtSteps,
    sample::{SetClock, event, open, opened, options, page, question},
    upkeep::{append, traces},
};

const NOON: &str = "2026-03-28T12:00:00Z";
/// In the address of every imported page.
const MARK: &str = "from-the-log";

fn of(import: i64) -> ImportOf {
    let (kind, service) = (ServiceKind::Public, ServiceId::new(1));
    ImportOf { kind, service, import: ImportId::new(import) }
}

/// Page views over three months.
fn lines(import: i64, numbers: std::ops::Range<u64>) -> Vec<Event> {
    let line = |n: u64| {
        let day = ["2026-01-30", "2026-02-27", "2026-03-27"][usize::try_from(n % 3).unwrap()];
        let mut view = event(n, &format!("{day}T{:02}:{:02}:00Z", n % 24, n % 60));
        view.page = Some(page(&format!("/{MARK}/{n}")));
        view.coverage = Coverage::ServerLog;
        view.import = Some(ImportId::new(import));
        view
    };
    numbers.map(line).collect()
}

async fn add(lake: &Lake, import: i64, events: Vec<Event>) -> (u64, u64) {
    let Brought { added, known } = lake.writer().add_imported(of(import), events).await.unwrap();
    (added, known)
}

/// Events and pages that are stored.
async fn stored(lake: &Lake) -> (u64, usize) {
    let mut question = question("2026-01-01", "2026-03-30", "UTC");
    question.breakdowns = vec![Breakdown::Page];
    let answer = opened(lake.reader().usage(&question).await.unwrap());
    (answer.totals.events.get(), answer.tables[0].rows.len())
}

#[tokio::test]
async fn an_import_adds_what_is_not_there_however_long_ago_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = open(folder.path(), &clock).await;
    assert_eq!(add(&lake, 1, lines(1, 0..90)).await, (90, 0));
    // The same import again, as after a crash; then another one of a file that goes on.
    assert_eq!(add(&lake, 1, lines(1, 0..90)).await, (90, 0));
    assert_eq!(add(&lake, 2, lines(2, 30..120)).await, (30, 60));
    assert_eq!(stored(&lake).await, (120, 120));
    // The same line twice in one batch is one event: its second occurrence has another id.
    let twice = [lines(3, 200..201), lines(3, 200..201)].concat();
    assert_eq!(add(&lake, 3, twice).await, (1, 1));
    // Long after the buffer has forgotten, and after merging.
    clock.advance(SignedDuration::from_hours(24 * 40));
    lake.upkeep().compact().await.unwrap();
    assert_eq!(add(&lake, 4, lines(4, 0..121)).await, (1, 120));
    // What lies in the buffer is known too, and another service's events are others.
    let mut buffered = lines(5, 300..310);
    for view in &mut buffered {
        view.import = None;
    }
    append(&lake, &buffered).await;
    assert_eq!(add(&lake, 5, lines(5, 300..320)).await, (10, 10));
    let mut others = lines(6, 0..10);
    for view in &mut others {
        view.service = ServiceId::new(2);
    }
    let other = ImportOf { service: ServiceId::new(2), ..of(6) };
    let brought = lake.writer().add_imported(other, others).await.unwrap();
    assert_eq!((brought.added, brought.known), (10, 0));
    assert_eq!(stored(&lake).await, (142, 142));
}

#[tokio::test]
async fn killed_in_the_middle_and_run_again_the_counts_are_those_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let copies = Arc::new(CopyAtSteps::default());
    let resolved = folder.path().canonicalize().unwrap();
    *copies.folder.lock().unwrap() = resolved.clone();
    let probe = copies.clone();
    let lake = Lake::open(&resolved, LakeOptions { probe, ..options(&clock, 2) }).await.unwrap();
    let batches = || (0..5).map(|n| lines(1, n * 30..(n + 1) * 30));
    // One line in ten came with an import before.
    let before = lines(9, 0..150).into_iter().step_by(10).collect::<Vec<_>>();
    assert_eq!(add(&lake, 9, before).await, (15, 0));
    for batch in batches() {
        add(&lake, 1, batch).await;
    }
    let taken = std::mem::take(&mut *copies.copies.lock().unwrap());
    assert_eq!(taken.len(), 12, "two steps of six batches");
    for (step, copy) in taken {
        assert!(matches!(step, Step::ImportWritten | Step::ImportCommitted));
        let reopened = open(copy.path(), &clock).await;
        add(&reopened, 9, lines(9, 0..150).into_iter().step_by(10).collect()).await;
        let mut sum = (0, 0);
        for batch in batches() {
            let (added, known) = add(&reopened, 1, batch).await;
            sum = (sum.0 + added, sum.1 + known);
        }
        assert_eq!(sum, (135, 15), "after {step:?}");
        assert_eq!(stored(&reopened).await, (150, 150), "after {step:?}");
    }
}

#[tokio::test]
async fn undone_no_byte_of_an_import_is_left_and_the_rest_stays() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let lake = open(folder.path(), &clock).await;
    let live: Vec<Event> = (900..920)
        .map(|n| {
            let mut live = event(n, "2026-03-27T10:00:00Z");
            live.page = Some(page(&format!("/live/{n}")));
            live
        })
        .collect();
    append(&lake, &live).await;
    add(&lake, 1, lines(1, 0..60)).await;
    let mut other = lines(2, 60..70);
    for view in &mut other {
        view.page = Some(page("/other"));
    }
    add(&lake, 2, other).await;
    assert!(!traces(folder.path(), MARK).is_empty());
    let (kind, service) = (ServiceKind::Public, ServiceId::new(1));
    let erasure = Erasure { kind, service, subject: Subject::Import(ImportId::new(1)) };
    let erased = lake.upkeep().erase(&erasure).await.unwrap();
    assert_eq!(erased.events.get(), 60);
    assert_eq!(traces(folder.path(), MARK), [""; 0]);
    assert_eq!(stored(&lake).await, (30, 21));
    // It may be imported anew.
    assert_eq!(add(&lake, 3, lines(3, 0..60)).await, (60, 0));
    assert_eq!(lake.upkeep().erase(&erasure).await.unwrap().events.get(), 0);
}
