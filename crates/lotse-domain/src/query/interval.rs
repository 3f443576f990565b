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

/// Days of a period that are taken one by one where nothing else is asked for.
const MOST_DAYS: usize = 62;
/// Days of a period that are then taken in weeks; longer ones in months.
const MOST_DAYS_IN_WEEKS: usize = 400;

impl Interval {
    /// The interval that suits the length of a period.
    #[must_use]
    pub fn usual(period: &Period) -> Self {
        match period.days().len() {
            days if days <= MOST_DAYS => Self::Day,
            days if days <= MOST_DAYS_IN_WEEKS => Self::Week,
            _ => Self::Month,
        }
    }

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

words! {
    /// By what a table of figures is cut, or not at all.
    Every {
        /// By local day.
        Day = "day",
        /// By week.
        Week = "week",
        /// By calendar month.
        Month = "month",
        /// Not at all: the whole period.
        Period = "period",
    }
}

impl From<Interval> for Every {
    fn from(interval: Interval) -> Self {
        match interval {
            Interval::Day => Self::Day,
            Interval::Week => Self::Week,
            Interval::Month => Self::Month,
        }
    }
}

impl Every {
    /// The interval; none where the period stays whole.
    #[must_use]
    pub fn interval(self) -> Option<Interval> {
        match self {
            Self::Day => Some(Interval::Day),
            Self::Week => Some(Interval::Week),
            Self::Month => Some(Interval::Month),
            Self::Period => None,
        }
    }

    /// A period cut into its parts, in order; never none.
    #[must_use]
    pub fn stretches(self, period: &Period) -> Vec<Stretch> {
        let (from, to) = (period.first(), period.last());
        match self.interval() {
            Some(interval) => interval.stretches(period),
            None => vec![Stretch { first: from, from, to, is_whole: true }],
        }
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

    fn ending(days: i64) -> Period {
        let last = date(2026, 11, 28);
        let first = last.saturating_sub(Span::new().days(days - 1));
        Period::new(first, last, TimeZone::UTC).unwrap()
    }

    #[test]
    fn the_length_of_a_period_says_which_interval_suits_it() {
        for (days, expected) in [
            (1, Interval::Day),
            (62, Interval::Day),
            (63, Interval::Week),
            (400, Interval::Week),
            (401, Interval::Month),
        ] {
            assert_eq!(Interval::usual(&ending(days)), expected, "{days}");
        }
    }

    #[test]
    fn a_period_that_is_not_cut_is_one_stretch() {
        let period = ending(40);
        let [whole] = Every::Period.stretches(&period)[..] else { panic!("one stretch") };
        assert_eq!((whole.from, whole.to), (period.first(), period.last()));
        for interval in Interval::ALL {
            let every = Every::from(*interval);
            assert_eq!(every.as_str(), interval.as_str());
            assert_eq!(every.stretches(&period), interval.stretches(&period));
        }
    }
}
