//! One page per file: what it shows, its template beside it.

pub(super) mod check;
pub(super) mod confirmation;
pub(super) mod notice;
pub(super) mod refused;
pub(super) mod resume;
pub(super) mod saved;
pub(super) mod start;
pub(super) mod step;
