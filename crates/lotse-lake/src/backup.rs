//! A copy of a store while it works: the buffer first, then one version of the table.
//!
//! What must hold (`docs/spec/backup.md`): everything acknowledged before the copy began is in it,
//! once. A row that is flushed between the two steps is in both parts; the table's number says so,
//! and whoever takes the copy into use cuts it out of the buffer ([`adopt`]). Nothing that removes
//! files runs meanwhile.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use lotse_domain::{Count, clock::Entropy, service::ServiceKind};
use sqlx::{
    ConnectOptions as _, Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions,
};
use tokio::task::spawn_blocking;

use crate::{
    BUFFER, EVENTS,
    buffer::Opened,
    error::{OpenError, UpkeepError},
    probe::{Disk, NoProbe},
    store::Store,
    table::Table,
};

/// What was copied of one of the two stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// Which.
    pub kind: ServiceKind,
    /// The version of its table.
    pub version: u64,
    /// Events in that version.
    pub in_table: Count,
    /// Events in the copy of the buffer; some of them may be in the table too.
    pub in_buffer: Count,
}

/// What is to be copied, found before anything is.
struct Plan {
    paths: Vec<(String, u64)>,
    version: u64,
    in_table: Count,
}

impl Store {
    /// Bytes of the files that a copy would hold now.
    pub(crate) fn size_bytes(&self) -> u64 {
        let files: u64 = self.memory.version().files.iter().map(|file| file.size_bytes).sum();
        let buffer = std::fs::metadata(self.folder.join(BUFFER)).map_or(0, |file| file.len());
        files.saturating_add(buffer)
    }

    /// Copies buffer and table to `target`, a folder that does not exist.
    pub(crate) async fn back_up(
        &self,
        kind: ServiceKind,
        target: &Path,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<BackedUp, UpkeepError> {
        let fail = |error: std::io::Error| UpkeepError::store("making a folder", error);
        // What replaces files would delete some before they are copied.
        let _nothing_is_removed = self.compacting.lock().await;
        std::fs::create_dir_all(target.join(EVENTS)).map_err(fail)?;
        let copy = target.join(BUFFER);
        let in_buffer = copy_buffer(&self.folder.join(BUFFER), &copy)
            .await
            .map_err(|error| UpkeepError::store("copying the buffer", error))?;
        progress(std::fs::metadata(&copy).map_or(0, |file| file.len()));

        self.refresh().await?;
        let Plan { paths, version, in_table } = self
            .files_of_a_copy()
            .map_err(|error| UpkeepError::store("listing the table's files", error))?;
        for (path, size_bytes) in paths {
            let (from, to) = (self.table.folder().join(&path), target.join(EVENTS).join(&path));
            spawn_blocking(move || copy_file(&from, &to))
                .await
                .map_err(|error| UpkeepError::store("copying a file", error))?
                .map_err(|error| UpkeepError::store(&format!("copying {path}"), error))?;
            progress(size_bytes);
        }
        let folder = target.to_owned();
        spawn_blocking(move || sync_tree(&folder))
            .await
            .map_err(|error| UpkeepError::store("syncing the copy", error))?
            .map_err(|error| UpkeepError::store("syncing the copy", error))?;
        Ok(BackedUp { kind, version, in_table, in_buffer })
    }

    fn files_of_a_copy(&self) -> std::io::Result<Plan> {
        let version = self.memory.version();
        let mut paths: Vec<_> =
            version.files.iter().map(|file| (file.path.clone(), file.size_bytes)).collect();
        for path in self.table.log_until(version.number)? {
            let size_bytes = std::fs::metadata(self.table.folder().join(&path))?.len();
            paths.push((path, size_bytes));
        }
        let rows = version.files.iter().map(|file| file.statistics.rows).sum();
        Ok(Plan { paths, version: version.number, in_table: Count::new(rows) })
    }
}

/// Copies the buffer as one transaction sees it, without its deleted pages, and counts its events.
async fn copy_buffer(from: &Path, to: &Path) -> Result<Count, sqlx::Error> {
    let mut reading = SqliteConnectOptions::new()
        .filename(from)
        .read_only(true)
        .disable_statement_logging()
        .connect()
        .await?;
    sqlx::query("VACUUM INTO $1")
        .bind(to.to_string_lossy().into_owned())
        .execute(&mut reading)
        .await?;
    reading.close().await?;
    let mut copy = SqliteConnectOptions::new().filename(to).read_only(true).connect().await?;
    let rows = count(&mut copy).await?;
    copy.close().await?;
    Ok(rows)
}

async fn count(connection: &mut SqliteConnection) -> Result<Count, sqlx::Error> {
    let rows: i64 = sqlx::query("SELECT COALESCE(SUM(last - first + 1), 0) FROM events")
        .fetch_one(connection)
        .await?
        .try_get(0)?;
    Ok(Count::new(u64::try_from(rows).unwrap_or(0)))
}

fn copy_file(from: &Path, to: &Path) -> std::io::Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::copy(from, to)?;
    Ok(())
}

/// Waits until every file and folder below `folder` is on disk.
fn sync_tree(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            File::open(path)?.sync_all()?;
        }
    }
    File::open(folder)?.sync_all()
}

/// Events of a copy that was taken into use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Events in the tables.
    pub in_table: Count,
    /// Events that are in the buffers alone.
    pub in_buffer: Count,
}

/// Makes the copy of a lake in `folder` fit for use: buffered rows that the copied tables hold are
/// deleted, and each buffer gets a new id, so that numbers given after the copy was made can never
/// look as if the table held them.
///
/// # Errors
/// When a buffer or a table of the copy cannot be read.
pub async fn adopt(folder: &Path, entropy: &dyn Entropy) -> Result<Adopted, OpenError> {
    let mut adopted = Adopted::default();
    let disk = Disk::new(Arc::new(NoProbe));
    for kind in ServiceKind::ALL {
        let store: PathBuf = folder.join(kind.as_str());
        let opened = Opened::open(&store.join(BUFFER), entropy).await?;
        let table = Table::open(disk.clone(), &store.join(EVENTS), opened.id())
            .await
            .map_err(|error| OpenError::store("opening the table", error))?;
        let (mut flushed, mut rows) = (0, 0);
        table
            .refresh(|version| {
                flushed = version.flushed;
                rows = version.files.iter().map(|file| file.statistics.rows).sum();
            })
            .await
            .map_err(|error| OpenError::store("reading the table", error))?;
        adopted.in_table += Count::new(rows);
        adopted.in_buffer += opened.renew(flushed, entropy).await?;
    }
    Ok(adopted)
}
