//! A funnel in a file.

use std::fmt::Write as _;

use askama::Template;

use super::{
    super::{
        funnel::FunnelBar,
        raster::{self, Lettering, PictureError, Words},
    },
    GAP, INNER, NOTE, Picture, wrap,
};
use crate::ui::tokens::Token;

const NAME: Lettering = Lettering { size: 16.0, weight: 700 };
const VALUE: Lettering = Lettering { size: 16.0, weight: 400 };
/// Units from line to line of a name.
const NAME_LINE: f64 = 22.0;
/// Units of a bar.
const BAR: f64 = 20.0;

/// The steps of a funnel in a file.
pub(crate) struct FunnelPicture {
    pub(crate) title: String,
    pub(crate) bars: Vec<FunnelBar>,
}

#[derive(Template)]
#[template(path = "ui/chart/file/funnel.svg")]
struct Drawing<'a> {
    steps: Vec<Step<'a>>,
}

/// A step in its place.
struct Step<'a> {
    bar: &'a FunnelBar,
    /// Where those who were lost before it are told.
    lost_y: f64,
    /// The lines of its name, and where each stands.
    name: Vec<(f64, String)>,
    bar_y: f64,
    /// Units of the bar.
    width: f64,
}

impl FunnelPicture {
    fn steps(&self) -> Result<(Vec<Step<'_>>, f64), PictureError> {
        let mut y = 0.0;
        let mut steps = Vec::new();
        for (number, bar) in (1..).zip(&self.bars) {
            let value = raster::widths(&[bar.words.as_str()], VALUE)?;
            let room = INNER - value.first().copied().unwrap_or(0.0) - 2.0 * GAP;
            if bar.lost.is_some() {
                y += NOTE.size + 4.0;
            }
            let lost_y = y;
            let mut name = Vec::new();
            for line in wrap(&format!("{number}. {}", bar.name), NAME, room, 3)? {
                y += NAME_LINE;
                name.push((y, line));
            }
            let width = bar.width / 100.0 * INNER;
            steps.push(Step { bar, lost_y, name, bar_y: y + 6.0, width });
            y += 6.0 + BAR + GAP / 2.0;
        }
        Ok((steps, y))
    }
}

impl Picture for FunnelPicture {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let mut said = String::new();
        for (number, bar) in (1..).zip(&self.bars) {
            // Writing to a string cannot fail.
            let _written = write!(said, "{number}. {}: {}. ", bar.name, bar.words);
        }
        said.truncate(said.trim_end().len());
        said
    }

    fn draw(&self) -> Result<(String, f64), PictureError> {
        let (steps, height) = self.steps()?;
        Ok((Drawing { steps }.render()?, height))
    }
}
