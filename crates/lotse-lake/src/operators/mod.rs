//! Operators of the lake's plans.

pub(crate) mod run_merge;
pub(crate) mod visitor_runs;
