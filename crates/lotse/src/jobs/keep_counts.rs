//! Keeps what the door counts by service: how often it cut something out, display settings,
//! and what it refused.

use std::{sync::Arc, time::Duration};

use lotse_collect::{DoorCounters, Refused};
use lotse_control::Control;
use lotse_domain::{ids::ServiceId, refused::HeldEvent};

/// How often it looks. A crash loses the counts of so long, and nothing else.
pub(super) const INTERVAL: Duration = Duration::from_secs(20);

/// One look.
pub(super) async fn run(counters: Arc<DoorCounters>, control: Control) {
    let of = |id: ServiceId| control.services().into_iter().find(|service| service.id == id);
    for (id, counts) in by_service(counters.take_displays()) {
        let Some(service) = of(id) else { continue };
        if let Err(error) = control.add_displays(&service, &counts).await {
            tracing::error!(%error, "counts of display settings could not be kept");
        }
    }
    let redactions = counters.take_redactions();
    let redactions = redactions.into_iter().map(|(service, rule, n)| (service, rule.as_str(), n));
    for (id, counts) in by_service(redactions.collect()) {
        let Some(service) = of(id) else { continue };
        if let Err(error) = control.add_redactions(&service, &counts).await {
            tracing::error!(%error, "counts of what was cut out could not be kept");
        }
    }
    let Refused { counts, mut events } = counters.take_refused();
    for (id, counts) in by_service(counts) {
        let Some(service) = of(id) else { continue };
        let (held, others) = events.into_iter().partition(|event| event.service == id);
        let held: Vec<HeldEvent> = held;
        events = others;
        if let Err(error) = control.add_refused(&service, &counts, &held).await {
            tracing::error!(%error, "what was refused could not be kept");
        }
    }
    if let Err(error) = control.forget_refused().await {
        tracing::error!(%error, "what was refused long ago could not be let go");
    }
}

/// Counts by service; those of one service stand together.
fn by_service<W>(counts: Vec<(ServiceId, W, u64)>) -> Vec<(ServiceId, Vec<(W, u64)>)> {
    let mut found: Vec<(ServiceId, Vec<(W, u64)>)> = Vec::new();
    for (service, what, times) in counts {
        match found.last_mut() {
            Some((known, of)) if *known == service => of.push((what, times)),
            _ => found.push((service, vec![(what, times)])),
        }
    }
    found
}
