//! One of the two stores of events: a table, the buffer before it, and what is in memory of both.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use datafusion::{error::DataFusionError, execution::TaskContext, physical_plan::ExecutionPlan};
use futures::{StreamExt as _, TryStreamExt as _, stream::FuturesUnordered};
use jiff::Timestamp;
use lotse_domain::{
    clock::Clock,
    event::Event,
    ids::ServiceId,
    query::{UsageAnswer, UsageQuestion},
};
use tokio::task::spawn_blocking;

use crate::{
    Appended, Arrivals, LakeOptions,
    buffer::{Buffer, Durable, Opened},
    error::{OpenError, QueryError, WriteError},
    operators::visitor_runs::VisitorRunsExec,
    scan::Snapshot,
    tail::{Tail, TailRun, merge},
    usage::{LABELS, Usage},
};

/// A store. Shared by all handles of a lake.
pub(crate) struct Store {
    options: LakeOptions,
    buffer: Buffer,
    memory: Arc<Memory>,
    context: Arc<TaskContext>,
}

/// Version and tail under one lock, so that a question never sees a row twice or not at all.
struct Memory {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tail: Tail,
}

impl Memory {
    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        // A panic of another holder cannot have left the state half changed: every change is one
        // assignment of finished parts.
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Durable for Memory {
    fn stored(&self, run: TailRun) {
        let now = self.clock.now();
        self.with(|state| state.tail.push(run, now));
    }
}

impl Store {
    /// Opens or creates the store in `folder`.
    pub(crate) async fn open(folder: &Path, options: LakeOptions) -> Result<Self, OpenError> {
        let fail = |error: std::io::Error| OpenError::store("creating a folder", error);
        tokio::fs::create_dir_all(folder).await.map_err(fail)?;
        let opened = Opened::open(&folder.join("buffer.sqlite"), &*options.entropy).await?;
        let memory =
            Arc::new(Memory { clock: Arc::clone(&options.clock), state: Mutex::default() });
        let durable: Arc<dyn Durable> = Arc::clone(&memory) as _;
        let clock = Arc::clone(&options.clock);
        let buffer = opened.start(0, durable, clock, options.waiting_events).await?;
        Ok(Self { options, buffer, memory, context: Arc::new(TaskContext::default()) })
    }

    /// Stores events durably.
    pub(crate) async fn append(&self, events: Vec<Event>) -> Result<Appended, WriteError> {
        let buffered = self.memory.with(|state| state.tail.rows());
        if buffered > self.options.buffered_rows {
            return Err(WriteError::Busy { waiting: buffered + self.buffer.waiting() });
        }
        self.buffer.append(events).await
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
        Ok(self.memory.with(|state| Snapshot { tail: state.tail.runs().to_vec() }))
    }

    /// How many ranges a question is cut into.
    fn ranges(&self, _snapshot: &Snapshot) -> usize {
        self.options.workers.get()
    }

    /// The plan of a usage question.
    pub(crate) fn usage_plan(
        &self,
        question: &UsageQuestion,
        snapshot: &Snapshot,
        usage: &Usage,
    ) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        let inputs = snapshot.inputs(&usage.frame().columns())?;
        let service = question.service.number().cast_signed();
        let consumer = Arc::new(usage.clone());
        let ranges = self.ranges(snapshot);
        Ok(Arc::new(VisitorRunsExec::new(inputs, service, ranges, consumer)?))
    }

    /// Answers a usage question.
    pub(crate) async fn usage(&self, question: &UsageQuestion) -> Result<UsageAnswer, QueryError> {
        let snapshot = self.snapshot().await?;
        let usage = Usage::new(question, LABELS);
        let fail = |error: DataFusionError| QueryError::store("answering", error);
        let plan = self.usage_plan(question, &snapshot, &usage).map_err(fail)?;
        self.run(plan).await.map_err(fail)?;
        Ok(usage.answer(&question.period))
    }

    /// When the newest event of a service was received.
    pub(crate) async fn arrivals(&self, service: ServiceId) -> Result<Arrivals, QueryError> {
        let snapshot = self.snapshot().await?;
        let newest = snapshot
            .tail
            .iter()
            .filter_map(|run| run.newest(service.number().cast_signed()))
            .max()
            .and_then(|us| Timestamp::from_microsecond(us).ok());
        Ok(Arrivals { newest })
    }

    /// Executes every partition of a plan, as many at a time as there are workers. Dropping the
    /// future ends the work.
    async fn run(&self, plan: Arc<dyn ExecutionPlan>) -> Result<(), DataFusionError> {
        let partitions = plan.properties().partitioning.partition_count();
        let mut running = FuturesUnordered::new();
        for partition in 0..partitions {
            if running.len() >= self.options.workers.get() {
                running.try_next().await?;
            }
            let mut stream = plan.execute(partition, Arc::clone(&self.context))?;
            let task = tokio::spawn(async move {
                while let Some(batch) = stream.next().await {
                    batch?;
                }
                Ok::<(), DataFusionError>(())
            });
            running.push(async move {
                AbortOnDrop(task).join().await.map_err(|error| {
                    DataFusionError::Execution(format!("a worker failed: {error}"))
                })?
            });
        }
        while running.try_next().await?.is_some() {}
        Ok(())
    }

    /// Writes what waits and closes the files.
    pub(crate) async fn close(&self) {
        self.buffer.close().await;
    }
}

/// A task that ends with the one who awaits it.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> AbortOnDrop<T> {
    async fn join(mut self) -> Result<T, tokio::task::JoinError> {
        (&mut self.0).await
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
