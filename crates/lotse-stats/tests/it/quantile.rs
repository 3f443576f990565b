//! The median and its interval.

use std::collections::BTreeMap;

use lotse_stats::{
    estimate::{Estimate, Level, SampleUnit},
    quantile::median,
};

use crate::{agree, lines};

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
    let mut cases = 0;
    for fields in lines(include_str!("../oracle/median.csv")) {
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
        cases += 1;
    }
    assert!(cases > 40);
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
