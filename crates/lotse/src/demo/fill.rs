//! Fills the sample services: sends what the generator makes through the door, as one replay.
//!
//! Stopping in the middle loses nothing: the generator repeats itself exactly, and the door knows
//! the ids of the last 24 hours. A replay that was left longer than that is closed as it is.

use std::{net::IpAddr, sync::Arc};

use futures::{StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use lotse_collect::{Door, Encoding, ReferenceKind, RequestFacts, Way, sign_reference};
use lotse_control::{
    Control, ControlError,
    audit::Actor,
    imports::{ImportKind, OpenImport},
    server_keys::ServerKeyError,
};
use lotse_domain::{clock::Clock, ids::ImportId};
use lotse_lake::{EventWriter, Upkeep};
use lotse_web::Filling;
use tokio::sync::watch;

use super::{
    Samples,
    generator::{DAYS, Effects, From, GeneratedRequest, Generator, Plan},
};

/// The same numbers in every demo.
const SEED: u64 = 20_261_123;
/// Requests on their way through the door at once, so that they share its commits.
const AT_ONCE: usize = 256;
/// Ids are known for 24 hours; with room for a long replay.
const RESUMABLE_FOR: SignedDuration = SignedDuration::from_hours(20);

/// How long a reference that opens a case holds: the door takes none for more than an hour.
const OPENING_LIFE: SignedDuration = SignedDuration::from_mins(50);
/// Name of the secret key with which server events of the replay are sent.
const SERVER_KEY: &str = "Case system (generated data)";

/// Everything that filling needs.
pub struct Fill {
    /// For opening and closing the replay.
    pub control: Control,
    /// The way in.
    pub door: Arc<Door<Control, Control, EventWriter>>,
    /// Makes room when the door says that there is none.
    pub upkeep: Upkeep,
    /// Tells when the days end.
    pub clock: Arc<dyn Clock>,
    /// What is filled.
    pub samples: Samples,
    /// How many of the generated days are kept: the last ones. At least one.
    pub days: u32,
    /// Told after each day.
    pub progress: watch::Sender<Option<Filling>>,
}

impl Fill {
    /// Fills both services, unless they are filled already. Ends early when told to stop.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        match self.fill(&stop).await {
            Ok(Some(events)) => tracing::info!(events, "the sample services are filled"),
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "the sample services could not be filled; the next start tries again");
            }
        }
        self.progress.send_replace(None);
    }

    /// How many events were sent; `None` when there was nothing to do or it was told to stop.
    async fn fill(&self, stop: &watch::Receiver<bool>) -> Result<Option<u64>, ControlError> {
        let Some(replay) = self.replay().await? else { return Ok(None) };
        let first = DAYS.saturating_sub(self.days);
        let generator = Generator::new(SEED, self.plan(&replay)).filter(|r| r.day >= first);
        self.send_all(&replay, generator, stop).await
    }

    /// Sends requests as one replay, which is closed then.
    async fn send_all(
        &self,
        replay: &OpenImport,
        requests: impl Iterator<Item = GeneratedRequest>,
        stop: &watch::Receiver<bool>,
    ) -> Result<Option<u64>, ControlError> {
        let days = self.days;
        let first = DAYS.saturating_sub(days);
        let server_key = &self.server_key().await?;
        self.progress.send_replace(Some(Filling { days_done: 0, days }));
        let mut events = 0;
        let mut sent = stream::iter(requests)
            .map(|request| async move {
                let day = request.day;
                (day, self.send(&request, replay.id, server_key, stop).await)
            })
            .buffered(AT_ONCE);
        let mut day_before = first;
        while let Some((day, kept)) = sent.next().await {
            let Some(kept) = kept else { return Ok(None) };
            events += kept;
            if day != day_before {
                day_before = day;
                self.progress.send_replace(Some(Filling { days_done: day - first, days }));
            }
        }
        self.control.close_import(replay.id).await?;
        let program = self.control.by(Actor::program());
        program.revoke_server_key(&self.samples.benefit, SERVER_KEY).await?;
        if let Err(error) = self.upkeep.flush().await {
            tracing::warn!(%error, "generated events stay in the buffer for now");
        }
        Ok(Some(events))
    }

    /// The replay to go on with or to begin; `None` when there is nothing to do.
    async fn replay(&self) -> Result<Option<OpenImport>, ControlError> {
        let now = self.clock.now();
        for open in self.control.open_imports(ImportKind::DemoReplay).await? {
            if now.duration_since(open.opened_at) < RESUMABLE_FOR {
                return Ok(Some(open));
            }
            tracing::warn!(
                "an old replay of generated data was left unfinished; its days stay as they are"
            );
            self.control.close_import(open.id).await?;
        }
        if self.control.has_closed_import(ImportKind::DemoReplay).await? {
            return Ok(None);
        }
        let id = self.control.open_import(ImportKind::DemoReplay).await?;
        Ok(Some(OpenImport { id, opened_at: now }))
    }

    fn plan(&self, replay: &OpenImport) -> Plan {
        let cases = Arc::clone(&self.samples.cases);
        let secret = self.control.signing_secret_of(cases.id);
        Plan {
            effects: Effects::Planted,
            ends_at: replay.opened_at,
            benefit_key: self.samples.benefit.public_key.as_str().to_owned(),
            cases_key: cases.public_key.as_str().to_owned(),
            time_zone: cases.time_zone.clone(),
            sign_case: Box::new(self.sign_case()),
            sign_user: Box::new(move |staff: &str| {
                sign_reference(
                    &secret,
                    &cases.public_key,
                    ReferenceKind::User,
                    staff,
                    Timestamp::MAX,
                )
            }),
        }
    }

    /// Signs for the benefit service. A reference that opens a case holds for less than an hour from
    /// when its request is made, which is on its way then.
    fn sign_case(&self) -> impl Fn(ReferenceKind, &str) -> String + Send + use<> {
        let benefit = Arc::clone(&self.samples.benefit);
        let secret = self.control.signing_secret_of(benefit.id);
        let clock = Arc::clone(&self.clock);
        move |kind, number| {
            let expires = if kind == ReferenceKind::Open {
                clock.now().checked_add(OPENING_LIFE).unwrap_or(Timestamp::MAX)
            } else {
                Timestamp::MAX
            };
            sign_reference(&secret, &benefit.public_key, kind, number, expires)
        }
    }

    /// Makes the key with which the agency's own system tells what became of applications. It is
    /// taken away when the replay is over.
    async fn server_key(&self) -> Result<String, ControlError> {
        let benefit = &self.samples.benefit;
        let program = self.control.by(Actor::program());
        // Of a replay that was left unfinished.
        program.revoke_server_key(benefit, SERVER_KEY).await?;
        program.add_server_key(benefit, SERVER_KEY).await.map_err(|error| match error {
            ServerKeyError::Control(error) => error,
            taken @ ServerKeyError::NameTaken => {
                ControlError::Value { what: "key of a server", reason: taken.to_string() }
            }
        })
    }

    /// Sends one request, again and again while the door has no room. `None` when told to stop.
    async fn send(
        &self,
        request: &GeneratedRequest,
        replay: ImportId,
        server_key: &str,
        stop: &watch::Receiver<bool>,
    ) -> Option<u64> {
        loop {
            if *stop.borrow() {
                return None;
            }
            let facts = RequestFacts {
                way: match request.from {
                    From::Browser => Way::Script,
                    From::Server => Way::Server { key: server_key },
                },
                encoding: Encoding::Identity,
                address: IpAddr::clone(&request.address),
                user_agent: Some(&request.browser),
                origin: None,
                accept_language: Some(&request.accept_language),
                sec_gpc: false,
                dnt: false,
                save_data: false,
                received_at: self.clock.now(),
                import: Some(replay),
            };
            match self.door.accept(request.body.as_bytes(), &facts).await {
                Ok(receipt) => return Some(receipt.accepted.get()),
                Err(refusal) if refusal.is_retryable() => {
                    if let Err(error) = self.upkeep.flush().await {
                        tracing::warn!(%error, "no room for generated events; waiting");
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                }
                Err(refusal) => {
                    tracing::error!(%refusal, "the door refused what the generator made");
                    return Some(0);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
