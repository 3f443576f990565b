//! Texts that are sealed before they are stored: AES-256 in Galois/Counter Mode (NIST SP 800-38D), with a key that the
//! installation secret gives for one service and purpose, and 96 random bits for each text.
//!
//! What is sealed is bound to its place: moved to another row it does not open. Who has the database without the installation
//! secret has nothing; a copy that is restored without it cannot open what it holds.

use aes_gcm::{
    Aes256Gcm, Key, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use lotse_domain::ids::ServiceId;

use crate::{error::ControlError, store::Control};

const NONCE_BYTES: usize = 12;

/// What a sealed text is for, and where it lies.
#[derive(Clone, Copy)]
pub(crate) struct Seal<'a> {
    /// What for.
    pub(crate) purpose: &'static str,
    /// Of which service.
    pub(crate) service: ServiceId,
    /// The row that holds it.
    pub(crate) place: &'a [u8],
}

impl Control {
    fn cipher(&self, seal: Seal<'_>) -> Aes256Gcm {
        let key = self.derive(seal.purpose, seal.service);
        Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key.bytes()))
    }

    /// Seals a text: the random bits, then what they and the key make of it.
    pub(crate) fn seal(&self, seal: Seal<'_>, text: &str) -> Result<Vec<u8>, ControlError> {
        let nonce: [u8; NONCE_BYTES] = self.random();
        let payload = Payload { msg: text.as_bytes(), aad: seal.place };
        let sealed = self.cipher(seal).encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| broken("could not be sealed"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens a sealed text; `None` if it was sealed with another installation secret, or for another place.
    pub(crate) fn unseal(
        &self,
        seal: Seal<'_>,
        sealed: &[u8],
    ) -> Result<Option<String>, ControlError> {
        let Some((nonce, sealed)) = sealed.split_first_chunk::<NONCE_BYTES>() else {
            return Err(broken("is too short"));
        };
        let payload = Payload { msg: sealed, aad: seal.place };
        let Ok(text) = self.cipher(seal).decrypt(&Nonce::from(*nonce), payload) else {
            return Ok(None);
        };
        String::from_utf8(text).map(Some).map_err(|_| broken("is no text"))
    }
}

fn broken(reason: &str) -> ControlError {
    ControlError::Value { what: "sealed text", reason: reason.to_owned() }
}
