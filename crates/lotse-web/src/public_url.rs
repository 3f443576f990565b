//! Where people reach this installation. Links that leave the program begin with it, never with what
//! a request's `Host` says, since anybody can write that.

use axum::http::{HeaderMap, header};
use lotse_domain::service::{Origin, OriginError};

/// The address of this installation: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Origin);

impl PublicUrl {
    /// Takes an address such as `https://lotse.example.gov`.
    ///
    /// # Errors
    /// When it is no https address, or plain http to anything but this machine.
    pub fn new(text: &str) -> Result<Self, OriginError> {
        Origin::new(text).map(Self)
    }

    /// The address without a slash at its end.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether connections to it are encrypted; only localhost may do without.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.0.as_str().starts_with("https://")
    }

    /// The address of a path of this installation.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.as_str())
    }

    /// Whether a form came from a page of this installation, as far as the browser tells.
    ///
    /// Old browsers and other programs tell nothing; the token in the form decides then.
    pub(crate) fn sent(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        if let Some(site) = text("sec-fetch-site") {
            return site == "same-origin";
        }
        let Some(origin) = text("origin") else { return true };
        if origin == self.as_str() {
            return true;
        }
        // On one machine localhost and 127.0.0.1 are the same program under two names.
        let local = |text: &str| Origin::new(text).is_ok_and(|o| o.as_str().starts_with("http://"));
        let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
        local(origin) && host.is_some_and(|host| origin == format!("http://{host}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_forms_of_this_installation_are_taken() {
        let url = PublicUrl::new("https://lotse.example.gov").unwrap();
        for (headers, expected) in [
            (vec![], true),
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (
                vec![("sec-fetch-site", "cross-site"), ("origin", "https://lotse.example.gov")],
                false,
            ),
            (vec![("sec-fetch-site", "none")], false),
            (vec![("origin", "https://lotse.example.gov")], true),
            (vec![("origin", "null")], false),
            (vec![("origin", "https://evil.example"), ("host", "evil.example")], false),
            (vec![("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], true),
            (vec![("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8081")], false),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in &headers {
                map.insert(*name, value.parse().unwrap());
            }
            assert_eq!(url.sent(&map), expected, "{headers:?}");
        }
    }
}
