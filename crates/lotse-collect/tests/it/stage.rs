//! A door with a directory of two services, keys that a test can take away, and a list for a lake.

use std::{
    num::NonZeroU32,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{Timestamp, tz::TimeZone};
use lotse_collect::{Door, DoorCounters, Encoding, Receipt, Refusal, RequestFacts, Way};
use lotse_domain::{
    Count,
    append::{AddImported, AppendEvents, Appended, ImportOf, WriteError},
    clock::SaltDay,
    counted::Counted,
    directory::{KeyStore, KeyStoreError, Quarter, Secret, ServiceDirectory},
    event::Event,
    ids::{EventId, ImportId, ServiceId, ServiceSlug},
    import::Brought,
    service::{CollectionProfile, Jurisdiction, Origin, PublicKey, Service, ServiceKind},
};
use serde_json::{Value, json};

/// The secret that every service of the stage signs with.
pub(crate) fn signing_secret() -> Secret {
    Secret::new([9; 32])
}

/// The secret key of the first service's own server.
pub(crate) const SERVER_KEY: &str = "lsk_of_the_stage";

/// When every request of the stage arrives, unless a test says otherwise.
pub(crate) const RECEIVED: &str = "2026-11-23T15:00:00Z";

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Services by key: `pk_public` and `pk_staff`.
#[derive(Clone)]
pub(crate) struct Services(Vec<Arc<Service>>);

impl ServiceDirectory for Services {
    fn by_public_key(&self, key: &PublicKey) -> Option<Arc<Service>> {
        self.0.iter().find(|service| service.public_key == *key).cloned()
    }

    fn by_server_key(&self, key: &str) -> Option<Arc<Service>> {
        (key == SERVER_KEY).then(|| self.0.first().cloned()).flatten()
    }
}

/// Keys made of their names, until they are destroyed.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) destroyed: AtomicBool,
    pub(crate) failing: AtomicBool,
}

impl Keys {
    fn answer(&self, name: &str) -> Result<Option<Secret>, KeyStoreError> {
        if self.failing.load(Ordering::SeqCst) {
            return Err(KeyStoreError { reason: "taken away by the test".to_owned() });
        }
        let mut bytes = [0; 32];
        for (place, byte) in name.bytes().enumerate() {
            bytes[place % 32] ^= byte.rotate_left(u32::try_from(place % 7).unwrap());
        }
        Ok((!self.destroyed.load(Ordering::SeqCst)).then_some(Secret::new(bytes)))
    }
}

impl KeyStore for &'static Keys {
    async fn daily_salt(
        &self,
        service: &Service,
        day: SaltDay,
        import: Option<ImportId>,
    ) -> Result<Option<Secret>, KeyStoreError> {
        self.answer(&format!("day {} {} {import:?}", service.id, day.date()))
    }

    async fn quarter_key(
        &self,
        service: &Service,
        quarter: Quarter,
        import: Option<ImportId>,
    ) -> Result<Option<Secret>, KeyStoreError> {
        self.answer(&format!("{quarter} {} {import:?}", service.id))
    }

    async fn case_key(&self, service: ServiceId) -> Result<Secret, KeyStoreError> {
        Ok(self.answer(&format!("case {service}"))?.unwrap_or(Secret::new([1; 32])))
    }

    async fn import_key(&self, service: ServiceId) -> Result<Secret, KeyStoreError> {
        Ok(self.answer(&format!("import {service}"))?.unwrap_or(Secret::new([2; 32])))
    }

    async fn signing_secret(&self, _: ServiceId) -> Result<Secret, KeyStoreError> {
        self.answer("signing").map(|_| signing_secret())
    }
}

/// A lake that is a list, and forgets no id.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) events: Mutex<Vec<(ServiceKind, Event)>>,
    pub(crate) error: Mutex<Option<WriteError>>,
}

impl AppendEvents for &'static List {
    async fn append(&self, kind: ServiceKind, events: Vec<Event>) -> Result<Appended, WriteError> {
        if let Some(error) = self.error.lock().unwrap().take() {
            return Err(error);
        }
        let mut known = self.events.lock().unwrap();
        let mut appended = Appended::default();
        for event in events {
            if known.iter().any(|(_, other)| other.id == event.id) {
                appended.duplicates += Count::new(1);
            } else {
                appended.stored += Count::new(1);
                known.push((kind, event));
            }
        }
        Ok(appended)
    }
}

impl AddImported for &'static List {
    async fn add_imported(&self, of: ImportOf, events: Vec<Event>) -> Result<Brought, WriteError> {
        if let Some(error) = self.error.lock().unwrap().take() {
            return Err(error);
        }
        let mut stored = self.events.lock().unwrap();
        let mut brought = Brought::default();
        for event in events {
            match stored.iter().find(|(_, other)| other.id == event.id) {
                Some((_, other)) if other.import != event.import => brought.known += 1,
                Some(_) => brought.added += 1,
                None => {
                    brought.added += 1;
                    stored.push((of.kind, event));
                }
            }
        }
        Ok(brought)
    }
}

/// The door and all that stands behind it.
pub(crate) struct Stage {
    pub(crate) door: Door<Services, &'static Keys, &'static List>,
    pub(crate) keys: &'static Keys,
    pub(crate) list: &'static List,
    pub(crate) counters: Arc<DoorCounters>,
}

/// A service of the stage, for tests that change it.
pub(crate) fn service(kind: ServiceKind) -> Service {
    let (number, key, profile) = match kind {
        ServiceKind::Public => (1, "pk_public", CollectionProfile::Statistics),
        ServiceKind::Employees => (2, "pk_staff", CollectionProfile::SignedIn),
    };
    Service {
        id: ServiceId::new(number),
        slug: ServiceSlug::new("benefit").unwrap(),
        name: "Benefit".to_owned(),
        kind,
        jurisdiction: Jurisdiction::UnitedStates,
        profile,
        public_key: PublicKey::from_text(key),
        origins: ["https://benefits.example.gov", "https://benefits.example.gov:8443"]
            .map(|origin| Origin::new(origin).unwrap())
            .to_vec(),
        allowed_parameters: vec!["step".to_owned(), "lang".to_owned()],
        authorities: Vec::new(),
        capture: lotse_domain::service::CaptureSettings::default(),
        time_zone: TimeZone::get("America/New_York").unwrap(),
        generated: false,
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(vec![service(ServiceKind::Public), service(ServiceKind::Employees)])
    }

    pub(crate) fn of_profile(kind: ServiceKind, profile: CollectionProfile) -> Self {
        Self::with(vec![Service { profile, ..service(kind) }])
    }

    pub(crate) fn of(service: Service) -> Self {
        Self::with(vec![service])
    }

    fn with(services: Vec<Service>) -> Self {
        let services = Services(services.into_iter().map(Arc::new).collect());
        // The door takes its parts; a test must still reach them. A few bytes per test stay.
        let keys: &'static Keys = Box::leak(Box::default());
        let list: &'static List = Box::leak(Box::default());
        let counters = Arc::new(DoorCounters::default());
        let door = Door::new(services, keys, list, Arc::clone(&counters), NonZeroU32::MAX);
        Self { door, keys, list, counters }
    }

    pub(crate) fn send(&self, body: &Value, facts: &RequestFacts<'_>) -> Result<Receipt, Refusal> {
        self.send_bytes(body.to_string().as_bytes(), facts)
    }

    pub(crate) fn send_bytes(
        &self,
        body: &[u8],
        facts: &RequestFacts<'_>,
    ) -> Result<Receipt, Refusal> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(self.door.accept(body, facts))
    }

    /// Takes what was counted of the one service since this was last asked; what else was is dropped.
    pub(crate) fn counted(&self, counted: Counted) -> Vec<(&'static str, u64)> {
        let counts = self.counters.take_counts().into_iter();
        counts.filter(|count| count.counted == counted).map(|c| (c.word, c.times)).collect()
    }

    /// What the one event of a body became.
    pub(crate) fn kept(&self, body: &Value, facts: &RequestFacts<'_>) -> Event {
        let receipt = self.send(body, facts).unwrap();
        assert_eq!(receipt.refused, [], "{body}");
        self.list.events.lock().unwrap().last().unwrap().1.clone()
    }
}

/// What comes with a request: one resident's browser at home.
pub(crate) fn facts() -> RequestFacts<'static> {
    RequestFacts {
        way: Way::Script,
        encoding: Encoding::Identity,
        address: "203.0.113.77".parse().unwrap(),
        user_agent: Some(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
        ),
        origin: Some("https://benefits.example.gov"),
        accept_language: Some("es-MX,es;q=0.9,en;q=0.8"),
        sec_gpc: false,
        dnt: false,
        save_data: false,
        received_at: time(RECEIVED),
        import: None,
    }
}

/// An event id that no other call makes.
pub(crate) fn fresh_id() -> String {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::SeqCst).to_be_bytes();
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number);
    EventId::from_parts(1_795_471_984_123, random).to_string()
}

/// A body of the public service with one page view, changed by what a test gives: members of
/// `changes` replace members of the body, members of `event` those of its event.
pub(crate) fn body(changes: Value, event: Value) -> Value {
    let now = time(RECEIVED).as_millisecond();
    let mut first = json!({ "id": fresh_id(), "at": now - 1000, "kind": "page_view" });
    merge(&mut first, event);
    let mut body = json!({
        "key": "pk_public",
        "sent_at": now,
        "page": { "url": "https://benefits.example.gov/apply" },
        "events": [first],
    });
    merge(&mut body, changes);
    body
}

/// Members of one object replace those of another.
pub(crate) fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
