//! `/settings`.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod components;
pub(crate) mod disclosure;
pub(crate) mod people;
pub(crate) mod tokens;
