//! What of a long list is asked for: which rows, in which order, from where on.

use askama::{Template, filters::HtmlSafe};

use crate::{
    error::Failure,
    messages::Text,
    query::Query,
    ui::sorted::{FROM, ROWS, SORT, Shown},
};

/// The parameter that says what rows must hold.
pub(crate) const SEARCH: &str = "search";
/// The longest text that is searched for, in characters.
const LONGEST_SEARCH: usize = 200;
/// From so many rows on a list has a field to search it.
pub(crate) const SEARCHABLE: usize = 20;

/// What of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Only rows that hold this; empty for all.
    pub(crate) search: String,
    /// By what they are sorted: one of the spellings that the list knows.
    pub(crate) sort: &'static str,
    /// Place of the first row, from 0.
    pub(crate) first: usize,
}

impl Listing {
    /// Reads an address; without a word it is sorted by `usual`.
    ///
    /// # Errors
    /// The name of the parameter that cannot be.
    pub(crate) fn read(
        query: &Query,
        sorts: &[&'static str],
        usual: &'static str,
    ) -> Result<Self, &'static str> {
        let given = |name: &str| query.get(name).map(str::trim).filter(|text| !text.is_empty());
        let search = given(SEARCH).unwrap_or_default().to_owned();
        if search.chars().count() > LONGEST_SEARCH {
            return Err(SEARCH);
        }
        let sort = match given(SORT) {
            None => usual,
            Some(text) => sorts.iter().copied().find(|sort| *sort == text).ok_or(SORT)?,
        };
        Ok(Self { search, sort, first: first(query, FROM)? })
    }

    /// The same for a page, which answers what cannot be with its name.
    pub(crate) fn of(
        query: &Query,
        sorts: &[&'static str],
        usual: &'static str,
    ) -> Result<Self, Failure> {
        Self::read(query, sorts, usual).map_err(|name| Failure::Parameter { name })
    }

    /// Whether a text holds every word that is searched for, in any case.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.search.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// The rows of the page that is asked for, and which of all they are.
    pub(crate) fn page<T>(&self, rows: Vec<T>) -> (Vec<T>, Shown) {
        page(self.first, rows)
    }
}

/// The place that a parameter says, from 0; addresses count from 1.
fn first(query: &Query, name: &'static str) -> Result<usize, &'static str> {
    match query.get(name).map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(0),
        Some(text) => match text.parse::<usize>() {
            Ok(from) if from > 0 => Ok(from - 1),
            _ => Err(name),
        },
    }
}

/// The rows of the page that a parameter asks for, of a list that has no other choice.
///
/// # Errors
/// When the parameter is no number from 1 on.
pub(crate) fn turned<T>(
    query: &Query,
    name: &'static str,
    rows: Vec<T>,
) -> Result<(Vec<T>, Shown), Failure> {
    let first = first(query, name).map_err(|name| Failure::Parameter { name })?;
    Ok(page(first, rows))
}

fn page<T>(first: usize, rows: Vec<T>) -> (Vec<T>, Shown) {
    let count = rows.len();
    // A place behind the last row, of an old address, still shows something.
    let first = if first < count { first / ROWS * ROWS } else { 0 };
    let rows: Vec<T> = rows.into_iter().skip(first).take(ROWS).collect();
    let shown = Shown { first, rows: rows.len(), count };
    (rows, shown)
}

/// A field that searches the list it stands above. Every word of it must be in what is found.
#[derive(Template)]
#[template(path = "ui/list_search.html")]
pub(crate) struct ListSearch {
    label: String,
    button: String,
    /// Back to all rows, where something is searched for.
    all: Option<(String, String)>,
    typed: String,
    action: String,
    kept: Vec<(String, String)>,
}

impl HtmlSafe for ListSearch {}

impl ListSearch {
    /// The field of a list with so many rows before any search; a short list has none.
    pub(crate) fn new(
        text: Text,
        label: String,
        listing: &Listing,
        count: usize,
        path: &str,
        query: &Query,
    ) -> Option<Self> {
        let kept = query.with(SEARCH, "").with(FROM, "");
        let is_searched = !listing.search.is_empty();
        (count >= SEARCHABLE || is_searched).then(|| Self {
            label,
            button: text.say("search-button"),
            all: is_searched.then(|| (text.say("rows-all"), kept.address(path))),
            typed: listing.search.clone(),
            action: path.to_owned(),
            kept: kept.pairs().to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Listing, &'static str> {
        Listing::read(&Query::parse(query), &["name", "used"], "name")
    }

    #[test]
    fn what_cannot_be_is_said_by_name() {
        let usual = read("").unwrap();
        assert_eq!((usual.sort, usual.first, usual.search.as_str()), ("name", 0, ""));
        let listing = read("sort=used&from=101&search=+Ada+").unwrap();
        assert_eq!((listing.sort, listing.first, listing.search.as_str()), ("used", 100, "Ada"));
        for (query, name) in
            [("sort=size", SORT), ("from=0", FROM), ("from=-1", FROM), ("from=x", FROM)]
        {
            assert_eq!(read(query), Err(name), "{query}");
        }
        assert_eq!(read(&format!("search={}", "x".repeat(201))), Err(SEARCH));
    }

    #[test]
    fn pages_follow_each_other_without_a_gap() {
        let all: Vec<usize> = (0..250).collect();
        let mut seen = Vec::new();
        for from in [1, 101, 201] {
            let (rows, shown) = read(&format!("from={from}")).unwrap().page(all.clone());
            assert_eq!(shown, Shown { first: from - 1, rows: rows.len(), count: 250 });
            seen.extend(rows);
        }
        assert_eq!(seen, all);
        assert_eq!(read("from=9999").unwrap().page(all).1.first, 0);
    }

    #[test]
    fn every_word_must_be_there_whatever_its_case() {
        let listing = read("search=ADA+example").unwrap();
        assert!(listing.is_in("Ada Beispiel ada@amt.example"));
        assert!(!listing.is_in("Ada Beispiel"));
        assert!(read("").unwrap().is_in("anything"));
    }
}
