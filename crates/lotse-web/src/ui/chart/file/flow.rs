//! Paths with their links in a file.

use askama::Template;
use lotse_report::flow::Flow;

use super::{
    super::{
        flow::FlowDrawing,
        raster::{PictureError, Words},
    },
    INNER, Picture,
};
use crate::{messages::Text, ui::tokens::Token};

/// Paths in a file.
#[derive(Template)]
#[template(path = "ui/chart/file/flow.svg")]
pub(crate) struct FlowPicture {
    drawing: FlowDrawing,
}

impl FlowPicture {
    /// Draws what a page draws of the same paths.
    pub(crate) fn draw(text: Text, flow: &Flow, title: String) -> Self {
        Self { drawing: FlowDrawing::on(text, flow, title, INNER) }
    }
}

impl Picture for FlowPicture {
    fn title(&self) -> &str {
        &self.drawing.title
    }

    fn description(&self) -> String {
        self.drawing.description.clone()
    }

    fn draw(&self) -> Result<(String, f64), PictureError> {
        Ok((self.render()?, self.drawing.height))
    }
}
