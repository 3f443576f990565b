//! Signed references: how a service's own server names a person or a case without the browser
//! being able to name another (`docs/spec/event.md`, section 7).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use lotse_domain::{directory::Secret, service::PublicKey};
use sha2::Sha256;
use thiserror::Error;

/// What a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    /// A signed-in person.
    User,
    /// A matter that spans visits, devices and channels.
    Case,
    /// The same, in the one event with which the service opens it.
    Open,
    /// That a member of staff does it for somebody.
    Assisted,
    /// That somebody tries the snippet out; names the number under which the events are deleted.
    Test,
}

impl ReferenceKind {
    /// The version word that begins a reference of this kind.
    pub fn version(self) -> &'static str {
        match self {
            Self::User => "u1",
            Self::Case => "c1",
            Self::Open => "o1",
            Self::Assisted => "a1",
            Self::Test => "t1",
        }
    }
}

/// Why a text is no valid reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReferenceError {
    /// It does not have the four parts of a reference of this kind.
    #[error("the reference does not have the form of its kind")]
    Malformed,
    /// The service did not sign it, or signed something else.
    #[error("the signature of the reference is wrong")]
    Signature,
    /// Its time is over.
    #[error("the reference is expired")]
    Expired,
    /// Its time is longer than its kind allows.
    #[error("the reference is valid for longer than its kind allows")]
    TooLong,
}

/// Seconds for which an opening reference may be valid.
const OPEN_FOR_S: i64 = 3_600;

/// Longest reference in bytes, before encoding.
pub(crate) const LONGEST_VALUE: usize = 256;

/// Makes a reference as a service's server does. `expires_at` is kept to the second.
pub fn sign_reference(
    secret: &Secret,
    key: &PublicKey,
    kind: ReferenceKind,
    value: &str,
    expires_at: Timestamp,
) -> String {
    let value = URL_SAFE_NO_PAD.encode(value);
    let expiry = expires_at.as_second();
    let mac = mac(secret, key, kind.version(), &value, &expiry.to_string());
    let mac = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{}.{value}.{expiry}.{mac}", kind.version())
}

/// Checks a reference and gives back what it names, as bytes.
///
/// # Errors
/// When it has another form or kind, is not signed with this secret for this service, or expired
/// before `now`.
pub fn verify_reference(
    secret: &Secret,
    key: &PublicKey,
    kind: ReferenceKind,
    text: &str,
    now: Timestamp,
) -> Result<Vec<u8>, ReferenceError> {
    let parts: Vec<&str> = text.splitn(5, '.').collect();
    let &[version, encoded, expiry, signature] = parts.as_slice() else {
        return Err(ReferenceError::Malformed);
    };
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| ReferenceError::Malformed);
    let value = decode(encoded)?;
    if version != kind.version() || value.is_empty() || value.len() > LONGEST_VALUE {
        return Err(ReferenceError::Malformed);
    }
    let expires_at: i64 = expiry.parse().map_err(|_| ReferenceError::Malformed)?;
    // In constant time.
    mac(secret, key, version, encoded, expiry)
        .verify_slice(&decode(signature)?)
        .map_err(|_| ReferenceError::Signature)?;
    if expires_at < now.as_second() {
        return Err(ReferenceError::Expired);
    }
    if kind == ReferenceKind::Open && expires_at > now.as_second() + OPEN_FOR_S {
        return Err(ReferenceError::TooLong);
    }
    Ok(value)
}

fn mac(secret: &Secret, key: &PublicKey, version: &str, value: &str, expiry: &str) -> Hmac<Sha256> {
    let mut mac = keyed(secret);
    let key = key.as_str();
    mac.update(format!("lotse-ref\n{key}\n{version}\n{value}\n{expiry}").as_bytes());
    mac
}

/// HMAC-SHA-256 under a secret.
pub(crate) fn keyed(secret: &Secret) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret.bytes()).expect("HMAC takes a key of any length")
}
