//! Events of imports go straight into the table, and only those that are not there yet.
//!
//! Their ids say what they are, so an import may be repeated years later: the buffer remembers ids for a
//! day, the table holds them all. What is acknowledged can be had again from its file, so a batch needs
//! no place in the buffer; it is committed as a whole.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use datafusion::{
    arrow::array::{Array as _, BinaryArray, Int64Array, RecordBatch},
    error::DataFusionError,
};
use futures::TryStreamExt as _;
use lotse_domain::{append::ImportOf, event::Event, import::Brought};

use crate::{WriteError, measures::rows::column, scan::Wanted, store::Store};

/// Events by their ids, and what became of those that are taken out.
struct New {
    events: HashMap<[u8; 16], Event>,
    import: i64,
    brought: Brought,
}

impl New {
    fn of(events: Vec<Event>, import: i64) -> Self {
        let mut new = Self {
            events: HashMap::with_capacity(events.len()),
            import,
            brought: Brought::default(),
        };
        for event in events {
            match new.events.entry(*event.id.as_bytes()) {
                Entry::Occupied(_) => new.brought.known += 1,
                Entry::Vacant(place) => {
                    place.insert(event);
                }
            }
        }
        new
    }

    /// The times of all events, in microseconds.
    fn times(&self) -> std::ops::Range<i64> {
        let times = || self.events.values().map(|event| event.occurred_at.as_microsecond());
        times().min().unwrap_or(0)..times().max().unwrap_or(0).saturating_add(1)
    }

    /// Takes out the events that a batch of stored rows holds.
    fn without(&mut self, stored: &RecordBatch) -> Result<(), DataFusionError> {
        let ids = column::<BinaryArray>(stored, "event_id")?;
        let imports = column::<Int64Array>(stored, "import")?;
        for row in 0..stored.num_rows() {
            let Ok(id) = <[u8; 16]>::try_from(ids.value(row)) else { continue };
            if self.events.remove(&id).is_some() {
                // Interrupted after it had brought this one.
                let is_ours = imports.is_valid(row) && imports.value(row) == self.import;
                if is_ours {
                    self.brought.added += 1;
                } else {
                    self.brought.known += 1;
                }
            }
        }
        Ok(())
    }
}

impl Store {
    /// Adds the events of an import that are not there yet.
    pub(crate) async fn add_imported(
        &self,
        of: ImportOf,
        events: Vec<Event>,
    ) -> Result<Brought, WriteError> {
        self.room_left()?;
        let fail = |error: &dyn std::fmt::Display| WriteError::Store { reason: error.to_string() };
        // Nothing else adds between looking and adding, nor deletes files that no version names yet.
        let _alone = self.flushing.lock().await;
        let mut new = New::of(events, of.import.number());
        self.look_for(&mut new, of).await.map_err(|error| fail(&error))?;
        let New { events, mut brought, .. } = new;
        brought.added += events.len() as u64;
        if !events.is_empty() {
            self.load(events.into_values().collect()).await.map_err(|error| fail(&error))?;
        }
        Ok(brought)
    }

    /// Reads the ids of the times in question, from files and tail.
    async fn look_for(&self, new: &mut New, of: ImportOf) -> Result<(), DataFusionError> {
        let service = of.service.number().cast_signed();
        let wanted = Wanted { service, times: new.times(), columns: &["event_id", "import"] };
        let snapshot =
            self.snapshot().await.map_err(|error| DataFusionError::External(Box::new(error)))?;
        for input in snapshot.inputs(&wanted, &self.context, self.table.folder())? {
            for partition in 0..input.properties().partitioning.partition_count() {
                let mut stored = input.execute(partition, Arc::clone(&self.context))?;
                while let Some(batch) = stored.try_next().await? {
                    new.without(&batch)?;
                }
            }
        }
        Ok(())
    }
}
