//! Half a working day of a member of staff in the case tool.

use std::net::{IpAddr, Ipv4Addr};

use super::{
    GeneratedRequest, Keys, STAFF, Target,
    calendar::DayFacts,
    people::{self, Device, Person},
    planted::{self, Language},
    random::Random,
    request::{Control, Events, Page, Sender, finish},
};

/// A shift that will take place.
#[derive(Clone, Debug)]
pub(super) struct Shift {
    staff: usize,
    /// Cases that are worked on.
    cases: u64,
    bad_day: bool,
}

/// The reference by which the service knows a member of staff; the pages of the sample service use
/// the same ones.
pub(super) fn reference(number: usize) -> String {
    format!("staff-{:02}", number + 1)
}

/// The share of staff that is at work on a working day.
const PRESENT: f64 = 0.86;

const HOUR_MS: i64 = 3_600_000;

/// Draws the shifts of a day: when each begins, in no order.
pub(super) fn draw(facts: &DayFacts, midnight_ms: i64, random: &mut Random) -> Vec<(i64, Shift)> {
    let mut shifts = Vec::new();
    if !facts.working {
        return shifts;
    }
    for staff in 0..STAFF {
        if !random.chance(PRESENT) {
            continue;
        }
        // People differ in pace, and keep it.
        let usual = 3 + staff as u64 % 3;
        for begins in [8 * HOUR_MS, 13 * HOUR_MS] {
            let at_ms = midnight_ms + begins + random.below(5_400_000).cast_signed();
            let cases = usual + random.below(3);
            shifts.push((at_ms, Shift { staff, cases, bad_day: facts.bad }));
        }
    }
    shifts
}

/// Makes the requests of a shift.
pub(super) fn run(
    shift: &Shift,
    at_ms: i64,
    keys: &Keys,
    random: &mut Random,
    made: &mut Vec<GeneratedRequest>,
) {
    let german = shift.staff % 4 == 3;
    let person = Person {
        address: IpAddr::V4(if shift.staff.is_multiple_of(3) {
            Ipv4Addr::new(198, 51, 100, 20)
        } else {
            Ipv4Addr::new(192, 0, 2, 10)
        }),
        browser: people::office_browser(shift.staff),
        accept_language: if german { "de-DE,de;q=0.9,en;q=0.6" } else { "en-US,en;q=0.9" },
        browser_language: if german { "de-DE" } else { "en-US" },
        language: if german { Language::De } else { Language::En },
        device: Device::Desktop,
        connection: "4g",
        slow: false,
        save_data: false,
        signal: false,
    };
    let user = keys.staff.get(shift.staff).map(String::as_str);
    let sender = Sender {
        target: Target::Cases,
        key: &keys.cases,
        profile: "signed-in",
        user,
        person: &person,
    };
    Desk { sender, german, now_ms: at_ms, slower: shift.bad_day, random, made }.work(shift.cases);
}

/// What a member of staff does with a case: page, button, state and event of the end.
struct Action {
    page: &'static str,
    link: Control,
    button: Control,
    done: &'static str,
    event: &'static str,
}

const DECIDE: Action = Action {
    page: "decide",
    link: Control::link("decide", "main>div>section:2>ul>li:1>a"),
    button: Control::button("record-decision", "main>form>div:4>button"),
    done: "decided",
    event: "case_decided",
};
const RETURN: Action = Action {
    page: "return",
    link: Control::link("return", "main>div>section:2>ul>li:2>a"),
    button: Control::button("return-to-applicant", "main>form>div:3>button"),
    done: "returned",
    event: "case_returned",
};
const FORWARD: Action = Action {
    page: "forward",
    link: Control::link("forward", "main>div>section:2>ul>li:3>a"),
    button: Control::button("forward-case", "main>form>div:3>button"),
    done: "forwarded",
    event: "case_forwarded",
};

/// Controls of the sample pages, as the client describes them.
const SIGN_IN: Control = Control::button("sign-in", "main>form>ul>li:1>button");
const SIGN_OUT: Control = Control::button("sign-out", "header>div>div>form>button");
const OPEN_CASE: Control = Control::link("open-case", "main>div>table>tbody>tr:1>th>a");
const SEARCH: Control = Control::button("search-cases", "main>search>form>div>div>button");
const NEXT_CASE: Control = Control::link("next-case", "main>div:2>a:1");
const TO_WORK_LIST: Control = Control::link("to-work-list", "main>div:2>a:2");

/// What happens to cases.
const ACTIONS: [(&Action, u32); 3] = [(&DECIDE, 64), (&RETURN, 21), (&FORWARD, 15)];
const DECISIONS: [(&str, u32); 2] = [("granted", 71), ("declined", 29)];
const MISSING: [(&str, u32); 3] = [("income", 48), ("bill", 37), ("identity", 15)];
const TEAMS: [(&str, u32); 3] = [("hardship", 44), ("fraud", 18), ("appeals", 38)];

/// One shift under way.
struct Desk<'a> {
    sender: Sender<'a>,
    german: bool,
    now_ms: i64,
    slower: bool,
    random: &'a mut Random,
    made: &'a mut Vec<GeneratedRequest>,
}

impl Desk<'_> {
    fn work(&mut self, cases: u64) {
        let user = self.sender.user.take();
        self.page("sign-in", "", 9.0, None, &[SIGN_IN]);
        self.sender.user = user;
        self.page("work", "", 14.0, None, &[OPEN_CASE]);
        for number in 0..cases {
            self.case();
            let last = number + 1 == cases;
            // A pause, a call, a colleague.
            self.now_ms += self.random.duration_ms(if last { 5.0 } else { 240.0 });
        }
        self.page("work", "", 6.0, None, &[SIGN_OUT]);
        self.sender.user = None;
        self.page("sign-in", "", 3.0, None, &[]);
    }

    fn case(&mut self) {
        if self.random.chance(0.16) {
            self.page("search", "", 12.0, None, &[SEARCH]);
            if self.random.chance(0.22) {
                self.page("search", "no-results", 11.0, None, &[SEARCH]);
            }
            self.page("search", "", 9.0, None, &[OPEN_CASE]);
        }
        let action = *self.random.pick(&ACTIONS);
        self.page("case", "", 150.0, None, &[action.link]);
        let fails = match (action.page, self.german) {
            ("decide", true) => planted::DECISION_ERROR_IN_GERMAN,
            ("decide", false) => planted::DECISION_ERROR,
            _ => 0.04,
        };
        self.page(action.page, "", 70.0, None, &[action.button]);
        if self.random.chance(fails) {
            let error = format!(r#"{{"step":"{}","first":"reason","fields":1}}"#, action.page);
            let custom = Some(("validation_failed", error.as_str()));
            self.page(action.page, "error", 35.0, custom, &[action.button]);
        }
        let properties = match action.page {
            "decide" => format!(r#"{{"decision":"{}"}}"#, self.random.pick(&DECISIONS)),
            "return" => format!(r#"{{"missing":"{}"}}"#, self.random.pick(&MISSING)),
            _ => format!(r#"{{"team":"{}"}}"#, self.random.pick(&TEAMS)),
        };
        let goes_on = self.random.chance(0.7);
        let next = if goes_on { NEXT_CASE } else { TO_WORK_LIST };
        let custom = Some((action.event, properties.as_str()));
        self.page("done", action.done, 7.0, custom, &[next]);
        if !goes_on {
            self.page("work", "", 12.0, None, &[OPEN_CASE]);
        }
    }

    /// Shows a page, lets time pass, and sends what happened on it.
    fn page(
        &mut self,
        page: &str,
        state: &'static str,
        seconds: f64,
        custom: Option<(&str, &str)>,
        clicks: &[Control],
    ) {
        let seconds = if self.slower { seconds * planted::BAD_DAY_TIME } else { seconds };
        let shown_ms = self.now_ms;
        let spent_ms = self.random.duration_ms(seconds).max(900);
        let left_ms = shown_ms + spent_ms;
        let mut events = Events::new(false);
        events.page_view(shown_ms, self.random);
        if let Some((name, properties)) = custom {
            events.custom(shown_ms + 30, name, properties, self.random);
        }
        for control in clicks {
            events.click(left_ms - 60, control, self.random);
        }
        let engaged_ms = spent_ms * (75 + self.random.below(23).cast_signed()) / 100;
        events.leave(left_ms, engaged_ms, self.random);
        let language = self.sender.person.language.tag();
        let path = format!("/sample/cases/{language}/{page}");
        let page = Page { path: &path, language, state, referrer: "", case: "" };
        self.made.push(finish(&self.sender, &page, left_ms, &events));
        self.now_ms = left_ms + 200 + self.random.below(500).cast_signed();
    }
}
