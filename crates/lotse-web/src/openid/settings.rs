//! What an operator says about the sign-in provider, each part with its rule.

use std::{fmt, str::FromStr};

use lotse_domain::{role::Role, service::Origin};
use openidconnect::{IssuerUrl, url::Url};
use thiserror::Error;

use super::claims::ClaimPath;

/// Everything that is known about the provider before it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIdSettings {
    /// The address that the provider calls itself.
    pub issuer: Issuer,
    /// What the provider calls this installation.
    pub client_id: String,
    /// By which this installation proves to the provider who it is; `None` for a public client.
    pub client_secret: Option<ClientSecret>,
    /// What people call the provider.
    pub name: String,
    /// What is asked for, `openid` among it.
    pub scopes: Vec<String>,
    /// Where the groups of a person stand in what the provider says.
    pub groups_claim: ClaimPath,
    /// Which group gives which role.
    pub roles: Vec<GroupRole>,
    /// The ways of proving oneself to the provider that are strong enough; any if empty.
    pub acr: Vec<String>,
    /// Whether somebody who is not known is added, if a group gives them a role.
    pub adds_people: bool,
}

/// Why a text is no address of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IssuerError {
    /// It cannot be read.
    #[error("is no address")]
    Address,
    /// It is not encrypted, and not on this machine.
    #[error("is not https; plain http is only for this machine")]
    PlainHttp,
    /// It carries more than host and path.
    #[error("holds a user, a question mark or a fragment, which no issuer has")]
    Extra,
}

/// The address that a provider calls itself. It is compared letter by letter, a slash at its end included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(IssuerUrl);

impl Issuer {
    /// Checks and takes an address such as `https://id.example.gov/realms/staff`.
    ///
    /// # Errors
    /// When it is no https address, or plain http to anything but this machine.
    pub fn new(text: &str) -> Result<Self, IssuerError> {
        let url = IssuerUrl::new(text.to_owned()).map_err(|_| IssuerError::Address)?;
        let parts = url.url();
        if !is_guarded(parts, true) {
            return Err(IssuerError::PlainHttp);
        }
        let is_plain = parts.query().is_none()
            && parts.fragment().is_none()
            && parts.username().is_empty()
            && parts.password().is_none();
        if is_plain { Ok(Self(url)) } else { Err(IssuerError::Extra) }
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, by which people may know the provider.
    pub fn host(&self) -> &str {
        self.0.url().host_str().unwrap_or_default()
    }

    pub(super) fn url(&self) -> &IssuerUrl {
        &self.0
    }

    /// Whether connections to it are encrypted; only this machine may do without.
    pub(super) fn is_encrypted(&self) -> bool {
        self.0.url().scheme() == "https"
    }
}

/// Whether nobody on the way reads or changes what is sent to an address: it is encrypted, or `may_be_local`
/// and on this machine.
pub(super) fn is_guarded(address: &Url, may_be_local: bool) -> bool {
    Origin::new(&address.origin().ascii_serialization()).is_ok()
        && (address.scheme() == "https" || may_be_local)
}

/// A secret between this installation and the provider. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// Takes a secret as it lies in a file: white space around it is none of it. `None` if nothing is left.
    pub fn from_file(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(..)")
    }
}

/// A group at the provider and the role that it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRole {
    /// The group, letter by letter.
    pub group: String,
    /// What whoever is in it may.
    pub role: Role,
    /// Place of the service in addresses; `None` for the whole organization.
    pub service: Option<String>,
}

/// Why a text says no role of a group.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GroupRoleError {
    /// Nothing stands between group and role.
    #[error("has no “=” between group and role")]
    NoRole,
    /// No group stands before the role.
    #[error("names no group before “=”")]
    NoGroup,
    /// There is no such role.
    #[error("gives “{0}”, which is no role. There are: {all}", all = roles())]
    UnknownRole(String),
    /// No service stands after “in”.
    #[error("names no service after “in”, such as “viewer in permits”")]
    NoService,
}

fn roles() -> String {
    Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

impl FromStr for GroupRole {
    type Err = GroupRoleError;

    /// Reads `group = role` or `group = role in service`. The last “=” counts, so that names of groups may
    /// hold one, as those of directories do.
    fn from_str(text: &str) -> Result<Self, GroupRoleError> {
        let (group, gives) = text.rsplit_once('=').ok_or(GroupRoleError::NoRole)?;
        let group = group.trim();
        if group.is_empty() {
            return Err(GroupRoleError::NoGroup);
        }
        let mut words = gives.split_whitespace();
        let word = words.next().unwrap_or_default();
        let role = word.parse().map_err(|_| GroupRoleError::UnknownRole(word.to_owned()))?;
        let rest: Vec<&str> = words.collect();
        let service = match rest.as_slice() {
            [] => None,
            ["in", service] => Some((*service).to_owned()),
            _ => return Err(GroupRoleError::NoService),
        };
        Ok(Self { group: group.to_owned(), role, service })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_encrypted_or_on_this_machine_and_nothing_but_an_address() {
        for text in [
            "https://id.example.gov",
            "https://id.example.gov/",
            "https://id.example.gov:8443/realms/staff",
            "http://localhost:4000",
            "http://127.0.0.1:4000/oidc",
            "http://[::1]:4000",
        ] {
            assert_eq!(Issuer::new(text).unwrap().as_str(), text);
        }
        for (text, expected) in [
            ("", IssuerError::Address),
            ("id.example.gov", IssuerError::Address),
            ("http://id.example.gov", IssuerError::PlainHttp),
            ("http://localhost.example.gov", IssuerError::PlainHttp),
            ("ftp://localhost", IssuerError::PlainHttp),
            ("file:///etc/passwd", IssuerError::PlainHttp),
            ("https://id.example.gov/?a=b", IssuerError::Extra),
            ("https://id.example.gov/#a", IssuerError::Extra),
            ("https://ada:secret@id.example.gov", IssuerError::Extra),
        ] {
            assert_eq!(Issuer::new(text), Err(expected), "{text}");
        }
        assert_eq!(
            Issuer::new("https://id.example.gov/realms/a").unwrap().host(),
            "id.example.gov"
        );
    }

    #[test]
    fn plain_http_stays_on_this_machine_and_only_for_a_provider_there() {
        for (text, of_local, of_other) in [
            ("https://id.example.gov/token", true, true),
            ("http://localhost:4000/token", true, false),
            ("http://127.0.0.1/token", true, false),
            ("http://id.example.gov/token", false, false),
            ("http://0.0.0.0:4000/token", false, false),
            ("file:///etc/passwd", false, false),
        ] {
            let address = Url::parse(text).unwrap();
            let found = (is_guarded(&address, true), is_guarded(&address, false));
            assert_eq!(found, (of_local, of_other), "{text}");
        }
    }

    #[test]
    fn a_secret_is_read_without_its_line_break_and_never_shown() {
        let secret = ClientSecret::from_file("s3cr3t\n").unwrap();
        assert_eq!(secret.as_str(), "s3cr3t");
        assert_eq!(format!("{secret:?}"), "ClientSecret(..)");
        assert_eq!(ClientSecret::from_file(" \n"), None);
    }

    #[test]
    fn a_group_gives_a_role_everywhere_or_in_one_service() {
        for (text, group, role, service) in [
            ("Lotse admins = administrator", "Lotse admins", Role::Administrator, None),
            ("/lotse/permits=viewer in permits", "/lotse/permits", Role::Viewer, Some("permits")),
            (
                " CN=Lotse,OU=Groups,DC=example =  privacy-officer ",
                "CN=Lotse,OU=Groups,DC=example",
                Role::PrivacyOfficer,
                None,
            ),
            ("built in = editor", "built in", Role::Editor, None),
        ] {
            let read: GroupRole = text.parse().unwrap();
            let service = service.map(str::to_owned);
            assert_eq!(read, GroupRole { group: group.to_owned(), role, service }, "{text}");
        }
        for (text, expected) in [
            ("admins", GroupRoleError::NoRole),
            ("= viewer", GroupRoleError::NoGroup),
            ("admins =", GroupRoleError::UnknownRole(String::new())),
            ("admins = root", GroupRoleError::UnknownRole("root".to_owned())),
            ("admins = Viewer", GroupRoleError::UnknownRole("Viewer".to_owned())),
            ("admins = viewer in", GroupRoleError::NoService),
            ("admins = viewer of permits", GroupRoleError::NoService),
            ("admins = viewer in my permits", GroupRoleError::NoService),
        ] {
            assert_eq!(text.parse::<GroupRole>(), Err(expected), "{text}");
        }
        let told = "a = root".parse::<GroupRole>().unwrap_err().to_string();
        assert!(told.contains("viewer, analyst") && told.contains("administrator"), "{told}");
    }
}
