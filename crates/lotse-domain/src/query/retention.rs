//! Who comes back: retention, lifecycle, stickiness and frequency, answered together.
//!
//! They need pseudonyms that live longer than a day; whoever asks sees to that.

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::{Date, Weekday},
};
use thiserror::Error;

use super::{Period, PeriodError, Scope, filter::EventFilter, interval::Interval};
use crate::{Count, words::words};

/// The most intervals that are read before the period.
pub const MOST_HISTORY: u16 = 100;

words! {
    /// Who belongs to the cohort of an interval.
    Cohorts {
        /// Visitors whose first event lies in it.
        FirstTime = "first-time",
        /// All visitors with an event in it; one can belong to several.
        Recurring = "recurring",
    }
}

words! {
    /// When a visitor has come back.
    Return {
        /// In just that interval.
        Exactly = "exactly",
        /// In that interval or in a later one of the period.
        OnOrAfter = "on-or-after",
    }
}

/// Why something is no such question.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RetentionError {
    /// The period begins within an interval, which would then be counted in part.
    #[error("the period begins on {first}; by {interval} it must begin on {possible}")]
    NotAligned {
        /// First day asked for.
        first: Date,
        /// The interval.
        interval: Interval,
        /// The first day of the interval in which it lies.
        possible: Date,
    },
    /// More intervals before the period than may be read.
    #[error("{found} intervals of history were asked for; at most {MOST_HISTORY} are possible")]
    TooMuchHistory {
        /// Intervals asked for.
        found: u16,
    },
    /// Period and history together are none.
    #[error(transparent)]
    Period(#[from] PeriodError),
}

/// What such a question is made of, before it is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionParts {
    /// Where and when.
    pub scope: Scope,
    /// By what time is cut.
    pub interval: Interval,
    /// On which day a week begins.
    pub week_start: Weekday,
    /// Intervals before the period that are read, to know who is new.
    pub history: u16,
    /// With which event a visitor is there, and begins.
    pub starts: EventFilter,
    /// With which event a visitor has come back.
    pub returns: EventFilter,
    /// Who belongs to a cohort.
    pub cohorts: Cohorts,
    /// When a visitor has come back.
    pub back: Return,
}

/// One interval and its instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalInterval {
    /// Its first date.
    pub first: Date,
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant after it, or after the period.
    pub end: Timestamp,
    /// Whether the period holds all of it.
    pub is_whole: bool,
}

/// A question that can be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionQuestion {
    parts: RetentionParts,
    intervals: Vec<LocalInterval>,
}

impl RetentionQuestion {
    /// The question, if it is one.
    ///
    /// # Errors
    /// When the period begins within an interval, or is too long together with its history.
    pub fn new(parts: RetentionParts) -> Result<Self, RetentionError> {
        let RetentionParts { interval, week_start, history, .. } = parts;
        let period = &parts.scope.period;
        let first = period.first();
        let possible = interval.first_of(first, week_start);
        if possible != first {
            return Err(RetentionError::NotAligned { first, interval, possible });
        }
        if history > MOST_HISTORY {
            return Err(RetentionError::TooMuchHistory { found: history });
        }
        let earliest = first
            .checked_sub(interval.span(history))
            .map_err(|_| PeriodError::OutOfCalendar { date: first })?;
        let read = Period::new(earliest, period.last(), period.zone().clone())?;
        let mut intervals: Vec<LocalInterval> = Vec::new();
        for day in read.days() {
            let first = interval.first_of(day.date, week_start);
            match intervals.last_mut() {
                Some(last) if last.first == first => last.end = day.end,
                _ => intervals.push(LocalInterval {
                    first,
                    start: day.start,
                    end: day.end,
                    is_whole: true,
                }),
            }
        }
        if let Some(last) = intervals.last_mut() {
            let next = last.first.saturating_add(interval.span(1));
            last.is_whole = next.yesterday().is_ok_and(|date| date == read.last());
        }
        Ok(Self { parts, intervals })
    }

    /// What it is made of.
    #[must_use]
    pub fn parts(&self) -> &RetentionParts {
        &self.parts
    }

    /// Its intervals, those of the history first.
    #[must_use]
    pub fn intervals(&self) -> &[LocalInterval] {
        &self.intervals
    }
}

/// Visitors who began in one interval, and how many of them came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The interval.
    pub interval: LocalInterval,
    /// Its visitors.
    pub visitors: Count,
    /// Those of them who came back one interval later, two, and so on to the end of the period.
    pub back: Vec<Count>,
    /// Its visitors in the blurred population.
    pub blurred_visitors: Count,
    /// Those of them who came back.
    pub blurred_back: Vec<Count>,
}

/// Visitors of one interval, by when they were there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// The interval.
    pub interval: LocalInterval,
    /// Never before, as far as the history goes.
    pub new: Count,
    /// In the interval before.
    pub returning: Count,
    /// Before, but not in the interval before.
    pub resurrected: Count,
    /// In the interval before, but not in this one.
    pub dormant: Count,
}

/// The answer to a [`RetentionQuestion`], not yet disclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetentionAnswer {
    /// Retention: one cohort for each interval of the period.
    pub cohorts: Vec<Cohort>,
    /// Lifecycle: one row for each interval of the period.
    pub lifecycle: Vec<Lifecycle>,
    /// Stickiness: numbers of intervals of the period to the visitors who were there in so many.
    pub stickiness: BTreeMap<u64, Count>,
    /// Frequency: numbers of events in the period to the visitors who had so many.
    pub frequency: BTreeMap<u64, Count>,
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;
    use crate::{ids::ServiceId, query::Automatic, service::ServiceKind};

    fn question(
        first: Date,
        last: Date,
        interval: Interval,
        history: u16,
    ) -> Result<RetentionQuestion, RetentionError> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        RetentionQuestion::new(RetentionParts {
            scope: Scope {
                service: ServiceId::new(1),
                kind: ServiceKind::Public,
                authority: None,
                period: Period::new(first, last, zone).unwrap(),
                automatic: Automatic::LeftOut,
                segment: None,
            },
            interval,
            week_start: Weekday::Monday,
            history,
            starts: EventFilter::default(),
            returns: EventFilter::default(),
            cohorts: Cohorts::FirstTime,
            back: Return::Exactly,
        })
    }

    #[test]
    fn intervals_are_the_calendars_and_the_last_may_be_a_part() {
        // 23 March 2026 is a Monday; clocks change on the 29th.
        let week = question(date(2026, 3, 23), date(2026, 4, 1), Interval::Week, 1).unwrap();
        let found: Vec<_> = week
            .intervals()
            .iter()
            .map(|i| (i.first, i.end.duration_since(i.start).as_hours(), i.is_whole))
            .collect();
        let expected = [
            (date(2026, 3, 16), 168, true),
            (date(2026, 3, 23), 167, true),
            (date(2026, 3, 30), 72, false),
        ];
        assert_eq!(found, expected);
        let month = question(date(2026, 2, 1), date(2026, 2, 28), Interval::Month, 2).unwrap();
        let firsts: Vec<_> = month.intervals().iter().map(|i| (i.first, i.is_whole)).collect();
        let expected =
            [(date(2025, 12, 1), true), (date(2026, 1, 1), true), (date(2026, 2, 1), true)];
        assert_eq!(firsts, expected);
    }

    #[test]
    fn wrong_questions_say_what_is_wrong() {
        let error = |first, last, interval, history| {
            question(first, last, interval, history).unwrap_err().to_string()
        };
        assert_eq!(
            error(date(2026, 3, 25), date(2026, 4, 1), Interval::Week, 0),
            "the period begins on 2026-03-25; by week it must begin on 2026-03-23"
        );
        assert_eq!(
            error(date(2026, 3, 2), date(2026, 4, 1), Interval::Month, 0),
            "the period begins on 2026-03-02; by month it must begin on 2026-03-01"
        );
        assert_eq!(
            error(date(2026, 3, 2), date(2026, 4, 1), Interval::Day, 101),
            "101 intervals of history were asked for; at most 100 are possible"
        );
        assert_eq!(
            error(date(2026, 3, 1), date(2026, 3, 31), Interval::Month, 100),
            "the period has 3073 days; at most 800 can be asked for"
        );
    }
}
