//! Numbers, shares, times and dates as the reader's language writes them. The one place where a
//! share becomes percent.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::messages::Language;

/// How one language writes numbers and dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    language: Language,
}

/// A minus as long as the plus, not a hyphen.
const MINUS: char = '\u{2212}';
/// Keeps number and unit on one line.
const NO_BREAK: char = '\u{a0}';

const MONTHS: [[&str; 12]; 2] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."],
];

impl Format {
    pub(crate) fn new(language: Language) -> Self {
        Self { language }
    }

    /// A count: `1,234`, German `1.234`.
    pub(crate) fn count(self, count: u64) -> String {
        let digits = count.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(match self.language {
                    Language::English => ',',
                    Language::German => '.',
                });
            }
            text.push(digit);
        }
        text
    }

    /// A whole number with a true minus.
    pub(crate) fn whole(self, number: f64) -> String {
        self.number(number, 0)
    }

    /// A number with so many decimals, its digits grouped and a true minus.
    pub(crate) fn number(self, number: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", number.abs());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let is_zero = text.bytes().all(|b| b == b'0' || b == b'.');
        let mut shown = String::new();
        if number < 0.0 && !is_zero {
            shown.push(MINUS);
        }
        shown.push_str(&whole.parse().map_or_else(|_| whole.to_owned(), |n| self.count(n)));
        if !fraction.is_empty() {
            shown.push(match self.language {
                Language::English => '.',
                Language::German => ',',
            });
            shown.push_str(fraction);
        }
        shown
    }

    /// A share of one as percent: `72.4%`, German `72,4 %`.
    pub(crate) fn percent(self, share: f64, decimals: usize) -> String {
        let number = self.number(share * 100.0, decimals);
        match self.language {
            Language::English => format!("{number}%"),
            Language::German => format!("{number}{NO_BREAK}%"),
        }
    }

    /// Two shares as a range in percent: `40.1–43.2%`.
    pub(crate) fn percent_range(self, low: f64, high: f64, decimals: usize) -> String {
        let low = self.number(low * 100.0, decimals);
        format!("{low}–{}", self.percent(high, decimals))
    }

    /// How many decimals a share deserves whose interval spans `width`: a digit that the interval
    /// swallows says nothing.
    pub(crate) fn decimals_for(width: f64) -> usize {
        if width >= 0.1 {
            0
        } else if width >= 0.001 {
            1
        } else {
            2
        }
    }

    /// A length of time: `4 min 12 s`, `2 h 5 min`, `8.4 s`.
    pub(crate) fn duration(self, seconds: f64) -> String {
        if !seconds.is_finite() || seconds < 0.0 {
            return "–".to_owned();
        }
        if seconds < 9.95 {
            return format!("{}{NO_BREAK}s", self.number(seconds, 1));
        }
        let whole = seconds.round();
        let (minutes, rest) = ((whole / 60.0).floor(), whole % 60.0);
        if minutes < 1.0 {
            format!("{}{NO_BREAK}s", self.whole(rest))
        } else if minutes < 60.0 {
            format!("{}{NO_BREAK}min {}{NO_BREAK}s", self.whole(minutes), self.whole(rest))
        } else {
            let hours = (minutes / 60.0).floor();
            let minutes = minutes % 60.0;
            format!("{}{NO_BREAK}h {}{NO_BREAK}min", self.whole(hours), self.whole(minutes))
        }
    }

    /// A round length of time at an axis: `10 s`, `1 min`, `1 h`.
    pub(crate) fn tick(self, seconds: f64) -> String {
        let (number, unit) = match seconds {
            s if s < 60.0 => (s, "s"),
            s if s < 3600.0 => (s / 60.0, "min"),
            s => (s / 3600.0, "h"),
        };
        let decimals = usize::from(number.fract() > 0.0);
        format!("{}{NO_BREAK}{unit}", self.number(number, decimals))
    }

    /// A date: `23 Nov 2026`, German `23. Nov. 2026`.
    pub(crate) fn date(self, date: Date) -> String {
        format!("{}{NO_BREAK}{}", self.day(date), date.year())
    }

    /// A date without its year.
    pub(crate) fn day(self, date: Date) -> String {
        let names = match self.language {
            Language::English => &MONTHS[0],
            Language::German => &MONTHS[1],
        };
        let month =
            usize::try_from(date.month() - 1).ok().and_then(|m| names.get(m)).unwrap_or(&"");
        match self.language {
            Language::English => format!("{}{NO_BREAK}{month}", date.day()),
            Language::German => format!("{}.{NO_BREAK}{month}", date.day()),
        }
    }

    /// Two dates: `25 Oct – 23 Nov 2026`; the year once where both share it.
    pub(crate) fn dates(self, first: Date, last: Date) -> String {
        if first == last {
            return self.date(first);
        }
        let from = if first.year() == last.year() { self.day(first) } else { self.date(first) };
        format!("{from} – {}", self.date(last))
    }

    /// An instant to the minute in a time zone: `23 Nov 2026, 14:05`.
    pub(crate) fn minute(self, instant: Timestamp, zone: &TimeZone) -> String {
        let local = instant.to_zoned_datetime(zone.clone());
        let date = self.date(local.date());
        format!("{date}, {:02}:{:02}", local.hour(), local.minute())
    }

    /// A time of day to the second in a time zone: `14:05:09`.
    pub(crate) fn second(instant: Timestamp, zone: &TimeZone) -> String {
        let local = instant.to_zoned_datetime(zone.clone());
        format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Format = Format { language: Language::English };
    const DE: Format = Format { language: Language::German };

    #[test]
    fn counts_are_grouped() {
        for (count, en, de) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1234, "1,234", "1.234"),
            (1_234_567, "1,234,567", "1.234.567"),
        ] {
            assert_eq!((EN.count(count), DE.count(count)), (en.to_owned(), de.to_owned()));
        }
    }

    #[test]
    fn percent_exists_here_alone() {
        assert_eq!(EN.percent(0.724, 1), "72.4%");
        assert_eq!(DE.percent(0.724, 1), "72,4\u{a0}%");
        assert_eq!(EN.percent_range(0.401, 0.432, 1), "40.1–43.2%");
        assert_eq!(EN.percent(-0.07, 0), "\u{2212}7%");
        assert_eq!(EN.percent(-0.0001, 0), "0%");
    }

    #[test]
    fn digits_follow_the_interval() {
        assert_eq!(Format::decimals_for(0.2), 0);
        assert_eq!(Format::decimals_for(0.03), 1);
        assert_eq!(Format::decimals_for(0.0005), 2);
    }

    #[test]
    fn durations_use_two_units() {
        for (seconds, text) in [
            (0.0, "0.0 s"),
            (8.44, "8.4 s"),
            (9.96, "10 s"),
            (59.6, "1 min 0 s"),
            (252.0, "4 min 12 s"),
            (7500.0, "2 h 5 min"),
        ] {
            assert_eq!(EN.duration(seconds).replace(NO_BREAK, " "), text);
        }
        for (seconds, text) in [(0.5, "0.5 s"), (10.0, "10 s"), (60.0, "1 min"), (36_000.0, "10 h")]
        {
            assert_eq!(EN.tick(seconds).replace(NO_BREAK, " "), text);
        }
        assert_eq!(DE.duration(8.44).replace(NO_BREAK, " "), "8,4 s");
    }

    #[test]
    fn dates_name_the_month() {
        let (first, last) = ("2026-10-25".parse().unwrap(), "2026-11-23".parse().unwrap());
        assert_eq!(EN.dates(first, last).replace(NO_BREAK, " "), "25 Oct – 23 Nov 2026");
        assert_eq!(DE.dates(first, last).replace(NO_BREAK, " "), "25. Okt. – 23. Nov. 2026");
        let instant = "2026-11-23T13:05:59Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(EN.minute(instant, &zone).replace(NO_BREAK, " "), "23 Nov 2026, 14:05");
    }
}
