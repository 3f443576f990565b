//! Distribution functions and quantiles that stay accurate for huge counts.
//!
//! `statrs` gives the normal distribution and the gamma function. Its incomplete beta function stops
//! after 140 steps and subtracts logarithms of large factorials: for counts of some hundred thousand
//! it has lost all digits, and its inverse may never return. So what is built on that function is
//! computed here.

pub(crate) mod beta;
pub(crate) mod binomial;
pub(crate) mod chi_square;
pub(crate) mod noncentral;
pub(crate) mod normal;
pub(crate) mod student;

#[cfg(test)]
mod tests;
