//! Keeps what the door counts by service: how often it cut something out, and display settings.

use std::{sync::Arc, time::Duration};

use lotse_collect::DoorCounters;
use lotse_control::Control;

/// How often it looks. A crash loses the counts of so long, and nothing else.
pub(super) const INTERVAL: Duration = Duration::from_secs(20);

/// One look.
pub(super) async fn run(counters: Arc<DoorCounters>, control: Control) {
    let displays = counters.take_displays();
    for counts in displays.chunk_by(|(one, ..), (other, ..)| one == other) {
        let Some((id, ..)) = counts.first() else { continue };
        let Some(service) = control.services().into_iter().find(|service| service.id == *id) else {
            continue;
        };
        let by_setting: Vec<_> =
            counts.iter().map(|(_, on, documents)| (*on, *documents)).collect();
        if let Err(error) = control.add_displays(&service, &by_setting).await {
            tracing::error!(%error, "counts of display settings could not be kept");
        }
    }
    let taken = counters.take_redactions();
    for counts in taken.chunk_by(|(one, ..), (other, ..)| one == other) {
        let Some((id, ..)) = counts.first() else { continue };
        let Some(service) = control.services().into_iter().find(|service| service.id == *id) else {
            continue;
        };
        let by_rule: Vec<_> =
            counts.iter().map(|(_, rule, times)| (rule.as_str(), *times)).collect();
        if let Err(error) = control.add_redactions(&service, &by_rule).await {
            tracing::error!(%error, "counts of what was cut out could not be kept");
        }
    }
}
