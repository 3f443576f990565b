//! `/s/{service}/data`: what arrives.

pub(crate) mod install;
