//! The door: the order of checks, in one place.
//!
//! `docs/spec/event.md`, section 6, is [`Door::accept`] read aloud. When it returns, network address
//! and browser string are gone, and every accepted event is on disk.

mod held;

use std::{num::NonZeroU32, sync::Arc};

use lotse_domain::{
    append::{AddImported, AppendEvents, ImportOf, WriteError},
    counted::Counted,
    directory::{KeyStore, KeyStoreError, ServiceDirectory},
    event::{BrowserFacts, Coverage, Event},
    ids::{ImportId, ServiceId},
    import::Brought,
    property::{ShortText, limits},
    service::{Origin, PublicKey, Service},
};

use crate::{
    clock_skew::{self, Occurred},
    counters::DoorCounters,
    error::Refusal,
    identity::{Failure, Opened, Sender, Stated},
    logs::{Batch, LogImport, Viewer, Wanted},
    narrow,
    pace::Pace,
    page::{self, PrivatePage},
    profile::{self, InForce},
    protocol::{RawEvent, RawRequest, lotse, plain},
    redact::{self, Redactions},
    reject::{Reason, RefusedEvent},
    request::{Receipt, RequestFacts, Way},
    user_agent::{self, BrowserReader},
    validate::{self, ValidEvent},
};

pub use self::held::Again;

/// The one way in. Browsers, imports and the demo's replay all use it.
pub struct Door<D, K, W> {
    directory: D,
    keys: K,
    writer: W,
    browsers: BrowserReader,
    pace: Pace,
    opened: Opened,
    counters: Arc<DoorCounters>,
}

/// What holds for all events of one request.
struct Context<'a> {
    service: &'a Service,
    facts: &'a RequestFacts<'a>,
    in_force: InForce,
    sent_at: i64,
    browser: BrowserFacts,
    region: Option<ShortText>,
    page: Option<Result<PrivatePage, Reason>>,
}

impl<D: ServiceDirectory, K: KeyStore, W: AppendEvents> Door<D, K, W> {
    /// A door that looks services up in `directory`, takes keys from `keys`, gives events to
    /// `writer` and counts in `counters`. Each service may send `events_per_second`.
    pub fn new(
        directory: D,
        keys: K,
        writer: W,
        counters: Arc<DoorCounters>,
        events_per_second: NonZeroU32,
    ) -> Self {
        let (browsers, pace) = (BrowserReader::default(), Pace::new(events_per_second));
        Self { directory, keys, writer, browsers, pace, opened: Opened::default(), counters }
    }

    /// Builds the patterns of browsers and of redaction, once in a process. A program calls this at
    /// its start, on a thread of its own; else the first request waits for it.
    pub fn warm_up(&self) {
        redact::warm_up();
        user_agent::warm_up();
    }

    /// Whether [`Door::warm_up`] is done, so that no request waits.
    pub fn is_warm(&self) -> bool {
        user_agent::is_warm()
    }

    /// What this door counted.
    pub fn counters(&self) -> &DoorCounters {
        &self.counters
    }

    /// Takes the events of one request in.
    ///
    /// # Errors
    /// When the request as a whole is refused; nothing of it was kept then.
    pub async fn accept(&self, body: &[u8], facts: &RequestFacts<'_>) -> Result<Receipt, Refusal> {
        let mut found = Redactions::default();
        let mut service = None;
        let outcome = self.pass(body, facts, &mut found, &mut service).await;
        self.counters.count_redactions(service, &found);
        match &outcome {
            Ok(receipt) => {
                self.counters.count_kept(receipt.accepted.get(), receipt.duplicates.get());
                for refused in &receipt.refused {
                    self.counters.count_event_refused(refused.reason);
                }
            }
            Err(refusal) => {
                self.counters.count_request_refused(refusal.kind());
                if let Some(service) = service {
                    self.counters.count_refused_of(service, refusal.kind());
                }
            }
        }
        outcome
    }

    /// Begins, or goes on with, an import of access logs of a service.
    ///
    /// # Errors
    /// When the key of its ids cannot be had now.
    pub async fn import<'a>(
        &'a self,
        service: &'a Service,
        import: ImportId,
        wanted: Wanted,
    ) -> Result<LogImport<'a, K>, KeyStoreError> {
        let key = self.keys.import_key(service.id).await?;
        let parts = (&self.keys, &self.browsers);
        let viewer = Viewer::new(parts, service, import, &key, wanted.hosts.first());
        Ok(LogImport::new(viewer, wanted))
    }

    /// The order of checks.
    async fn pass(
        &self,
        body: &[u8],
        facts: &RequestFacts<'_>,
        found: &mut Redactions,
        of: &mut Option<ServiceId>,
    ) -> Result<Receipt, Refusal> {
        let body = facts.encoding.decode(body)?;
        let request = read(&body, facts)?;
        let service = self.service_of(&request, facts)?;
        if !may_send(&service, facts) {
            self.hold_foreign(&body, &request, &service, facts).await;
            return Err(Refusal::OriginNotAllowed);
        }
        *of = Some(service.id);
        if facts.import.is_none() {
            self.pace.admit(service.id, request.events.len(), facts.received_at)?;
        }
        let sender = self.sender_of(&request, &service, facts).await?;
        let opening = request.case.clone().filter(|_| sender.opens_case());
        let outcome = self.take_in(&body, request, (&service, facts), sender, found).await;
        if let (Err(_), Some(opening)) = (&outcome, opening) {
            self.opened.forget(&opening);
        }
        outcome
    }

    /// The events of a request that may enter.
    async fn take_in(
        &self,
        body: &[u8],
        request: RawRequest,
        (service, facts): (&Service, &RequestFacts<'_>),
        mut sender: Sender<'_, K>,
        found: &mut Redactions,
    ) -> Result<Receipt, Refusal> {
        let in_force = profile::in_force(service, &request, facts);
        let context = self.context_of(&request, service, facts, in_force, found);
        let wide = in_force.profile.captures_interaction();
        let display = request.display.filter(|_| service.capture.display && wide);

        let mut receipt = Receipt::default();
        let mut events = Vec::with_capacity(request.events.len());
        for (index, raw) in request.events.into_iter().enumerate() {
            let id = raw.as_ref().and_then(|raw| validate::id(&raw.id).ok());
            match keep(raw, &context, &mut sender, found).await {
                Ok(event) => events.push(event),
                Err(Failure::Refused(reason)) => {
                    receipt.refused.push(RefusedEvent { index, id, reason });
                }
                Err(Failure::Keys(error)) => return Err(error.into()),
            }
        }
        if !receipt.refused.is_empty() {
            self.hold(body, &context, &mut sender, &receipt.refused).await;
        }
        if !events.is_empty() {
            let appended = self.writer.append(service.kind, events).await?;
            receipt.accepted = appended.stored;
            receipt.duplicates = appended.duplicates;
        }
        // A batch that comes again brings nothing new, and is counted once.
        if let Some(on) = display.filter(|_| !receipt.accepted.is_zero()) {
            for setting in on {
                self.counters.count_of(service.id, Counted::Display, setting.as_str(), 1);
            }
        }
        Ok(receipt)
    }

    fn service_of(
        &self,
        request: &RawRequest,
        facts: &RequestFacts<'_>,
    ) -> Result<Arc<Service>, Refusal> {
        if let Way::Server { key } = facts.way {
            return self.directory.by_server_key(key).ok_or(Refusal::ServerKeyUnknown);
        }
        let key = PublicKey::from_text(&request.key);
        self.directory.by_public_key(&key).ok_or(Refusal::KeyUnknown)
    }

    async fn sender_of<'a>(
        &'a self,
        request: &RawRequest,
        service: &'a Service,
        facts: &'a RequestFacts<'a>,
    ) -> Result<Sender<'a, K>, Refusal> {
        let stated = Stated {
            user: request.user.as_deref(),
            case: request.case.as_deref(),
            assisted: request.assisted.as_deref(),
            visitor: request.visitor.as_deref(),
            test: request.test.as_deref(),
        };
        let bad = |_| self.counters.count_bad_reference();
        let before = |text: &str| self.opened.is_known(text);
        Ok(Sender::identify(&self.keys, service, facts, stated, before, bad).await?)
    }

    fn context_of<'a>(
        &self,
        request: &RawRequest,
        service: &'a Service,
        facts: &'a RequestFacts<'a>,
        in_force: InForce,
        found: &mut Redactions,
    ) -> Context<'a> {
        let browser = if facts.way.is_browser() {
            let browser = self.browsers.read(facts.user_agent.unwrap_or_default());
            narrow::browser(browser, &request.context, facts, in_force.profile)
        } else {
            // What a server says of itself is nothing about a person.
            BrowserFacts::default()
        };
        Context {
            service,
            facts,
            in_force,
            sent_at: request.sent_at,
            browser,
            region: narrow::region(&request.context, in_force.profile),
            page: request
                .page
                .as_ref()
                .map(|page| page::read(page, service, in_force.profile, found)),
        }
    }
}

/// Whether the request comes from a page of the service, as far as its origin is known.
fn may_send(service: &Service, facts: &RequestFacts<'_>) -> bool {
    // Who holds a secret key needs no page; pages without script name no origin, and their key is no
    // secret either way.
    matches!(facts.way, Way::Server { .. })
        || facts.origin.is_none_or(|origin| {
            Origin::new(origin).is_ok_and(|origin| service.origins.contains(&origin))
        })
}

impl<D, K, W: AddImported> Door<D, K, W> {
    /// Keeps page views that an import read and that are not there already.
    ///
    /// # Errors
    /// When they cannot be kept now; none of them was kept then.
    pub async fn keep(&self, of: ImportOf, batch: Batch) -> Result<Brought, WriteError> {
        let brought = if batch.events.is_empty() {
            Brought::default()
        } else {
            self.writer.add_imported(of, batch.events).await?
        };
        self.counters.count_redactions(Some(of.service), &batch.found);
        self.counters.count_kept(brought.added, brought.known);
        Ok(brought)
    }
}

/// The body in the format of the way it came.
fn read(body: &[u8], facts: &RequestFacts<'_>) -> Result<RawRequest, Refusal> {
    let received_at = facts.received_at;
    match facts.way {
        Way::Script => lotse::parse(body),
        Way::Pixel { random } => plain::pixel(body, plain::Made { received_at, random }),
        Way::Form { random } => plain::form(body, plain::Made { received_at, random }),
        Way::Server { .. } | Way::Again => {
            lotse::parse_of_server(body, received_at.as_millisecond())
        }
    }
}

/// One event, from what the client sent to what is kept.
async fn keep<K: KeyStore>(
    raw: Option<RawEvent>,
    context: &Context<'_>,
    sender: &mut Sender<'_, K>,
    found: &mut Redactions,
) -> Result<Event, Failure> {
    let raw = raw.ok_or(Reason::NotAnObject)?;
    let on_purpose = context.facts.way.is_on_purpose();
    let valid = validate::event(raw, context.in_force.profile, on_purpose)?;
    let page = context.page_of(&valid, found)?;
    let occurred = context.time_of(&valid);
    let mut event = context.private(valid, page, occurred, found);
    sender.sign(&mut event).await?;
    Ok(event)
}

impl Context<'_> {
    fn page_of(&self, event: &ValidEvent, found: &mut Redactions) -> Result<PrivatePage, Reason> {
        match (&event.page, &self.page) {
            (Some(own), _) => page::read(own, self.service, self.in_force.profile, found),
            (None, Some(shared)) => shared.clone(),
            (None, None) => Err(Reason::PageMissing),
        }
    }

    fn time_of(&self, event: &ValidEvent) -> Occurred {
        match (self.facts.import, self.facts.way) {
            (Some(_), _) | (None, Way::Server { .. } | Way::Again) => {
                clock_skew::replayed(event.at, self.facts.received_at)
            }
            (None, _) => clock_skew::live(event.at, self.sent_at, self.facts.received_at),
        }
    }

    /// Every text redacted and cut, and nothing kept that the profile does not allow.
    fn private(
        &self,
        event: ValidEvent,
        page: PrivatePage,
        occurred: Occurred,
        found: &mut Redactions,
    ) -> Event {
        let InForce { profile, signal } = self.in_force;
        Event {
            id: event.id,
            service: self.service.id,
            authority: page.authority,
            kind: event.kind,
            name: event.name.and_then(|name| narrow::text(&name, limits::NAME_CHARS, found)),
            occurred_at: occurred.at,
            received_at: self.facts.received_at,
            visitor: None,
            case: None,
            profile,
            signal,
            page: Some(page.page),
            campaign: page.campaign,
            browser: self.browser.clone(),
            region: self.region.clone(),
            channel: event.channel,
            coverage: match (self.facts.import, self.facts.way) {
                (Some(_), _) => Coverage::Import,
                (None, Way::Script | Way::Again) => Coverage::Script,
                (None, Way::Pixel { .. } | Way::Form { .. }) => Coverage::NoScript,
                (None, Way::Server { .. }) => Coverage::Server,
            },
            assisted: false,
            clock_flag: occurred.flag,
            import: self.facts.import,
            engaged_ms: event.engaged_ms,
            element: event
                .element
                .and_then(|raw| narrow::element(raw, event.kind, self.service.kind, found)),
            properties: narrow::properties(event.properties, found),
        }
    }
}
