//! `/settings`.

pub(crate) mod components;
