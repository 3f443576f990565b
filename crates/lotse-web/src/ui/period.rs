//! The controls over a report that say when: runs of days, other dates, and what is compared with.

use askama::{Template, filters::HtmlSafe};
use lotse_control::segments::StoredSegment;
use lotse_domain::{
    query::{Period, PeriodError, interval::Interval},
    service::Service,
};
use lotse_report::overview::Comparison;

use crate::{
    access::SEGMENT,
    messages::Text,
    page::{Choice, PageRequest},
    pages::{
        data::segments::words,
        overview::choice::{Choices, PRESETS, WrongChoice, WrongReason},
    },
    query::Query,
};

/// The controls.
#[derive(Template)]
#[template(path = "ui/period.html")]
pub(crate) struct PeriodControls {
    text: Text,
    presets: Vec<Choice>,
    comparisons: Vec<Choice>,
    dates: String,
    first: String,
    last: String,
    /// The other parameters, which the form with dates must not lose.
    kept: Vec<(String, String)>,
    /// The form with dates is open.
    is_open: bool,
    /// What would show more: a sentence, then words and address of a link.
    offers: Vec<(String, String, String)>,
    action: String,
    /// Segments to choose from: number, name, whether it is looked at. Empty where there are none.
    segments: Vec<(String, String, bool)>,
    /// The other parameters, which the form with segments must not lose.
    kept_beside_segment: Vec<(String, String)>,
    /// The segment that is looked at: who is in it, its name, its address.
    of_segment: Option<(String, String, String)>,
}

impl HtmlSafe for PeriodControls {}

impl PeriodControls {
    /// Those of the page at `path`.
    pub(crate) fn new(text: Text, choices: &Choices, path: &str, query: &Query) -> Self {
        let days = |days: u16| Choice {
            label: text.fill("overview-days", &[("days", u64::from(days).into())]),
            address: query
                .with("first", "")
                .with("last", "")
                .with("days", &days.to_string())
                .address(path),
            is_current: choices.days == Some(days),
            lang: "",
        };
        let kept = query.with("first", "").with("last", "").with("days", "");
        Self {
            text,
            presets: PRESETS.into_iter().map(days).collect(),
            comparisons: Vec::new(),
            dates: text.format().dates(choices.period.first(), choices.period.last()),
            first: choices.period.first().to_string(),
            last: choices.period.last().to_string(),
            kept: kept.pairs().to_vec(),
            is_open: choices.days.is_none(),
            offers: Vec::new(),
            action: path.to_owned(),
            segments: Vec::new(),
            kept_beside_segment: query.with(SEGMENT, "").pairs().to_vec(),
            of_segment: None,
        }
    }

    /// The same, with the segments of the service to choose from, and the one that is looked at in words.
    pub(crate) fn segments(mut self, request: &PageRequest, service: &Service) -> Self {
        let now = request.segment();
        let choice = |one: &StoredSegment| {
            let is_now = now.is_some_and(|now| now.id == one.id);
            (one.id.number().to_string(), one.now.name.clone(), is_now)
        };
        if request.file.is_none() {
            self.segments = request.segments().map(choice).collect();
        }
        self.of_segment = now.map(|segment| {
            let place = format!("/s/{}/data/segments/{}", service.slug, segment.id.number());
            let sentence = words::sentence(self.text, &segment.now.says);
            (sentence, segment.now.name.clone(), place)
        });
        self
    }

    /// The days, in words.
    pub(crate) fn dates(&self) -> &str {
        &self.dates
    }

    /// The same, with what the period is compared with.
    pub(crate) fn compared(
        mut self,
        text: Text,
        choices: &Choices,
        path: &str,
        query: &Query,
    ) -> Self {
        let comparison = |key: &str, value: &str, comparison: Comparison| Choice {
            label: text.say(key),
            address: query.with("compare", value).address(path),
            is_current: choices.comparison == comparison,
            lang: "",
        };
        self.comparisons = vec![
            comparison("overview-compare-before", "", Comparison::Before),
            comparison("overview-compare-none", "none", Comparison::None),
        ];
        self
    }

    /// The same, with the shortest period that shows what is hidden here, if there is one.
    pub(crate) fn shown_from(mut self, of: Option<&Period>, path: &str, query: &Query) -> Self {
        let Some(period) = of else { return self };
        let (text, format) = (self.text, self.text.format());
        let (first, last) = (period.first(), period.last());
        let days = u64::try_from(period.days().len()).unwrap_or(u64::MAX);
        let query = query.with("days", "").with("first", &first.to_string());
        self.offers.push((
            text.fill("shown-from", &[("days", days.into())]),
            format.dates(first, last),
            query.with("last", &last.to_string()).address(path),
        ));
        self
    }

    /// The same, with the shortest interval that shows what is hidden here, if there is one.
    pub(crate) fn shown_by(mut self, of: Option<Interval>, path: &str, query: &Query) -> Self {
        let Some(interval) = of else { return self };
        self.offers.push((
            self.text.say("shown-by"),
            self.text.word("interval", interval.as_str()),
            query.with("interval", interval.as_str()).address(path),
        ));
        self
    }

    /// The same, with the form open: something in it was wrong.
    pub(crate) fn opened(mut self, is_wrong: bool) -> Self {
        self.is_open |= is_wrong;
        self
    }
}

/// What is wrong with a parameter, in words.
pub(crate) fn wrong_words(text: Text, wrong: &WrongChoice) -> String {
    match &wrong.reason {
        WrongReason::Unknown => {
            text.fill("overview-wrong-unknown", &[("parameter", wrong.parameter.into())])
        }
        WrongReason::NoDate | WrongReason::Period(PeriodError::OutOfCalendar { .. }) => {
            text.say("overview-wrong-date")
        }
        WrongReason::Future => text.say("overview-wrong-future"),
        WrongReason::Period(PeriodError::Reversed { .. }) => text.say("overview-wrong-reversed"),
        WrongReason::Period(PeriodError::TooLong { days }) => {
            let days = u64::try_from(*days).unwrap_or_default();
            text.fill("overview-wrong-long", &[("days", days.into())])
        }
    }
}
