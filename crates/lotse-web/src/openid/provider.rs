//! The provider: what it says of itself, what it is asked, and whether what it answers is proof.
//!
//! The one file that knows the library's types. What must hold: nothing is believed that is not signed by the
//! provider for this installation, for this ceremony and for now.

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, SystemTime},
};

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    clock::Clock,
    person::{EmailAddress, PersonName},
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AdditionalProviderMetadata, AuthType,
    AuthenticationContextClass, AuthenticationFlow, AuthorizationCode, Client, ClientId,
    ClientSecret, CsrfToken, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenFields, IdTokenVerifier, JsonWebKeySet, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl,
    RequestTokenError, Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod,
        CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
    },
    url::Url,
};
use openidconnect::{ClaimsVerificationError, SignatureVerificationError};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::sync::Mutex;

use super::{
    NoProof, Proof,
    claims::Claims,
    http::{Http, HttpError},
    settings::{OpenIdSettings, is_guarded},
};

/// For how long what a provider says of itself holds.
const DOCUMENT_LIFE: SignedDuration = SignedDuration::from_hours(1);
/// For how long a provider that could not be asked is not asked again.
const FAILURE_LIFE: SignedDuration = SignedDuration::from_secs(10);
/// How often a signature that no known key fits may make us ask for the keys.
const KEYS_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);
/// How far the clocks of provider and installation may differ, in seconds.
const LEEWAY_S: u64 = 60;

/// Signatures that only the provider can make. Never `none`; and none with a secret that both sides know.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What a provider says of itself beyond what the library reads.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct AlsoSaid {
    /// RFC 9207, 3: its answers name it.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    /// RFC 8414, 2.
    code_challenge_methods_supported: Option<Vec<String>>,
}

impl AdditionalProviderMetadata for AlsoSaid {}

/// Claims beyond those that every provider knows; groups are among them.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct OtherClaims {
    #[serde(flatten)]
    all: Claims,
}

impl AdditionalClaims for OtherClaims {}

type Metadata = ProviderMetadata<
    AlsoSaid,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;
type Fields = IdTokenFields<
    OtherClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type IdToken = openidconnect::IdToken<
    OtherClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type IdTokenClaims = openidconnect::IdTokenClaims<OtherClaims, CoreGenderClaim>;
type UserInfo = openidconnect::UserInfoClaims<OtherClaims, CoreGenderClaim>;
type ProviderClient = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why nothing can be asked of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProviderError {
    /// It does not answer, or says that it cannot.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(String),
    /// What it says of itself is not as it must be.
    #[error("what the provider says of itself cannot be used: {0}")]
    Document(String),
    /// This machine cannot ask anybody.
    #[error("this machine cannot open connections: {0}")]
    Machine(String),
}

/// What was asked for in a ceremony and must come back, or must not be known to others.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) state: String,
    pub(super) nonce: String,
    /// Of PKCE (RFC 7636).
    pub(super) verifier: String,
}

/// What a look at a provider found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// It does not say that it knows PKCE with S256.
    pub is_silent_on_pkce: bool,
    /// Wanted ways of proving oneself that it does not list, though it lists some.
    pub unlisted_acr: Vec<String>,
}

#[derive(Default)]
struct Known {
    document: Option<(Timestamp, Arc<Metadata>)>,
    failure: Option<(Timestamp, ProviderError)>,
    keys_again_at: Option<Timestamp>,
}

pub(super) struct Provider {
    pub(super) settings: OpenIdSettings,
    redirect: RedirectUrl,
    pub(super) http: Http,
    clock: Arc<dyn Clock>,
    /// Held while the provider is asked, so that many at once ask once.
    known: Mutex<Known>,
}

impl Provider {
    pub(super) fn new(
        settings: OpenIdSettings,
        redirect: String,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ProviderError> {
        let machine = |error: &dyn Error| ProviderError::Machine(with_sources(error));
        let http = Http::new(!settings.issuer.is_encrypted()).map_err(|error| machine(&error))?;
        let redirect = RedirectUrl::new(redirect).map_err(|error| machine(&error))?;
        Ok(Self { settings, redirect, http, clock, known: Mutex::default() })
    }

    /// What the provider says of itself, asked at most once an hour.
    async fn document(&self) -> Result<Arc<Metadata>, ProviderError> {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        let is_fresh = |at: Timestamp, life| now.duration_since(at).abs() < life;
        if let Some((at, document)) = &known.document
            && is_fresh(*at, DOCUMENT_LIFE)
        {
            return Ok(Arc::clone(document));
        }
        if let Some((at, failure)) = &known.failure
            && is_fresh(*at, FAILURE_LIFE)
        {
            return Err(failure.clone());
        }
        let found = Metadata::discover_async(self.settings.issuer.url().clone(), &self.http).await;
        let found = found.map_err(|error| discovery(&error)).and_then(usable);
        match found {
            Ok(document) => {
                let document = Arc::new(document);
                *known = Known { document: Some((now, Arc::clone(&document))), ..Known::default() };
                Ok(document)
            }
            Err(failure) => {
                known.failure = Some((now, failure.clone()));
                Err(failure)
            }
        }
    }

    /// The document with keys that are newer than those in `old`; `None` if there can be none yet.
    async fn newer_keys(
        &self,
        old: &Arc<Metadata>,
    ) -> Result<Option<Arc<Metadata>>, ProviderError> {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        let Some((at, document)) = known.document.clone() else { return Ok(None) };
        if !Arc::ptr_eq(&document, old) {
            return Ok(Some(document));
        }
        // Anybody can send tokens with unknown keys: they must not make us ask for ever.
        if known.keys_again_at.is_some_and(|last| now.duration_since(last).abs() < KEYS_AGAIN_AFTER)
        {
            return Ok(None);
        }
        known.keys_again_at = Some(now);
        let keys = JsonWebKeySet::fetch_async(document.jwks_uri(), &self.http).await;
        let keys = keys.map_err(|error| discovery(&error))?;
        let newer = Arc::new((*document).clone().set_jwks(keys));
        known.document = Some((at, Arc::clone(&newer)));
        Ok(Some(newer))
    }

    /// Looks at what the provider says of itself.
    pub(super) async fn examine(&self) -> Result<Examined, ProviderError> {
        let document = self.document().await?;
        let methods = &document.additional_metadata().code_challenge_methods_supported;
        let knows = |methods: &Vec<String>| methods.iter().any(|method| method == "S256");
        let listed = document.acr_values_supported();
        let is_listed = |acr: &String| {
            listed.is_none_or(|listed| listed.iter().any(|value| value.as_str() == acr))
        };
        Ok(Examined {
            is_silent_on_pkce: !methods.as_ref().is_some_and(knows),
            unlisted_acr: self.settings.acr.iter().filter(|acr| !is_listed(acr)).cloned().collect(),
        })
    }

    /// The address at the provider to which the browser is led.
    pub(super) async fn address(&self, asked: Asked) -> Result<Url, ProviderError> {
        let document = self.document().await?;
        let Asked { state, nonce, verifier } = asked;
        let client = self.client(&document);
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier));
        let mut request =
            client.authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce));
        for scope in self.settings.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        for acr in &self.settings.acr {
            request = request.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
        }
        let (address, _, _) = request.set_pkce_challenge(challenge).url();
        Ok(address)
    }

    /// Whether an answer may come from this provider, by what it says of itself (RFC 9207, 2.4).
    pub(super) async fn is_named(&self, issuer: Option<&str>) -> Result<bool, ProviderError> {
        let document = self.document().await?;
        let names_itself =
            document.additional_metadata().authorization_response_iss_parameter_supported;
        Ok(match issuer {
            Some(issuer) => issuer == document.issuer().as_str(),
            None => !names_itself,
        })
    }

    /// Takes a code to the provider and checks everything that it gives for it.
    pub(super) async fn prove(&self, code: &str, asked: Asked) -> Result<Proof, NoProof> {
        let document = self.document().await?;
        let client = self.client(&document);
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request.map_err(|error| NoProof::Untrusted(error.to_string()))?;
        let answer = request
            .set_pkce_verifier(PkceCodeVerifier::new(asked.verifier))
            .request_async(&self.http)
            .await
            .map_err(|error| no_tokens(&error))?;
        let token = answer.id_token();
        let token = token.ok_or_else(|| NoProof::Untrusted("there is no ID token".to_owned()))?;
        let nonce = Nonce::new(asked.nonce);
        let claims = match self.verify(&document, token, answer.access_token(), &nonce) {
            Err(error) if is_about_keys(&error) => {
                let Some(newer) = self.newer_keys(&document).await? else {
                    return Err(no_proof(&error));
                };
                self.verify(&newer, token, answer.access_token(), &nonce)
            }
            verified => verified,
        };
        let claims = claims.map_err(|error| no_proof(&error))?;
        self.read(&client, claims, answer.access_token()).await
    }

    /// Checks a token, by OpenID Connect Core 1.0, 3.1.3.7.
    fn verify<'t>(
        &self,
        document: &Metadata,
        token: &'t IdToken,
        access_token: &AccessToken,
        nonce: &Nonce,
    ) -> Result<&'t IdTokenClaims, ClaimsVerificationError> {
        let client_id = ClientId::new(self.settings.client_id.clone());
        let now = u64::try_from(self.clock.now().as_second()).unwrap_or_default();
        let earliest = SystemTime::UNIX_EPOCH + Duration::from_secs(now.saturating_sub(LEEWAY_S));
        let latest = SystemTime::UNIX_EPOCH + Duration::from_secs(now + LEEWAY_S);
        let acceptable = self.settings.acr.clone();
        let verifier = IdTokenVerifier::new_public_client(
            client_id.clone(),
            document.issuer().clone(),
            document.jwks().clone(),
        )
        .set_allowed_algs(ALGORITHMS)
        // Who else a token is for does not matter where it says that it was given to us: see below.
        .set_other_audience_verifier_fn(|_| true)
        .set_time_fn(move || earliest.into())
        .set_issue_time_verifier_fn(move |issued| {
            let is_past = SystemTime::from(issued) <= latest;
            if is_past { Ok(()) } else { Err("it was issued in the future".to_owned()) }
        })
        .set_auth_context_verifier_fn(move |acr| {
            let is_strong = acceptable.is_empty()
                || acr.is_some_and(|acr| acceptable.iter().any(|each| each == acr.as_str()));
            if is_strong { Ok(()) } else { Err("it is none of openid_acr".to_owned()) }
        });
        let claims = token.claims(&verifier, nonce)?;
        // The library leaves this one to us.
        let is_ours = match claims.authorized_party() {
            Some(party) => *party == client_id,
            None => claims.audiences().len() == 1,
        };
        if !is_ours {
            let reason = "it was given to another client".to_owned();
            return Err(ClaimsVerificationError::InvalidAudience(reason));
        }
        if let Some(expected) = claims.access_token_hash() {
            let signature = ClaimsVerificationError::SignatureVerification;
            let algorithm = token.signing_alg().map_err(signature)?;
            let key = token.signing_key(&verifier).map_err(signature)?;
            let found = AccessTokenHash::from_token(access_token, algorithm, key)
                .map_err(|error| ClaimsVerificationError::Other(error.to_string()))?;
            if found != *expected {
                let reason = "the access token is not the one that it names".to_owned();
                return Err(ClaimsVerificationError::Other(reason));
            }
        }
        Ok(claims)
    }

    /// Reads who somebody is; asks for what the token does not say.
    async fn read(
        &self,
        client: &ProviderClient,
        claims: &IdTokenClaims,
        access_token: &AccessToken,
    ) -> Result<Proof, NoProof> {
        let groups_in = |claims: &OtherClaims| self.settings.groups_claim.groups(&claims.all);
        let mut groups = groups_in(claims.additional_claims());
        let mut email = verified(claims.email().map(|e| e.as_str()), claims.email_verified());
        let mut name = claims.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        let misses_groups = groups.is_none() && !self.settings.roles.is_empty();
        if (misses_groups || claims.email().is_none())
            && let Some(info) = self.user_info(client, claims, access_token).await?
        {
            groups = groups.or_else(|| groups_in(info.additional_claims()));
            if claims.email().is_none() {
                email = verified(info.email().map(|e| e.as_str()), info.email_verified());
            }
            let said = info.name().and_then(|name| name.get(None));
            name = name.or_else(|| said.map(|name| name.to_string()));
        }
        Ok(Proof {
            issuer: claims.issuer().as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
            email,
            name: name.and_then(|name| PersonName::new(&name).ok()),
            groups: groups.unwrap_or_default(),
        })
    }

    /// What the provider says of whom the token is about; `None` where it has no place for that.
    async fn user_info(
        &self,
        client: &ProviderClient,
        claims: &IdTokenClaims,
        access_token: &AccessToken,
    ) -> Result<Option<UserInfo>, NoProof> {
        // The library puts the token into a header and expects that it fits into one.
        if !access_token.secret().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NoProof::Untrusted("the access token cannot be sent".to_owned()));
        }
        let subject = claims.subject().clone();
        let Ok(request) = client.user_info(access_token.clone(), Some(subject)) else {
            return Ok(None);
        };
        let info: Result<UserInfo, _> = request.request_async(&self.http).await;
        info.map(Some).map_err(|error| match error {
            openidconnect::UserInfoError::Request(error) => unreachable_provider(&error).into(),
            openidconnect::UserInfoError::ClaimsVerification(_) => {
                NoProof::Untrusted("userinfo is about somebody else".to_owned())
            }
            error => NoProof::Untrusted(format!("userinfo: {error}")),
        })
    }

    fn client(&self, document: &Metadata) -> ProviderClient {
        let secret = self.settings.client_secret.as_ref();
        let client = Client::from_provider_metadata(
            document.clone(),
            ClientId::new(self.settings.client_id.clone()),
            secret.map(|secret| ClientSecret::new(secret.as_str().to_owned())),
        );
        // Basic is what holds where a provider says nothing (OpenID Connect Discovery 1.0, 3).
        let methods = document.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_some_and(|methods| methods.contains(&method));
        let in_body = takes(CoreClientAuthMethod::ClientSecretPost)
            && !takes(CoreClientAuthMethod::ClientSecretBasic);
        let way = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        client.set_auth_type(way).set_redirect_uri(self.redirect.clone())
    }
}

/// An address of mail that says who somebody is: one that the provider has verified.
fn verified(email: Option<&str>, is_verified: Option<bool>) -> Option<EmailAddress> {
    if is_verified == Some(true) { EmailAddress::new(email?).ok() } else { None }
}

/// A document by which a browser can be led to the provider and a code be taken there.
fn usable(document: Metadata) -> Result<Metadata, ProviderError> {
    let lacks = |what: &str| Err(ProviderError::Document(what.to_owned()));
    let is_local = document.issuer().url().scheme() == "http";
    if !is_guarded(document.authorization_endpoint().url(), is_local) {
        return lacks("its authorization_endpoint is not https");
    }
    if document.token_endpoint().is_none() {
        return lacks("it names no token_endpoint");
    }
    Ok(document)
}

fn is_about_keys(error: &ClaimsVerificationError) -> bool {
    matches!(
        error,
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey
                | SignatureVerificationError::AmbiguousKeyId(_)
                | SignatureVerificationError::CryptoError(_)
        )
    )
}

/// Why a token proves nothing, for the log: without what it says of anybody.
fn no_proof(error: &ClaimsVerificationError) -> NoProof {
    match error {
        ClaimsVerificationError::InvalidAuthContext(reason) => NoProof::Weak(reason.clone()),
        ClaimsVerificationError::SignatureVerification(why) => {
            NoProof::Untrusted(format!("ID token: signature: {why}"))
        }
        error => NoProof::Untrusted(format!("ID token: {error}")),
    }
}

/// Why there are no tokens. What came instead is not told: it may be about somebody.
fn no_tokens(
    error: &RequestTokenError<HttpError, StandardErrorResponse<CoreErrorResponseType>>,
) -> NoProof {
    match error {
        RequestTokenError::Request(error) => unreachable_provider(error).into(),
        RequestTokenError::ServerResponse(said) => NoProof::Failed(said.error().to_string()),
        RequestTokenError::Parse(..) => NoProof::Untrusted("tokens cannot be read".to_owned()),
        RequestTokenError::Other(why) => NoProof::Untrusted(why.clone()),
    }
}

fn discovery(error: &DiscoveryError<HttpError>) -> ProviderError {
    match error {
        DiscoveryError::Request(error) => unreachable_provider(error),
        DiscoveryError::Response(status, ..) if status.is_server_error() => {
            ProviderError::Unreachable(error.to_string())
        }
        error => ProviderError::Document(with_sources(error)),
    }
}

fn unreachable_provider(error: &HttpError) -> ProviderError {
    match error {
        HttpError::Request(_) => ProviderError::Unreachable(with_sources(error)),
        HttpError::PlainHttp(_) | HttpError::TooLong => ProviderError::Document(error.to_string()),
    }
}

/// An error with what led to it.
fn with_sources(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let more = source.to_string();
        if !words.contains(&more) {
            words.push_str(": ");
            words.push_str(&more);
        }
        next = source.source();
    }
    words
}
