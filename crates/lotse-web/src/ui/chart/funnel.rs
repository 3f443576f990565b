//! A funnel: a bar for each step from the left edge, with those who reached it, their share of those who
//! began, and how many were lost on the way.

use askama::{Template, filters::HtmlSafe};
use lotse_report::{gate::funnel::Step, measure::Cell};

use crate::{
    messages::Text,
    ui::{
        format::Format,
        number,
        table::{self, DataCell, DataTable},
    },
};

/// A funnel in its figure.
#[derive(Template)]
#[template(path = "ui/chart/funnel.html")]
pub(crate) struct FunnelChart {
    pub(crate) id: &'static str,
    /// The finding.
    pub(crate) headline: String,
    pub(crate) bars: Vec<FunnelBar>,
    pub(crate) table: DataTable,
    pub(crate) data_label: String,
    /// Where the same numbers lie as files: words and address.
    pub(crate) links: Vec<(String, String)>,
    /// What has to be known to read it.
    pub(crate) notes: Vec<String>,
}

impl HtmlSafe for FunnelChart {}

/// One step.
pub(crate) struct FunnelBar {
    /// What it is, as it was asked for.
    pub(super) name: String,
    /// How many, and their share; or why it is not said.
    pub(super) words: String,
    /// Share of those who began, in per cent.
    pub(super) width: f64,
    pub(super) lost: Option<String>,
}

impl FunnelBar {
    /// The bars of steps with these names.
    pub(crate) fn of(text: Text, steps: &[Step], names: &[String]) -> Vec<Self> {
        let bar = |(index, (step, name)): (usize, (&Step, &String))| Self {
            name: name.clone(),
            words: match (number::count(text.format(), &step.reached), share(&step.share)) {
                (Some(reached), Some((share, decimals))) => text.fill(
                    "funnel-bar",
                    &[
                        ("reached", reached.into()),
                        ("share", text.format().percent(share, decimals).into()),
                    ],
                ),
                (Some(reached), None) => reached,
                (None, _) => table::reason(text, &step.reached),
            },
            width: match (index, count(&step.reached)) {
                (0, Some(_)) if !step.reached.is_nothing() => 100.0,
                _ => share(&step.share).map_or(0.0, |(share, _)| share * 100.0),
            },
            lost: number::count(text.format(), &step.lost)
                .filter(|_| !step.lost.is_nothing())
                .map(|lost| text.fill("funnel-lost", &[("lost", lost.into())])),
        };
        steps.iter().zip(names).enumerate().map(bar).collect()
    }
}

/// The cells of a step in a table: reached, share, interval, lost.
pub(crate) fn step_cells(text: Text, step: &Step) -> Vec<DataCell> {
    let format = text.format();
    let shown = |words: Option<String>, cell: &Cell| match (words, cell) {
        (Some(words), _) => DataCell::written(words),
        // The first step has no share of itself, and nobody was lost before it.
        (None, Cell::NoData) => DataCell::written(String::new()),
        (None, _) => DataCell::without(text, cell),
    };
    vec![
        shown(number::count(format, &step.reached), &step.reached),
        shown(share(&step.share).map(|(s, decimals)| format.percent(s, decimals)), &step.share),
        shown(interval(format, &step.share), &step.share),
        shown(number::count(format, &step.lost), &step.lost),
    ]
}

/// A cell that says the share of those who began.
pub(crate) fn share_cell(text: Text, step: &Step) -> DataCell {
    match share(&step.share) {
        Some((share, decimals)) => DataCell::written(text.format().percent(share, decimals)),
        None => DataCell::without(text, &step.share),
    }
}

/// A cell that says how many reached a step.
pub(crate) fn reached_cell(text: Text, step: &Step) -> DataCell {
    match number::count(text.format(), &step.reached) {
        Some(reached) => DataCell::written(reached),
        None => DataCell::without(text, &step.reached),
    }
}

/// The count of a cell, where it may be shown.
pub(crate) fn count(cell: &Cell) -> Option<u64> {
    Some(cell.number()?.count()?.get())
}

/// The share of a cell, and with how many decimals it is written.
pub(crate) fn share(cell: &Cell) -> Option<(f64, usize)> {
    let estimate = cell.number()?.estimate()?;
    let width = estimate.interval.map(|interval| interval.high() - interval.low());
    Some((estimate.value, width.map_or(0, Format::decimals_for)))
}

/// The interval of a share.
pub(crate) fn interval(format: Format, cell: &Cell) -> Option<String> {
    let interval = cell.number()?.estimate()?.interval?;
    let decimals = Format::decimals_for(interval.high() - interval.low());
    Some(format.percent_range(interval.low(), interval.high(), decimals))
}
