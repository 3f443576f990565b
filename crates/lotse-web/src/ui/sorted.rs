//! A long list: sorted by the head that is chosen, a hundred rows at a time, each with a way on. A table of
//! numbers is [`SortedTable`]; a list with other cells is made of its parts, [`SortHead`] and [`Turns`].

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
    heads: Vec<SortHead>,
    rows: Vec<SortedRow>,
    turns: Turns,
    notes: Vec<String>,
}

impl HtmlSafe for SortedTable {}

/// In which order a head sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Names from A to Z.
    Names,
    /// Numbers from the largest on.
    Numbers,
    /// Times from the newest on.
    Times,
}

/// A head by which rows can be sorted.
#[derive(Template)]
#[template(path = "ui/sort_head.html")]
pub(crate) struct SortHead {
    words: String,
    /// Where it leads; nowhere in a file.
    address: Option<String>,
    is_number: bool,
    /// How the rows are sorted by it, if they are.
    order: Option<&'static str>,
}

impl HtmlSafe for SortHead {}

impl SortHead {
    /// The head of what is sorted by `spelling`, in a list that is sorted by `by`. It leads to the first rows.
    pub(crate) fn new(
        words: String,
        spelling: &'static str,
        order: Order,
        by: &str,
        path: &str,
        query: &Query,
    ) -> Self {
        Self {
            words,
            address: Some(query.with(SORT, spelling).with(FROM, "").address(path)),
            is_number: order == Order::Numbers,
            order: (spelling == by).then_some(if order == Order::Names {
                "ascending"
            } else {
                "descending"
            }),
        }
    }
}

/// Which rows of how many are shown, and the ways to others.
#[derive(Template)]
#[template(path = "ui/turns.html")]
pub(crate) struct Turns {
    /// What the ways to other rows are called, where there may be some.
    label: Option<String>,
    range: String,
    /// To other rows: words, address, relation.
    ways: Vec<(String, String, &'static str)>,
}

impl HtmlSafe for Turns {}

/// Rows that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Place of the first of them, from 0.
    pub(crate) first: usize,
    pub(crate) rows: usize,
    /// Rows in all.
    pub(crate) count: usize,
}

impl Turns {
    pub(crate) fn new(text: Text, shown: Shown, path: &str, query: &Query) -> Self {
        Self::by(FROM, text, shown, path, query)
    }

    /// The same where another parameter says at which row the list begins: two lists on a page turn apart.
    pub(crate) fn by(from: &str, text: Text, shown: Shown, path: &str, query: &Query) -> Self {
        let Shown { first, rows, count } = shown;
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let last = first + rows;
        let values = [
            ("first", number(if rows == 0 { 0 } else { first + 1 }).into()),
            ("last", number(last).into()),
            ("rows", number(count).into()),
        ];
        let to = |place: usize| {
            let place = if place == 0 { String::new() } else { (place + 1).to_string() };
            query.with(from, &place).address(path)
        };
        let mut ways = Vec::new();
        if first > 0 {
            ways.push((text.say("rows-before"), to(first.saturating_sub(ROWS)), "prev"));
        }
        if last < count {
            ways.push((text.say("rows-after"), to(last), "next"));
        }
        Self { label: Some(text.say("rows-label")), range: text.fill("rows-range", &values), ways }
    }

    /// The same in a file, where nothing leads on.
    fn in_file(self) -> Self {
        Self { label: None, ways: Vec::new(), ..self }
    }

    /// Whether all rows are shown, so that nothing needs to be said.
    pub(crate) fn is_needless(&self) -> bool {
        self.ways.is_empty()
    }
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
        let head = |(place, (words, spelling)): (usize, (String, &'static str))| {
            let order = if place == 0 { Order::Names } else { Order::Numbers };
            let head = SortHead::new(words, spelling, order, by, path, query);
            if is_file { SortHead { address: None, ..head } } else { head }
        };
        let turns = Turns::new(text, Shown { first, rows: rows.len(), count }, path, query);
        Self {
            caption,
            heads: heads.into_iter().enumerate().map(head).collect(),
            turns: if is_file { turns.in_file() } else { turns },
            rows,
            notes,
        }
    }

    /// The heads of numbers.
    fn numbers(&self) -> impl Iterator<Item = &SortHead> {
        self.heads.iter().skip(1)
    }

    /// Whether numbers need their heads beside them on a narrow screen.
    fn is_broad(&self) -> bool {
        self.numbers().count() > NARROW
    }
}
