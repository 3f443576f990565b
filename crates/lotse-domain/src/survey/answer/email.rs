//! E-mail addresses, by the rule of browsers, so that a page and the server agree: the “valid e-mail address” of the HTML
//! standard, section “Email state (type=email)”, and no longer than mail can carry.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::survey::limits::EMAIL_CHARS;

/// An address that mail may be sent to. Contact data: it has no `Debug` that tells it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmailAddress(String);

/// A text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no e-mail address such as name@example.org")]
pub struct EmailError;

impl EmailAddress {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let (name, domain) = text.split_once('@').ok_or(EmailError)?;
        let of_name = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b);
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let is_address = !name.is_empty()
            && name.bytes().all(of_name)
            && domain.split('.').all(is_label)
            && text.len() <= EMAIL_CHARS;
        if is_address { Ok(Self(text.to_owned())) } else { Err(EmailError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_that_browsers_take() {
        for good in ["a@b", "name.x+y@sub.example.org", "o'neil@example.org", "a@b-c.d1"] {
            assert_eq!(good.parse::<EmailAddress>().unwrap().as_str(), good);
        }
        let long = format!("{}@example.org", "a".repeat(250));
        for wrong in [
            "",
            "a",
            "@b",
            "a@",
            "a b@c",
            "a@b@c",
            "a@-b",
            "a@b-",
            "a@b..c",
            "ü@b.org",
            "a@b.org\n",
            &long,
        ] {
            assert!(wrong.parse::<EmailAddress>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_address_is_not_told_by_accident() {
        let address: EmailAddress = "name@example.org".parse().unwrap();
        assert_eq!(format!("{address:?}"), "EmailAddress(…)");
    }
}
