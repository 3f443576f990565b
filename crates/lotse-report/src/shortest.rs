//! From which period on is shown what is hidden for a shorter one?
//!
//! Whoever reads "too few people" can ask for longer periods until one is shown. This asks for them, so it tells
//! nothing that they could not find out themselves.

use lotse_domain::query::{Period, interval::Interval};

use crate::measure::Cell;

/// Lengths that are tried, in days: weeks, a month of weeks, a quarter, a year.
const LENGTHS: [u16; 5] = [7, 14, 28, 91, 364];

/// Longer periods with the same last day, the shortest first.
pub(crate) fn longer(period: &Period) -> impl Iterator<Item = Period> {
    let days = period.days().len();
    LENGTHS
        .into_iter()
        .filter(move |length| usize::from(*length) > days)
        // A length that leaves the calendar is none that can be asked for.
        .filter_map(|length| period.ending_alike(length).ok())
}

/// Longer intervals, the shortest first.
pub(crate) fn coarser(interval: Interval) -> impl Iterator<Item = Interval> {
    Interval::ALL.iter().copied().filter(move |other| *other > interval)
}

/// Whether the gate keeps one of these back.
pub(crate) fn hides<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> bool {
    cells.into_iter().any(|cell| matches!(cell, Cell::Hidden(_)))
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;

    #[test]
    fn longer_periods_end_on_the_same_day() {
        let period = Period::new(date(2026, 11, 10), date(2026, 11, 23), TimeZone::UTC).unwrap();
        let found: Vec<_> = longer(&period).map(|p| (p.days().len(), p.last())).collect();
        assert_eq!(found, [28, 91, 364].map(|days| (days, date(2026, 11, 23))));
        let early = Period::new(date(-9999, 1, 3), date(-9999, 1, 4), TimeZone::UTC).unwrap();
        assert_eq!(longer(&early).count(), 0, "nothing is before the calendar");
    }

    #[test]
    fn intervals_become_coarser() {
        assert!(coarser(Interval::Day).eq([Interval::Week, Interval::Month]));
        assert_eq!(coarser(Interval::Month).count(), 0);
    }
}
