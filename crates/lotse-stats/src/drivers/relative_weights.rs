//! Johnson's relative weights.

use super::{eigen::eigen, square::Square};

/// Eigenvalues of correlations below this are 0: what is left of a direction in which drivers repeat each other.
const REPEATED: f64 = 1e-10;

/// What each driver shares of the outcome.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    /// One per driver. They sum to R².
    pub(super) each: Vec<f64>,
    /// How many drivers there are that do not repeat others.
    pub(super) independent: usize,
}

/// The raw relative weights of drivers with these correlations among each other and with the outcome.
///
/// With the eigenvectors V and eigenvalues λ of the correlations R of the drivers, Λ = V·diag(√λ)·Vᵀ = R^½ links them to
/// the nearest variables that are unrelated to each other, β = Λ⁻¹r are the coefficients of the outcome on these,
/// and driver j has the weight Σₖ Λⱼₖ²βₖ². Where drivers repeat each other, Λ⁻¹ is the pseudoinverse: those that are
/// the same share alike. For two drivers it is general dominance.
///
/// Source: Johnson (2000), *A heuristic method for estimating the relative weight of predictor variables in multiple
/// regression*, Multivariate Behavioral Research 35:1; equations 2 to 5 in the words of Tonidandel and `LeBreton` (2011),
/// *Relative importance analysis*, Journal of Business and Psychology 26:1.
pub(super) fn relative_weights(drivers: Square, outcome: &[f64]) -> Weights {
    let size = drivers.size();
    let (values, vectors) = eigen(drivers);
    let kept: Vec<(usize, f64)> = values
        .into_iter()
        .enumerate()
        .filter(|(_, value)| *value > REPEATED)
        .map(|(place, value)| (place, value.sqrt()))
        .collect();
    let through = |row: usize, column: usize, power: fn(f64) -> f64| -> f64 {
        let part =
            |(k, root): &(usize, f64)| vectors.at(row, *k) * vectors.at(column, *k) * power(*root);
        kept.iter().map(part).sum()
    };
    let squared_coefficients: Vec<f64> = (0..size)
        .map(|row| {
            let parts = outcome.iter().enumerate();
            let sum: f64 = parts.map(|(column, r)| through(row, column, f64::recip) * r).sum();
            sum * sum
        })
        .collect();
    let weight = |driver: usize| {
        let parts = squared_coefficients.iter().enumerate();
        parts.map(|(k, square)| through(driver, k, |root| root).powi(2) * square).sum()
    };
    Weights { each: (0..size).map(weight).collect(), independent: kept.len() }
}
