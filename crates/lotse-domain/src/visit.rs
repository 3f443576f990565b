//! When a visit ends. Stated once, used by the engine, its twin and the documentation.

use jiff::{SignedDuration, Timestamp};

/// Idle time that ends a visit.
pub const VISIT_IDLE: SignedDuration = SignedDuration::from_mins(30);

/// The longest visit.
pub const VISIT_LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// Whether an event belongs to the visit that began at `began` and was last active at `last`.
///
/// 30 minutes without an event end a visit, and so do 24 hours since its first; both edges
/// themselves still belong to it (`docs/spec/visit.md`).
pub fn continues(began: Timestamp, last: Timestamp, next: Timestamp) -> bool {
    next.duration_since(last) <= VISIT_IDLE && next.duration_since(began) <= VISIT_LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edge_belongs_to_the_visit() {
        let began: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        for (seconds, expected) in [(0, true), (1800, true), (1801, false)] {
            let next = began + SignedDuration::from_secs(seconds);
            assert_eq!(continues(began, began, next), expected, "{seconds}");
        }
        let last = began + SignedDuration::from_hours(24);
        assert!(continues(began, last, last));
        assert!(!continues(began, last, last + SignedDuration::from_secs(1)));
    }
}
