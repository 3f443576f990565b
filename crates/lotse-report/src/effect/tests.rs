//! Which days are compared, and what is said of figures that are told, blurred or hidden.

use std::collections::BTreeMap;

use jiff::civil::date;
use lotse_domain::{
    Count,
    privacy::Undisclosed,
    query::{EngagedTimes, UsageAnswer},
};

use super::*;
use crate::{
    gate::tests::{employees, people, public},
    policy::Rules,
};

fn request(first: Date, last: Option<Date>, days: u16) -> EffectRequest {
    let measures = vec![Measure::Visits, Measure::BounceRate, Measure::EngagedTime];
    EffectRequest { service: Arc::new(public()), first, last, measures, days }
}

fn told(spans: &Spans) -> String {
    let days = |period: &Period| format!("{}/{}", period.first(), period.last());
    format!("{} {}", days(&spans.before), days(&spans.after))
}

#[test]
fn as_many_whole_weeks_are_compared_as_are_over_on_both_sides() {
    let day = date(2026, 11, 2);
    for (last, days, today, expected) in [
        (None, 28, date(2026, 12, 30), "2026-10-05/2026-11-01 2026-11-02/2026-11-29"),
        (None, 7, date(2026, 12, 30), "2026-10-26/2026-11-01 2026-11-02/2026-11-08"),
        // Of the days after, 20 are over: two weeks.
        (None, 28, date(2026, 11, 22), "2026-10-19/2026-11-01 2026-11-02/2026-11-15"),
        // Its own days are in neither.
        (
            Some(date(2026, 11, 5)),
            14,
            date(2026, 12, 30),
            "2026-10-19/2026-11-01 2026-11-06/2026-11-19",
        ),
    ] {
        let found = spans(&request(day, last, days), today).unwrap().unwrap();
        assert_eq!(told(&found), expected);
        assert_eq!(found.before.days().len(), found.after.days().len());
        assert_eq!(found.before.days().len() % 7, 0);
    }
}

#[test]
fn before_a_week_is_over_it_says_when_one_will_be() {
    let day = date(2026, 11, 2);
    for (last, today, expected) in [
        (None, day, date(2026, 11, 9)),
        (None, date(2026, 11, 8), date(2026, 11, 9)),
        (Some(date(2026, 11, 4)), date(2026, 11, 9), date(2026, 11, 12)),
        (None, date(2026, 10, 1), date(2026, 11, 9)),
    ] {
        assert_eq!(spans(&request(day, last, 28), today).unwrap(), Err(expected));
    }
    assert!(spans(&request(day, None, 28), date(2026, 11, 9)).unwrap().is_ok());
    let end = request(Date::MAX, None, 28);
    assert!(spans(&end, Date::MAX).is_err(), "no week lies beyond the calendar");
}

/// Figures of so many visits, so many of them bounces, each with one of two times in use, in tenths of a second.
fn figures(service: &Service, visits: u64, bounces: u64, tenths: [u32; 2]) -> Vec<Figure> {
    let mut totals = people(visits);
    totals.bounces = Count::new(bounces);
    totals.blurred.bounces = Count::new(bounces);
    totals.blurred.measured_visits = Count::new(visits);
    let half = visits / 2;
    let answer = UsageAnswer {
        automatic_events: Count::ZERO,
        totals,
        engaged: EngagedTimes {
            by_tenths: BTreeMap::from([(tenths[0], half), (tenths[1], visits - half)]),
        },
        tables: Vec::new(),
        newest: None,
    };
    let day = date(2026, 11, 2);
    let period = Period::new(day, day, service.time_zone.clone()).unwrap();
    let answer = Undisclosed::seal(answer);
    gate::usage(&answer, service, &period, Automatic::LeftOut, Rules::staff()).figures
}

const OF_VISITS: [Measure; 3] = [Measure::Visits, Measure::BounceRate, Measure::EngagedTime];

#[test]
fn counts_have_a_ratio_and_shares_a_difference_that_is_clear_or_not() {
    let (old, new) =
        (figures(&public(), 400, 200, [90, 300]), figures(&public(), 600, 240, [91, 301]));
    let found = effects(&OF_VISITS, &old, &new);
    assert_eq!(found[0].between, Between::Counts { ratio: Some(1.5) });
    let Between::Difference { difference, is_clear, is_blurred } = found[1].between else {
        panic!("a share has a difference: {:?}", found[1]);
    };
    let interval = difference.interval.unwrap();
    assert!((difference.value - -0.1).abs() < 1e-12 && interval.high() < 0.0);
    assert_eq!((is_clear, is_blurred), (Some(true), false));
    assert_eq!(difference.n.get(), 1000);
    let Between::Difference { is_clear, .. } = found[2].between else {
        panic!("so has a median: {:?}", found[2]);
    };
    assert_eq!(is_clear, Some(false));
    let none = effects(&OF_VISITS, &figures(&public(), 0, 0, [1, 2]), &new);
    assert_eq!(
        none[0].between,
        Between::Counts { ratio: None },
        "nothing is a multiple of nothing"
    );
    assert_eq!(none[1].between, Between::Unknown);
}

#[test]
fn what_is_clear_alone_need_not_be_among_two() {
    // Alone the share falls by a difference whose interval just leaves out 0.
    let (old, new) =
        (figures(&public(), 400, 200, [90, 300]), figures(&public(), 400, 171, [90, 300]));
    let clear = |measures: &[Measure]| match effects(measures, &old, &new)[0].between {
        Between::Difference { is_clear, difference, .. } => {
            assert!(difference.interval.unwrap().high() < 0.0, "the plain interval leaves out 0");
            is_clear
        }
        Between::Counts { .. } | Between::Unknown => None,
    };
    assert_eq!(clear(&[Measure::BounceRate]), Some(true));
    assert_eq!(clear(&[Measure::BounceRate, Measure::EngagedTime]), Some(false));
    assert_eq!(clear(&[Measure::BounceRate, Measure::Visits]), Some(true), "counts are no test");
}

#[test]
fn of_too_few_employees_nothing_lies_between() {
    let old = figures(&employees(), 9, 3, [90, 300]);
    let new = figures(&employees(), 40, 12, [90, 300]);
    for effect in effects(&Measure::of_service(&employees()), &old, &new) {
        assert_eq!(effect.between, Between::Unknown, "{effect:?}");
        assert!(matches!(effect.before, Cell::Hidden(_)));
    }
}
