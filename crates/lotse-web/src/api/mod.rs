//! JSON for programs: the same questions and the same gate as the pages.

pub(crate) mod funnel;
pub(crate) mod openapi;
pub(crate) mod overview;
pub(crate) mod paths;
pub(crate) mod retention;
