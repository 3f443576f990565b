//! Numbers that nobody may see yet.

use std::fmt;

/// A result that has not passed the disclosure gate.
///
/// The lake, responses, imported series and declared counters are handed out in this wrapper. It
/// can be moved, kept and combined, but not shown, printed or serialised: it has no `Display`, no
/// `Serialize`, and its `Debug` says nothing of its content. Only `lotse-report/src/gate.rs` may
/// call [`Undisclosed::open`]; clippy's `disallowed-methods` holds that everywhere else.
///
/// ```compile_fail
/// let count = lotse_domain::privacy::Undisclosed::seal(3_u64);
/// println!("{count}");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Undisclosed<T>(T);

impl<T> Undisclosed<T> {
    /// Closes a result, where it is computed.
    pub fn seal(result: T) -> Self {
        Self(result)
    }

    /// Opens it. For the gate alone.
    pub fn open(self) -> T {
        self.0
    }

    /// Looks into it without taking it. For the gate alone.
    pub fn open_ref(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Undisclosed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Undisclosed(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static_assertions::assert_not_impl_any!(Undisclosed<u64>: fmt::Display, serde::Serialize, std::ops::Deref<Target = u64>);

    #[test]
    fn debugging_shows_nothing() {
        assert_eq!(format!("{:?}", Undisclosed::seal(3)), "Undisclosed(..)");
    }
}
