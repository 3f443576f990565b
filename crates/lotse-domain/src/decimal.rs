//! Exact decimal numbers, as services send them in properties.

use std::{fmt, iter::Sum, ops::AddAssign};

/// Parts of one, the smallest difference between two numbers.
const SCALE: i128 = 1_000_000;
/// Digits after the point.
const PLACES: usize = 6;
/// The most digits before the point.
const WHOLE_DIGITS: usize = 15;

/// A number in whole millionths. Sums are exact, whatever the order in which they are added: binary
/// fractions would give another sum for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i128);

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The smallest difference between two numbers.
    pub const SMALLEST: Self = Self(1);

    /// A whole number.
    #[must_use]
    pub const fn whole(number: i64) -> Self {
        // Widening, which `From` cannot do in a constant.
        Self(number as i128 * SCALE)
    }

    /// Reads a number as JSON and most programs write it: an optional sign, up to 15 digits, and after a
    /// point further ones, of which the first six count. No exponents, no grouping, no white space.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !are_digits(whole) || !are_digits(part) || whole.len() > WHOLE_DIGITS {
            return None;
        }
        let mut number: i128 = whole.parse().ok()?;
        for digit in part.bytes().chain(std::iter::repeat(b'0')).take(PLACES) {
            number = number * 10 + i128::from(digit - b'0');
        }
        Some(Self(if negative { -number } else { number }))
    }

    /// In millionths.
    #[must_use]
    pub const fn millionths(self) -> i128 {
        self.0
    }

    /// As a binary fraction, for means and charts. Exact up to 2^53 millionths.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a chart shows fewer digits")]
        let (number, scale) = (self.0 as f64, SCALE as f64);
        number / scale
    }
}

impl AddAssign for Decimal {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl Sum for Decimal {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, |mut sum, number| {
            sum += number;
            sum
        })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{part:06}").trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written_exactly() {
        for (text, written) in [
            ("0", "0"),
            ("-0", "0"),
            ("12", "12"),
            ("-12.50", "-12.5"),
            ("0.1", "0.1"),
            ("007.000001", "7.000001"),
            ("1.9999999", "1.999999"),
            ("999999999999999.999999", "999999999999999.999999"),
        ] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), written, "{text}");
        }
        for text in
            ["", "-", ".", "1.", ".5", "1e3", "+1", " 1", "1 000", "1,5", "NaN", "٣", "1.2.3"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(Decimal::parse("1000000000000000"), None, "too large");
    }

    #[test]
    fn tenths_add_up_to_one() {
        let sum: Decimal = std::iter::repeat_n(Decimal::parse("0.1").unwrap(), 10).sum();
        assert_eq!(sum, Decimal::whole(1));
        assert!((sum.to_f64() - 1.0).abs() < f64::EPSILON);
    }
}
