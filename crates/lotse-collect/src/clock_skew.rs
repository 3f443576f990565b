//! When it happened: the client's time, corrected by what its clock is wrong at sending.
//!
//! Nothing is dropped for its time: what lies too far off is moved to the limit and flagged.

use jiff::{SignedDuration, Timestamp};
use lotse_domain::event::ClockFlag;

/// How long before receipt an event may have happened.
const LONGEST_PAST: SignedDuration = SignedDuration::from_hours(72);
/// How long after receipt an event may have happened.
const LONGEST_FUTURE: SignedDuration = SignedDuration::from_mins(5);

/// When an event happened, as far as it can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Occurred {
    pub(crate) at: Timestamp,
    pub(crate) flag: Option<ClockFlag>,
}

/// The time of an event that a browser sends now.
pub(crate) fn live(stated: Timestamp, sent_at_ms: i64, received: Timestamp) -> Occurred {
    let received_ms = received.as_millisecond();
    let corrected_ms =
        stated.as_millisecond().saturating_add(received_ms.saturating_sub(sent_at_ms));
    let earliest = received.saturating_sub(LONGEST_PAST).unwrap_or(Timestamp::MIN);
    let latest = received.saturating_add(LONGEST_FUTURE).unwrap_or(Timestamp::MAX);
    if corrected_ms < earliest.as_millisecond() {
        return Occurred { at: earliest, flag: Some(ClockFlag::Past) };
    }
    match Timestamp::from_millisecond(corrected_ms) {
        Ok(at) if at <= latest => Occurred { at, flag: None },
        _ => Occurred { at: latest, flag: Some(ClockFlag::Future) },
    }
}

/// The time of an event that is replayed or imported: as stated, up to the receipt.
pub(crate) fn replayed(stated: Timestamp, received: Timestamp) -> Occurred {
    if stated <= received {
        Occurred { at: stated, flag: None }
    } else {
        Occurred { at: received, flag: Some(ClockFlag::Future) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_wrong_clock_is_corrected_and_what_lies_too_far_is_moved_and_flagged() {
        let received = time("2026-11-23T12:00:00Z");
        for (stated, sent, at, flag) in [
            // A right clock, an event half a minute old.
            ("2026-11-23T11:59:30Z", "2026-11-23T12:00:00Z", "2026-11-23T11:59:30Z", None),
            // A clock one year behind.
            ("2025-11-23T11:59:30Z", "2025-11-23T12:00:00Z", "2026-11-23T11:59:30Z", None),
            // A clock ten years ahead.
            ("2036-11-23T11:59:30Z", "2036-11-23T12:00:00Z", "2026-11-23T11:59:30Z", None),
            // Kept back for the longest time, to the second.
            ("2026-11-20T12:00:00Z", "2026-11-23T12:00:00Z", "2026-11-20T12:00:00Z", None),
            (
                "2026-11-20T11:59:59Z",
                "2026-11-23T12:00:00Z",
                "2026-11-20T12:00:00Z",
                Some(ClockFlag::Past),
            ),
            // After the sending.
            ("2026-11-23T12:05:00Z", "2026-11-23T12:00:00Z", "2026-11-23T12:05:00Z", None),
            (
                "2026-11-23T12:05:01Z",
                "2026-11-23T12:00:00Z",
                "2026-11-23T12:05:00Z",
                Some(ClockFlag::Future),
            ),
            (
                "9999-12-30T00:00:00Z",
                "1970-01-01T00:00:00Z",
                "2026-11-23T12:05:00Z",
                Some(ClockFlag::Future),
            ),
            (
                "1970-01-01T00:00:00Z",
                "9999-12-30T00:00:00Z",
                "2026-11-20T12:00:00Z",
                Some(ClockFlag::Past),
            ),
        ] {
            let found = live(time(stated), time(sent).as_millisecond(), received);
            assert_eq!(found, Occurred { at: time(at), flag }, "{stated} sent {sent}");
        }
    }

    #[test]
    fn no_sending_time_overflows() {
        let received = time("2026-11-23T12:00:00Z");
        for sent in [i64::MIN, i64::MAX] {
            assert!(live(received, sent, received).flag.is_some());
        }
    }

    #[test]
    fn a_replay_keeps_the_time_it_states_up_to_the_receipt() {
        let received = time("2026-11-23T12:00:00Z");
        let old = time("2020-01-01T00:00:00Z");
        assert_eq!(replayed(old, received), Occurred { at: old, flag: None });
        assert_eq!(
            replayed(time("2026-11-23T12:00:01Z"), received),
            Occurred { at: received, flag: Some(ClockFlag::Future) }
        );
    }
}
