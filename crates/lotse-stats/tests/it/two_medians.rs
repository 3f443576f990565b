//! The difference of two medians.

use lotse_stats::{
    estimate::{Level, SampleUnit},
    gap::Gap,
    two_groups::price_bonett,
};

use crate::{agree, assert_bounds, assert_number, bounds, counted, each_case};

fn gap(group: &[(f64, u64)], reference: &[(f64, u64)]) -> Option<Gap> {
    let [group, reference] = [group, reference].map(|values| values.iter().copied());
    price_bonett(group, reference, SampleUnit::Attempts, Level::P95)
}

fn ascending(values: &[u32]) -> Vec<(f64, u64)> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.into_iter().map(|value| (f64::from(value), 1)).collect()
}

#[test]
fn agrees_with_numpy_and_scipy() {
    each_case(include_str!("../oracle/median_difference.csv"), 200, |fields| {
        let found = gap(&counted(fields[0]), &counted(fields[1])).unwrap();
        assert_number(found.between.value, fields[2], fields);
        assert_bounds(found.between.interval, fields[3], fields[4], fields);
    });
}

/// The examples that Bonett's own R package `statpsych` documents for `ci.median2` (versions 1.6 and
/// 2.0).
#[test]
fn agrees_with_the_published_examples() {
    let check = |first: &[u32], second: &[u32], expected: [f64; 3]| {
        let found = gap(&ascending(first), &ascending(second)).unwrap().between;
        let (low, high) = bounds(found);
        for (found, expected) in [found.value, low, high].into_iter().zip(expected) {
            assert!((found - expected).abs() < 5e-5, "{found} for {expected}");
        }
    };
    check(
        &[32, 39, 26, 35, 43, 27, 40, 37, 34, 29],
        &[36, 44, 47, 42, 49, 39, 46, 31, 33, 48],
        [-8.5, -16.95977, -0.040_225_24],
    );
    check(
        &[70, 394, 43, 95, 62, 128, 2, 203, 81, 436, 85, 35, 156, 1, 3, 27, 63, 181, 184, 18],
        &[
            102, 120, 78, 78, 417, 124, 86, 171, 176, 129, 230, 194, 100, 157, 306, 411, 164, 103,
            193, 312,
        ],
        [-85.0, -157.7441, -12.25589],
    );
}

#[test]
fn too_few_or_all_equal_values_have_no_interval() {
    let few = ascending(&[1, 2, 3, 4, 5]);
    let enough = ascending(&[1, 2, 3, 4, 5, 6]);
    assert!(gap(&few, &enough).unwrap().between.interval.is_none());
    assert!(gap(&enough, &enough).unwrap().between.interval.is_some());
    assert!(gap(&[(7.0, 90)], &[(3.0, 10)]).unwrap().between.interval.is_none());
    assert!(gap(&[], &enough).is_none());
}

proptest::proptest! {
    /// Swapping the groups mirrors the interval; moving one moves it; the value lies inside.
    #[test]
    fn keeps_its_laws(
        first in proptest::collection::vec(0_u32..100_000, 6..80),
        second in proptest::collection::vec(0_u32..100_000, 6..80),
        by in 0_u32..1000,
    ) {
        let (group, reference) = (ascending(&first), ascending(&second));
        if let Some(interval) = gap(&group, &reference).unwrap().between.interval {
            let value = gap(&group, &reference).unwrap().between.value;
            proptest::prop_assert!(interval.low() <= value && value <= interval.high());
            let (low, high) = bounds(gap(&reference, &group).unwrap().between);
            proptest::prop_assert!(agree(interval.low(), -high) && agree(interval.high(), -low));
            let moved: Vec<u32> = first.iter().map(|value| value + by).collect();
            let (low, high) = bounds(gap(&ascending(&moved), &reference).unwrap().between);
            let by = f64::from(by);
            proptest::prop_assert!((low - interval.low() - by).abs() < 1e-6);
            proptest::prop_assert!((high - interval.high() - by).abs() < 1e-6);
        }
    }
}
