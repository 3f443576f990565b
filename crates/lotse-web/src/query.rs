//! The part of an address after the question mark: read once, leniently, and written back.

use axum::http::Uri;

/// The parameters of an address, in their order. Of two with one name the first counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query(Vec<(String, String)>);

/// So many parameters are read; no page has more.
const MOST: usize = 80;

impl Query {
    pub(crate) fn of(uri: &Uri) -> Self {
        Self::parse(uri.query().unwrap_or_default())
    }

    /// Reads parameters in the form that browsers send them.
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes()).take(MOST);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter that may come several times.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The same parameters but for one, which is set; an empty value takes it away.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs: Vec<_> = self.0.iter().filter(|(found, _)| found != name).cloned().collect();
        if !value.is_empty() {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Self(pairs)
    }

    /// The address of `path` with these parameters.
    pub(crate) fn address(&self, path: &str) -> String {
        if self.0.is_empty() {
            return path.to_owned();
        }
        let pairs = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("{path}?{text}")
    }

    /// The parameters as hidden fields of a form need them.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        let query = Query::parse("first=2026-01-01&page=%2Fa+b&first=x");
        assert_eq!(query.get("first"), Some("2026-01-01"));
        assert_eq!(query.get("page"), Some("/a b"));
        assert_eq!(query.with("first", "").address("/s/a"), "/s/a?page=%2Fa+b");
        assert_eq!(Query::default().with("a", "ä&").address("/"), "/?a=%C3%A4%26");
        assert_eq!(Query::default().address("/"), "/");
    }
}
