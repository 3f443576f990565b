//! Bars, parts of a whole and dots with intervals in a file.

use askama::Template;

use super::{
    super::{
        bars::{Bar, Bars},
        intervals::{DotRow, IntervalDots, Reference},
        raster::{PictureError, Words},
        stacked::{Stacked, StackedRow},
    },
    INNER, NOTE, Picture,
    rows::{self, Row},
    wrap,
};
use crate::ui::tokens::Token;

/// Units of a bar, of parts, and of a dot.
const BAR: f64 = 16.0;
const PARTS: f64 = 28.0;
const DOT: f64 = 20.0;
/// Units of the numbers at the axis and the name of what is compared with.
const AXIS: f64 = 44.0;
/// Units from line to line of the names of parts.
const LINE: f64 = 20.0;

/// What is drawn, and what it is called.
pub(crate) struct Titled<T> {
    pub(crate) title: String,
    pub(crate) drawn: T,
}

#[derive(Template)]
#[template(
    source = r#"<rect x="0.5" y="0.5" width="{{ INNER - 1.0 }}" height="{{ BAR - 1.0 }}" fill="{{ Token::Surface.light() }}" stroke="{{ Token::Line.light() }}"/>{% if let Some(width) = bar.width %}<rect width="{{ (width / 100.0 * INNER)|fmt("{:.1}") }}" height="{{ BAR }}" fill="{{ Token::Bar.light() }}"/>{% endif %}"#,
    ext = "svg"
)]
struct BarShape<'a> {
    bar: &'a Bar,
}

#[derive(Template)]
#[template(path = "ui/chart/file/parts.svg")]
struct PartsShape<'a> {
    row: &'a StackedRow,
    is_centred: bool,
    /// The names of the parts, and where each line stands.
    names: Vec<(f64, String)>,
}

#[derive(Template)]
#[template(
    source = r#"<path d="M0 10h{{ INNER }}" stroke="{{ Token::Line.light() }}"/>{% if let Some(reference) = reference %}<path d="M{{ (reference.x / 100.0 * INNER)|fmt("{:.1}") }} 0v20" stroke="{{ Token::Ink.light() }}" stroke-dasharray="4 3"/>{% endif %}{% if let Some(dot) = row.dot %}<path d="M{{ (dot.low / 100.0 * INNER)|fmt("{:.1}") }} 10H{{ (dot.high / 100.0 * INNER)|fmt("{:.1}") }}" stroke="{{ Token::Series.light() }}" stroke-width="3"/><circle cx="{{ (dot.x / 100.0 * INNER)|fmt("{:.1}") }}" cy="10" r="6" fill="{{ Token::Series.light() }}"/>{% endif %}"#,
    ext = "svg"
)]
struct DotShape<'a> {
    row: &'a DotRow,
    reference: Option<&'a Reference>,
}

#[derive(Template)]
#[template(
    source = r#"{{ rows|safe }}{% for (x, words) in dots.ticks %}<text x="{{ (x / 100.0 * INNER)|fmt("{:.1}") }}" y="{{ y + 16.0 }}" text-anchor="{% if loop.first %}start{% else if loop.last %}end{% else %}middle{% endif %}" fill="{{ Token::Quiet.light() }}">{{ Words(words.as_str()) }}</text>{% endfor %}{% if let Some(reference) = dots.reference %}<text x="{{ (reference.x / 100.0 * INNER)|fmt("{:.1}") }}" y="{{ y + 38.0 }}" font-weight="700" text-anchor="{{ reference.anchor }}">{{ Words(reference.name.as_str()) }}</text>{% endif %}"#,
    ext = "svg"
)]
struct DotDrawing<'a> {
    dots: &'a IntervalDots,
    rows: String,
    /// Where the axis begins.
    y: f64,
}

impl Picture for Titled<Bars> {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        said(self.drawn.bars.iter().map(|bar| (&bar.name, &bar.words)))
    }

    fn draw(&self) -> Result<(String, f64), PictureError> {
        let row = |bar: &Bar| {
            let shape = BarShape { bar }.render()?;
            Ok(Row { name: bar.name.clone(), words: bar.words.clone(), shape, height: BAR })
        };
        rows::draw(&self.drawn.bars.iter().map(row).collect::<Result<Vec<_>, PictureError>>()?)
    }
}

impl Picture for Titled<Stacked> {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        let words = |row: &StackedRow| {
            let parts = row.parts.iter().map(|part| format!("{} {}", part.name, part.share));
            std::iter::once(row.words.clone()).chain(parts).collect::<Vec<_>>().join(", ")
        };
        let all: Vec<_> = self.drawn.rows.iter().map(|row| (&row.name, words(row))).collect();
        said(all.iter().map(|(name, words)| (*name, words)))
    }

    fn draw(&self) -> Result<(String, f64), PictureError> {
        let row = |row: &StackedRow| {
            let parts = row.parts.iter();
            let all: Vec<_> = parts
                .map(|part| format!("{}.\u{a0}{} {}", part.number, part.name, part.share))
                .collect();
            let mut y = PARTS;
            let mut names = Vec::new();
            for line in
                wrap(&all.join(" · "), NOTE, INNER, 4)?.into_iter().filter(|l| !l.is_empty())
            {
                y += LINE;
                names.push((y, line));
            }
            let height = if row.parts.is_empty() { 0.0 } else { y + 6.0 };
            let shape = PartsShape { row, is_centred: self.drawn.is_centred, names }.render()?;
            Ok(Row { name: row.name.clone(), words: row.words.clone(), shape, height })
        };
        rows::draw(&self.drawn.rows.iter().map(row).collect::<Result<Vec<_>, PictureError>>()?)
    }
}

impl Picture for Titled<IntervalDots> {
    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> String {
        self.drawn.description.clone()
    }

    fn draw(&self) -> Result<(String, f64), PictureError> {
        let row = |row: &DotRow| {
            let shape = DotShape { row, reference: self.drawn.reference.as_ref() }.render()?;
            Ok(Row { name: row.name.clone(), words: row.words.clone(), shape, height: DOT })
        };
        let rows = self.drawn.rows.iter().map(row).collect::<Result<Vec<_>, PictureError>>()?;
        let (rows, y) = rows::draw(&rows)?;
        Ok((DotDrawing { dots: &self.drawn, rows, y }.render()?, y + AXIS))
    }
}

/// Names with their words, for who does not see them.
fn said<'a>(rows: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    rows.map(|(name, words)| format!("{name}: {words}.")).collect::<Vec<_>>().join(" ")
}
