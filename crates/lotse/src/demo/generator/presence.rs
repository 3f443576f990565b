//! Time on one page: what a person does there, spread over it, as the client tells it in one request.

use super::{
    GeneratedRequest, Keys,
    elements::Question,
    people::{Device, Person},
    planted::Language,
    random::Random,
    request::{Events, Page, Sender, finish},
};

/// A page that is shown.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    /// Language of the page.
    pub(super) language: Language,
    /// Last part of its address.
    pub(super) page: &'static str,
    /// Its state, empty for none.
    pub(super) state: &'static str,
    /// Origin of the page that linked here, empty for none.
    pub(super) referrer: &'static str,
    /// Signed reference of the case that it names, empty for none.
    pub(super) case: &'a str,
    /// From when to when, in milliseconds since 1970.
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
}

/// What happens on a page, in order. What the page says of itself happens as soon as it is shown.
pub(super) enum Doing {
    /// It says how it ended for the person.
    Outcome(&'static str),
    /// Its own script reports something; the properties are JSON.
    Report(&'static str, String),
    /// It shows that an answer is wrong.
    Wrong(&'static Question),
    /// One of its scripts fails.
    ScriptFails,
    /// The person begins its form.
    Begin,
    /// The person enters a field and leaves it, changed or not, with something in it or not.
    Field { question: &'static Question, filled: bool },
    /// The person uses a control and stays.
    Use(&'static str),
    /// Nothing follows on that.
    DeadClick(&'static str),
    /// The person uses a control so many times in a row.
    RageClick(&'static str, u16),
    /// The person goes on by a link.
    Follow(&'static str),
    /// The person sends the form by a button.
    Send(&'static str),
}

impl Doing {
    /// Whether it takes its place in the time on the page.
    fn is_paced(&self) -> bool {
        matches!(
            self,
            Self::Begin
                | Self::Field { .. }
                | Self::Use(_)
                | Self::DeadClick(_)
                | Self::RageClick(..)
        )
    }
}

/// So long after it is shown a person begins, at the earliest.
const FIRST_MS: i64 = 1_000;
/// A dead click is told when so long nothing followed.
const PATIENCE_MS: i64 = 2_520;
/// Between clicks of somebody who is angry.
const APART_MS: i64 = 280;
/// What ends the stay comes so long before its end.
const LAST_MS: i64 = 60;

/// The request with everything that happened on a page.
pub(super) fn tell(
    sender: &Sender<'_>,
    shown: &Shown<'_>,
    doings: &[Doing],
    keys: &Keys,
    random: &mut Random,
) -> GeneratedRequest {
    let events = Events::new(sender.person.signal);
    let mut teller = Teller { person: sender.person, shown, keys, events, random };
    teller.events.page_view(shown.from_ms, teller.random);
    let paced = doings.iter().filter(|doing| doing.is_paced()).count();
    let step_ms = (shown.to_ms - LAST_MS - shown.from_ms - FIRST_MS).max(0)
        / i64::try_from(paced + 1).unwrap_or(i64::MAX);
    let mut at_ms = shown.from_ms + FIRST_MS;
    for doing in doings {
        if doing.is_paced() {
            at_ms += step_ms;
        }
        teller.doing(doing, at_ms, step_ms);
    }
    let spent_ms = shown.to_ms - shown.from_ms;
    let engaged_ms = spent_ms * (70 + teller.random.below(28).cast_signed()) / 100;
    teller.events.leave(shown.to_ms, engaged_ms, teller.random);
    let tag = shown.language.tag();
    let page = Page {
        path: &format!("/sample/benefit/{tag}/{}", shown.page),
        language: tag,
        state: shown.state,
        referrer: shown.referrer,
        case: shown.case,
    };
    finish(sender, &page, shown.to_ms, &teller.events)
}

struct Teller<'a> {
    person: &'a Person,
    shown: &'a Shown<'a>,
    keys: &'a Keys,
    events: Events,
    random: &'a mut Random,
}

impl Teller<'_> {
    /// `at_ms` is the time of what is paced, `step_ms` the time until the next.
    fn doing(&mut self, doing: &Doing, at_ms: i64, step_ms: i64) {
        let from_ms = self.shown.from_ms;
        let last_ms = self.shown.to_ms - LAST_MS;
        match doing {
            Doing::Outcome(name) => self.events.outcome(from_ms, name, self.random),
            Doing::Report(name, properties) => {
                self.events.custom(from_ms + 30, name, properties, self.random);
            }
            Doing::Wrong(question) => {
                for part in question.parts() {
                    self.noticed(from_ms + 250, "field_error", part, r#"{"error":"page"}"#);
                }
            }
            Doing::ScriptFails => {
                let facts =
                    r#"{"error":"TypeError","script":"/sample/sample.js","line":9,"column":27}"#;
                self.events.noticed(from_ms + 400, "js_error", "", facts, self.random);
            }
            Doing::Begin => self.noticed(at_ms, "form_start", ("form", 0), ""),
            Doing::Field { question, filled } => self.field(question, *filled, at_ms, step_ms),
            Doing::Use(name) => self.click(name, at_ms),
            Doing::DeadClick(name) => {
                self.click(name, at_ms);
                let told_ms = (at_ms + PATIENCE_MS).min(last_ms);
                self.noticed(told_ms, "dead_click", (name, 0), "");
            }
            Doing::RageClick(name, clicks) => {
                for number in 0..i64::from(*clicks) {
                    self.click(name, (at_ms + APART_MS * number).min(last_ms));
                }
                let told_ms = (at_ms + APART_MS * i64::from(*clicks) + 1_000).min(last_ms);
                self.noticed(
                    told_ms,
                    "rage_click",
                    (name, 0),
                    &format!(r#"{{"clicks":{clicks}}}"#),
                );
            }
            Doing::Follow(name) => self.click(name, last_ms),
            Doing::Send(name) => {
                self.click(name, last_ms);
                self.noticed(last_ms + 2, "form_submit", ("form", 0), "");
            }
        }
    }

    fn noticed(
        &mut self,
        at_ms: i64,
        kind: &str,
        (name, part): (&'static str, usize),
        facts: &str,
    ) {
        let key = (self.shown.page, name, part);
        let element = self.keys.elements.get(self.shown.language, key);
        self.events.noticed(at_ms, kind, element, facts, self.random);
    }

    fn click(&mut self, name: &'static str, at_ms: i64) {
        let facts = match self.person.device {
            Device::Desktop => r#"{"pointer":"mouse"}"#,
            Device::Phone | Device::Tablet => r#"{"pointer":"touch"}"#,
        };
        self.noticed(at_ms, "click", (name, 0), facts);
    }

    /// Who saves data tells nothing of fields.
    fn field(&mut self, question: &Question, filled: bool, at_ms: i64, step_ms: i64) {
        if self.person.save_data || self.person.connection.contains("2g") {
            return;
        }
        let parts: Vec<_> = question.parts().collect();
        let share_ms = step_ms / i64::try_from(parts.len().max(1)).unwrap_or(1);
        let mut left_ms = at_ms;
        for part in parts {
            let ms = share_ms * (40 + self.random.below(50).cast_signed()) / 100;
            let empty = !filled;
            let facts = format!(r#"{{"entry":1,"ms":{ms},"changed":{filled},"empty":{empty}}}"#);
            self.noticed(left_ms, "field_leave", part, &facts);
            left_ms += share_ms;
        }
    }
}
