//! Against mpmath and scipy; see `tests/oracle/README.md`.

use super::{beta, binomial, chi_square, noncentral, normal, student};
use crate::{count::Count, estimate::Level};

/// The data lines of an oracle file.
fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(',').collect())
}

#[track_caller]
fn check(found: f64, expected: f64, tolerance: f64, case: &[&str]) {
    let error = (found - expected).abs();
    assert!(error <= tolerance * expected.abs(), "{case:?}: {found:e}, not {expected:e}");
}

#[test]
fn the_incomplete_beta_function_keeps_its_digits_for_huge_parameters() {
    let mut cases = 0;
    for case in lines(include_str!("../../tests/oracle/beta.csv")) {
        let [a, b, x, below, above] = [0, 1, 2, 3, 4].map(|i| case[i].parse().unwrap());
        let found = beta::tails(a, b, x, 1.0 - x);
        check(found.0, below, 1e-10, &case);
        check(found.1, above, 1e-10, &case);
        cases += 1;
    }
    assert!(cases >= 200, "{cases} cases");
}

#[test]
fn the_other_distributions_agree_with_scipy() {
    let mut cases = 0;
    for case in lines(include_str!("../../tests/oracle/distribution.csv")) {
        let number = |i: usize| case[i].parse::<f64>().unwrap();
        let count = |i: usize| Count::new(case[i].parse().unwrap());
        let (found, tolerance) = match case[0] {
            "normal-below" => (normal::below(number(1)), 1e-13),
            "normal-two-sided" => (normal::two_sided(number(1)), 1e-13),
            "normal-exceeded" => (normal::exceeded_with(number(1)), 1e-13),
            "student-quantile" => (student::quantile(Level::P95, number(1)), 1e-12),
            "student-two-sided" => (student::two_sided(number(1), number(2)), 1e-9),
            "binomial-below" => (binomial::tails(count(1), count(2), number(3)).0, 1e-9),
            "noncentral-outside" => (noncentral::outside(number(1), number(2), number(3)), 1e-9),
            "chi-square-above" => (chi_square::above(number(1), number(2)), 1e-10),
            other => panic!("{other}"),
        };
        check(found, number(4), tolerance, &case);
        cases += 1;
    }
    assert!(cases >= 300, "{cases} cases");
}

#[test]
fn nothing_is_a_trap_at_the_ends() {
    assert_eq!(beta::tails(2.0, 3.0, 0.0, 1.0), (0.0, 1.0));
    assert_eq!(beta::tails(2.0, 3.0, 1.0, 0.0), (1.0, 0.0));
    assert_eq!(binomial::tails(Count::new(5), Count::new(5), 0.5), (1.0, 0.0));
    for size in [1.0, 1e9, 1e15, 1.8e19] {
        let bounds = [0.025, 0.975].map(|p| beta::quantile(p, size, size));
        assert!(0.0 < bounds[0] && bounds[0] < 0.5 && 0.5 < bounds[1] && bounds[1] < 1.0, "{size}");
    }
}
