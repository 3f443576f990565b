//! How fast one service may send, so that a loop in its page does not cost the others.
//!
//! By service and not by address: an office, a library or a mobile network is one address.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use governor::{
    RateLimiter,
    clock::{Clock, Reference},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use jiff::Timestamp;
use lotse_domain::ids::ServiceId;

use crate::error::Refusal;

/// Seconds of the rate that may come at once: people open pages together.
const BURST_SECONDS: u32 = 10;

type Limiter = RateLimiter<
    ServiceId,
    DashMapStateStore<ServiceId>,
    Receipts,
    NoOpMiddleware<<Receipts as Clock>::Instant>,
>;

/// Events per second of each service.
pub(crate) struct Pace {
    clock: Receipts,
    limiter: Limiter,
    burst: NonZeroU32,
}

/// The clock of requests: when the last one arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Receipts(std::sync::Arc<AtomicI64>);

/// Time since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(u64);

impl Reference for Instant {
    fn duration_since(&self, earlier: Self) -> Nanos {
        Nanos::new(self.0.saturating_sub(earlier.0))
    }

    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.saturating_sub(duration.as_u64()))
    }
}

impl std::ops::Add<Nanos> for Instant {
    type Output = Self;

    fn add(self, other: Nanos) -> Self {
        Self(self.0.saturating_add(other.as_u64()))
    }
}

impl Clock for Receipts {
    type Instant = Instant;

    fn now(&self) -> Instant {
        Instant(u64::try_from(self.0.load(Ordering::Relaxed)).unwrap_or(0))
    }
}

impl Pace {
    /// So many events per second, and ten times as many at once.
    pub(crate) fn new(events_per_second: NonZeroU32) -> Self {
        let burst = events_per_second
            .saturating_mul(NonZeroU32::new(BURST_SECONDS).unwrap_or(NonZeroU32::MIN));
        let quota = governor::Quota::per_second(events_per_second).allow_burst(burst);
        let clock = Receipts::default();
        let limiter = RateLimiter::new(quota, DashMapStateStore::default(), clock.clone());
        Self { clock, limiter, burst }
    }

    /// Lets so many events of a service in, or says when to come again.
    ///
    /// # Errors
    /// When the service sent too many already.
    pub(crate) fn admit(
        &self,
        service: ServiceId,
        events: usize,
        received_at: Timestamp,
    ) -> Result<(), Refusal> {
        let now = received_at.as_nanosecond().try_into().unwrap_or(i64::MAX);
        self.clock.0.fetch_max(now, Ordering::Relaxed);
        let events =
            u32::try_from(events).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN);
        // A request larger than what may come at once would never get in.
        match self.limiter.check_key_n(&service, events.min(self.burst)) {
            Ok(Err(later)) => {
                let wait: Duration = later.wait_time_from(self.clock.now());
                let retry_after_s = wait.as_secs().saturating_add(1);
                Err(Refusal::TooFast {
                    retry_after_s: retry_after_s.try_into().unwrap_or(u32::MAX),
                })
            }
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_795_471_984_000 + ms).unwrap()
    }

    #[test]
    fn a_service_that_floods_waits_and_the_others_do_not() {
        let pace = Pace::new(NonZeroU32::new(100).unwrap());
        let (loud, calm) = (ServiceId::new(1), ServiceId::new(2));
        for _ in 0..2 {
            pace.admit(loud, 500, at(0)).unwrap();
        }
        let refused = pace.admit(loud, 500, at(0)).unwrap_err();
        assert!(matches!(refused, Refusal::TooFast { retry_after_s: 5 | 6 }), "{refused:?}");
        pace.admit(calm, 500, at(0)).unwrap();
        // Half of it is back after five seconds.
        pace.admit(loud, 500, at(5_001)).unwrap();
        assert!(pace.admit(loud, 500, at(5_001)).is_err());
        // A clock that goes back lets nobody in sooner, and keeps nobody out for long.
        assert!(pace.admit(loud, 500, at(-60_000)).is_err());
        pace.admit(loud, 500, at(11_000)).unwrap();
    }

    #[test]
    fn a_request_larger_than_the_burst_gets_in_when_nothing_else_did() {
        let pace = Pace::new(NonZeroU32::MIN);
        pace.admit(ServiceId::new(1), 500, at(0)).unwrap();
        assert!(pace.admit(ServiceId::new(1), 1, at(0)).is_err());
    }
}
