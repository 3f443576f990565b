//! Lengths of time as answers have them.

use lotse_domain::query::Durations;

/// Whole seconds, each with how many there are.
pub(crate) fn seconds_of(mut seconds: Vec<u64>) -> Durations {
    seconds.sort_unstable();
    let each = seconds.chunk_by(|a, b| a == b);
    let by_ms =
        each.filter_map(|same| Some((same.first()?.checked_mul(1_000)?, same.len() as u64)));
    Durations { by_ms: by_ms.collect() }
}
