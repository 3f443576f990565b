//! The Paperwork Reduction Act of the United States: a federal collection shows its OMB control number, when that expires,
//! and how long an answer takes (44 U.S.C. 3506(c)(1)(B)); it asks nobody without one (44 U.S.C. 3512).

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use thiserror::Error;

/// The most minutes of a burden statement.
pub const MOST_MINUTES: u16 = 600;

/// Days before the expiry at which people are warned, the earlier first.
pub const WARNING_DAYS: [i32; 2] = [90, 30];

/// An OMB control number: four digits for the agency, four for the collection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OmbNumber(String);

/// A text is no OMB control number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an OMB control number has four digits, a dash and four digits")]
pub struct OmbNumberError;

impl FromStr for OmbNumber {
    type Err = OmbNumberError;

    fn from_str(text: &str) -> Result<Self, OmbNumberError> {
        let four = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
        match text.split_once('-') {
            Some((agency, collection)) if four(agency) && four(collection) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(OmbNumberError),
        }
    }
}

impl fmt::Display for OmbNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a survey may ask people, under the Act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paperwork {
    /// It was cleared.
    Cleared {
        /// Under which number.
        number: OmbNumber,
        /// The last day on which it may be asked.
        expires: Date,
        /// How long an answer takes on average, in minutes, 1 to [`MOST_MINUTES`].
        burden_minutes: u16,
    },
    /// The Act does not ask for a number here.
    Exempt {
        /// Why; kept with the survey, so that somebody has answered for it.
        reason: String,
    },
}

impl Paperwork {
    /// Whether answers may be collected on a day. The day of expiry is the last.
    #[must_use]
    pub fn allows(&self, day: Date) -> bool {
        match self {
            Self::Cleared { expires, .. } => day <= *expires,
            Self::Exempt { .. } => true,
        }
    }

    /// Days from a day to the expiry; negative after it. Nothing for what does not expire.
    #[must_use]
    pub fn days_left(&self, day: Date) -> Option<i32> {
        match self {
            Self::Cleared { expires, .. } => {
                let hours = expires.duration_since(day).as_hours();
                Some(i32::try_from(hours / 24).unwrap_or(i32::MAX))
            }
            Self::Exempt { .. } => None,
        }
    }

    /// The warning that a day is due: the smallest of [`WARNING_DAYS`] that has been reached. Nothing before the first,
    /// and nothing once it has expired.
    #[must_use]
    pub fn warning(&self, day: Date) -> Option<i32> {
        let left = self.days_left(day).filter(|left| *left >= 0)?;
        WARNING_DAYS.into_iter().filter(|days| left <= *days).min()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn numbers_are_four_digits_twice() {
        assert_eq!("3090-0297".parse::<OmbNumber>().unwrap().to_string(), "3090-0297");
        for wrong in ["", "3090", "30900297", "3090-297", "3090-02977", "309O-0297", "٣٠٩٠-٠٢٩٧"]
        {
            assert!(wrong.parse::<OmbNumber>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn it_warns_ninety_and_thirty_days_before_and_the_last_day_counts() {
        let cleared = Paperwork::Cleared {
            number: "3090-0297".parse().unwrap(),
            expires: date(2027, 3, 31),
            burden_minutes: 3,
        };
        for (day, allowed, warning) in [
            (date(2026, 12, 30), true, None),
            (date(2026, 12, 31), true, Some(90)),
            (date(2027, 2, 28), true, Some(90)),
            (date(2027, 3, 1), true, Some(30)),
            (date(2027, 3, 31), true, Some(30)),
            (date(2027, 4, 1), false, None),
        ] {
            assert_eq!((cleared.allows(day), cleared.warning(day)), (allowed, warning), "{day}");
        }
        let exempt = Paperwork::Exempt { reason: "Usability test".to_owned() };
        assert!(exempt.allows(date(2100, 1, 1)));
        assert_eq!(exempt.warning(date(2100, 1, 1)), None);
    }
}
