//! `/s/{service}/explore/…`: any question; the address holds the whole question.

pub(crate) mod funnel;
pub(crate) mod list;
pub(crate) mod paths;
pub(crate) mod save;
pub(crate) mod steps;
