//! Four people ask for a funnel over everything, again and again, while events come in.

use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use lotse_domain::{
    append::WriteError,
    event::{Event, EventKind},
    ids::Visitor,
    query::funnel::FunnelQuestion,
    service::ServiceKind,
};
use lotse_lake::Lake;
use tokio::{task::JoinSet, time::sleep_until};

use crate::{
    generated::{Seeded, event},
    machine,
};

/// How long.
const SECONDS: u64 = 15;
/// Events of an append, and appends per second.
const BATCH: usize = 100;
const BATCHES_PER_SECOND: u64 = 200;
/// Who asks at the same time.
const PEOPLE: usize = 4;

/// Copies a lake without copying the bytes of its data files, which never change.
pub(crate) fn linked(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        // Tables of the others lie in the same folder.
        let is_theirs = entry.file_name().to_string_lossy().starts_with("visitors.");
        if is_theirs {
            continue;
        }
        if entry.file_type()?.is_dir() {
            linked(&entry.path(), &target)?;
        } else if entry.path().extension().is_some_and(|name| name == "parquet") {
            fs::hard_link(entry.path(), target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// 100 events of a later day than any that is asked about.
fn batch(number: u64) -> anyhow::Result<Vec<Event>> {
    let mut seeded = Seeded::new(number.wrapping_mul(31).wrapping_add(7));
    let at = "2026-04-01T12:00:00Z".parse()?;
    let one = |_| {
        let visitor = Visitor::from_hash(seeded.next().cast_signed());
        event(&mut seeded, at, EventKind::PageView, visitor, None)
    };
    (0..BATCH).map(one).collect()
}

/// What came of the appends of some seconds.
#[derive(Default)]
struct Appended {
    events: usize,
    refused: usize,
    /// From when each was due, in milliseconds.
    took: Vec<f64>,
}

async fn append(lake: Lake, first: u64, end: Instant) -> anyhow::Result<Appended> {
    let (mut waiting, mut number) = (JoinSet::new(), 0);
    let begun = Instant::now();
    let mut appended = Appended::default();
    while Instant::now() < end {
        let due = begun + Duration::from_micros(1_000_000 / BATCHES_PER_SECOND * number);
        sleep_until(due.into()).await;
        let (writer, events) = (lake.writer(), batch(first + number)?);
        waiting.spawn(async move {
            let answer = writer.append(ServiceKind::Public, events).await;
            (answer, due.elapsed().as_secs_f64() * 1e3)
        });
        number += 1;
        while let Some(done) = waiting.try_join_next() {
            appended.count(done?)?;
        }
    }
    while let Some(done) = waiting.join_next().await {
        appended.count(done?)?;
    }
    Ok(appended)
}

impl Appended {
    fn count<T>(&mut self, (answer, ms): (Result<T, WriteError>, f64)) -> anyhow::Result<()> {
        match answer {
            Ok(_) => {
                self.events += BATCH;
                self.took.push(ms);
            }
            Err(WriteError::Busy { .. }) => self.refused += 1,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

async fn ask(lake: Lake, question: Arc<FunnelQuestion>, end: Instant) -> anyhow::Result<Vec<f64>> {
    let mut took = Vec::new();
    while Instant::now() < end {
        let begun = Instant::now();
        lake.reader().funnel(&question).await?;
        took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(took)
}

/// As the program does.
async fn flush_until(lake: &Lake, end: Instant) -> anyhow::Result<()> {
    while Instant::now() < end {
        lake.upkeep().flush_if_due().await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// Rows of the report. The lake gets new events, so it is a copy.
pub(crate) async fn measure(
    lake: Lake,
    question: FunnelQuestion,
) -> anyhow::Result<Vec<(String, String)>> {
    // Events alone first: what they take is no memory of questions.
    machine::forget_peak()?;
    let end = Instant::now() + Duration::from_secs(SECONDS);
    let appending = tokio::spawn(append(lake.clone(), 0, end));
    flush_until(&lake, end).await?;
    appending.await??;
    let without = machine::peak_memory_mib(std::process::id())?;
    machine::forget_peak()?;
    let end = Instant::now() + Duration::from_secs(SECONDS);
    let question = Arc::new(question);
    let appending = tokio::spawn(append(lake.clone(), BATCHES_PER_SECOND * SECONDS * 2, end));
    let mut asking = JoinSet::new();
    for _ in 0..PEOPLE {
        asking.spawn(ask(lake.clone(), Arc::clone(&question), end));
    }
    flush_until(&lake, end).await?;
    let mut answers = Vec::new();
    while let Some(done) = asking.join_next().await {
        answers.extend(done??);
    }
    let mut appended = appending.await??;
    let memory = machine::peak_memory_mib(std::process::id())?;
    lake.close().await;
    answers.sort_by(f64::total_cmp);
    appended.took.sort_by(f64::total_cmp);
    let at = |times: &[f64], percent: usize| {
        times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied()
    };
    let answer = at(&answers, 50).context("no answer")?;
    let (median, p99) = at(&appended.took, 50).zip(at(&appended.took, 99)).context("no event")?;
    let rate = appended.events as u64 / SECONDS;
    Ok([
        (
            format!("{PEOPLE} funnels at a time beside ingestion: each, median"),
            format!("{answer:.0} ms, {} in {SECONDS} s", answers.len()),
        ),
        (
            "events per second meanwhile, batches told to come again later".to_owned(),
            format!("{rate}, {}", appended.refused),
        ),
        (
            "until a batch is durable meanwhile: median, 99th percentile".to_owned(),
            format!("{median:.0} ms, {p99:.0} ms"),
        ),
        (
            "memory at most: events alone before, with the funnels".to_owned(),
            format!("{without} MiB, {memory} MiB"),
        ),
    ]
    .to_vec())
}
