//! What is only counted, by service and local day: how often, never what and never whose.

use crate::{ids::ServiceId, words::words};

words! {
    /// What a daily count is of.
    Counted {
        /// Places where something was cut out of a text, by the rule that did it.
        Redaction = "redaction",
        /// Events that were refused, by reason; requests where nothing of them was read.
        Refused = "refused",
        /// Documents on which a display setting was on, by setting.
        Display = "display",
    }
}

impl Counted {
    /// Days for which the counts are kept: what a team mends, a quarter; what it compares with the year
    /// before, two years and a quarter.
    pub const fn kept_days(self) -> i64 {
        match self {
            Self::Redaction | Self::Refused => 90,
            Self::Display => 820,
        }
    }
}

/// How often something was counted since it was last kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DailyCount {
    /// Of which service.
    pub service: ServiceId,
    /// What is counted.
    pub counted: Counted,
    /// The rule, reason or setting.
    pub word: &'static str,
    /// How often.
    pub times: u64,
}
