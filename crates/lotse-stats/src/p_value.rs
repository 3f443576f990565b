//! [`PValue`], how surprising a gap would be if there were none.

use std::fmt;

/// The probability, between 0 and 1, of a gap at least as large as the one observed if there were
/// none.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct PValue(f64);

impl PValue {
    /// Of no surprise.
    pub const ONE: Self = Self(1.0);

    /// Takes a probability; `None` outside 0..=1 or when it is no number.
    pub fn new(probability: f64) -> Option<Self> {
        (0.0..=1.0).contains(&probability).then_some(Self(probability))
    }

    /// The nearest probability; 1 for what is no number.
    pub(crate) fn nearest(probability: f64) -> Self {
        if probability.is_nan() { Self::ONE } else { Self(probability.clamp(0.0, 1.0)) }
    }

    /// The probability.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for PValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
