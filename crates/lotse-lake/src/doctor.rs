//! Looks at every byte that a store keeps, and takes a file that cannot be read out of the way.
//!
//! A file's entry in the log carries the SHA-256 of its bytes, so a file that is as it was written is
//! told from one that is not without decoding it; files of earlier versions without one are decoded.

use std::{
    fs::File,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use jiff::Timestamp;
use lotse_domain::{Count, ids::ServiceId, service::ServiceKind};
use serde_json::{Value, json};
use sqlx::{
    ConnectOptions as _, Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions,
};
use tokio::task::spawn_blocking;

use crate::{
    BUFFER,
    buffer::decode,
    compact::list,
    error::UpkeepError,
    file::Digest,
    store::Store,
    table::{LiveFile, Rows},
};

/// The folder of a store in which files lie that were taken out of the table.
pub(crate) const SET_ASIDE: &str = "set-aside";

/// What was looked at in one of the two stores, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Which.
    pub kind: ServiceKind,
    /// The version of its table.
    pub version: u64,
    /// Files that this version names.
    pub files: usize,
    /// Events in them, as the log says.
    pub in_table: Count,
    /// Events in the buffer.
    pub in_buffer: Count,
    /// Files in the table's folder that no version names: replaced ones, or left by a crash.
    pub unnamed: usize,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong with a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What, and where: the path of a file below the store's folder.
    pub place: Place,
    /// Why it is wrong, for a person.
    pub reason: String,
}

/// Where something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The buffer's file.
    Buffer,
    /// A file of the table, with the events that it should hold.
    File {
        /// Its path below the table's folder.
        path: String,
        /// Events.
        rows: Count,
        /// The earliest time of them.
        from: Timestamp,
        /// The latest time of them.
        until: Timestamp,
    },
}

impl Store {
    /// Looks at buffer and table. `progress` hears bytes of each file that was looked at.
    pub(crate) async fn examine(
        &self,
        kind: ServiceKind,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Examined, UpkeepError> {
        // What is looked at stays.
        let _nothing_is_removed = self.compacting.lock().await;
        let (in_buffer, mut faults) = examine_buffer(&self.folder.join(BUFFER)).await;
        self.refresh().await?;
        let version = self.memory.version();
        for file in &version.files {
            let (path, wanted) = (self.table.folder().join(&file.path), Arc::clone(file));
            let fault = spawn_blocking(move || examine_file(&path, &wanted))
                .await
                .map_err(|error| UpkeepError::store("looking at a file", error))?;
            progress(file.size_bytes);
            if let Some(reason) = fault {
                faults.push(Fault { place: Place::of(file), reason });
            }
        }
        let on_disk = list(self.table.folder())
            .map_err(|error| UpkeepError::store("listing the table's files", error))?;
        let named: std::collections::HashSet<_> =
            version.files.iter().map(|file| file.path.as_str()).collect();
        Ok(Examined {
            kind,
            version: version.number,
            files: version.files.len(),
            in_table: version.files.iter().map(|file| Count::new(file.statistics.rows)).sum(),
            in_buffer,
            unnamed: on_disk.iter().filter(|path| !named.contains(path.as_str())).count(),
            faults,
        })
    }

    /// Takes a file out of the table and moves what is left of it to the folder `set-aside`, with a
    /// note of what it held. `false` if the table does not hold it.
    pub(crate) async fn set_aside(&self, path: &str, reason: &str) -> Result<bool, UpkeepError> {
        let fail = |error: std::io::Error| UpkeepError::store("setting a file aside", error);
        let _nothing_is_removed = self.compacting.lock().await;
        let version = self.memory.version();
        let Some(file) = version.files.iter().find(|file| file.path == path) else {
            return Ok(false);
        };
        let now = self.options.clock.now();
        let folder = self.folder.join(SET_ASIDE);
        std::fs::create_dir_all(&folder).map_err(fail)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        // The note first: a file that is gone from the table is never without one.
        note(&folder.join(format!("{name}.json")), file, reason, now).map_err(fail)?;
        self.disk.sync_folder(&folder).map_err(fail)?;
        let removed = [Arc::clone(file)];
        let publish = |version| self.memory.publish(version);
        let done = self
            .table
            .replace(&removed, &[], Rows::Fewer, now, publish)
            .await
            .map_err(|error| UpkeepError::store("taking a file out of the table", error))?;
        match std::fs::rename(self.table.folder().join(path), folder.join(name)) {
            Ok(()) => self.disk.sync_folder(&folder).map_err(fail)?,
            // A file that is missing is the fault itself.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(fail(error)),
        }
        Ok(done)
    }

    /// Files that were set aside and still lie there.
    pub(crate) fn files_set_aside(&self) -> usize {
        notes(&self.folder).len()
    }

    /// Whether events of a service within some time may have been set aside.
    pub(crate) fn lacks(&self, service: ServiceId, times: &Range<Timestamp>) -> bool {
        let service = i64::from(service.number().cast_signed());
        let holds = |note: &Value| {
            let number = |name: &str, at: usize| note.get(name)?.get(at)?.as_i64();
            let time = |name: &str| note.get(name)?.as_str()?.parse::<Timestamp>().ok();
            let of = number("services", 0)? <= service && service <= number("services", 1)?;
            Some(of && time("from")? < times.end && times.start <= time("until")?)
        };
        // A note that cannot be read may be about anything.
        notes(&self.folder).iter().any(|(_, note)| holds(note).unwrap_or(true))
    }
}

/// The notes of what was set aside, with their files. Usually there is not even the folder.
pub(crate) fn notes(store: &Path) -> Vec<(PathBuf, Value)> {
    let Ok(entries) = std::fs::read_dir(store.join(SET_ASIDE)) else { return Vec::new() };
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            (path, serde_json::from_str(&text).unwrap_or_default())
        })
        .collect()
}

impl Place {
    fn of(file: &LiveFile) -> Self {
        let time = |us| Timestamp::from_microsecond(us).unwrap_or_default();
        let times = file.statistics.occurred_at;
        Self::File {
            path: file.path.clone(),
            rows: Count::new(file.statistics.rows),
            from: time(times.least),
            until: time(times.most),
        }
    }
}

fn note(path: &Path, file: &LiveFile, reason: &str, now: Timestamp) -> std::io::Result<()> {
    let Place::File { path: name, rows, from, until } = Place::of(file) else { return Ok(()) };
    let note = json!({
        "file": name,
        "events": rows.get(),
        "services": [file.statistics.service.least, file.statistics.service.most],
        "from": from.to_string(),
        "until": until.to_string(),
        "reason": reason,
        "set_aside_at": now.to_string(),
    });
    std::fs::write(path, format!("{note:#}\n"))?;
    File::open(path)?.sync_all()
}

/// What is wrong with a file of the table, if anything.
fn examine_file(path: &Path, wanted: &LiveFile) -> Option<String> {
    let size_bytes = match std::fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Some("the file is missing".to_owned());
        }
        Err(error) => return Some(format!("the file cannot be read: {error}")),
    };
    if size_bytes != wanted.size_bytes {
        let expected = wanted.size_bytes;
        return Some(format!("the file has {size_bytes} bytes instead of {expected}"));
    }
    match wanted.sha256 {
        Some(expected) => match Digest::of(path) {
            Ok(found) if found == expected => None,
            Ok(_) => Some("the file's bytes are not those that were written".to_owned()),
            Err(error) => Some(format!("the file cannot be read: {error}")),
        },
        None => match rows_of(path) {
            Ok(rows) if rows == wanted.statistics.rows => None,
            Ok(rows) => {
                Some(format!("the file holds {rows} events instead of {}", wanted.statistics.rows))
            }
            Err(error) => Some(format!("the file cannot be decoded: {error}")),
        },
    }
}

/// Decodes a whole file and counts its rows.
fn rows_of(path: &Path) -> Result<u64, Box<dyn std::error::Error>> {
    let mut rows = 0;
    for batch in ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.build()? {
        rows += batch?.num_rows() as u64;
    }
    Ok(rows)
}

/// Rows of a buffer's file, and what is wrong with it.
pub(crate) async fn examine_buffer(path: &Path) -> (Count, Vec<Fault>) {
    let mut faults = Vec::new();
    let rows = match read_buffer(path, &mut faults).await {
        Ok(rows) => rows,
        Err(error) => {
            faults.push(in_buffer(format!("the buffer cannot be read: {error}")));
            Count::ZERO
        }
    };
    (rows, faults)
}

fn in_buffer(reason: String) -> Fault {
    Fault { place: Place::Buffer, reason }
}

async fn read_buffer(path: &Path, faults: &mut Vec<Fault>) -> Result<Count, sqlx::Error> {
    let mut reading = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .disable_statement_logging()
        .connect()
        .await?;
    for row in sqlx::query("PRAGMA integrity_check(10)").fetch_all(&mut reading).await? {
        let said: String = row.try_get(0)?;
        if said != "ok" {
            faults.push(in_buffer(format!("a page of the buffer is damaged: {said}")));
        }
    }
    let rows = read_transactions(&mut reading, faults).await?;
    reading.close().await?;
    Ok(rows)
}

/// Decodes every buffered transaction, one at a time.
async fn read_transactions(
    reading: &mut SqliteConnection,
    faults: &mut Vec<Fault>,
) -> Result<Count, sqlx::Error> {
    let (mut rows, mut after) = (Count::ZERO, i64::MIN);
    loop {
        let found = sqlx::query(
            "SELECT first, last, rows FROM events WHERE first > $1 ORDER BY first LIMIT 1",
        )
        .bind(after)
        .fetch_optional(&mut *reading)
        .await?;
        let Some(found) = found else { return Ok(rows) };
        let (first, last): (i64, i64) = (found.try_get(0)?, found.try_get(1)?);
        let bytes: Vec<u8> = found.try_get(2)?;
        after = first;
        let expected = u64::try_from(last - first + 1).unwrap_or(0);
        match decode(&bytes) {
            Ok(batch) if batch.num_rows() as u64 == expected => rows += Count::new(expected),
            Ok(batch) => faults.push(in_buffer(format!(
                "the events from number {first} are {} instead of {expected}",
                batch.num_rows()
            ))),
            Err(error) => faults.push(in_buffer(format!(
                "the {expected} events from number {first} cannot be decoded: {error}"
            ))),
        }
    }
}
