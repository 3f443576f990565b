//! The one place that draws. Charts are SVG made on the server, identical in print, coloured by the
//! style sheet alone; in files ([`file`]) by its tokens.
//!
//! On pages they are drawn in per cent of their width and in pixels of their height, so that text keeps its
//! size from 320 pixels to a wide screen. Every chart stands in a `figure` with a headline, its data
//! as a table and a link to it as a file; sparklines only repeat what a table near them says.

pub(crate) mod bars;
pub(crate) mod figure;
pub(crate) mod file;
pub(crate) mod flow;
pub(crate) mod funnel;
pub(crate) mod histogram;
pub(crate) mod intervals;
pub(crate) mod line;
pub(crate) mod links;
pub(crate) mod marks;
pub(crate) mod multiples;
mod raster;
mod scale;
mod spark;
pub(crate) mod stacked;

pub(crate) use self::{
    line::{LineChart, LineData, LineFrame, LineQuestion, Point},
    raster::PictureError,
    spark::Sparkline,
};

use lotse_report::{
    gate::{Row, Table},
    measure::{Cell, Measure, Number},
};

/// The cells of a table's column, in the order of its rows; none where it has no such column.
pub(crate) fn cells(table: &Table, measure: Measure) -> impl Iterator<Item = &Cell> {
    let index = table.measures.iter().position(|found| *found == measure);
    table.rows.iter().filter_map(move |row: &Row| row.cells.get(index?))
}

/// Their numbers; `None` where a cell shows none.
pub(crate) fn numbers(table: &Table, measure: Measure) -> Vec<Option<Number>> {
    cells(table, measure).map(Cell::number).collect()
}

/// The values of those numbers.
pub(crate) fn column(table: &Table, measure: Measure) -> Vec<Option<f64>> {
    cells(table, measure).map(|cell| cell.number().map(Number::value)).collect()
}

/// The path of a line through its values: a new stretch begins after each gap.
fn path(points: impl IntoIterator<Item = Option<(f64, f64)>>) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    let mut is_drawing = false;
    for point in points {
        let Some((x, y)) = point else {
            is_drawing = false;
            continue;
        };
        // Writing to a string cannot fail.
        let _written = write!(path, "{}{x:.1} {y:.1}", if is_drawing { 'L' } else { 'M' });
        is_drawing = true;
    }
    path
}

/// Where the `index`-th of `count` values lies, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "no chart has 2^53 points")]
fn position(index: usize, count: usize) -> f64 {
    if count < 2 { 0.5 } else { index as f64 / (count - 1) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_begins_a_new_stretch() {
        let points = [Some((0.0, 1.0)), Some((1.0, 2.0)), None, Some((3.0, 4.0))];
        assert_eq!(path(points), "M0.0 1.0L1.0 2.0M3.0 4.0");
        assert_eq!(path([]), "");
    }

    #[test]
    fn values_spread_from_edge_to_edge_and_one_stands_in_the_middle() {
        for (index, expected) in [0.0, 0.5, 1.0].into_iter().enumerate() {
            assert!((position(index, 3) - expected).abs() < f64::EPSILON);
        }
        assert!((position(0, 1) - 0.5).abs() < f64::EPSILON);
    }
}
