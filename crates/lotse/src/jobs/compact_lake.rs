//! Merges the small files of past days into one file per day.

use std::time::Duration;

use lotse_lake::Upkeep;

/// How often it looks.
pub(super) const INTERVAL: Duration = Duration::from_mins(10);

/// One look. What fails leaves the old files in place and is tried again.
pub(super) async fn run(upkeep: Upkeep) {
    match upkeep.compact().await {
        Ok(done) if done.files_removed > 0 => {
            tracing::info!(
                files_removed = done.files_removed,
                files_added = done.files_added,
                "merged small files of the lake"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "small files could not be merged; they are kept"),
    }
}
