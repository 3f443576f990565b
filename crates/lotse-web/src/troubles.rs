//! Why nothing arrives for a service, as far as what was refused tells it: for who installs the snippet.
//!
//! Kept in memory for an hour, a few for each service, and no more than an origin and a key: nothing of
//! who sent it. Whatever was sent is text by others and shown as such.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use lotse_collect::RefusalKind;
use lotse_control::Control;
use lotse_domain::{
    directory::ServiceDirectory as _,
    ids::ServiceId,
    service::{Origin, PublicKey},
};

/// How long a trouble is told.
const TOLD: SignedDuration = SignedDuration::from_hours(1);
/// Different troubles of one service that are kept.
const KEPT: usize = 4;
/// The longest key that is shown, in characters.
const KEY_CHARS: usize = 40;

/// Why an event was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A page at this origin has the snippet, and the service does not list the origin.
    Origin(String),
    /// A page of the service sends a key that no service has.
    Key {
        /// Where the page is.
        origin: String,
        /// What it sends.
        key: String,
    },
}

/// The newest troubles of every service.
#[derive(Default)]
pub struct Troubles {
    kept: Mutex<HashMap<ServiceId, VecDeque<(Timestamp, Trouble)>>>,
}

impl Troubles {
    /// Remembers a refusal, if it is one that somebody who installs the snippet can mend. The services that
    /// it is about.
    pub(crate) fn remember(
        &self,
        control: &Control,
        kind: RefusalKind,
        origin: Option<&str>,
        body: &[u8],
    ) -> Vec<ServiceId> {
        let Some(origin) = origin.and_then(|origin| Origin::new(origin).ok()) else {
            return Vec::new();
        };
        let Some(key) = key_in(body) else { return Vec::new() };
        let found: Vec<ServiceId> = match kind {
            RefusalKind::OriginNotAllowed => {
                let service = control.by_public_key(&PublicKey::from_text(&key));
                service.map(|service| service.id).into_iter().collect()
            }
            RefusalKind::KeyUnknown => control
                .services()
                .iter()
                .filter(|service| service.origins.contains(&origin))
                .map(|service| service.id)
                .collect(),
            _ => return Vec::new(),
        };
        let origin = origin.as_str().to_owned();
        let trouble = match kind {
            RefusalKind::KeyUnknown => Trouble::Key { origin, key },
            _ => Trouble::Origin(origin),
        };
        let now = control.clock().now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for service in &found {
            let of = kept.entry(*service).or_default();
            of.retain(|(_, known)| *known != trouble);
            of.push_front((now, trouble.clone()));
            of.truncate(KEPT);
        }
        found
    }

    /// What was wrong within the last hour, the newest first.
    pub(crate) fn of(&self, service: ServiceId, now: Timestamp) -> Vec<Trouble> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let of = kept.get(&service).into_iter().flatten();
        of.filter(|(at, _)| now.duration_since(*at) < TOLD).map(|(_, it)| it.clone()).collect()
    }
}

/// The key that a request names, in JSON or in a form; no more of it than can be a key.
fn key_in(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Keyed {
        key: String,
    }
    let key = serde_json::from_slice::<Keyed>(body).map(|keyed| keyed.key).ok().or_else(|| {
        form_urlencoded::parse(body)
            .find(|(name, _)| name == "key")
            .map(|(_, key)| key.into_owned())
    })?;
    let key: String = key.trim().chars().take(KEY_CHARS).collect();
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_json_and_in_a_form() {
        assert_eq!(key_in(br#"{"key":" pk_A ","events":[]}"#).as_deref(), Some("pk_A"));
        assert_eq!(key_in(b"url=x&key=pk_B").as_deref(), Some("pk_B"));
        assert_eq!(
            key_in(format!(r#"{{"key":"{}"}}"#, "x".repeat(99)).as_bytes()).unwrap().len(),
            40
        );
        for none in [&b"{}"[..], b"", b"\xff\xfe", b"{\"key\":7}", b"key="] {
            assert_eq!(key_in(none), None);
        }
    }
}
