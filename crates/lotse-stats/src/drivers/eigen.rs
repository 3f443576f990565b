//! Eigenvalues of small symmetric matrices.
//!
//! Jacobi's rotations, sixty lines, instead of a library: correlations of at most 21 questions need nothing else,
//! the method finds small eigenvalues of such matrices with more digits than those that reduce them first
//! (Demmel and Veselić 1992, *Jacobi's method is more accurate than QR*, SIAM Journal on Matrix Analysis 13:1204), and
//! it cannot fail to end. `nalgebra` and `faer` would each be the largest dependency of this crate.

use super::square::Square;

/// Twice as many sweeps over all pairs as any matrix of this size needs.
const SWEEPS: u32 = 30;

/// The eigenvalues of a symmetric matrix, and their vectors as columns: A = V·diag(λ)·Vᵀ.
///
/// Source: Jacobi (1846); Golub and Van Loan, *Matrix Computations*, 4th edition, section 8.5. Accuracy: about
/// 10⁻¹⁵ times the largest eigenvalue.
pub(super) fn eigen(mut matrix: Square) -> (Vec<f64>, Square) {
    let size = matrix.size();
    let mut vectors = Square::identity(size);
    for _ in 0..SWEEPS {
        let mut is_diagonal = true;
        for p in 0..size {
            for q in p + 1..size {
                let scale = (matrix.at(p, p) * matrix.at(q, q)).abs().sqrt();
                let off = matrix.at(p, q).abs();
                if off > f64::EPSILON * scale.max(f64::EPSILON) {
                    is_diagonal = false;
                    rotate(&mut matrix, &mut vectors, p, q);
                }
            }
        }
        if is_diagonal {
            break;
        }
    }
    ((0..size).map(|place| matrix.at(place, place)).collect(), vectors)
}

/// Turns rows and columns p and q so that their cell becomes 0.
fn rotate(matrix: &mut Square, vectors: &mut Square, p: usize, q: usize) {
    let (at_p, at_q, off) = (matrix.at(p, p), matrix.at(q, q), matrix.at(p, q));
    let theta = (at_q - at_p) / (2.0 * off);
    let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    for k in 0..matrix.size() {
        let (first, second) = (matrix.at(k, p), matrix.at(k, q));
        let turned = (cosine * first - sine * second, sine * first + cosine * second);
        if k != p && k != q {
            matrix.set(k, p, turned.0);
            matrix.set(p, k, turned.0);
            matrix.set(k, q, turned.1);
            matrix.set(q, k, turned.1);
        }
        let (first, second) = (vectors.at(k, p), vectors.at(k, q));
        vectors.set(k, p, cosine * first - sine * second);
        vectors.set(k, q, sine * first + cosine * second);
    }
    matrix.set(p, p, at_p - tangent * off);
    matrix.set(q, q, at_q + tangent * off);
    matrix.set(p, q, 0.0);
    matrix.set(q, p, 0.0);
}

#[cfg(test)]
mod tests {
    use super::{Square, eigen};
    use crate::drivers::draws::Draws;

    /// The matrix is put together again, the vectors are at right angles, and both hold for matrices that lack rank.
    #[test]
    fn values_and_vectors_make_the_matrix() {
        let mut draws = Draws::new(3);
        for size in 1..=21 {
            for rank in [1, size / 2, size] {
                let factors: Vec<Vec<f64>> =
                    (0..rank).map(|_| (0..size).map(|_| draws.normal()).collect()).collect();
                let mut matrix = Square::zero(size);
                for row in 0..size {
                    for column in 0..size {
                        let sum = factors.iter().map(|factor| factor[row] * factor[column]).sum();
                        matrix.set(row, column, sum);
                    }
                }
                let (values, vectors) = eigen(matrix.clone());
                let largest = values.iter().copied().fold(1.0, f64::max);
                for row in 0..size {
                    for column in 0..size {
                        let made: f64 = (0..size)
                            .map(|k| values[k] * vectors.at(row, k) * vectors.at(column, k))
                            .sum();
                        let angle: f64 =
                            (0..size).map(|k| vectors.at(k, row) * vectors.at(k, column)).sum();
                        assert!((made - matrix.at(row, column)).abs() < 1e-13 * largest);
                        assert!((angle - f64::from(u8::from(row == column))).abs() < 1e-13);
                    }
                }
                let nonzero = values.iter().filter(|value| value.abs() > 1e-10 * largest).count();
                assert_eq!(nonzero, rank.min(size));
            }
        }
    }
}
