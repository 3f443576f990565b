//! Samples drawn from a generator that gives the same ones every time.

/// Steele, Lea and Flood's `SplitMix64`: good enough for samples, and the same everywhere.
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Evenly between 0 and 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub(crate) fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Of a chance.
    pub(crate) fn happens(&mut self, chance: f64) -> bool {
        self.even() < chance
    }

    /// Standard normal.
    pub(crate) fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.even()).ln()).sqrt() * (std::f64::consts::TAU * self.even()).cos()
    }

    /// How often each of some options is chosen by n.
    pub(crate) fn multinomial(&mut self, n: u32, shares: &[f64]) -> Vec<u64> {
        let mut counts = vec![0; shares.len()];
        for _ in 0..n {
            let mut left = self.even();
            let chosen = shares.iter().position(|share| {
                left -= share;
                left < 0.0
            });
            counts[chosen.unwrap_or(shares.len() - 1)] += 1;
        }
        counts
    }
}
