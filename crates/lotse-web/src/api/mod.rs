//! JSON for programs: the same questions and the same gate as the pages.

pub(crate) mod annotations;
pub(crate) mod definitions;
pub(crate) mod dictionary;
pub(crate) mod extract;
pub(crate) mod forms;
pub(crate) mod friction;
pub(crate) mod funnel;
pub(crate) mod idempotency;
pub(crate) mod imports;
pub(crate) mod openapi;
pub(crate) mod overview;
pub(crate) mod page_table;
pub(crate) mod pages;
pub(crate) mod paths;
pub(crate) mod questions;
pub(crate) mod retention;
pub(crate) mod segments;
pub(crate) mod series;
pub(crate) mod services;
pub(crate) mod tags;
pub(crate) mod tasks;
pub(crate) mod trend;
