//! Statistics against published values and an independent implementation.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod clusters;
mod coverage;
mod draws;
mod drivers;
mod drivers_coverage;
mod mean;
mod multiplicity;
mod net_promoter;
mod nonresponse;
mod proportion;
mod quantile;
mod questionnaires;
mod response_rate;
mod sample_size;
mod scale;
mod shares;
mod two_estimates;
mod two_groups;
mod two_means;
mod two_medians;

use lotse_stats::{
    count::Count,
    estimate::{Estimate, Interval},
    moments::Moments,
    p_value::PValue,
    proportion::Trials,
};

/// Whether two numbers agree to a relative 1e-9 (absolute near zero): statsmodels computes in
/// another order, so the last digits differ.
fn agree(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1e-3)
}

/// The data lines of an oracle file.
fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(',').collect())
}

/// Goes through the cases of an oracle file, of which there are at least so many: a file that was cut off
/// would prove nothing.
#[track_caller]
fn each_case(text: &str, least: usize, mut check: impl FnMut(&[&str])) {
    let mut cases = 0;
    for fields in lines(text) {
        check(&fields);
        cases += 1;
    }
    assert!(cases >= least, "{cases} cases");
}

/// Both bounds, as an oracle file has them: empty where there is no interval.
#[track_caller]
fn assert_bounds(found: Option<Interval>, low: &str, high: &str, case: &[&str]) {
    match found {
        None => assert_eq!((low, high), ("", ""), "{case:?}"),
        Some(interval) => {
            assert_number(interval.low(), low, case);
            assert_number(interval.high(), high, case);
        }
    }
}

#[track_caller]
fn assert_number(found: f64, expected: &str, case: &[&str]) {
    let expected = expected.parse().unwrap_or_else(|_| panic!("{found} where none is: {case:?}"));
    assert!(agree(found, expected), "{case:?}: {found} for {expected}");
}

/// A p value, as an oracle file has it: empty where there is none. Of the tail of a statistic that is far
/// out, the logarithm is what has digits, and it may be none.
#[track_caller]
fn assert_p_value(found: Option<PValue>, expected: &str, case: &[&str]) {
    let Some(found) = found else {
        assert_eq!(expected, "", "{case:?}");
        return;
    };
    let [found, expected] =
        [found.get(), expected.parse().unwrap()].map(|p: f64| p.max(f64::MIN_POSITIVE).ln());
    assert!((found - expected).abs() < 1e-9 * (1.0 - expected), "{case:?}: {found} for {expected}");
}

/// Bounds of an estimate that has some.
fn bounds(estimate: Estimate) -> (f64, f64) {
    let interval = estimate.interval.unwrap();
    (interval.low(), interval.high())
}

/// So many of so many.
fn trials(successes: u64, n: u64) -> Trials {
    Trials::new(Count::new(successes), Count::new(n)).unwrap()
}

/// The moments of values with counts.
fn moments(values: &[(f64, u64)]) -> Moments {
    Moments::of(values.iter().copied()).unwrap()
}

/// Values with counts, as oracle files have them: `12x3 15x1`.
fn counted(text: &str) -> Vec<(f64, u64)> {
    let pair = |word: &str| {
        let (value, count) = word.split_once('x').unwrap();
        (value.parse().unwrap(), count.parse().unwrap())
    };
    text.split(' ').map(pair).collect()
}

/// Counts, as oracle files have them: `3 0 15`.
fn counts(text: &str) -> Vec<Count> {
    text.split(' ').map(|count| Count::new(count.parse().unwrap())).collect()
}
