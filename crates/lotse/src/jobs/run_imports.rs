//! Does what imports wait for: uploads that were started, and those that are undone.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Notify, watch};

use crate::import::Importer;

/// How often it looks unasked.
const INTERVAL: Duration = Duration::from_mins(1);

/// Looks at the start, whenever it is woken, and now and then. An import that is under way when the program
/// stops goes on at the next start.
pub(super) async fn run(
    importer: Arc<Importer>,
    wake: Arc<Notify>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let work = async {
            if let Err(error) = importer.work().await {
                tracing::error!(%error, "imports cannot be looked up; it is tried again");
            }
            let _either = tokio::time::timeout(INTERVAL, wake.notified()).await;
        };
        tokio::select! {
            () = work => {}
            changed = stop.changed() => {
                if changed.is_err() || *stop.borrow() {
                    return;
                }
            }
        }
    }
}
