//! `/s/{service}/data`: what arrives.

pub(crate) mod install;
pub(crate) mod tags;
