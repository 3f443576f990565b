//! Many small files of a day become one of the same order, and days of old months the month's own.
//!
//! Files of a day are merged as ordered streams, so memory holds a batch of each and a row group of
//! the result, both bounded in bytes. Rows do not change; the commit fails if one of the files is gone by then.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
    sync::Arc,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use tokio::task::spawn_blocking;

use crate::{
    Compacted,
    error::UpkeepError,
    file::{Span, utc_day},
    probe::Step,
    rewrite::Edit,
    schema::MONTH,
    store::Store,
    table::{LiveFile, Rows},
};

/// Days of a month stay apart so many days after its end, for questions about few of them.
const DAYS_APART: i64 = 62;
/// The most files that are merged at once.
const FILES: usize = 64;
/// So many small files of the present day are merged, so that its questions stay quick too.
const TODAY_FILES: usize = 12;
/// A past day may keep so many small files beside a large one before all are rewritten.
const LATE_FILES: usize = 8;

/// How long a file that no version names stays, for questions that began before. In hours.
const SWEEP_HOURS: i64 = 2;

/// Files that no version names, by when that was seen first.
#[derive(Default)]
pub(crate) struct Unnamed(HashMap<String, Timestamp>);

/// Which files of one day are worth merging. Rewriting a large file for a few late rows is not.
fn worth_merging(mut files: Vec<Arc<LiveFile>>, is_past: bool, small: u64) -> Vec<Arc<LiveFile>> {
    files.sort_by_key(|file| file.statistics.rows);
    if !is_past {
        files.retain(|file| file.statistics.rows < small);
        files.truncate(FILES);
        return if files.len() < TODAY_FILES { Vec::new() } else { files };
    }
    let largest = files.last().map_or(0, |file| file.statistics.rows);
    let all: u64 = files.iter().map(|file| file.statistics.rows).sum();
    if few_late(files.len(), all - largest, largest) {
        return Vec::new();
    }
    files.truncate(FILES);
    if files.len() < 2 { Vec::new() } else { files }
}

/// Whether so many rows in so many files are too few to rewrite `main` rows for them.
fn few_late(files: usize, late: u64, main: u64) -> bool {
    files <= LATE_FILES && late.saturating_mul(10) < main
}

/// Which files of one month that is over are worth merging into the month's own.
fn worth_merging_month(files: Vec<Arc<LiveFile>>) -> Vec<Arc<LiveFile>> {
    let (months, days): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| Span::is_month(&file.path));
    let rows = |files: &[Arc<LiveFile>]| files.iter().map(|file| file.statistics.rows).sum();
    if days.is_empty() || few_late(days.len(), rows(&days), rows(&months)) {
        return Vec::new();
    }
    let mut files = [days, months].concat();
    // What does not fit into memory at once comes next time, the days before the months.
    files.truncate(FILES);
    files
}

/// Whether a UTC month ended so long ago that its days need no longer be apart.
fn is_settled(month: &str, now: Timestamp) -> bool {
    let first = format!("{month}-01").parse::<Date>();
    let end = first.and_then(|first| first.last_of_month().tomorrow());
    let today = now.to_zoned_datetime(TimeZone::UTC).date();
    end.is_ok_and(|end| today.duration_since(end).as_hours() >= 24 * DAYS_APART)
}

impl Store {
    /// Merges small files, day by day. One merge that lost against another change is left for the
    /// next time.
    pub(crate) async fn compact(&self) -> std::result::Result<Compacted, UpkeepError> {
        let _one_at_a_time = self.compacting.lock().await;
        let mut compacted = Compacted::default();
        let now = self.options.clock.now();
        let today = utc_day(now.as_microsecond());
        let small = self.options.flush_rows as u64;
        let mut days = BTreeMap::<i64, Vec<Arc<LiveFile>>>::new();
        for file in self.memory.version().files.iter().cloned() {
            if let Span::Day(day) = file.span() {
                days.entry(day).or_default().push(file);
            }
        }
        for (day, files) in days {
            let files = worth_merging(files, day < today, small);
            self.merge(&files, Span::Day(day), u64::MAX, &mut compacted).await?;
        }
        let mut months = BTreeMap::<String, Vec<Arc<LiveFile>>>::new();
        for file in self.memory.version().files.iter().cloned() {
            months.entry(file.month.clone()).or_default().push(file);
        }
        for (month, files) in months {
            if is_settled(&month, now) {
                let files = worth_merging_month(files);
                let Some(first) = files.first() else { continue };
                let span = Span::MonthOf(utc_day(first.statistics.occurred_at.least));
                self.merge(&files, span, self.options.month_rows, &mut compacted).await?;
            }
        }
        self.sweep().await?;
        Ok(compacted)
    }

    /// Puts files of the same rows in the place of `files`.
    async fn merge(
        &self,
        files: &[Arc<LiveFile>],
        span: Span,
        most_rows: u64,
        compacted: &mut Compacted,
    ) -> std::result::Result<(), UpkeepError> {
        let bytes = files.iter().map(|file| file.size_bytes).sum();
        if files.is_empty() {
            return Ok(());
        }
        if !self.has_room_for(bytes) {
            tracing::warn!(bytes, "small files are not merged: the disk has no room for it");
            return Ok(());
        }
        let made = self
            .rewrite(files, span, Edit::Keep, most_rows)
            .await
            .map_err(|error| UpkeepError::store("merging files", error))?;
        self.disk.reached(Step::CompactWritten).await;
        let now = self.options.clock.now();
        let publish = |version| self.memory.publish(version);
        let replaced = self
            .table
            .replace(files, &made.files, Rows::Same, now, publish)
            .await
            .map_err(|error| UpkeepError::store("committing merged files", error))?;
        self.disk.reached(Step::CompactCommitted).await;
        if replaced {
            compacted.files_removed += files.len();
            compacted.files_added += made.files.len();
        }
        Ok(())
    }

    /// Deletes files that no version has named for a while: replaced ones, and those that were
    /// written but never committed.
    async fn sweep(&self) -> std::result::Result<(), UpkeepError> {
        // Listed before the version is taken: what is committed meanwhile is named.
        let on_disk = self.on_disk().await?;
        let unnamed = self.unnamed_of(on_disk);
        let now = self.options.clock.now();
        let mut known = self.unnamed.lock().await;
        let before = std::mem::take(&mut known.0);
        for path in unnamed {
            let since = before.get(&path).copied().unwrap_or(now);
            if now.duration_since(since).as_hours() >= SWEEP_HOURS {
                self.delete_unnamed(&path).await?;
            } else {
                known.0.insert(path, since);
            }
        }
        Ok(())
    }

    /// Deletes every file that the present version does not name, as soon as no question reads it.
    pub(crate) async fn sweep_now(&self) -> std::result::Result<(), UpkeepError> {
        // A flush writes files that no version names yet.
        let _nothing_is_written = self.flushing.lock().await;
        let on_disk = self.on_disk().await?;
        self.wait_for_questions().await;
        for path in self.unnamed_of(on_disk) {
            self.delete_unnamed(&path).await?;
        }
        Ok(())
    }

    async fn on_disk(&self) -> std::result::Result<Vec<String>, UpkeepError> {
        let folder = self.table.folder().to_owned();
        spawn_blocking(move || list(&folder))
            .await
            .map_err(|error| UpkeepError::store("listing files", error))?
            .map_err(|error| UpkeepError::store("listing files", error))
    }

    fn unnamed_of(&self, mut on_disk: Vec<String>) -> Vec<String> {
        let version = self.memory.version();
        let live: HashSet<&str> = version.files.iter().map(|file| file.path.as_str()).collect();
        on_disk.retain(|path| !live.contains(path.as_str()));
        on_disk
    }

    async fn delete_unnamed(&self, path: &str) -> std::result::Result<(), UpkeepError> {
        let path = self.table.folder().join(path);
        let fail = |error: std::io::Error| UpkeepError::store("deleting an old file", error);
        tokio::fs::remove_file(&path).await.map_err(fail)?;
        if let Some(folder) = path.parent() {
            self.disk.sync_folder(folder).map_err(fail)?;
            // The folder of a month that is over goes too; one that holds anything stays.
            std::fs::remove_dir(folder).unwrap_or_default();
        }
        Ok(())
    }
}

/// Paths of all data files on disk, below the table's folder.
pub(crate) fn list(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut paths = Vec::new();
    for partition in std::fs::read_dir(folder)? {
        let partition = partition?;
        let month = partition.file_name().to_string_lossy().into_owned();
        if month.starts_with(MONTH) {
            for file in std::fs::read_dir(partition.path())? {
                let path = format!("{month}/{}", file?.file_name().to_string_lossy());
                if path.ends_with(".parquet") {
                    paths.push(path);
                }
            }
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::{Bounds, FileStatistics};

    fn files(rows: &[u64]) -> Vec<Arc<LiveFile>> {
        rows.iter()
            .map(|rows| {
                let none = Bounds { least: 0, most: 0 };
                let service = Bounds { least: 0, most: 0 };
                let statistics =
                    FileStatistics { rows: *rows, service, occurred_at: none, received_at: none };
                let (path, month) = (rows.to_string(), String::new());
                Arc::new(LiveFile {
                    path,
                    month,
                    size_bytes: 1,
                    sha256: None,
                    without_elements: false,
                    statistics,
                })
            })
            .collect()
    }

    #[test]
    fn days_stay_apart_for_62_days_after_the_end_of_their_month() {
        for (now, settled) in [
            ("2026-03-31T23:59:59Z", false),
            ("2026-06-01T23:59:59Z", false),
            ("2026-06-02T00:00:00Z", true),
        ] {
            assert_eq!(is_settled("2026-03", now.parse().unwrap()), settled, "{now}");
        }
        assert!(!is_settled("no month", "2026-06-02T00:00:00Z".parse().unwrap()));
    }

    #[test]
    fn a_month_is_not_rewritten_for_a_few_late_rows() {
        let named = |name: &str, rows: u64| {
            let mut file = Arc::unwrap_or_clone(files(&[rows]).remove(0));
            file.path = format!("month=2026-03/{name}.parquet");
            Arc::new(file)
        };
        let days = |rows: &[u64]| -> Vec<_> {
            (1..)
                .zip(rows)
                .map(|(day, rows)| named(&format!("2026-03-{day:02}-a"), *rows))
                .collect()
        };
        assert_eq!(worth_merging_month(days(&[10; 31])).len(), 31);
        assert_eq!(worth_merging_month(days(&[10])).len(), 1, "one day is a month's file then");
        let month = named("2026-03-a", 1_000);
        assert_eq!(worth_merging_month(vec![month.clone()]).len(), 0);
        assert_eq!(worth_merging_month([days(&[10, 10]), vec![month.clone()]].concat()).len(), 0);
        assert_eq!(worth_merging_month([days(&[60, 60]), vec![month.clone()]].concat()).len(), 3);
        assert_eq!(worth_merging_month([days(&[1; 9]), vec![month]].concat()).len(), 10);
    }

    #[test]
    fn a_large_file_is_not_rewritten_for_a_few_late_rows() {
        for (rows, is_past, expected) in [
            (&[10, 10][..], true, 2),
            (&[1_000], true, 0),
            (&[1_000, 1, 2], true, 0),
            (&[1_000, 60, 60], true, 3),
            (&[100_000, 1, 1, 1, 1, 1, 1, 1, 1], true, 9),
            (&[10, 10], false, 0),
            (&[10; 12], false, 12),
            (&[900; 12], false, 0),
            (&[10; 200], true, FILES),
        ] {
            assert_eq!(worth_merging(files(rows), is_past, 500).len(), expected, "{rows:?}");
        }
    }
}
