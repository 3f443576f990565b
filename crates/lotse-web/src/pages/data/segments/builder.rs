//! What somebody typed of a segment; it is never lost.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use lotse_control::segments::SegmentVersion;
use lotse_domain::{
    rule::Rule,
    segment::{DefinedRule, Looked, MOST_DAYS_BACK, SegmentDefinition},
};

use crate::{
    messages::Text,
    pages::{explore::tags::Tags, tasks::words},
    query::Query,
    ui::field::Mistakes,
    written,
};

/// The most rules that the form holds.
pub(crate) const MOST_ROWS: usize = 6;
/// The most events in order that the form holds.
pub(crate) const MOST_EVENTS: usize = 4;
/// The longest times from the first event to the last that the form offers: spelling and seconds.
pub(crate) const WINDOWS: [(&str, i64); 4] =
    [("30m", 1_800), ("1h", 3_600), ("1d", 86_400), ("7d", 604_800)];
/// Days before the end of the period that the form offers.
pub(crate) const DAYS_BACK: [u16; 4] = [7, 28, 90, 365];

/// A rule as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// `no` for what must not have been done.
    pub(crate) done: String,
    /// The events, and those that must come after them.
    pub(crate) events: Vec<String>,
    pub(crate) times: String,
    /// Seconds.
    pub(crate) within: String,
    pub(crate) days: String,
}

/// Everything that was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) rows: Vec<Row>,
    /// The version that is being changed.
    pub(crate) version: i64,
}

/// The field of a part of a rule, from 1.
pub(crate) fn field(number: usize, part: &str) -> String {
    format!("rule{number}-{part}")
}

/// The field of the events of a rule: the first, or what comes after them.
pub(crate) fn events_field(number: usize, place: usize) -> String {
    if place == 0 { field(number, "events") } else { field(number, &format!("then{place}")) }
}

/// Whether the form holds all of a segment: what programs made may be larger.
pub(crate) fn holds(says: &SegmentDefinition) -> bool {
    let rules = says.rules();
    rules.len() <= MOST_ROWS && rules.iter().all(|rule| rule.looked.rules().len() <= MOST_EVENTS)
}

impl Row {
    fn of(rule: &DefinedRule) -> Self {
        let (times, within) = match &rule.looked {
            Looked::Times { at_least, .. } => (at_least.get().to_string(), String::new()),
            Looked::Sequence { within, .. } => {
                let within = within.map(|within| within.as_secs().to_string());
                (String::new(), within.unwrap_or_default())
            }
        };
        Self {
            done: if rule.done { String::new() } else { "no".to_owned() },
            events: rule.looked.rules().into_iter().map(written::written).collect(),
            times,
            within,
            days: rule.last_days.map(|days| days.to_string()).unwrap_or_default(),
        }
    }
}

impl Typed {
    /// Reads an address or a form.
    pub(crate) fn read(query: &Query) -> Self {
        let given = |name: &str| query.get(name).unwrap_or_default().trim().to_owned();
        let row = |number: usize| {
            let events = (0..MOST_EVENTS).map(|place| given(&events_field(number, place)));
            Row {
                done: given(&field(number, "done")),
                events: events.filter(|events| !events.is_empty()).collect(),
                times: given(&field(number, "times")),
                within: given(&field(number, "within")),
                days: given(&field(number, "days")),
            }
        };
        let rows = (1..=MOST_ROWS).map(row);
        Self {
            name: given("name"),
            description: given("description"),
            rows: rows.filter(|row| !row.events.is_empty()).collect(),
            version: given("version").parse().unwrap_or(0),
        }
    }

    /// What a version says, to be changed.
    pub(crate) fn of(version: &SegmentVersion) -> Self {
        Self {
            name: version.name.clone(),
            description: version.description.clone(),
            rows: version.says.rules().iter().map(Row::of).collect(),
            version: version.version,
        }
    }

    /// The segment, or what is wrong with it beside the field that is wrong.
    pub(crate) fn definition(
        &self,
        text: Text,
        tags: &Tags,
        mistakes: &mut Mistakes,
    ) -> Option<SegmentDefinition> {
        if self.rows.is_empty() {
            mistakes.add("rule1-events", text.say("segment-no-rule"));
            return None;
        }
        let rows: Vec<Option<DefinedRule>> = (1..)
            .zip(&self.rows)
            .map(|(number, row)| rule(text, tags, mistakes, number, row))
            .collect();
        let rules = rows.into_iter().collect::<Option<Vec<_>>>()?;
        let too_much = |_| mistakes.add("rule1-events", text.say("segment-too-much"));
        SegmentDefinition::new(rules).map_err(too_much).ok()
    }
}

/// One rule, or what is wrong with it.
fn rule(
    text: Text,
    tags: &Tags,
    mistakes: &mut Mistakes,
    number: usize,
    row: &Row,
) -> Option<DefinedRule> {
    let events: Vec<Option<Rule>> = row
        .events
        .iter()
        .enumerate()
        .map(|(place, typed)| match written::rule(typed, tags) {
            Ok(rule) => Some(rule),
            Err(wrong) => {
                mistakes.add(events_field(number, place), words::wrong(text, &wrong));
                None
            }
        })
        .collect();
    let mut number_of = |part: &str, typed: &str, most: u32| match typed {
        "" => Some(None),
        typed => {
            let found = typed.parse::<u32>().ok().and_then(NonZeroU32::new);
            let found = found.filter(|found| found.get() <= most);
            if found.is_none() {
                let words = text.fill("segment-wrong-number", &[("most", u64::from(most).into())]);
                mistakes.add(field(number, part), words);
            }
            found.map(Some)
        }
    };
    // Whatever is wrong is said at once, so nothing ends this before all of it was looked at.
    let days = number_of("days", &row.days, u32::from(MOST_DAYS_BACK));
    let in_order = events.len() > 1;
    let longest = u32::try_from(lotse_domain::query::funnel::LONGEST_WINDOW.as_secs());
    let within = if in_order {
        number_of("within", &row.within, longest.unwrap_or(u32::MAX))
    } else {
        Some(None)
    };
    let most = lotse_domain::query::segment::MOST_TIMES;
    let times = if in_order { Some(None) } else { number_of("times", &row.times, most) };
    let mut events = events.into_iter().collect::<Option<Vec<Rule>>>()?;
    let last_days = days?.and_then(|days| u16::try_from(days.get()).ok());
    let looked = if in_order {
        let within = within?.map(|within| SignedDuration::from_secs(i64::from(within.get())));
        Looked::Sequence { steps: events, within }
    } else {
        Looked::Times { events: events.pop()?, at_least: times?.unwrap_or(NonZeroU32::MIN) }
    };
    Some(DefinedRule { looked, done: row.done != "no", last_days })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    const TYPED: &str = "name=Gave+up&rule1-events=%2Fapply&rule1-times=2\
        &rule2-done=no&rule2-events=sent&rule2-times=1&rule2-days=90\
        &rule4-events=%2Fa&rule4-then1=%2Fb%0Ac&rule4-within=3600";

    #[test]
    fn what_is_typed_is_a_segment_and_is_typed_back() {
        let typed = Typed::read(&Query::parse(TYPED));
        let (mut mistakes, text) = (Mistakes::default(), Text::new(Language::English));
        let says = typed.definition(text, &Tags::default(), &mut mistakes).unwrap();
        assert!(mistakes.is_empty() && holds(&says));
        assert_eq!(says.rules().len(), 3);
        assert!(!says.rules()[1].done);
        let made_at = "2026-11-29T12:00:00Z".parse().unwrap();
        let version = SegmentVersion {
            version: 0,
            name: "Gave up".to_owned(),
            description: String::new(),
            says,
            made_by: String::new(),
            made_at,
        };
        assert_eq!(Typed::of(&version), typed);
    }

    #[test]
    fn all_mistakes_are_said_at_once() {
        let typed = Typed::read(&Query::parse(
            "rule1-events=two+words&rule1-times=x&rule1-days=0&rule2-events=a&rule2-then1=b+c&rule2-within=y",
        ));
        let mut mistakes = Mistakes::default();
        let text = Text::new(Language::English);
        assert_eq!(typed.definition(text, &Tags::default(), &mut mistakes), None);
        for field in ["rule1-events", "rule1-times", "rule1-days", "rule2-then1", "rule2-within"] {
            assert!(mistakes.of(field).is_some(), "{field}: {mistakes:?}");
        }
    }

    #[test]
    fn a_mistake_stands_beside_its_field() {
        let text = Text::new(Language::German);
        for (query, field) in [
            ("", "rule1-events"),
            ("rule1-events=two+words", "rule1-events"),
            ("rule1-events=a&rule1-then1=two+words", "rule1-then1"),
            ("rule1-events=tag:Save", "rule1-events"),
            ("rule1-events=a&rule1-times=0", "rule1-times"),
            ("rule1-events=a&rule1-times=1001", "rule1-times"),
            ("rule1-events=a&rule1-days=401", "rule1-days"),
            ("rule1-events=a&rule1-then1=b&rule1-within=x", "rule1-within"),
        ] {
            let (typed, mut mistakes) = (Typed::read(&Query::parse(query)), Mistakes::default());
            assert_eq!(typed.definition(text, &Tags::default(), &mut mistakes), None);
            assert!(mistakes.of(field).is_some(), "{query}: {mistakes:?}");
        }
    }
}
