//! How long something took: counts by time on a logarithmic axis, with the median and the tenths at both ends
//! marked and named.

use askama::{Template, filters::HtmlSafe};
use lotse_report::measure::{Cell, Measure, Number};

use super::scale::TimeScale;
use crate::{
    messages::Text,
    ui::{
        number,
        table::{self, DataCell, DataTable},
    },
};

/// Pixels from the top to below the times at the axis.
const HEIGHT: f64 = 220.0;
/// Pixels above the bars, for three marks.
const ABOVE: f64 = 64.0;
/// Pixels below them, for the times.
const BELOW: f64 = 28.0;
/// Pixels from mark to mark.
const MARK: f64 = 19.0;

/// How many took so long.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bin {
    /// Seconds, which belong to it.
    pub(crate) from: f64,
    /// Seconds, which belong to the next.
    pub(crate) to: f64,
    pub(crate) count: Cell,
}

/// Seconds below which a tenth, a half and nine tenths lie.
pub(crate) struct Marks<'a> {
    pub(crate) tenth: &'a Cell,
    pub(crate) median: &'a Cell,
    pub(crate) ninetieth: &'a Cell,
}

/// A histogram.
#[derive(Template)]
#[template(path = "ui/chart/histogram.html")]
pub(crate) struct Histogram {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) bars: Vec<BinBar>,
    pub(super) marks: Vec<MarkLine>,
    /// Per cent of the width, and the time there.
    pub(super) ticks: Vec<(f64, String)>,
    pub(super) height: f64,
    pub(super) floor: f64,
    pub(super) axis_y: f64,
    /// Said in place of a picture when no bin may be shown.
    pub(super) hidden: Option<String>,
}

impl HtmlSafe for Histogram {}

/// Places in per cent across and pixels down.
pub(super) struct BinBar {
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) y: f64,
    pub(super) height: f64,
}

pub(super) struct MarkLine {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) anchor: &'static str,
    pub(super) words: String,
    pub(super) is_median: bool,
}

impl Histogram {
    /// The bins in their order, which touch each other.
    pub(crate) fn new(
        text: Text,
        id: &'static str,
        title: String,
        bins: &[Bin],
        marks: &Marks<'_>,
    ) -> Self {
        let format = text.format();
        let times = bins.first().zip(bins.last()).map(|(first, last)| (first.from, last.to));
        let scale = TimeScale::new(times.unwrap_or((1.0, 10.0)));
        let place = |seconds: f64| scale.place(seconds) * 100.0;
        let value = |cell: &Cell| cell.number().map(Number::value);
        let most = bins.iter().filter_map(|bin| value(&bin.count)).fold(0.0, f64::max);
        let floor = HEIGHT - BELOW;
        let bars = bins.iter().filter_map(|bin| {
            let height = if most > 0.0 { value(&bin.count)? / most * (floor - ABOVE) } else { 0.0 };
            let (x, end) = (place(bin.from), place(bin.to));
            Some(BinBar { x, width: end - x, y: floor - height, height })
        });
        let named = [
            ("histogram-tenth", marks.tenth),
            ("histogram-median", marks.median),
            ("histogram-ninetieth", marks.ninetieth),
        ];
        let line = |(row, (key, cell)): (u8, &(&'static str, &Cell))| {
            let seconds = value(cell)?;
            let x = place(seconds);
            Some(MarkLine {
                x,
                y: f64::from(row) * MARK + 14.0,
                anchor: if x < 50.0 { "start" } else { "end" },
                words: text.fill(key, &[("time", format.duration(seconds).into())]),
                is_median: *key == "histogram-median",
            })
        };
        let marks: Vec<MarkLine> = (0..).zip(&named).filter_map(line).collect();
        let is_hidden = bins.iter().any(|bin| matches!(bin.count, Cell::Hidden(_)));
        let why = if is_hidden { "state-why-suppressed" } else { "chart-nothing" };
        let has_values = bins.iter().any(|bin| bin.count.number().is_some());
        let said: Vec<String> = marks.iter().map(|mark| format!("{}.", mark.words)).collect();
        Self {
            id,
            title,
            description: if said.is_empty() { text.say("chart-nothing") } else { said.join(" ") },
            bars: bars.collect(),
            marks,
            ticks: scale.ticks().map(|s| (place(s), format.tick(s))).collect(),
            height: HEIGHT,
            floor,
            axis_y: HEIGHT - 6.0,
            hidden: (!has_values).then(|| text.say(why)),
        }
    }
}

/// Why bars are missing, as a sentence; `None` when none is.
pub(crate) fn why_gaps(text: Text, bins: &[Bin]) -> Option<String> {
    let hidden = bins.iter().filter(|bin| matches!(bin.count, Cell::Hidden(_))).count();
    let count = u64::try_from(hidden).unwrap_or(u64::MAX);
    (hidden > 0).then(|| text.fill("histogram-gaps", &[("bins", count.into())]))
}

/// The bins as a table.
pub(crate) fn table_of(text: Text, bins: &[Bin]) -> DataTable {
    let format = text.format();
    let rows = bins.iter().map(|bin| {
        let cell = match bin.count.number() {
            Some(shown) => DataCell::written(number::value(format, Measure::Visits, shown)),
            None => DataCell::without(text, &bin.count),
        };
        (format!("{} – {}", format.duration(bin.from), format.duration(bin.to)), vec![cell])
    });
    let notes = bins.iter().find_map(|bin| table::rule(text, &bin.count));
    let heads = vec![text.word("measure", Measure::Visits.as_str())];
    let head = text.say("histogram-time");
    DataTable::written(text, head, heads, rows.collect(), notes.into_iter().collect())
}
