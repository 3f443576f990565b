//! Statistics against published values and an independent implementation.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod proportion;
mod quantile;

/// Whether two numbers agree to a relative 1e-9 (absolute near zero): statsmodels computes in
/// another order, so the last digits differ.
fn agree(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1e-3)
}

/// The data lines of an oracle file.
fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(',').collect())
}
