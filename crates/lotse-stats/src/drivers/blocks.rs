//! Sums of products of a few variables, over a block of responses.

/// The number of responses, the mean of each variable, and the sums of products of their deviations.
///
/// Adding and merging give what one pass over all would. Source: Chan, Golub and `LeVeque` (1983), *Algorithms for computing
/// the sample variance*, The American Statistician 37:242, for each product.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    pub(super) n: f64,
    pub(super) means: Vec<f64>,
    /// The lower triangle, row by row: of each variable with all up to itself.
    pub(super) products: Vec<f64>,
}

impl Block {
    /// Of no responses.
    pub(super) fn empty(variables: usize) -> Self {
        let pairs = variables * (variables + 1) / 2;
        Self { n: 0.0, means: vec![0.0; variables], products: vec![0.0; pairs] }
    }

    /// Adds a response, whose deviations from the mean `scratch` takes.
    pub(super) fn add(&mut self, values: &[f64], scratch: &mut Vec<f64>) {
        let factor = self.n / (self.n + 1.0);
        self.n += 1.0;
        scratch.clear();
        scratch.extend(values.iter().zip(&self.means).map(|(value, mean)| value - mean));
        self.add_products(scratch, factor);
        for (mean, away) in self.means.iter_mut().zip(scratch.iter()) {
            *mean += away / self.n;
        }
    }

    /// Adds the responses of another block.
    pub(super) fn merge(&mut self, other: &Self) {
        if other.n == 0.0 {
            return;
        }
        let n = self.n + other.n;
        let away: Vec<f64> =
            other.means.iter().zip(&self.means).map(|(its, mine)| its - mine).collect();
        self.add_products(&away, self.n * (other.n / n));
        for (mine, its) in self.products.iter_mut().zip(&other.products) {
            *mine += its;
        }
        for (mean, away) in self.means.iter_mut().zip(&away) {
            *mean += away * (other.n / n);
        }
        self.n = n;
    }

    fn add_products(&mut self, away: &[f64], factor: f64) {
        let mut products = self.products.iter_mut();
        for (place, first) in away.iter().enumerate() {
            let first = first * factor;
            for (second, product) in away.iter().take(place + 1).zip(&mut products) {
                *product += first * second;
            }
        }
    }

    /// Whether all of it are numbers.
    pub(super) fn is_finite(&self) -> bool {
        self.means.iter().chain(&self.products).all(|value| value.is_finite())
    }
}
