//! `/` and `/services`: which services there are, and adding one.

pub(crate) mod list;
pub(crate) mod new;
