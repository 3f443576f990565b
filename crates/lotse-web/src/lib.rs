//! Placeholder.

pub mod sample;
