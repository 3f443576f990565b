//! Addresses: from what a browser shows to what a page is called.
//!
//! Kept are the path, the query parameters that the service allows, and a route in the fragment.
//! Each segment is decoded and redacted by itself (`docs/spec/redaction.md`, section 3). Of a
//! referrer only the domain is kept, and of other query parameters only the campaign.

use lotse_domain::{
    event::Campaign,
    property::{ShortText, limits},
    service::Service,
};

use crate::redact::{Redactions, Rule, redact, redact_named};

/// What an address says, made private.
#[derive(Debug, PartialEq)]
pub(crate) struct Address {
    /// Path with allowed parameters and route.
    pub(crate) path: ShortText,
    /// From the `utm_` parameters.
    pub(crate) campaign: Campaign,
}

/// Reads an absolute http or https address. `None` if it is none.
pub(crate) fn read(url: &str, service: &Service, found: &mut Redactions) -> Option<Address> {
    let (_, rest) = split_authority(url)?;
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut name = path_name(path, found);
    if name.is_empty() {
        name.push('/');
    }
    push_query(&mut name, query, service, found);
    if fragment.starts_with(['!', '/']) {
        let (route, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        name.push('#');
        name.push_str(&path_name(route, found));
        push_query(&mut name, query, service, found);
    }
    // Redaction may lengthen a segment by a few characters, encoding too.
    let path = ShortText::cut(&name, limits::ADDRESS_CHARS)?;
    Some(Address { path, campaign: campaign(query, found) })
}

/// The domain of a referrer; `None` if it is no web address or one of the service's own origins.
pub(crate) fn referrer_domain(
    referrer: &str,
    service: &Service,
    found: &mut Redactions,
) -> Option<ShortText> {
    let (authority, _) = split_authority(referrer)?;
    let own = service.origins.iter().filter_map(|origin| split_authority(origin.as_str()));
    if own.into_iter().any(|(own, _)| own == authority) {
        return None;
    }
    let domain = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => host,
        _ => &authority,
    };
    let domain = domain.trim_end_matches('.');
    ShortText::cut(&redact(domain, found), LONGEST_DOMAIN)
}

/// The longest domain name (RFC 1035, section 2.3.4), in characters.
const LONGEST_DOMAIN: usize = 253;

/// The authority of an absolute address in lower case, without user and default port, and what
/// follows it.
fn split_authority(url: &str) -> Option<(String, &str)> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    let default_port = match scheme.to_ascii_lowercase().as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end)?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host).to_lowercase();
    let host = host.strip_suffix(default_port).unwrap_or(&host);
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    let named = host.chars().any(char::is_alphanumeric) && host.chars().all(is_host);
    named.then(|| (host.to_owned(), rest))
}

/// A path with each segment decoded, redacted and encoded again.
fn path_name(path: &str, found: &mut Redactions) -> String {
    let segments: Vec<String> =
        path.split('/').map(|segment| clean(segment, Place::Path, found)).collect();
    segments.join("/")
}

/// Appends the allowed parameters, sorted, so that their order makes no second page.
fn push_query(name: &mut String, query: &str, service: &Service, found: &mut Redactions) {
    let mut kept: Vec<(String, String)> = parameters(query)
        .filter(|(key, _)| service.allowed_parameters.contains(key))
        .map(|(key, value)| {
            let decoded = decode(&value, 2);
            let value = if is_long_number(&decoded) {
                clean(&value, Place::Decoded, found)
            } else {
                encode(&redact_named(&key, &decoded, found), Place::Decoded)
            };
            (clean(&key, Place::Decoded, found), value)
        })
        .collect();
    kept.sort();
    for (place, (key, value)) in kept.iter().enumerate() {
        name.push(if place == 0 { '?' } else { '&' });
        name.push_str(key);
        name.push('=');
        name.push_str(value);
    }
}

/// The parameters of a query, decoded once.
fn parameters(query: &str) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
}

fn campaign(query: &str, found: &mut Redactions) -> Campaign {
    let mut campaign = Campaign::default();
    for (key, value) in parameters(query) {
        let field = match key.as_str() {
            "utm_source" => &mut campaign.source,
            "utm_medium" => &mut campaign.medium,
            "utm_campaign" => &mut campaign.name,
            _ => continue,
        };
        if field.is_none() {
            *field = ShortText::cut(&redact(&decode(&value, 2), found), limits::NAME_CHARS);
        }
    }
    campaign
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// A segment of a path, as the address has it.
    Path,
    /// A name or value of a query, decoded once.
    Decoded,
}

/// One segment, name or value: decoded, redacted, and encoded where a sign would end it.
fn clean(segment: &str, place: Place, found: &mut Redactions) -> String {
    let decoded = decode(segment, if place == Place::Path { 3 } else { 2 });
    if is_long_number(&decoded) {
        found.count(Rule::Number);
        return Rule::Number.replacement().to_owned();
    }
    encode(&redact(&decoded, found), place)
}

/// A number that names a person or a case rather than a page.
fn is_long_number(text: &str) -> bool {
    text.len() >= LONG_NUMBER_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Encodes what would end a segment, name or value.
fn encode(text: &str, place: Place) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        let ends_it = match c {
            '%' | '?' | '#' | '/' | ' ' => true,
            '&' | '=' | '+' => place == Place::Decoded,
            c => c.is_control(),
        };
        if ends_it {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                encoded.push('%');
                encoded.extend(
                    [byte >> 4, byte & 15]
                        .into_iter()
                        .filter_map(|half| char::from_digit(u32::from(half), 16))
                        .map(|digit| digit.to_ascii_uppercase()),
                );
            }
        } else {
            encoded.push(c);
        }
    }
    encoded
}

/// Digits of a long number.
const LONG_NUMBER_DIGITS: usize = 9;

/// Percent-decoded until nothing changes, `rounds` times at most: what was encoded twice is redacted
/// too.
pub(crate) fn decode(segment: &str, rounds: usize) -> String {
    let mut text = segment.to_owned();
    for _ in 0..rounds {
        match decode_once(&text) {
            Some(decoded) => text = decoded,
            None => break,
        }
    }
    text
}

/// `None` if there is nothing to decode.
fn decode_once(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                let value = hex(high).unwrap_or(0) * 16 + hex(low).unwrap_or(0);
                bytes.push(u8::try_from(value).unwrap_or(b'?'));
                changed = true;
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    changed.then(|| String::from_utf8_lossy(&bytes).into_owned())
}
