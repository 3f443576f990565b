//! A resident's visit to the benefit application, page by page, as [`planted`] says.

mod forms;

use lotse_collect::ReferenceKind;

use self::forms::{End, Showing};
use super::{
    Beginning, Effects, GeneratedRequest, Keys, Target,
    calendar::DayFacts,
    elements::RESUME,
    later,
    people::{self, Device, Networks, Person},
    planted::{self, Language, Step, Traits},
    presence::{Doing, Shown, tell},
    random::Random,
    request::Sender,
};

/// A visit that will take place.
#[derive(Clone, Debug)]
pub(super) struct BenefitVisit {
    person: Person,
    bad_day: bool,
    entry: Entry,
}

/// How a visit begins.
#[derive(Clone, Debug)]
enum Entry {
    /// On the first page, from somewhere.
    Start {
        /// Origin of the page that linked here, empty for none.
        referrer: &'static str,
    },
    /// With the code of a saved application.
    Resume {
        /// Where it goes on.
        step: Step,
        /// Its number, if it is a case to the client.
        case: Option<String>,
    },
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

/// Makes the requests of a visit. Answers what follows on another day, and when: the person comes
/// back with a saved application, or the agency works on one that was sent.
pub(super) fn run(
    visit: &BenefitVisit,
    at_ms: i64,
    keys: &Keys,
    random: &mut Random,
    made: &mut Vec<GeneratedRequest>,
) -> Option<(i64, Beginning)> {
    let person = &visit.person;
    let traits = match keys.effects {
        Effects::Planted => Traits {
            language: person.language,
            phone: person.device == Device::Phone,
            slow: person.slow,
            bad_day: visit.bad_day,
        },
        Effects::None => Traits::default(),
    };
    let profile = if person.signal { "headers" } else { "statistics" };
    let sender =
        Sender { target: Target::Benefit, key: &keys.benefit, profile, user: None, person };
    let (case, carried) = (None, String::new());
    let mut walk = Walk { sender, traits, now_ms: at_ms, case, carried, keys, random, made };
    let done = match &visit.entry {
        Entry::Start { referrer } => walk.apply(referrer),
        Entry::Resume { step, case } => walk.resume(*step, case.clone()),
    };
    match done {
        Done::Saved(step) if walk.random.chance(planted::COMES_BACK) => {
            // Between one and twenty hours later: saved applications are kept for a day.
            let wait_ms = 3_600_000 + walk.random.below(19 * 3_600_000).cast_signed();
            let entry = Entry::Resume { step, case: walk.case };
            let back = BenefitVisit { person: person.clone(), bad_day: false, entry };
            Some((walk.now_ms + wait_ms, Beginning::Visit(back)))
        }
        Done::Sent => {
            let sent = later::sent(walk.case?, person.language, walk.now_ms, walk.random);
            Some((sent.0, Beginning::Later(sent.1)))
        }
        Done::Saved(_) | Done::Left => None,
    }
}

/// A number of an application, unlike any other.
fn number(random: &mut Random) -> String {
    format!("{:012}", random.below(1_000_000_000_000))
}

/// How a visit ended.
enum Done {
    /// The application was saved at this step.
    Saved(Step),
    /// It was sent.
    Sent,
    /// Neither; a refusal too.
    Left,
}

/// One visit under way.
struct Walk<'a> {
    sender: Sender<'a>,
    traits: Traits,
    now_ms: i64,
    /// Number of the application, once it is a case to the client.
    case: Option<String>,
    /// The reference that pages carry from now on; empty for none.
    carried: String,
    keys: &'a Keys,
    random: &'a mut Random,
    made: &'a mut Vec<GeneratedRequest>,
}

impl Walk<'_> {
    /// From the first page on.
    fn apply(&mut self, referrer: &'static str) -> Done {
        let language = self.sender.person.language;
        let mut referrer = referrer;
        // The first page comes in the browser's language.
        let tag = self.sender.person.browser_language.get(..2).unwrap_or_default();
        if language != Language::En && tag != language.tag() {
            let switch = [Doing::Follow(switch(language))];
            self.page_in(Language::En, "start", "", referrer, 8.0, &switch);
            referrer = "";
        }
        if !self.random.chance(planted::finishes(Step::Start, self.traits)) {
            self.page_in(language, "start", "", referrer, 25.0, &[]);
            return Done::Left;
        }
        self.page_in(language, "start", "", referrer, 35.0, &[Doing::Follow("start-now")]);
        if !matches!(self.form(Step::Eligibility), End::Finished) {
            return Done::Left;
        }
        if self.random.chance(planted::REFUSED) {
            self.page("not-eligible", "refused", 30.0, &[Doing::Outcome("refused")]);
            return Done::Left;
        }
        self.steps_from(Step::AboutYou)
    }

    /// With a code. Some mistype it once. Which case it is the pages know from then on.
    fn resume(&mut self, step: Step, case: Option<String>) -> Done {
        let mut showing = Showing::first(40.0);
        if self.random.chance(0.12) {
            self.sent(&RESUME, &showing, None, "resume");
            showing = Showing::with_errors("resume", RESUME.questions.iter().collect());
            showing.seconds = 20.0;
        }
        self.sent(&RESUME, &showing, None, "resume");
        self.case = case;
        if let Some(number) = &self.case {
            self.carried = (self.keys.sign_case)(ReferenceKind::Case, number);
        }
        self.steps_from(step)
    }

    fn steps_from(&mut self, first: Step) -> Done {
        for step in [Step::AboutYou, Step::Income, Step::Evidence] {
            let reached = Step::ALL.iter().position(|one| *one == step)
                >= Step::ALL.iter().position(|one| *one == first);
            if !reached {
                continue;
            }
            match self.form(step) {
                End::Finished => {}
                End::Saved => return Done::Saved(step),
                End::Left => return Done::Left,
            }
        }
        if !self.random.chance(planted::finishes(Step::Check, self.traits)) {
            self.page("check", "", 45.0, &[]);
            return Done::Left;
        }
        self.page("check", "", 45.0, &[Doing::Send("submit-application")]);
        self.case_page("confirmation", "submitted", "completed");
        Done::Sent
    }

    /// A page that tells that the application was saved or sent. It opens the case, unless that is
    /// open; who sends a signal has none.
    fn case_page(&mut self, page: &'static str, state: &'static str, outcome: &'static str) {
        if self.case.is_none() && !self.sender.person.signal {
            let number = number(self.random);
            self.carried = (self.keys.sign_case)(ReferenceKind::Open, &number);
            self.case = Some(number);
        }
        self.page(page, state, 22.0, &[Doing::Outcome(outcome)]);
    }

    fn page(&mut self, page: &'static str, state: &'static str, seconds: f64, doings: &[Doing]) {
        self.page_in(self.sender.person.language, page, state, "", seconds, doings);
    }

    /// Shows a page, lets time pass, and sends what happened on it.
    fn page_in(
        &mut self,
        language: Language,
        page: &'static str,
        state: &'static str,
        referrer: &'static str,
        seconds: f64,
        doings: &[Doing],
    ) {
        let mut seconds = seconds;
        if self.traits.phone {
            seconds *= planted::PHONE_TIME;
        }
        if self.traits.bad_day {
            seconds *= planted::BAD_DAY_TIME;
        }
        let from_ms = self.now_ms;
        let to_ms = from_ms + self.random.duration_ms(seconds).max(1_500);
        let shown = Shown { language, page, state, referrer, case: &self.carried, from_ms, to_ms };
        self.made.push(tell(&self.sender, &shown, doings, self.keys, self.random));
        // The next page takes a moment, on a slow connection several.
        let wait_ms = 250 + self.random.below(900).cast_signed();
        self.now_ms = to_ms + if self.traits.slow { wait_ms * 5 } else { wait_ms };
    }
}

/// The link of the language switch.
fn switch(language: Language) -> &'static str {
    match language {
        Language::En => "language-en",
        Language::Es => "language-es",
        Language::De => "language-de",
        Language::Ar => "language-ar",
    }
}
