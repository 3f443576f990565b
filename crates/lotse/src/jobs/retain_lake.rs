//! Deletes what is kept no longer.

use std::time::Duration;

use lotse_lake::Upkeep;

/// How often it looks: what expires at midnight is gone well within a day.
pub(super) const INTERVAL: Duration = Duration::from_hours(6);

/// One look. What fails is still there, and is tried again.
pub(super) async fn run(upkeep: Upkeep) {
    match upkeep.retain().await {
        Ok(done) if !done.events_deleted.is_zero() || !done.elements_emptied.is_zero() => {
            tracing::info!(
                events_deleted = done.events_deleted.get(),
                elements_emptied = done.elements_emptied.get(),
                "deleted what is kept no longer"
            );
        }
        Ok(_) => {}
        Err(error) => {
            tracing::error!(%error, "what has expired could not be deleted; it is tried again");
        }
    }
}
