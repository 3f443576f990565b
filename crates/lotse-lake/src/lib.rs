//! The lake: durable events in, typed questions out.
//!
//! The only crate that knows `DataFusion`, Parquet and the table format. Three handles are public:
//! [`EventWriter`] (durable when it returns), [`EventReader`] (typed question to undisclosed answer)
//! and [`Upkeep`] (flush, compact). Services of kind *public* and *employees* are two tables in two
//! folders, each with its own buffer; no query joins them.

#![warn(missing_docs)]

mod answers;
mod attempts;
mod backup;
mod buffer;
mod cases;
mod compact;
mod counts;
mod doctor;
mod durations;
mod erase;
mod error;
mod examples;
mod executor;
mod file;
mod flush;
mod forms;
mod funnel;
mod gather;
mod growth;
mod import;
mod limits;
mod matcher;
mod measures;
mod operators;
mod options;
mod overlap;
mod paths;
mod pieces;
pub mod probe;
mod reader;
mod retain;
mod retention;
mod rewrite;
mod salvage;
mod scan;
pub mod schema;
mod segment;
mod store;
mod table;
mod tail;
mod together;
mod usage;
mod width;

use std::{
    fs::File,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::Timestamp;
use lotse_domain::{
    Count,
    append::{AddImported, AppendEvents, ImportOf},
    event::Event,
    import::Brought,
    service::ServiceKind,
};

pub use lotse_domain::append::{Appended, WriteError};

pub use self::{
    backup::{Adopted, BackedUp, adopt},
    doctor::{Examined, Fault, Place},
    erase::Erased,
    error::{OpenError, QueryError, UpkeepError},
    growth::bytes_per_day,
    options::{LakeOptions, Retention},
    reader::{EventReader, RowsRead},
    retain::Retained,
    rewrite::{Erasure, Subject},
    salvage::{Salvaged, damaged_buffers, salvage},
};
use crate::{executor::Executor, limits::Limits, store::Store};

/// The file of the buffer, in the folder of a store.
const BUFFER: &str = "buffer.sqlite";
/// The folder of the table, in the folder of a store.
const EVENTS: &str = "events";

/// An open lake. Cheap to clone: all clones share one store.
#[derive(Clone)]
pub struct Lake {
    inner: Arc<Inner>,
}

struct Inner {
    public: Store,
    employees: Store,
    limits: Arc<Limits>,
    /// Held as long as the lake is open: one maintainer per lake.
    _lock: File,
}

impl Inner {
    fn store(&self, kind: ServiceKind) -> &Store {
        match kind {
            ServiceKind::Public => &self.public,
            ServiceKind::Employees => &self.employees,
        }
    }

    fn stores(&self) -> [&Store; 2] {
        [&self.public, &self.employees]
    }
}

/// How much a lake holds, and does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Events in the buffers that are not in the tables yet.
    pub buffered: Count,
    /// Files that the tables name.
    pub files: usize,
    /// Bytes of these files and of the buffers.
    pub size_bytes: u64,
    /// Files that could not be read and were taken out of the tables.
    pub files_set_aside: usize,
    /// Questions that are counted now.
    pub questions: usize,
}

/// When a service's events arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// When the newest event was received, if there ever was one.
    pub newest: Option<Timestamp>,
}

/// Appends events durably.
#[derive(Clone)]
pub struct EventWriter {
    inner: Arc<Inner>,
}

/// Keeps the lake in order: flush, compact.
#[derive(Clone)]
pub struct Upkeep {
    inner: Arc<Inner>,
}

/// What a flush moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flushed {
    /// Events that went from the buffers into the tables.
    pub events: Count,
}

/// What a compaction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Files that were replaced.
    pub files_removed: usize,
    /// Files that replaced them.
    pub files_added: usize,
}

impl Lake {
    /// Opens the lake in `folder`, creating what is missing, and rebuilds the buffered tail.
    ///
    /// # Errors
    /// When the folder cannot be used, a file in it is of a newer version, or another process holds
    /// it.
    pub async fn open(folder: &Path, options: LakeOptions) -> Result<Self, OpenError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| OpenError::store("creating the folder", error))?;
        // Readers of files want whole paths, and a working folder may change.
        let folder = folder
            .canonicalize()
            .map_err(|error| OpenError::store("finding the whole path of the folder", error))?;
        let lock = File::create(folder.join("lock"))
            .map_err(|error| OpenError::store("creating the lock file", error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(OpenError::Locked),
            Err(std::fs::TryLockError::Error(error)) => {
                return Err(OpenError::store("locking the folder", error));
            }
        }
        let limits = Arc::new(Limits::new(&options));
        let executor = Executor::new(&options)
            .map_err(|error| OpenError::store("starting the threads that count", error))?;
        let executor = Arc::new(executor);
        let store = async |kind: ServiceKind| {
            let (limits, executor) = (Arc::clone(&limits), Arc::clone(&executor));
            Store::open(&folder.join(kind.as_str()), options.clone(), limits, executor).await
        };
        let public = store(ServiceKind::Public).await?;
        let employees = store(ServiceKind::Employees).await?;
        let inner = Inner { public, employees, limits, _lock: lock };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A handle for appending.
    pub fn writer(&self) -> EventWriter {
        EventWriter { inner: Arc::clone(&self.inner) }
    }

    /// A handle for asking.
    pub fn reader(&self) -> EventReader {
        EventReader::new(Arc::clone(&self.inner))
    }

    /// A handle for upkeep.
    pub fn upkeep(&self) -> Upkeep {
        Upkeep { inner: Arc::clone(&self.inner) }
    }

    /// Writes what waits and closes the buffers. Later appends are refused; questions are still
    /// answered. What is buffered stays buffered: flush first to move it. The folder is free for
    /// another process when every handle is gone.
    pub async fn close(&self) {
        for store in self.inner.stores() {
            store.close().await;
        }
    }
}

impl EventWriter {
    /// Appends events of services of one kind. When it returns, they are on disk.
    ///
    /// # Errors
    /// When the store cannot take them now; nothing of the call was stored then.
    pub async fn append(
        &self,
        kind: ServiceKind,
        events: Vec<Event>,
    ) -> Result<Appended, WriteError> {
        if events.is_empty() {
            return Ok(Appended::default());
        }
        self.inner.store(kind).append(events).await
    }
}

impl AppendEvents for EventWriter {
    async fn append(&self, kind: ServiceKind, events: Vec<Event>) -> Result<Appended, WriteError> {
        Self::append(self, kind, events).await
    }
}

impl AddImported for EventWriter {
    async fn add_imported(&self, of: ImportOf, events: Vec<Event>) -> Result<Brought, WriteError> {
        self.inner.store(of.kind).add_imported(of, events).await
    }
}

impl Upkeep {
    /// Moves every buffered event into the tables.
    ///
    /// # Errors
    /// When writing fails; the events stay buffered.
    pub async fn flush(&self) -> Result<Flushed, UpkeepError> {
        let mut flushed = Flushed::default();
        for store in self.inner.stores() {
            flushed.events += store.flush().await?.events;
        }
        Ok(flushed)
    }

    /// Moves buffered events into the tables where the buffer is large or old enough.
    ///
    /// # Errors
    /// When writing fails; the events stay buffered.
    pub async fn flush_if_due(&self) -> Result<Flushed, UpkeepError> {
        let mut flushed = Flushed::default();
        for store in self.inner.stores() {
            flushed.events += store.flush_if_due().await?.events;
        }
        Ok(flushed)
    }

    /// Writes events straight into the table, past the buffer: for events that can be had again, such
    /// as those of a benchmark. Ids are not looked up, so the caller must not repeat one.
    ///
    /// # Errors
    /// When writing fails; then none of them is in the table.
    pub async fn load(&self, kind: ServiceKind, events: Vec<Event>) -> Result<(), UpkeepError> {
        self.inner.store(kind).load(events).await
    }

    /// The earliest time of which events are kept.
    pub fn oldest_event(&self) -> Timestamp {
        let options = &self.inner.public.options;
        options.retention.oldest_event(options.clock.now())
    }

    /// Bytes that a copy of the lake would take now.
    pub fn size_bytes(&self) -> u64 {
        self.inner.stores().iter().map(|store| store.size_bytes()).sum()
    }

    /// Copies the lake to `target`, which must not exist, while it works. Everything acknowledged
    /// before the call is in the copy. Use it only after [`adopt`]. `progress` hears bytes done and
    /// bytes in all.
    ///
    /// # Errors
    /// When reading or writing fails; `target` is then not complete.
    pub async fn back_up(
        &self,
        target: &Path,
        progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<Vec<BackedUp>, UpkeepError> {
        let all = self.size_bytes();
        let done = AtomicU64::new(0);
        let more = |bytes| {
            let done = done.fetch_add(bytes, Ordering::Relaxed) + bytes;
            progress(done.min(all), all);
        };
        let mut copied = Vec::new();
        for kind in ServiceKind::ALL {
            let store = self.inner.store(*kind);
            copied.push(store.back_up(*kind, &target.join(kind.as_str()), &more).await?);
        }
        Ok(copied)
    }

    /// Deletes what is kept no longer: events, and before that the details of the controls that were
    /// used. When it returns, no byte of them is in the folder.
    ///
    /// # Errors
    /// When reading or writing fails; what has expired is still there then, and goes next time.
    pub async fn retain(&self) -> Result<Retained, UpkeepError> {
        let mut retained = Retained::default();
        for store in self.inner.stores() {
            let more = store.retain().await?;
            retained.events_deleted += more.events_deleted;
            retained.elements_emptied += more.elements_emptied;
        }
        Ok(retained)
    }

    /// Erases events that were acknowledged before. When it returns, no byte of them is in the folder.
    ///
    /// # Errors
    /// When reading or writing fails; some of the events may be gone then. Ask again.
    pub async fn erase(&self, erasure: &Erasure) -> Result<Erased, UpkeepError> {
        self.inner.store(erasure.kind).erase(erasure).await
    }

    /// Looks at every byte of buffers and tables. `progress` hears bytes done and bytes in all.
    ///
    /// # Errors
    /// When a folder cannot be listed or the log not be read. What is wrong with files is an answer.
    pub async fn examine(
        &self,
        progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<Vec<Examined>, UpkeepError> {
        let all = self.size_bytes();
        let done = AtomicU64::new(0);
        let more = |bytes| {
            let done = done.fetch_add(bytes, Ordering::Relaxed) + bytes;
            progress(done.min(all), all);
        };
        let mut examined = Vec::new();
        for kind in ServiceKind::ALL {
            examined.push(self.inner.store(*kind).examine(*kind, &more).await?);
        }
        Ok(examined)
    }

    /// Takes a file that cannot be read out of its table, so that the rest is served, and keeps what
    /// is left of it in the folder `set-aside` with a note of what it held. `false` if the table does
    /// not hold it.
    ///
    /// # Errors
    /// When the log cannot be written or the file not be moved.
    pub async fn set_aside(
        &self,
        kind: ServiceKind,
        path: &str,
        reason: &str,
    ) -> Result<bool, UpkeepError> {
        self.inner.store(kind).set_aside(path, reason).await
    }

    /// Merges small files of past days into one file per day.
    ///
    /// # Errors
    /// When reading or writing fails; the old files stay.
    pub async fn compact(&self) -> Result<Compacted, UpkeepError> {
        let mut compacted = Compacted::default();
        for store in self.inner.stores() {
            let more = store.compact().await?;
            compacted.files_removed += more.files_removed;
            compacted.files_added += more.files_added;
        }
        Ok(compacted)
    }
}
