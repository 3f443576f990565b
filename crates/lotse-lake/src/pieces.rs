//! A period in pieces of the calendar, for questions whose days are counted by themselves: what was
//! counted of a piece is kept, and new events touch the pieces of their own days alone.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use lotse_domain::query::Period;

/// Days that ended so long ago are settled: browsers send nothing older than 72 hours.
const SETTLED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The days of `period` in pieces: whole months, else whole weeks where they are settled, else single
/// days. Where they begin and end does not depend on the period, so that one that slides on shares
/// them.
pub(crate) fn pieces(period: &Period, now: Timestamp) -> Vec<Range<usize>> {
    let days = period.days();
    let settled = now.checked_sub(SETTLED).unwrap_or(Timestamp::MIN);
    let mut pieces = Vec::new();
    let mut from = 0;
    while let Some(first) = days.get(from) {
        let month = (first.date.day() == 1).then(|| first.date.days_in_month());
        let is_monday = first.date.weekday() == jiff::civil::Weekday::Monday;
        let whole = [month, is_monday.then_some(7)].into_iter().flatten().find_map(|length| {
            let until = from + usize::try_from(length).ok()?;
            (days.get(until - 1)?.end <= settled).then_some(until)
        });
        let until = whole.unwrap_or(from + 1);
        pieces.push(from..until);
        from = until;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn cut(first: &str, last: &str, now: &str) -> Vec<String> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let period = Period::new(first.parse().unwrap(), last.parse().unwrap(), zone).unwrap();
        let name = |piece: Range<usize>| {
            let days = &period.days()[piece];
            let date = |at: usize| days[at].date.strftime("%m-%d").to_string();
            if days.len() == 1 { date(0) } else { format!("{}..{}", date(0), date(days.len() - 1)) }
        };
        pieces(&period, now.parse().unwrap()).into_iter().map(name).collect()
    }

    #[test]
    fn settled_days_are_in_whole_months_and_weeks_and_each_day_is_in_one_piece() {
        assert_eq!(
            cut("2026-01-30", "2026-03-20", "2026-03-20T12:00:00Z"),
            [
                "01-30",
                "01-31",
                "02-01..02-28",
                "03-01",
                "03-02..03-08",
                "03-09",
                "03-10",
                "03-11",
                "03-12",
                "03-13",
                "03-14",
                "03-15",
                "03-16",
                "03-17",
                "03-18",
                "03-19",
                "03-20",
            ]
        );
        // A day later the same days lie in the same pieces.
        assert_eq!(
            cut("2026-01-31", "2026-03-21", "2026-03-21T12:00:00Z")[..5],
            ["01-31", "02-01..02-28", "03-01", "03-02..03-08", "03-09"]
        );
        assert_eq!(cut("2026-03-03", "2026-03-03", "2030-01-01T00:00:00Z"), ["03-03"]);
        // The week ends at midnight in Berlin, the 15th at 23:00 in UTC; a week later it is settled.
        assert_eq!(cut("2026-03-09", "2026-03-15", "2026-03-22T23:00:00Z"), ["03-09..03-15"]);
        assert_eq!(cut("2026-03-09", "2026-03-15", "2026-03-22T22:59:59Z").len(), 7);
    }
}
