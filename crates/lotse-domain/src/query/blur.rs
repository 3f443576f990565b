//! The blurred population: every visitor counts 0, 1 or 2 times, once on average, and always the same.
//!
//! A figure of it is an exact sum over it, so the difference of two such figures, of whatever filters, periods and
//! readers, is again a figure of it: of the people whom only one of them counts. Asking more never tells more of the
//! true population than the blurred one does. `docs/decisions/0020-blurred-people.md` says why that was chosen,
//! `docs/spec/gate.md` where it is used.

use crate::Count;

/// How often a visitor counts in the blurred population.
///
/// 0, 1 and 2 times with probabilities ¼, ½ and ¼: mean 1, variance ½.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight(u8);

impl Weight {
    /// The variance of a weight. A blurred count of n people has the variance n/2.
    pub const VARIANCE: f64 = 0.5;

    /// Once, as in the true population: where there is nobody to be blurred.
    pub const ONE: Self = Self(1);

    /// The weight of whoever has this pseudonym. Pseudonyms are keyed hashes whose keys nobody reads, so nobody
    /// knows a weight.
    ///
    /// ```
    /// # use lotse_domain::query::blur::Weight;
    /// let weights: u64 = (0..4_000_i64).map(|hash| Weight::of(hash).times()).sum();
    /// assert!((3_800..4_200).contains(&weights));
    /// ```
    #[must_use]
    pub fn of(pseudonym: i64) -> Self {
        // Fibonacci hashing: whatever bits were used to cut ranges of pseudonyms, these are others.
        match pseudonym.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 62 {
            0 => Self(0),
            3 => Self(2),
            _ => Self(1),
        }
    }

    /// How often.
    #[must_use]
    pub fn times(self) -> u64 {
        u64::from(self.0)
    }
}

impl Default for Weight {
    fn default() -> Self {
        Self::ONE
    }
}

/// Figures of the blurred population. Which of them a breakdown fills is as with the true ones beside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blurred {
    /// Events of every kind.
    pub events: Count,
    /// Page views.
    pub page_views: Count,
    /// Visits.
    pub visits: Count,
    /// Those of them whose profile can carry bounce and engaged time.
    pub measured_visits: Count,
    /// Those of the measured visits with one page view and no interaction.
    pub bounces: Count,
    /// Distinct pseudonyms.
    pub visitors: Count,
    /// Pairs of pseudonym and day.
    pub visitor_days: Count,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_the_shares_that_are_said() {
        let mut found = [0_u32; 3];
        for n in 0..400_000_u64 {
            // As pseudonyms are: scattered over all bits.
            let pseudonym = n.wrapping_mul(0xD6E8_FEB8_6659_FD93) ^ n.rotate_left(29);
            found[usize::from(Weight::of(pseudonym.cast_signed()).0)] += 1;
        }
        for (times, share) in [0.25, 0.5, 0.25].into_iter().enumerate() {
            let of = f64::from(found[times]) / 400_000.0;
            assert!((of - share).abs() < 0.01, "{times}: {of}");
        }
        assert_eq!(Weight::of(7), Weight::of(7));
        assert_eq!(Weight::ONE.times(), 1);
    }
}
