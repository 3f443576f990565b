//! What the address of a funnel asks for: its steps, as people write them, and how they count.

use jiff::SignedDuration;
use lotse_domain::{
    event::EventKind,
    query::{
        filter::{Attribute, Condition, EventFilter, Field, QuestionError, Test},
        funnel::Unit,
    },
    rule::pattern::PathPattern,
};
use lotse_report::funnel::BREAKDOWNS;

use super::tags::{TAG, Tags};
use crate::query::Query;

/// The names of the parameters of steps, in order.
pub(crate) const STEPS: [&str; 6] = ["step1", "step2", "step3", "step4", "step5", "step6"];
/// Steps that make a funnel.
pub(crate) const FEWEST: usize = 2;

/// The longest time from the first step to the last that can be chosen, by its spelling.
pub(crate) const WINDOWS: [(&str, SignedDuration); 4] = [
    ("30m", SignedDuration::from_mins(30)),
    ("1h", SignedDuration::from_hours(1)),
    ("1d", SignedDuration::from_hours(24)),
    ("7d", SignedDuration::from_hours(7 * 24)),
];

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FunnelChoices {
    /// The steps as they were written, without empty ones.
    pub(crate) steps: Vec<String>,
    pub(crate) unit: Unit,
    /// The spelling of a window, and how long it is.
    pub(crate) window: (&'static str, SignedDuration),
    pub(crate) by: Option<Field>,
}

/// A parameter that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WrongStep {
    /// It is none of the values that there are.
    Unknown(&'static str),
    /// There must be one.
    Missing(&'static str),
    /// What was written is no step.
    Step(&'static str, QuestionError),
    /// It names a tag that there is not.
    NoTag(&'static str),
    /// It is the path of no page, nor the beginning of one, nor a tag.
    NoPage(&'static str),
}

impl FunnelChoices {
    /// Reads an address.
    pub(crate) fn read(query: &Query) -> Result<Self, WrongStep> {
        let given = |name: &str| query.get(name).map(str::trim).filter(|text| !text.is_empty());
        let mut steps = Vec::new();
        for name in STEPS {
            if let Some(text) = given(name) {
                check(name, text)?;
                steps.push(text.to_owned());
            }
        }
        let unit = match given("unit") {
            None | Some("visit") => Unit::Visit,
            Some("visitor") => Unit::Visitor,
            Some(_) => return Err(WrongStep::Unknown("unit")),
        };
        let window = match given("window") {
            None => WINDOWS[0],
            Some(text) => {
                let known = WINDOWS.into_iter().find(|(spelling, _)| *spelling == text);
                known.ok_or(WrongStep::Unknown("window"))?
            }
        };
        let by = match given("by") {
            None => None,
            Some(text) => {
                let known = BREAKDOWNS.into_iter().find(|field| field.as_str() == text);
                Some(known.ok_or(WrongStep::Unknown("by"))?)
            }
        };
        Ok(Self { steps, unit, window, by })
    }

    /// The events of each step.
    pub(crate) fn filters(&self, tags: &Tags) -> Result<Vec<EventFilter>, WrongStep> {
        // Empty steps are left out, so a name may be an earlier step's; the words are the same.
        let steps = self.steps.iter().zip(STEPS);
        steps.map(|(text, name)| chosen(name, text, tags)).collect()
    }
}

/// Whether what was written in a parameter can mean events, as far as that is seen without the tags.
pub(crate) fn check(name: &'static str, text: &str) -> Result<(), WrongStep> {
    filter(text).map(drop).map_err(|error| WrongStep::Step(name, error))
}

/// The events that were written in a parameter: those of a tag, or of a page or an event.
pub(crate) fn chosen(
    name: &'static str,
    text: &str,
    tags: &Tags,
) -> Result<EventFilter, WrongStep> {
    match text.strip_prefix(TAG) {
        Some(tag) => {
            let rule = tags.get(tag).ok_or(WrongStep::NoTag(name))?;
            Ok(EventFilter::from(rule.clone()))
        }
        None => filter(text).map_err(|error| WrongStep::Step(name, error)),
    }
}

/// The events that a written step means: `/apply` is a view of that page, `/help/*` of any page whose
/// path begins so, `/help/*/faq` of any page with whatever segment there, and anything else the event of that name.
fn filter(text: &str) -> Result<EventFilter, QuestionError> {
    let is = |field: Field, value: &str| Condition {
        attribute: Attribute::Field(field),
        test: Test::Is(vec![value.to_owned()]),
    };
    if !text.starts_with('/') {
        return EventFilter::new(vec![is(Field::Name, text)]);
    }
    EventFilter::new(vec![is(Field::Kind, EventKind::PageView.as_str()), on_page(text)])
}

/// On the page of a path, on one whose path begins so, or on one that a pattern means.
fn on_page(path: &str) -> Condition {
    let test = match (path.strip_suffix('*'), PathPattern::new(path)) {
        (Some(beginning), _) if !beginning.contains('*') => Test::StartsWith(beginning.to_owned()),
        (_, Ok(pattern)) if path.contains('*') => Test::Matches(vec![pattern]),
        _ => Test::Is(vec![path.to_owned()]),
    };
    Condition { attribute: Attribute::Field(Field::Page), test }
}

/// Whether what was written in a parameter can mean pages, as far as that is seen without the tags. Nothing can.
pub(crate) fn check_pages(name: &'static str, text: &str) -> Result<(), WrongStep> {
    match text {
        "" => Ok(()),
        tag if tag.starts_with(TAG) => check(name, tag),
        text => pages(name, text, &Tags::default()).map(drop),
    }
}

/// All events on the pages that were written in a parameter: of a path, of those whose path begins so, or of a tag.
pub(crate) fn pages(name: &'static str, text: &str, tags: &Tags) -> Result<EventFilter, WrongStep> {
    if text.starts_with(TAG) {
        return chosen(name, text, tags);
    }
    if !text.starts_with('/') {
        return Err(WrongStep::NoPage(name));
    }
    EventFilter::new(vec![on_page(text)]).map_err(|error| WrongStep::Step(name, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<FunnelChoices, WrongStep> {
        FunnelChoices::read(&Query::parse(query))
    }

    #[test]
    fn steps_are_pages_beginnings_of_pages_and_names_of_events() {
        let choices = read("step1=/apply&step3=+/help/*+&step4=sent&by=device-class").unwrap();
        assert_eq!(choices.steps, ["/apply", "/help/*", "sent"]);
        assert_eq!(choices.by, Some(Field::DeviceClass));
        let conditions = |filter: &EventFilter| {
            let words = filter.conditions().iter().map(|c| match (&c.attribute, &c.test) {
                (Attribute::Field(field), Test::Is(values)) => format!("{field} is {values:?}"),
                (Attribute::Field(field), Test::StartsWith(text)) => format!("{field} from {text}"),
                other => format!("{other:?}"),
            });
            words.collect::<Vec<_>>().join(", ")
        };
        let filters: Vec<_> =
            choices.filters(&Tags::default()).unwrap().iter().map(conditions).collect();
        assert_eq!(
            filters,
            [
                r#"kind is ["page_view"], page is ["/apply"]"#,
                r#"kind is ["page_view"], page from /help/"#,
                r#"name is ["sent"]"#,
            ]
        );
    }

    #[test]
    fn a_star_within_a_path_is_any_one_segment() {
        let choices = read("step1=/b/*/income").unwrap();
        let filters = choices.filters(&Tags::default()).unwrap();
        let test = &filters[0].conditions()[1].test;
        assert!(
            matches!(test, Test::Matches(patterns) if patterns[0].holds("/b/es/income")),
            "{test:?}"
        );
    }

    #[test]
    fn a_tag_is_what_its_rule_means() {
        let choices = read("step1=/apply&step2=tag:+Save").unwrap();
        let rule = "kind is \"click\" and element-name is \"Save\"";
        let filters = choices.filters(&Tags::one("Save", rule)).unwrap();
        assert!(filters[0].rules().is_empty() && filters[1].conditions().is_empty());
        let rules: Vec<_> = filters[1].rules().iter().map(ToString::to_string).collect();
        assert_eq!(rules, [rule]);
        let wrong = choices.filters(&Tags::one("Save it", rule)).unwrap_err();
        assert_eq!(wrong, WrongStep::NoTag("step2"));
    }

    #[test]
    fn what_cannot_be_is_said_by_name() {
        for (query, expected) in [
            ("unit=case", WrongStep::Unknown("unit")),
            ("window=2d", WrongStep::Unknown("window")),
            ("by=region", WrongStep::Unknown("by")),
        ] {
            assert_eq!(read(query).unwrap_err(), expected, "{query}");
        }
        let long = format!("step2=/{}", "a".repeat(3_000));
        assert!(matches!(read(&long), Err(WrongStep::Step("step2", _))));
    }
}
