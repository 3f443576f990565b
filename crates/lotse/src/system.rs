//! The machine's own clock and randomness: the only place that asks for them.

use std::path::Path;

use jiff::Timestamp;
use lotse_domain::clock::{Clock, Entropy};

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    /// When the operating system has no randomness to give: going on would make guessable keys.
    #[expect(clippy::disallowed_methods, reason = "this is the entropy")]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system provides randomness");
    }
}

/// Bytes that are free for this user where `path` lies, as far as the system says.
pub fn free_bytes(path: &Path) -> Option<u64> {
    let space = rustix::fs::statvfs(path).ok()?;
    Some(space.f_bavail.saturating_mul(space.f_frsize))
}

/// How far the calling thread stands back: of 40 steps, as `nice` counts them.
#[cfg(target_os = "linux")]
const STAND_BACK: i32 = 10;

/// Makes the calling thread give way to the others. Where the system has no such thing for a thread,
/// or does not allow it, all have equal shares.
pub fn give_way() {
    // On Linux a priority belongs to a thread; elsewhere this would slow the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, STAND_BACK) {
        tracing::debug!(%error, "counting has an equal share of the processor");
    }
}
