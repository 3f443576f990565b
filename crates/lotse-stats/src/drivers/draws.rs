//! Numbers drawn from a seed: the same ones every time.

use std::f64::consts::TAU;

/// `SplitMix64`. Source: Steele, Lea and Flood (2014), *Fast splittable pseudorandom number generators*, OOPSLA 2014:453.
/// Good for resampling, useless for secrets.
#[derive(Clone, Debug)]
pub(super) struct Draws(u64);

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Evenly above 0 and up to 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn even(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 / 9_007_199_254_740_992.0
    }

    /// Evenly among 0, 1, …, `end` − 1; 0 where there is none. Off by less than `end`/2⁶⁴, by Lemire's multiplication.
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is below `end`, a usize")]
    pub(super) fn below(&mut self, end: usize) -> usize {
        let product = u128::from(self.bits()) * (end as u128);
        (product >> 64) as usize
    }

    /// Standard normal, by Box and Muller (1958).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.even().ln()).sqrt();
        radius * (TAU * self.even()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::Draws;

    #[test]
    fn draws_are_even_and_normal() {
        const DRAWS: u32 = 100_000;
        let mut draws = Draws::new(1);
        let mut counts = [0_u32; 7];
        let (mut sum, mut squares, mut fourth) = (0.0, 0.0, 0.0);
        for _ in 0..DRAWS {
            counts[draws.below(7)] += 1;
            let z = draws.normal();
            sum += z;
            squares += z * z;
            fourth += z.powi(4);
        }
        let n = f64::from(DRAWS);
        // Four standard errors each.
        assert!(
            counts.iter().all(|count| (f64::from(*count) - n / 7.0).abs() < 450.0),
            "{counts:?}"
        );
        assert!((sum / n).abs() < 0.013, "{sum}");
        assert!((squares / n - 1.0).abs() < 0.018, "{squares}");
        assert!((fourth / n - 3.0).abs() < 0.13, "{fourth}");
        assert_eq!(draws.below(0), 0);
    }
}
