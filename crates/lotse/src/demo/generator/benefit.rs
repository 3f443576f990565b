//! A resident's visit to the benefit application, page by page, as [`planted`] says.

use super::{
    GeneratedRequest, Keys, Target,
    calendar::DayFacts,
    people::{self, Device, Networks, Person},
    planted::{self, Language, Step, Traits},
    random::Random,
    request::{Control, Events, Page, Sender, finish},
};

/// A visit that will take place.
#[derive(Clone, Debug)]
pub(super) struct BenefitVisit {
    person: Person,
    bad_day: bool,
    entry: Entry,
}

/// How a visit begins.
#[derive(Clone, Copy, Debug)]
enum Entry {
    /// On the first page, from somewhere.
    Start {
        /// Origin of the page that linked here, empty for none.
        referrer: &'static str,
    },
    /// With the code of a saved application, which goes on at this step.
    Resume(Step),
}

/// Where people come from.
const REFERRERS: [(&str, u32); 5] = [
    ("", 34),
    ("https://www.google.com", 30),
    ("https://www.lakeland.example.gov", 24),
    ("https://www.bing.com", 7),
    ("https://advice.example.org", 5),
];

/// The same while the launch is in the news.
const LAUNCH_REFERRERS: [(&str, u32); 4] = [
    ("https://news.example.com", 40),
    ("", 22),
    ("https://www.google.com", 22),
    ("https://www.lakeland.example.gov", 16),
];

/// Kinds of documents, as the evidence page names them.
const DOCUMENTS: [(&str, u32); 4] =
    [("payslip", 45), ("heating-bill", 34), ("benefit-letter", 14), ("tenancy", 7)];

/// Controls of the sample pages, as the client describes them.
const START_NOW: Control = Control::link("start-now", "main>p:3>a");
const ADD_DOCUMENT: Control = Control::button("add-document", "main>form>div:1>p>button");
const RESUME: Control = Control::button("resume", "main>form>div:2>button");
const SUBMIT: Control = Control::button("submit-application", "main>form>div>button");

/// Errors in a row after which a person stops making new ones.
const MOST_ERRORS: u32 = 3;

/// Draws a visit of the day.
pub(super) fn draw(
    day: u32,
    facts: &DayFacts,
    networks: &mut Networks,
    random: &mut Random,
) -> BenefitVisit {
    let person = people::draw(networks, day, random);
    let referrer =
        if facts.launch { random.pick(&LAUNCH_REFERRERS) } else { random.pick(&REFERRERS) };
    BenefitVisit { person, bad_day: facts.bad, entry: Entry::Start { referrer } }
}

/// Makes the requests of a visit. Answers when the person comes back with a saved application.
pub(super) fn run(
    visit: &BenefitVisit,
    at_ms: i64,
    keys: &Keys,
    random: &mut Random,
    made: &mut Vec<GeneratedRequest>,
) -> Option<(i64, BenefitVisit)> {
    let person = &visit.person;
    let traits = Traits {
        language: person.language,
        phone: person.device == Device::Phone,
        slow: person.slow,
        bad_day: visit.bad_day,
    };
    let profile = if person.signal { "headers" } else { "statistics" };
    let sender =
        Sender { target: Target::Benefit, key: &keys.benefit, profile, user: None, person };
    let mut walk = Walk { sender, traits, now_ms: at_ms, random, made };
    let saved = match visit.entry {
        Entry::Start { referrer } => walk.apply(referrer),
        Entry::Resume(step) => walk.resume(step),
    }?;
    if !walk.random.chance(planted::COMES_BACK) {
        return None;
    }
    // Between one and twenty hours later: saved applications are kept for a day.
    let back_ms = walk.now_ms + 3_600_000 + walk.random.below(19 * 3_600_000).cast_signed();
    Some((back_ms, BenefitVisit { entry: Entry::Resume(saved), bad_day: false, ..visit.clone() }))
}

/// How a step ended.
enum End {
    Finished,
    Saved,
    Left,
}

/// One visit under way.
struct Walk<'a> {
    sender: Sender<'a>,
    traits: Traits,
    now_ms: i64,
    random: &'a mut Random,
    made: &'a mut Vec<GeneratedRequest>,
}

impl Walk<'_> {
    /// From the first page on. Answers the step at which the application was saved, if it was.
    fn apply(&mut self, referrer: &'static str) -> Option<Step> {
        let language = self.sender.person.language;
        let mut referrer = referrer;
        // The first page comes in the browser's language.
        let tag = self.sender.person.browser_language.get(..2).unwrap_or_default();
        if language != Language::En && tag != language.tag() {
            self.page_in(Language::En, "start", "", referrer, 8.0, None, &[switch(language)]);
            referrer = "";
        }
        if !self.random.chance(planted::finishes(Step::Start, self.traits)) {
            self.page_in(language, "start", "", referrer, 25.0, None, &[]);
            return None;
        }
        self.page_in(language, "start", "", referrer, 35.0, None, &[START_NOW]);
        if !matches!(self.form(Step::Eligibility), End::Finished) {
            return None;
        }
        if self.random.chance(planted::REFUSED) {
            self.page("not-eligible", "refused", 30.0, None, &[]);
            return None;
        }
        self.steps_from(Step::AboutYou)
    }

    /// With a code. Some mistype it once.
    fn resume(&mut self, step: Step) -> Option<Step> {
        self.page("resume", "", 40.0, None, &[RESUME]);
        if self.random.chance(0.12) {
            let error = r#"{"step":"resume","first":"resume-code","fields":1}"#;
            self.page("resume", "error", 20.0, Some(("validation_failed", error)), &[RESUME]);
        }
        self.steps_from(step)
    }

    fn steps_from(&mut self, first: Step) -> Option<Step> {
        for step in [Step::AboutYou, Step::Income, Step::Evidence] {
            let reached = Step::ALL.iter().position(|one| *one == step)
                >= Step::ALL.iter().position(|one| *one == first);
            if !reached {
                continue;
            }
            match self.form(step) {
                End::Finished => {}
                End::Saved => return Some(step),
                End::Left => return None,
            }
        }
        if self.random.chance(planted::finishes(Step::Check, self.traits)) {
            self.page("check", "", 45.0, None, &[SUBMIT]);
            self.page("confirmation", "submitted", 20.0, None, &[]);
        } else {
            self.page("check", "", 45.0, None, &[]);
        }
        None
    }

    /// A form: shown, perhaps shown again with errors, and finished, saved or left.
    fn form(&mut self, step: Step) -> End {
        let (page, seconds, first_field) = match step {
            Step::Start | Step::Eligibility => ("eligibility", 60.0, "household-income"),
            Step::AboutYou => ("about-you", 95.0, "birth-date"),
            Step::Income => ("income", 110.0, "monthly-pay"),
            Step::Evidence | Step::Check => ("evidence", 80.0, "document"),
        };
        let go_on = [go_on(step)];
        let error = |fields: u64| {
            format!(r#"{{"step":"{page}","first":"{first_field}","fields":{fields}}}"#)
        };
        let mut problem: Option<String> = None;
        let mut state = "";
        let mut seconds = seconds;
        for _ in 0..MOST_ERRORS {
            if !self.random.chance(planted::fails(step, self.traits)) {
                break;
            }
            let custom = problem.as_deref().map(|properties| ("validation_failed", properties));
            self.page(page, state, seconds, custom, &go_on);
            // The evidence form has one field that can be wrong.
            let fields = if step == Step::Evidence { 1 } else { 1 + self.random.below(2) };
            problem = Some(error(fields));
            state = "error";
            seconds = 40.0;
        }
        let finished = self.random.chance(planted::finishes(step, self.traits));
        let custom = problem.as_deref().map(|properties| ("validation_failed", properties));
        if finished && step == Step::Evidence {
            self.evidence(state, seconds, custom);
            return End::Finished;
        }
        if finished {
            self.page(page, state, seconds, custom, &go_on);
            return End::Finished;
        }
        let can_save = matches!(step, Step::Income | Step::Evidence);
        if can_save && self.random.chance(planted::SAVES) {
            self.page(page, state, seconds, custom, &[save(step)]);
            self.page("saved", "saved", 25.0, None, &[]);
            return End::Saved;
        }
        self.page(page, state, seconds, custom, &[]);
        End::Left
    }

    /// One to three documents, each added on the same page, then on.
    fn evidence(
        &mut self,
        mut state: &'static str,
        seconds: f64,
        custom: Option<(&'static str, &str)>,
    ) {
        let mut seconds = seconds;
        let mut reported = custom.map(|(name, properties)| (name, properties.to_owned()));
        for _ in 0..=self.random.below(3) {
            let custom = reported.as_ref().map(|(name, properties)| (*name, properties.as_str()));
            self.page("evidence", state, seconds, custom, &[ADD_DOCUMENT]);
            let document = *self.random.pick(&DOCUMENTS);
            reported = Some(("document_added", format!(r#"{{"document":"{document}"}}"#)));
            state = "document-added";
            seconds = 35.0;
        }
        let custom = reported.as_ref().map(|(name, properties)| (*name, properties.as_str()));
        self.page("evidence", state, 12.0, custom, &[go_on(Step::Evidence)]);
    }

    fn page(
        &mut self,
        page: &str,
        state: &'static str,
        seconds: f64,
        custom: Option<(&'static str, &str)>,
        clicks: &[Control],
    ) {
        self.page_in(self.sender.person.language, page, state, "", seconds, custom, clicks);
    }

    /// Shows a page, lets time pass, and sends what happened on it.
    #[expect(clippy::too_many_arguments, reason = "a page is what all of them describe")]
    fn page_in(
        &mut self,
        language: Language,
        page: &str,
        state: &'static str,
        referrer: &'static str,
        seconds: f64,
        custom: Option<(&'static str, &str)>,
        clicks: &[Control],
    ) {
        let mut seconds = seconds;
        if self.traits.phone {
            seconds *= planted::PHONE_TIME;
        }
        if self.traits.bad_day {
            seconds *= planted::BAD_DAY_TIME;
        }
        let shown_ms = self.now_ms;
        let spent_ms = self.random.duration_ms(seconds).max(1_500);
        let left_ms = shown_ms + spent_ms;
        let mut events = Events::new(self.sender.person.signal);
        events.page_view(shown_ms, self.random);
        if let Some((name, properties)) = custom {
            events.custom(shown_ms + 30, name, properties, self.random);
        }
        for control in clicks {
            events.click(left_ms - 60, control, self.random);
        }
        let engaged_ms = spent_ms * (70 + self.random.below(28).cast_signed()) / 100;
        events.leave(left_ms, engaged_ms, self.random);
        let path = format!("/sample/benefit/{}/{page}", language.tag());
        let page = Page { path: &path, language: language.tag(), state, referrer };
        self.made.push(finish(&self.sender, &page, left_ms, &events));
        // The next page takes a moment, on a slow connection several.
        let wait_ms = 250 + self.random.below(900).cast_signed();
        self.now_ms = left_ms + if self.traits.slow { wait_ms * 5 } else { wait_ms };
    }
}

/// The link of the language switch.
fn switch(language: Language) -> Control {
    match language {
        Language::En => Control::link("language-en", "header>div>div>nav>ul>li:1>a"),
        Language::Es => Control::link("language-es", "header>div>div>nav>ul>li:2>a"),
        Language::De => Control::link("language-de", "header>div>div>nav>ul>li:3>a"),
        Language::Ar => Control::link("language-ar", "header>div>div>nav>ul>li:4>a"),
    }
}

/// The button that sends a step's form. It stands behind the form's fields.
fn go_on(step: Step) -> Control {
    Control::button(
        "continue",
        match step {
            Step::AboutYou => "main>form>div:8>button:1",
            Step::Evidence => "main>form>div:2>button:1",
            _ => "main>form>div:5>button:1",
        },
    )
}

/// The button that saves an application.
fn save(step: Step) -> Control {
    Control::button(
        "save-for-later",
        if step == Step::Evidence {
            "main>form>div:2>button:2"
        } else {
            "main>form>div:5>button:2"
        },
    )
}
