//! A histogram in a file.

use askama::Template;

use super::{
    super::{
        histogram::Histogram,
        raster::{PictureError, Words},
    },
    INNER, Picture,
};
use crate::ui::tokens::Token;

/// Units of a sentence in place of the bars.
const SENTENCE: f64 = 64.0;

/// Counts by time in a file.
#[derive(Template)]
#[template(path = "ui/chart/file/histogram.svg")]
pub(crate) struct HistogramPicture {
    pub(crate) drawn: Histogram,
}

impl Picture for HistogramPicture {
    fn title(&self) -> &str {
        &self.drawn.title
    }

    fn description(&self) -> String {
        self.drawn.description.clone()
    }

    fn draw(&self) -> Result<(String, f64), PictureError> {
        let height = if self.drawn.hidden.is_some() { SENTENCE } else { self.drawn.height };
        Ok((self.render()?, height))
    }
}
