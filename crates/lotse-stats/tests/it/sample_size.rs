//! Needed numbers and smallest differences.

use lotse_stats::{
    count::Count,
    estimate::{Level, Proportion},
    sample_size::{
        PlanError, Power, SampleSize, needed_for_means, needed_for_proportions, power_for_means,
        power_for_proportions, smallest_difference_of_means, smallest_difference_of_proportions,
    },
};

use crate::{assert_number, each_case};

fn share(text: &str) -> Proportion {
    Proportion::new(text.parse().unwrap()).unwrap()
}

fn power(text: &str) -> Power {
    match text {
        "0.8" => Power::P80,
        "0.9" => Power::P90,
        other => panic!("{other}"),
    }
}

fn sizes(group: u64, reference: u64) -> SampleSize {
    SampleSize { group: Count::new(group), reference: Count::new(reference) }
}

#[test]
fn plans_for_proportions_agree_with_statsmodels() {
    each_case(include_str!("../oracle/plan_proportions.csv"), 200, |fields| {
        let (group, reference, power) = (share(fields[0]), share(fields[1]), power(fields[3]));
        let per_group = fields[2].parse().unwrap();
        let needed =
            needed_for_proportions(group, reference, per_group, Level::P95, power).unwrap();
        assert_eq!(needed.group.to_string(), fields[4], "{fields:?}");
        let at_hand = sizes(fields[5].parse().unwrap(), fields[6].parse().unwrap());
        let chance = power_for_proportions(group, reference, at_hand, Level::P95).unwrap();
        assert_number(chance, fields[7], fields);
        let found =
            smallest_difference_of_proportions(reference, at_hand, Level::P95, power).unwrap();
        for (found, expected) in [(found.down, fields[8]), (found.up, fields[9])] {
            match found {
                None => assert_eq!(expected, "", "{fields:?}"),
                Some(found) => assert_number(found, expected, fields),
            }
        }
    });
}

#[test]
fn plans_for_means_agree_with_scipy() {
    each_case(include_str!("../oracle/plan_means.csv"), 200, |fields| {
        let [difference, deviation, per_group] = [0, 1, 2].map(|i| fields[i].parse().unwrap());
        let power = power(fields[3]);
        let needed = needed_for_means(difference, deviation, per_group, Level::P95, power).unwrap();
        assert_eq!(needed.group.to_string(), fields[4], "{fields:?}");
        let at_hand = sizes(fields[5].parse().unwrap(), fields[6].parse().unwrap());
        let chance = power_for_means(difference, deviation, at_hand, Level::P95).unwrap();
        assert_number(chance, fields[7], fields);
        let found = smallest_difference_of_means(deviation, at_hand, Level::P95, power).unwrap();
        assert_number(found, fields[8], fields);
    });
}

/// The examples of R's own help: `power.prop.test(n = 50, p1 = .50, p2 = .75)` has power 0.740,
/// `power.prop.test(p1 = .50, p2 = .75, power = .90)` needs 76.7, `power.t.test(n = 20, delta = 1, sd = 1)`
/// has power 0.8689528, `power.t.test(power = .90, delta = 1)` needs 22.02110.
#[test]
fn agree_with_the_published_examples() {
    let (half, more) = (share("0.5"), share("0.75"));
    let chance = power_for_proportions(half, more, sizes(50, 50), Level::P95).unwrap();
    assert!((chance - 0.740).abs() < 5e-4, "{chance}");
    let needed = needed_for_proportions(half, more, 1.0, Level::P95, Power::P90).unwrap();
    assert_eq!(needed, sizes(77, 77));
    let chance = power_for_means(1.0, 1.0, sizes(20, 20), Level::P95).unwrap();
    // R leaves out the other tail by default.
    assert!((chance - 0.868_952_8).abs() < 5e-7, "{chance}");
    let needed = needed_for_means(1.0, 1.0, 1.0, Level::P95, Power::P90).unwrap();
    assert_eq!(needed, sizes(23, 23));
    assert_eq!(needed.times(1.5), Ok(sizes(35, 35)));
    // A gap as wide as this shows in the smallest test there is.
    let needed = needed_for_means(1000.0, 1.0, 1.0, Level::P95, Power::P90).unwrap();
    assert_eq!(needed, sizes(2, 2));
}

#[test]
fn what_cannot_be_planned_is_an_error() {
    let half = share("0.5");
    let needed = |p, per_group| needed_for_proportions(half, p, per_group, Level::P95, Power::P80);
    assert_eq!(needed(half, 1.0), Err(PlanError::NoGap));
    assert_eq!(needed(share("0.6"), 0.0), Err(PlanError::NotPositive(0.0)));
    assert_eq!(needed(share("0.5000000001"), 1.0), Err(PlanError::TooMany));
    let means = |d, s| needed_for_means(d, s, 1.0, Level::P95, Power::P80);
    assert_eq!(means(0.0, 1.0), Err(PlanError::NoGap));
    assert_eq!(means(f64::NAN, 1.0), Err(PlanError::NoGap));
    assert_eq!(means(1.0, -1.0), Err(PlanError::NotPositive(-1.0)));
    assert_eq!(means(1e-12, 1.0), Err(PlanError::TooMany));
    // One in the group is enough here, but so many for each cannot be counted.
    let wide = |per_group| needed_for_means(1000.0, 1.0, per_group, Level::P95, Power::P80);
    assert_eq!(wide(1e16), Err(PlanError::TooMany));
    // So few for each that the formula has no number: never an answer of none.
    let (all, none) = (share("1"), share("0"));
    let lopsided = needed_for_proportions(all, none, 1e-320, Level::P95, Power::P80);
    assert_eq!(lopsided, Err(PlanError::TooMany));
    let none = smallest_difference_of_proportions(half, sizes(0, 9), Level::P95, Power::P80);
    assert_eq!(none, Err(PlanError::NotPositive(0.0)));
    // Three each cannot show even everybody against half.
    let few =
        smallest_difference_of_proportions(half, sizes(3, 3), Level::P95, Power::P80).unwrap();
    assert!(few.down.is_none() && few.up.is_none());
    assert!(smallest_difference_of_means(1.0, sizes(1, 1), Level::P95, Power::P80).is_err());
}

#[test]
fn a_design_effect_never_leaves_too_few() {
    assert_eq!(sizes(10, 20).times(1.01), Ok(sizes(11, 21)));
    for factor in [0.0, -1.0, f64::INFINITY] {
        let error = sizes(10, 20).times(factor).unwrap_err();
        assert_eq!(error, PlanError::NotPositive(factor));
        assert_eq!(error.to_string(), format!("{factor} is no number above 0"));
    }
    assert!(matches!(sizes(10, 20).times(f64::NAN), Err(PlanError::NotPositive(_))));
    assert_eq!(sizes(10, 20).times(1e15), Err(PlanError::TooMany));
    assert_eq!(sizes(10, 1).times(1e15), Err(PlanError::TooMany));
}

proptest::proptest! {
    /// What is needed suffices and one less does not; more chance needs more; the smallest difference
    /// has the chance asked for.
    #[test]
    fn keep_their_laws(first in 0.02_f64..0.98, second in 0.02_f64..0.98, n in 20_u64..100_000) {
        let (group, reference) = (Proportion::new(first).unwrap(), Proportion::new(second).unwrap());
        let needed = |power| needed_for_proportions(group, reference, 1.0, Level::P95, power);
        if let (Ok(fewer), Ok(more)) = (needed(Power::P80), needed(Power::P90)) {
            proptest::prop_assert!(fewer.group <= more.group);
            let chance = |n| power_for_proportions(group, reference, sizes(n, n), Level::P95).unwrap();
            let n = fewer.group.get();
            proptest::prop_assert!(chance(n) >= 0.8 - 1e-9);
            proptest::prop_assert!(n <= 1 || chance(n - 1) < 0.8 + 1e-9);
        }
        let found = smallest_difference_of_proportions(reference, sizes(n, n), Level::P95, Power::P80).unwrap();
        for gap in [found.down, found.up].into_iter().flatten() {
            let there = Proportion::new((second + gap).clamp(0.0, 1.0)).unwrap();
            let chance = power_for_proportions(there, reference, sizes(n, n), Level::P95).unwrap();
            proptest::prop_assert!((chance - 0.8).abs() < 1e-6, "{}", chance);
        }
    }
}
