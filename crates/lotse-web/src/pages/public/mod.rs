//! `/p`: what anybody may read, without sign-in, script or tracking.

pub(crate) mod objected;
pub(crate) mod what_we_collect;
