//! Moves buffered events into the tables where a buffer is large or old enough.

use std::time::Duration;

use lotse_lake::Upkeep;

/// How often it looks: at full load a buffer is large enough every few seconds.
pub(super) const INTERVAL: Duration = Duration::from_secs(1);

/// One look. What fails stays buffered and is tried again.
pub(super) async fn run(upkeep: Upkeep) {
    match upkeep.flush_if_due().await {
        Ok(flushed) if !flushed.events.is_zero() => {
            tracing::info!(events = flushed.events.get(), "moved buffered events into the lake");
        }
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "buffered events could not be moved; they are kept"),
    }
}
