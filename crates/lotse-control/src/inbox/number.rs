//! Numbers of comments: the day, and 32 random bits.
//!
//! The newest day comes first in the order of numbers, which makes lists and searches quick; within a day the order says
//! nothing, so that in employee services nobody can tell who wrote after whom.

use jiff::{Span, civil::Date};

use crate::{error::ControlError, numbers::number, store::Control};

number! {
    /// The number of a comment.
    CommentId
}

const RANDOM_BITS: u32 = 32;
/// The first day that a number can have.
const FIRST_DAY: Date = Date::constant(1970, 1, 1);
/// The last one.
const LAST_DAY: Date = Date::constant(2199, 12, 31);

impl CommentId {
    /// The least number of a day; nothing for a day that no number can have.
    pub(crate) fn first_of(day: Date) -> Option<Self> {
        if !(FIRST_DAY..=LAST_DAY).contains(&day) {
            return None;
        }
        let days = i64::from(FIRST_DAY.until(day).ok()?.get_days());
        Some(Self::new(days << RANDOM_BITS))
    }

    /// A number of a day that nobody can guess.
    pub(crate) fn drawn(control: &Control, day: Date) -> Option<Self> {
        let random = i64::from(u32::from_be_bytes(control.random()));
        Some(Self::new(Self::first_of(day)?.number() | random))
    }

    /// The day on which it was written, in the service's time zone.
    ///
    /// # Errors
    /// When it is no number of a comment.
    pub(crate) fn day(self) -> Result<Date, ControlError> {
        let days = self.number() >> RANDOM_BITS;
        let day = Span::new().try_days(days).ok().and_then(|days| FIRST_DAY.checked_add(days).ok());
        day.ok_or(ControlError::Value {
            what: "number of a comment",
            reason: format!("{} has no day", self.number()),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_number_tells_the_day_and_nothing_else() {
        for day in [FIRST_DAY, date(2026, 11, 29), date(2028, 2, 29), LAST_DAY] {
            let first = CommentId::first_of(day).unwrap();
            let last = CommentId::new(first.number() | i64::from(u32::MAX));
            assert_eq!((first.day().unwrap(), last.day().unwrap()), (day, day));
            // A program in a browser can hold it.
            assert!(last.number() < 1 << 53);
        }
        assert_eq!(CommentId::first_of(date(1969, 12, 31)), None);
        assert_eq!(CommentId::first_of(date(2200, 1, 1)), None);
        assert!(CommentId::new(i64::MAX).day().is_err());
    }
}
