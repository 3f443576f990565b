//! Days, weeks and months, by which time is cut.

use jiff::{
    Span,
    civil::{Date, Weekday},
};

use super::Period;
use crate::words::words;

words! {
    /// A calendar interval in service time.
    Interval {
        /// Local day.
        Day = "day",
        /// Week.
        Week = "week",
        /// Calendar month.
        Month = "month",
    }
}

impl Interval {
    /// The first day of the interval that `date` lies in.
    #[must_use]
    pub fn first_of(self, date: Date, week_start: Weekday) -> Date {
        match self {
            Self::Day => date,
            Self::Week => {
                let days = date.weekday().since(week_start);
                date.saturating_sub(Span::new().days(i64::from(days)))
            }
            Self::Month => date.first_of_month(),
        }
    }

    /// So many of them.
    pub(crate) fn span(self, count: u16) -> Span {
        match self {
            Self::Day => Span::new().days(i64::from(count)),
            Self::Week => Span::new().weeks(i64::from(count)),
            Self::Month => Span::new().months(i64::from(count)),
        }
    }
}

/// An interval as far as a period holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The interval's first date; of the first one, that may lie before the period.
    pub first: Date,
    /// The first date that the period holds.
    pub from: Date,
    /// The last date that the period holds.
    pub to: Date,
    /// Whether the period holds all of it.
    pub is_whole: bool,
}

impl Interval {
    /// A period cut into intervals, in order; a week begins on Monday.
    #[must_use]
    pub fn stretches(self, period: &Period) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for day in period.days() {
            let first = self.first_of(day.date, Weekday::Monday);
            match stretches.last_mut() {
                Some(last) if last.first == first => last.to = day.date,
                _ => {
                    let (from, to) = (day.date, day.date);
                    stretches.push(Stretch { first, from, to, is_whole: false });
                }
            }
        }
        for stretch in &mut stretches {
            let next = stretch.first.saturating_add(self.span(1));
            let ends = next.yesterday().is_ok_and(|last| last == stretch.to);
            stretch.is_whole = stretch.from == stretch.first && ends;
        }
        stretches
    }
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;

    #[test]
    fn a_period_is_cut_where_the_calendar_cuts_and_its_ends_may_be_parts() {
        // 25 March 2026 is a Wednesday.
        let period = Period::new(date(2026, 3, 25), date(2026, 4, 12), TimeZone::UTC).unwrap();
        let words = |interval: Interval| {
            let stretches = interval.stretches(&period).into_iter();
            let word = |s: Stretch| {
                let day = |date: Date| date.strftime("%m-%d").to_string();
                let part = if s.is_whole { "" } else { " part" };
                format!("{} {}..{}{part}", day(s.first), day(s.from), day(s.to))
            };
            stretches.map(word).collect::<Vec<_>>()
        };
        assert_eq!(
            words(Interval::Week),
            ["03-23 03-25..03-29 part", "03-30 03-30..04-05", "04-06 04-06..04-12"]
        );
        assert_eq!(words(Interval::Month), ["03-01 03-25..03-31 part", "04-01 04-01..04-12 part"]);
        let days = words(Interval::Day);
        assert_eq!((days.len(), days[0].as_str()), (19, "03-25 03-25..03-25"));
    }
}
