//! Where work can be interrupted, and what is on disk by then: for tests that stop the lake anywhere.
//!
//! The program's own probe does nothing. A test's probe can copy the folder at a step, as a crash
//! at this instant would leave it, or do something else meanwhile; and it learns what was synced,
//! so that it can leave out of the copy what a power failure would.

use std::{fs::File, io, path::Path, sync::Arc};

use async_trait::async_trait;

/// An instant between two changes of what is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Rows of an append are in a transaction of the buffer that is not committed.
    AppendWritten,
    /// The transaction is on disk; nobody was told.
    AppendCommitted,
    /// Files of a flush are on disk; the table does not know them.
    FlushWritten,
    /// The table names the files of a flush; their rows are still in the buffer.
    FlushCommitted,
    /// The rows of a flush are gone from the buffer.
    FlushForgotten,
    /// Files of a batch of an import are on disk; the table does not know them.
    ImportWritten,
    /// The table names the files of a batch of an import; nobody was told.
    ImportCommitted,
    /// A merged file is on disk; the table does not know it.
    CompactWritten,
    /// The table names the merged file; those it replaces are still on disk.
    CompactCommitted,
    /// The table no longer names what has expired; it is still on disk.
    RetainCommitted,
    /// What has expired is gone from the disk.
    RetainDeleted,
    /// Files without what is erased are on disk; the table does not know them.
    EraseWritten,
    /// The table names only files without what is erased; the others are still on disk.
    EraseCommitted,
    /// What is erased is gone from the disk.
    EraseDeleted,
}

/// Is told of every step, and of every sync.
#[async_trait]
pub trait Probe: Send + Sync + 'static {
    /// Work has come to a step, and goes on when this returns.
    async fn reached(&self, step: Step);

    /// The bytes of a file, or the names in a folder, are on disk.
    fn synced(&self, path: &Path);
}

/// The program's own.
#[derive(Debug)]
pub(crate) struct NoProbe;

#[async_trait]
impl Probe for NoProbe {
    async fn reached(&self, _: Step) {}

    fn synced(&self, _: &Path) {}
}

/// The one way in which the lake's own files reach the disk.
#[derive(Clone)]
pub(crate) struct Disk(Arc<dyn Probe>);

impl Disk {
    pub(crate) fn new(probe: Arc<dyn Probe>) -> Self {
        Self(probe)
    }

    /// Waits until the bytes of a file are on disk.
    pub(crate) fn sync(&self, file: &File, path: &Path) -> io::Result<()> {
        file.sync_all()?;
        self.0.synced(path);
        Ok(())
    }

    /// Waits until the names in a folder are on disk.
    pub(crate) fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()?;
        self.0.synced(folder);
        Ok(())
    }

    pub(crate) async fn reached(&self, step: Step) {
        self.0.reached(step).await;
    }
}
