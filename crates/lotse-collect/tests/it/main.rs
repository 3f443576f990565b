//! The door as its callers see it: bytes and facts in, events and reasons out.

#![expect(clippy::unwrap_used, reason = "what the stage needs, it has; else the test fails there")]

mod address;
mod answers;
mod captured;
mod collected;
mod corpus;
mod held;
mod hostile;
mod kept;
mod logs;
mod named;
mod outcomes;
mod people;
mod privacy;
mod probes;
mod references;
mod spec;
mod stage;
mod vectors;
mod ways;
