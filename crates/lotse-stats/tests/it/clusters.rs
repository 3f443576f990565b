//! Several observations of one visitor.

use lotse_stats::{
    clusters::{
        ClusterError, ClusteredTrials, ClusteredValues, difference_of_means,
        difference_of_means_test, difference_of_proportions, mean, proportion, rao_scott_test,
    },
    count::Count,
    estimate::{Level, SampleUnit},
    moments::Moments,
};

use crate::{agree, assert_bounds, assert_number, assert_p_value, bounds, each_case, trials};

const UNIT: SampleUnit = SampleUnit::Attempts;

/// Visitors as (successes, observations, how many alike); in files `2/5x3`.
type Visitors = Vec<(u64, u64, u64)>;

fn visitors(text: &str) -> Visitors {
    let one = |word: &str| {
        let (share, alike) = word.split_once('x').unwrap();
        let (successes, n) = share.split_once('/').unwrap();
        (successes.parse().unwrap(), n.parse().unwrap(), alike.parse().unwrap())
    };
    text.split(' ').map(one).collect()
}

fn shares(visitors: &[(u64, u64, u64)]) -> ClusteredTrials {
    ClusteredTrials::of(visitors.iter().map(|(x, n, alike)| (trials(*x, *n), *alike)))
}

/// The same counts as amounts: 4 for each success and 1 for each failure.
fn amounts(visitors: &[(u64, u64, u64)]) -> ClusteredValues {
    let sums = visitors
        .iter()
        .map(|(x, n, alike)| (Count::new(3 * x + n).as_f64(), Count::new(*n), *alike));
    ClusteredValues::of(sums).unwrap()
}

#[test]
fn agree_with_statsmodels() {
    let mut gaps = 0;
    each_case(include_str!("../oracle/clusters.csv"), 200, |fields| {
        let (group, reference) = (visitors(fields[0]), visitors(fields[1]));
        let found = proportion(shares(&group), UNIT, Level::P95).unwrap();
        assert_number(found.value, fields[2], fields);
        match shares(&group).effective_n() {
            None => assert_eq!(fields[3], "", "{fields:?}"),
            Some(effective) => assert_number(effective, fields[3], fields),
        }
        assert_bounds(found.interval, fields[4], fields[5], fields);
        let found = mean(amounts(&group), UNIT, Level::P95).unwrap();
        assert_number(found.value, fields[6], fields);
        assert_bounds(found.interval, fields[7], fields[8], fields);
        let gap = difference_of_proportions(shares(&group), shares(&reference), UNIT, Level::P95);
        assert_bounds(gap.unwrap().between.interval, fields[9], fields[10], fields);
        assert_p_value(rao_scott_test(shares(&group), shares(&reference)), fields[11], fields);
        let (group, reference) = (amounts(&group), amounts(&reference));
        let gap = difference_of_means(group, reference, UNIT, Level::P95).unwrap().between;
        assert_bounds(gap.interval, fields[12], fields[13], fields);
        assert_p_value(difference_of_means_test(group, reference), fields[14], fields);
        gaps += usize::from(!fields[12].is_empty());
    });
    assert!(gaps >= 200, "{gaps} gaps");
}

#[test]
fn one_visitor_says_nothing_of_others() {
    let one = [(7, 10, 1)];
    assert!(proportion(shares(&one), UNIT, Level::P95).unwrap().interval.is_none());
    assert!(mean(amounts(&one), UNIT, Level::P95).unwrap().interval.is_none());
    assert!(shares(&one).design_effect().is_none());
    // Many visitors with the same mean each do not scatter either, whatever the rounding.
    let alike = [3_u32, 7, 11, 13, 29].map(|n| (f64::from(n) * 0.1, Count::new(n.into()), 1));
    let alike = ClusteredValues::of(alike.into_iter()).unwrap();
    assert!(mean(alike, UNIT, Level::P95).unwrap().interval.is_none());
    let nobody = proportion(ClusteredTrials::EMPTY, UNIT, Level::P95);
    assert_eq!(nobody.unwrap_err(), ClusterError::NoObservations);
    let nobody = mean(ClusteredValues::EMPTY, UNIT, Level::P95);
    assert_eq!(nobody.unwrap_err(), ClusterError::NoObservations);
    let infinite = ClusteredValues::of([(f64::NAN, Count::new(1), 1)].into_iter());
    assert!(matches!(infinite, Err(ClusterError::NoNumber(_))));
}

/// A thousand attempts of ten visitors who each do the same every time are worth ten.
#[test]
fn attempts_of_visitors_who_never_change_are_worth_one_each() {
    let effective = shares(&[(100, 100, 4), (0, 100, 6)]).effective_n().unwrap();
    // k − 1 instead of k: the variance is estimated.
    assert!(agree(effective, 9.0), "{effective}");
    let all = shares(&[(100, 100, 10)]);
    assert!(agree(all.effective_n().unwrap(), 10.0));
    assert!(agree(all.design_effect().unwrap(), 100.0));
    let (low, high) = bounds(proportion(all, UNIT, Level::P95).unwrap());
    assert!(low < 0.7 && agree(high, 1.0), "{low}");
}

proptest::proptest! {
    /// In range, around the value, mirrored for failures, indifferent to order and parts; with one
    /// observation per visitor the mean is the plain one.
    #[test]
    fn keep_their_laws(
        visits in proptest::collection::vec((0_u64..20, 0_u64..20, 1_u64..40), 1..20),
        cut in 0_usize..20,
    ) {
        let group: Visitors = visits.iter().map(|(x, y, alike)| (*x, x + y + u64::from(x + y == 0), *alike)).collect();
        let found = proportion(shares(&group), UNIT, Level::P95).unwrap();
        let (first, second) = group.split_at(cut.min(group.len()));
        let merged = proportion(shares(second).merge(shares(first)), UNIT, Level::P95).unwrap();
        proptest::prop_assert!(agree(found.value, merged.value) && found.n == merged.n);
        if let (Some(interval), Some(other)) = (found.interval, merged.interval) {
            proptest::prop_assert!(0.0 <= interval.low() && interval.low() <= found.value);
            proptest::prop_assert!(found.value <= interval.high() && interval.high() <= 1.0);
            proptest::prop_assert!((interval.low() - other.low()).abs() < 1e-9 && (interval.high() - other.high()).abs() < 1e-9);
            let failed: Visitors = group.iter().map(|(x, n, alike)| (n - x, *n, *alike)).collect();
            let (low, high) = bounds(proportion(shares(&failed), UNIT, Level::P95).unwrap());
            proptest::prop_assert!((interval.low() - (1.0 - high)).abs() < 1e-9 && (interval.high() - (1.0 - low)).abs() < 1e-9);
            proptest::prop_assert!(shares(&group).design_effect().unwrap() >= 1.0 - 1e-12);
        }
        let single: Visitors = visits.iter().map(|(x, _, alike)| (x % 2, 1, *alike)).collect();
        let values = single.iter().map(|(x, n, alike)| (Count::new(3 * x + n).as_f64(), *alike));
        let plain = lotse_stats::mean::mean(Moments::of(values).unwrap(), UNIT, Level::P95).unwrap();
        let clustered = mean(amounts(&single), UNIT, Level::P95).unwrap();
        proptest::prop_assert!(agree(plain.value, clustered.value));
        if let (Some(a), Some(b)) = (plain.interval, clustered.interval) {
            proptest::prop_assert!(agree(a.low(), b.low()) && agree(a.high(), b.high()));
        }
    }

    /// Swapping the groups mirrors the difference.
    #[test]
    fn differences_are_mirrored(
        first in proptest::collection::vec((0_u64..9, 9_u64..20, 1_u64..9), 2..9),
        second in proptest::collection::vec((0_u64..9, 9_u64..20, 1_u64..9), 2..9),
    ) {
        let gap = difference_of_proportions(shares(&first), shares(&second), UNIT, Level::P95).unwrap().between;
        let swapped = difference_of_proportions(shares(&second), shares(&first), UNIT, Level::P95).unwrap().between;
        let ((low, high), (other_low, other_high)) = (bounds(gap), bounds(swapped));
        proptest::prop_assert!(-1.0 <= low && low <= gap.value && gap.value <= high && high <= 1.0);
        proptest::prop_assert!(agree(low, -other_high) && agree(high, -other_low));
    }
}
