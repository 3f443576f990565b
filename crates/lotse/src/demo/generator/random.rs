//! A small generator of numbers that repeat: `SplitMix64` (Steele, Lea and Flood, 2014). Good enough
//! for a demo, useless for secrets, the same on every machine.

/// The state.
pub(super) struct Random(u64);

impl Random {
    /// Begins at `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in 0..1, from the upper 53 bits.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub(super) fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with probability `p`.
    pub(super) fn chance(&mut self, p: f64) -> bool {
        self.share() < p
    }

    /// A whole number in `0..below`. The bias of the multiplication is below 2⁻³² for small ranges.
    pub(super) fn below(&mut self, below: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(below)) >> 64) as u64
    }

    /// One of `items`, each with its weight.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [(T, u32)]) -> &'a T {
        let total: u64 = items.iter().map(|(_, weight)| u64::from(*weight)).sum();
        let mut left = self.below(total.max(1));
        for (item, weight) in items {
            match left.checked_sub(u64::from(*weight)) {
                Some(rest) => left = rest,
                None => return item,
            }
        }
        &items[items.len() - 1].0
    }

    /// A time around `median` seconds, in milliseconds: a few are quick, some take several times as
    /// long. Made of products alone, so that no two machines round differently.
    #[expect(clippy::cast_possible_truncation, reason = "a few minutes in milliseconds")]
    pub(super) fn duration_ms(&mut self, median_seconds: f64) -> i64 {
        let (u, v) = (self.share(), self.share());
        let factor = 0.35 + 0.9 * u + 2.2 * v * v * v * v;
        (median_seconds * 1000.0 * factor) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_published_generator() {
        // First outputs of SplitMix64 for seed 1234567, as Rosetta Code lists them.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.bits(), 6_457_827_717_110_365_317);
        assert_eq!(random.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn picks_follow_their_weights() {
        let mut random = Random::new(1);
        let picked = (0..10_000).filter(|_| *random.pick(&[('a', 3), ('b', 1)]) == 'a').count();
        assert!((7_300..7_700).contains(&picked), "{picked}");
        assert_eq!(*random.pick(&[('a', 0)]), 'a');
    }
}
