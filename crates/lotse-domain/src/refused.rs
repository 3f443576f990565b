//! Events that the door refused and holds for a while.

use std::fmt;

use jiff::Timestamp;

use crate::ids::{ServiceId, Visitor};

/// Days for which what was refused is held.
pub const HELD_DAYS: i64 = 7;

/// One event that was refused, made private.
#[derive(Clone, PartialEq, Eq)]
pub struct HeldEvent {
    /// Whose it is.
    pub service: ServiceId,
    /// Why it was refused: a word of `docs/spec/event.md`, section 5.
    pub reason: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Who sent it, as far as the profile allows.
    pub visitor: Option<Visitor>,
    /// The event with its page and what is known of the browser, as JSON.
    pub request: String,
}

impl fmt::Debug for HeldEvent {
    /// What somebody sent is no text for a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeldEvent").field("reason", &self.reason).finish_non_exhaustive()
    }
}
