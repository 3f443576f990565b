//! A measure over time: this period as a line, the one before dashed and thinner, the day that is not
//! over hollow.
//!
//! A page and a file draw the same [`LineDrawing`], each on a ground of its own.

use askama::{Template, filters::HtmlSafe};
use jiff::civil::Date;
use lotse_report::{
    gate::Table,
    measure::{Measure, Number},
};

use super::{
    marks::{self, MarkList, Marks},
    numbers, path, position,
    scale::Scale,
};
use crate::{
    messages::Text,
    ui::{number, table::DataTable},
};

/// Pixels above the highest line, for half of its number.
const ABOVE: f64 = 12.0;
/// Pixels below the axis, for the dates.
const BELOW: f64 = 28.0;
/// Pixels that one digit is wide at most.
const DIGIT: usize = 10;
/// The labels at the right keep this distance, in pixels.
const APART: f64 = 42.0;

/// The ground that lines are drawn on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Canvas {
    /// Units from the first to the last day: pixels in a file, stretched to the width of a page.
    pub(super) width: f64,
    /// Pixels from the top to below the dates.
    pub(super) height: f64,
}

/// That of a page.
const PAGE: Canvas = Canvas { width: 1000.0, height: 240.0 };

/// A measure by days, as the gate gives it.
pub(crate) struct LineQuestion<'a> {
    pub(crate) measure: Measure,
    /// This period.
    pub(crate) days: &'a Table,
    /// The period compared with, and what it is called.
    pub(crate) before: Option<(&'a Table, String)>,
    /// What this period is called.
    pub(crate) name: String,
    /// The last day is not over.
    pub(crate) is_partial: bool,
    /// The finding.
    pub(crate) headline: String,
    /// Where the same numbers lie as files: words and address.
    pub(crate) links: Vec<(String, String)>,
    /// Tells this chart's ids from others on the page.
    pub(crate) id: &'static str,
    /// What happened in this time.
    pub(crate) marks: Marks,
}

/// What lines show: numbers in the order of time.
pub(crate) struct LineData {
    /// What it is, for who does not see it.
    pub(crate) title: String,
    pub(crate) points: Vec<Point>,
    /// The numbers of the period compared with, and what it is called.
    pub(crate) before: Option<(Vec<Option<Number>>, String)>,
    /// What this period is called.
    pub(crate) name: String,
    /// The first point holds only a part of its time.
    pub(crate) begins_partial: bool,
    /// So does the last.
    pub(crate) ends_partial: bool,
    /// What has to be known to read it.
    pub(crate) notes: Vec<String>,
    /// The axis goes at least so far: charts beside each other share one scale.
    pub(crate) least_top: f64,
    /// How its numbers are written: as counts, or as a share.
    pub(crate) measure: Measure,
    /// What happened in this time.
    pub(crate) marks: Marks,
}

/// One number, and when it was.
pub(crate) struct Point {
    /// None where it may not be shown.
    pub(crate) number: Option<Number>,
    /// When, at the axis.
    pub(crate) short: String,
    /// When, in a sentence.
    pub(crate) long: String,
}

/// What stands around the lines.
pub(crate) struct LineFrame {
    /// Tells this chart's ids from others on the page.
    pub(crate) id: &'static str,
    /// The finding.
    pub(crate) headline: String,
    pub(crate) table: DataTable,
    /// Where the same numbers lie as files: words and address.
    pub(crate) links: Vec<(String, String)>,
}

/// A line chart in its figure.
#[derive(Template)]
#[template(path = "ui/chart/line.html")]
pub(crate) struct LineChart {
    id: &'static str,
    headline: String,
    drawing: LineDrawing,
    /// Pixels that the longest number at the axis needs.
    ticks_width: usize,
    marks: MarkList,
    table: DataTable,
    links: Vec<(String, String)>,
    data_label: String,
}

impl HtmlSafe for LineChart {}

/// The lines with everything that stands at them: the same on a page and in a file.
pub(super) struct LineDrawing {
    /// The ground, with room for marks where there are any.
    pub(super) canvas: Canvas,
    /// Where zero lies, in pixels from the top.
    pub(super) floor: f64,
    /// The value at the end of the axis.
    pub(super) top: f64,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) ticks: Vec<Tick>,
    pub(super) dates: Vec<DateMark>,
    pub(super) lines: Vec<LinePath>,
    pub(super) dots: Vec<Dot>,
    pub(super) ends: Vec<End>,
    pub(super) marks: Marks,
    pub(super) notes: Vec<String>,
    /// Said in place of a picture when no day may be shown.
    pub(super) hidden: Option<String>,
}

pub(super) struct Tick {
    pub(super) y: f64,
    pub(super) text: String,
}

pub(super) struct DateMark {
    /// Per cent of the width.
    pub(super) x: f64,
    pub(super) anchor: &'static str,
    pub(super) text: String,
    /// Narrow charts do without it.
    pub(super) is_spare: bool,
}

pub(super) struct LinePath {
    pub(super) class: &'static str,
    pub(super) path: String,
    /// The stretch to a day that is not over.
    pub(super) open: String,
}

pub(super) struct Dot {
    /// Per cent of the width.
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) class: &'static str,
    pub(super) radius: f64,
}

pub(super) struct End {
    pub(super) y: f64,
    pub(super) class: &'static str,
    pub(super) value: String,
    pub(super) name: String,
}

impl LineQuestion<'_> {
    /// Its values.
    pub(crate) fn data(&self, text: Text) -> LineData {
        let format = text.format();
        let date = |label: &Option<String>| label.as_deref().and_then(|l| l.parse::<Date>().ok());
        let dates: Vec<Option<Date>> = self.days.rows.iter().map(|row| date(&row.label)).collect();
        let measure = text.word("measure", self.measure.as_str());
        let first_last = match (dates.first(), dates.last()) {
            (Some(Some(first)), Some(Some(last))) => format.dates(*first, *last),
            _ => String::new(),
        };
        let shown = numbers(self.days, self.measure);
        let has_values = shown.iter().any(Option::is_some);
        let point = |(number, date): (Option<Number>, &Option<Date>)| Point {
            number,
            short: date.map(|date| format.day(date)).unwrap_or_default(),
            long: date.map(|date| format.date(date)).unwrap_or_default(),
        };
        LineData {
            title: text.fill(
                "chart-line-title",
                &[("measure", measure.into()), ("dates", first_last.into())],
            ),
            points: shown.into_iter().zip(&dates).map(point).collect(),
            before: self
                .before
                .as_ref()
                .map(|(days, name)| (numbers(days, self.measure), name.clone())),
            name: self.name.clone(),
            begins_partial: false,
            ends_partial: self.is_partial,
            notes: (self.is_partial && has_values)
                .then(|| text.say("chart-partial"))
                .into_iter()
                .collect(),
            least_top: 0.0,
            measure: self.measure,
            marks: self.marks.clone(),
        }
    }
}

impl LineChart {
    /// Draws the days of a measure.
    pub(crate) fn draw(text: Text, question: LineQuestion<'_>) -> Self {
        let data = question.data(text);
        let LineQuestion { id, headline, links, days, .. } = question;
        let table = DataTable::of(text, days, None);
        Self::of(text, &data, LineFrame { id, headline, table, links })
    }

    /// Draws values in their frame.
    pub(crate) fn of(text: Text, data: &LineData, frame: LineFrame) -> Self {
        let LineFrame { id, headline, table, links } = frame;
        let drawing = LineDrawing::new(text, data, PAGE);
        let longest = drawing.ticks.iter().map(|tick| tick.text.chars().count()).max();
        let ticks_width = longest.unwrap_or(0) * DIGIT + 8;
        let data_label = text.say("chart-data");
        let marks = data.marks.list(text, id);
        Self { id, headline, drawing, ticks_width, marks, table, links, data_label }
    }
}

impl LineDrawing {
    /// Values on a ground.
    pub(super) fn new(text: Text, data: &LineData, canvas: Canvas) -> Self {
        let format = text.format();
        let shown: Vec<Option<Number>> = data.points.iter().map(|point| point.number).collect();
        let now = values(&shown);
        let before = data.before.as_ref().map(|(numbers, name)| (numbers, values(numbers), name));
        let all = now.iter().chain(before.iter().flat_map(|(_, values, _)| values)).flatten();
        let has_values = now.iter().any(Option::is_some);
        let most = all.copied().fold(data.least_top, f64::max);
        let scale = Scale::of(data.measure, most);
        let floor = canvas.height - BELOW;
        let canvas = Canvas { height: canvas.height + data.marks.height(), ..canvas };
        let written = |number| number::value(format, data.measure, number);
        let y = |value: f64| floor - scale.place(value) * (floor - ABOVE);

        let mut lines = Vec::new();
        let mut ends = Vec::new();
        if let Some((numbers, values, name)) = &before {
            lines.push(stretch(values, "before", Parts::default(), canvas.width, y));
            ends.extend(end(numbers, "before", name, y, written));
        }
        let parts = Parts { first: data.begins_partial, last: data.ends_partial };
        lines.push(stretch(&now, "", parts, canvas.width, y));
        let dots = marks(&now, parts, y);
        ends.extend(end(&shown, "now", &data.name, y, written));
        keep_apart(&mut ends, ABOVE, floor);

        let at = |index: usize| data.points.get(index).map(|point| point.short.clone());
        let marks = match data.points.len() {
            0 => vec![],
            1 => vec![(50.0, "middle", at(0))],
            n => vec![
                (0.0, "start", at(0)),
                (50.0, "middle", at((n - 1) / 2).filter(|_| n > 6)),
                (100.0, "end", at(n - 1)),
            ],
        };
        let mark = |(x, anchor, text): (f64, &'static str, Option<String>)| {
            let text = text.filter(|text| !text.is_empty())?;
            let is_spare = anchor == "middle" && data.points.len() > 1;
            Some(DateMark { x, anchor, text, is_spare })
        };
        Self {
            canvas,
            floor,
            top: scale.end(),
            title: data.title.clone(),
            description: describe(text, data),
            ticks: scale
                .ticks()
                .map(|v| Tick {
                    y: y(v),
                    text: number::axis(format, data.measure, v, scale.step()),
                })
                .collect(),
            dates: marks.into_iter().filter_map(mark).collect(),
            lines,
            dots,
            ends,
            marks: data.marks.clone(),
            notes: data.notes.clone(),
            hidden: (!has_values).then(|| text.say("chart-hidden")),
        }
    }

    /// Zero and the end of the axis.
    pub(super) fn ends_of_axis(&self) -> impl Iterator<Item = &Tick> {
        let last = self.ticks.len().saturating_sub(1);
        self.ticks.iter().enumerate().filter(move |(at, _)| *at == 0 || *at == last).map(|(_, t)| t)
    }

    /// Where the middle of each mark lies, in pixels from the top.
    pub(super) fn marks_y(&self) -> f64 {
        self.floor + marks::MIDDLE
    }

    /// Where the dates stand, in pixels from the top.
    pub(super) fn axis_y(&self) -> f64 {
        self.canvas.height - 6.0
    }
}

/// Which ends of a line hold only a part of their time.
#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    first: bool,
    last: bool,
}

/// One line; the stretches to points that are parts of their time stand apart.
fn stretch(
    values: &[Option<f64>],
    class: &'static str,
    parts: Parts,
    width: f64,
    y: impl Fn(f64) -> f64,
) -> LinePath {
    let point = |index: usize| {
        let value = values.get(index).copied().flatten()?;
        Some((position(index, values.len()) * width, y(value)))
    };
    let count = values.len();
    let (first, last) = (parts.first && count > 1, parts.last && count > 1);
    let closed = usize::from(first)..count - usize::from(last);
    let mut open = String::new();
    if first {
        open.push_str(&path([point(0), point(1)]));
    }
    // Of two points that are both parts there is one stretch.
    if last && !(first && count == 2) {
        open.push_str(&path([point(count - 2), point(count - 1)]));
    }
    LinePath { class, path: path(closed.map(point)), open }
}

/// A dot on the last value, on each that stands alone and would otherwise not be seen, and on parts.
fn marks(values: &[Option<f64>], parts: Parts, y: impl Fn(f64) -> f64) -> Vec<Dot> {
    let is_shown = |index: usize| values.get(index).is_some_and(Option::is_some);
    let last = values.len().saturating_sub(1);
    let is_part = |index: usize| parts.first && index == 0 || parts.last && index == last;
    let is_marked = |index: usize| {
        let is_alone = !is_shown(index + 1) && (index == 0 || !is_shown(index - 1));
        index == last || is_alone || is_part(index)
    };
    let dot = |(index, value): (usize, &Option<f64>)| {
        let value = (*value)?;
        is_marked(index).then(|| Dot {
            x: position(index, values.len()) * 100.0,
            y: y(value),
            class: if is_part(index) { "hollow" } else { "" },
            radius: if index == last || is_part(index) { 5.0 } else { 2.5 },
        })
    };
    values.iter().enumerate().filter_map(dot).collect()
}

/// The label at the end of a line: its last value and its name.
fn end(
    numbers: &[Option<Number>],
    class: &'static str,
    name: &str,
    y: impl Fn(f64) -> f64,
    written: impl Fn(Number) -> String,
) -> Option<End> {
    let last = *numbers.iter().rev().flatten().next()?;
    Some(End { y: y(last.value()), class, value: written(last), name: name.to_owned() })
}

/// What numbers are drawn at.
fn values(numbers: &[Option<Number>]) -> Vec<Option<f64>> {
    numbers.iter().map(|number| number.map(Number::value)).collect()
}

/// Moves labels that would lie on each other apart, within the drawing.
fn keep_apart(ends: &mut [End], top: f64, bottom: f64) {
    for label in ends.iter_mut() {
        label.y = label.y.clamp(top, bottom - 14.0);
    }
    if let [a, b] = ends
        && (a.y - b.y).abs() < APART
    {
        let (upper, lower) = if a.y <= b.y { (a, b) } else { (b, a) };
        let middle = f64::midpoint(upper.y, lower.y);
        upper.y = (middle - APART / 2.0).clamp(top, bottom - 14.0 - APART);
        lower.y = upper.y + APART;
    }
}

/// What the picture says, for who does not see it.
fn describe(text: Text, data: &LineData) -> String {
    let written = |number| number::whole(text.format(), number);
    let shown = data.points.iter().filter_map(|point| Some((point.number?, &point.long)));
    let highest = shown.clone().reduce(|a, b| if b.0.value() > a.0.value() { b } else { a });
    let lowest = shown.reduce(|a, b| if b.0.value() < a.0.value() { b } else { a });
    let lines = match (highest, lowest) {
        (Some(high), Some(low)) => text.fill(
            "chart-line-description",
            &[
                ("high", written(high.0).into()),
                ("high-day", high.1.as_str().into()),
                ("low", written(low.0).into()),
                ("low-day", low.1.as_str().into()),
            ],
        ),
        _ => text.say("chart-nothing"),
    };
    let marks = data.marks.notes();
    if marks.is_empty() {
        return lines;
    }
    format!("{lines} {} {}", text.say("chart-marks"), marks.join(". "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(y: f64) -> End {
        End { y, class: "", value: String::new(), name: String::new() }
    }

    #[test]
    fn labels_never_lie_on_each_other_nor_leave_the_drawing() {
        for (a, b) in [(100.0, 100.0), (20.0, 25.0), (212.0, 205.0), (20.0, 200.0)] {
            let mut ends = [label(a), label(b)];
            keep_apart(&mut ends, ABOVE, PAGE.height - BELOW);
            assert!((ends[0].y - ends[1].y).abs() >= APART - 1e-9, "{a} {b}");
            for end in &ends {
                assert!((ABOVE..=PAGE.height - BELOW).contains(&end.y), "{a} {b}: {}", end.y);
            }
        }
    }

    #[test]
    fn a_day_that_is_not_over_is_hollow_and_its_stretch_dotted() {
        let values = [Some(1.0), Some(2.0), Some(1.0)];
        let parts = Parts { first: false, last: true };
        let line = stretch(&values, "", parts, 1000.0, |v| v);
        assert_eq!(
            (line.path.as_str(), line.open.as_str()),
            ("M0.0 1.0L500.0 2.0", "M500.0 2.0L1000.0 1.0")
        );
        let dots = marks(&values, parts, |v| v);
        assert_eq!(dots.len(), 1);
        assert_eq!(dots[0].class, "hollow");
    }

    #[test]
    fn a_first_point_that_is_a_part_is_hollow_too() {
        let both = Parts { first: true, last: true };
        let line = stretch(&[Some(1.0), Some(2.0), Some(1.0)], "", both, 1000.0, |v| v);
        assert_eq!(line.path, "M500.0 2.0");
        assert_eq!(line.open, "M0.0 1.0L500.0 2.0M500.0 2.0L1000.0 1.0");
        let two = stretch(&[Some(1.0), Some(2.0)], "", both, 1000.0, |v| v);
        assert_eq!((two.path.as_str(), two.open.as_str()), ("", "M0.0 1.0L1000.0 2.0"));
        let one = marks(&[Some(1.0)], both, |v| v);
        assert_eq!((one.len(), one[0].class), (1, "hollow"));
    }

    #[test]
    fn a_value_between_gaps_is_seen_as_a_dot() {
        let dots = marks(
            &[Some(1.0), None, Some(2.0), None, Some(3.0), Some(3.0)],
            Parts::default(),
            |v| v,
        );
        let places: Vec<_> = dots.iter().map(|dot| dot.x).collect();
        assert_eq!(places, [0.0, 40.0, 100.0]);
    }
}
