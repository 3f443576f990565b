//! `/s/{service}/data`: what arrives, and what it is called.

pub(crate) mod annotations;
pub(crate) mod describe;
pub(crate) mod events;
pub(crate) mod import;
pub(crate) mod imports;
pub(crate) mod install;
pub(crate) mod rejected;
pub(crate) mod segments;
pub(crate) mod series;
pub(crate) mod tags;
