//! A form that was sent: its fields, after the proof that it is the reader's own.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};

use crate::{body, caller::Caller, error::Failure, query::Query, state::AppState};

/// The field that carries the session's form token.
pub(crate) const TOKEN_FIELD: &str = "form_token";
/// The longest form, in bytes.
const FORM_BYTES: usize = 64 * 1024;

/// The fields of a form. That it came from our own page was checked before (`access.rs`); that it
/// belongs to this session is checked here, so that every form of a page takes them, even one without fields.
pub(crate) struct Fields(Query);

impl Fields {
    /// All fields as they came.
    pub(crate) fn query(&self) -> &Query {
        &self.0
    }

    /// Every value of a field that may come several times.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.0.all(name)
    }

    /// The text of a field as it came: white space can be part of a password.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_default()
    }

    /// The text of a field, without white space around it.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_default().trim()
    }
}

impl FromRequest<AppState> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Failure> {
        let caller = request.extensions().get::<Arc<Caller>>().cloned();
        let bytes = body::read(request.into_body(), FORM_BYTES).await?;
        let fields = Query::parse(&String::from_utf8_lossy(&bytes));
        if let Some(caller) = caller {
            let sent = fields.get(TOKEN_FIELD).unwrap_or_default();
            let own = caller.form_token().ok_or(Failure::OutdatedForm)?;
            if !is_same(sent.as_bytes(), own.as_bytes()) {
                return Err(Failure::OutdatedForm);
            }
        }
        Ok(Self(fields))
    }
}

/// Whether a form that brings a file is the reader's own: its first field carries the token.
pub(crate) fn is_own(caller: &Caller, token: &str) -> bool {
    caller.form_token().is_some_and(|own| is_same(token.as_bytes(), own.as_bytes()))
}

/// Compares in a time that does not depend on where two secrets of one length begin to differ.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_token_is_the_same() {
        assert!(is_same(b"abc", b"abc"));
        assert!(!is_same(b"abc", b"abd"));
        assert!(!is_same(b"abc", b"ab"));
        assert!(!is_same(b"", b"a"));
    }
}
