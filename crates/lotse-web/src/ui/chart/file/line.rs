//! Lines over time in a file.

use askama::Template;

use super::{
    super::{
        line::{Canvas, LineData, LineDrawing},
        raster::{PictureError, Words},
    },
    INNER, Picture,
};
use crate::{messages::Text, ui::tokens::Token};

/// Units left of the lines, for the numbers at the axis.
const LEFT: f64 = 80.0;
/// Units right of them, for the last values and their names.
const RIGHT: f64 = 148.0;
/// Units between the top and what is below the dates.
const HEIGHT: f64 = 320.0;
/// Units of a sentence in place of the lines.
const SENTENCE: f64 = 64.0;

/// Lines in a file.
#[derive(Template)]
#[template(path = "ui/chart/file/line.svg")]
pub(crate) struct LinePicture {
    drawing: LineDrawing,
}

impl LinePicture {
    /// Draws what the same values draw on a page.
    pub(crate) fn draw(text: Text, data: &LineData) -> Self {
        let canvas = Canvas { width: INNER - LEFT - RIGHT, height: HEIGHT };
        Self { drawing: LineDrawing::new(text, data, canvas) }
    }

    /// What has to be known to read it.
    pub(crate) fn notes(&self) -> Vec<String> {
        [self.drawing.marks.notes(), self.drawing.notes.clone()].concat()
    }
}

impl Picture for LinePicture {
    fn title(&self) -> &str {
        &self.drawing.title
    }

    fn description(&self) -> String {
        self.drawing.description.clone()
    }

    fn draw(&self) -> Result<(String, f64), PictureError> {
        let is_hidden = self.drawing.hidden.is_some();
        let height = if is_hidden { SENTENCE } else { self.drawing.canvas.height };
        Ok((self.render()?, height))
    }
}
