//! Money as people write it: with point or comma, grouped or not, in Western or Arabic digits.

/// The largest amount that a form takes: a million, in cents.
const LARGEST_CENTS: i64 = 100_000_000;

/// An amount in cents. A separator followed by one or two digits at the end is the decimal one; any
/// other must group thousands, so that `1,250`, `1.250` and `1 250` are all twelve hundred and fifty.
pub(in crate::sample) fn cents(text: &str) -> Option<i64> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '$' | '\'' | '’' | '\u{200e}' | '\u{200f}'))
        .map(western)
        .collect();
    let (whole, decimals) = match text.rsplit_once(['.', ',']) {
        Some((whole, tail)) if (1..=2).contains(&tail.len()) => (whole, tail),
        _ => (text.as_str(), ""),
    };
    let mut groups = whole.split(['.', ',']);
    let first = groups.next().filter(|group| digits(group))?;
    let mut number = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 || !digits(group) {
            return None;
        }
        number.push_str(group);
    }
    let fraction: i64 = match decimals {
        "" => 0,
        one if one.len() == 1 && digits(one) => one.parse::<i64>().ok()? * 10,
        two if digits(two) => two.parse().ok()?,
        _ => return None,
    };
    let cents = number.parse::<i64>().ok()?.checked_mul(100)?.checked_add(fraction)?;
    (cents <= LARGEST_CENTS).then_some(cents)
}

/// A whole number from 1 to `most`.
pub(in crate::sample) fn count(text: &str, most: u32) -> Option<u32> {
    let text: String = text.chars().map(western).collect();
    let number = digits(&text).then(|| text.parse().ok())??;
    (1..=most).contains(&number).then_some(number)
}

/// An amount as the language writes it, without cents when there are none.
pub(in crate::sample) fn show(cents: i64, language: &str) -> String {
    let (group, decimal) = if matches!(language, "de" | "es") { ('.', ',') } else { (',', '.') };
    let whole = (cents / 100).to_string();
    let mut text = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if cents % 100 != 0 {
        text.push(decimal);
        let fraction = format!("{:02}", cents % 100);
        text.push_str(&fraction);
    }
    if language == "de" { format!("{text} $") } else { format!("${text}") }
}

/// Any text with its Arabic digits and separators turned into Western ones.
pub(in crate::sample) fn western(c: char) -> char {
    match c {
        '\u{660}'..='\u{669}' => shift(c, '\u{660}'),
        '\u{6f0}'..='\u{6f9}' => shift(c, '\u{6f0}'),
        '\u{66b}' => '.',
        '\u{66c}' => ',',
        other => other,
    }
}

fn shift(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_people_write_it() {
        for (text, expected) in [
            ("1250", Some(125_000)),
            ("1,250", Some(125_000)),
            ("1.250", Some(125_000)),
            ("1 250,50", Some(125_050)),
            ("$1,250.5", Some(125_050)),
            ("1.250,00", Some(125_000)),
            ("١٬٢٥٠٫٥٠", Some(125_050)),
            ("۱۲۵۰", Some(125_000)),
            ("0", Some(0)),
            ("1,000,000", Some(100_000_000)),
            ("1,000,000.01", None),
            ("1,25,0", None),
            ("1250,250", None),
            ("12,", None),
            (",50", None),
            ("-5", None),
            ("ten", None),
            ("", None),
            ("99999999999999999999", None),
            ("1e3", None),
        ] {
            assert_eq!(cents(text), expected, "{text}");
        }
    }

    #[test]
    fn money_shows_as_the_language_writes_it() {
        assert_eq!(show(125_050, "en"), "$1,250.50");
        assert_eq!(show(125_000, "de"), "1.250 $");
        assert_eq!(show(90_005, "es"), "$900,05");
        assert_eq!(show(100_000_000, "ar"), "$1,000,000");
        assert_eq!(show(0, "en"), "$0");
    }

    #[test]
    fn a_count_is_a_whole_number_in_its_range() {
        assert_eq!(count("٣", 15), Some(3));
        assert_eq!(count("15", 15), Some(15));
        for text in ["0", "16", "2.5", "-1", "", "three", "+3"] {
            assert_eq!(count(text, 15), None, "{text}");
        }
    }
}
