//! Bars from zero, one for each row, its value printed at it.

use askama::{Template, filters::HtmlSafe};
use lotse_report::{
    gate::Table,
    measure::{Cell, Measure},
};

use crate::{
    messages::Text,
    ui::{
        label, number,
        table::{self, DataCell, DataTable},
    },
};

/// In which order bars stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BarOrder {
    /// As they were given, such as months or grades.
    Given,
    /// The longest first; what has no number comes last.
    Longest,
}

/// Bars. The list says everything; the bars help the eye.
#[derive(Template)]
#[template(path = "ui/chart/bars.html")]
pub(crate) struct Bars {
    pub(super) bars: Vec<Bar>,
}

impl HtmlSafe for Bars {}

/// One bar.
pub(super) struct Bar {
    pub(super) name: String,
    /// The value, or why it is not said.
    pub(super) words: String,
    /// Per cent of the longest; `None` where there is no number.
    pub(super) width: Option<f64>,
}

/// A row by its name.
pub(crate) type NamedCell = (String, Cell);

/// The rows of a table with one of its columns, those that are not named in one row at its end.
pub(crate) fn rows_of(text: Text, table: &Table, measure: Measure) -> Vec<NamedCell> {
    let column = table.measures.iter().position(|found| *found == measure);
    let cell =
        |cells: &[Cell]| column.and_then(|at| cells.get(at)).cloned().unwrap_or(Cell::NoData);
    let name =
        |row: &lotse_report::gate::Row| label::of(text, table.breakdown, row.label.as_deref());
    let named = table.rows.iter().map(|row| (name(row), cell(&row.cells)));
    let others = table.others.iter().map(|others| (text.say("table-others"), cell(others)));
    named.chain(others).collect()
}

/// Rows of one measure as a table.
pub(crate) fn table_of(
    text: Text,
    measure: Measure,
    head: String,
    rows: &[NamedCell],
) -> DataTable {
    let cell = |cell: &Cell| match cell.number() {
        Some(shown) => DataCell::written(number::value(text.format(), measure, shown)),
        None => DataCell::without(text, cell),
    };
    let written = rows.iter().map(|(name, found)| (name.clone(), vec![cell(found)]));
    let notes = rows.iter().find_map(|(_, cell)| table::rule(text, cell));
    let heads = vec![text.word("measure", measure.as_str())];
    DataTable::written(text, head, heads, written.collect(), notes.into_iter().collect())
}

impl Bars {
    /// The bars of some rows of a measure.
    pub(crate) fn new(text: Text, measure: Measure, rows: &[NamedCell], order: BarOrder) -> Self {
        let value = |cell: &Cell| cell.number().map(lotse_report::measure::Number::value);
        let most = rows.iter().filter_map(|(_, cell)| value(cell)).fold(0.0, f64::max);
        let bar = |(name, cell): &NamedCell| Bar {
            name: name.clone(),
            words: match cell.number() {
                Some(shown) => number::value(text.format(), measure, shown),
                None => table::reason(text, cell),
            },
            width: value(cell).map(|value| if most > 0.0 { value / most * 100.0 } else { 0.0 }),
        };
        let mut bars: Vec<Bar> = rows.iter().map(bar).collect();
        if order == BarOrder::Longest {
            let width = |bar: &Bar| bar.width.unwrap_or(-1.0);
            bars.sort_by(|a, b| width(b).total_cmp(&width(a)));
        }
        Self { bars }
    }
}

#[cfg(test)]
mod tests {
    use lotse_report::measure::Hidden;

    use super::*;
    use crate::messages::Language;

    fn rows() -> Vec<NamedCell> {
        let hidden = Cell::Hidden(Hidden::TooFew { minimum: 5 });
        vec![("a".to_owned(), hidden), ("b".to_owned(), Cell::NoData)]
    }

    #[test]
    fn what_has_no_number_has_words_and_no_bar() {
        let text = Text::new(Language::English);
        for order in [BarOrder::Given, BarOrder::Longest] {
            let html = Bars::new(text, Measure::Visits, &rows(), order).render().unwrap();
            assert!(html.contains("Too few to show") && html.contains("No data yet"), "{html}");
            assert_eq!(html.matches("<rect").count(), 2, "two frames and nothing in them: {html}");
        }
    }
}
