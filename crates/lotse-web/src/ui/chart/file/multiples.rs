//! A line and small charts for its rows in a file.

use askama::Template;

use super::{
    super::{
        line::{Canvas, LineDrawing},
        multiples::Multiples,
        raster::{PictureError, Words},
    },
    INNER, LinePicture, NOTE, Picture,
    wrap::wrap,
};
use crate::{messages::Text, ui::tokens::Token};

/// Small charts beside each other.
const ACROSS: usize = 3;
/// Units between them.
const APART: f64 = 28.0;
/// Units across one.
const WIDTH: f64 = (INNER - 2.0 * APART) / 3.0;
/// Units of one from top to below the dates.
const HEIGHT: f64 = 120.0;
/// Units above one, for its name and numbers.
const NAME: f64 = 62.0;
/// Units of the line over them that says the scale.
const SCALE: f64 = 28.0;

/// A line, and small charts below it.
pub(crate) struct MultiplesPicture {
    line: LinePicture,
    scale: String,
    /// Units of each that marks take.
    marks: f64,
    panels: Vec<PanelDrawing>,
}

/// One small chart.
#[derive(Template)]
#[template(path = "ui/chart/file/panel.svg")]
struct PanelDrawing {
    x: f64,
    y: f64,
    name: String,
    words: String,
    drawing: LineDrawing,
}

/// All of them below the line.
#[derive(Template)]
#[template(path = "ui/chart/file/multiples.svg")]
struct Rows<'a> {
    line: String,
    /// Where they begin.
    below: f64,
    scale: &'a str,
    panels: &'a [PanelDrawing],
}

impl MultiplesPicture {
    /// The same line and rows that a page shows.
    ///
    /// # Errors
    /// When the fonts of the program cannot be read.
    pub(crate) fn new(
        text: Text,
        line: LinePicture,
        rows: &Multiples,
    ) -> Result<Self, PictureError> {
        let canvas = Canvas { width: WIDTH, height: HEIGHT };
        // All of them are of the same days, and so have the same marks.
        let marks = rows.data.first().map_or(0.0, |data| data.marks.height());
        let mut panels = Vec::with_capacity(rows.panels.len());
        for (place, (panel, data)) in rows.panels.iter().zip(&rows.data).enumerate() {
            let (column, row) = (place % ACROSS, place / ACROSS);
            #[expect(clippy::cast_precision_loss, reason = "a handful of small charts")]
            let (column, row) = (column as f64, row as f64);
            // One line, cut where it is longer.
            let name = wrap(&panel.name, NOTE, WIDTH, 1)?.into_iter().next().unwrap_or_default();
            panels.push(PanelDrawing {
                x: column * (WIDTH + APART),
                y: SCALE + row * (NAME + HEIGHT + marks),
                name,
                words: panel.words.clone(),
                drawing: LineDrawing::new(text, data, canvas),
            });
        }
        Ok(Self { line, scale: rows.scale().to_owned(), marks, panels })
    }
}

impl Picture for MultiplesPicture {
    fn title(&self) -> &str {
        self.line.title()
    }

    fn description(&self) -> String {
        let rows = self.panels.iter().map(|panel| format!("{}: {}", panel.name, panel.words));
        std::iter::once(self.line.description()).chain(rows).collect::<Vec<_>>().join(" ")
    }

    fn draw(&self) -> Result<(String, f64), PictureError> {
        let (line, top) = Picture::draw(&self.line)?;
        let below = top + APART / 2.0;
        let drawing = Rows { line, below, scale: &self.scale, panels: &self.panels }.render()?;
        let rows = self.panels.len().div_ceil(ACROSS);
        #[expect(clippy::cast_precision_loss, reason = "a handful of small charts")]
        let height = below + SCALE + rows as f64 * (NAME + HEIGHT + self.marks);
        Ok((drawing, height))
    }
}
