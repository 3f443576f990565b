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
                tile.notes = evidence(text, measure, **number);
                if measure == Measure::BounceRate {
                    tile.notes.extend(alike_rule(text, [cell]));
                }
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

    /// The same under another name, where what it counts stands beside it.
    pub(crate) fn named(mut self, label: String) -> Self {
        self.label = label;
        self.definition = "";
        self
    }

    /// Says one thing more.
    pub(crate) fn note(&mut self, words: String) {
        self.notes.push(words);
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

/// What to keep in mind where all of a group did alike, by its share. A page says it once.
pub(crate) fn alike_rule<'c>(
    text: Text,
    shares: impl IntoIterator<Item = &'c Cell>,
) -> Option<String> {
    shares.into_iter().any(Cell::is_all_alike).then(|| text.say("number-alike-rule"))
}

/// Which share of all something is, after what it is a share of; nothing where it is not told.
pub(crate) fn share_of_all(text: Text, share: Option<f64>) -> String {
    let Some(share) = share else { return String::new() };
    // A few in many are not none.
    let decimals = if share > 0.0 && share < 0.001 { 3 } else { 1 };
    let share = text.format().percent(share, decimals);
    format!(" {}", text.fill("number-share-of-all", &[("share", share.into())]))
}

/// The rule by which figures are blurred, where one of these is. A page says it once.
pub(crate) fn blurred_rule<'c>(
    text: Text,
    cells: impl IntoIterator<Item = &'c Cell>,
) -> Option<String> {
    is_any_blurred(cells).then(|| text.say("number-blurred-rule"))
}

/// Whether one of these is blurred.
pub(crate) fn is_any_blurred<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> bool {
    cells.into_iter().filter_map(Cell::number).any(Number::is_blurred)
}

/// A count as it is written, where the cell has one that may be shown.
pub(crate) fn count(format: Format, cell: &Cell) -> Option<String> {
    let number = cell.number()?;
    number.count().map(|_| whole(format, number))
}

/// A count in a message, where the cell has one that may be shown.
pub(crate) fn counted(format: Format, cell: &Cell) -> Option<Value> {
    let number = cell.number()?;
    number.count().map(|_| said(format, number))
}

/// A count in a message: an exact one decides between singular and plural, a blurred one has its sign.
pub(crate) fn said(format: Format, number: Number) -> Value {
    match number {
        Number::Count(count) => count.get().into(),
        other => whole(format, other).into(),
    }
}

/// A whole number, with its sign where it is a blurred count: about so many.
pub(crate) fn whole(format: Format, number: Number) -> String {
    match number {
        Number::Count(count) => format.count(count.get()),
        Number::Blurred(count) => format!("≈\u{a0}{}", format.count(count.get())),
        Number::Estimate(estimate) | Number::OfBlurred(estimate) => format.whole(estimate.value),
    }
}

/// The sum of counts: blurred as soon as one of them is.
pub(crate) fn sum(numbers: impl IntoIterator<Item = Number>) -> Number {
    let mut is_blurred = false;
    let counts = numbers.into_iter().filter_map(|number| {
        is_blurred |= number.is_blurred();
        number.count()
    });
    let sum: Count = counts.sum();
    if is_blurred { Number::Blurred(sum) } else { Number::Count(sum) }
}

/// The share that a count is of another, from 0 to 1; none of nothing. A blurred part can be more than its whole, but no
/// share is.
pub(crate) fn share(part: Number, whole: Number) -> Option<f64> {
    let (part, whole) = (part.value(), whole.value());
    (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0))
}

/// A number as its measure is written.
pub(crate) fn value(format: Format, measure: Measure, number: Number) -> String {
    match number.estimate() {
        None => whole(format, number),
        Some(estimate) if measure == Measure::EngagedTime => format.duration(estimate.value),
        Some(estimate) => format.percent(estimate.value, decimals(&estimate)),
    }
}

/// Of how many, in the words of a message that names what they are: `n = 40 visits`, or `n ≈ 40 visits`.
pub(crate) fn n(text: Text, key: &str, count: Number) -> String {
    let sign = if count.is_blurred() { "≈" } else { "=" };
    let n = count.count().unwrap_or_default().get();
    text.fill(key, &[("sign", sign.into()), ("n", n.into())])
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

/// Interval and n of an estimate, in words; nothing of a count.
pub(crate) fn evidence(text: Text, measure: Measure, number: Number) -> Vec<String> {
    let Some(estimate) = number.estimate() else { return Vec::new() };
    let mut notes = Vec::new();
    if let Some(range) = range(text.format(), measure, &estimate) {
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
    notes.extend(number.n().map(|count| n(text, key, count)));
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
    let (amount, is_same) = match (before.estimate(), change.relative) {
        // Shares move in points; percent of percent misleads.
        (Some(_), _) if measure == Measure::BounceRate => {
            let points = format.number(change.absolute.abs() * 100.0, 1);
            (
                text.fill("number-points", &[("points", points.into())]),
                change.absolute.abs() < 0.0005,
            )
        }
        (Some(_), _) => (format.duration(change.absolute.abs()), change.absolute.abs() < 0.05),
        (None, Some(relative)) => (
            format.percent(relative.abs(), usize::from(relative.abs() < 0.1)),
            change.absolute == 0.0,
        ),
        (None, None) => (format.whole(change.absolute.abs()), change.absolute == 0.0),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    fn exact(count: u64) -> Number {
        Number::Count(Count::new(count))
    }

    fn blurred(count: u64) -> Number {
        Number::Blurred(Count::new(count))
    }

    #[test]
    fn a_share_is_never_more_than_one_and_of_nothing_there_is_none() {
        for (part, whole, expected) in [
            (blurred(98), exact(90), Some(1.0)),
            (blurred(45), exact(90), Some(0.5)),
            (exact(90), exact(90), Some(1.0)),
            (blurred(0), exact(90), Some(0.0)),
            (exact(0), exact(0), None),
            (blurred(3), blurred(0), None),
        ] {
            assert_eq!(share(part, whole), expected, "{part:?} of {whole:?}");
        }
    }

    #[test]
    fn n_and_sums_carry_the_sign_where_a_count_is_blurred() {
        let (english, german) = (Text::new(Language::English), Text::new(Language::German));
        assert_eq!(n(english, "number-n-visits", exact(1)), "n = 1 visit");
        assert_eq!(n(english, "number-n-visits", blurred(1234)), "n ≈ 1,234 visits");
        assert_eq!(n(german, "number-n-people", blurred(1234)), "n ≈ 1.234 Personen");
        assert_eq!(sum([exact(2), exact(3)]), exact(5));
        assert_eq!(sum([exact(2), blurred(3)]), blurred(5));
        assert_eq!(whole(german.format(), blurred(1234)), "≈\u{a0}1.234");
    }
}
