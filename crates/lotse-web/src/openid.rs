//! The ceremonies of signing in by OpenID Connect: where a browser is led, and whether what it brings back is
//! proof of who somebody is.
//!
//! What was asked lies in memory for some minutes under a name that only the provider and the browser learn;
//! a ceremony that a restart interrupts is begun again. The browser holds a second secret in a cookie: nobody
//! can hand their own answer to the browser of somebody else.

mod claims;
mod http;
mod provider;
mod settings;

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use lotse_control::Control;
use lotse_domain::{
    clock::{Clock, Entropy},
    hexadecimal::hexadecimal,
    person::{EmailAddress, PersonName},
    role::{Grant, Reach},
};
use quick_cache::sync::Cache;
use thiserror::Error;
use tokio::time::timeout;

use self::provider::{Asked, Provider};
pub use self::{
    claims::ClaimPath,
    provider::{Examined, ProviderError},
    settings::{ClientSecret, GroupRole, GroupRoleError, Issuer, IssuerError, OpenIdSettings},
};
use crate::{public_url::PublicUrl, query::Query};

/// Where the provider leads the browser back to.
pub(crate) const ANSWER: &str = "/sign-in/openid/answer";
/// How long somebody may take at the provider, in seconds.
pub(crate) const ANSWER_WITHIN_S: u32 = 600;
/// Ceremonies that are held at once; the oldest give way.
const AT_ONCE: usize = 10_000;
/// How long all that is asked of a provider in one step may take.
const STEP_WITHIN: Duration = Duration::from_secs(20);

/// Sign-in by OpenID Connect, with one provider.
pub struct OpenId {
    provider: Provider,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    open: Cache<String, Ceremony>,
}

#[derive(Clone)]
struct Ceremony {
    asked: Asked,
    /// What the browser that began it holds.
    browser: String,
    /// The page that was wanted.
    back: String,
    until: Timestamp,
}

/// A ceremony that has begun.
pub(crate) struct Begun {
    /// Where the browser is led.
    pub(crate) address: String,
    /// What it keeps meanwhile.
    pub(crate) browser: String,
}

/// A ceremony that has ended.
pub(crate) struct Finished {
    /// The page that was wanted when it began.
    pub(crate) back: String,
    pub(crate) proof: Result<Proof, NoProof>,
}

/// What the provider has proven about somebody.
#[derive(Debug)]
pub(crate) struct Proof {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    /// Only if it is verified.
    pub(crate) email: Option<EmailAddress>,
    pub(crate) name: Option<PersonName>,
    pub(crate) groups: Vec<String>,
}

/// Why nobody has proven anything, for the log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum NoProof {
    /// The answer belongs to no ceremony of this browser that is open.
    #[error("the answer belongs to no open sign-in of this browser")]
    Gone,
    /// The provider did not let them in, or they changed their mind.
    #[error("the provider let nobody in: {0}")]
    Denied(String),
    /// They did not prove themselves strongly enough.
    #[error("the way of proving oneself is too weak: {0}")]
    Weak(String),
    /// The provider says that something went wrong.
    #[error("the provider failed: {0}")]
    Failed(String),
    /// What came is no proof.
    #[error("what came is no proof: {0}")]
    Untrusted(String),
    /// The provider cannot be asked.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl OpenId {
    /// The ceremonies for people who reach the installation at `url`. Nothing is asked of the provider yet.
    ///
    /// # Errors
    /// When this machine cannot open connections, for want of certificates.
    pub fn new(
        settings: OpenIdSettings,
        url: &PublicUrl,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, ProviderError> {
        let provider = Provider::new(settings, url.at(ANSWER), Arc::clone(&clock))?;
        Ok(Self { provider, clock, entropy, open: Cache::new(AT_ONCE) })
    }

    /// The same, with another time for each answer of the provider than ten seconds.
    #[must_use]
    pub fn with_patience(mut self, within: Duration) -> Self {
        self.provider.http.within = within;
        self
    }

    /// The address that is registered at the provider, of the installation at `url`.
    pub fn answer_address(url: &PublicUrl) -> String {
        url.at(ANSWER)
    }

    /// What people call the provider.
    pub(crate) fn name(&self) -> &str {
        &self.provider.settings.name
    }

    /// Whether somebody who is not known is added, if a group gives them a role.
    pub(crate) fn adds_people(&self) -> bool {
        self.provider.settings.adds_people
    }

    /// Looks at what the provider says of itself.
    ///
    /// # Errors
    /// When it cannot be asked, or what it says cannot be used.
    pub async fn examine(&self) -> Result<Examined, ProviderError> {
        self.provider.examine().await
    }

    /// Begins signing in, for whoever it will be.
    pub(crate) async fn begin(&self, back: &str) -> Result<Begun, ProviderError> {
        let asked = Asked { state: self.drawn(), nonce: self.drawn(), verifier: self.drawn() };
        let address = self.provider.address(asked.clone());
        let address = timeout(STEP_WITHIN, address).await.map_err(|_| too_slow())??;
        let browser = self.drawn();
        let life = SignedDuration::from_secs(i64::from(ANSWER_WITHIN_S));
        let until = self.clock.now().checked_add(life).unwrap_or(Timestamp::MAX);
        let ceremony = Ceremony {
            browser: browser.clone(),
            back: back.to_owned(),
            until,
            asked: asked.clone(),
        };
        self.open.insert(asked.state, ceremony);
        Ok(Begun { address: address.into(), browser })
    }

    /// Takes what the browser brings back from the provider. `browser` is what it has kept meanwhile.
    pub(crate) async fn finish(&self, answer: &Query, browser: Option<&str>) -> Finished {
        let Some(ceremony) = self.take(answer.get("state").unwrap_or_default(), browser) else {
            return Finished { back: "/".to_owned(), proof: Err(NoProof::Gone) };
        };
        let proof = timeout(STEP_WITHIN, self.prove(answer, ceremony.asked)).await;
        let proof = proof.unwrap_or_else(|_| Err(too_slow().into()));
        Finished { back: ceremony.back, proof }
    }

    async fn prove(&self, answer: &Query, asked: Asked) -> Result<Proof, NoProof> {
        // A code that another provider gave must not be taken to this one, nor its word be believed.
        if !self.provider.is_named(answer.get("iss")).await? {
            return Err(NoProof::Untrusted("the answer names another provider".to_owned()));
        }
        if let Some(error) = answer.get("error") {
            return Err(refusal(error));
        }
        match answer.get("code") {
            Some(code) if !code.is_empty() => self.provider.prove(code, asked).await,
            _ => Err(NoProof::Untrusted("the answer holds no code".to_owned())),
        }
    }

    /// A ceremony is answered once, and by the browser that began it.
    fn take(&self, state: &str, browser: Option<&str>) -> Option<Ceremony> {
        let (_, ceremony) = self.open.remove(state)?;
        let is_same = browser.is_some_and(|browser| browser == ceremony.browser);
        (is_same && self.clock.now() < ceremony.until).then_some(ceremony)
    }

    /// The roles that groups give now. A service that there is not gives none.
    pub(crate) fn roles(&self, groups: &[String], control: &Control) -> Vec<Grant> {
        let mut roles = Vec::new();
        for gives in &self.provider.settings.roles {
            if !groups.contains(&gives.group) {
                continue;
            }
            let Some(slug) = &gives.service else {
                roles.push(Grant { role: gives.role, reach: Reach::Organization });
                continue;
            };
            if let Some(service) = control.service(slug) {
                roles.push(Grant { role: gives.role, reach: Reach::Service(service.id) });
            } else {
                tracing::warn!(slug, "openid_roles names a service that is not there: no role");
            }
        }
        roles
    }

    /// 256 random bits, in letters that need no escape anywhere.
    fn drawn(&self) -> String {
        let mut random = [0; 32];
        self.entropy.fill(&mut random);
        hexadecimal(&random)
    }
}

fn too_slow() -> ProviderError {
    ProviderError::Unreachable(format!("it took longer than {} seconds", STEP_WITHIN.as_secs()))
}

/// What the provider says instead of a code (RFC 6749, 4.1.2.1; OpenID Connect Core 1.0, 3.1.2.6).
fn refusal(error: &str) -> NoProof {
    // It goes to the log, and anybody can write an address.
    let said: String =
        error.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect();
    match error {
        "access_denied" => NoProof::Denied(said),
        "unmet_authentication_requirements" => NoProof::Weak(said),
        "temporarily_unavailable" | "server_error" => ProviderError::Unreachable(said).into(),
        _ => NoProof::Failed(said),
    }
}
