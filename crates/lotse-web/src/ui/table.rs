//! The one look of a table of numbers: numbers right-aligned with figures of one width, a bar under
//! the label, the first ten rows and the rest on request.

use askama::{Template, filters::HtmlSafe};
use lotse_report::{
    gate::Table,
    measure::{Cell, Hidden, Measure},
};

use crate::{
    messages::Text,
    ui::{label, number},
};

/// Rows that are shown at once.
const SHORT: usize = 10;
/// Columns of numbers that fit beside each other on the narrowest screen.
pub(super) const NARROW: usize = 3;

/// A table of numbers.
#[derive(Template)]
#[template(path = "ui/table.html")]
pub(crate) struct DataTable {
    /// `None` where a heading beside the table says it.
    caption: Option<String>,
    label_head: String,
    heads: Vec<String>,
    rows: Vec<DataRow>,
    more_words: String,
    notes: Vec<String>,
}

impl HtmlSafe for DataTable {}

struct DataRow {
    label: String,
    cells: Vec<DataCell>,
    /// Length of the bar, in per cent of the longest.
    bar: Option<f64>,
}

pub(crate) struct DataCell {
    pub(crate) text: String,
    /// Why there is no number, for the ear; the eye sees a dash.
    pub(crate) words: Option<String>,
    /// How dark its ground is, from 0 to 5.
    pub(crate) shade: Option<u8>,
}

impl DataTable {
    /// A table that passed the gate. `caption` is `None` where something near it already says it.
    pub(crate) fn of(text: Text, table: &Table, caption: Option<String>) -> Self {
        let has_bars = table.breakdown != lotse_domain::query::Breakdown::Day;
        let sizes = table.measures.first().map(|m| super::chart::column(table, *m));
        let sizes = sizes.unwrap_or_default();
        let most = sizes.iter().flatten().copied().fold(0.0, f64::max);
        let bar = |index: usize| {
            let size = sizes.get(index).copied().flatten()?;
            (has_bars && most > 0.0).then(|| size / most * 100.0)
        };
        let mut rows: Vec<DataRow> = table
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| DataRow {
                label: label::of(text, table.breakdown, row.label.as_deref()),
                cells: cells(text, &table.measures, &row.cells),
                bar: bar(index),
            })
            .collect();
        let all = table.rows.iter().flat_map(|row| &row.cells);
        let mut notes = rules(text, table.others.iter().flatten().chain(all));
        if let Some(others) = &table.others {
            rows.push(DataRow {
                label: text.say("table-others"),
                cells: cells(text, &table.measures, others),
                bar: None,
            });
        }
        if table.truncated {
            notes.push(text.say("table-truncated"));
        }
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        Self {
            caption,
            label_head: text.word("breakdown", table.breakdown.as_str()),
            heads: table.measures.iter().map(|m| text.word("measure", m.as_str())).collect(),
            more_words: text.fill("table-more", &[("rows", count.into())]),
            rows,
            notes,
        }
    }

    /// A table whose cells are written already. Each row has a name and a cell for each head.
    pub(crate) fn written(
        text: Text,
        label_head: String,
        heads: Vec<String>,
        rows: Vec<(String, Vec<DataCell>)>,
        notes: Vec<String>,
    ) -> Self {
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let rows = rows.into_iter().map(|(label, cells)| DataRow { label, cells, bar: None });
        Self {
            caption: None,
            label_head,
            heads,
            rows: rows.collect(),
            more_words: text.fill("table-more", &[("rows", count.into())]),
            notes,
        }
    }

    /// Whether all rows are shown at once.
    pub(crate) fn is_short(&self) -> bool {
        self.rows.len() <= SHORT
    }

    /// Whether numbers need their heads beside them on a narrow screen.
    fn is_broad(&self) -> bool {
        self.heads.len() > NARROW
    }

    fn first(&self) -> &[DataRow] {
        self.rows.get(..SHORT.min(self.rows.len())).unwrap_or_default()
    }

    fn rest(&self) -> &[DataRow] {
        self.rows.get(SHORT..).unwrap_or_default()
    }
}

impl DataCell {
    /// A number as it is written.
    pub(crate) fn written(text: String) -> Self {
        Self { text, words: None, shade: None }
    }

    /// A dash, and why there is no number.
    pub(crate) fn without(text: Text, cell: &Cell) -> Self {
        Self::missing(reason(text, cell))
    }

    /// A dash where there is nothing, and why.
    pub(crate) fn missing(words: String) -> Self {
        Self { text: "–".to_owned(), words: Some(words), shade: None }
    }

    /// The same on a ground so dark, from 0 to 5. The number says it; the ground only helps the eye.
    pub(crate) fn shaded(mut self, shade: f64) -> Self {
        self.shade = (0..=5).find(|level| f64::from(*level) >= shade).or(Some(5));
        self
    }
}

fn cells(text: Text, measures: &[Measure], cells: &[Cell]) -> Vec<DataCell> {
    measures
        .iter()
        .zip(cells)
        .map(|(measure, cell)| match cell.number() {
            Some(shown) => DataCell::written(number::value(text.format(), *measure, shown)),
            None => DataCell::without(text, cell),
        })
        .collect()
}

/// Why a cell shows no number, in a few words.
pub(crate) fn reason(text: Text, cell: &Cell) -> String {
    match cell {
        Cell::Hidden(Hidden::TooFew { .. }) => text.say("number-too-few"),
        Cell::Hidden(Hidden::Dominated) => text.say("number-dominated"),
        Cell::Hidden(Hidden::Protects | Hidden::TooFewOrProtects { .. }) => {
            text.say("number-protects")
        }
        Cell::NotMeasured(_) => text.say("number-not-measured"),
        Cell::NoData | Cell::Shown { .. } => text.say("number-no-data"),
    }
}

/// The rules that hide some of the cells, each once.
pub(crate) fn rules<'c>(text: Text, cells: impl IntoIterator<Item = &'c Cell>) -> Vec<String> {
    let mut rules = Vec::new();
    for rule in cells.into_iter().filter_map(|cell| rule(text, cell)) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules
}

/// The rule that hides a cell, as a sentence under the table.
pub(crate) fn rule(text: Text, cell: &Cell) -> Option<String> {
    match cell {
        Cell::Hidden(Hidden::TooFew { minimum }) => {
            Some(text.fill("number-too-few-rule", &[("minimum", (*minimum).into())]))
        }
        Cell::Hidden(Hidden::TooFewOrProtects { minimum }) => {
            Some(number::either_rule(text, *minimum))
        }
        Cell::Hidden(Hidden::Dominated) => Some(text.say("number-dominated-rule")),
        _ => None,
    }
}
