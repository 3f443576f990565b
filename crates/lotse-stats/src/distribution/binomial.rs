//! The binomial distribution.

use super::beta;
use crate::count::Count;

/// P(B ≤ k) and P(B > k) for B the number of successes of `n` with probability `p` each.
///
/// P(B ≤ k) is the incomplete beta function of 1 − p with n − k and k + 1: *NIST Handbook of
/// Mathematical Functions*, 8.17.5.
pub(crate) fn tails(k: Count, n: Count, p: f64) -> (f64, f64) {
    if k >= n {
        return (1.0, 0.0);
    }
    beta::tails(n.less(k).as_f64(), k.as_f64() + 1.0, 1.0 - p, p)
}
