//! When to do what. The work itself lies in the crates that own the data.

mod compact_lake;
mod destroy_keys;
mod flush_buffers;
mod keep_counts;
mod retain_lake;
mod run_imports;

use std::{future::Future, sync::Arc, time::Duration};

use lotse_collect::DoorCounters;
use lotse_control::Control;
use lotse_lake::Upkeep;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};

use crate::import::Importer;

/// Starts every job. They end soon after `stop` turns true.
pub fn start(
    upkeep: &Upkeep,
    control: &Control,
    counters: &Arc<DoorCounters>,
    (importer, wake): (&Arc<Importer>, &Arc<Notify>),
    stop: &watch::Receiver<bool>,
) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    let (counts, kept) = (Arc::clone(counters), control.clone());
    jobs.spawn(every(keep_counts::INTERVAL, stop.clone(), move || {
        keep_counts::run(Arc::clone(&counts), kept.clone())
    }));
    jobs.spawn(run_imports::run(Arc::clone(importer), Arc::clone(wake), stop.clone()));
    let lake = upkeep.clone();
    jobs.spawn(every(flush_buffers::INTERVAL, stop.clone(), move || {
        flush_buffers::run(lake.clone())
    }));
    let lake = upkeep.clone();
    jobs.spawn(every(compact_lake::INTERVAL, stop.clone(), move || {
        compact_lake::run(lake.clone())
    }));
    let lake = upkeep.clone();
    jobs.spawn(every(retain_lake::INTERVAL, stop.clone(), move || retain_lake::run(lake.clone())));
    let control = control.clone();
    jobs.spawn(every(destroy_keys::INTERVAL, stop.clone(), move || {
        destroy_keys::run(control.clone())
    }));
    jobs
}

/// Runs a job now and then again and again, one after the other, until told to stop.
async fn every<F, Fut>(interval: Duration, mut stop: watch::Receiver<bool>, mut job: F)
where
    F: FnMut() -> Fut,
    Fut: Future<Output = ()>,
{
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => job().await,
            changed = stop.changed() => {
                if changed.is_err() || *stop.borrow() {
                    return;
                }
            }
        }
    }
}
