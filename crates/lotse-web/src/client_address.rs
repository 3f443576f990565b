//! The network address of the browser behind a request. It is used while the request is handled and
//! never stored.
//!
//! What others write into a header is believed only when a proxy of our own wrote it: the peer must
//! lie in a configured range, and of a chain the last entry that is no proxy of ours counts.

use std::{
    net::{IpAddr, Ipv6Addr},
    str::FromStr,
};

use axum::http::HeaderMap;
use thiserror::Error;

/// A range of addresses, such as `10.0.0.0/8` or `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRange {
    first: IpAddr,
    prefix: u8,
}

/// Why a text is no range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is no address or range such as 10.0.0.0/8 or ::1")]
pub struct RangeError(String);

impl FromStr for AddressRange {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let wrong = || RangeError(text.chars().take(80).collect());
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let first = plain(address.parse().map_err(|_| wrong())?);
        let longest = if first.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| wrong())?,
            None => longest,
        };
        if prefix > longest { Err(wrong()) } else { Ok(Self { first, prefix }) }
    }
}

impl AddressRange {
    /// Whether an address lies in the range.
    pub fn contains(self, address: IpAddr) -> bool {
        match (self.first, plain(address)) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                first.to_bits() & mask == address.to_bits() & mask
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                first.to_bits() & mask == address.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// The proxies that this installation stands behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<AddressRange>);

impl TrustedProxies {
    /// Trusts these ranges and no others.
    pub fn new(ranges: Vec<AddressRange>) -> Self {
        Self(ranges)
    }

    /// Whether an address is a proxy of ours.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.contains(address))
    }

    /// The browser's address: the peer's, unless a trusted proxy says who it speaks for.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = plain(peer);
        if !self.contains(peer) {
            return peer;
        }
        let mut client = peer;
        for entry in chain(headers).into_iter().rev() {
            let Some(address) = entry else { break };
            client = address;
            if !self.contains(address) {
                break;
            }
        }
        client
    }
}

/// Whether a request came through some proxy, trusted or not.
pub(crate) fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded")
}

/// The addresses that the chain of proxies states, oldest first; `None` for an unreadable entry.
fn chain(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let texts = |name: &str| -> Vec<String> {
        let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).map(|e| e.trim().to_owned()).collect()
    };
    let forwarded = texts("forwarded");
    if forwarded.is_empty() {
        return texts("x-forwarded-for").iter().map(|entry| address_in(entry)).collect();
    }
    forwarded
        .iter()
        .map(|entry| {
            let mut parts = entry.split(';').filter_map(|part| part.trim().split_once('='));
            let (_, value) = parts.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
            address_in(value.trim().trim_matches('"'))
        })
        .collect()
}

/// An address with or without port and brackets.
fn address_in(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(plain(address));
    }
    if let Ok(socket) = text.parse::<std::net::SocketAddr>() {
        return Some(plain(socket.ip()));
    }
    let bare = text.strip_prefix('[')?.strip_suffix(']')?;
    bare.parse::<Ipv6Addr>().ok().map(|address| plain(IpAddr::V6(address)))
}

/// IPv4 addresses that arrive in IPv6 clothes are IPv4 addresses.
fn plain(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, headers: &[(&'static str, &str)]) -> String {
        let ranges = trusted.iter().map(|range| range.parse().unwrap()).collect();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        TrustedProxies::new(ranges).client(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn a_header_counts_only_behind_a_proxy_of_ours() {
        let header = [("x-forwarded-for", "203.0.113.9")];
        assert_eq!(client(&[], "10.0.0.1", &header), "10.0.0.1");
        assert_eq!(client(&["10.0.0.0/8"], "198.51.100.1", &header), "198.51.100.1");
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &header), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "::ffff:10.0.0.1", &header), "203.0.113.9");
    }

    #[test]
    fn of_a_chain_the_last_that_is_no_proxy_counts() {
        let forged = [("x-forwarded-for", "1.2.3.4, 203.0.113.9, 10.0.0.7")];
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &forged), "203.0.113.9");
        let forged = [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "203.0.113.9")];
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &forged), "203.0.113.9");
        let unreadable = [("x-forwarded-for", "1.2.3.4, unknown")];
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &unreadable), "10.0.0.1");
    }

    #[test]
    fn the_standard_header_is_read_in_each_of_its_forms() {
        for (value, expected) in [
            ("for=203.0.113.9", "203.0.113.9"),
            ("proto=https;For=\"[2001:db8::7]:4711\"", "2001:db8::7"),
            ("for=\"[2001:db8::7]\";by=10.0.0.1", "2001:db8::7"),
            ("for=203.0.113.9:80, for=10.2.2.2", "203.0.113.9"),
            ("for=_hidden", "10.0.0.1"),
        ] {
            assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &[("forwarded", value)]), expected);
        }
    }

    #[test]
    fn ranges_have_their_edges() {
        for (range, address, inside) in [
            ("10.0.0.0/8", "10.255.255.255", true),
            ("10.0.0.0/8", "11.0.0.0", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("::/0", "2001:db8::1", true),
            ("::1", "::1", true),
            ("192.0.2.1", "192.0.2.2", false),
        ] {
            let range: AddressRange = range.parse().unwrap();
            assert_eq!(range.contains(address.parse().unwrap()), inside, "{range:?} {address}");
        }
        for wrong in ["", "10.0.0.0/33", "a/8", "10.0.0.0/x", "::/129"] {
            assert!(wrong.parse::<AddressRange>().is_err(), "{wrong}");
        }
    }
}
