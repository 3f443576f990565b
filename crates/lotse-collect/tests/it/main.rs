//! The door as its callers see it: bytes and facts in, events and reasons out.

mod vectors;
