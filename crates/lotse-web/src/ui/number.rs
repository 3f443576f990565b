//! The one look of a number: label, value with unit, n, interval, change, sparkline; and of
//! everything that can stand where a number is expected.

use askama::{Template, filters::HtmlSafe};
use lotse_domain::Count;
use lotse_report::{
    gate::Table,
    measure::{Cell, Hidden, Measure, NotMeasured, Number},
    overview::Change,
};
use lotse_stats::estimate::{Estimate, SampleUnit};

use crate::{
    messages::{Text, Value},
    ui::{chart::Sparkline, format::Format},
};

/// A number with everything that belongs to it. The value of a definition list.
#[derive(Template)]
#[template(path = "ui/number.html")]
pub(crate) struct NumberTile {
    label: String,
    /// Where on the page its definition stands; empty if it needs none.
    definition: &'static str,
    value: String,
    /// The value is a sentence in place of a number.
    is_words: bool,
    /// n, interval, why there is no number, what to do.
    notes: Vec<String>,
    change: Option<ChangeLine>,
    spark: Option<Sparkline>,
    next: Option<(String, String)>,
}

impl HtmlSafe for NumberTile {}

/// How a number moved: an arrow for the eye, words for everybody.
struct ChangeLine {
    arrow: char,
    words: String,
}

/// The rule that hides a cell of which it is not said whether it is hidden for its own sake or protects another.
pub(crate) fn either_rule(text: Text, minimum: u64) -> String {
    text.fill("number-either-rule", &[("minimum", minimum.into())])
}

impl NumberTile {
    /// The number of a cell, or why there is none.
    pub(crate) fn new(text: Text, measure: Measure, cell: &Cell) -> Self {
        let mut tile = Self::empty(text, measure);
        match cell {
            Cell::Shown { number } => {
                tile.value = value(text.format(), measure, **number);
                if let Number::Estimate(estimate) = **number {
                    tile.notes = evidence(text, measure, &estimate);
                }
                tile.notes.extend(blurred_rule(text, [cell]));
            }
            Cell::Hidden(Hidden::TooFew { minimum }) => {
                tile.words(text.say("number-too-few"));
                tile.notes =
                    vec![text.fill("number-too-few-rule", &[("minimum", (*minimum).into())])];
            }
            Cell::Hidden(Hidden::Dominated) => {
                tile.words(text.say("number-dominated"));
                tile.notes = vec![text.say("number-dominated-rule")];
            }
            Cell::Hidden(Hidden::Protects) => {
                tile.words(text.say("number-protects"));
                tile.notes = vec![text.say("number-protects-rule")];
            }
            Cell::Hidden(Hidden::TooFewOrProtects { minimum }) => {
                tile.words(text.say("number-protects"));
                tile.notes = vec![either_rule(text, *minimum)];
            }
            Cell::NotMeasured(NotMeasured::Profile) => {
                tile.words(text.say("number-not-measured"));
                tile.notes = vec![text.say("number-not-measured-profile")];
            }
            Cell::NotMeasured(NotMeasured::KeyChange) => {
                tile.words(text.say("number-not-measured"));
                tile.notes = vec![text.say("number-not-measured-keys")];
            }
            Cell::NoData => {
                tile.words(text.say("number-no-data"));
                tile.notes = vec![text.say("number-no-data-why")];
            }
        }
        tile
    }

    /// A number that could not be computed, with the way to try again.
    pub(crate) fn failed(text: Text, measure: Measure, again: String) -> Self {
        let mut tile = Self::empty(text, measure);
        tile.words(text.say("number-failed"));
        tile.notes = vec![text.say("number-failed-why")];
        tile.next = Some((text.say("error-retry"), again));
        tile
    }

    /// A length of time in seconds, named by a message. It has no definition of its own.
    pub(crate) fn time(text: Text, key: &'static str, cell: &Cell) -> Self {
        let mut tile = Self::new(text, Measure::EngagedTime, cell);
        tile.label = text.say(key);
        tile.definition = "";
        tile
    }

    fn empty(text: Text, measure: Measure) -> Self {
        Self {
            label: text.word("measure", measure.as_str()),
            definition: measure.as_str(),
            value: String::new(),
            is_words: false,
            notes: Vec::new(),
            change: None,
            spark: None,
            next: None,
        }
    }

    fn words(&mut self, words: String) {
        self.value = words;
        self.is_words = true;
    }

    /// Says how the number moved against what it was before.
    pub(crate) fn with_change(
        mut self,
        text: Text,
        measure: Measure,
        change: Option<Change>,
        before: Option<Number>,
    ) -> Self {
        if let (Some(change), Some(before)) = (change, before) {
            self.change = Some(change_line(text, measure, change, before));
        }
        self
    }

    /// Draws its days.
    pub(crate) fn with_days(mut self, days: &Table, measure: Measure) -> Self {
        self.spark = Sparkline::of(days, measure);
        self
    }

    /// Says that the period is not over.
    pub(crate) fn partial(mut self, text: Text, is_partial: bool) -> Self {
        if is_partial && !self.is_words {
            self.notes.push(text.say("number-partial"));
        }
        self
    }
}

/// The rule by which a figure is blurred, where one of these is.
pub(crate) fn blurred_rule<'c>(
    text: Text,
    cells: impl IntoIterator<Item = &'c Cell>,
) -> Option<String> {
    is_any_blurred(cells).then(|| text.say("number-blurred-rule"))
}

/// A count as it is written, where the cell has one that may be shown.
pub(crate) fn count(format: Format, cell: &Cell) -> Option<String> {
    match cell.number()? {
        Number::Count(count) => Some(format.count(count.get())),
        Number::Blurred(count) => Some(about(format, count)),
        Number::Estimate(_) => None,
    }
}

/// Whether one of these is blurred.
pub(crate) fn is_any_blurred<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> bool {
    cells.into_iter().any(|cell| matches!(cell.number(), Some(Number::Blurred(_))))
}

/// A value of a picture, with its sign where it is blurred.
pub(crate) fn drawn(format: Format, value: f64, is_blurred: bool) -> String {
    let whole = format.whole(value);
    if is_blurred { format!("≈\u{a0}{whole}") } else { whole }
}

/// About so many: the sign says so wherever the figure stands.
fn about(format: Format, count: Count) -> String {
    format!("≈\u{a0}{}", format.count(count.get()))
}

/// A number as its measure is written.
pub(crate) fn value(format: Format, measure: Measure, number: Number) -> String {
    match number {
        Number::Count(count) => format.count(count.get()),
        Number::Blurred(count) => about(format, count),
        Number::Estimate(estimate) if measure == Measure::EngagedTime => {
            format.duration(estimate.value)
        }
        Number::Estimate(estimate) => format.percent(estimate.value, decimals(&estimate)),
    }
}

/// A value at an axis whose lines are `step` apart.
pub(crate) fn axis(format: Format, measure: Measure, value: f64, step: f64) -> String {
    match measure {
        Measure::BounceRate => format.percent(value, usize::from(step < 0.01)),
        Measure::EngagedTime => format.duration(value),
        _ => format.whole(value),
    }
}

fn decimals(estimate: &Estimate) -> usize {
    estimate.interval.map_or(0, |interval| Format::decimals_for(interval.high() - interval.low()))
}

/// Interval and n, in words.
pub(crate) fn evidence(text: Text, measure: Measure, estimate: &Estimate) -> Vec<String> {
    let format = text.format();
    let mut notes = Vec::new();
    if let Some(range) = range(format, measure, estimate) {
        notes.push(text.fill("number-interval", &[("range", range.into())]));
    }
    let key = match estimate.unit {
        SampleUnit::Events => "number-n-events",
        SampleUnit::Visits => "number-n-visits",
        SampleUnit::Attempts => "number-n-attempts",
        SampleUnit::VisitorDays => "number-n-visitor-days",
        SampleUnit::People => "number-n-people",
        SampleUnit::Responses => "number-n-responses",
    };
    notes.push(text.fill(key, &[("n", estimate.n.get().into())]));
    notes
}

/// The interval of an estimate as its measure is written.
pub(crate) fn range(format: Format, measure: Measure, estimate: &Estimate) -> Option<String> {
    let interval = estimate.interval?;
    Some(if measure == Measure::EngagedTime {
        format!("{} – {}", format.duration(interval.low()), format.duration(interval.high()))
    } else {
        format.percent_range(interval.low(), interval.high(), decimals(estimate))
    })
}

fn change_line(text: Text, measure: Measure, change: Change, before: Number) -> ChangeLine {
    let format = text.format();
    let was: Value = value(format, measure, before).into();
    let (amount, is_same) = match (before, change.relative) {
        // Shares move in points; percent of percent misleads.
        (Number::Estimate(_), _) if measure == Measure::BounceRate => {
            let points = format.number(change.absolute.abs() * 100.0, 1);
            (
                text.fill("number-points", &[("points", points.into())]),
                change.absolute.abs() < 0.0005,
            )
        }
        (Number::Estimate(_), _) => {
            (format.duration(change.absolute.abs()), change.absolute.abs() < 0.05)
        }
        (Number::Count(_) | Number::Blurred(_), Some(relative)) => (
            format.percent(relative.abs(), usize::from(relative.abs() < 0.1)),
            change.absolute == 0.0,
        ),
        (Number::Count(_) | Number::Blurred(_), None) => {
            (format.whole(change.absolute.abs()), change.absolute == 0.0)
        }
    };
    let values = [("amount", amount.into()), ("before", was)];
    let (arrow, key) = if is_same {
        ('=', "number-same")
    } else if change.absolute > 0.0 {
        ('▲', "number-more")
    } else {
        ('▼', "number-less")
    };
    let values = if is_same { &values[1..] } else { &values[..] };
    ChangeLine { arrow, words: text.fill(key, values) }
}
