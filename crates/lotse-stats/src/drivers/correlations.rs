//! Correlations from sums that can be added again and again.

use super::{
    blocks::Block,
    relative_weights::{Weights, relative_weights},
    square::Square,
};

/// A variance in a sample drawn again below this part of that in all responses is none: the sample has one answer.
const NO_VARIANCE: f64 = 1e-9;

/// Numbers of responses, sums and sums of products of variables, whose mean over all responses is 0 and whose variance is 1.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    n: f64,
    first: Vec<f64>,
    /// The lower triangle, row by row.
    second: Vec<f64>,
}

/// How to move and scale variables so.
pub(super) struct Standard {
    means: Vec<f64>,
    deviations: Vec<f64>,
}

impl Standard {
    /// From all responses. The place of a variable that does not vary is an error.
    pub(super) fn of(all: &Block) -> Result<Self, usize> {
        let mut deviations = Vec::with_capacity(all.means.len());
        for (place, mean) in all.means.iter().enumerate() {
            let square = all.products.get(diagonal(place)).copied().unwrap_or(0.0);
            let deviation = (square / all.n).sqrt();
            // Below this, what varies is the last digits.
            let varies = deviation > 1e-12 * mean.abs();
            if !varies {
                return Err(place);
            }
            deviations.push(deviation);
        }
        Ok(Self { means: all.means.clone(), deviations })
    }
}

/// Where a variable's own square lies in a lower triangle.
fn diagonal(place: usize) -> usize {
    place * (place + 3) / 2
}

impl Sums {
    pub(super) fn zero(variables: usize) -> Self {
        let pairs = variables * (variables + 1) / 2;
        Self { n: 0.0, first: vec![0.0; variables], second: vec![0.0; pairs] }
    }

    /// Of a block.
    pub(super) fn of(block: &Block, standard: &Standard) -> Self {
        let scales = || standard.means.iter().zip(&standard.deviations);
        let away: Vec<f64> = block
            .means
            .iter()
            .zip(scales())
            .map(|(mean, (center, deviation))| (mean - center) / deviation)
            .collect();
        let mut products = block.products.iter();
        let mut second = Vec::with_capacity(block.products.len());
        for (place, (first, deviation)) in away.iter().zip(&standard.deviations).enumerate() {
            let others = away.iter().zip(&standard.deviations).take(place + 1);
            for ((other, its), product) in others.zip(&mut products) {
                second.push(product / deviation / its + block.n * first * other);
            }
        }
        Self { n: block.n, first: away.iter().map(|away| away * block.n).collect(), second }
    }

    /// Adds others, `times` over.
    pub(super) fn add(&mut self, other: &Self, times: f64) {
        self.n += times * other.n;
        for (mine, its) in self.first.iter_mut().zip(&other.first) {
            *mine += times * its;
        }
        for (mine, its) in self.second.iter_mut().zip(&other.second) {
            *mine += times * its;
        }
    }

    /// The correlations of all variables. One that does not vary is related to nothing.
    fn correlations(&self) -> Square {
        let size = self.first.len();
        let means: Vec<f64> = self.first.iter().map(|sum| sum / self.n).collect();
        let mut squares = self.second.iter();
        let mut matrix = Square::zero(size);
        for (row, first) in means.iter().enumerate() {
            for ((column, second), square) in
                means.iter().enumerate().take(row + 1).zip(&mut squares)
            {
                matrix.set(row, column, square / self.n - first * second);
            }
        }
        let roots: Vec<f64> = (0..size)
            .map(|place| matrix.at(place, place))
            .map(|variance| if variance > NO_VARIANCE { variance.sqrt() } else { f64::INFINITY })
            .collect();
        for (row, first) in roots.iter().enumerate() {
            for (column, second) in roots.iter().enumerate().take(row) {
                let correlation = (matrix.at(row, column) / first / second).clamp(-1.0, 1.0);
                matrix.set(row, column, correlation);
                matrix.set(column, row, correlation);
            }
            matrix.set(row, row, 1.0);
        }
        matrix
    }
}

/// Everything that one sample says of the drivers.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) correlations: Vec<f64>,
    pub(super) weights: Weights,
    pub(super) r_squared: f64,
    /// Each weight minus that of the noise, where the noise is one of the drivers.
    pub(super) above_noise: Vec<f64>,
}

/// From sums of drivers, noise and outcome, in this order. `None` where the drivers explain nothing.
pub(super) fn found(sums: &Sums, drivers: usize) -> Option<Found> {
    let all = sums.correlations();
    let outcome = drivers + 1;
    let weights_of = |size: usize| {
        let mut matrix = Square::identity(size);
        for row in 0..size {
            for column in 0..size {
                matrix.set(row, column, all.at(row, column));
            }
        }
        let with_outcome: Vec<f64> = (0..size).map(|driver| all.at(driver, outcome)).collect();
        (relative_weights(matrix, &with_outcome), with_outcome)
    };
    let (weights, correlations) = weights_of(drivers);
    let r_squared = weights.each.iter().sum::<f64>();
    if r_squared.is_nan() || r_squared <= f64::EPSILON {
        return None;
    }
    let mut with_noise = weights_of(drivers + 1).0.each;
    let noise = with_noise.pop().unwrap_or(0.0);
    let above_noise = with_noise.into_iter().map(|weight| weight - noise).collect();
    Some(Found { correlations, weights, r_squared: r_squared.min(1.0), above_noise })
}
