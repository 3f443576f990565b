//! A service: what is measured, for whom, and under which collection profile.

use jiff::tz::TimeZone;
use thiserror::Error;

use crate::{
    authority::AuthorityPlace,
    ids::{ServiceId, ServiceSlug},
    words::words,
};

words! {
    /// Whom a service is for. The two kinds live in two lakes that no query joins.
    ServiceKind {
        /// Residents and businesses.
        Public = "public",
        /// The agency's own staff; nobody is ever watched singly.
        Employees = "employees",
    }
}

words! {
    /// What a service may read and store, by law and choice. The order is from narrow to wide.
    CollectionProfile {
        /// No script reads the device, nothing is stored; page views and signals sent on purpose.
        Headers = "headers",
        /// Interaction is captured, nothing is stored on the device.
        Statistics = "statistics",
        /// A first-party id after consent.
        Consented = "consented",
        /// The service's own signed user reference.
        SignedIn = "signed-in",
    }
}

impl CollectionProfile {
    /// Whether clicks, custom events by script, element descriptions, referrer domains and engaged
    /// time exist under it.
    pub fn captures_interaction(self) -> bool {
        self != Self::Headers
    }

    /// How the pseudonym of a visitor arises under it.
    pub fn identity(self) -> IdentityQuality {
        match self {
            Self::Headers | Self::Statistics => IdentityQuality::DailyHash,
            Self::Consented => IdentityQuality::FirstPartyId,
            Self::SignedIn => IdentityQuality::SignedReference,
        }
    }

    /// The profiles that a service under this one may change to, itself included: those that count people
    /// in the same way, since figures from before and after would not be comparable else. No first-party
    /// id exists in this version, so nothing changes to `consented`.
    pub fn interchangeable(self) -> &'static [Self] {
        match self {
            Self::Headers | Self::Statistics => &[Self::Headers, Self::Statistics],
            Self::Consented => &[Self::Consented],
            Self::SignedIn => &[Self::SignedIn],
        }
    }
}

words! {
    /// The kind of pseudonym behind a count of people.
    IdentityQuality {
        /// A keyed hash that lives one day; merges people behind one address.
        DailyHash = "daily-hash",
        /// A random id kept in the browser after consent.
        FirstPartyId = "first-party-id",
        /// The service's signed reference, re-keyed each quarter.
        SignedReference = "signed-reference",
    }
}

words! {
    /// Where a service is delivered; sets the default collection profile.
    Jurisdiction {
        /// United States.
        UnitedStates = "us",
        /// United Kingdom.
        UnitedKingdom = "uk",
        /// Germany.
        Germany = "de",
        /// Another member of the European Union.
        EuropeanUnion = "eu",
        /// Australia.
        Australia = "au",
        /// Canada.
        Canada = "ca",
        /// Anywhere else.
        Other = "other",
    }
}

impl Jurisdiction {
    /// The profile that a new service of this kind starts with here.
    pub fn default_profile(self, kind: ServiceKind) -> CollectionProfile {
        if kind == ServiceKind::Employees {
            return CollectionProfile::SignedIn;
        }
        match self {
            Self::UnitedStates | Self::UnitedKingdom | Self::Australia | Self::Canada => {
                CollectionProfile::Statistics
            }
            Self::Germany | Self::EuropeanUnion | Self::Other => CollectionProfile::Headers,
        }
    }
}

/// The public key that a page carries. Anybody may read it; it allows nothing but sending events.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PublicKey(String);

impl PublicKey {
    /// Letters and digits that nobody confuses when reading them aloud (Crockford's base 32).
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Makes a key of sixteen signs from as many random bytes.
    pub fn from_random(random: [u8; 16]) -> Self {
        let signs = random.iter().map(|b| char::from(Self::ALPHABET[usize::from(b & 31)]));
        Self(format!("pk_{}", signs.collect::<String>()))
    }

    /// Reads a key back from storage or from a request. Whether it exists is another question.
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The scheme, host and port that a service's pages are served from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

/// Why a text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OriginError {
    /// It does not start with `https://` or `http://`.
    #[error("must begin with https:// or http://")]
    Scheme,
    /// There is no host.
    #[error("has no host name")]
    Host,
    /// It is plain HTTP to something but this machine.
    #[error("uses plain http; only localhost may, because anyone between could read it")]
    PlainHttp,
    /// It names a path, query or user.
    #[error("must end after the host name or port")]
    Path,
}

impl Origin {
    /// Checks an origin and brings it into the form that browsers send: lower case, no path, no
    /// default port.
    ///
    /// # Errors
    /// When it is no http or https origin, or plain HTTP to another machine.
    pub fn new(text: &str) -> Result<Self, OriginError> {
        let text = text.trim().to_ascii_lowercase();
        let (scheme, rest) = if let Some(rest) = text.strip_prefix("https://") {
            ("https", rest)
        } else if let Some(rest) = text.strip_prefix("http://") {
            ("http", rest)
        } else {
            return Err(OriginError::Scheme);
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '@', ' ', '\\']) {
            return Err(OriginError::Path);
        }
        let (host, port) = split_port(rest);
        if host.is_empty()
            || !host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._[]:".contains(&b))
        {
            return Err(OriginError::Host);
        }
        let local = host == "localhost"
            || host.ends_with(".localhost")
            || host == "[::1]"
            || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback());
        if scheme == "http" && !local {
            return Err(OriginError::PlainHttp);
        }
        let default_port = if scheme == "https" { "443" } else { "80" };
        Ok(Self(match port {
            Some(port) if port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit()) => {
                return Err(OriginError::Host);
            }
            Some(port) if port != default_port => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        }))
    }

    /// The origin as browsers send it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// A share in whole percent, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u8);

impl Percent {
    /// A share; none where it is over 100.
    #[must_use]
    pub fn new(percent: u8) -> Option<Self> {
        (percent <= 100).then_some(Self(percent))
    }

    /// Whole percent.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }

    /// The same as a share from 0 to 1.
    #[must_use]
    pub fn share(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

/// What the pages of a service measure beside what its profile says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaptureSettings {
    /// Share of documents that measure Core Web Vitals.
    pub web_vitals: Percent,
    /// Whether display settings are counted, per service and day and nothing else.
    pub display: bool,
}

impl Default for CaptureSettings {
    fn default() -> Self {
        Self { web_vitals: Percent(10), display: false }
    }
}

/// Everything that the program knows of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its number in this installation.
    pub id: ServiceId,
    /// Its place in addresses.
    pub slug: ServiceSlug,
    /// Its name, as people know it.
    pub name: String,
    /// Whom it is for.
    pub kind: ServiceKind,
    /// Where it is delivered.
    pub jurisdiction: Jurisdiction,
    /// What may be read and stored.
    pub profile: CollectionProfile,
    /// The key its pages carry.
    pub public_key: PublicKey,
    /// Where its pages are served from. Events from other origins are refused.
    pub origins: Vec<Origin>,
    /// Query parameters that are part of a page's name; all others are dropped.
    pub allowed_parameters: Vec<String>,
    /// Where the authorities that deliver it have their pages; none where one body delivers it.
    pub authorities: Vec<AuthorityPlace>,
    /// What its pages measure beside that.
    pub capture: CaptureSettings,
    /// The time zone in which its days begin.
    pub time_zone: TimeZone,
    /// Whether its data was generated by the demo, and must say so.
    pub generated: bool,
}

impl Service {
    /// How visitors are told apart for it.
    pub fn identity(&self) -> IdentityQuality {
        self.profile.identity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_take_the_form_that_browsers_send() {
        for (text, expected) in [
            ("https://Benefits.Example.gov", Ok("https://benefits.example.gov")),
            ("https://a.gov:443/", Ok("https://a.gov")),
            ("https://a.gov:8443", Ok("https://a.gov:8443")),
            ("http://localhost:8080", Ok("http://localhost:8080")),
            ("http://[::1]:80", Ok("http://[::1]")),
            ("http://a.gov", Err(OriginError::PlainHttp)),
            ("http://localhost.evil.example", Err(OriginError::PlainHttp)),
            ("http://127.evil.example", Err(OriginError::PlainHttp)),
            ("http://127.0.0.1:9", Ok("http://127.0.0.1:9")),
            ("a.gov", Err(OriginError::Scheme)),
            ("https://", Err(OriginError::Host)),
            ("https://a.gov:", Err(OriginError::Host)),
            ("https://a.gov/apply", Err(OriginError::Path)),
            ("https://user@a.gov", Err(OriginError::Path)),
        ] {
            let found = Origin::new(text);
            assert_eq!(found.as_ref().map(Origin::as_str).map_err(|e| *e), expected, "{text}");
        }
    }

    #[test]
    fn employee_services_start_signed_in_everywhere() {
        for jurisdiction in Jurisdiction::ALL {
            assert_eq!(
                jurisdiction.default_profile(ServiceKind::Employees),
                CollectionProfile::SignedIn
            );
        }
        assert_eq!(
            Jurisdiction::Germany.default_profile(ServiceKind::Public),
            CollectionProfile::Headers
        );
    }

    #[test]
    fn every_word_reads_back() {
        for profile in CollectionProfile::ALL {
            assert_eq!(profile.as_str().parse(), Ok(*profile));
        }
        let error = "all".parse::<ServiceKind>().unwrap_err();
        assert_eq!(error.to_string(), "“all” is none of public, employees");
    }

    #[test]
    fn profiles_are_ordered_from_narrow_to_wide() {
        assert!(CollectionProfile::Headers < CollectionProfile::Statistics);
        assert!(CollectionProfile::Statistics < CollectionProfile::Consented);
    }
}
