//! Writers that accept only what has passed the gate.

pub mod annotations;
pub mod csv;
pub mod extract;
pub mod json;
mod parquet;
