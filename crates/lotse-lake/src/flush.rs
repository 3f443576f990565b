//! From the buffer into the table, exactly once.
//!
//! In this order: files on disk, then the commit that names them together with the last sequence
//! number they hold, then the deletion from the buffer. Whatever is interrupted, the table's number
//! says which buffered rows it holds; what it does not hold is still in the buffer.

use std::sync::Arc;

use datafusion::{arrow::compute::concat_batches, error::DataFusionError};
use lotse_domain::{Count, event::Event};
use tokio::task::spawn_blocking;

use crate::{
    Flushed,
    error::UpkeepError,
    file::{NewFile, write_days},
    probe::{Disk, Step},
    schema::{schema, sorted, to_batch},
    store::Store,
    tail::TailRun,
};

impl Store {
    /// Moves everything that is buffered now into the table.
    pub(crate) async fn flush(&self) -> Result<Flushed, UpkeepError> {
        let _one_at_a_time = self.flushing.lock().await;
        // An earlier flush may have ended between its commit and its deletion.
        self.refresh().await?;
        let until = self.memory.with(|state| state.tail.last());
        let mut flushed = Flushed::default();
        while let Some(rows) = self.flush_part(until).await? {
            flushed.events += rows;
        }
        Ok(flushed)
    }

    /// Moves what is buffered into the table if there is enough of it, or it is old enough.
    pub(crate) async fn flush_if_due(&self) -> Result<Flushed, UpkeepError> {
        let (rows, bytes, since) = self.memory.with(|state| {
            let tail = &state.tail;
            (tail.rows(), tail.bytes(), tail.since())
        });
        let age = since.map(|since| self.options.clock.now().duration_since(since));
        let old = age.is_some_and(|age| age.as_mins() >= self.options.flush_minutes);
        if old || rows >= self.options.flush_rows || bytes >= self.options.flush_bytes {
            self.flush().await
        } else {
            Ok(Flushed::default())
        }
    }

    /// Writes events straight into the table.
    pub(crate) async fn load(&self, events: Vec<Event>) -> Result<(), UpkeepError> {
        let (disk, folder) = (self.disk.clone(), self.table.folder().to_owned());
        let name = self.namer();
        let writing = spawn_blocking(move || {
            let together = to_batch(&events)?;
            drop(events);
            let rows = sorted(&together)?;
            drop(together);
            write_days(&disk, &folder, &rows, &name)
        });
        let files = writing
            .await
            .map_err(|error| UpkeepError::store("writing files", error))?
            .map_err(|error| UpkeepError::store("writing files", error))?;
        self.disk.reached(Step::ImportWritten).await;
        let now = self.options.clock.now();
        self.table
            .append(&files, None, now, |version| self.memory.publish(version))
            .await
            .map_err(|error| UpkeepError::store("committing files", error))?;
        self.disk.reached(Step::ImportCommitted).await;
        Ok(())
    }

    /// Moves the oldest runs up to sequence number `until`, as many as fit into memory twice.
    async fn flush_part(&self, until: i64) -> Result<Option<Count>, UpkeepError> {
        let (most_rows, most_bytes) = (self.options.flush_rows, self.options.flush_bytes);
        let runs = self.memory.with(|state| state.tail.freeze(most_rows, most_bytes, until));
        let Some(last) = runs.last().map(|run| run.last) else { return Ok(None) };
        let rows: usize = runs.iter().map(|run| run.rows.num_rows()).sum();
        let (disk, folder) = (self.disk.clone(), self.table.folder().to_owned());
        let name = self.namer();
        let written = spawn_blocking(move || write(&disk, &folder, &runs, &name)).await;
        let files = written
            .map_err(|error| UpkeepError::store("writing files", error))?
            .map_err(|error| UpkeepError::store("writing files", error))?;
        self.disk.reached(Step::FlushWritten).await;
        let now = self.options.clock.now();
        let publish = |version| self.memory.publish(version);
        self.table
            .append(&files, Some(last), now, publish)
            .await
            .map_err(|error| UpkeepError::store("committing files", error))?;
        self.disk.reached(Step::FlushCommitted).await;
        self.buffer.forget(last).await?;
        self.disk.reached(Step::FlushForgotten).await;
        Ok(Some(Count::new(rows as u64)))
    }
}

fn write(
    disk: &Disk,
    folder: &std::path::Path,
    runs: &[Arc<TailRun>],
    name: &Arc<dyn Fn() -> String + Send + Sync>,
) -> Result<Vec<NewFile>, DataFusionError> {
    let together = concat_batches(&schema(), runs.iter().map(|run| &run.rows))?;
    let rows = sorted(&together)?;
    // Each of these holds all rows once more: none lives longer than it must.
    drop(together);
    write_days(disk, folder, &rows, name)
}
