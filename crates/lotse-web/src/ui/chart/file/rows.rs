//! Rows of a picture: a name and its words, and a shape below them.

use askama::Template;

use super::{
    super::raster::{self, Lettering, PictureError, Words},
    GAP, INNER, wrap,
};
use crate::ui::tokens::Token;

const NAME: Lettering = Lettering { size: 16.0, weight: 700 };
const VALUE: Lettering = Lettering { size: 16.0, weight: 400 };
/// Units from line to line of a name.
const NAME_LINE: f64 = 22.0;
/// What a name has at least, however long its words are.
const ROOM: f64 = 240.0;

/// A row as it is asked for.
pub(super) struct Row {
    pub(super) name: String,
    /// The value, or why it is not said.
    pub(super) words: String,
    /// Drawn from the left edge and the top of its place.
    pub(super) shape: String,
    /// Units of the shape.
    pub(super) height: f64,
}

#[derive(Template)]
#[template(path = "ui/chart/file/rows.svg")]
struct Rows<'a> {
    rows: Vec<Placed<'a>>,
}

/// A row in its place.
struct Placed<'a> {
    row: &'a Row,
    /// The lines of its name, and where each stands.
    name: Vec<(f64, String)>,
    shape_y: f64,
}

/// Puts rows under each other; the drawing and its height.
pub(super) fn draw(rows: &[Row]) -> Result<(String, f64), PictureError> {
    let mut y = 0.0;
    let mut placed = Vec::new();
    for row in rows {
        let value = raster::widths(&[row.words.as_str()], VALUE)?;
        let room = INNER - value.first().copied().unwrap_or(0.0) - 2.0 * GAP;
        let mut name = Vec::new();
        for line in wrap(&row.name, NAME, room.max(ROOM), 3)? {
            y += NAME_LINE;
            name.push((y, line));
        }
        placed.push(Placed { row, name, shape_y: y + 6.0 });
        y += 6.0 + row.height + GAP / 2.0;
    }
    Ok((Rows { rows: placed }.render()?, y))
}
