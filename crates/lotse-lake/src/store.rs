//! One of the two stores of events: a table, the buffer before it, and what is in memory of both.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak, atomic::Ordering},
};

use datafusion::{
    error::DataFusionError,
    execution::TaskContext,
    physical_plan::{ExecutionPlan, displayable},
};
use futures::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use lotse_domain::{clock::Clock, event::Event, ids::ServiceId, query::Scope};
use quick_cache::sync::Cache;
use tokio::task::spawn_blocking;

use crate::{
    Appended, Arrivals, BUFFER, EVENTS, LakeOptions, WriteError,
    answers::{AnswerCache, Answered, CacheKey},
    buffer::{Buffer, Durable, Opened, Room},
    compact::Unnamed,
    error::{OpenError, QueryError, UpkeepError},
    executor::Executor,
    file::random_name,
    gather::{Gather, Question, StreamQuestion},
    limits::{Limits, TooMuch},
    operators::visitor_runs::VisitorRunsExec,
    probe::Disk,
    scan::{Snapshot, Wanted, width},
    schema::{ORDER, to_events},
    segment::Selection,
    table::{LiveFile, Table, Version},
    tail::{Tail, TailRun, merge, newest_received},
    width::{FileWidth, Reading, batch_rows, reading},
};

/// Files of which it is kept in memory how wide they are; each takes about a kilobyte.
const KNOWN_WIDTHS: usize = 10_000;

/// A store. Shared by all handles of a lake.
pub(crate) struct Store {
    /// Where buffer and table lie.
    pub(crate) folder: PathBuf,
    pub(crate) disk: Disk,
    pub(crate) options: LakeOptions,
    pub(crate) buffer: Buffer,
    pub(crate) table: Table,
    pub(crate) memory: Arc<Memory>,
    pub(crate) context: Arc<TaskContext>,
    limits: Arc<Limits>,
    executor: Arc<Executor>,
    pub(crate) answers: AnswerCache,
    /// By their paths, which are never used twice.
    widths: Cache<String, Arc<FileWidth>>,
    /// One flush and one compaction at a time; they may run beside each other.
    pub(crate) flushing: tokio::sync::Mutex<()>,
    pub(crate) compacting: tokio::sync::Mutex<()>,
    pub(crate) unnamed: tokio::sync::Mutex<Unnamed>,
}

/// Version and tail under one lock, so that a question never sees a row twice or not at all.
pub(crate) struct Memory {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) version: Arc<Version>,
    pub(crate) tail: Tail,
    /// Versions before the present one that a question may still read.
    older: Vec<Weak<Version>>,
}

impl Memory {
    /// Looks at or changes version and tail together.
    pub(crate) fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        // A panic of another holder cannot have left the state half changed: every change is one
        // assignment of finished parts.
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The present version.
    pub(crate) fn version(&self) -> Arc<Version> {
        self.with(|state| Arc::clone(&state.version))
    }

    /// Takes a new version, and out of the tail what it holds.
    pub(crate) fn publish(&self, version: Version) {
        let now = self.clock.now();
        self.with(|state| {
            state.tail.drop_through(version.flushed, now);
            let older = std::mem::replace(&mut state.version, Arc::new(version));
            state.older.push(Arc::downgrade(&older));
            drop(older);
            state.older.retain(|version| version.strong_count() > 0);
        });
    }

    /// Whether a question still reads a version before the present one.
    pub(crate) fn is_older_version_read(&self) -> bool {
        self.with(|state| state.older.iter().any(|version| version.strong_count() > 0))
    }
}

impl Durable for Memory {
    fn stored(&self, run: TailRun) {
        let now = self.clock.now();
        self.with(|state| state.tail.push(run, now));
    }

    fn crowded(&self) -> Option<Vec<Arc<TailRun>>> {
        self.with(|state| state.tail.crowded())
    }

    fn replace(&self, parts: &[Arc<TailRun>], merged: TailRun) {
        self.with(|state| state.tail.replace(parts, merged));
    }
}

impl Store {
    /// Opens or creates the store in `folder`.
    pub(crate) async fn open(
        folder: &Path,
        options: LakeOptions,
        limits: Arc<Limits>,
        executor: Arc<Executor>,
    ) -> Result<Self, OpenError> {
        let fail = |error: std::io::Error| OpenError::store("creating a folder", error);
        tokio::fs::create_dir_all(folder).await.map_err(fail)?;
        let opened = Opened::open(&folder.join(BUFFER), &*options.entropy).await?;
        let memory =
            Arc::new(Memory { clock: Arc::clone(&options.clock), state: Mutex::default() });
        let durable: Arc<dyn Durable> = Arc::clone(&memory) as _;
        let clock = Arc::clone(&options.clock);
        let disk = Disk::new(Arc::clone(&options.probe));
        // The name of the new file, and of the folder, must be on disk before anything is accepted.
        disk.sync_folder(folder).map_err(fail)?;
        if let Some(parent) = folder.parent() {
            disk.sync_folder(parent).map_err(fail)?;
        }
        let table = Table::open(disk.clone(), &folder.join(EVENTS), opened.id())
            .await
            .map_err(|error| OpenError::store("opening the table", error))?;
        table
            .refresh(|version| memory.publish(version))
            .await
            .map_err(|error| OpenError::store("reading the table", error))?;
        // What the table holds already was flushed, though its deletion was not reached.
        let flushed = memory.version().flushed;
        let most = Room { events: options.waiting_events, bytes: options.waiting_bytes };
        let buffer = opened.start(flushed, durable, disk.clone(), clock, most).await?;
        Ok(Self {
            folder: folder.to_owned(),
            answers: AnswerCache::new(options.kept_answers),
            widths: Cache::new(KNOWN_WIDTHS),
            disk,
            options,
            buffer,
            table,
            memory,
            context: Arc::new(TaskContext::default()),
            limits,
            executor,
            flushing: tokio::sync::Mutex::default(),
            compacting: tokio::sync::Mutex::default(),
            unnamed: tokio::sync::Mutex::default(),
        })
    }

    /// Stores events durably.
    pub(crate) async fn append(&self, events: Vec<Event>) -> Result<Appended, WriteError> {
        self.room_left()?;
        let (buffered, bytes) = self.memory.with(|state| (state.tail.rows(), state.tail.bytes()));
        if buffered > self.options.buffered_rows || bytes > self.options.buffered_bytes {
            return Err(WriteError::Busy { waiting: buffered + self.buffer.waiting() });
        }
        self.buffer.append(events).await
    }

    /// Whether the disk has room for more than what has to go on.
    pub(crate) fn room_left(&self) -> Result<(), WriteError> {
        match (self.options.free_bytes)() {
            Some(free) if free < self.options.reserve_bytes => {
                let mib = |bytes: u64| bytes >> 20;
                let reserve_mib = mib(self.options.reserve_bytes);
                Err(WriteError::DiskFull { free_mib: mib(free), reserve_mib })
            }
            _ => Ok(()),
        }
    }

    /// Everything that is durable now.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot, QueryError> {
        let parts = self.memory.with(|state| state.tail.mergeable());
        if parts.len() > 1 {
            let fail = |error: &dyn std::fmt::Display| QueryError::store("merging the tail", error);
            let merging = parts.clone();
            let merged = spawn_blocking(move || merge(&merging)).await.map_err(|e| fail(&e))?;
            if let Some(merged) = merged.map_err(|e| fail(&e))? {
                self.memory.with(|state| state.tail.replace(&parts, merged));
            }
        }
        Ok(self.memory.with(|state| Snapshot {
            version: Arc::clone(&state.version),
            tail: state.tail.runs().to_vec(),
        }))
    }

    /// Names for new files: each another one.
    pub(crate) fn namer(&self) -> Arc<dyn Fn() -> String + Send + Sync> {
        let entropy = Arc::clone(&self.options.entropy);
        Arc::new(move || random_name(&*entropy))
    }

    /// Reads the table's log again.
    pub(crate) async fn refresh(&self) -> Result<(), UpkeepError> {
        self.table
            .refresh(|version| self.memory.publish(version))
            .await
            .map_err(|error| UpkeepError::store("reading the table", error))
    }

    /// How wide files are.
    async fn widths(
        &self,
        files: &[Arc<LiveFile>],
    ) -> Result<Vec<Arc<FileWidth>>, DataFusionError> {
        let mut widths = Vec::with_capacity(files.len());
        for file in files {
            let read = async {
                // Reading a footer is a large machine, seldom needed.
                Box::pin(width(&self.context, self.table.folder(), file)).await.map(Arc::new)
            };
            widths.push(self.widths.get_or_insert_async(&file.path, read).await?);
        }
        Ok(widths)
    }

    /// A context in which so many rows of `columns` are read at a time that batches of all `files`
    /// fit into `bytes`.
    pub(crate) async fn context_for(
        &self,
        files: &[Arc<LiveFile>],
        columns: &[&'static str],
        bytes: usize,
    ) -> Result<Arc<TaskContext>, DataFusionError> {
        let widths = self.widths(files).await?.into_iter();
        let files: Vec<_> = widths.map(|width| (width, columns.to_vec())).collect();
        Ok(self.context_of(batch_rows(&files, bytes)))
    }

    /// A context in which batches have so many rows.
    fn context_of(&self, rows: usize) -> Arc<TaskContext> {
        let config = self.context.session_config().clone().with_batch_size(rows);
        let runtime = self.context.runtime_env();
        Arc::new(TaskContext::default().with_session_config(config).with_runtime(runtime))
    }

    /// How a question is read: all that a range holds of files and tail must fit into its part of the
    /// memory.
    async fn reading(
        &self,
        snapshot: &Snapshot,
        wanted: &Wanted<'_>,
    ) -> Result<Reading, DataFusionError> {
        let (files, columns): (Vec<_>, Vec<_>) = snapshot.read(wanted).into_iter().unzip();
        let widths = self.widths(&files).await?;
        let files: Vec<_> = widths.into_iter().zip(columns).collect();
        let (bytes, workers) = (self.limits.range_bytes(), self.options.workers.get());
        let row = wanted.columns.len() + ORDER.len();
        Ok(reading(&files, (snapshot.tail.len(), row), bytes, workers))
    }

    /// The plan of a question: a stream of whole visitors in ranges, one reader and state for each.
    fn plan<Q: StreamQuestion>(
        &self,
        gather: &Gather<Q>,
        selection: Option<Selection>,
        snapshot: &Snapshot,
        ranges: usize,
    ) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        let question = gather.question();
        let service = question.service().number().cast_signed();
        let columns = question.columns();
        let wanted = Wanted { service, times: question.times(), columns: &columns };
        let inputs = snapshot.inputs(&wanted, &self.context, self.table.folder())?;
        let plan = VisitorRunsExec::new(inputs, service, ranges, Arc::new(gather.clone()))?;
        Ok(Arc::new(match selection {
            Some(selection) => {
                let marks = question.needs_others();
                let selection = if marks { selection.marking() } else { selection };
                let (times, columns) = (selection.times(), selection.columns());
                let wanted = Wanted { service, times, columns: &columns };
                let inputs = snapshot.inputs(&wanted, &self.context, self.table.folder())?;
                plan.of(inputs, Arc::new(selection))
            }
            None => plan,
        }))
    }

    /// The answer to a question, counted in its turn; or the one that was given before, if nothing has
    /// changed.
    pub(crate) async fn ask<Q: Question + Sync>(
        &self,
        question: &Q,
    ) -> Result<Answered<Q::Answer>, QueryError> {
        self.ask_of(question, &self.snapshot().await?).await
    }

    /// The same of a snapshot.
    pub(crate) async fn ask_of<Q: Question + Sync>(
        &self,
        question: &Q,
        snapshot: &Snapshot,
    ) -> Result<Answered<Q::Answer>, QueryError> {
        let fail = |error: DataFusionError| {
            TooMuch::within(&error).unwrap_or_else(|| QueryError::store("answering", error))
        };
        let asked = question.asked();
        let service = asked.service().number().cast_signed();
        let selection = self.selection(question.scope());
        let mut times = vec![asked.times()];
        times.extend(selection.as_ref().map(Selection::times));
        let basis = CacheKey::of(question, service, &times, snapshot);
        let counted = self.limits.wait_for(async {
            let gather = Gather::new(asked, Arc::clone(&self.limits));
            let mut columns = gather.question().columns();
            columns.extend(selection.iter().flat_map(Selection::columns));
            let left_out = selection.as_ref().map(Selection::left_out);
            let all = hull(&times);
            let wanted = Wanted { service, times: all, columns: &columns };
            let Reading { ranges, rows } = self.reading(snapshot, &wanted).await.map_err(fail)?;
            let plan = self.plan(&gather, selection, snapshot, ranges).map_err(fail)?;
            self.run(plan, self.context_of(rows)).await.map_err(fail)?;
            let answer = question.answer(gather.parts());
            let left_out = left_out.map_or(0, |rows| rows.load(Ordering::Relaxed));
            Ok(Answered { answer, rows_read: gather.rows().saturating_add(left_out) })
        });
        self.answers.get(basis, Q::weight, counted).await
    }

    /// How the visitors of a question are chosen, if not all are wanted.
    fn selection(&self, scope: &Scope) -> Option<Selection> {
        let limits = || Arc::clone(&self.limits);
        scope.segment.as_ref().map(|segment| Selection::new(segment, scope, limits()))
    }

    /// The plan of a question as text.
    pub(crate) async fn explain<Q: Question + Sync>(
        &self,
        question: &Q,
    ) -> Result<String, QueryError> {
        let snapshot = self.snapshot().await?;
        let gather = Gather::new(question.asked(), Arc::clone(&self.limits));
        let fail = |error| QueryError::store("planning", error);
        let (asked, columns) = (gather.question(), gather.question().columns());
        let service = asked.service().number().cast_signed();
        let wanted = Wanted { service, times: asked.times(), columns: &columns };
        let Reading { ranges, .. } = self.reading(&snapshot, &wanted).await.map_err(fail)?;
        let selection = self.selection(question.scope());
        let plan = self.plan(&gather, selection, &snapshot, ranges).map_err(fail)?;
        let Snapshot { version, tail } = snapshot;
        Ok(format!(
            "version={}, files={}, buffered runs={}\n{}",
            version.number,
            version.files.len(),
            tail.len(),
            displayable(plan.as_ref()).indent(false)
        ))
    }

    /// When the newest event of a service was received.
    pub(crate) async fn arrivals(&self, service: ServiceId) -> Result<Arrivals, QueryError> {
        let snapshot = self.snapshot().await?;
        let number = service.number().cast_signed();
        let mut newest = snapshot.tail.iter().filter_map(|run| run.newest(number)).max();
        let wanted =
            Wanted { service: number, times: i64::MIN..i64::MAX, columns: &["received_at"] };
        let mut files = snapshot.files(&wanted);
        // Newest first: most files need not be opened, since they cannot hold anything newer.
        files.sort_by_key(|file| std::cmp::Reverse(file.statistics.received_at.most));
        for file in files {
            if newest.is_some_and(|known| file.statistics.received_at.most <= known) {
                break;
            }
            let found = self
                .newest_in(&file, &wanted)
                .await
                .map_err(|error| QueryError::store("reading arrivals", error))?;
            newest = newest.max(found);
        }
        Ok(Arrivals { newest: newest.and_then(|us| Timestamp::from_microsecond(us).ok()) })
    }

    /// The newest receipt of a service's rows in one file, in microseconds.
    async fn newest_in(
        &self,
        file: &Arc<LiveFile>,
        wanted: &Wanted<'_>,
    ) -> Result<Option<i64>, DataFusionError> {
        let version = Arc::new(Version { files: vec![Arc::clone(file)], ..Version::default() });
        let snapshot = Snapshot { version, tail: Vec::new() };
        let mut newest = None;
        for input in snapshot.inputs(wanted, &self.context, self.table.folder())? {
            let mut stream = input.execute(0, Arc::clone(&self.context))?;
            while let Some(batch) = stream.try_next().await? {
                newest = newest.max(newest_received(&batch, wanted.service));
            }
        }
        Ok(newest)
    }

    /// The newest events of a service that still lie in the buffer, the newest first.
    pub(crate) fn recent(
        &self,
        service: ServiceId,
        limit: usize,
    ) -> Result<Vec<Event>, QueryError> {
        let runs = self.memory.with(|state| state.tail.runs().to_vec());
        let number = service.number().cast_signed();
        let mut places: Vec<(i64, usize, usize)> = runs
            .iter()
            .enumerate()
            .flat_map(|(run, rows)| rows.received(number).map(move |(at, row)| (at, run, row)))
            .collect();
        places.sort_unstable_by(|a, b| b.cmp(a));
        let mut events = Vec::with_capacity(limit);
        for (_, run, row) in places.into_iter().take(limit) {
            let Some(run) = runs.get(run) else { continue };
            let read = to_events(&run.rows.slice(row, 1))
                .map_err(|error| QueryError::store("reading buffered events", error))?;
            events.extend(read);
        }
        Ok(events)
    }

    /// Counts every range of a plan, with no more of them in the queue than are counted at the same
    /// time, so that questions take turns range by range. Dropping the future ends the work.
    async fn run(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        context: Arc<TaskContext>,
    ) -> Result<(), DataFusionError> {
        let ranges = plan.properties().partitioning.partition_count();
        let counted = (0..ranges)
            .map(|range| self.executor.count(Arc::clone(&plan), range, Arc::clone(&context)));
        futures::stream::iter(counted)
            .buffer_unordered(self.executor.workers())
            .try_for_each(async |()| Ok(()))
            .await
    }

    /// Writes what waits and closes the files.
    pub(crate) async fn close(&self) {
        self.buffer.close().await;
    }
}

/// The shortest range that holds all of `ranges`.
pub(crate) fn hull(ranges: &[Range<i64>]) -> Range<i64> {
    let start = ranges.iter().map(|range| range.start).min();
    let end = ranges.iter().map(|range| range.end).max();
    start.unwrap_or(0)..end.unwrap_or(0)
}
