//! The lake from outside: every test goes through its public handles.

mod buffer;
mod flush;
mod plans;
mod sample;
mod schema;
mod twin;
mod usage;
