//! The only ways to learn the time and to draw randomness, so that every test of time is exact.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Tells the time. The program has one system clock; tests have one they can set.
pub trait Clock: Send + Sync + 'static {
    /// The present instant, in UTC.
    fn now(&self) -> Timestamp;
}

/// Draws randomness for ids, keys and salts.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `buffer` with bytes that nobody can predict.
    fn fill(&self, buffer: &mut [u8]);
}

/// A clock that stands still until it is set: for tests, and for the demo's generator.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.as_microsecond()))
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_microsecond(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Bytes that look random and are the same in every run: for tests. Never for keys.
#[derive(Debug)]
pub struct RepeatableEntropy(AtomicU64);

impl RepeatableEntropy {
    /// Starts the sequence at `seed`.
    pub fn from_seed(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for RepeatableEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            // SplitMix64 (Steele, Lea, Flood 2014).
            let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let bytes = (z ^ (z >> 31)).to_le_bytes();
            for (to, from) in chunk.iter_mut().zip(bytes) {
                *to = from;
            }
        }
    }
}

/// A local day on which one salt holds. It begins at 04:00 service time, so that a night's use is
/// one day; see `docs/decisions/0002-salt-day.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SaltDay(Date);

/// The local hour at which a salt day begins.
const SALT_DAY_BEGINS_HOUR: i8 = 4;

impl SaltDay {
    /// The salt day that `instant` belongs to in `zone`.
    pub fn of(instant: Timestamp, zone: &TimeZone) -> Self {
        let local = instant.to_zoned_datetime(zone.clone());
        let date = local.date();
        if local.hour() < SALT_DAY_BEGINS_HOUR {
            Self(date.yesterday().unwrap_or(date))
        } else {
            Self(date)
        }
    }

    /// The day that carries this label, for reading it back from storage.
    pub fn from_date(date: Date) -> Self {
        Self(date)
    }

    /// The calendar date on which the day begins.
    pub fn date(self) -> Date {
        self.0
    }

    /// The instant at which the day ends: 04:00 service time of the next date.
    pub fn end(self, zone: &TimeZone) -> Timestamp {
        let next = self.0.tomorrow().unwrap_or(self.0);
        next.at(SALT_DAY_BEGINS_HOUR, 0, 0, 0)
            .to_zoned_datetime(zone.clone())
            .map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(instant: &str, zone: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        SaltDay::of(instant.parse().unwrap(), &zone).date().to_string()
    }

    #[test]
    fn a_salt_day_begins_at_four_in_the_morning_of_the_service() {
        assert_eq!(day("2026-03-10T07:59:59Z", "America/New_York"), "2026-03-09");
        assert_eq!(day("2026-03-10T08:00:00Z", "America/New_York"), "2026-03-10");
        assert_eq!(day("2026-03-10T02:59:59Z", "Europe/Berlin"), "2026-03-09");
    }

    #[test]
    fn a_day_with_a_clock_change_ends_at_four_local_time() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        // Clocks go forward at 02:00 on 2026-03-29, inside the salt day of the 28th.
        let day = SaltDay::of("2026-03-28T12:00:00Z".parse().unwrap(), &zone);
        assert_eq!(day.end(&zone).to_string(), "2026-03-29T02:00:00Z");
    }
}
