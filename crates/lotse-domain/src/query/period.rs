//! Whole local days in one time zone: the only way to say "when" in a question.

use std::ops::Range;

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use thiserror::Error;

/// The longest period, in days: the 25 months that events are kept.
pub const LONGEST_PERIOD_DAYS: i32 = 800;

/// Why two dates are no period.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PeriodError {
    /// The last day lies before the first.
    #[error("the last day {last} lies before the first day {first}")]
    Reversed {
        /// First day asked for.
        first: Date,
        /// Last day asked for.
        last: Date,
    },
    /// More days than are kept.
    #[error("the period has {days} days; at most {LONGEST_PERIOD_DAYS} can be asked for")]
    TooLong {
        /// Days asked for.
        days: i32,
    },
    /// The dates lie where the calendar has no instants.
    #[error("the date {date} cannot be placed in the time zone")]
    OutOfCalendar {
        /// The date that failed.
        date: Date,
    },
}

/// One local day and the instants that bound it. It has 23 or 25 hours when clocks change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalDay {
    /// Its date.
    pub date: Date,
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant of the next day.
    pub end: Timestamp,
}

/// A run of whole local days.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    zone: TimeZone,
    days: Vec<LocalDay>,
}

impl Period {
    /// The days from `first` to `last`, both included, in `zone`.
    ///
    /// # Errors
    /// When `last` lies before `first`, the period is too long, or a date lies outside the calendar.
    pub fn new(first: Date, last: Date, zone: TimeZone) -> Result<Self, PeriodError> {
        if last < first {
            return Err(PeriodError::Reversed { first, last });
        }
        let length = (last - first).get_days() + 1;
        if length > LONGEST_PERIOD_DAYS {
            return Err(PeriodError::TooLong { days: length });
        }
        let start_of = |date: Date| {
            date.at(0, 0, 0, 0)
                .to_zoned_datetime(zone.clone())
                .map(|zoned| zoned.timestamp())
                .map_err(|_| PeriodError::OutOfCalendar { date })
        };
        let mut days = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        let mut date = first;
        let mut start = start_of(first)?;
        loop {
            let next = date.tomorrow().map_err(|_| PeriodError::OutOfCalendar { date })?;
            let end = start_of(next)?;
            days.push(LocalDay { date, start, end });
            if date == last {
                return Ok(Self { zone, days });
            }
            (date, start) = (next, end);
        }
    }

    /// The last `count` days up to and with the day of `now`.
    ///
    /// # Errors
    /// As [`Period::new`].
    pub fn last_days(count: u16, now: Timestamp, zone: TimeZone) -> Result<Self, PeriodError> {
        let today = now.to_zoned_datetime(zone.clone()).date();
        Self::new(today, today, zone)?.ending_alike(count)
    }

    /// The period of as many days right before this one.
    ///
    /// # Errors
    /// When it would begin before the calendar.
    pub fn before(&self) -> Result<Self, PeriodError> {
        let first = self.first();
        let out = |_| PeriodError::OutOfCalendar { date: first };
        let length = i64::try_from(self.days.len()).unwrap_or(i64::from(LONGEST_PERIOD_DAYS));
        let start = first.checked_sub(Span::new().days(length)).map_err(out)?;
        Self::new(start, first.yesterday().map_err(out)?, self.zone.clone())
    }

    /// The period of `count` days with the same last day.
    ///
    /// # Errors
    /// As [`Period::new`].
    pub fn ending_alike(&self, count: u16) -> Result<Self, PeriodError> {
        let last = self.last();
        let first = last
            .checked_sub(Span::new().days(i64::from(count.max(1)) - 1))
            .map_err(|_| PeriodError::OutOfCalendar { date: last })?;
        Self::new(first, last, self.zone.clone())
    }

    /// Some of its days, from their places; none if there are no such days.
    #[must_use]
    pub fn part(&self, days: Range<usize>) -> Option<Self> {
        let days = self.days.get(days).filter(|days| !days.is_empty())?.to_vec();
        Some(Self { zone: self.zone.clone(), days })
    }

    /// The first date.
    pub fn first(&self) -> Date {
        self.days.first().map_or(Date::ZERO, |day| day.date)
    }

    /// The last date.
    pub fn last(&self) -> Date {
        self.days.last().map_or(Date::ZERO, |day| day.date)
    }

    /// The first instant.
    pub fn start(&self) -> Timestamp {
        self.days.first().map_or(Timestamp::MIN, |day| day.start)
    }

    /// The first instant after it.
    pub fn end(&self) -> Timestamp {
        self.days.last().map_or(Timestamp::MIN, |day| day.end)
    }

    /// Its days, in order; never empty.
    pub fn days(&self) -> &[LocalDay] {
        &self.days
    }

    /// Its time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(first: &str, last: &str, zone: &str) -> Result<Period, PeriodError> {
        Period::new(first.parse().unwrap(), last.parse().unwrap(), TimeZone::get(zone).unwrap())
    }

    #[test]
    fn days_have_23_or_25_hours_when_clocks_change() {
        for (date, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)] {
            let period = period(date, date, "Europe/Berlin").unwrap();
            assert_eq!(period.end().duration_since(period.start()).as_hours(), hours, "{date}");
        }
    }

    #[test]
    fn days_touch_without_gap() {
        let period = period("2026-03-01", "2026-04-30", "America/New_York").unwrap();
        assert_eq!(period.days().len(), 61);
        for pair in period.days().windows(2) {
            assert_eq!(pair[0].end, pair[1].start);
        }
    }

    #[test]
    fn the_period_before_is_as_long_and_ends_the_day_before() {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let period = Period::last_days(30, now, TimeZone::UTC).unwrap();
        assert_eq!(
            (period.first().to_string(), period.last().to_string()),
            ("2026-10-25".into(), "2026-11-23".into())
        );
        let before = period.before().unwrap();
        assert_eq!(before.last().to_string(), "2026-10-24");
        assert_eq!(before.days().len(), 30);
    }

    #[test]
    fn wrong_periods_say_what_is_wrong() {
        assert!(matches!(
            period("2026-01-02", "2026-01-01", "UTC"),
            Err(PeriodError::Reversed { .. })
        ));
        let error = period("2020-01-01", "2026-01-01", "UTC").unwrap_err();
        assert_eq!(error.to_string(), "the period has 2193 days; at most 800 can be asked for");
    }
}
