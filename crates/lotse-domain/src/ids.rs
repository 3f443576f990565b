//! Names of things as types, so that one cannot be passed for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

/// The number of a service within one installation, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServiceId(u32);

impl ServiceId {
    /// A service number as stored.
    pub fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number itself, for storage.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of an import or replay, from 1. Events that arrive live have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImportId(i64);

impl ImportId {
    /// An import number as stored.
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number itself, for storage.
    pub fn number(self) -> i64 {
        self.0
    }
}

/// A UUID of version 7 that the client made once for one event; the same in every retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(Uuid);

/// Why a text is no event id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EventIdError {
    /// It is no UUID at all.
    #[error("not a UUID")]
    NotUuid,
    /// It is a UUID of another version.
    #[error("a UUID of version {0}, not 7")]
    OtherVersion(usize),
}

impl EventId {
    /// The sixteen bytes, for storage.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// Reads the sixteen bytes back from storage. They are not checked again.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// Makes an id from a time in milliseconds and ten random bytes, as RFC 9562 section 5.7 lays
    /// out version 7.
    pub fn from_parts(unix_ms: u64, random: [u8; 10]) -> Self {
        Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid())
    }
}

impl FromStr for EventId {
    type Err = EventIdError;

    fn from_str(text: &str) -> Result<Self, EventIdError> {
        let uuid = Uuid::try_parse(text).map_err(|_| EventIdError::NotUuid)?;
        match uuid.get_version_num() {
            7 => Ok(Self(uuid)),
            other => Err(EventIdError::OtherVersion(other)),
        }
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The random id that the client made after consent and keeps on the device. It is hashed before it is
/// kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VisitorId(Uuid);

/// A text is no visitor id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a random UUID (version 4) in lower case")]
pub struct VisitorIdError;

impl VisitorId {
    /// The sixteen bytes, for hashing.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl FromStr for VisitorId {
    type Err = VisitorIdError;

    fn from_str(text: &str) -> Result<Self, VisitorIdError> {
        let uuid = Uuid::try_parse(text).map_err(|_| VisitorIdError)?;
        // One spelling, so that one device is one visitor.
        let is_plain = text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase());
        if is_plain && uuid.get_version_num() == 4 { Ok(Self(uuid)) } else { Err(VisitorIdError) }
    }
}

impl fmt::Debug for VisitorId {
    /// It is on somebody's device; no log line needs it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitorId(..)")
    }
}

/// A pseudonym: 64 bits of a keyed hash, uniform over all values. How it arises follows from the
/// service's collection profile.
///
/// Two of ten million visitors of one service and day share a value with a probability of about
/// 3 in a million, which is why 64 bits suffice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Visitor(i64);

impl Visitor {
    /// The visitor with this hash.
    pub fn from_hash(hash: i64) -> Self {
        Self(hash)
    }

    /// The hash, for storage and ordering.
    pub fn hash(self) -> i64 {
        self.0
    }
}

impl fmt::Debug for Visitor {
    /// A pseudonym is no text for a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Visitor(..)")
    }
}

/// A case reference after hashing: it joins the events of one matter and says nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseReference(i64);

impl CaseReference {
    /// The case with this hash.
    pub fn from_hash(hash: i64) -> Self {
        Self(hash)
    }

    /// The hash, for storage.
    pub fn hash(self) -> i64 {
        self.0
    }
}

impl fmt::Debug for CaseReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseReference(..)")
    }
}

/// A short text with a rule: which one it breaks is its error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// Longer than the limit.
    #[error("is longer than {limit} characters")]
    TooLong {
        /// The limit, in characters.
        limit: usize,
    },
    /// Holds something but letters, digits, dot, dash and underscore.
    #[error("may hold only letters, digits, dot, dash and underscore")]
    Character,
}

/// The body that delivers a service in one place: a municipality's or county's official code (ARS,
/// FIPS, ONS).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AuthorityCode(String);

impl AuthorityCode {
    /// The longest code, in characters.
    pub const LIMIT: usize = 32;

    /// Checks and takes a code.
    ///
    /// # Errors
    /// When it is empty, too long, or holds other characters than codes do.
    pub fn new(text: &str) -> Result<Self, CodeError> {
        check_code(text, Self::LIMIT)?;
        Ok(Self(text.to_owned()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The part of an address that names a service: `/s/{slug}`. Lower-case letters, digits and dashes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ServiceSlug(String);

impl ServiceSlug {
    /// The longest slug, in characters.
    pub const LIMIT: usize = 60;

    /// Checks and takes a slug.
    ///
    /// # Errors
    /// When it is empty, too long, or holds other characters.
    pub fn new(text: &str) -> Result<Self, CodeError> {
        check_code(text, Self::LIMIT)?;
        if text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            Ok(Self(text.to_owned()))
        } else {
            Err(CodeError::Character)
        }
    }

    /// Makes a slug of a name: what is no letter or digit becomes a dash, German umlauts are
    /// spelt out, and a name without any Latin letter yields `service`.
    pub fn from_name(name: &str) -> Self {
        let mut slug = String::new();
        for c in name.to_lowercase().chars() {
            match c {
                'ä' => slug.push_str("ae"),
                'ö' => slug.push_str("oe"),
                'ü' => slug.push_str("ue"),
                'ß' => slug.push_str("ss"),
                c if c.is_ascii_alphanumeric() => slug.push(c),
                _ if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
                _ => {}
            }
            if slug.len() >= Self::LIMIT - 4 {
                break;
            }
        }
        let slug = slug.trim_matches('-');
        Self(if slug.is_empty() { "service".to_owned() } else { slug.to_owned() })
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServiceSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_code(text: &str, limit: usize) -> Result<(), CodeError> {
    if text.is_empty() {
        return Err(CodeError::Empty);
    }
    if text.len() > limit {
        return Err(CodeError::TooLong { limit });
    }
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
        Ok(())
    } else {
        Err(CodeError::Character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_yields_a_usable_slug() {
        for (name, slug) in [
            ("Apply for unemployment benefit", "apply-for-unemployment-benefit"),
            ("Wohngeld für Köln", "wohngeld-fuer-koeln"),
            ("  --  ", "service"),
            ("طلب", "service"),
        ] {
            assert_eq!(ServiceSlug::from_name(name).as_str(), slug);
            assert!(ServiceSlug::new(slug).is_ok());
        }
    }

    #[test]
    fn an_event_id_is_a_uuid_of_version_seven() {
        assert_eq!("x".parse::<EventId>(), Err(EventIdError::NotUuid));
        assert_eq!(
            "6b5a4e0f-4b4a-4d0a-9d3e-0a1b2c3d4e5f".parse::<EventId>(),
            Err(EventIdError::OtherVersion(4))
        );
        let id = EventId::from_parts(1_795_471_984_123, [7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn pseudonyms_do_not_print_themselves() {
        assert_eq!(format!("{:?}", Visitor::from_hash(42)), "Visitor(..)");
        assert_eq!(format!("{:?}", CaseReference::from_hash(42)), "CaseReference(..)");
    }
}
