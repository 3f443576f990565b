//! The threads that count: apart from those that take events in and answer people, so that no question,
//! however large, keeps either waiting.

use std::{io, sync::Arc};

use datafusion::{error::DataFusionError, execution::TaskContext, physical_plan::ExecutionPlan};
use futures::StreamExt as _;
use tokio::{
    runtime::{Builder, Runtime},
    sync::Semaphore,
};

use crate::LakeOptions;

/// Threads that read files for those that count.
const READERS: usize = 8;

/// Shared by all questions of a lake.
pub(crate) struct Executor {
    /// Taken when the executor ends.
    runtime: Option<Runtime>,
    /// One for each range that may be counted at the same time, whosesoever question it is of.
    free: Arc<Semaphore>,
    workers: usize,
}

impl Executor {
    pub(crate) fn new(options: &LakeOptions) -> io::Result<Self> {
        let workers = options.workers.get();
        let begin = Arc::clone(&options.on_counting_thread);
        let runtime = Builder::new_multi_thread()
            .worker_threads(workers)
            .max_blocking_threads(READERS)
            .thread_name("lotse-count")
            .on_thread_start(move || begin())
            .enable_all()
            .build()?;
        Ok(Self { runtime: Some(runtime), free: Arc::new(Semaphore::new(workers)), workers })
    }

    /// How many ranges are counted at the same time.
    pub(crate) fn workers(&self) -> usize {
        self.workers
    }

    /// Counts one range of a plan, when it is its turn. Dropping the future ends the work.
    pub(crate) async fn count(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        range: usize,
        context: Arc<TaskContext>,
    ) -> Result<(), DataFusionError> {
        let failed = |reason: &str| DataFusionError::Execution(reason.to_owned());
        let Some(runtime) = &self.runtime else { return Err(failed("the lake is closed")) };
        let free = Arc::clone(&self.free);
        let task = AbortOnDrop(runtime.spawn(async move {
            let _turn = free.acquire_owned().await.map_err(|_| failed("the lake is closed"))?;
            let mut stream = plan.execute(range, context)?;
            while let Some(batch) = stream.next().await {
                batch?;
            }
            Ok(())
        }));
        task.join().await.map_err(|error| failed(&format!("a worker failed: {error}")))?
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // Not waited for: whoever drops the lake may be on a thread that must not wait.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
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
