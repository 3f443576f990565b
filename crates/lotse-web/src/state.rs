//! What every handler may use.

use std::sync::Arc;

use lotse_control::Control;
use lotse_domain::{
    clock::{Clock, Entropy},
    hexadecimal::hexadecimal,
};
use lotse_report::Reports;
use tokio::sync::watch;

use crate::{
    client_address::TrustedProxies, collect::EventDoor, imports::Imports, metrics::Metrics,
    openid::OpenId, passkeys::Passkeys, public_url::PublicUrl, troubles::Troubles,
};

/// The parts that the program puts together and every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub(crate) inner: Arc<Parts>,
}

/// What the program hands to the pages.
pub struct Parts {
    /// Where numbers come from; the gate is in it.
    pub reports: Reports,
    /// What people define, and who they are.
    pub control: Control,
    /// Where events go in.
    pub door: Arc<dyn EventDoor>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws request ids.
    pub entropy: Arc<dyn Entropy>,
    /// Name of the agency; empty if it was not set.
    pub organization: String,
    /// Where people reach this installation.
    pub public_url: PublicUrl,
    /// Ceremonies of passkeys; `None` where browsers allow none for the address.
    pub passkeys: Option<Passkeys>,
    /// Sign-in by OpenID Connect; `None` where no provider is set up.
    pub openid: Option<OpenId>,
    /// How long events are kept.
    pub kept: KeptMonths,
    /// The proxies in front of it.
    pub trusted_proxies: TrustedProxies,
    /// Becomes true when the program stops: what would go on for long ends then.
    pub stopping: watch::Receiver<bool>,
    /// How far the demo has filled its services; `None` when nothing is being filled.
    pub filling: watch::Receiver<Option<Filling>>,
    /// Where the demo's sample services begin, if they are served.
    pub sample_pages: Option<String>,
    /// Where uploaded files go, and whom it wakes.
    pub imports: Imports,
    /// Why nothing arrives, for who installs the snippet.
    pub troubles: Troubles,
    /// Counters for operators.
    pub metrics: Metrics,
}

/// How long events are kept, in calendar months, the running one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptMonths {
    /// Events.
    pub events: u32,
    /// Which control was used.
    pub elements: u32,
}

/// How far the demo is with filling its services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filling {
    /// Days that are done.
    pub days_done: u32,
    /// Days in all.
    pub days: u32,
}

impl AppState {
    /// A name that nobody guesses, for what is kept for a moment.
    pub(crate) fn random_name(&self) -> String {
        let mut random = [0; 16];
        self.entropy.fill(&mut random);
        hexadecimal(&random)
    }

    /// Shares the parts.
    pub fn new(parts: Parts) -> Self {
        Self { inner: Arc::new(parts) }
    }
}

impl std::ops::Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.inner
    }
}
