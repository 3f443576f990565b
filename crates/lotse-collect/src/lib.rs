//! The door: bytes in, private events or reasons out. It knows no HTTP.
//!
//! Browsers, log import and the demo's replay all enter through [`Door::accept`]. What must hold is
//! written in `docs/spec/event.md` and `docs/spec/redaction.md`; tests read their tables. Network
//! address and browser string live for the length of one call and are in no event and no log line.

#![warn(missing_docs)]

mod address;
mod bots;
mod clock_skew;
mod counters;
mod door;
mod error;
mod identity;
mod narrow;
mod page;
mod profile;
mod protocol;
mod redact;
mod reference;
mod reject;
mod request;
mod user_agent;
mod validate;
mod writer;

pub use self::{
    counters::DoorCounters,
    door::Door,
    error::{Refusal, RefusalKind},
    redact::{Redactions, Rule, redact},
    reference::{ReferenceError, ReferenceKind, sign_reference, verify_reference},
    reject::{Reason, RefusedEvent},
    request::{Receipt, RequestFacts},
    writer::AppendEvents,
};

/// Builds the patterns of browsers and of redaction, once in a process. A program calls this at its
/// start, on a thread of its own; else the first request waits for it.
pub fn warm_up() {
    redact::warm_up();
    user_agent::warm_up();
}

/// Whether [`warm_up`] is done, so that no request waits.
pub fn is_warm() -> bool {
    user_agent::is_warm()
}
