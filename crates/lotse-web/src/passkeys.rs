//! The ceremonies of passkeys (WebAuthn): what a browser is asked, and whether its answer is good.
//!
//! The one place that knows the library. What was asked lies in memory for some minutes under a random
//! name: a ceremony that a restart interrupts is begun again.

use jiff::{SignedDuration, Timestamp};
use lotse_control::{
    Control, ControlError,
    passkeys::KeptPasskey,
    users::{User, UserId},
};
use quick_cache::sync::Cache;
use serde_json::Value;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration,
        PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
    },
};

use crate::public_url::PublicUrl;

/// How long a browser may take to answer.
const ANSWER_WITHIN: SignedDuration = SignedDuration::from_mins(5);
/// Ceremonies that are held at once; the oldest give way.
const AT_ONCE: usize = 10_000;

/// The ceremonies of one installation.
pub struct Passkeys {
    webauthn: Webauthn,
    open: Cache<String, (Timestamp, Ceremony)>,
}

#[derive(Clone)]
enum Ceremony {
    Adding(UserId, PasskeyRegistration),
    SigningIn(DiscoverableAuthentication),
}

/// A ceremony that has begun: its name, and what the browser is asked, as JSON.
pub(crate) struct Begun {
    pub(crate) ceremony: String,
    pub(crate) options: String,
}

/// A browser's answer is of no ceremony that is open, or not good.
#[derive(Debug)]
pub(crate) struct NoProof;

impl Passkeys {
    /// The ceremonies for people who reach the installation at `url`; `None` where browsers allow none,
    /// since the host is a number and no name.
    pub fn new(url: &PublicUrl, organization: &str) -> Option<Self> {
        let origin = Url::parse(url.as_str()).ok()?;
        let host = origin.domain()?.to_owned();
        let name = if organization.is_empty() { "Lotse" } else { organization };
        let webauthn = WebauthnBuilder::new(&host, &origin).ok()?.rp_name(name).build().ok()?;
        Some(Self { webauthn, open: Cache::new(AT_ONCE) })
    }

    /// Begins adding a passkey of a person.
    pub(crate) fn begin_adding(
        &self,
        control: &Control,
        user: &User,
        account: &str,
        known: &[KeptPasskey],
        name: String,
    ) -> Result<Begun, NoProof> {
        let handle = Uuid::from_bytes(control.passkey_handle(user.id));
        let known = known.iter().map(|key| key.credential_id.clone()).collect();
        let (asked, state) = self
            .webauthn
            .start_passkey_registration(handle, account, &user.name, Some(known))
            .map_err(|_| NoProof)?;
        let mut options = serde_json::to_value(asked).map_err(|_| NoProof)?;
        // The key must be found without typing who one is: that is what makes it a way to sign in.
        if let Some(choice) = options.pointer_mut("/publicKey/authenticatorSelection") {
            choice["residentKey"] = Value::from("required");
            choice["requireResidentKey"] = Value::from(true);
        }
        Ok(self.keep(control, name, Ceremony::Adding(user.id, state), &options))
    }

    /// Takes the browser's answer: the id and the key to keep.
    pub(crate) fn finish_adding(
        &self,
        control: &Control,
        user: &User,
        ceremony: &str,
        answer: &str,
    ) -> Result<(Vec<u8>, String), NoProof> {
        let Ceremony::Adding(of, state) = self.take(control, ceremony)? else {
            return Err(NoProof);
        };
        if of != user.id {
            return Err(NoProof);
        }
        let answer: RegisterPublicKeyCredential =
            serde_json::from_str(answer).map_err(|_| NoProof)?;
        let key = self.webauthn.finish_passkey_registration(&answer, &state);
        let key = key.map_err(|_| NoProof)?;
        let kept = serde_json::to_string(&key).map_err(|_| NoProof)?;
        Ok((key.cred_id().clone(), kept))
    }

    /// Begins signing in, for whoever it will be.
    pub(crate) fn begin_sign_in(&self, control: &Control, name: String) -> Result<Begun, NoProof> {
        let begun = self.webauthn.start_discoverable_authentication();
        let (asked, state) = begun.map_err(|_| NoProof)?;
        let options = serde_json::to_value(asked).map_err(|_| NoProof)?;
        Ok(self.keep(control, name, Ceremony::SigningIn(state), &options))
    }

    /// Takes the browser's answer: the passkey that it proves, and what is to be kept of it from now on.
    ///
    /// # Errors
    /// When the database fails. That it proves nothing is an answer.
    pub(crate) async fn finish_sign_in(
        &self,
        control: &Control,
        ceremony: &str,
        answer: &str,
    ) -> Result<Result<(KeptPasskey, String), NoProof>, ControlError> {
        let Ok(Ceremony::SigningIn(state)) = self.take(control, ceremony) else {
            return Ok(Err(NoProof));
        };
        let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else {
            return Ok(Err(NoProof));
        };
        let Ok((handle, id)) = self.webauthn.identify_discoverable_authentication(&answer) else {
            return Ok(Err(NoProof));
        };
        let Some(kept) = control.passkey(id).await? else { return Ok(Err(NoProof)) };
        if control.passkey_handle(kept.user.id) != *handle.as_bytes() {
            return Ok(Err(NoProof));
        }
        let Ok(mut key) = serde_json::from_str::<Passkey>(&kept.credential) else {
            return Ok(Err(NoProof));
        };
        let proof = self.webauthn.finish_discoverable_authentication_v2(
            &answer,
            state,
            DiscoverableKey::from(&key),
        );
        let Ok(proof) = proof else { return Ok(Err(NoProof)) };
        key.update_credential(&proof);
        let credential = serde_json::to_string(&key).unwrap_or_else(|_| kept.credential.clone());
        Ok(Ok((kept, credential)))
    }

    fn keep(&self, control: &Control, name: String, ceremony: Ceremony, options: &Value) -> Begun {
        let until = control.clock().now().checked_add(ANSWER_WITHIN).unwrap_or(Timestamp::MAX);
        self.open.insert(name.clone(), (until, ceremony));
        let public = options.get("publicKey").cloned().unwrap_or_default();
        Begun { ceremony: name, options: public.to_string() }
    }

    /// A ceremony is answered once.
    fn take(&self, control: &Control, ceremony: &str) -> Result<Ceremony, NoProof> {
        let (_, (until, ceremony)) = self.open.remove(ceremony).ok_or(NoProof)?;
        if control.clock().now() < until { Ok(ceremony) } else { Err(NoProof) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_name_and_no_number() {
        for (url, expected) in [
            ("https://lotse.example.gov", true),
            ("http://localhost:7007", true),
            ("http://127.0.0.1:7007", false),
            ("http://[::1]:7007", false),
        ] {
            let url = PublicUrl::new(url).unwrap();
            assert_eq!(Passkeys::new(&url, "Amt").is_some(), expected, "{}", url.as_str());
        }
    }
}
