//! Many small files of a day become one of the same order.
//!
//! Files of a day are merged as ordered streams, so memory holds a batch of each and a row group of
//! the result. Rows do not change; the commit fails if one of the files is gone by then.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
    sync::Arc,
};

use datafusion::{
    arrow::array::RecordBatch,
    error::{DataFusionError, Result},
    physical_plan::{ExecutionPlan, sorts::sort_preserving_merge::SortPreservingMergeExec},
};
use futures::TryStreamExt as _;
use jiff::Timestamp;
use tokio::{sync::mpsc, task::spawn_blocking};

use crate::{
    Compacted,
    error::UpkeepError,
    file::{FileWriter, NewFile, utc_day},
    operators::visitor_runs::order,
    scan::whole_files,
    schema::{MONTH, schema},
    store::Store,
    table::{LiveFile, Rows},
};

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
    if files.len() <= LATE_FILES && (all - largest).saturating_mul(10) < largest {
        return Vec::new();
    }
    files.truncate(FILES);
    if files.len() < 2 { Vec::new() } else { files }
}

impl Store {
    /// Merges small files, day by day. One merge that lost against another change is left for the
    /// next time.
    pub(crate) async fn compact(&self) -> std::result::Result<Compacted, UpkeepError> {
        let _one_at_a_time = self.compacting.lock().await;
        let mut compacted = Compacted::default();
        let today = utc_day(self.options.clock.now().as_microsecond());
        let small = self.options.flush_rows as u64;
        let mut days = BTreeMap::<i64, Vec<Arc<LiveFile>>>::new();
        for file in self.memory.version().files.iter().cloned() {
            days.entry(utc_day(file.statistics.occurred_at.least)).or_default().push(file);
        }
        for (day, files) in days {
            let files = worth_merging(files, day < today, small);
            if files.is_empty() {
                continue;
            }
            let added = self
                .merge(day, &files)
                .await
                .map_err(|error| UpkeepError::store("merging files", error))?;
            let now = self.options.clock.now();
            let publish = |version| self.memory.publish(version);
            let replaced = self
                .table
                .replace(&files, added.as_slice(), Rows::Same, now, publish)
                .await
                .map_err(|error| UpkeepError::store("committing merged files", error))?;
            if replaced {
                compacted.files_removed += files.len();
                compacted.files_added += added.len();
            }
        }
        self.sweep().await?;
        Ok(compacted)
    }

    /// Writes the rows of `files` as one file.
    async fn merge(&self, day: i64, files: &[Arc<LiveFile>]) -> Result<Vec<NewFile>> {
        let input = whole_files(&self.context, self.table.folder(), files)?;
        let order = order(&schema())
            .ok_or_else(|| DataFusionError::Plan("the schema has no order".to_owned()))?;
        let merge: Arc<dyn ExecutionPlan> = Arc::new(SortPreservingMergeExec::new(order, input));
        let mut rows = merge.execute(0, Arc::clone(&self.context))?;
        // Two batches may wait: reading and writing overlap, and memory stays bounded.
        let (sender, mut receiver) = mpsc::channel::<RecordBatch>(2);
        let (folder, name) = (self.table.folder().to_owned(), self.namer()());
        let writing = spawn_blocking(move || {
            let mut writer = FileWriter::create(&folder, day, &name)?;
            while let Some(batch) = receiver.blocking_recv() {
                writer.write(&RecordBatch::try_new(schema(), batch.columns().to_vec())?)?;
            }
            writer.finish()
        });
        while let Some(batch) = rows.try_next().await? {
            if sender.send(batch).await.is_err() {
                break;
            }
        }
        drop(sender);
        let file = writing
            .await
            .map_err(|error| DataFusionError::Execution(format!("writing ended: {error}")))??;
        let expected: u64 = files.iter().map(|file| file.statistics.rows).sum();
        let written = file.as_ref().map_or(0, |file| file.statistics.rows);
        if written != expected {
            return Err(DataFusionError::Execution(format!(
                "merging {expected} rows gave {written}; nothing was changed"
            )));
        }
        Ok(file.into_iter().collect())
    }

    /// Deletes files that no version has named for a while: replaced ones, and those that were
    /// written but never committed.
    async fn sweep(&self) -> std::result::Result<(), UpkeepError> {
        let folder = self.table.folder().to_owned();
        let on_disk = spawn_blocking(move || list(&folder)).await;
        let on_disk = on_disk
            .map_err(|error| UpkeepError::store("listing files", error))?
            .map_err(|error| UpkeepError::store("listing files", error))?;
        // Taken after the listing: what was committed meanwhile is named.
        let version = self.memory.version();
        let live: HashSet<&str> = version.files.iter().map(|file| file.path.as_str()).collect();
        let now = self.options.clock.now();
        let mut unnamed = self.unnamed.lock().await;
        let before = std::mem::take(&mut unnamed.0);
        for path in on_disk.into_iter().filter(|path| !live.contains(path.as_str())) {
            let since = before.get(&path).copied().unwrap_or(now);
            if now.duration_since(since).as_hours() >= SWEEP_HOURS {
                tokio::fs::remove_file(self.table.folder().join(&path))
                    .await
                    .map_err(|error| UpkeepError::store("deleting an old file", error))?;
            } else {
                unnamed.0.insert(path, since);
            }
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
                Arc::new(LiveFile { path, month, size_bytes: 1, sha256: None, statistics })
            })
            .collect()
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
