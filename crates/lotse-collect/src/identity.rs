//! Pseudonyms: who did it, as far as the profile allows, and never who that is.
//!
//! Every pseudonym is the first 64 bits of HMAC-SHA-256 under a key that is destroyed in time: a
//! salt per service and local day, or a key per calendar quarter. Network address and browser string
//! go into the first and nowhere else.

use std::{
    hash::{BuildHasher, RandomState},
    net::IpAddr,
};

use hmac::Mac;
use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    clock::SaltDay,
    directory::{KeyStore, KeyStoreError, Quarter, Secret},
    event::Event,
    ids::{CaseReference, ImportId, ServiceId, Visitor, VisitorId},
    service::{CollectionProfile, IdentityQuality, Service, ServiceKind},
};
use quick_cache::sync::Cache;

use crate::{
    reference::{ReferenceError, ReferenceKind, keyed, verify_reference},
    reject::Reason,
    request::RequestFacts,
};

/// Why an event got no pseudonym though it should have one.
pub(crate) enum Failure {
    /// The event is refused.
    Refused(Reason),
    /// The whole request must come again later.
    Keys(KeyStoreError),
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason)
    }
}

impl From<KeyStoreError> for Failure {
    fn from(error: KeyStoreError) -> Self {
        Self::Keys(error)
    }
}

/// Opening references that were used: each joins one visit to its case, once.
pub(crate) struct Opened {
    used: Cache<u64, ()>,
    hasher: RandomState,
}

/// Far more cases than are opened within the hour for which a reference is valid.
const REMEMBERED_OPENINGS: usize = 50_000;

impl Default for Opened {
    fn default() -> Self {
        Self { used: Cache::new(REMEMBERED_OPENINGS), hasher: RandomState::new() }
    }
}

impl Opened {
    /// Whether a reference was used before; from now on it was.
    pub(crate) fn is_known(&self, text: &str) -> bool {
        let key = self.hasher.hash_one(text);
        let known = self.used.get(&key).is_some();
        self.used.insert(key, ());
        known
    }

    /// The request that used a reference was not kept, and will come again.
    pub(crate) fn forget(&self, text: &str) {
        self.used.remove(&self.hasher.hash_one(text));
    }
}

/// Who sent a request, and the keys that its events needed so far.
pub(crate) struct Sender<'a, K> {
    keys: &'a K,
    service: &'a Service,
    facts: &'a RequestFacts<'a>,
    user: Option<Vec<u8>>,
    case: Option<CaseReference>,
    /// The next event opens the case: it carries the case and the visitor.
    opens: bool,
    assisted: bool,
    consented: Option<VisitorId>,
    /// Only `Some` once a consented visitor was needed.
    consented_key: Option<Secret>,
    test: Option<ImportId>,
    salts: Vec<(SaltDay, Option<Secret>)>,
    quarters: Vec<(Quarter, Option<Secret>)>,
}

/// The signed references that came with a request, as they came.
#[derive(Clone, Copy, Default)]
pub(crate) struct Stated<'a> {
    pub(crate) user: Option<&'a str>,
    pub(crate) case: Option<&'a str>,
    pub(crate) assisted: Option<&'a str>,
    pub(crate) visitor: Option<&'a str>,
    pub(crate) test: Option<&'a str>,
}

impl<'a, K: KeyStore> Sender<'a, K> {
    /// Checks the references that came with a request. A bad one is as good as none; `on_bad` is
    /// told.
    pub(crate) async fn identify(
        keys: &'a K,
        service: &'a Service,
        facts: &'a RequestFacts<'a>,
        stated: Stated<'_>,
        opened_before: impl FnOnce(&str) -> bool,
        mut on_bad: impl FnMut(ReferenceError),
    ) -> Result<Self, KeyStoreError> {
        let mut sender = Self {
            keys,
            service,
            facts,
            user: None,
            case: None,
            opens: false,
            assisted: false,
            consented: stated.visitor.and_then(|text| text.parse().ok()),
            consented_key: None,
            test: None,
            salts: Vec::new(),
            quarters: Vec::new(),
        };
        let Stated { user, case, assisted, visitor: _, test } = stated;
        if [user, case, assisted, test].iter().all(Option::is_none) {
            return Ok(sender);
        }
        let secret = keys.signing_secret(service.id).await?;
        let mut check = |kind, text| {
            verify_reference(&secret, &service.public_key, kind, text, facts.received_at)
                .map_err(&mut on_bad)
                .ok()
        };
        sender.user = user.and_then(|text| check(ReferenceKind::User, text));
        sender.assisted =
            assisted.is_some_and(|text| check(ReferenceKind::Assisted, text).is_some());
        sender.test = test
            .and_then(|text| check(ReferenceKind::Test, text))
            .and_then(|value| std::str::from_utf8(&value).ok()?.parse().ok())
            .map(ImportId::new);
        let opening = case.filter(|text| text.starts_with(ReferenceKind::Open.version()));
        if let Some(text) = opening {
            if let Some(value) = check(ReferenceKind::Open, text)
                && !opened_before(text)
            {
                sender.case = Some(case_of(keys, service.id, &value).await?);
                sender.opens = true;
            }
        } else if let Some(value) = case.and_then(|text| check(ReferenceKind::Case, text)) {
            sender.case = Some(case_of(keys, service.id, &value).await?);
        }
        Ok(sender)
    }

    /// Gives an event its visitor and its case, by the profile it carries.
    pub(crate) async fn sign(&mut self, event: &mut Event) -> Result<(), Failure> {
        let opens = std::mem::take(&mut self.opens);
        event.assisted = self.assisted;
        event.case = self.case;
        event.import = event.import.or(self.test);
        if opens {
            // From the next event on it is the visit that it was before.
            self.case = None;
        }
        let has_case_alone = event.case.is_some() && !opens;
        event.visitor = self.visitor(event.profile, event.occurred_at, has_case_alone).await?;
        Ok(())
    }

    /// Who it is under a profile at a time.
    pub(crate) async fn visitor(
        &mut self,
        profile: CollectionProfile,
        at: Timestamp,
        has_case_alone: bool,
    ) -> Result<Option<Visitor>, Failure> {
        match profile.identity() {
            // Together they would undo the daily salt; the one event that opens the case joins the visit
            // that began it, and says no more than that.
            IdentityQuality::DailyHash if has_case_alone => Ok(None),
            // Staff are never told apart by their machines.
            IdentityQuality::DailyHash | IdentityQuality::FirstPartyId
                if self.service.kind == ServiceKind::Employees =>
            {
                Ok(None)
            }
            // A server's address is nobody's.
            IdentityQuality::DailyHash | IdentityQuality::FirstPartyId
                if !self.facts.way.is_browser() =>
            {
                Ok(None)
            }
            IdentityQuality::DailyHash => self.daily_visitor(at).await,
            IdentityQuality::FirstPartyId => self.consented_visitor().await,
            IdentityQuality::SignedReference => self.signed_visitor(at).await,
        }
    }

    /// Whether the next event opens a case.
    pub(crate) fn opens_case(&self) -> bool {
        self.opens
    }

    /// Whether a case came with the request.
    pub(crate) fn has_case(&self) -> bool {
        self.case.is_some()
    }

    async fn daily_visitor(&mut self, at: Timestamp) -> Result<Option<Visitor>, Failure> {
        let day = SaltDay::of(at, &self.service.time_zone);
        match self.salt_of(day).await? {
            Some(salt) => Ok(Some(daily_hash(
                &salt,
                self.service.id,
                self.facts.address,
                self.facts.user_agent.unwrap_or_default(),
            ))),
            None => self.without_key(),
        }
    }

    /// The key lives as long as the service: what ends the pseudonym is the id on the device, which is
    /// renewed, and gone once consent is withdrawn.
    async fn consented_visitor(&mut self) -> Result<Option<Visitor>, Failure> {
        let Some(id) = self.consented else { return Ok(None) };
        let key = match &self.consented_key {
            Some(key) => key.clone(),
            None => self.keys.case_key(self.service.id).await?,
        };
        let visitor = consented_hash(&key, self.service.id, &id);
        self.consented_key = Some(key);
        Ok(Some(visitor))
    }

    async fn signed_visitor(&mut self, at: Timestamp) -> Result<Option<Visitor>, Failure> {
        let Some(user) = self.user.clone() else { return Ok(None) };
        let date = at.to_zoned_datetime(self.service.time_zone.clone()).date();
        match self.quarter_key_of(Quarter::of(date)).await? {
            Some(key) => Ok(Some(Visitor::from_hash(reference_hash(&key, self.service.id, &user)))),
            None => self.without_key(),
        }
    }

    async fn salt_of(&mut self, day: SaltDay) -> Result<Option<Secret>, KeyStoreError> {
        if let Some((_, salt)) = self.salts.iter().find(|(known, _)| *known == day) {
            return Ok(salt.clone());
        }
        let salt = self.keys.daily_salt(self.service, day, self.facts.import).await?;
        self.salts.push((day, salt.clone()));
        Ok(salt)
    }

    async fn quarter_key_of(&mut self, quarter: Quarter) -> Result<Option<Secret>, KeyStoreError> {
        if let Some((_, key)) = self.quarters.iter().find(|(known, _)| *known == quarter) {
            return Ok(key.clone());
        }
        let key = self.keys.quarter_key(self.service, quarter, self.facts.import).await?;
        self.quarters.push((quarter, key.clone()));
        Ok(key)
    }

    /// A live event whose key is destroyed is kept without a visitor; a replay has its keys until it
    /// is closed.
    fn without_key(&self) -> Result<Option<Visitor>, Failure> {
        match self.facts.import {
            Some(_) => Err(Failure::Refused(Reason::ImportClosed)),
            None => Ok(None),
        }
    }
}

/// The visitor of one service and day behind an address and a browser.
pub(crate) fn daily_hash(
    salt: &Secret,
    service: ServiceId,
    address: IpAddr,
    user_agent: &str,
) -> Visitor {
    let mut mac = keyed(salt);
    mac.update(b"lotse-day\n");
    mac.update(&service.number().to_be_bytes());
    // Each form has its own length byte, so that no address can be read as another.
    match address.to_canonical() {
        IpAddr::V4(address) => {
            mac.update(&[4]);
            mac.update(&address.octets());
        }
        IpAddr::V6(address) => {
            let [network @ .., _, _, _, _, _, _, _, _] = address.octets();
            mac.update(&[8]);
            mac.update(&network);
        }
    }
    mac.update(user_agent.as_bytes());
    Visitor::from_hash(first_64_bits(mac))
}

/// The visitor of one service behind an id that the client made after consent.
pub(crate) fn consented_hash(key: &Secret, service: ServiceId, id: &VisitorId) -> Visitor {
    let mut mac = keyed(key);
    mac.update(b"lotse-consented\n");
    mac.update(&service.number().to_be_bytes());
    mac.update(id.as_bytes());
    Visitor::from_hash(first_64_bits(mac))
}

/// The visitor of a service behind an id that the client made after consent.
///
/// # Errors
/// When the key cannot be had now.
pub async fn consented_of<K: KeyStore>(
    keys: &K,
    service: ServiceId,
    id: &VisitorId,
) -> Result<Visitor, KeyStoreError> {
    Ok(consented_hash(&keys.case_key(service).await?, service, id))
}

/// The case that a service means by a reference.
///
/// # Errors
/// When the key cannot be had now.
pub async fn case_of<K: KeyStore>(
    keys: &K,
    service: ServiceId,
    value: &[u8],
) -> Result<CaseReference, KeyStoreError> {
    Ok(case_with(&keys.case_key(service).await?, service, value))
}

/// The same, with the key of the service's cases.
pub(crate) fn case_with(key: &Secret, service: ServiceId, value: &[u8]) -> CaseReference {
    CaseReference::from_hash(reference_hash(key, service, value))
}

/// The visitors that a signed-in person has been in the quarters whose keys still exist: the one of
/// `now`, and for a day after its end the one before.
///
/// # Errors
/// When the keys cannot be had now.
pub async fn users_of<K: KeyStore>(
    keys: &K,
    service: &Service,
    value: &[u8],
    now: Timestamp,
) -> Result<Vec<Visitor>, KeyStoreError> {
    let mut visitors = Vec::new();
    for days in [0, 1] {
        let at = now - SignedDuration::from_hours(24 * days);
        let quarter = Quarter::of(at.to_zoned_datetime(service.time_zone.clone()).date());
        if let Some(key) = keys.quarter_key(service, quarter, None).await? {
            let visitor = Visitor::from_hash(reference_hash(&key, service.id, value));
            if !visitors.contains(&visitor) {
                visitors.push(visitor);
            }
        }
    }
    Ok(visitors)
}

fn reference_hash(key: &Secret, service: ServiceId, value: &[u8]) -> i64 {
    let mut mac = keyed(key);
    mac.update(b"lotse-reference\n");
    mac.update(&service.number().to_be_bytes());
    mac.update(value);
    first_64_bits(mac)
}

fn first_64_bits(mac: impl Mac) -> i64 {
    let bytes = mac.finalize().into_bytes();
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(bytes) {
        *to = from;
    }
    i64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(salt: u8, service: u32, address: &str, user_agent: &str) -> i64 {
        let salt = Secret::new([salt; 32]);
        daily_hash(&salt, ServiceId::new(service), address.parse().unwrap(), user_agent).hash()
    }

    #[test]
    fn the_same_browser_is_one_visitor_for_one_salt_and_service_alone() {
        let one = hash(1, 1, "192.0.2.7", "Firefox");
        assert_eq!(one, hash(1, 1, "192.0.2.7", "Firefox"));
        assert_eq!(one, hash(1, 1, "::ffff:192.0.2.7", "Firefox"));
        for other in [
            hash(2, 1, "192.0.2.7", "Firefox"),
            hash(1, 2, "192.0.2.7", "Firefox"),
            hash(1, 1, "192.0.2.8", "Firefox"),
            hash(1, 1, "192.0.2.7", "Chrome"),
            hash(1, 1, "192.0.2.7", ""),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn a_connection_of_version_six_counts_by_its_network() {
        let one = hash(1, 1, "2001:db8:1:2::1", "Firefox");
        assert_eq!(one, hash(1, 1, "2001:db8:1:2:ffff:ffff:ffff:ffff", "Firefox"));
        assert_ne!(one, hash(1, 1, "2001:db8:1:3::1", "Firefox"));
    }

    #[test]
    fn the_hash_is_hmac_sha_256_over_the_parts_in_order() {
        // python3 -c "import hmac; print(int.from_bytes(hmac.new(bytes([1]*32), b'lotse-day\n' +
        //   bytes([0,0,0,1,4,192,0,2,7]) + b'Firefox', 'sha256').digest()[:8], 'big', signed=True))"
        assert_eq!(hash(1, 1, "192.0.2.7", "Firefox"), 7_975_575_090_493_727_923);
    }
}
