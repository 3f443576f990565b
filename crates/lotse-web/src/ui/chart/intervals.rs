//! Groups on one axis: a dot with its 95% interval for each, and a line to compare with.

use askama::{Template, filters::HtmlSafe};
use lotse_report::measure::{Cell, Measure};

use super::{bars::NamedCell, scale::Span};
use crate::{
    messages::Text,
    ui::{
        number,
        table::{self, DataCell, DataTable},
    },
};

/// Dots with intervals. The list says everything; the axis is described once, for all of them.
#[derive(Template)]
#[template(path = "ui/chart/intervals.html")]
pub(crate) struct IntervalDots {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) rows: Vec<DotRow>,
    /// Per cent of the width, and what stands there.
    pub(super) ticks: Vec<(f64, String)>,
    pub(super) reference: Option<Reference>,
}

impl HtmlSafe for IntervalDots {}

/// What the groups are compared with.
pub(super) struct Reference {
    /// Per cent of the width.
    pub(super) x: f64,
    pub(super) anchor: &'static str,
    pub(super) name: String,
}

pub(super) struct DotRow {
    pub(super) name: String,
    /// Value, interval and n; or why there are none.
    pub(super) words: String,
    pub(super) dot: Option<Dot>,
}

/// Places in per cent of the width.
pub(super) struct Dot {
    pub(super) low: f64,
    pub(super) x: f64,
    pub(super) high: f64,
}

/// What is drawn.
pub(crate) struct IntervalQuestion<'a> {
    pub(crate) measure: Measure,
    pub(crate) rows: &'a [NamedCell],
    /// What the groups are compared with, and its name: the whole, or the best served group.
    pub(crate) reference: Option<(&'a Cell, String)>,
    pub(crate) title: String,
    pub(crate) id: &'static str,
}

impl IntervalDots {
    /// The rows in their order.
    pub(crate) fn new(text: Text, question: IntervalQuestion<'_>) -> Self {
        let IntervalQuestion { measure, rows, reference, title, id } = question;
        let format = text.format();
        let reference = reference.and_then(|(cell, name)| Some((cell.number()?.value(), name)));
        let ends = rows.iter().filter_map(|(_, cell)| ends_of(cell));
        let ends = ends.flat_map(|(low, value, high)| [low, value, high]);
        let all: Vec<f64> = ends.chain(reference.as_ref().map(|(value, _)| *value)).collect();
        let span = Span::around(&all);
        let place = |value: f64| span.place(value) * 100.0;
        let dots = rows.iter().map(|(name, cell)| DotRow {
            name: name.clone(),
            words: words(text, measure, cell),
            dot: ends_of(cell).map(|(low, x, high)| Dot {
                low: place(low),
                x: place(x),
                high: place(high),
            }),
        });
        let written = |value: f64| number::axis(format, measure, value, span.step());
        let said: Vec<String> = rows
            .iter()
            .map(|(name, cell)| format!("{name}: {}.", words(text, measure, cell)))
            .collect();
        Self {
            id,
            title,
            description: said.join(" "),
            rows: dots.collect(),
            ticks: span.ticks().map(|value| (place(value), written(value))).collect(),
            reference: reference.map(|(value, name)| {
                let x = place(value);
                Reference { x, anchor: anchor(x), name }
            }),
        }
    }
}

/// How the words at a place lie, so that none leaves the drawing.
fn anchor(x: f64) -> &'static str {
    match x {
        x if x < 15.0 => "start",
        x if x > 85.0 => "end",
        _ => "middle",
    }
}

/// Low end, value and high end of a cell.
fn ends_of(cell: &Cell) -> Option<(f64, f64, f64)> {
    let number = cell.number()?;
    let value = number.value();
    let interval = number.estimate().and_then(|estimate| estimate.interval);
    let ends = interval.map_or((value, value), |interval| (interval.low(), interval.high()));
    Some((ends.0, value, ends.1))
}

fn words(text: Text, measure: Measure, cell: &Cell) -> String {
    let Some(shown) = cell.number() else { return table::reason(text, cell) };
    let mut parts = vec![number::value(text.format(), measure, shown)];
    parts.extend(number::evidence(text, measure, shown));
    parts.join(", ")
}

/// The groups as a table: value, interval, n.
pub(crate) fn table_of(
    text: Text,
    measure: Measure,
    head: String,
    rows: &[NamedCell],
) -> DataTable {
    let format = text.format();
    let written = rows.iter().map(|(name, cell)| {
        let shown =
            cell.number().and_then(|number| Some((number, number.estimate()?, number.n()?)));
        let cells = match shown {
            Some((shown, estimate, n)) => vec![
                DataCell::written(number::value(format, measure, shown)),
                DataCell::written(number::range(format, measure, &estimate).unwrap_or_default()),
                DataCell::written(number::whole(format, n)),
            ],
            None => (0..3).map(|_| DataCell::without(text, cell)).collect(),
        };
        (name.clone(), cells)
    });
    let heads = vec![text.say("chart-value"), text.say("chart-interval"), "n".to_owned()];
    let notes = rows.iter().find_map(|(_, cell)| table::rule(text, cell));
    DataTable::written(text, head, heads, written.collect(), notes.into_iter().collect())
}
