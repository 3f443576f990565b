//! Keeps what the door counts by service, and the events that it refused.

use std::{sync::Arc, time::Duration};

use lotse_collect::DoorCounters;
use lotse_control::Control;

/// How often it looks. A crash loses the counts of so long, and nothing else.
pub(super) const INTERVAL: Duration = Duration::from_secs(20);

/// One look.
pub(super) async fn run(counters: Arc<DoorCounters>, control: Control) {
    let (counts, held) = (counters.take_counts(), counters.take_held());
    for service in control.services() {
        if counts.iter().any(|count| count.service == service.id)
            && let Err(error) = control.add_counts(&service, &counts).await
        {
            tracing::error!(%error, "what was counted could not be kept");
        }
        if held.iter().any(|event| event.service == service.id)
            && let Err(error) = control.hold(&service, &held).await
        {
            tracing::error!(%error, "what was refused could not be kept");
        }
    }
    if let Err(error) = control.forget_refused().await {
        tracing::error!(%error, "what was refused long ago could not be let go");
    }
}
