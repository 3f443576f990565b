//! Flush, compaction and erasure: rows per second, and what a lake of many small files costs.

use std::{sync::Arc, time::Instant};

use jiff::{civil::date, tz::TimeZone};
use lotse::system::SystemEntropy;
use lotse_domain::{
    ids::ServiceId,
    query::{Breakdown, UsageQuestion},
    service::ServiceKind,
};
use lotse_lake::{Erasure, Lake, LakeOptions, Subject};

use crate::{
    generated::{DAYS, Fixed, scope},
    machine,
    overview::{day, times},
    report::Section,
};

/// Small files of each day; 500 in all.
const FILES: [u64; 9] = [6, 5, 6, 5, 6, 5, 6, 5, 6];
/// Events of a small file.
const EVENTS: u64 = 8_000;

/// Makes a lake of small files, asks it, merges it, asks it again, and erases a visitor.
pub(crate) fn run() -> anyhow::Result<Section> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> anyhow::Result<Section> {
    let folder = tempfile::tempdir()?;
    let now = "2026-04-10T00:00:00Z".parse()?;
    let mut options = LakeOptions::new(Arc::new(Fixed(now)), Arc::new(SystemEntropy));
    // Every question is counted.
    options.kept_answers = 0;
    let lake = Lake::open(folder.path(), options).await?;
    let (mut files, mut rows) = (0, 0);
    let mut flushing = 0.0;
    for number in 0..DAYS {
        for part in 0..FILES[usize::try_from(number % 9)?] {
            let events = day(number * 100 + i64::try_from(part)?, EVENTS)?;
            let shift = jiff::SignedDuration::from_hours(24 * (number * 99 + i64::try_from(part)?));
            let events: Vec<_> = events
                .into_iter()
                .map(|mut event| {
                    event.occurred_at -= shift;
                    event.received_at -= shift;
                    event
                })
                .collect();
            rows += events.len();
            files += 1;
            lake.writer().append(ServiceKind::Public, events).await?;
            let begun = Instant::now();
            lake.upkeep().flush().await?;
            flushing += begun.elapsed().as_secs_f64();
        }
    }
    let question = UsageQuestion {
        scope: scope(date(2026, 1, 1), date(2026, 3, 31), TimeZone::UTC)?,
        breakdowns: Breakdown::ALL.to_vec(),
    };
    let small = times(&lake, &question).await?;
    let begun = Instant::now();
    let compacted = lake.upkeep().compact().await?;
    let merging = begun.elapsed().as_secs_f64();
    let merged = times(&lake, &question).await?;
    let visitor = day(0, 8)?[0].visitor.map_or(Subject::Everybody, Subject::Visitor);
    let (kind, service) = (ServiceKind::Public, ServiceId::new(1));
    let begun = Instant::now();
    let erased = lake.upkeep().erase(&Erasure { kind, service, subject: visitor }).await?;
    let erasing = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    lake.upkeep().examine(&|_, _| {}).await?;
    let examining = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "for reading")]
    let rate = |seconds: f64| format!("{:.0} rows per second", rows as f64 / seconds);
    let memory = machine::peak_memory_mib(std::process::id())?;
    let row = |name: &str, figure: String| (name.to_owned(), figure);
    Ok(Section {
        title: "Upkeep",
        what: format!(
            "{rows} events of {DAYS} days are appended and flushed {EVENTS} at a time, into {files} small files. The whole overview over \
             all days is asked 20 times before and after all of it is merged ({} files become {}). One of the visitors is erased \
             ({} events), and every byte is looked at.",
            compacted.files_removed, compacted.files_added, erased.events
        ),
        rows: vec![
            row("flush of small batches", rate(flushing)),
            row("compaction", rate(merging)),
            row("the overview from small files, median", format!("{:.0} ms", small.median)),
            row("the overview after compaction, median", format!("{:.0} ms", merged.median)),
            row("small files cost", format!("{:.1} times as much", small.median / merged.median)),
            row("erasing one visitor", format!("{erasing:.1} s")),
            row("looking at every byte", format!("{examining:.1} s")),
            row("memory at most", format!("{memory} MiB")),
        ],
    })
}
