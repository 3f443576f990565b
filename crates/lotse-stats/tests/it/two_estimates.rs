//! The difference of two estimates of which only the intervals are known.

use lotse_stats::{
    count::Count,
    estimate::{Estimate, Interval, Level, Method, SampleUnit},
    proportion::{wilson, wilson_of_weighted},
    two_groups::{newcombe, zou_donner, zou_donner_test},
};

use crate::trials;

const UNIT: SampleUnit = SampleUnit::Visits;

fn median(value: f64, low: f64, high: f64) -> Estimate {
    let interval = Some(Interval::new(low, high, Level::P95));
    let method = Method { id: "test", version: 1 };
    Estimate { value, n: Count::new(100), unit: UNIT, interval, method }
}

#[test]
fn of_shares_with_wilsons_intervals_it_is_newcombes_difference() {
    for (x, n, y, m) in [(56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 10), (0, 10, 0, 10)] {
        let his = newcombe(trials(x, n), trials(y, m), UNIT, Level::P95).between;
        let share = |x, n| wilson(Count::new(x), Count::new(n), UNIT, Level::P95).unwrap();
        let ours = zou_donner(share(x, n), share(y, m), Level::P95).between;
        assert!((ours.value - his.value).abs() < f64::EPSILON);
        assert_eq!(ours.interval, his.interval, "{x}/{n} {y}/{m}");
        assert_eq!(ours.n, his.n);
    }
}

#[test]
fn the_test_agrees_with_the_interval_for_any_two_shares() {
    let (mut clear, mut open) = (0, 0);
    for x in 0..=30_u64 {
        for y in 0..=40_u64 {
            let share = |x, n| {
                wilson_of_weighted(Count::new(x), Count::new(n), 0.5, UNIT, Level::P95).unwrap()
            };
            let gap = zou_donner(share(x, 30), share(y, 40), Level::P95);
            let p = zou_donner_test(&gap).unwrap().get();
            let is_clear = gap.is_clear().unwrap();
            assert_eq!(p < 0.05, is_clear, "{x} {y}: {p}");
            let other = zou_donner(share(y, 40), share(x, 30), Level::P95);
            let turned = zou_donner_test(&other).unwrap().get();
            assert!((p - turned).abs() < 1e-12, "whichever comes first");
            if is_clear { clear += 1 } else { open += 1 }
        }
    }
    assert!(clear > 300 && open > 300, "{clear} {open}");
}

#[test]
fn two_standard_errors_are_as_surprising_as_the_normal_distribution_says() {
    // Two of 3 standard errors each make one of √18; the difference is √18 times 1.959964.
    let half = 3.0 * Level::P95.z();
    let (a, b) = (median(100.0 + 18_f64.sqrt() * Level::P95.z(), 0.0, 0.0), 100.0);
    let a = median(a.value, a.value - half, a.value + half);
    let gap = zou_donner(a, median(b, b - half, b + half), Level::P95);
    let interval = gap.between.interval.unwrap();
    assert!(interval.low().abs() < 1e-12, "{interval:?}");
    assert!((zou_donner_test(&gap).unwrap().get() - 0.05).abs() < 1e-12);
}

#[test]
fn what_does_not_vary_is_no_surprise_and_without_intervals_nothing_is_known() {
    let tied = zou_donner(median(5.0, 5.0, 6.0), median(3.0, 3.0, 3.0), Level::P95);
    assert_eq!(zou_donner_test(&tied), None);
    let same = zou_donner(median(5.0, 5.0, 5.0), median(5.0, 5.0, 5.0), Level::P95);
    assert_eq!(zou_donner_test(&same).map(lotse_stats::p_value::PValue::get), Some(1.0));
    let bare = Estimate { interval: None, ..median(5.0, 4.0, 6.0) };
    let gap = zou_donner(bare, median(3.0, 2.0, 4.0), Level::P95);
    assert_eq!((gap.between.interval, zou_donner_test(&gap)), (None, None));
}
