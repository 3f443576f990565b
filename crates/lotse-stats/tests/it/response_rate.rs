//! Who of those asked has answered.

use lotse_stats::{
    count::Count,
    estimate::{Level, SampleUnit},
    proportion::wilson,
    response_rate::{Asked, Contradiction, NoRate, response_rate},
};

use crate::each_case;

const UNIT: SampleUnit = SampleUnit::People;

fn asked(customers: Option<u64>, offered: Option<u64>, respondents: u64) -> Asked {
    let count = |count: Option<u64>| count.map(Count::new);
    Asked {
        customers: count(customers),
        offered: count(offered),
        respondents: Count::new(respondents),
    }
}

/// Veterans Health Administration, outpatients, second quarter of 2021, as published.
#[test]
fn those_who_were_asked_are_the_denominator() {
    let published = asked(Some(9_707_552), Some(1_774_363), 320_979);
    let rate = response_rate(published, UNIT, Level::P95).unwrap();
    let expected = wilson(Count::new(320_979), Count::new(1_774_363), UNIT, Level::P95).unwrap();
    assert_eq!(rate, expected);
    assert!(published.contradictions().is_empty());
}

#[test]
fn no_rate_without_those_who_were_asked() {
    for offered in [None, Some(0)] {
        let unknown = asked(Some(50), offered, 0);
        assert_eq!(response_rate(unknown, UNIT, Level::P95), Err(NoRate::OfferedUnknown));
        assert!(unknown.contradictions().is_empty());
        let odd = asked(Some(50), offered, 3);
        assert_eq!(response_rate(odd, UNIT, Level::P95), Err(NoRate::OfferedUnknown));
        assert_eq!(odd.contradictions().first(), Some(&Contradiction::AnsweredUnasked));
    }
    let more = asked(Some(2), Some(3), 4);
    let error = response_rate(more, UNIT, Level::P95).unwrap_err();
    assert_eq!(error.to_string(), "4 answered, but 3 were asked");
    assert_eq!(
        more.contradictions(),
        [Contradiction::MoreAnsweredThanAsked, Contradiction::MoreAskedThanServed]
    );
}

/// What is known to be wrong with the 481 published rows.
#[test]
fn contradictions_in_published_data_are_found() {
    let mut found = Vec::new();
    each_case(include_str!("../oracle/a11_asked.csv"), 481, |fields| {
        let number = |place: usize| fields[place].parse().ok();
        let row = asked(number(0), number(1), number(2).unwrap_or(0));
        found.extend(row.contradictions());
        let rate = response_rate(row, UNIT, Level::P95);
        assert!(
            rate.is_err()
                || row
                    .contradictions()
                    .iter()
                    .all(|found| *found == Contradiction::MoreAskedThanServed)
        );
    });
    let count = |kind: Contradiction| found.iter().filter(|found| **found == kind).count();
    assert_eq!(count(Contradiction::MoreAnsweredThanAsked), 17);
    assert_eq!(count(Contradiction::MoreAskedThanServed), 5);
    assert_eq!(count(Contradiction::AnsweredUnasked), 25);
}
