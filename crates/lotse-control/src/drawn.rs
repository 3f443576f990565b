//! Secrets that are drawn, handed out once and kept as a hash, so that a stolen copy of the database opens
//! nothing.

use lotse_domain::hexadecimal::hexadecimal;
use sha2::{Digest as _, Sha256};

use crate::store::Control;

/// Draws a secret of 256 random bits. `prefix` says what it is for, so that scanners of source code
/// recognise one.
pub(crate) fn draw(control: &Control, prefix: &str) -> String {
    format!("{prefix}{}", hexadecimal(&control.random::<32>()))
}

/// What is kept of a secret. It is looked up by its hash, so how long that takes says nothing about it.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
