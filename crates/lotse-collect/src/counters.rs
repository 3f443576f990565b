//! What the door counts for operators: how much, never what.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use lotse_domain::{display::DisplaySetting, ids::ServiceId};

use crate::{
    error::RefusalKind,
    quarantine::{Quarantine, Refused},
    redact::{Redactions, Rule},
    reject::Reason,
};

/// Counters since the start of the process. They hold no value that a page sent.
#[derive(Debug)]
pub struct DoorCounters {
    accepted: AtomicU64,
    duplicates: AtomicU64,
    references_refused: AtomicU64,
    events_refused: Vec<AtomicU64>,
    requests_refused: Vec<AtomicU64>,
    redactions: Vec<AtomicU64>,
    /// Since they were last taken.
    by_service: Mutex<HashMap<(ServiceId, Rule), u64>>,
    /// Since they were last taken.
    displays: Mutex<HashMap<(ServiceId, DisplaySetting), u64>>,
    /// Since it was last taken.
    pub(crate) quarantine: Quarantine,
}

impl Default for DoorCounters {
    fn default() -> Self {
        let zeros = |n| std::iter::repeat_with(AtomicU64::default).take(n).collect();
        Self {
            accepted: AtomicU64::default(),
            duplicates: AtomicU64::default(),
            references_refused: AtomicU64::default(),
            events_refused: zeros(Reason::ALL.len()),
            requests_refused: zeros(RefusalKind::ALL.len()),
            redactions: zeros(Rule::ALL.len()),
            by_service: Mutex::default(),
            displays: Mutex::default(),
            quarantine: Quarantine::default(),
        }
    }
}

impl DoorCounters {
    /// Events that were new and kept.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Events that were known already.
    pub fn duplicates(&self) -> u64 {
        self.duplicates.load(Ordering::Relaxed)
    }

    /// Signed references that were expired or did not verify; their events were kept.
    pub fn references_refused(&self) -> u64 {
        self.references_refused.load(Ordering::Relaxed)
    }

    /// Events refused, by reason.
    pub fn events_refused(&self) -> impl Iterator<Item = (Reason, u64)> {
        pairs(Reason::ALL, &self.events_refused)
    }

    /// Requests refused whole, by kind.
    pub fn requests_refused(&self) -> impl Iterator<Item = (RefusalKind, u64)> {
        pairs(RefusalKind::ALL, &self.requests_refused)
    }

    /// Places where something was cut out of a text, by rule.
    pub fn redactions(&self) -> impl Iterator<Item = (Rule, u64)> {
        pairs(Rule::ALL, &self.redactions)
    }

    pub(crate) fn count_kept(&self, accepted: u64, duplicates: u64) {
        self.accepted.fetch_add(accepted, Ordering::Relaxed);
        self.duplicates.fetch_add(duplicates, Ordering::Relaxed);
    }

    pub(crate) fn count_bad_reference(&self) {
        self.references_refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_event_refused(&self, reason: Reason) {
        add(Reason::ALL, &self.events_refused, reason, 1);
    }

    pub(crate) fn count_request_refused(&self, kind: RefusalKind) {
        add(RefusalKind::ALL, &self.requests_refused, kind, 1);
    }

    pub(crate) fn count_redactions(&self, service: Option<ServiceId>, found: &Redactions) {
        for (rule, times) in found.by_rule().filter(|(_, times)| *times > 0) {
            add(Rule::ALL, &self.redactions, rule, times);
            if let Some(service) = service {
                let mut by_service = self.by_service.lock().unwrap_or_else(PoisonError::into_inner);
                *by_service.entry((service, rule)).or_default() += times;
            }
        }
    }

    pub(crate) fn count_display(&self, service: ServiceId, on: &[DisplaySetting]) {
        let mut displays = self.displays.lock().unwrap_or_else(PoisonError::into_inner);
        for setting in on {
            *displays.entry((service, *setting)).or_default() += 1;
        }
    }

    /// Takes on how many documents of each service a display setting was on since this was last asked.
    pub fn take_displays(&self) -> Vec<(ServiceId, DisplaySetting, u64)> {
        let taken =
            std::mem::take(&mut *self.displays.lock().unwrap_or_else(PoisonError::into_inner));
        let mut taken: Vec<_> =
            taken.into_iter().map(|((service, on), times)| (service, on, times)).collect();
        taken.sort_unstable_by_key(|(service, on, _)| (*service, on.as_str()));
        taken
    }

    /// Counts requests that were refused before anything could be known of them but the pages of which
    /// service they came from.
    pub fn count_refused_of(&self, service: ServiceId, kind: RefusalKind) {
        self.quarantine.count(service, kind.as_str(), 1);
    }

    /// Takes what was refused since this was last asked.
    pub fn take_refused(&self) -> Refused {
        self.quarantine.take()
    }

    /// Takes what was cut out of each service's texts since this was last asked.
    pub fn take_redactions(&self) -> Vec<(ServiceId, Rule, u64)> {
        let taken =
            std::mem::take(&mut *self.by_service.lock().unwrap_or_else(PoisonError::into_inner));
        let mut taken: Vec<_> =
            taken.into_iter().map(|((service, rule), times)| (service, rule, times)).collect();
        taken.sort_unstable();
        taken
    }
}

fn pairs<T: Copy>(keys: &'static [T], counts: &[AtomicU64]) -> impl Iterator<Item = (T, u64)> {
    keys.iter().zip(counts).map(|(key, count)| (*key, count.load(Ordering::Relaxed)))
}

fn add<T: Copy + PartialEq>(keys: &[T], counts: &[AtomicU64], key: T, times: u64) {
    let place = keys.iter().position(|known| *known == key);
    if let Some(count) = place.and_then(|place| counts.get(place)) {
        count.fetch_add(times, Ordering::Relaxed);
    }
}
