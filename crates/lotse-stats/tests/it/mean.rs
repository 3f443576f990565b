//! Means of one group.

use lotse_stats::{
    estimate::{Level, SampleUnit},
    mean::{geometric_mean, mean},
    moments::{LogMoments, MeanError, Moments},
};

use crate::{agree, assert_bounds, assert_number, bounds, counted, each_case, moments};

const UNIT: SampleUnit = SampleUnit::Responses;

fn logarithms(values: &[(f64, u64)]) -> LogMoments {
    LogMoments::of(values.iter().copied()).unwrap()
}

#[test]
fn agree_with_scipy_and_statsmodels() {
    each_case(include_str!("../oracle/mean.csv"), 200, |fields| {
        let values = counted(fields[0]);
        let found = mean(moments(&values), UNIT, Level::P95).unwrap();
        assert_number(found.value, fields[2], fields);
        assert_bounds(found.interval, fields[3], fields[4], fields);
        let found = geometric_mean(logarithms(&values), UNIT, Level::P95).unwrap();
        assert_number(found.value, fields[5], fields);
        assert_bounds(found.interval, fields[6], fields[7], fields);
    });
}

/// Student's own data: hours of sleep gained, as R prints `t.test(extra ~ group)` for each group of its
/// data set `sleep`.
#[test]
fn agrees_with_the_published_example() {
    let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0].map(|hours| (hours, 1));
    let found = mean(moments(&first), UNIT, Level::P95).unwrap();
    let (low, high) = bounds(found);
    assert!((found.value - 0.75).abs() < 1e-12);
    assert!((low + 0.529_780_4).abs() < 1e-7 && (high - 2.029_780_4).abs() < 1e-7, "{found:?}");
}

#[test]
fn a_mean_without_values_or_with_odd_ones_is_an_error() {
    assert_eq!(mean(Moments::EMPTY, UNIT, Level::P95), Err(MeanError::NoObservations));
    let nothing = geometric_mean(LogMoments::EMPTY, UNIT, Level::P95);
    assert_eq!(nothing, Err(MeanError::NoObservations));
    assert_eq!(
        Moments::of([(f64::INFINITY, 1)].into_iter()),
        Err(MeanError::NoNumber(f64::INFINITY))
    );
    for time in [0.0, -2.5] {
        assert_eq!(LogMoments::of([(time, 1)].into_iter()), Err(MeanError::NotPositive(time)));
    }
    let huge = moments(&[(1e300, 1), (-1e300, 1)]);
    assert_eq!(mean(huge, UNIT, Level::P95), Err(MeanError::TooLarge));
}

#[test]
fn one_value_or_equal_ones_say_nothing_of_others() {
    for values in [vec![(4.0, 1)], vec![(4.0, 700)], vec![(4.0, 2), (4.0, 3)]] {
        let found = mean(moments(&values), UNIT, Level::P95).unwrap();
        assert!(found.interval.is_none() && agree(found.value, 4.0));
        let found = geometric_mean(logarithms(&values), UNIT, Level::P95).unwrap();
        assert!(found.interval.is_none() && agree(found.value, 4.0));
    }
}

proptest::proptest! {
    /// The order and the parts in which values come do not matter, moving or scaling them moves and
    /// scales the mean, and the value lies in its interval.
    #[test]
    fn keep_their_laws(
        values in proptest::collection::vec((0.1_f64..1e4, 1_u64..1000), 2..40),
        cut in 0_usize..40,
        by in -1e3_f64..1e3,
    ) {
        let whole = mean(moments(&values), UNIT, Level::P95).unwrap();
        let (first, second) = values.split_at(cut.min(values.len()));
        let parts = mean(moments(second).merge(moments(first)), UNIT, Level::P95).unwrap();
        proptest::prop_assert!(agree(whole.value, parts.value) && whole.n == parts.n);
        let (low, high) = bounds(whole);
        proptest::prop_assert!(low <= whole.value && whole.value <= high);
        let moved: Vec<(f64, u64)> = values.iter().map(|(value, n)| (value + by, *n)).collect();
        let moved_bounds = bounds(mean(moments(&moved), UNIT, Level::P95).unwrap());
        proptest::prop_assert!((moved_bounds.0 - low - by).abs() < 1e-6 && (moved_bounds.1 - high - by).abs() < 1e-6);
        let times = geometric_mean(logarithms(&values), UNIT, Level::P95).unwrap();
        let (low, high) = bounds(times);
        proptest::prop_assert!(0.0 < low && low <= times.value && times.value <= high);
        proptest::prop_assert!(times.value <= whole.value * (1.0 + 1e-12));
        let doubled: Vec<(f64, u64)> = values.iter().map(|(value, n)| (value * 2.0, *n)).collect();
        let doubled = geometric_mean(logarithms(&doubled), UNIT, Level::P95).unwrap();
        proptest::prop_assert!((doubled.value / times.value - 2.0).abs() < 1e-9);
    }
}
