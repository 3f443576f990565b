//! The median and other quantiles with their intervals.

use std::collections::BTreeMap;

use lotse_stats::{
    estimate::{Estimate, Level, Proportion, SampleUnit},
    quantile::{median, quantile},
};

use crate::{agree, assert_bounds, assert_number, counted, each_case};

fn of_tenths(values: &[u32]) -> Option<Estimate> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(*value).or_insert(0_u64) += 1;
    }
    let seconds = counts.iter().map(|(tenths, count)| (f64::from(*tenths) / 10.0, *count));
    median(seconds, SampleUnit::Visits, Level::P95)
}

#[test]
fn agrees_with_numpy_and_scipy() {
    each_case(include_str!("../oracle/median.csv"), 41, |fields| {
        let values: Vec<u32> = fields[0].split(' ').map(|text| text.parse().unwrap()).collect();
        let found = of_tenths(&values).unwrap();
        assert!(agree(found.value, fields[1].parse().unwrap()), "{fields:?}: {found:?}");
        match found.interval {
            None => assert_eq!(fields[2], "", "{} observations", values.len()),
            Some(interval) => {
                assert!(agree(interval.low(), fields[2].parse().unwrap()), "{fields:?}");
                assert!(agree(interval.high(), fields[3].parse().unwrap()), "{fields:?}");
            }
        }
    });
}

/// Ranks of the sign-test interval as tables print them (Conover, *Practical Nonparametric
/// Statistics*, table A3: critical values 0, 1 and 5 for n = 6, 10 and 20, so ranks 1, 2 and 6).
#[test]
fn takes_the_published_ranks() {
    for (n, low, high) in [(6, 1, 6), (10, 2, 9), (20, 6, 15)] {
        let values: Vec<u32> = (1..=n).map(|i| i * 10).collect();
        let interval = of_tenths(&values).unwrap().interval.unwrap();
        assert!(agree(interval.low(), f64::from(low)), "{n}: {interval:?}");
        assert!(agree(interval.high(), f64::from(high)), "{n}: {interval:?}");
    }
}

#[test]
fn five_observations_are_too_few_for_an_interval_and_none_for_a_median() {
    assert!(of_tenths(&[1, 2, 3, 4, 5]).unwrap().interval.is_none());
    assert!(of_tenths(&[]).is_none());
}

fn of_order(p: f64, values: &[(f64, u64)]) -> Option<Estimate> {
    let p = Proportion::new(p).unwrap();
    quantile(values.iter().copied(), p, SampleUnit::Events, Level::P95)
}

#[test]
fn any_order_agrees_with_numpy_and_scipy() {
    each_case(include_str!("../oracle/quantile.csv"), 200, |fields| {
        let found = of_order(fields[1].parse().unwrap(), &counted(fields[0])).unwrap();
        assert_number(found.value, fields[2], fields);
        assert_bounds(found.interval, fields[3], fields[4], fields);
    });
}

/// R 4.2.2: `quantile(c(1, 3, 4, 8, 15), c(.1, .75, .9), type = 7)`.
#[test]
fn is_of_type_7() {
    let values = [1.0, 3.0, 4.0, 8.0, 15.0].map(|value| (value, 1));
    for (p, expected) in [(0.0, 1.0), (0.1, 1.8), (0.75, 8.0), (0.9, 12.2), (1.0, 15.0)] {
        assert!(agree(of_order(p, &values).unwrap().value, expected), "{p}");
    }
}

#[test]
fn an_extreme_quantile_needs_more_observations_for_an_interval() {
    let first = |n: u32| (1..=n).map(|i| (f64::from(i), 1)).collect::<Vec<_>>();
    for (p, fewest) in [(0.5, 6), (0.75, 13), (0.25, 13), (0.99, 368)] {
        assert!(of_order(p, &first(fewest - 1)).unwrap().interval.is_none(), "{p}");
        assert!(of_order(p, &first(fewest)).unwrap().interval.is_some(), "{p}");
    }
    for p in [0.0, 1.0] {
        assert!(of_order(p, &first(10_000)).unwrap().interval.is_none(), "{p}");
    }
    assert!(of_order(0.75, &[]).is_none());
}

proptest::proptest! {
    /// The value lies in its interval, rises with the order, is mirrored with the values, and for ½ is
    /// the median.
    #[test]
    fn keeps_its_laws(
        values in proptest::collection::btree_map(0_u32..10_000, 1_u64..500, 1..60),
        p in 0.0_f64..=1.0,
        q in 0.0_f64..=1.0,
    ) {
        let values: Vec<(f64, u64)> = values.into_iter().map(|(v, n)| (f64::from(v), n)).collect();
        let found = of_order(p, &values).unwrap();
        if let Some(interval) = found.interval {
            proptest::prop_assert!(interval.low() <= found.value && found.value <= interval.high());
        }
        let other = of_order(q, &values).unwrap();
        proptest::prop_assert!((p <= q) == (found.value <= other.value) || agree(found.value, other.value));
        let mirrored: Vec<(f64, u64)> = values.iter().rev().map(|(v, n)| (-v, *n)).collect();
        let mirrored = of_order(1.0 - p, &mirrored).unwrap();
        proptest::prop_assert!((mirrored.value + found.value).abs() < 1e-6);
        let half = of_order(0.5, &values).unwrap();
        let median = median(values.iter().copied(), SampleUnit::Events, Level::P95).unwrap();
        proptest::prop_assert_eq!((half.value, half.interval), (median.value, median.interval));
    }
}
