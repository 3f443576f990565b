//! What the door refuses, held for a while, and what becomes of it when somebody has it taken after all.

use lotse_domain::{
    append::AppendEvents,
    counted::Counted,
    directory::{KeyStore, ServiceDirectory},
    event::Event,
    ids::AuthorityCode,
    refused::HeldEvent,
    service::{Service, ServiceKind},
};
use serde_json::{Map, Value};

use super::{Context, Door, keep};
use crate::{
    error::{Refusal, RefusalKind},
    identity::{Failure, Sender},
    profile::{self, InForce},
    protocol::{RawRequest, lotse},
    quarantine::{self, Around},
    redact::Redactions,
    reject::{Reason, RefusedEvent},
    request::{RequestFacts, Way},
};

/// What became of a held event that was sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It is kept, or was there already.
    Kept,
    /// It is refused still, or again, for this.
    Refused(Reason),
}

impl<D: ServiceDirectory, K: KeyStore, W: AppendEvents> Door<D, K, W> {
    /// Counts what was refused of a request, and holds what is no matter of employees.
    pub(super) async fn hold(
        &self,
        body: &[u8],
        context: &Context<'_>,
        sender: &mut Sender<'_, K>,
        refused: &[RefusedEvent],
    ) {
        let places = refused.iter().map(|event| (event.index, event.reason.as_str()));
        self.hold_places(body, context, sender, places).await;
    }

    /// The same for a whole request from a page that is none of the service's.
    pub(super) async fn hold_foreign(
        &self,
        body: &[u8],
        request: &RawRequest,
        service: &Service,
        facts: &RequestFacts<'_>,
    ) {
        let reason = RefusalKind::OriginNotAllowed.as_str();
        if !self.counters.quarantine.has_room(service.id, reason) {
            // Anybody can send from anywhere: what is not held costs no work either.
            let events = request.events.len() as u64;
            self.counters.count_of(service.id, Counted::Refused, reason, events);
            return;
        }
        let in_force = profile::in_force(service, request, facts);
        let found = &mut Redactions::default();
        let context = self.context_of(request, service, facts, in_force, found);
        // Without keys there are no pseudonyms; the sender is told to come again anyway.
        let Ok(mut sender) = self.sender_of(request, service, facts).await else { return };
        let places = (0..request.events.len()).map(|place| (place, reason));
        self.hold_places(body, &context, &mut sender, places).await;
    }

    async fn hold_places(
        &self,
        body: &[u8],
        context: &Context<'_>,
        sender: &mut Sender<'_, K>,
        places: impl Iterator<Item = (usize, &'static str)>,
    ) {
        let (service, facts) = (context.service, context.facts);
        let quarantine = &self.counters.quarantine;
        let is_held = service.kind == ServiceKind::Public && facts.import.is_none();
        // A picture or a form of one event says nothing that its counts do not.
        let body = match facts.way {
            Way::Script | Way::Server { .. } if is_held => lotse::object(body).ok(),
            _ => None,
        };
        let around = Around {
            service,
            profile: context.in_force.profile,
            signal: context.in_force.signal,
            browser: &context.browser,
            region: context.region.as_ref(),
            sent_at: context.sent_at,
            received_at: facts.received_at,
        };
        for (place, reason) in places {
            self.counters.count_of(service.id, Counted::Refused, reason, 1);
            let Some(event) = body.as_ref().and_then(|body| entry(body, place)) else { continue };
            if !quarantine.has_room(service.id, reason) {
                continue;
            }
            let at = quarantine::time_of(event, context.sent_at, facts.received_at);
            let visitor = sender.visitor(context.in_force.profile, at, sender.has_case()).await;
            let held = HeldEvent {
                service: service.id,
                reason: reason.to_owned(),
                received_at: facts.received_at,
                visitor: visitor.unwrap_or(None),
                request: quarantine::private(event, body.as_ref().and_then(page), &around),
            };
            quarantine.hold(reason, held);
        }
    }

    /// Takes a held event as it would be taken now, with the visitor that it came from.
    ///
    /// # Errors
    /// When it cannot be taken now; it is held still then.
    pub async fn accept_again(
        &self,
        held: &HeldEvent,
        service: &Service,
        facts: &RequestFacts<'_>,
    ) -> Result<Again, Refusal> {
        let facts = &RequestFacts { way: Way::Again, import: None, ..*facts };
        let received_ms = facts.received_at.as_millisecond();
        let known: Value = serde_json::from_str(&held.request).map_err(|_| Refusal::NotJson)?;
        let mut request = lotse::parse_of_server(held.request.as_bytes(), received_ms)?;
        let mut found = Redactions::default();
        let in_force = InForce {
            // What the service narrowed since is not kept, however wide it was when it came.
            profile: known
                .get("profile")
                .and_then(Value::as_str)
                .and_then(|word| word.parse().ok())
                .map_or(service.profile, |profile| service.profile.min(profile)),
            signal: request.signal,
        };
        let raw = request.events.pop().flatten();
        let mut context = self.context_of(&request, service, facts, in_force, &mut found);
        let wide = in_force.profile.captures_interaction();
        context.browser = known.get("browser").map(quarantine::browser_of).unwrap_or_default();
        if !wide {
            context.browser.connection = None;
        }
        context.region = known
            .get("region")
            .and_then(Value::as_str)
            .filter(|_| wide)
            .map(lotse_domain::property::ShortText::trusted);
        let mut sender = self.sender_of(&request, service, facts).await?;
        let event = match keep(raw, &context, &mut sender, &mut found).await {
            Ok(event) => event,
            Err(Failure::Refused(reason)) => return Ok(Again::Refused(reason)),
            Err(Failure::Keys(error)) => return Err(error.into()),
        };
        let authority = known.get("authority").and_then(Value::as_str);
        let authority = authority.and_then(|code| AuthorityCode::new(code).ok());
        let event = Event { visitor: held.visitor, authority, ..event };
        let appended = self.writer.append(service.kind, vec![event]).await?;
        self.counters.count_kept(appended.stored.get(), appended.duplicates.get());
        Ok(Again::Kept)
    }
}

fn entry(body: &Map<String, Value>, place: usize) -> Option<&Value> {
    body.get("events")?.get(place)
}

fn page(body: &Map<String, Value>) -> Option<&Value> {
    body.get("page")
}
