//! The table of the lake's files. It and its part `columns` alone name `deltalake`.
//!
//! What must hold: a commit is on disk when it returns; the buffer's sequence number is committed
//! together with the files that hold its rows; a commit that removes files verifies in its own loop
//! that each is still in the table, because the library's conflict check does not; versions are
//! published in their order.

mod columns;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use deltalake::{
    DeltaTable, DeltaTableBuilder, DeltaTableError, checkpoints, ensure_table_uri,
    kernel::{
        Action, Add, Remove, Transaction,
        transaction::{CommitBuilder, CommitProperties},
    },
    operations::create::CreateBuilder,
    protocol::{DeltaOperation, SaveMode},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use thiserror::Error;
use tokio::sync::Mutex;

use crate::{
    file::{Bounds, Digest, FileStatistics, NewFile},
    probe::Disk,
    schema::MONTH,
};

/// A checkpoint is written every so many versions, so that opening stays quick.
const CHECKPOINT_EVERY: u64 = 50;
/// The tag of a file's entry that holds the SHA-256 of its bytes.
const SHA256: &str = "lotse.sha256";
/// The tag of a file from which details of elements were taken.
const WITHOUT_ELEMENTS: &str = "lotse.without_elements";
/// Entries of the log are kept so long after a checkpoint made them superfluous, in hours.
const LOG_KEPT_HOURS: i64 = 30 * 24;
/// The folder of the log, in the table's folder.
const LOG: &str = "_delta_log";
/// How often a commit is tried again when another one came first.
const TRIES: usize = 10;

/// Why the table could not be read or changed.
#[derive(Debug, Error)]
pub(crate) enum TableError {
    #[error("the table's log: {0}")]
    Log(#[from] DeltaTableError),
    #[error("the table's schema: {0}")]
    Schema(String),
    #[error("a file or folder of the table: {0}")]
    Io(#[from] std::io::Error),
    #[error("the table's log holds a file without the statistics that this program writes: {0}")]
    Statistics(String),
    #[error("other commits came first {TRIES} times")]
    Contended,
}

/// A file of the table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LiveFile {
    /// Path below the table's folder, with `/`.
    pub(crate) path: String,
    pub(crate) month: String,
    pub(crate) size_bytes: u64,
    /// None for files that an earlier version of the program wrote.
    pub(crate) sha256: Option<Digest>,
    /// Details of elements are taken out of its rows: their time is over.
    pub(crate) without_elements: bool,
    pub(crate) statistics: FileStatistics,
}

/// One version of the table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Version {
    /// Its number.
    pub(crate) number: u64,
    /// The last sequence number of the buffer that it holds.
    pub(crate) flushed: i64,
    /// Its files.
    pub(crate) files: Vec<Arc<LiveFile>>,
}

/// What becomes of the rows when files are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// The new files hold the same.
    Same,
    /// Some are taken out of the table.
    Fewer,
}

impl Rows {
    fn change(self) -> bool {
        self == Self::Fewer
    }

    fn operation(self) -> DeltaOperation {
        match self {
            Self::Same => DeltaOperation::Optimize { predicate: None, target_size: 0 },
            Self::Fewer => DeltaOperation::Delete { predicate: None },
        }
    }
}

/// The table in one folder, for one buffer.
pub(crate) struct Table {
    disk: Disk,
    folder: PathBuf,
    buffer: String,
    /// Held during each commit, so that versions are published in their order.
    log: Mutex<Log>,
}

struct Log {
    disk: Disk,
    table: DeltaTable,
    /// Files by path, so that each one's statistics are read once.
    known: HashMap<String, Arc<LiveFile>>,
    flushed: i64,
}

impl Table {
    /// Opens the table in `folder`, or creates it.
    pub(crate) async fn open(disk: Disk, folder: &Path, buffer: &str) -> Result<Self, TableError> {
        std::fs::create_dir_all(folder)?;
        let url = ensure_table_uri(folder.to_string_lossy())?;
        let mut table = DeltaTableBuilder::from_url(url)?.build()?;
        if table.verify_deltatable_existence().await? {
            table.load().await?;
            table = columns::with_all(table, &disk, folder).await?;
        } else {
            table = CreateBuilder::new()
                .with_log_store(table.log_store())
                .with_table_name("events")
                .with_columns(columns::all()?)
                .with_partition_columns([MONTH])
                .await?;
            sync_log(&disk, folder, 0)?;
            disk.sync_folder(folder)?;
        }
        let log = Log { disk: disk.clone(), table, known: HashMap::new(), flushed: 0 };
        let (folder, buffer) = (folder.to_owned(), buffer.to_owned());
        let this = Self { disk, folder, buffer, log: Mutex::new(log) };
        this.log.lock().await.read_flushed(&this.buffer).await?;
        Ok(this)
    }

    /// The table's folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Paths of the log's files up to a version, below the table's folder.
    pub(crate) fn log_until(&self, version: u64) -> std::io::Result<Vec<String>> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(self.folder.join(LOG))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // Entries and checkpoints begin with the number of their version. Which checkpoint is the
            // last one is only a hint, and may be of a later version.
            let number = name.split('.').next().and_then(|number| number.parse::<u64>().ok());
            if number.is_some_and(|number| number <= version) {
                paths.push(format!("{LOG}/{name}"));
            }
        }
        paths.sort();
        Ok(paths)
    }

    /// Reads what is in the log by now and publishes it.
    pub(crate) async fn refresh(
        &self,
        publish: impl FnOnce(Version) + Send,
    ) -> Result<(), TableError> {
        let mut log = self.log.lock().await;
        log.table.update_incremental(None).await?;
        log.read_flushed(&self.buffer).await?;
        publish(log.version()?);
        Ok(())
    }

    /// Adds files, together with the sequence number up to which they hold the buffer's rows.
    /// `publish` sees the version before any later one is made.
    pub(crate) async fn append(
        &self,
        files: &[NewFile],
        flushed: Option<i64>,
        now: Timestamp,
        publish: impl FnOnce(Version) + Send,
    ) -> Result<(), TableError> {
        let mut log = self.log.lock().await;
        for _ in 0..TRIES {
            // Rows that are in the table already must not come into it again.
            if flushed.is_some_and(|last| log.flushed >= last) {
                publish(log.version()?);
                return Ok(());
            }
            let actions = files.iter().map(|file| Action::Add(add(file, now, true))).collect();
            let transaction = flushed.map(|last| Transaction::new(&self.buffer, last));
            let operation = DeltaOperation::Write {
                mode: SaveMode::Append,
                partition_by: Some(vec![MONTH.to_owned()]),
                predicate: None,
            };
            let committed = log.commit(&self.folder, actions, transaction, operation).await;
            // A commit that failed may be in the log all the same: what is there decides.
            log.table.update_incremental(None).await?;
            log.read_flushed(&self.buffer).await?;
            let done = match flushed {
                Some(last) => log.flushed >= last,
                None => committed.is_ok() || log.holds(files.iter().map(|file| &file.path))?,
            };
            if done {
                sync_log(&self.disk, &self.folder, log.table.version().unwrap_or(0))?;
                publish(log.version()?);
                return Ok(());
            }
            retry(committed)?;
        }
        Err(TableError::Contended)
    }

    /// Replaces files by others. `false`, and nothing changed, if one of them is no longer in the
    /// table.
    pub(crate) async fn replace(
        &self,
        removed: &[Arc<LiveFile>],
        added: &[NewFile],
        rows: Rows,
        now: Timestamp,
        publish: impl FnOnce(Version) + Send,
    ) -> Result<bool, TableError> {
        let mut log = self.log.lock().await;
        for _ in 0..TRIES {
            log.table.update_incremental(None).await?;
            if !log.holds(removed.iter().map(|file| &file.path))? {
                return Ok(false);
            }
            let outgoing = removed.iter().map(|file| Action::Remove(remove(file, rows, now)));
            let incoming = added.iter().map(|file| Action::Add(add(file, now, rows.change())));
            let operation = rows.operation();
            let actions = outgoing.chain(incoming).collect();
            let committed = log.commit(&self.folder, actions, None, operation).await;
            log.table.update_incremental(None).await?;
            let in_log = log.holds(added.iter().map(|file| &file.path))?
                && !removed.iter().any(|file| log.known.contains_key(&file.path));
            if in_log {
                sync_log(&self.disk, &self.folder, log.table.version().unwrap_or(0))?;
                publish(log.version()?);
                return Ok(true);
            }
            retry(committed)?;
        }
        Err(TableError::Contended)
    }
}

impl Table {
    /// Deletes entries of the log that a checkpoint made superfluous long ago.
    pub(crate) async fn tidy_log(&self, now: Timestamp) -> Result<usize, TableError> {
        let log = self.log.lock().await;
        let store = log.table.log_store();
        let cutoff = now.as_millisecond() - LOG_KEPT_HOURS * 3_600_000;
        let version = log.table.snapshot()?.version();
        let deleted =
            checkpoints::cleanup_expired_logs_for(version, store.as_ref(), cutoff, None).await?;
        Ok(deleted)
    }
}

/// Goes on when another commit came first; every other failure is the caller's.
fn retry(committed: Result<(), TableError>) -> Result<(), TableError> {
    match committed {
        Err(TableError::Log(DeltaTableError::Transaction { .. })) | Ok(()) => Ok(()),
        Err(other) => Err(other),
    }
}

impl Log {
    /// Writes one entry on top of the version that was read, or fails.
    async fn commit(
        &mut self,
        folder: &Path,
        actions: Vec<Action>,
        transaction: Option<Transaction>,
        operation: DeltaOperation,
    ) -> Result<(), TableError> {
        // Without retries, which would not verify that removed files are still there.
        let mut properties = CommitProperties::default().with_max_retries(0);
        if let Some(transaction) = transaction {
            properties = properties.with_application_transaction(transaction);
        }
        let version = {
            let state = self.table.snapshot()?;
            let prepared = CommitBuilder::from(properties)
                .with_actions(actions)
                .build(Some(state), self.table.log_store(), operation)
                .into_prepared_commit_future()
                .await?;
            // The entry is written here; what the library would do afterwards, we do ourselves.
            prepared.await?.version
        };
        sync_log(&self.disk, folder, version)?;
        self.table.update_incremental(None).await?;
        if version.is_multiple_of(CHECKPOINT_EVERY)
            && let Err(error) = checkpoints::create_checkpoint(&self.table, None).await
        {
            tracing::warn!(%error, version, "no checkpoint of the table was written");
        }
        Ok(())
    }

    async fn read_flushed(&mut self, buffer: &str) -> Result<(), TableError> {
        let store = self.table.log_store();
        let state = self.table.snapshot()?;
        let last = state.transaction_version(store.as_ref(), buffer).await?;
        self.flushed = last.unwrap_or(0);
        Ok(())
    }

    /// Whether every path is a file of the present version.
    fn holds<'p>(&mut self, paths: impl Iterator<Item = &'p String>) -> Result<bool, TableError> {
        self.version()?;
        Ok(paths.into_iter().all(|path| self.known.contains_key(path)))
    }

    fn version(&mut self) -> Result<Version, TableError> {
        let state = self.table.snapshot()?;
        let mut known = HashMap::with_capacity(self.known.len());
        for view in state.log_data().iter() {
            let path = view.object_store_path().to_string();
            let file = if let Some(file) = self.known.get(&path) {
                Arc::clone(file)
            } else {
                let statistics = view
                    .stats()
                    .as_deref()
                    .and_then(read_statistics)
                    .ok_or_else(|| TableError::Statistics(path.clone()))?;
                let month = view.partition_values_map().remove(MONTH).flatten();
                #[expect(deprecated, reason = "the library has no other way to an entry's tags")]
                let mut tags = view.add_action().tags.unwrap_or_default();
                let sha256 = tags.remove(SHA256).flatten().and_then(|text| Digest::parse(&text));
                let without_elements = tags.contains_key(WITHOUT_ELEMENTS);
                Arc::new(LiveFile {
                    month: month.unwrap_or_default(),
                    size_bytes: u64::try_from(view.size()).unwrap_or(0),
                    sha256,
                    without_elements,
                    statistics,
                    path: path.clone(),
                })
            };
            known.insert(path, file);
        }
        self.known = known;
        let mut files: Vec<_> = self.known.values().cloned().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Version { number: state.version(), flushed: self.flushed, files })
    }
}

/// Waits until a log entry and its name are on disk: local stores do not do so themselves.
fn sync_log(disk: &Disk, folder: &Path, version: u64) -> std::io::Result<()> {
    let log = folder.join(LOG);
    let entry = log.join(format!("{version:020}.json"));
    disk.sync(&std::fs::File::open(&entry)?, &entry)?;
    disk.sync_folder(&log)
}

fn add(file: &NewFile, now: Timestamp, data_change: bool) -> Add {
    Add {
        path: file.path.clone(),
        partition_values: partition(&file.month),
        size: i64::try_from(file.size_bytes).unwrap_or(i64::MAX),
        modification_time: now.as_millisecond(),
        data_change,
        stats: Some(write_statistics(&file.statistics).to_string()),
        tags: Some(tags(file)),
        deletion_vector: None,
        base_row_id: None,
        default_row_commit_version: None,
        clustering_provider: None,
    }
}

fn tags(file: &NewFile) -> HashMap<String, Option<String>> {
    let mut tags = HashMap::from([(SHA256.to_owned(), Some(file.sha256.to_string()))]);
    if file.without_elements {
        tags.insert(WITHOUT_ELEMENTS.to_owned(), Some("true".to_owned()));
    }
    tags
}

fn remove(file: &LiveFile, rows: Rows, now: Timestamp) -> Remove {
    Remove {
        path: file.path.clone(),
        data_change: rows.change(),
        deletion_timestamp: Some(now.as_millisecond()),
        extended_file_metadata: Some(true),
        partition_values: Some(partition(&file.month)),
        size: i64::try_from(file.size_bytes).ok(),
        ..Remove::default()
    }
}

fn partition(month: &str) -> HashMap<String, Option<String>> {
    HashMap::from([(MONTH.to_owned(), Some(month.to_owned()))])
}

/// Statistics as the table format has them. Times are in milliseconds there: rounded outwards, so
/// that no reader skips a file wrongly.
fn write_statistics(statistics: &FileStatistics) -> Value {
    let time = |us: i64, up: bool| {
        let ms = if up { us.saturating_add(999) } else { us }.div_euclid(1_000);
        Timestamp::from_millisecond(ms).map_or(Value::Null, |time| format!("{time:.3}").into())
    };
    let FileStatistics { rows, service, occurred_at, received_at } = statistics;
    json!({
        "numRecords": rows,
        "minValues": {
            "service": service.least,
            "occurred_at": time(occurred_at.least, false),
            "received_at": time(received_at.least, false),
        },
        "maxValues": {
            "service": service.most,
            "occurred_at": time(occurred_at.most, true),
            "received_at": time(received_at.most, true),
        },
        "nullCount": { "service": 0, "occurred_at": 0, "received_at": 0 },
    })
}

fn read_statistics(text: &str) -> Option<FileStatistics> {
    let value: Value = serde_json::from_str(text).ok()?;
    let of = |bound: &str, name: &str| value.get(bound)?.get(name).cloned();
    let time = |bound: &str, name: &str| {
        let text = of(bound, name)?;
        let text = text.as_str()?;
        let time = text.parse::<Timestamp>().ok();
        // Checkpoints give times without a zone; they are UTC.
        let time = time.or_else(|| format!("{text}Z").parse().ok());
        time.map(Timestamp::as_microsecond)
    };
    let times = |name: &str| {
        Some(Bounds { least: time("minValues", name)?, most: time("maxValues", name)? })
    };
    let service = |bound: &str| i32::try_from(of(bound, "service")?.as_i64()?).ok();
    Some(FileStatistics {
        rows: value.get("numRecords")?.as_u64()?,
        service: Bounds { least: service("minValues")?, most: service("maxValues")? },
        occurred_at: times("occurred_at")?,
        received_at: times("received_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        file::write_days,
        schema::{sample::event, to_batch},
    };

    fn disk() -> Disk {
        Disk::new(Arc::new(crate::probe::NoProbe))
    }

    /// A file with one event.
    fn file(folder: &Path, number: i64) -> NewFile {
        let at = Timestamp::UNIX_EPOCH;
        let name: Arc<dyn Fn() -> String + Send + Sync> = Arc::new(move || number.to_string());
        let rows = to_batch(&[event(number, at)]).unwrap();
        write_days(&disk(), folder, &rows, &name).unwrap().remove(0)
    }

    async fn paths(table: &Table) -> Vec<String> {
        let mut seen = Version::default();
        table.refresh(|version| seen = version).await.unwrap();
        seen.files.iter().map(|file| file.path.clone()).collect()
    }

    /// Two that maintain the same table, which the lock forbids and the log must survive.
    async fn two(folder: &Path) -> (Table, Table) {
        let one = Table::open(disk(), folder, "one").await.unwrap();
        (one, Table::open(disk(), folder, "two").await.unwrap())
    }

    #[tokio::test]
    async fn of_two_compactions_of_the_same_files_one_wins() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = two(folder.path()).await;
        let now = Timestamp::UNIX_EPOCH;
        let small = [file(folder.path(), 1), file(folder.path(), 2)];
        let mut version = Version::default();
        one.append(&small, Some(2), now, |v| version = v).await.unwrap();
        assert_eq!((version.flushed, version.files.len()), (2, 2));
        // Both read the same version; both write a file of the same rows.
        assert_eq!(paths(&two).await.len(), 2);
        let merged = [file(folder.path(), 3), file(folder.path(), 4)];
        assert!(one.replace(&version.files, &merged[..1], Rows::Same, now, |_| {}).await.unwrap());
        let lost =
            two.replace(&version.files, &merged[1..], Rows::Same, now, |_| unreachable!()).await;
        assert!(!lost.unwrap(), "rows would be in the table twice");
        let erased =
            two.replace(&version.files[..1], &[], Rows::Fewer, now, |_| unreachable!()).await;
        assert!(!erased.unwrap());
        assert_eq!(paths(&one).await, [merged[0].path.clone()]);
        assert_eq!(paths(&two).await, paths(&one).await);
    }

    #[tokio::test]
    async fn a_flush_that_comes_second_is_tried_again_and_comes_in_once() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = two(folder.path()).await;
        let now = Timestamp::UNIX_EPOCH;
        one.append(&[file(folder.path(), 1)], Some(1), now, |_| {}).await.unwrap();
        // The other has not read that version yet.
        two.append(&[file(folder.path(), 2)], Some(7), now, |_| {}).await.unwrap();
        assert_eq!(paths(&one).await.len(), 2);
        // The same rows once more, as after a commit whose answer was lost.
        two.append(&[file(folder.path(), 3)], Some(7), now, |_| {}).await.unwrap();
        assert_eq!(paths(&one).await.len(), 2);
        let reopened = Table::open(disk(), folder.path(), "two").await.unwrap();
        let mut flushed = 0;
        reopened.refresh(|version| flushed = version.flushed).await.unwrap();
        assert_eq!(flushed, 7);
    }

    #[tokio::test]
    async fn a_table_with_a_checkpoint_reads_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let table = Table::open(disk(), folder.path(), "one").await.unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let last = i64::try_from(CHECKPOINT_EVERY).unwrap() + 2;
        let mut before = Version::default();
        for number in 1..=last {
            let files = [file(folder.path(), number)];
            table.append(&files, Some(number), now, |v| before = v).await.unwrap();
        }
        let log = folder.path().join("_delta_log");
        assert!(log.join("_last_checkpoint").exists());
        let reopened = Table::open(disk(), folder.path(), "one").await.unwrap();
        let mut after = Version::default();
        reopened.refresh(|version| after = version).await.unwrap();
        assert_eq!((after.number, after.flushed), (before.number, before.flushed));
        assert_eq!(after.files, before.files);
    }

    #[test]
    fn statistics_read_back_and_never_exclude_a_row() {
        let statistics = FileStatistics {
            rows: 3,
            service: Bounds { least: -1, most: 7 },
            occurred_at: Bounds { least: -1_500, most: 1_774_692_000_123_456 },
            received_at: Bounds { least: 0, most: 1_774_692_000_123_000 },
        };
        let read = read_statistics(&write_statistics(&statistics).to_string()).unwrap();
        assert_eq!((read.rows, read.service), (3, statistics.service));
        assert_eq!(read.occurred_at, Bounds { least: -2_000, most: 1_774_692_000_124_000 });
        assert_eq!(read.received_at, statistics.received_at);
    }
}
