//! What the door counts for operators: how much, never what.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use lotse_domain::{
    counted::{Counted, DailyCount},
    ids::ServiceId,
    refused::HeldEvent,
};

use crate::{
    error::RefusalKind,
    quarantine::Quarantine,
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
    of_services: Mutex<HashMap<(ServiceId, Counted, &'static str), u64>>,
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
            of_services: Mutex::default(),
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
                self.count_of(service, Counted::Redaction, rule.as_str(), times);
            }
        }
    }

    /// Counts on the service's present day.
    pub(crate) fn count_of(
        &self,
        service: ServiceId,
        counted: Counted,
        word: &'static str,
        times: u64,
    ) {
        let mut of_services = self.of_services.lock().unwrap_or_else(PoisonError::into_inner);
        *of_services.entry((service, counted, word)).or_default() += times;
    }

    /// Counts requests that were refused before anything could be known of them but the pages of which
    /// service they came from.
    pub fn count_refused_of(&self, service: ServiceId, kind: RefusalKind) {
        self.count_of(service, Counted::Refused, kind.as_str(), 1);
    }

    /// Takes what was counted of each service since this was last asked.
    pub fn take_counts(&self) -> Vec<DailyCount> {
        let mut of_services = self.of_services.lock().unwrap_or_else(PoisonError::into_inner);
        let count =
            |((service, counted, word), times)| DailyCount { service, counted, word, times };
        let mut taken: Vec<_> = of_services.drain().map(count).collect();
        taken.sort_unstable();
        taken
    }

    /// Takes the events that were refused and may be held, since this was last asked.
    pub fn take_held(&self) -> Vec<HeldEvent> {
        self.quarantine.take()
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
