//! How many people come on a day, and when.

use jiff::civil::{Date, Weekday};

use super::{planted, random::Random};

/// Visits of residents on an ordinary day of an ordinary week.
const ORDINARY: f64 = 640.0;

/// Milliseconds in an hour.
const HOUR_MS: i64 = 3_600_000;

/// Weights of the local hours for residents: quiet nights, a peak before noon, a second one in the
/// evening.
const HOURS: [(i64, u32); 24] = [
    (0, 8),
    (1, 5),
    (2, 3),
    (3, 3),
    (4, 4),
    (5, 9),
    (6, 20),
    (7, 38),
    (8, 58),
    (9, 76),
    (10, 84),
    (11, 80),
    (12, 66),
    (13, 64),
    (14, 66),
    (15, 62),
    (16, 56),
    (17, 52),
    (18, 58),
    (19, 64),
    (20, 58),
    (21, 42),
    (22, 26),
    (23, 14),
];

/// What is special about a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct DayFacts {
    /// Residents' visits, on average.
    pub(super) visits: f64,
    /// Offices are open.
    pub(super) working: bool,
    /// It is a day of the launch.
    pub(super) launch: bool,
    /// It is the bad day.
    pub(super) bad: bool,
}

/// The facts of one day.
pub(super) fn facts(date: Date, day: u32) -> DayFacts {
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let holiday = is_holiday(date);
    let of_week = match date.weekday() {
        Weekday::Monday => 1.14,
        Weekday::Tuesday => 1.09,
        Weekday::Wednesday => 1.04,
        Weekday::Thursday => 1.01,
        Weekday::Friday => 0.92,
        Weekday::Saturday => 0.66,
        Weekday::Sunday => 0.70,
    };
    let launch = planted::LAUNCH.contains(&day);
    // The season grows toward winter.
    let season = 0.96 + 0.0015 * f64::from(day);
    let mut visits = ORDINARY * of_week * season;
    if holiday {
        visits *= 0.62;
    }
    if launch {
        visits *= planted::LAUNCH_VOLUME;
    }
    DayFacts { visits, working: !weekend && !holiday, launch, bad: day == planted::BAD_DAY }
}

/// The federal holidays of the United States, without the days on which they are made up for.
fn is_holiday(date: Date) -> bool {
    let nth = |month, nth, weekday| {
        date.month() == month
            && date.first_of_month().nth_weekday_of_month(nth, weekday).is_ok_and(|day| day == date)
    };
    matches!((date.month(), date.day()), (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25))
        || nth(1, 3, Weekday::Monday)
        || nth(2, 3, Weekday::Monday)
        || nth(5, -1, Weekday::Monday)
        || nth(9, 1, Weekday::Monday)
        || nth(10, 2, Weekday::Monday)
        || nth(11, 4, Weekday::Thursday)
}

/// When the day's visits begin, in milliseconds since 1970, in no order.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "about a thousand")]
pub(super) fn visits(facts: &DayFacts, midnight_ms: i64, random: &mut Random) -> Vec<i64> {
    let count = (facts.visits * (0.95 + 0.1 * random.share())) as u64;
    (0..count)
        .map(|_| {
            let hour = *random.pick(&HOURS);
            midnight_ms + hour * HOUR_MS + random.below(HOUR_MS as u64).cast_signed()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_are_the_federal_ones() {
        for (date, expected) in [
            ("2026-09-07", true),
            ("2026-10-12", true),
            ("2026-11-11", true),
            ("2026-11-26", true),
            ("2026-05-25", true),
            ("2026-11-19", false),
            ("2026-10-05", false),
        ] {
            assert_eq!(is_holiday(date.parse().unwrap()), expected, "{date}");
        }
    }

    #[test]
    fn days_stay_in_the_stated_range() {
        let first: Date = "2026-08-26".parse().unwrap();
        let mut date = first;
        for day in 0..super::super::DAYS {
            let visits = facts(date, day).visits;
            assert!((250.0..960.0).contains(&visits), "{date}: {visits}");
            date = date.tomorrow().unwrap();
        }
    }
}
