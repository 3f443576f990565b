//! Wilson's interval.

use lotse_stats::{
    count::Count,
    estimate::{Level, SampleUnit},
    proportion::{ProportionError, wilson},
};

use crate::{agree, lines};

fn interval(successes: u64, n: u64) -> (f64, f64, f64) {
    let estimate =
        wilson(Count::new(successes), Count::new(n), SampleUnit::Visits, Level::P95).unwrap();
    let interval = estimate.interval.unwrap();
    (estimate.value, interval.low(), interval.high())
}

#[test]
fn agrees_with_statsmodels() {
    let mut cases = 0;
    for fields in lines(include_str!("../oracle/wilson.csv")) {
        let [successes, n] = [0, 1].map(|i| fields[i].parse::<u64>().unwrap());
        let expected = [2, 3, 4].map(|i| fields[i].parse::<f64>().unwrap());
        let (value, low, high) = interval(successes, n);
        for (found, expected) in [value, low, high].into_iter().zip(expected) {
            assert!(agree(found, expected), "{successes}/{n}: {found} for {expected}");
        }
        cases += 1;
    }
    assert!(cases >= 200, "{cases} cases");
}

/// Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
#[test]
fn agrees_with_the_published_table() {
    for (successes, n, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let (_, found_low, found_high) = interval(successes, n);
        assert!((found_low - low).abs() < 5e-5, "{successes}/{n}: {found_low}");
        assert!((found_high - high).abs() < 5e-5, "{successes}/{n}: {found_high}");
    }
}

#[test]
fn nothing_observed_is_no_rate_and_no_zero() {
    let nothing = wilson(Count::ZERO, Count::ZERO, SampleUnit::Visits, Level::P95);
    assert_eq!(nothing.unwrap_err(), ProportionError::NoObservations);
    let more = wilson(Count::new(2), Count::new(1), SampleUnit::Visits, Level::P95);
    assert_eq!(more.unwrap_err().to_string(), "2 of 1 is no proportion");
}

proptest::proptest! {
    /// In range, around the value, mirrored for the complement, and narrower with more of the same.
    #[test]
    fn keeps_its_laws(n in 1_u64..10_000_000, share in 0.0_f64..=1.0) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of n")]
        let x = ((n as f64) * share) as u64;
        let (value, low, high) = interval(x, n);
        proptest::prop_assert!(0.0 <= low && low <= value && value <= high && high <= 1.0);
        let (_, other_low, other_high) = interval(n - x, n);
        proptest::prop_assert!((low - (1.0 - other_high)).abs() < 1e-9);
        proptest::prop_assert!((high - (1.0 - other_low)).abs() < 1e-9);
        let (_, more_low, more_high) = interval(x * 4, n * 4);
        proptest::prop_assert!(more_high - more_low <= high - low + 1e-12);
    }
}
