//! A damaged buffer keeps a lake from opening. Its readable transactions are taken over into a new
//! one, and the old file is kept.
//!
//! Transactions are read from both ends towards the damage, so one bad page costs what lies on it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use lotse_domain::{Count, clock::Entropy, service::ServiceKind};
use sqlx::{
    ConnectOptions as _, Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions,
};

use crate::{
    BUFFER, EVENTS,
    buffer::{Opened, Stored, decode},
    doctor::{Fault, SET_ASIDE, examine_buffer},
    error::OpenError,
    probe::{Disk, NoProbe},
    table::Table,
};

/// What came of a damaged buffer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Events that are in the new buffer.
    pub kept: Count,
    /// The last number that was given, less the last one that is known to be safe: an upper bound on
    /// the events that are lost.
    pub lost_at_most: Count,
}

/// Looks at the buffers of a lake that nobody has open.
pub async fn damaged_buffers(folder: &Path) -> Vec<(ServiceKind, Vec<Fault>)> {
    let mut damaged = Vec::new();
    for kind in ServiceKind::ALL {
        let path = folder.join(kind.as_str()).join(BUFFER);
        if path.exists() {
            let (_, faults) = examine_buffer(&path).await;
            if !faults.is_empty() {
                damaged.push((*kind, faults));
            }
        }
    }
    damaged
}

/// Makes a new buffer of what can be read of a damaged one, in a lake that nobody has open. The old
/// file goes to the folder `set-aside`.
///
/// # Errors
/// When the id of the old buffer cannot be read, since then nobody can tell which of its rows the
/// table holds; or when a file cannot be written. The old buffer is then still in its place.
pub async fn salvage(
    folder: &Path,
    kind: ServiceKind,
    entropy: &dyn Entropy,
) -> Result<Salvaged, OpenError> {
    let fail = |error: sqlx::Error| OpenError::store("reading the damaged buffer", error);
    let store = folder.join(kind.as_str());
    let (old, new) = (store.join(BUFFER), store.join("buffer.salvaged"));
    for leftover in with_companions(&new) {
        remove(&leftover)?;
    }
    let mut reading = SqliteConnectOptions::new()
        .filename(&old)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(fail)?;
    let id: String = meta(&mut reading, "id").await.map_err(fail)?;
    let last: i64 = meta(&mut reading, "last").await.map_err(fail)?;
    let flushed = flushed_of(&store.join(EVENTS), &id).await?;

    let mut opened = Opened::open(&new, entropy).await?;
    let (mut kept, mut reached) = (Count::ZERO, flushed);
    // Forwards to the damage, then backwards to it.
    let mut upper = i64::MAX;
    for forwards in [true, false] {
        while let Ok(Some(stored)) = next(&mut reading, reached, upper, forwards).await {
            let rows = stored.last - stored.first + 1;
            if decode(&stored.rows)
                .is_ok_and(|batch| batch.num_rows() as u64 == rows.unsigned_abs())
            {
                opened.take_over(&stored).await?;
                kept += Count::new(rows.unsigned_abs());
            }
            if forwards {
                reached = stored.last;
            } else {
                upper = stored.first;
            }
        }
    }
    opened.close().await?;
    // A file this damaged may not close well; it is not written again.
    reading.close().await.unwrap_or_default();

    let aside = store.join(SET_ASIDE);
    let io = |error: std::io::Error| OpenError::store("setting the damaged buffer aside", error);
    std::fs::create_dir_all(&aside).map_err(io)?;
    for path in with_companions(&old) {
        if let (true, Some(name)) = (path.exists(), path.file_name()) {
            std::fs::rename(&path, aside.join(name)).map_err(io)?;
        }
    }
    std::fs::rename(&new, &old).map_err(io)?;
    let disk = Disk::new(Arc::new(NoProbe));
    disk.sync_folder(&aside).and_then(|()| disk.sync_folder(&store)).map_err(io)?;
    let given = Count::new(u64::try_from(last - flushed).unwrap_or(0));
    Ok(Salvaged { kept, lost_at_most: Count::new(given.get().saturating_sub(kept.get())) })
}

async fn meta<'c, T>(connection: &'c mut SqliteConnection, name: &str) -> Result<T, sqlx::Error>
where
    T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
{
    sqlx::query("SELECT value FROM meta WHERE name = $1")
        .bind(name)
        .fetch_one(connection)
        .await?
        .try_get_unchecked(0)
}

/// The last sequence number of a buffer that the table holds.
async fn flushed_of(table: &Path, id: &str) -> Result<i64, OpenError> {
    let fail = |error| OpenError::store("reading the table", error);
    let table = Table::open(Disk::new(Arc::new(NoProbe)), table, id).await.map_err(fail)?;
    let mut flushed = 0;
    table.refresh(|version| flushed = version.flushed).await.map_err(fail)?;
    Ok(flushed)
}

/// The next transaction between two numbers, from below or from above.
async fn next(
    reading: &mut SqliteConnection,
    above: i64,
    below: i64,
    forwards: bool,
) -> Result<Option<Stored>, sqlx::Error> {
    let sql = if forwards {
        "SELECT first, last, rows FROM events WHERE first > $1 AND first < $2 ORDER BY first LIMIT 1"
    } else {
        "SELECT first, last, rows FROM events WHERE first > $1 AND first < $2 ORDER BY first DESC LIMIT 1"
    };
    let row = sqlx::query(sql).bind(above).bind(below).fetch_optional(reading).await?;
    row.map(|row| {
        Ok(Stored { first: row.try_get(0)?, last: row.try_get(1)?, rows: row.try_get(2)? })
    })
    .transpose()
}

/// A database file and those that `SQLite` keeps beside it.
fn with_companions(path: &Path) -> [PathBuf; 3] {
    let beside = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [path.to_owned(), beside("-wal"), beside("-shm")]
}

fn remove(path: &Path) -> Result<(), OpenError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(OpenError::store("deleting an unfinished buffer", error))
        }
        _ => Ok(()),
    }
}
