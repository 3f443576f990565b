//! The pages, by place: as in the navigation and in addresses.

pub(crate) mod data;
pub(crate) mod explore;
pub(crate) mod overview;
pub(crate) mod public;
pub(crate) mod search;
pub(crate) mod service;
pub(crate) mod services;
pub(crate) mod settings;
pub(crate) mod tasks;
