//! Days, weeks and months, by which time is cut.

use jiff::{
    Span,
    civil::{Date, Weekday},
};

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
