//! Events of a case, a person or a service are taken out of buffer, table and disk.
//!
//! In this order: what is buffered goes into the table; each file that holds a wanted row is written
//! anew without it; the table names the new one; the old one is deleted; the buffer's log is cut, so
//! that no page of it holds what was deleted. An erasure that is interrupted is asked for again.

use std::sync::Arc;

use datafusion::error::DataFusionError;
use futures::TryStreamExt as _;
use lotse_domain::Count;

use crate::{
    doctor::notes,
    error::UpkeepError,
    probe::Step,
    rewrite::{Edit, Erasure},
    scan::{Snapshot, Wanted},
    store::Store,
    table::{LiveFile, Rows, Version},
};

/// What an erasure did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Events that are gone.
    pub events: Count,
    /// Files that were written anew or deleted.
    pub files: usize,
    /// Damaged files that were set aside and may have held such events; they are gone whole.
    pub set_aside: usize,
}

impl Store {
    /// Erases events. When it returns, no byte of them is in the store's folder.
    pub(crate) async fn erase(&self, erasure: &Erasure) -> Result<Erased, UpkeepError> {
        let _alone = self.compacting.lock().await;
        self.flush().await?;
        let mut erased = Erased::default();
        let service = erasure.service.number().cast_signed();
        let version = self.memory.version();
        let files: Vec<_> = version
            .files
            .iter()
            .filter(|file| file.statistics.service.holds(service))
            .cloned()
            .collect();
        drop(version);
        for file in files {
            let rows = self
                .count(&file, erasure)
                .await
                .map_err(|error| UpkeepError::store("looking for what is erased", error))?;
            if rows > 0 {
                self.erase_from(file, erasure).await?;
                erased.events += Count::new(rows);
                erased.files += 1;
            }
        }
        for (path, note) in notes(&self.folder) {
            let number = |at: usize| note.get("services")?.get(at)?.as_i64();
            let holds = |least, most| (least..=most).contains(&i64::from(service));
            // A note that cannot be read may be about anything.
            if number(0).zip(number(1)).is_none_or(|(least, most)| holds(least, most)) {
                self.delete_set_aside(&path)?;
                erased.set_aside += 1;
            }
        }
        // Whatever was counted with them is counted anew.
        self.answers.forget();
        // What a crash left, or a merge replaced, may hold the same rows.
        self.sweep_now().await?;
        self.disk.reached(Step::EraseDeleted).await;
        self.buffer.scrub().await?;
        Ok(erased)
    }

    /// How many rows of a file are erased: two or three of its columns are read.
    async fn count(&self, file: &Arc<LiveFile>, erasure: &Erasure) -> Result<u64, DataFusionError> {
        let service = erasure.service.number().cast_signed();
        let wanted = Wanted { service, times: i64::MIN..i64::MAX, columns: erasure.columns() };
        let version = Arc::new(Version { files: vec![Arc::clone(file)], ..Version::default() });
        let snapshot = Snapshot { version, tail: Vec::new() };
        let mut rows = 0;
        for input in snapshot.inputs(&wanted, &self.context, self.table.folder())? {
            for partition in 0..input.properties().partitioning.partition_count() {
                let mut stream = input.execute(partition, Arc::clone(&self.context))?;
                while let Some(batch) = stream.try_next().await? {
                    rows += erasure.matches(&batch)?.true_count() as u64;
                }
            }
        }
        Ok(rows)
    }

    async fn erase_from(&self, file: Arc<LiveFile>, erasure: &Erasure) -> Result<(), UpkeepError> {
        if !self.has_room_for(file.size_bytes) {
            return Err(UpkeepError::no_room("erasing", file.size_bytes));
        }
        let files = [file];
        let [file] = &files;
        let made = self
            .rewrite(&files, file.span(), Edit::Without(*erasure), u64::MAX)
            .await
            .map_err(|error| UpkeepError::store("rewriting a file", error))?;
        self.disk.reached(Step::EraseWritten).await;
        let now = self.options.clock.now();
        let publish = |version| self.memory.publish(version);
        let done = self
            .table
            .replace(&files, &made.files, Rows::Fewer, now, publish)
            .await
            .map_err(|error| UpkeepError::store("committing a rewritten file", error))?;
        if !done {
            // Only another process that writes to this table could have taken it: none may.
            return Err(UpkeepError::store("erasing", "another program changed the table"));
        }
        self.disk.reached(Step::EraseCommitted).await;
        Ok(())
    }
}
