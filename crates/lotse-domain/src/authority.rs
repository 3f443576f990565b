//! Where the authorities that deliver a service have their pages.
//!
//! An authority is told by the address of a page, which the service knows and nobody else needs to say: a
//! municipality has a host or a folder of its own.

use thiserror::Error;

use crate::{
    ids::{AuthorityCode, CodeError},
    service::{Origin, OriginError},
};

/// Everything below one address belongs to an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityPlace {
    /// The authority.
    pub code: AuthorityCode,
    origin: Origin,
    /// Begins with `/` or is empty; ends without one.
    path: String,
}

/// The most places of one service: a country has some thousand municipalities.
pub const MOST_PLACES: usize = 5_000;
/// The longest path, in characters.
const PATH_CHARS: usize = 200;

/// Why a line names no place of an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PlaceError {
    /// There are not two words.
    #[error("needs a code and an address, such as “09162000 https://benefits.example.gov/munich”")]
    Parts,
    /// The first word is no code.
    #[error("begins with a code that {0}")]
    Code(CodeError),
    /// The second word is no address.
    #[error("names an address that {0}")]
    Address(OriginError),
    /// The address has a query, a fragment, or is too long.
    #[error("names an address with a query, a fragment or a path that is too long")]
    Path,
}

impl AuthorityPlace {
    /// Reads a line: the code, white space, and the address below which everything is the authority's.
    ///
    /// # Errors
    /// When it is no such line.
    pub fn new(line: &str) -> Result<Self, PlaceError> {
        let mut words = line.split_whitespace();
        let (Some(code), Some(address), None) = (words.next(), words.next(), words.next()) else {
            return Err(PlaceError::Parts);
        };
        let code = AuthorityCode::new(code).map_err(PlaceError::Code)?;
        let host_at = address.find("://").map_or(0, |scheme| scheme + 3);
        let rest = address.get(host_at..).unwrap_or_default();
        let path_at = rest.find('/').map_or(address.len(), |slash| host_at + slash);
        let (origin, path) = address.split_at_checked(path_at).unwrap_or((address, ""));
        let origin = Origin::new(origin).map_err(PlaceError::Address)?;
        let path = path.trim_end_matches('/');
        if path.contains(['?', '#']) || path.chars().count() > PATH_CHARS {
            return Err(PlaceError::Path);
        }
        Ok(Self { code, origin, path: path.to_owned() })
    }

    /// Where it begins: an origin, which is one of the service's.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The address below which everything is the authority's.
    pub fn address(&self) -> String {
        format!("{}{}", self.origin.as_str(), self.path)
    }

    /// How much of an address it covers; `None` where the address is not below it.
    fn covers(&self, origin: &str, path: &str) -> Option<usize> {
        let is_below = self.origin.as_str() == origin
            && path
                .strip_prefix(self.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        is_below.then_some(self.path.len())
    }
}

/// The authority to which the page at an absolute address belongs: that of the longest address above it.
pub fn authority_of<'p>(places: &'p [AuthorityPlace], url: &str) -> Option<&'p AuthorityCode> {
    if places.is_empty() {
        return None;
    }
    let host_at = url.find("://")? + 3;
    let rest = url.get(host_at..)?;
    let path_at = rest.find(['/', '?', '#']).map_or(url.len(), |end| host_at + end);
    let (origin, path) = url.split_at_checked(path_at)?;
    let origin = Origin::new(origin).ok()?;
    let covered =
        places.iter().filter_map(|place| Some((place.covers(origin.as_str(), path)?, &place.code)));
    covered.max_by_key(|(covered, _)| *covered).map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Vec<AuthorityPlace> {
        [
            "09162000 https://benefits.example.gov/munich/",
            "09162000-1 https://benefits.example.gov/munich/north",
            "11000000 https://berlin.example.gov",
        ]
        .map(|line| AuthorityPlace::new(line).unwrap())
        .to_vec()
    }

    #[test]
    fn a_page_belongs_to_the_longest_address_above_it() {
        let places = places();
        let of = |url| authority_of(&places, url).map(AuthorityCode::as_str);
        for (url, expected) in [
            ("https://benefits.example.gov/munich", Some("09162000")),
            ("https://benefits.example.gov/munich/apply?step=2", Some("09162000")),
            ("https://Benefits.Example.gov:443/munich#/x", Some("09162000")),
            ("https://benefits.example.gov/munich/north/apply", Some("09162000-1")),
            ("https://benefits.example.gov/munich-land", None),
            ("https://benefits.example.gov/", None),
            ("https://berlin.example.gov", Some("11000000")),
            ("https://berlin.example.gov?x=1", Some("11000000")),
            ("https://berlin.example.gov.evil.example/", None),
            ("/munich", None),
            ("", None),
        ] {
            assert_eq!(of(url), expected, "{url}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said() {
        for (line, wrong) in [
            ("", "needs a code"),
            ("09162000", "needs a code"),
            ("09162000 https://a.gov b", "needs a code"),
            ("Ä https://a.gov", "begins with a code"),
            ("09162000 a.gov/munich", "must begin with https://"),
            ("09162000 http://a.gov", "plain http"),
            ("09162000 https://a.gov/x?y", "query"),
        ] {
            let error = AuthorityPlace::new(line).unwrap_err().to_string();
            assert!(error.contains(wrong), "{line}: {error}");
        }
        let place = AuthorityPlace::new("06 https://A.gov/x/").unwrap();
        assert_eq!(
            (place.address().as_str(), place.origin().as_str()),
            ("https://a.gov/x", "https://a.gov")
        );
    }
}
