//! Who asks. The gate decides by it what may be shown.

/// For whom a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// People of the agency who are signed in.
    Staff,
    /// Anybody.
    Public,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    audience: Audience,
}

impl Viewer {
    /// A signed-in member of the agency.
    pub fn staff() -> Self {
        Self { audience: Audience::Staff }
    }

    /// Anybody, on a published page.
    pub fn public() -> Self {
        Self { audience: Audience::Public }
    }

    /// For whom the numbers are meant.
    pub fn audience(self) -> Audience {
        self.audience
    }
}
