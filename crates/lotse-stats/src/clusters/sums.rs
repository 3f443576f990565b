//! Sums over visitors that can be merged.

use super::ClusterError;
use crate::{count::Count, mean::SquaredError, proportion::Trials};

/// Number of clusters, and the means and centered products of their sizes and sums.
///
/// Merging as in [`crate::moments::Moments`], with products beside the squares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Pairs {
    clusters: Count,
    size: f64,
    sum: f64,
    size_size: f64,
    size_sum: f64,
    sum_sum: f64,
}

impl Pairs {
    const EMPTY: Self = Self {
        clusters: Count::ZERO,
        size: 0.0,
        sum: 0.0,
        size_size: 0.0,
        size_sum: 0.0,
        sum_sum: 0.0,
    };

    fn alike(size: Count, sum: f64, clusters: u64) -> Self {
        Self { clusters: Count::new(clusters), size: size.as_f64(), sum, ..Self::EMPTY }
    }

    fn merge(self, other: Self) -> Self {
        if self.clusters.is_zero() {
            return other;
        }
        if other.clusters.is_zero() {
            return self;
        }
        let clusters = self.clusters + other.clusters;
        let part = other.clusters.as_f64() / clusters.as_f64();
        let weight = self.clusters.as_f64() * part;
        let (size, sum) = (other.size - self.size, other.sum - self.sum);
        Self {
            clusters,
            size: self.size + size * part,
            sum: self.sum + sum * part,
            size_size: self.size_size + other.size_size + size * size * weight,
            size_sum: self.size_sum + other.size_sum + size * sum * weight,
            sum_sum: self.sum_sum + other.sum_sum + sum * sum * weight,
        }
    }

    /// v = k/(k−1)·Σ(yᵢ − r·mᵢ)²/(Σm)² with k − 1 degrees of freedom; `None` where v is 0 or there is a
    /// single cluster. The deviations add up to 0, so centered products do.
    fn squared_error(self, ratio: f64) -> Option<SquaredError> {
        let k = self.clusters.as_f64();
        let freedom = freedom(self.clusters)?;
        let deviations = deviations(self.sum_sum, self.size_sum, self.size_size, ratio);
        let square = deviations / freedom / (self.size * self.size) / k;
        (square > 0.0).then_some(SquaredError { square, freedom })
    }
}

/// k − 1, where that is not 0.
fn freedom(clusters: Count) -> Option<f64> {
    let freedom = clusters.less(Count::new(1));
    (!freedom.is_zero()).then(|| freedom.as_f64())
}

/// Σ(yᵢ − r·mᵢ)² from Σy², Σmy and Σm². What lies below their rounding is 0.
fn deviations(sum_sum: f64, size_sum: f64, size_size: f64, ratio: f64) -> f64 {
    let (squares, products) = (sum_sum + ratio * ratio * size_size, 2.0 * ratio * size_sum);
    let noise = 16.0 * f64::EPSILON * squares;
    if squares - products > noise { squares - products } else { 0.0 }
}

/// Successes and observations of many visitors, with whole sums of their squares and products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClusteredTrials {
    clusters: Count,
    successes: Count,
    n: Count,
    size_size: u128,
    size_success: u128,
    success_success: u128,
}

impl ClusteredTrials {
    /// Of no visitors.
    pub const EMPTY: Self = Self {
        clusters: Count::ZERO,
        successes: Count::ZERO,
        n: Count::ZERO,
        size_size: 0,
        size_success: 0,
        success_success: 0,
    };

    /// Of visitors in any order: what one of them did, each with how many did the same.
    pub fn of(visitors: impl Iterator<Item = (Trials, u64)>) -> Self {
        visitors.fold(Self::EMPTY, |all, (trials, visitors)| {
            let (size, success) = (trials.n().get(), trials.successes().get());
            let times = |count: u64| Count::new(count.saturating_mul(visitors));
            let product = |a: u64, b: u64| {
                (u128::from(a) * u128::from(b)).saturating_mul(u128::from(visitors))
            };
            all.merge(Self {
                clusters: Count::new(visitors),
                successes: times(success),
                n: times(size),
                size_size: product(size, size),
                size_success: product(size, success),
                success_success: product(success, success),
            })
        })
    }

    /// Of the visitors of both, which must be different ones.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            clusters: self.clusters + other.clusters,
            successes: self.successes + other.successes,
            n: self.n + other.n,
            size_size: self.size_size.saturating_add(other.size_size),
            size_success: self.size_success.saturating_add(other.size_success),
            success_success: self.success_success.saturating_add(other.success_success),
        }
    }

    /// How many visitors there are.
    pub fn clusters(self) -> Count {
        self.clusters
    }

    /// How many successes there are.
    pub fn successes(self) -> Count {
        self.successes
    }

    /// How many observations there are.
    pub fn n(self) -> Count {
        self.n
    }

    /// How many independent observations these are worth, at most their number: p(1−p)/v, see
    /// [`super::proportion`]. `None` below two visitors.
    pub fn effective_n(self) -> Option<f64> {
        let freedom = freedom(self.clusters)?;
        let n = self.n.as_f64();
        let rarer = self.successes.as_f64().min(self.failures().as_f64()) / n;
        if rarer <= 0.0 {
            return Some(n * (n / as_f64(self.size_size)));
        }
        let v = self.clusters.as_f64() / freedom * self.deviations(rarer) / n / n;
        // Where visitors are more alike than chance would make them, v may even be 0.
        Some((rarer * (1.0 - rarer) / v).min(n))
    }

    /// The factor by which more observations are needed than if all were independent: n over
    /// [`Self::effective_n`], at least 1.
    pub fn design_effect(self) -> Option<f64> {
        Some(self.n.as_f64() / self.effective_n()?)
    }

    /// How many did not succeed.
    fn failures(self) -> Count {
        self.n.less(self.successes)
    }

    /// Σ(xᵢ − p·mᵢ)², by what is rarer: the same for failures, and nothing cancels for a small share.
    fn deviations(self, rarer: f64) -> f64 {
        if self.successes <= self.failures() {
            let [x_x, m_x] = [self.success_success, self.size_success].map(as_f64);
            return deviations(x_x, m_x, as_f64(self.size_size), rarer);
        }
        let size_failure = self.size_size.saturating_sub(self.size_success);
        let success_failure = self.size_success.saturating_sub(self.success_success);
        let failure_failure = size_failure.saturating_sub(success_failure);
        deviations(as_f64(failure_failure), as_f64(size_failure), as_f64(self.size_size), rarer)
    }

    /// All observations, whosever they are; `None` where there are none.
    pub(super) fn trials(self) -> Option<Trials> {
        // Never more successes than observations, since every visitor's are trials.
        Trials::new(self.successes, self.n).ok()
    }

    /// The degrees of freedom, one less than visitors.
    pub(super) fn freedom(self) -> f64 {
        self.clusters.less(Count::new(1)).as_f64()
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of squares need no more digits than a number has"
)]
fn as_f64(sum: u128) -> f64 {
    sum as f64
}

/// Sums of values and numbers of observations of many visitors.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClusteredValues {
    n: Count,
    pairs: Pairs,
}

impl ClusteredValues {
    /// Of no visitors.
    pub const EMPTY: Self = Self { n: Count::ZERO, pairs: Pairs::EMPTY };

    /// Of visitors in any order: the sum of one's values, how many they were, and how many visitors
    /// had the same. Visitors without observations are left out.
    ///
    /// # Errors
    /// When a sum is infinite or no number.
    pub fn of(visitors: impl Iterator<Item = (f64, Count, u64)>) -> Result<Self, ClusterError> {
        let mut all = Self::EMPTY;
        for (sum, n, visitors) in visitors.filter(|(_, n, _)| !n.is_zero()) {
            if !sum.is_finite() {
                return Err(ClusterError::NoNumber(sum));
            }
            all = all.merge(Self {
                n: Count::new(n.get().saturating_mul(visitors)),
                pairs: Pairs::alike(n, sum, visitors),
            });
        }
        Ok(all)
    }

    /// Of the visitors of both, which must be different ones.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self { n: self.n + other.n, pairs: self.pairs.merge(other.pairs) }
    }

    /// How many visitors there are.
    pub fn clusters(self) -> Count {
        self.pairs.clusters
    }

    /// How many observations there are.
    pub fn n(self) -> Count {
        self.n
    }

    /// The mean over all observations.
    pub(super) fn mean(self) -> Result<f64, ClusterError> {
        if self.clusters().is_zero() {
            return Err(ClusterError::NoObservations);
        }
        let mean = self.pairs.sum / self.pairs.size;
        if mean.is_finite() && self.pairs.sum_sum.is_finite() {
            Ok(mean)
        } else {
            Err(ClusterError::TooLarge)
        }
    }

    /// The squared standard error of the mean; `None` where it is 0 or there is a single visitor.
    pub(super) fn squared_error(self) -> Option<SquaredError> {
        self.pairs.squared_error(self.pairs.sum / self.pairs.size)
    }
}
