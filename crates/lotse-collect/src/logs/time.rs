//! Times as access logs write them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `10/Feb/2012:16:42:07 -0500`, as Apache, nginx and Amazon S3 write it.
pub(crate) fn common(text: &str) -> Option<Timestamp> {
    let (clock, offset) = text.trim().split_once(' ')?;
    let (date, time) = clock.split_once(':')?;
    let mut date = date.splitn(3, '/');
    let (day, month, year) = (date.next()?, date.next()?, date.next()?);
    let month = MONTHS.iter().position(|name| *name == month)?;
    let month = i8::try_from(month + 1).ok()?;
    let date = Date::new(number(year)?, month, i8::try_from(number(day)?).ok()?).ok()?;
    zoned(date.to_datetime(clock_time(time)?), offset)
}

/// A date and a time of day in UTC, as W3C logs have them.
pub(crate) fn w3c(date: Date, time: &str) -> Option<Timestamp> {
    let (whole, _) = time.split_once('.').unwrap_or((time, ""));
    Offset::UTC.to_timestamp(date.to_datetime(clock_time(whole)?)).ok()
}

/// `2012-04-01`.
pub(crate) fn date(text: &str) -> Option<Date> {
    let mut parts = text.trim().splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |text| i8::try_from(number(text)?).ok();
    Date::new(number(year)?, small(month)?, small(day)?).ok()
}

/// ISO 8601 with an offset, the format of [`common`], or seconds since 1970.
pub(crate) fn any(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.contains('/') {
        return common(text);
    }
    if text.contains([':', 'T']) { text.parse().ok() } else { seconds(text.parse().ok()?) }
}

/// `01.04.2012`.
pub(crate) fn dotted_date(text: &str) -> Option<Date> {
    let mut parts = text.trim().splitn(3, '.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |text| i8::try_from(number(text)?).ok();
    let year = number(year).filter(|_| year.len() == 4)?;
    Date::new(year, small(month)?, small(day)?).ok()
}

/// ISO 8601 with an offset, and with a `T` or a space before the time of day.
pub(crate) fn with_offset(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}

/// As [`any`], or a date and a time of day without offset, in UTC; whole numbers beyond seconds are milliseconds.
pub(crate) fn of_row(text: &str) -> Option<Timestamp> {
    /// Seconds since 1970 of a year beyond every calendar that is used.
    const NO_SECONDS: f64 = 1e11;
    let text = text.trim();
    if let Some(at) = any(text) {
        let number = text.parse::<f64>().ok().filter(|number| *number > NO_SECONDS);
        return number.map_or(Some(at), |ms| seconds(ms / 1_000.0));
    }
    if let Ok(ms) = text.parse::<f64>() {
        return seconds(ms / 1_000.0).filter(|_| ms > NO_SECONDS);
    }
    let (date, clock) = text.split_once([' ', 'T'])?;
    w3c(self::date(date)?, clock.trim().trim_end_matches('Z'))
}

/// Seconds since 1970, with a fraction.
pub(crate) fn seconds(seconds: f64) -> Option<Timestamp> {
    // Beyond these no time is one; a cast within them is exact to the microsecond.
    if !(0.0..=253_402_207_200.0).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    Timestamp::from_microsecond((seconds * 1e6).round() as i64).ok()
}

/// `16:42:07`.
pub(crate) fn clock_time(text: &str) -> Option<Time> {
    let mut parts = text.splitn(3, ':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |text| i8::try_from(number(text)?).ok();
    // A leap second is counted as the one before it.
    Time::new(small(hour)?, small(minute)?, small(second)?.min(59), 0).ok()
}

/// `+0200` or `-05:00`.
fn zoned(clock: DateTime, offset: &str) -> Option<Timestamp> {
    let (sign, digits) = match offset.trim().split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let hours = i32::from(number(digits.get(..2)?)?);
    let minutes = i32::from(number(digits.get(2..)?.trim_start_matches(':'))?);
    let offset = Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?;
    offset.to_timestamp(clock).ok()
}

/// Up to four digits and nothing else.
fn number(text: &str) -> Option<i16> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(time: Option<Timestamp>) -> Option<String> {
        time.map(|time| time.to_string())
    }

    #[test]
    fn every_way_of_writing_a_time_is_read() {
        for (stated, read) in [
            ("10/Feb/2012:16:42:07 -0500", "2012-02-10T21:42:07Z"),
            ("05/Feb/2013:07:01:26 +0000", "2013-02-05T07:01:26Z"),
            ("31/Dec/2016:23:59:60 +0000", "2016-12-31T23:59:59Z"),
            ("2013-10-10T16:52:00+02:00", "2013-10-10T14:52:00Z"),
            ("2015-05-13T23:39:43.945958Z", "2015-05-13T23:39:43.945958Z"),
            ("1703373474.8155608", "2023-12-23T23:17:54.815561Z"),
            ("0", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(text(any(stated)).as_deref(), Some(read), "{stated}");
        }
        for (stated, read) in [
            ("2026-11-20 08:00:01", "2026-11-20T08:00:01Z"),
            ("2026-11-20T08:00:01", "2026-11-20T08:00:01Z"),
            ("2026-11-20 08:00:01+01:00", "2026-11-20T07:00:01Z"),
            ("1795161601000", "2026-11-20T08:00:01Z"),
            ("1795161601", "2026-11-20T08:00:01Z"),
        ] {
            assert_eq!(text(of_row(stated)).as_deref(), Some(read), "{stated}");
        }
        assert_eq!(of_row("2026-11-20"), None, "a day is no time");
        let day = date("2012-04-01").unwrap();
        assert_eq!(text(w3c(day, "00:00:13")).as_deref(), Some("2012-04-01T00:00:13Z"));
        assert_eq!(text(w3c(day, "00:00:13.5")).as_deref(), Some("2012-04-01T00:00:13Z"));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for stated in [
            "",
            "-",
            "30/Feb/2012:16:42:07 -0500",
            "10/Foo/2012:16:42:07 -0500",
            "10/Feb/2012:24:42:07 -0500",
            "10/Feb/2012:16:42:07",
            "10/Feb/2012:16:42:07 0500",
            "10/Feb/2012:16:42:07 +é",
            "2013-10-10T16:52:00",
            "-1",
            "NaN",
            "inf",
            "1e300",
        ] {
            assert_eq!(any(stated), None, "{stated}");
        }
        assert_eq!(date("2012-13-01"), None);
        assert_eq!(date("2012"), None);
    }
}
