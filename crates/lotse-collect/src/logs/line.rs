//! What a line of an access log says, whatever format it is written in.

use std::{borrow::Cow, net::IpAddr};

use jiff::Timestamp;

/// One request, as its server noted it. Referrers are not read: nothing of them is kept under the
/// profile of log events.
#[derive(Debug, PartialEq)]
pub(crate) struct LogLine<'a> {
    pub(crate) at: Timestamp,
    /// The client's network address, if the line has one that is no name.
    pub(crate) address: Option<IpAddr>,
    /// The host that was asked, if the line says so.
    pub(crate) host: Option<Cow<'a, str>>,
    /// Empty where the client sent no request that the server understood.
    pub(crate) method: Cow<'a, str>,
    /// Path and query.
    pub(crate) target: Cow<'a, str>,
    pub(crate) status: u16,
    pub(crate) user_agent: Option<Cow<'a, str>>,
    pub(crate) accept_language: Option<Cow<'a, str>>,
    /// The client sent Global Privacy Control or Do-Not-Track.
    pub(crate) signal: bool,
}

impl LogLine<'_> {
    /// A line of which only time and status are known.
    pub(crate) fn new(at: Timestamp, status: u16) -> Self {
        Self {
            at,
            address: None,
            host: None,
            method: Cow::Borrowed(""),
            target: Cow::Borrowed(""),
            status,
            user_agent: None,
            accept_language: None,
            signal: false,
        }
    }
}

/// A text that is not the dash by which logs say *nothing*.
pub(crate) fn stated(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && text != "-").then_some(text)
}

/// A network address, with or without port.
pub(crate) fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let (host, _) = text.rsplit_once(':')?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_with_and_without_port() {
        for (text, found) in [
            ("192.0.2.7", Some("192.0.2.7")),
            ("192.0.2.7:2817", Some("192.0.2.7")),
            ("2001:db8::7", Some("2001:db8::7")),
            ("[2001:db8::7]:443", Some("2001:db8::7")),
            ("host.example.gov", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(address(text), found.map(|text| text.parse().unwrap()), "{text}");
        }
    }
}
