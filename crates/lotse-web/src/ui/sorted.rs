//! A long table: sorted by the head that is chosen, a hundred rows at a time, each with a way on.

use askama::{Template, filters::HtmlSafe};

use crate::{
    messages::Text,
    query::Query,
    ui::table::{DataCell, NARROW},
};

/// Rows of a page.
pub(crate) const ROWS: usize = 100;
/// The parameter that says at which row a page begins, from 1.
pub(crate) const FROM: &str = "from";
/// The parameter that says by which head it is sorted.
pub(crate) const SORT: &str = "sort";

/// A long table.
#[derive(Template)]
#[template(path = "ui/sorted.html")]
pub(crate) struct SortedTable {
    caption: String,
    /// That of the names first.
    heads: Vec<Head>,
    rows: Vec<SortedRow>,
    /// What the ways to other rows are called, if there may be some.
    nav_label: Option<String>,
    /// Which rows these are, of how many.
    range: String,
    /// To other rows: words, address, relation.
    ways: Vec<(String, String, &'static str)>,
    notes: Vec<String>,
}

impl HtmlSafe for SortedTable {}

/// A head by which rows can be sorted.
struct Head {
    words: String,
    /// Where it leads; nowhere in a file.
    address: Option<String>,
    /// How the rows are sorted by it, if they are.
    order: Option<&'static str>,
}

/// One row.
pub(crate) struct SortedRow {
    pub(crate) label: String,
    /// Where it leads.
    pub(crate) address: Option<String>,
    pub(crate) cells: Vec<DataCell>,
    /// Length of the bar, in per cent of the longest.
    pub(crate) bar: Option<f64>,
}

/// What a long table is made of.
pub(crate) struct Sorted<'a> {
    pub(crate) caption: String,
    /// Words and spelling of each head, that of the names first.
    pub(crate) heads: Vec<(String, &'static str)>,
    /// The spelling of the head by which the rows are sorted.
    pub(crate) by: &'static str,
    /// Rows in all.
    pub(crate) count: usize,
    /// Place of the first of these rows, from 0.
    pub(crate) first: usize,
    pub(crate) rows: Vec<SortedRow>,
    pub(crate) notes: Vec<String>,
    pub(crate) path: &'a str,
    pub(crate) query: &'a Query,
    /// It stands in a file, where nothing leads on.
    pub(crate) is_file: bool,
}

impl SortedTable {
    pub(crate) fn new(text: Text, sorted: Sorted<'_>) -> Self {
        let Sorted { caption, heads, by, count, first, rows, notes, path, query, is_file } = sorted;
        let head = |(place, (words, spelling)): (usize, (String, &'static str))| Head {
            words,
            address: (!is_file).then(|| query.with(SORT, spelling).with(FROM, "").address(path)),
            // Names from A to Z, numbers from the largest on.
            order: (spelling == by).then_some(if place == 0 { "ascending" } else { "descending" }),
        };
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let last = first + rows.len();
        let values = [
            ("first", number(if rows.is_empty() { 0 } else { first + 1 }).into()),
            ("last", number(last).into()),
            ("rows", number(count).into()),
        ];
        let to = |place: usize| {
            let from = if place == 0 { String::new() } else { (place + 1).to_string() };
            query.with(FROM, &from).address(path)
        };
        let mut ways = Vec::new();
        if first > 0 && !is_file {
            ways.push((text.say("rows-before"), to(first.saturating_sub(ROWS)), "prev"));
        }
        if last < count && !is_file {
            ways.push((text.say("rows-after"), to(last), "next"));
        }
        Self {
            caption,
            heads: heads.into_iter().enumerate().map(head).collect(),
            nav_label: (!is_file).then(|| text.say("rows-label")),
            range: text.fill("rows-range", &values),
            rows,
            ways,
            notes,
        }
    }

    /// The heads of numbers.
    fn numbers(&self) -> impl Iterator<Item = &Head> {
        self.heads.iter().skip(1)
    }

    /// Whether numbers need their heads beside them on a narrow screen.
    fn is_broad(&self) -> bool {
        self.numbers().count() > NARROW
    }
}
