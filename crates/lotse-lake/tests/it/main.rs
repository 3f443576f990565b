//! The lake from outside: every test goes through its public handles.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;
mod attempts;
mod backup;
mod buffer;
mod counts;
mod doctor;
mod examples;
mod flush;
mod forms;
mod funnel;
mod import;
mod killed;
mod memory;
mod model;
mod overlap;
mod paths;
mod plans;
mod retention;
mod rules;
mod sample;
mod schema;
mod segment;
mod together;
mod twin;
mod twin_attempts;
mod twin_events;
mod twin_forms;
mod twin_funnel;
mod upkeep;
mod usage;
mod witness;
mod witness_attempts;
mod witness_forms;
mod witness_visitors;
