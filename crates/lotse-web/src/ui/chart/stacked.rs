//! Shares of a whole, end to end; or on both sides of a neutral middle, for answers from one extreme to the other.

use askama::{Template, filters::HtmlSafe};
use lotse_report::measure::{Cell, Number};

use crate::{
    messages::Text,
    ui::{
        number,
        table::{self, DataCell, DataTable},
        tokens::Token,
    },
};

/// The most parts of a whole: as many as there are colours.
const MOST: usize = 7;
/// A part narrower than so many per cent has no room for its number.
const NARROW: f64 = 4.0;

/// How the parts lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stack {
    /// From the left edge to the right.
    Whole,
    /// The middle of the middle part in the middle, so that rows can be compared by which way they lean.
    Centred,
}

/// Rows of parts. The list says everything; the bars help the eye.
#[derive(Template)]
#[template(path = "ui/chart/stacked.html")]
pub(crate) struct Stacked {
    pub(super) rows: Vec<StackedRow>,
    pub(super) is_centred: bool,
}

impl HtmlSafe for Stacked {}

pub(super) struct StackedRow {
    pub(super) name: String,
    /// Of how many, or why nothing is drawn.
    pub(super) words: String,
    pub(super) parts: Vec<Part>,
}

pub(super) struct Part {
    /// Its place in the list, which stands in the bar too: colours alone tell nothing.
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) share: String,
    pub(super) class: String,
    /// Per cent of the width.
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) has_room: bool,
}

impl Part {
    /// Its colour in a file.
    pub(super) fn colour(&self) -> Token {
        const SERIES: [Token; MOST] = [
            Token::Series1,
            Token::Series2,
            Token::Series3,
            Token::Series4,
            Token::Series5,
            Token::Series6,
            Token::Series7,
        ];
        match self.class.as_str() {
            "low" | "low near" => Token::GapLow,
            "high" | "high near" => Token::GapHigh,
            "neutral" => Token::Series6,
            _ => SERIES.get(self.number - 1).copied().unwrap_or(Token::Series6),
        }
    }

    /// Whether it is next to the middle, and lighter than what is beyond.
    pub(super) fn is_faint(&self) -> bool {
        self.class.ends_with(" near")
    }
}

/// A row with a count for each part.
pub(crate) type Counts = (String, Vec<Cell>);

impl Stacked {
    /// The shares of each row's sum. Where one count is not shown, the others are no whole: then the row says
    /// so and draws nothing. At most seven parts are drawn; the rest has to be one of them.
    pub(crate) fn new(text: Text, names: &[String], rows: &[Counts], stack: Stack) -> Self {
        let is_centred = stack == Stack::Centred;
        let rows = rows.iter().map(|(name, cells)| row(text, name, names, cells, is_centred));
        Self { rows: rows.collect(), is_centred }
    }
}

fn row(text: Text, name: &str, names: &[String], cells: &[Cell], is_centred: bool) -> StackedRow {
    let name = name.to_owned();
    let Some(counts) = cells.iter().map(count).collect::<Option<Vec<Number>>>() else {
        let reason = cells.iter().find(|cell| count(cell).is_none());
        let words = reason.map(|cell| table::reason(text, cell)).unwrap_or_default();
        return StackedRow { name, words, parts: Vec::new() };
    };
    if cells.iter().all(Cell::is_nothing) {
        return StackedRow { name, words: text.say("number-no-data"), parts: Vec::new() };
    }
    let sum = number::sum(counts.iter().copied());
    // Of a blurred 0 there is no share to draw.
    let shares = counts.iter().take(MOST).map_while(|n| number::share(*n, sum));
    let shares: Vec<f64> = shares.collect();
    // A whole to either side of the middle: half of the width is one.
    let scale = if is_centred { 50.0 } else { 100.0 };
    let middle = shares.len() / 2;
    let before: f64 = shares.iter().take(middle).sum();
    let half = shares.get(middle).copied().unwrap_or(0.0) / 2.0;
    let mut x = if is_centred { 50.0 - (before + half) * scale } else { 0.0 };
    let mut parts = Vec::new();
    for (index, (share, name)) in shares.iter().zip(names).enumerate() {
        let width = share * scale;
        let class = if is_centred { lean(index, middle) } else { format!("s{}", index + 1) };
        parts.push(Part {
            number: index + 1,
            name: name.clone(),
            share: text.format().percent(*share, 0),
            class,
            x,
            width,
            has_room: width >= NARROW,
        });
        x += width;
    }
    StackedRow { name, words: number::n(text, "chart-n", sum), parts }
}

/// Which way a part leans, and whether it is next to the middle.
fn lean(index: usize, middle: usize) -> String {
    let side = match index.cmp(&middle) {
        std::cmp::Ordering::Less => "low",
        std::cmp::Ordering::Equal => return "neutral".to_owned(),
        std::cmp::Ordering::Greater => "high",
    };
    if index.abs_diff(middle) > 1 { side.to_owned() } else { format!("{side} near") }
}

fn count(cell: &Cell) -> Option<Number> {
    cell.number().filter(|number| number.count().is_some())
}

/// The shares as a table: a row for each row, a column for each part, and the counts they are of.
pub(crate) fn table_of(text: Text, head: String, names: &[String], rows: &[Counts]) -> DataTable {
    let written = rows.iter().map(|(name, cells)| {
        let counts = cells.iter().map(count).collect::<Option<Vec<Number>>>();
        let sum = counts.map(number::sum);
        // Without one of them the others are shares of nothing known.
        let missing = cells.iter().find(|cell| count(cell).is_none());
        let share = |cell: &Cell| number::share(count(cell)?, sum?);
        let cell = |cell: &Cell| match share(cell) {
            Some(share) => DataCell::written(text.format().percent(share, 0)),
            None => DataCell::without(text, missing.unwrap_or(&Cell::NoData)),
        };
        let mut cells: Vec<_> = cells.iter().map(cell).collect();
        let n = sum.map_or_else(|| "–".to_owned(), |sum| number::whole(text.format(), sum));
        cells.push(DataCell::written(n));
        (name.clone(), cells)
    });
    let notes = rows.iter().flat_map(|(_, cells)| cells).find_map(|cell| table::rule(text, cell));
    let mut heads = names.to_vec();
    heads.push("n".to_owned());
    DataTable::written(text, head, heads, written.collect(), notes.into_iter().collect())
}
