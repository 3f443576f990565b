//! The one cookie of each sample service: the name of a draft or of a sign-in, nothing else.

use axum::http::{HeaderMap, HeaderValue, header};

use super::store::Token;

/// A session cookie for the pages under one path.
pub(super) struct Cookie {
    /// Its name.
    pub(super) name: &'static str,
    /// The path below which browsers send it.
    pub(super) path: &'static str,
}

impl Cookie {
    /// The token that the browser sent, if it sent a well-formed one.
    pub(super) fn read(&self, headers: &HeaderMap) -> Option<Token> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.name)
            .and_then(|(_, value)| Token::from_text(value))
    }

    /// The header that gives the browser `token`. `Lax` keeps other sites from posting forms with
    /// it. Not `Secure`, since the demo also runs on plain HTTP at localhost.
    pub(super) fn set(&self, token: Token) -> HeaderValue {
        let text = format!("{}={token}; Path={}; HttpOnly; SameSite=Lax", self.name, self.path);
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }

    /// The header that makes the browser forget.
    pub(super) fn clear(&self) -> HeaderValue {
        let text = format!("{}=; Path={}; Max-Age=0; HttpOnly; SameSite=Lax", self.name, self.path);
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }
}
