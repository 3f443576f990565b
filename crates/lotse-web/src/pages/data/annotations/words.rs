//! How annotations and what lies between before and after are told.

use lotse_control::annotations::{LONGEST_DESCRIPTION, LONGEST_TITLE, NotAnnotated};
use lotse_report::{
    effect::{Between, Effect},
    export::annotations::{ColumnFault, LineFault},
    measure::{Measure, Number},
};
use lotse_stats::estimate::Estimate;

use crate::{
    messages::Text,
    ui::{format::Format, number},
};

/// Names of measures, one after another.
pub(super) fn measures(text: Text, measures: &[Measure]) -> String {
    let names = measures.iter().map(|measure| text.word("measure", measure.as_str()));
    names.collect::<Vec<_>>().join(", ")
}

/// Why an annotation cannot be kept, and beside which field that is said.
pub(super) fn refused(text: Text, why: NotAnnotated) -> (&'static str, String) {
    let most = |most: usize| [("most", u64::try_from(most).unwrap_or(u64::MAX).into())];
    match why {
        NotAnnotated::NoTitle => ("title", text.say("annotation-no-title")),
        NotAnnotated::LongTitle => {
            ("title", text.fill("annotation-long-title", &most(LONGEST_TITLE)))
        }
        NotAnnotated::LongDescription => {
            ("description", text.fill("definition-long", &most(LONGEST_DESCRIPTION)))
        }
        NotAnnotated::Reversed => ("last", text.say("annotation-reversed")),
        NotAnnotated::FarAway => ("first", text.say("annotation-far-away")),
        NotAnnotated::TooMany => ("title", text.say("annotation-too-many")),
        NotAnnotated::Outdated => ("title", text.say("annotation-outdated")),
        NotAnnotated::Gone => ("title", text.say("annotation-gone")),
    }
}

/// What is wrong with a line of a file.
pub(super) fn fault(text: Text, LineFault { line, fault }: &LineFault) -> String {
    let why = match fault {
        ColumnFault::NoDate(_) => text.say("annotation-no-date"),
        ColumnFault::NoKind => text.say("annotation-no-kind"),
        ColumnFault::NoMeasure => text.say("annotation-no-measure"),
        ColumnFault::Refused(why) => refused(text, *why).1,
    };
    let column = fault.column().as_str();
    let values = [("line", (*line).into()), ("column", column.into()), ("why", why.into())];
    text.fill("annotation-fault", &values)
}

/// What lies between before and after, as a sentence. `together` differences are looked at at once.
pub(super) fn between(text: Text, effect: &Effect, together: usize) -> String {
    let format = text.format();
    let measure = effect.measure;
    let name = || text.word("measure", measure.as_str());
    match effect.between {
        Between::Unknown => text.say("effect-unknown"),
        Between::Counts { ratio: Some(ratio) } => {
            let ratio = format.number(ratio, 2);
            let told = |number: Option<Number>| {
                number.map(|number| number::whole(format, number)).unwrap_or_default()
            };
            let values = [
                ("measure", name().into()),
                ("before", told(effect.before.number()).into()),
                ("after", told(effect.after.number()).into()),
                ("ratio", ratio.into()),
            ];
            text.fill("effect-counts", &values)
        }
        Between::Counts { ratio: None } => text.say("effect-counts-nothing"),
        Between::Difference { difference, is_clear, .. } => {
            let values = |extra: Option<String>| {
                let mut values = vec![
                    ("measure", name().into()),
                    ("amount", amount(text, measure, difference.value.abs()).into()),
                ];
                values.extend(extra.map(|range| ("range", range.into())));
                values
            };
            let is_more = difference.value > 0.0;
            let Some(range) = range(text, measure, &difference) else {
                let key = if is_more { "effect-more-unsure" } else { "effect-less-unsure" };
                return text.fill(key, &values(None));
            };
            let (found, verdict) = match (is_clear == Some(true), is_more) {
                (true, true) => ("effect-more", "effect-clear"),
                (true, false) => ("effect-less", "effect-clear"),
                (false, more) => {
                    let leaves_out = difference
                        .interval
                        .is_some_and(|interval| interval.low() > 0.0 || interval.high() < 0.0);
                    let verdict = if leaves_out && together > 1 {
                        "effect-not-clear-together"
                    } else {
                        "effect-not-clear"
                    };
                    (if more { "effect-more" } else { "effect-less" }, verdict)
                }
            };
            if difference.value == 0.0 {
                return text.fill("effect-same", &values(Some(range)));
            }
            format!("{} {}", text.fill(found, &values(Some(range))), text.say(verdict))
        }
    }
}

/// So much of a measure: points of a share, a length of time.
fn amount(text: Text, measure: Measure, value: f64) -> String {
    let format = text.format();
    match measure {
        Measure::EngagedTime => format.duration(value),
        _ => text.fill("number-points", &[("points", format.number(value * 100.0, 1).into())]),
    }
}

/// The interval of a difference, from its lower bound to its upper.
pub(super) fn range(text: Text, measure: Measure, difference: &Estimate) -> Option<String> {
    let interval = difference.interval?;
    let format = text.format();
    let bound = |value: f64| signed(format, measure, value);
    let values = [("low", bound(interval.low()).into()), ("high", bound(interval.high()).into())];
    let key = if measure == Measure::EngagedTime { "effect-range" } else { "effect-range-points" };
    Some(text.fill(key, &values))
}

/// A difference with its sign.
fn signed(format: Format, measure: Measure, value: f64) -> String {
    let written = match measure {
        Measure::EngagedTime => format.duration(value.abs()),
        _ => format.number(value.abs() * 100.0, 1),
    };
    let sign = if value < 0.0 { "−" } else { "+" };
    format!("{sign}{written}")
}

#[cfg(test)]
mod tests {
    use lotse_domain::Count;
    use lotse_report::measure::Cell;
    use lotse_stats::estimate::{Interval, Level, Method, SampleUnit};

    use super::*;
    use crate::messages::Language;

    fn effect(measure: Measure, value: f64, bounds: (f64, f64), is_clear: bool) -> Effect {
        let difference = Estimate {
            value,
            n: Count::new(900),
            unit: SampleUnit::Visits,
            interval: Some(Interval::new(bounds.0, bounds.1, Level::P95)),
            method: Method { id: "test", version: 1 },
        };
        let is_clear = Some(is_clear);
        let between = Between::Difference { difference, is_clear, is_blurred: false };
        Effect { measure, before: Cell::NoData, after: Cell::NoData, between }
    }

    #[test]
    fn a_difference_is_told_with_its_interval_and_called_clear_only_where_it_is() {
        let english = Text::new(Language::English);
        let told = |effect: &Effect, together| super::between(english, effect, together);
        let less = effect(Measure::BounceRate, -0.041, (-0.07, -0.012), true);
        assert_eq!(
            told(&less, 1),
            "Bounce rate: 4.1 points lower than before (95% interval −7.0 to −1.2 points). A clear \
             difference."
        );
        let unclear = effect(Measure::EngagedTime, 4.0, (-2.0, 10.0), false);
        let words = told(&unclear, 2);
        assert!(words.contains("4.0\u{a0}s higher than before"), "{words}");
        assert!(words.contains("−2.0\u{a0}s to +10\u{a0}s") && words.contains("chance"), "{words}");
        let together = effect(Measure::BounceRate, -0.041, (-0.08, -0.001), false);
        assert!(told(&together, 2).contains("several measures"), "{}", told(&together, 2));
        assert!(told(&together, 1).contains("chance"));
        let nothing = effect(Measure::BounceRate, 0.0, (-0.08, 0.08), false);
        assert!(told(&nothing, 1).contains("the same"), "{}", told(&nothing, 1));
    }
}
