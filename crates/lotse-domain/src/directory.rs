//! What the door must look up, as small traits. `lotse-control` implements them; tests have maps.

use std::{fmt, future::Future, sync::Arc};

use thiserror::Error;

use crate::{
    clock::SaltDay,
    ids::{ImportId, ServiceId},
    service::{PublicKey, Service},
};

/// Finds services by what a request carries. In memory: it is asked for every request.
pub trait ServiceDirectory: Send + Sync {
    /// The service with this public key.
    fn by_public_key(&self, key: &PublicKey) -> Option<Arc<Service>>;

    /// The service whose own server has this secret key.
    fn by_server_key(&self, key: &str) -> Option<Arc<Service>>;
}

/// A secret of 32 bytes that never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Takes the bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for keying a hash.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The store of keys could not answer; the event must be taken again later.
#[derive(Debug, Error)]
#[error("the key store did not answer: {reason}")]
pub struct KeyStoreError {
    /// For the log.
    pub reason: String,
}

/// Hands out the keys under which pseudonyms are made.
///
/// A key is made durable before it is first handed out, so that a restart does not split a day.
pub trait KeyStore: Send + Sync {
    /// The salt of a service's local day. `None` when the day has ended more than 24 hours ago and
    /// its salt is destroyed, or when `import` names a replay that is closed. The salts of a replay
    /// live until it is closed.
    fn daily_salt(
        &self,
        service: &Service,
        day: SaltDay,
        import: Option<ImportId>,
    ) -> impl Future<Output = Result<Option<Secret>, KeyStoreError>> + Send;

    /// The key for signed user references of the calendar quarter that begins the given month of
    /// the given year; `None` once it is destroyed.
    fn quarter_key(
        &self,
        service: &Service,
        quarter: Quarter,
        import: Option<ImportId>,
    ) -> impl Future<Output = Result<Option<Secret>, KeyStoreError>> + Send;

    /// The key that hashes case references of a service; it lives as long as the service.
    fn case_key(
        &self,
        service: ServiceId,
    ) -> impl Future<Output = Result<Secret, KeyStoreError>> + Send;

    /// The key that makes ids of events of a service's imports: it lives as long as the service, so that
    /// nothing is imported twice.
    fn import_key(
        &self,
        service: ServiceId,
    ) -> impl Future<Output = Result<Secret, KeyStoreError>> + Send;

    /// The secret with which a service signs user and case references.
    fn signing_secret(
        &self,
        service: ServiceId,
    ) -> impl Future<Output = Result<Secret, KeyStoreError>> + Send;
}

/// A calendar quarter in service time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i16,
    quarter: i8,
}

impl Quarter {
    /// The quarter of a local date.
    pub fn of(date: jiff::civil::Date) -> Self {
        Self { year: date.year(), quarter: (date.month() - 1) / 3 + 1 }
    }

    /// The first date of the quarter.
    pub fn first_date(self) -> jiff::civil::Date {
        jiff::civil::Date::new(self.year, (self.quarter - 1) * 3 + 1, 1)
            .unwrap_or(jiff::civil::Date::MIN)
    }

    /// The quarter after this.
    #[must_use]
    pub fn next(self) -> Self {
        if self.quarter == 4 {
            Self { year: self.year.saturating_add(1), quarter: 1 }
        } else {
            Self { quarter: self.quarter + 1, ..self }
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.year, self.quarter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_follow_the_calendar() {
        let quarter = Quarter::of("2026-12-31".parse().unwrap());
        assert_eq!(quarter.to_string(), "2026-Q4");
        assert_eq!(quarter.first_date().to_string(), "2026-10-01");
        assert_eq!(quarter.next().to_string(), "2027-Q1");
        assert_eq!(Quarter::of("2026-03-31".parse().unwrap()).to_string(), "2026-Q1");
    }

    #[test]
    fn secrets_do_not_print_themselves() {
        assert_eq!(format!("{:?}", Secret::new([1; 32])), "Secret(..)");
    }
}
