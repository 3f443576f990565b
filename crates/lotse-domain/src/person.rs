//! What a member of staff is called, and where mail reaches them.

use serde::Serialize;
use thiserror::Error;

/// Why a text is nobody's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PersonNameError {
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// Longer than the limit.
    #[error("is longer than {} characters", PersonName::LIMIT)]
    TooLong,
    /// Holds something that cannot be written on a line.
    #[error("holds a line break or another control character")]
    Control,
}

/// The name that a person goes by, as others read it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PersonName(String);

impl PersonName {
    /// The longest name, in characters.
    pub const LIMIT: usize = 100;

    /// Checks and takes a name; white space around it is dropped.
    ///
    /// # Errors
    /// When it is empty, too long, or does not stand on one line.
    pub fn new(text: &str) -> Result<Self, PersonNameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PersonNameError::Empty);
        }
        if text.chars().count() > Self::LIMIT {
            return Err(PersonNameError::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(PersonNameError::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name of the first person of an installation, who can add the others.
    pub fn first() -> Self {
        Self("Administrator".to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text is no address of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no e-mail address")]
pub struct EmailAddressError;

/// The address of a mailbox, by which a person signs in. Kept in lower case: people do not remember
/// which letters were capital.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The longest address, in bytes (RFC 5321, 4.5.3.1.3, without the angle brackets).
    pub const LIMIT: usize = 254;

    /// Checks and takes an address, as strictly as is sure: one `@` with something on both sides, a
    /// dot in the host, no space. Whether it exists only a mail can tell.
    ///
    /// # Errors
    /// When it is no address.
    pub fn new(text: &str) -> Result<Self, EmailAddressError> {
        let text = text.trim().to_lowercase();
        let (mailbox, host) = text.rsplit_once('@').ok_or(EmailAddressError)?;
        let is_sound = !mailbox.is_empty()
            && !mailbox.contains('@')
            && host.contains('.')
            && host.split('.').all(|label| !label.is_empty())
            && text.len() <= Self::LIMIT
            && !text.chars().any(|c| {
                c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ',' | ';')
            });
        if is_sound { Ok(Self(text)) } else { Err(EmailAddressError) }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_on_one_line() {
        assert_eq!(PersonName::new(" Zoë Öztürk ").unwrap().as_str(), "Zoë Öztürk");
        assert_eq!(PersonName::new("  "), Err(PersonNameError::Empty));
        assert_eq!(PersonName::new("a\nb"), Err(PersonNameError::Control));
        assert!(PersonName::new(&"ü".repeat(100)).is_ok());
        assert_eq!(PersonName::new(&"ü".repeat(101)), Err(PersonNameError::TooLong));
    }

    #[test]
    fn addresses_are_taken_in_lower_case_and_only_whole() {
        assert_eq!(EmailAddress::new(" Ada@Example.GOV ").unwrap().as_str(), "ada@example.gov");
        for text in [
            "",
            "ada",
            "@example.gov",
            "ada@",
            "ada@gov",
            "a@b@example.gov",
            "ada@.gov",
            "ada@example..gov",
            "a b@example.gov",
            "Ada <ada@example.gov>",
            "a@x.gov,b@x.gov",
        ] {
            assert_eq!(EmailAddress::new(text), Err(EmailAddressError), "{text}");
        }
        assert!(EmailAddress::new(&format!("{}@example.gov", "a".repeat(243))).is_err());
    }
}
