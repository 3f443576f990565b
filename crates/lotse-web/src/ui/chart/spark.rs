//! A sparkline: the shape of some days, without axis or words.

use askama::{Template, filters::HtmlSafe};
use lotse_report::{gate::Table, measure::Measure};

use super::{column, path, position};

/// The shape of some days. Screen readers skip it: the numbers stand in a table.
#[derive(Template)]
#[template(
    source = r#"<svg viewBox="0 0 100 24" preserveAspectRatio="none" width="100%" height="24" aria-hidden="true" focusable="false"><path class="base" d="M0 23.5H100"/><path d="{{ line }}"/></svg>"#,
    ext = "html"
)]
pub(crate) struct Sparkline {
    line: String,
}

impl HtmlSafe for Sparkline {}

impl Sparkline {
    /// The days of a measure; nothing when fewer than two are shown or all are zero.
    pub(crate) fn of(days: &Table, measure: Measure) -> Option<Self> {
        let values = column(days, measure);
        let most = values.iter().flatten().copied().fold(0.0, f64::max);
        if most <= 0.0 || values.iter().flatten().count() < 2 {
            return None;
        }
        let points = values.iter().enumerate().map(|(index, value)| {
            value.map(|v| (position(index, values.len()) * 100.0, 23.0 - v / most * 21.0))
        });
        Some(Self { line: path(points) })
    }
}
