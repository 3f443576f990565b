//! Killed at any step, with everything lost that was not synced: nothing acknowledged is lost, nothing is
//! stored twice, and what was interrupted can be done again.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use jiff::SignedDuration;
use lotse_domain::{
    event::Event,
    ids::{CaseReference, ServiceId},
    query::Breakdown,
    service::ServiceKind,
};
use lotse_lake::{
    Erasure, Lake, LakeOptions, Retention, Subject,
    probe::{Probe, Step},
};

use crate::{
    sample::{self, SetClock, open, opened, options, question},
    upkeep::{NEEDLE, append, clicks, traces},
};

const NOON: &str = "2026-03-28T12:00:00Z";

/// Copies the folder at every step, as a power failure at that instant would leave it: without what
/// was not synced.
#[derive(Default)]
pub(crate) struct CopyAtSteps {
    pub(crate) folder: Mutex<std::path::PathBuf>,
    /// Length of each synced file; names in each synced folder.
    files: Mutex<BTreeMap<std::path::PathBuf, u64>>,
    folders: Mutex<BTreeMap<std::path::PathBuf, Vec<std::ffi::OsString>>>,
    pub(crate) copies: Mutex<Vec<(Step, tempfile::TempDir)>>,
}

impl CopyAtSteps {
    fn copy(&self, from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        let in_table = from.components().any(|part| part.as_os_str() == "events");
        for entry in std::fs::read_dir(from).unwrap() {
            let (path, name) = {
                let entry = entry.unwrap();
                (entry.path(), entry.file_name())
            };
            if in_table {
                let folders = self.folders.lock().unwrap();
                let known = folders.get(from).is_some_and(|names| names.contains(&name));
                if !known {
                    continue;
                }
            }
            if path.is_dir() {
                self.copy(&path, &to.join(&name));
            } else if in_table {
                let synced = self.files.lock().unwrap().get(&path).copied();
                let bytes = std::fs::read(&path).unwrap();
                let length = usize::try_from(synced.unwrap_or(0)).unwrap().min(bytes.len());
                std::fs::write(to.join(&name), &bytes[..length]).unwrap();
            } else {
                std::fs::copy(&path, to.join(&name)).unwrap();
            }
        }
    }
}

#[async_trait]
impl Probe for CopyAtSteps {
    async fn reached(&self, step: Step) {
        let copy = tempfile::tempdir().unwrap();
        let folder = self.folder.lock().unwrap().clone();
        self.copy(&folder, copy.path());
        self.copies.lock().unwrap().push((step, copy));
    }

    fn synced(&self, path: &Path) {
        if path.is_dir() {
            let names = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
            self.folders.lock().unwrap().insert(path.to_owned(), names.collect());
        } else {
            let length = std::fs::metadata(path).unwrap().len();
            self.files.lock().unwrap().insert(path.to_owned(), length);
        }
    }
}

/// How often each number is stored, by the page that it has to itself.
async fn stored(lake: &Lake) -> BTreeMap<u64, u64> {
    let mut question = question("2026-01-01", "2026-03-30", "UTC");
    question.breakdowns = vec![Breakdown::Page];
    let answer = opened(lake.reader().usage(&question).await.unwrap());
    let number = |label: &str| label.rsplit('/').next().unwrap().parse().unwrap();
    answer.tables[0]
        .rows
        .iter()
        .filter_map(|(label, tally)| Some((number(label.as_ref()?), tally.events.get())))
        .collect()
}

#[tokio::test]
async fn killed_at_any_step_nothing_acknowledged_is_lost_or_stored_twice() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(NOON);
    let copies = Arc::new(CopyAtSteps::default());
    let resolved = folder.path().canonicalize().unwrap();
    *copies.folder.lock().unwrap() = resolved.clone();
    let retention = Retention { event_months: 2, element_months: 1 };
    let lake = Lake::open(
        &resolved,
        LakeOptions { retention, probe: copies.clone(), ..options(&clock, 2) },
    )
    .await
    .unwrap();
    let case = CaseReference::from_hash(4711);
    let (service, subject) = (ServiceId::new(1), Subject::Case(case));
    let erasure = Erasure { kind: ServiceKind::Public, service, subject };
    let mut acknowledged = Vec::<Event>::new();
    let mut next = 0;
    let mut hits = BTreeMap::<Step, usize>::new();
    for round in 0..3 {
        for what in 0..6 {
            // January expires, and February's elements; March is whole.
            let mut sending = Vec::new();
            if what < 3 {
                let day = ["2026-01-30", "2026-02-27", "2026-03-27"][what];
                sending = clicks(next..next + 20, day, |n| n % 5 == round);
                next += 20;
                append(&lake, &sending).await;
            }
            match what {
                0..=2 => {
                    lake.upkeep().flush().await.unwrap();
                }
                3 => {
                    lake.upkeep().compact().await.unwrap();
                }
                4 => {
                    lake.upkeep().retain().await.unwrap();
                }
                _ => {
                    lake.upkeep().erase(&erasure).await.unwrap();
                }
            }
            let taken = std::mem::take(&mut *copies.copies.lock().unwrap());
            for (step, copy) in taken {
                *hits.entry(step).or_default() += 1;
                let reopened = open(copy.path(), &clock).await;
                let found = stored(&reopened).await;
                let is_append = step == Step::AppendWritten || step == Step::AppendCommitted;
                for (event, was_sent) in acknowledged
                    .iter()
                    .map(|event| (event, false))
                    .chain(sending.iter().map(|event| (event, true)))
                {
                    let label = &event.page.as_ref().unwrap().path;
                    let number: u64 = label.as_str().rsplit('/').next().unwrap().parse().unwrap();
                    let count = found.get(&number).copied().unwrap_or(0);
                    let may_be_gone = (is_append && was_sent)
                        || (what == 5 && event.case.is_some())
                        || (what == 4 && event.occurred_at < sample::time("2026-02-01T00:00:00Z"));
                    let allowed = if may_be_gone { 0..=1 } else { 1..=1 };
                    assert!(
                        allowed.contains(&count),
                        "{count} of {number} after {step:?}, round {round}"
                    );
                }
                assert!(found.values().all(|count| *count <= 1), "twice after {step:?}");
                // It works on, and what was interrupted can be done again.
                append(&reopened, &sending).await;
                reopened.upkeep().flush().await.unwrap();
                reopened.upkeep().compact().await.unwrap();
                reopened.upkeep().erase(&erasure).await.unwrap();
                assert_eq!(traces(copy.path(), NEEDLE), [""; 0], "after {step:?}, round {round}");
                assert!(stored(&reopened).await.values().all(|count| *count == 1));
            }
            acknowledged.extend(sending);
            match what {
                4 => acknowledged.retain(|e| e.occurred_at >= sample::time("2026-02-01T00:00:00Z")),
                5 => acknowledged.retain(|event| event.case.is_none()),
                _ => {}
            }
            agrees_by_count(&lake, &acknowledged).await;
        }
        clock.advance(SignedDuration::from_hours(1));
    }
    let steps = [
        Step::AppendWritten,
        Step::AppendCommitted,
        Step::FlushWritten,
        Step::FlushCommitted,
        Step::FlushForgotten,
        Step::CompactWritten,
        Step::CompactCommitted,
        Step::RetainCommitted,
        Step::RetainDeleted,
        Step::EraseWritten,
        Step::EraseCommitted,
        Step::EraseDeleted,
    ];
    for step in steps {
        assert!(hits.get(&step).is_some_and(|count| *count >= 3), "{step:?}: {hits:?}");
    }
}

async fn agrees_by_count(lake: &Lake, events: &[Event]) {
    assert_eq!(stored(lake).await.len(), events.len());
}
