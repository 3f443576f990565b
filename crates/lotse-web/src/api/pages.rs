//! Lists for programs, a page at a time: `limit` entries, and a cursor for those after them.

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::{error::Failure, query::Query};

/// Entries of a page where nothing is asked for, and at most.
const USUAL: usize = 100;
const MOST: usize = 500;

/// Which part of a list is asked for.
#[derive(IntoParams, Serialize)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// Entries of a page, 1 to 500; 100 without it
    limit: Option<u16>,
    /// `next` of the page before
    after: Option<String>,
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// Its entries.
    items: Vec<T>,
    /// What to send as `after` for the next page; none after the last.
    next: Option<String>,
}

impl<T> Page<T> {
    /// The part of `all` that a request asks for. Each entry has a key by which the list is ordered; it is
    /// the cursor, so that what is added or deleted meanwhile shifts nothing.
    ///
    /// # Errors
    /// When `limit` is no number of entries.
    pub(crate) fn of<A>(
        query: &Query,
        mut all: Vec<A>,
        key: impl Fn(&A) -> String,
        entry: impl Fn(A) -> T,
    ) -> Result<Self, Failure> {
        let limit = match query.get("limit").map(str::parse) {
            None => USUAL,
            Some(Ok(limit)) if (1..=MOST).contains(&limit) => limit,
            Some(_) => return Err(Failure::Parameter { name: "limit" }),
        };
        all.sort_by_cached_key(&key);
        if let Some(after) = query.get("after") {
            all.retain(|entry| key(entry).as_str() > after);
        }
        let has_more = all.len() > limit;
        all.truncate(limit);
        let next = all.last().filter(|_| has_more).map(&key);
        Ok(Self { items: all.into_iter().map(entry).collect(), next })
    }
}

/// The key of what is ordered by its number: as wide as the largest, so that texts are in the order of numbers.
pub(crate) fn by_number(number: i64) -> String {
    format!("{number:019}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_on_one_page_whatever_is_deleted_meanwhile() {
        let all: Vec<u32> = (100..350).collect();
        let page = |query: &str, all: Vec<u32>| {
            Page::of(&Query::parse(query), all, u32::to_string, |n| n).unwrap()
        };
        let first = page("", all.clone());
        assert_eq!((first.items.len(), first.next.as_deref()), (100, Some("199")));
        let rest: Vec<u32> = all.into_iter().filter(|n| *n != 199).collect();
        let second = page("after=199&limit=500", rest);
        assert_eq!(
            (second.items.first(), second.items.len(), second.next),
            (Some(&200), 150, None)
        );
        for wrong in ["limit=0", "limit=501", "limit=x", "limit=-1"] {
            assert!(Page::of(&Query::parse(wrong), vec![1], u32::to_string, |n| n).is_err());
        }
    }
}
