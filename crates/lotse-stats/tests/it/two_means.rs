//! The difference of two means.

use lotse_stats::{
    estimate::{Level, SampleUnit},
    moments::Moments,
    two_groups::{welch, welch_test},
};

use crate::{agree, assert_bounds, assert_p_value, bounds, counted, each_case, moments};

const UNIT: SampleUnit = SampleUnit::Responses;

#[test]
fn agrees_with_statsmodels() {
    each_case(include_str!("../oracle/mean.csv"), 200, |fields| {
        let (group, reference) = (moments(&counted(fields[0])), moments(&counted(fields[1])));
        let gap = welch(group, reference, UNIT, Level::P95).unwrap();
        assert!(gap.between.n == gap.group.n + gap.reference.n);
        assert_bounds(gap.between.interval, fields[8], fields[9], fields);
        assert_p_value(welch_test(group, reference), fields[10], fields);
    });
}

/// Hours of sleep gained, as R prints `t.test(extra ~ group, data = sleep)`: Welch's two-sample test.
#[test]
fn agrees_with_the_published_example() {
    let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0].map(|hours| (hours, 1));
    let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4].map(|hours| (hours, 1));
    let (group, reference) = (moments(&first), moments(&second));
    let (low, high) = bounds(welch(group, reference, UNIT, Level::P95).unwrap().between);
    assert!((low + 3.365_483_2).abs() < 1e-7 && (high - 0.205_483_2).abs() < 1e-7, "{low} {high}");
    let p = welch_test(group, reference).unwrap().get();
    assert!((p - 0.07939).abs() < 5e-6, "{p}");
}

#[test]
fn a_group_that_does_not_scatter_has_no_interval() {
    let (same, others) = (moments(&[(3.0, 5)]), moments(&[(3.0, 5), (4.0, 2)]));
    let gap = welch(same, others, UNIT, Level::P95).unwrap();
    assert!(gap.between.interval.is_none() && gap.is_clear().is_none());
    assert!(welch_test(others, same).is_none());
    assert!(welch(Moments::EMPTY, same, UNIT, Level::P95).is_err());
}

proptest::proptest! {
    /// Swapping the groups mirrors the interval, and interval and test agree.
    #[test]
    fn keeps_its_laws(
        first in proptest::collection::vec((0.0_f64..100.0, 1_u64..50), 2..20),
        second in proptest::collection::vec((0.0_f64..100.0, 1_u64..50), 2..20),
    ) {
        let (group, reference) = (moments(&first), moments(&second));
        let gap = welch(group, reference, UNIT, Level::P95).unwrap();
        let swapped = welch(reference, group, UNIT, Level::P95).unwrap();
        let ((low, high), (other_low, other_high)) = (bounds(gap.between), bounds(swapped.between));
        proptest::prop_assert!(agree(low, -other_high) && agree(high, -other_low));
        proptest::prop_assert!(low <= gap.between.value && gap.between.value <= high);
        let p = welch_test(group, reference).unwrap().get();
        proptest::prop_assert!((p - 0.05).abs() < 1e-9 || gap.is_clear() == Some(p < 0.05));
    }
}
