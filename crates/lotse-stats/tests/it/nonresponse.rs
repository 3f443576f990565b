//! Respondents beside all visitors.

use lotse_stats::{
    count::Count,
    estimate::{Level, SampleUnit},
    nonresponse::{GroupCounts, NonresponseError, nonresponse},
    p_value::PValue,
};

use crate::{agree, assert_bounds, assert_number, assert_p_value, bounds, each_case};

const UNIT: SampleUnit = SampleUnit::Visits;

fn groups(pairs: &[(u64, u64)]) -> Vec<GroupCounts> {
    let group = |(respondents, visitors): &(u64, u64)| GroupCounts {
        respondents: Count::new(*respondents),
        visitors: Count::new(*visitors),
    };
    pairs.iter().map(group).collect()
}

#[test]
fn agrees_with_scipy_and_statsmodels() {
    each_case(include_str!("../oracle/nonresponse.csv"), 200, |fields| {
        let pairs: Vec<(u64, u64)> = fields[0]
            .split(' ')
            .map(|pair| pair.split_once('/').unwrap())
            .map(|(respondents, visitors)| {
                (respondents.parse().unwrap(), visitors.parse().unwrap())
            })
            .collect();
        let found = nonresponse(&groups(&pairs), UNIT, Level::P95).unwrap();
        assert_p_value(found.test, fields[1], fields);
        assert_number(found.cramers_v, fields[2], fields);
        assert_eq!(found.is_reliable, fields[3] == "1", "{fields:?}");
        let columns: Vec<Vec<&str>> =
            fields[4..].iter().map(|field| field.split(' ').collect()).collect();
        for (place, group) in found.groups.iter().enumerate() {
            let group = group.unwrap();
            assert_number(group.standardized, columns[0][place], fields);
            assert_p_value(Some(group.test), columns[1][place], fields);
            assert_bounds(group.difference.interval, columns[2][place], columns[3][place], fields);
        }
    });
}

#[test]
fn a_missing_group_is_seen() {
    // 500 of 1,000 visitors use a phone, but only 20 of 120 respondents do.
    let found = nonresponse(&groups(&[(100, 500), (20, 500)]), UNIT, Level::P95).unwrap();
    let phone = found.groups[1].unwrap();
    assert!(agree(phone.difference.value, 20.0 / 120.0 - 0.5));
    assert!(bounds(phone.difference).1 < 0.0 && phone.standardized < -7.0);
    assert!(found.test.unwrap().get() < 1e-12 && found.is_reliable && found.cramers_v > 0.2);
    assert!(agree(found.rate.value, 0.12) && agree(phone.rate.value, 0.04));
}

#[test]
fn nobody_and_everybody() {
    let of = |pairs: &[(u64, u64)]| nonresponse(&groups(pairs), UNIT, Level::P95);
    assert_eq!(of(&[]), Err(NonresponseError::NoRespondents));
    assert_eq!(of(&[(0, 5), (0, 7)]), Err(NonresponseError::NoRespondents));
    assert_eq!(of(&[(5, 5), (7, 7)]), Err(NonresponseError::NobodyMissing));
    let error = of(&[(1, 5), (8, 7)]).unwrap_err();
    assert_eq!(error.to_string(), "8 of 7 visitors cannot have answered");
    let found = of(&[(2, 5), (0, 0), (1, 7)]).unwrap();
    assert!(found.groups[1].is_none() && found.groups[2].is_some() && !found.is_reliable);
    let single = of(&[(2, 5)]).unwrap();
    assert_eq!((single.test, single.groups[0].unwrap().test), (None, PValue::ONE));
}

proptest::proptest! {
    /// Differences of all groups cancel, none is beyond what shares can differ by, and no counts make it fail.
    #[test]
    fn keeps_its_laws(pairs in proptest::collection::vec((0_u64..500, 0_u64..5000), 0..12)) {
        let Ok(found) = nonresponse(&groups(&pairs), UNIT, Level::P95) else { return Ok(()) };
        let all = || found.groups.iter().flatten();
        let sum: f64 = all().map(|group| group.difference.value).sum();
        proptest::prop_assert!(sum.abs() < 1e-9);
        proptest::prop_assert!((0.0..=1.0).contains(&found.cramers_v));
        for group in all() {
            let (low, high) = bounds(group.difference);
            proptest::prop_assert!(-1.0 <= low && low <= group.difference.value);
            proptest::prop_assert!(group.difference.value <= high && high <= 1.0);
            proptest::prop_assert!(group.standardized.is_finite());
        }
    }

    #[test]
    fn never_fails(pairs in proptest::collection::vec((proptest::num::u64::ANY, proptest::num::u64::ANY), 0..9)) {
        if let Ok(found) = nonresponse(&groups(&pairs), UNIT, Level::P95) {
            proptest::prop_assert!(found.cramers_v.is_finite());
        }
    }
}
