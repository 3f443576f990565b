//! Small charts beside each other, one for each group, all on one scale: no line crosses another, names
//! have room, and nothing is told by colour.

use askama::{Template, filters::HtmlSafe};

use lotse_report::measure::Number;

use super::line::{Canvas, LineData, LineDrawing};
use crate::{messages::Text, ui::number};

/// The ground of one on a page.
const PANEL: Canvas = Canvas { width: 1000.0, height: 104.0 };

/// One group.
pub(crate) struct Panel {
    pub(crate) name: String,
    pub(crate) data: LineData,
}

/// Small charts.
#[derive(Template)]
#[template(path = "ui/chart/multiples.html")]
pub(crate) struct Multiples {
    /// To which value each goes.
    scale: String,
    pub(super) panels: Vec<DrawnPanel>,
    /// The same, for drawing on another ground.
    pub(super) data: Vec<LineData>,
}

impl HtmlSafe for Multiples {}

/// One of them, drawn.
pub(super) struct DrawnPanel {
    pub(super) name: String,
    /// What it says, in numbers: the highest and the last.
    pub(super) words: String,
    drawing: LineDrawing,
}

impl Multiples {
    /// Draws groups; none where there is none.
    pub(crate) fn draw(text: Text, panels: Vec<Panel>) -> Option<Self> {
        let values = |panel: &Panel| {
            let shown = panel.data.points.iter().filter_map(|point| point.number);
            shown.map(Number::value).fold(0.0, f64::max)
        };
        let top = panels.iter().map(values).fold(0.0, f64::max);
        let mut drawn = Vec::with_capacity(panels.len());
        let mut data = Vec::with_capacity(panels.len());
        let mut end = 0.0;
        for panel in panels {
            let of = LineData { least_top: top, ..panel.data };
            let drawing = LineDrawing::new(text, &of, PANEL);
            end = drawing.top;
            drawn.push(DrawnPanel { name: panel.name, words: words(text, &of), drawing });
            data.push(of);
        }
        let scale = text.fill("multiples-scale", &[("top", text.format().whole(end).into())]);
        (!drawn.is_empty()).then_some(Self { scale, panels: drawn, data })
    }

    /// To which value each goes, in words.
    pub(super) fn scale(&self) -> &str {
        &self.scale
    }
}

/// The highest value and the last.
fn words(text: Text, data: &LineData) -> String {
    let written = |number| number::whole(text.format(), number);
    let shown = || data.points.iter().filter_map(|point| point.number);
    let most = shown().reduce(|a, b| if b.value() > a.value() { b } else { a });
    let (Some(last), Some(most)) = (shown().next_back(), most) else {
        return text.say("number-protects");
    };
    let values = [("most", written(most).into()), ("last", written(last).into())];
    text.fill("multiples-words", &values)
}
