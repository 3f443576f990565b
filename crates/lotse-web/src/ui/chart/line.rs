//! A measure over time: this period as a line, the one before dashed and thinner, the day that is not
//! over hollow.
//!
//! A page and a file draw the same [`LineDrawing`], each on a ground of its own.

use askama::{Template, filters::HtmlSafe};
use jiff::civil::Date;
use lotse_report::{gate::Table, measure::Measure};

use super::{column, path, position, scale::Scale};
use crate::{messages::Text, ui::table::DataTable};

/// Pixels above the highest line, for half of its number.
const ABOVE: f64 = 12.0;
/// Pixels below the axis, for the dates.
const BELOW: f64 = 28.0;
/// Pixels that one digit is wide at most.
const DIGIT: usize = 9;
/// The labels at the right keep this distance, in pixels.
const APART: f64 = 40.0;

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

/// What a line chart shows.
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
    table: DataTable,
    links: Vec<(String, String)>,
    data_label: String,
}

impl HtmlSafe for LineChart {}

/// The lines with everything that stands at them: the same on a page and in a file.
pub(super) struct LineDrawing {
    pub(super) canvas: Canvas,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) ticks: Vec<Tick>,
    pub(super) dates: Vec<DateMark>,
    pub(super) lines: Vec<LinePath>,
    pub(super) dots: Vec<Dot>,
    pub(super) ends: Vec<End>,
    pub(super) note: Option<String>,
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

impl LineChart {
    /// Draws the days of a measure.
    pub(crate) fn draw(text: Text, question: LineQuestion<'_>) -> Self {
        let drawing = LineDrawing::new(text, &question, PAGE);
        let longest = drawing.ticks.iter().map(|tick| tick.text.chars().count()).max();
        Self {
            id: question.id,
            ticks_width: longest.unwrap_or(0) * DIGIT + 8,
            table: DataTable::of(text, question.days, None),
            headline: question.headline,
            links: question.links,
            data_label: text.say("chart-data"),
            drawing,
        }
    }
}

impl LineDrawing {
    /// The days of a measure on a ground.
    pub(super) fn new(text: Text, question: &LineQuestion<'_>, canvas: Canvas) -> Self {
        let format = text.format();
        let now = column(question.days, question.measure);
        let before = question.before.as_ref().map(|(days, _)| column(days, question.measure));
        let all = now.iter().chain(before.iter().flatten()).flatten();
        let has_values = now.iter().any(Option::is_some);
        let scale = Scale::for_counts(all.copied().fold(0.0, f64::max));
        let floor = canvas.height - BELOW;
        let y = |value: f64| floor - scale.place(value) * (floor - ABOVE);
        let measure = text.word("measure", question.measure.as_str());
        let dates: Vec<Option<Date>> = question
            .days
            .rows
            .iter()
            .map(|row| row.label.as_deref().and_then(|label| label.parse().ok()))
            .collect();

        let mut lines = Vec::new();
        let mut dots = Vec::new();
        let mut ends = Vec::new();
        if let (Some(values), Some((_, name))) = (&before, &question.before) {
            lines.push(stretch(values, "before", false, canvas.width, y));
            ends.extend(end(values, "before", name, y, |v| format.whole(v)));
        }
        let is_open = question.is_partial && now.len() > 1;
        lines.push(stretch(&now, "", is_open, canvas.width, y));
        dots.extend(marks(&now, question.is_partial, y));
        ends.extend(end(&now, "now", &question.name, y, |v| format.whole(v)));
        keep_apart(&mut ends, ABOVE, floor);

        let day = |date: Option<Date>| date.map(|d| format.day(d)).unwrap_or_default();
        let marks = match dates.len() {
            0 => vec![],
            1 => vec![(50.0, "middle", day(dates[0]))],
            n => vec![
                (0.0, "start", day(dates[0])),
                (50.0, "middle", if n > 6 { day(dates[(n - 1) / 2]) } else { String::new() }),
                (100.0, "end", day(dates[n - 1])),
            ],
        };
        let first_last = match (dates.first(), dates.last()) {
            (Some(Some(first)), Some(Some(last))) => format.dates(*first, *last),
            _ => String::new(),
        };
        Self {
            canvas,
            title: text.fill(
                "chart-line-title",
                &[("measure", measure.into()), ("dates", first_last.into())],
            ),
            description: describe(text, &now, &dates),
            ticks: scale.ticks().map(|v| Tick { y: y(v), text: format.whole(v) }).collect(),
            dates: marks
                .into_iter()
                .filter(|(_, _, text)| !text.is_empty())
                .map(|(x, anchor, text)| DateMark { x, anchor, text })
                .collect(),
            lines,
            dots,
            ends,
            note: (question.is_partial && has_values).then(|| text.say("chart-partial")),
            hidden: (!has_values).then(|| text.say("chart-hidden")),
        }
    }

    /// Where the dates stand, in pixels from the top.
    pub(super) fn axis_y(&self) -> f64 {
        self.canvas.height - 6.0
    }
}

/// One line; the last stretch apart where the last day is not over.
fn stretch(
    values: &[Option<f64>],
    class: &'static str,
    is_open: bool,
    width: f64,
    y: impl Fn(f64) -> f64,
) -> LinePath {
    let point = |index: usize| {
        let value = values.get(index).copied().flatten()?;
        Some((position(index, values.len()) * width, y(value)))
    };
    let closed = if is_open { values.len() - 1 } else { values.len() };
    let open = if is_open { path([point(closed - 1), point(closed)]) } else { String::new() };
    LinePath { class, path: path((0..closed).map(point)), open }
}

/// A dot on the last value, and on each that stands alone and would otherwise not be seen.
fn marks(values: &[Option<f64>], is_partial: bool, y: impl Fn(f64) -> f64) -> Vec<Dot> {
    let is_shown = |index: usize| values.get(index).is_some_and(Option::is_some);
    let last = values.len().saturating_sub(1);
    let is_marked = |index: usize| {
        let is_alone = !is_shown(index + 1) && (index == 0 || !is_shown(index - 1));
        index == last || is_alone
    };
    let dot = |(index, value): (usize, &Option<f64>)| {
        let value = (*value)?;
        let hollow = is_partial && index == last;
        is_marked(index).then(|| Dot {
            x: position(index, values.len()) * 100.0,
            y: y(value),
            class: if hollow { "hollow" } else { "" },
            radius: if index == last { 5.0 } else { 2.5 },
        })
    };
    values.iter().enumerate().filter_map(dot).collect()
}

/// The label at the end of a line: its last value and its name.
fn end(
    values: &[Option<f64>],
    class: &'static str,
    name: &str,
    y: impl Fn(f64) -> f64,
    shown: impl Fn(f64) -> String,
) -> Option<End> {
    let last = values.iter().rev().flatten().next()?;
    Some(End { y: y(*last), class, value: shown(*last), name: name.to_owned() })
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
fn describe(text: Text, values: &[Option<f64>], dates: &[Option<Date>]) -> String {
    let format = text.format();
    let shown = values.iter().zip(dates).filter_map(|(value, date)| Some(((*value)?, (*date)?)));
    let highest = shown.clone().reduce(|a, b| if b.0 > a.0 { b } else { a });
    let lowest = shown.reduce(|a, b| if b.0 < a.0 { b } else { a });
    match (highest, lowest) {
        (Some(high), Some(low)) => text.fill(
            "chart-line-description",
            &[
                ("high", format.whole(high.0).into()),
                ("high-day", format.date(high.1).into()),
                ("low", format.whole(low.0).into()),
                ("low-day", format.date(low.1).into()),
            ],
        ),
        _ => text.say("chart-nothing"),
    }
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
        let line = stretch(&values, "", true, 1000.0, |v| v);
        assert_eq!(
            (line.path.as_str(), line.open.as_str()),
            ("M0.0 1.0L500.0 2.0", "M500.0 2.0L1000.0 1.0")
        );
        let dots = marks(&values, true, |v| v);
        assert_eq!(dots.len(), 1);
        assert_eq!(dots[0].class, "hollow");
    }

    #[test]
    fn a_value_between_gaps_is_seen_as_a_dot() {
        let dots = marks(&[Some(1.0), None, Some(2.0), None, Some(3.0), Some(3.0)], false, |v| v);
        let places: Vec<_> = dots.iter().map(|dot| dot.x).collect();
        assert_eq!(places, [0.0, 40.0, 100.0]);
    }
}
