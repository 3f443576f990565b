//! Who is in a segment, in words.

use lotse_domain::{
    rule::Rule,
    segment::{DefinedRule, Looked, SegmentDefinition},
    service::{IdentityQuality, Service},
};

use super::builder::WINDOWS;
use crate::{messages::Text, pages::data::tags::words as rules, written::written};

/// Who is in it, in a sentence.
pub(crate) fn sentence(text: Text, says: &SegmentDefinition) -> String {
    let rules: Vec<String> = says.rules().iter().map(|rule| condition(text, rule)).collect();
    text.fill("segment-sentence", &[("rules", rules.join("; ").into())])
}

/// One thing that must hold, in words.
pub(super) fn condition(text: Text, rule: &DefinedRule) -> String {
    let when = match rule.last_days {
        None => text.say("segment-when-period"),
        Some(days) => text.fill("segment-when-days", &[("days", u64::from(days).into())]),
    };
    match &rule.looked {
        Looked::Times { events, at_least } => {
            let (what, times) = (events_of(text, events), at_least.get());
            let key = match (rule.done, times) {
                (true, 1) => "segment-did",
                (true, _) => "segment-did-times",
                (false, 1) => "segment-did-not",
                (false, _) => "segment-did-fewer",
            };
            let mut values = vec![("what", what.into()), ("when", when.into())];
            if times > 1 {
                values.push(("times", u64::from(times).into()));
            }
            text.fill(key, &values)
        }
        Looked::Sequence { steps, within } => {
            let steps: Vec<String> = steps.iter().map(|step| events_of(text, step)).collect();
            let what = joined(text, "segment-then", steps);
            let mut values = vec![("what", what.into()), ("when", when.into())];
            let key = match (rule.done, within.is_some()) {
                (true, false) => "segment-in-order",
                (true, true) => "segment-in-order-within",
                (false, false) => "segment-not-in-order",
                (false, true) => "segment-not-in-order-within",
            };
            if let Some(within) = within {
                values.push(("time", time(text, within.as_secs()).into()));
            }
            text.fill(key, &values)
        }
    }
}

/// The longest time from the first event to the last.
pub(super) fn time(text: Text, seconds: i64) -> String {
    if let Some((word, _)) = WINDOWS.iter().find(|(_, known)| *known == seconds) {
        return text.word("window", word);
    }
    let minutes = u64::try_from(seconds.max(0)).unwrap_or(0).div_ceil(60);
    text.fill("segment-minutes", &[("minutes", minutes.into())])
}

/// Which events a rule means: a page, an event by its name, or what holds of it.
fn events_of(text: Text, rule: &Rule) -> String {
    let written = written(rule);
    let words: Vec<String> = written.lines().map(|line| one(text, line)).collect();
    joined(text, "segment-or", words)
}

/// Several words as one, two by two.
fn joined(text: Text, key: &str, words: Vec<String>) -> String {
    let two = |one: String, other: String| {
        text.fill(key, &[("one", one.into()), ("other", other.into())])
    };
    words.into_iter().reduce(two).unwrap_or_default()
}

/// What one line of a written rule means.
fn one(text: Text, line: &str) -> String {
    if line.starts_with('/') {
        return text.fill("segment-what-page", &[("page", line.into())]);
    }
    if !line.contains(' ') {
        return text.fill("segment-what-event", &[("name", line.into())]);
    }
    let lines = line.parse::<Rule>().ok().and_then(|rule| rules::lines(text, &rule));
    let what = lines.map_or_else(|| line.to_owned(), |lines| joined(text, "segment-and", lines));
    text.fill("segment-what-rule", &[("rule", what.into())])
}

/// What the pseudonyms of a service make impossible.
pub(super) fn impossible(text: Text, service: &Service, says: &SegmentDefinition) -> Vec<String> {
    if service.identity() != IdentityQuality::DailyHash {
        return Vec::new();
    }
    let looks_back = says.rules().iter().any(|rule| rule.last_days.is_some());
    let mut said = vec![text.say("segment-daily")];
    said.extend(looks_back.then(|| text.say("segment-daily-back")));
    said
}

#[cfg(test)]
mod tests {
    use lotse_domain::segment::form::SegmentForm;

    use super::*;
    use crate::messages::Language;

    fn told(language: Language, rules: &str) -> String {
        let form: SegmentForm = serde_json::from_str(&format!("{{\"rules\":[{rules}]}}")).unwrap();
        let text = Text::new(language);
        let definition = form.definition().unwrap();
        definition.rules().iter().map(|rule| condition(text, rule)).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn every_kind_of_rule_is_told() {
        let page = r#"kind is \"page_view\" and page matches \"/apply\""#;
        let sent = r#"name is \"sent\""#;
        let other = r#"kind is \"click\" and element-name is \"Save\""#;
        for (rule, english) in [
            (
                format!(r#"{{"events":["{page}"]}}"#),
                "page “/apply” viewed, at least once in the days looked at",
            ),
            (
                format!(r#"{{"events":["{sent}"],"at_least":3,"last_days":90}}"#),
                "event “sent”, at least 3 times in the 90 days up to the last day looked at",
            ),
            (
                format!(r#"{{"done":false,"events":["{sent} or name is \"saved\""]}}"#),
                "not even once event “sent” or event “saved”, in the days looked at",
            ),
            (
                format!(r#"{{"done":false,"events":["{other}"],"at_least":2}}"#),
                "event of which this is true: Kind of event is “Click” and Name of the control is \
                 “Save”, fewer than 2 times in the days looked at",
            ),
            (
                format!(r#"{{"events":["{page}","{sent}"],"within_s":3600}}"#),
                "one after another page “/apply” viewed, then event “sent”, within 1 hour, in the \
                 days looked at",
            ),
            (
                format!(r#"{{"done":false,"events":["{page}","{sent}"],"within_s":61}}"#),
                "not one after another page “/apply” viewed, then event “sent”, within 2 minutes, \
                 in the days looked at",
            ),
        ] {
            assert_eq!(told(Language::English, &rule), english);
            assert!(!told(Language::German, &rule).contains("segment-"), "{rule}");
        }
    }
}
