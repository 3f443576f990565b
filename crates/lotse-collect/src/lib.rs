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
mod encoding;
mod error;
mod identity;
pub mod logs;
mod narrow;
mod pace;
mod page;
mod profile;
mod protocol;
mod quarantine;
mod redact;
mod reference;
mod reject;
pub mod report_file;
mod request;
mod user_agent;
mod validate;

pub use self::{
    counters::DoorCounters,
    door::{Again, Door},
    encoding::Encoding,
    error::{Refusal, RefusalKind},
    identity::{case_of, consented_of, users_of},
    redact::{Redactions, Rule, redact},
    reference::{ReferenceError, ReferenceKind, sign_reference, verify_reference},
    reject::{Reason, RefusedEvent},
    request::{Receipt, RequestFacts, Way},
    user_agent::browser_and_system,
};
