//! One page per file: what it shows, its template beside it.

pub(super) mod action;
pub(super) mod case;
pub(super) mod done;
pub(super) mod notice;
pub(super) mod search;
pub(super) mod sign_in;
pub(super) mod work;

use axum::extract::{Query, rejection::QueryRejection};

/// What an address carries behind its question mark.
pub(super) type Asked = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// The value of `name` in an address, empty when it has none.
fn asked<'a>(query: &'a Asked, name: &str) -> &'a str {
    let pairs = query.as_ref().map(|Query(pairs)| pairs.as_slice()).unwrap_or_default();
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}
