//! Scales: a row of points, the ends of which have words. A point is a whole number, and it means the same in every survey.

use std::{collections::BTreeMap, ops::RangeInclusive};

use super::localized::LocalizedText;
use crate::words::words;

words! {
    /// Which scale.
    ScaleKind {
        /// Thumb down 0, thumb up 1.
        Thumbs = "thumbs",
        /// One to five stars.
        Stars = "stars",
        /// Five steps, 1 to 5.
        Likert5 = "likert-5",
        /// Seven steps, 1 to 7.
        Likert7 = "likert-7",
        /// Eleven steps, 0 to 10.
        ZeroToTen = "zero-to-ten",
        /// Customer effort: seven steps, 1 to 7, more is easier.
        Effort = "ces",
    }
}

impl ScaleKind {
    /// Its points.
    #[must_use]
    pub const fn points(self) -> RangeInclusive<u8> {
        match self {
            Self::Thumbs => 0..=1,
            Self::Stars | Self::Likert5 => 1..=5,
            Self::Likert7 | Self::Effort => 1..=7,
            Self::ZeroToTen => 0..=10,
        }
    }

    /// Whether a point without words says nothing: the ends of every scale but stars, which are counted aloud.
    #[must_use]
    pub fn needs_label(self, point: u8) -> bool {
        let points = self.points();
        self != Self::Stars && (point == *points.start() || point == *points.end())
    }
}

/// A scale with the words of its points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Which.
    pub kind: ScaleKind,
    /// The words of points; those in between may have none.
    pub labels: BTreeMap<u8, LocalizedText>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_a_scale_have_words() {
        for kind in ScaleKind::ALL {
            let needed = kind.points().filter(|point| kind.needs_label(*point)).count();
            assert_eq!(needed, if *kind == ScaleKind::Stars { 0 } else { 2 }, "{kind}");
        }
    }
}
