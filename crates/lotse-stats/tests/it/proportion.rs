//! Intervals for one proportion.

use lotse_stats::{
    count::Count,
    estimate::{Estimate, Level, SampleUnit},
    proportion::{
        ProportionError, agresti_coull, clopper_pearson, jeffreys, wilson, wilson_of_weighted,
    },
};

use crate::{agree, assert_bounds, each_case};

type Method = fn(Count, Count, SampleUnit, Level) -> Result<Estimate, ProportionError>;

const METHODS: [(&str, Method); 4] = [
    ("wilson", wilson),
    ("agresti-coull", agresti_coull),
    ("clopper-pearson", clopper_pearson),
    ("jeffreys", jeffreys),
];

fn method(id: &str) -> Method {
    METHODS.iter().find(|(name, _)| *name == id).unwrap().1
}

fn estimate(method: Method, successes: u64, n: u64) -> Estimate {
    method(Count::new(successes), Count::new(n), SampleUnit::Visits, Level::P95).unwrap()
}

fn interval(method: Method, successes: u64, n: u64) -> (f64, f64, f64) {
    let estimate = estimate(method, successes, n);
    let interval = estimate.interval.unwrap();
    (estimate.value, interval.low(), interval.high())
}

#[test]
fn wilson_agrees_with_statsmodels() {
    each_case(include_str!("../oracle/wilson.csv"), 200, |fields| {
        let [successes, n] = [0, 1].map(|i| fields[i].parse::<u64>().unwrap());
        let expected = [2, 3, 4].map(|i| fields[i].parse::<f64>().unwrap());
        let (value, low, high) = interval(wilson, successes, n);
        for (found, expected) in [value, low, high].into_iter().zip(expected) {
            assert!(agree(found, expected), "{successes}/{n}: {found} for {expected}");
        }
    });
}

#[test]
fn weights_leave_fewer_observations_as_statsmodels_counts_them() {
    each_case(include_str!("../oracle/weighted.csv"), 200, |fields| {
        let [successes, n] = [1, 2].map(|i| Count::new(fields[i].parse().unwrap()));
        let variance = fields[0].parse().unwrap();
        let found =
            wilson_of_weighted(successes, n, variance, SampleUnit::Visits, Level::P95).unwrap();
        assert_eq!(found.method.to_string(), "wilson-weighted/1");
        assert_bounds(found.interval, fields[3], fields[4], fields);
        if variance == 0.0 {
            assert_eq!(found.interval, estimate(wilson, successes.get(), n.get()).interval);
        }
    });
    let nobody = wilson_of_weighted(Count::ZERO, Count::ZERO, 0.5, SampleUnit::Visits, Level::P95);
    assert_eq!(nobody, Err(ProportionError::NoObservations));
}

#[test]
fn the_others_agree_with_statsmodels_and_scipy() {
    let mut cases = [0; 4];
    each_case(include_str!("../oracle/proportion.csv"), 600, |fields| {
        let [successes, n] = [1, 2].map(|i| fields[i].parse::<u64>().unwrap());
        let found = estimate(method(fields[0]), successes, n);
        assert_eq!(found.method.to_string(), format!("{}/1", fields[0]));
        assert_bounds(found.interval, fields[3], fields[4], fields);
        cases[METHODS.iter().position(|(name, _)| *name == fields[0]).unwrap()] += 1;
    });
    assert!(cases[1..].iter().all(|cases| *cases >= 200), "{cases:?}");
}

/// Newcombe (1998), Statistics in Medicine 17:857, table I, methods 3 (Wilson) and 5 (exact).
#[test]
fn agrees_with_the_published_table() {
    for (id, successes, n, low, high) in [
        ("wilson", 81, 263, 0.2553, 0.3662),
        ("wilson", 15, 148, 0.0624, 0.1605),
        ("wilson", 0, 20, 0.0, 0.1611),
        ("wilson", 1, 29, 0.0061, 0.1718),
        ("clopper-pearson", 81, 263, 0.2527, 0.3676),
        ("clopper-pearson", 15, 148, 0.0578, 0.1617),
        ("clopper-pearson", 0, 20, 0.0, 0.1684),
        ("clopper-pearson", 1, 29, 0.0009, 0.1776),
    ] {
        let (_, found_low, found_high) = interval(method(id), successes, n);
        assert!((found_low - low).abs() < 5e-5, "{id} {successes}/{n}: {found_low}");
        assert!((found_high - high).abs() < 5e-5, "{id} {successes}/{n}: {found_high}");
    }
}

#[test]
fn nothing_observed_is_no_rate_and_no_zero() {
    for (_, method) in METHODS {
        let nothing = method(Count::ZERO, Count::ZERO, SampleUnit::Visits, Level::P95);
        assert_eq!(nothing.unwrap_err(), ProportionError::NoObservations);
        let more = method(Count::new(2), Count::new(1), SampleUnit::Visits, Level::P95);
        assert_eq!(more.unwrap_err().to_string(), "2 of 1 is no proportion");
    }
}

#[test]
fn the_largest_counts_have_an_interval() {
    for (_, method) in METHODS {
        for successes in [0, 1, u64::MAX / 2, u64::MAX - 1, u64::MAX] {
            let (value, low, high) = interval(method, successes, u64::MAX);
            assert!(0.0 <= low && low <= value && value <= high && high <= 1.0, "{successes}");
        }
    }
}

proptest::proptest! {
    /// In range, around the value, mirrored for the complement, rising with the successes, and
    /// narrower with more of the same.
    #[test]
    fn keeps_its_laws(n in 1_u64..10_000_000, share in 0.0_f64..=1.0) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of n")]
        let x = ((n as f64) * share) as u64;
        for (id, method) in METHODS {
            let (value, low, high) = interval(method, x, n);
            proptest::prop_assert!(0.0 <= low && low <= value && value <= high && high <= 1.0);
            let (_, other_low, other_high) = interval(method, n - x, n);
            proptest::prop_assert!((low - (1.0 - other_high)).abs() < 1e-9);
            proptest::prop_assert!((high - (1.0 - other_low)).abs() < 1e-9);
            if x < n {
                let (_, next_low, next_high) = interval(method, x + 1, n);
                proptest::prop_assert!(low <= next_low && high <= next_high, "{id} {x}/{n}");
            }
            let (_, more_low, more_high) = interval(method, x * 4, n * 4);
            proptest::prop_assert!(more_high - more_low <= high - low + 1e-12, "{id} {x}/{n}");
        }
    }

    /// Agresti and Coull's interval contains Wilson's.
    #[test]
    fn agresti_coull_contains_wilson(n in 1_u64..1_000_000, share in 0.0_f64..=1.0) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of n")]
        let x = ((n as f64) * share) as u64;
        let ((_, low, high), (_, inner_low, inner_high)) = (interval(agresti_coull, x, n), interval(wilson, x, n));
        proptest::prop_assert!(low <= inner_low + 1e-12 && inner_high <= high + 1e-12);
    }
}
