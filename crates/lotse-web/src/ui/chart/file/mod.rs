//! A chart as a file of its own: headline, what it is about, the drawing, and its source.
//!
//! On pages a chart is coloured by the style sheet and stretched to the screen; a file has neither. Both are
//! made from one drawing, so that they cannot differ (`docs/decisions/0017-charts-for-files.md`).

mod flow;
mod funnel;
mod histogram;
mod line;
mod multiples;
mod rows;
mod shares;
mod wrap;

use askama::Template;
use tokio::{sync::Semaphore, task::spawn_blocking};

use self::wrap::wrap;
pub(crate) use self::{
    flow::FlowPicture, funnel::FunnelPicture, histogram::HistogramPicture, line::LinePicture,
    multiples::MultiplesPicture, shares::Titled,
};
use super::raster::{self, Heard, Lettering, PictureError, Words};
use crate::{messages::Language, ui::tokens::Token};

/// Units across every file.
const WIDTH: f64 = 960.0;
/// Units to each side of what is drawn.
const MARGIN: f64 = 32.0;
/// Units across what is drawn.
const INNER: f64 = WIDTH - 2.0 * MARGIN;

const HEADLINE: Lettering = Lettering { size: 24.0, weight: 700 };
const ABOUT: Lettering = Lettering { size: 16.0, weight: 400 };
const NOTE: Lettering = Lettering { size: 14.0, weight: 400 };
/// A line takes so many times the size of its words.
const LEADING: f64 = 1.35;
/// Units between the parts of a file.
const GAP: f64 = 16.0;

/// Pictures that are drawn at the same time; the others wait.
static TURNS: Semaphore = Semaphore::const_new(2);

/// What a chart is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PictureKind {
    /// Lines and words, sharp at any size.
    Svg,
    /// Pixels, for programs that take nothing else.
    Png,
}

/// What stands between the words of a file.
pub(crate) trait Picture: Send + 'static {
    /// What it is, for who does not see it.
    fn title(&self) -> &str;
    /// What it says, for who does not see it.
    fn description(&self) -> String;
    /// The drawing, [`INNER`] units across, and its height.
    fn draw(&self) -> Result<(String, f64), PictureError>;
}

/// The words of a file.
#[derive(Clone, Debug)]
pub(crate) struct Caption {
    pub(crate) language: Language,
    /// The finding.
    pub(crate) headline: String,
    /// Of what: service, period, organization.
    pub(crate) about: String,
    /// What has to be known to read it.
    pub(crate) notes: Vec<String>,
    /// n, where it is from, and when it was made.
    pub(crate) source: String,
    /// Said in a PNG where its fonts lack a character.
    pub(crate) illegible: String,
}

/// A file as it is written.
#[derive(Template)]
#[template(path = "ui/chart/file/file.svg")]
struct File<'a> {
    language: Language,
    title: &'a str,
    description: String,
    height: f64,
    lines: Vec<Line>,
    /// Where the drawing begins.
    top: f64,
    drawing: String,
}

/// A line of words.
struct Line {
    y: f64,
    text: String,
    lettering: Lettering,
    colour: Token,
}

/// Puts words under each other.
#[derive(Default)]
struct Column {
    y: f64,
    lines: Vec<Line>,
}

impl Column {
    fn add(
        &mut self,
        text: &str,
        lettering: Lettering,
        colour: Token,
        most: usize,
    ) -> Result<(), PictureError> {
        for text in wrap(text, lettering, INNER, most)? {
            self.y += lettering.size * LEADING;
            let descent = lettering.size * (LEADING - 1.0);
            self.lines.push(Line { y: self.y - descent, text, lettering, colour });
        }
        Ok(())
    }
}

/// The file of a chart, drawn beside the threads that answer requests.
pub(crate) async fn draw(
    picture: impl Picture,
    caption: Caption,
    kind: PictureKind,
) -> Result<Vec<u8>, PictureError> {
    // The semaphore is never closed; if it were, drawing at once would be right.
    let turn = TURNS.acquire().await;
    let drawn = spawn_blocking(move || match kind {
        PictureKind::Svg => Ok(svg(&picture, &caption)?.into_bytes()),
        PictureKind::Png => png(&picture, caption),
    });
    let drawn = drawn.await?;
    drop(turn);
    drawn
}

fn svg(picture: &impl Picture, caption: &Caption) -> Result<String, PictureError> {
    let mut column = Column { y: GAP, lines: Vec::new() };
    column.add(&caption.headline, HEADLINE, Token::Ink, 4)?;
    column.y += GAP / 4.0;
    column.add(&caption.about, ABOUT, Token::Quiet, 4)?;
    let top = column.y + GAP;
    let (drawing, height) = picture.draw()?;
    column.y = top + height + GAP / 2.0;
    for note in &caption.notes {
        column.add(note, NOTE, Token::Ink, 4)?;
    }
    column.add(&caption.source, NOTE, Token::Quiet, 4)?;
    let file = File {
        language: caption.language,
        title: picture.title(),
        description: picture.description(),
        height: (column.y + GAP).ceil(),
        lines: column.lines,
        top,
        drawing,
    };
    Ok(file.render()?)
}

fn png(picture: &impl Picture, mut caption: Caption) -> Result<Vec<u8>, PictureError> {
    let mut svg = self::svg(picture, &caption)?;
    if !raster::is_legible(&svg)? {
        let words = std::mem::take(&mut caption.illegible);
        caption.notes.push(words);
        svg = self::svg(picture, &caption)?;
    }
    raster::png(&svg)
}

#[cfg(test)]
mod tests;
