//! The controls and fields of the benefit application, as the client describes them on its pages.
//!
//! Places are those of the templates under `lotse-web/src/sample/benefit/pages`, words come from their
//! catalogues, and what is told of which control is what `sdk/src/capture` makes of them.

use std::{collections::HashMap, fmt::Write as _};

use lotse_web::sample::BenefitWords;

use super::planted::{Language, Step};

/// A form of the application.
#[derive(Debug)]
pub(super) struct Form {
    /// Last part of its address.
    pub(super) page: &'static str,
    /// Key of the heading that stands before its fields and buttons, where another than the page's does.
    under: Option<&'static str>,
    /// Its questions, in order.
    pub(super) questions: &'static [Question],
    /// Places of its buttons, by name.
    buttons: &'static [(&'static str, &'static str)],
}

/// A question of a form.
#[derive(Debug)]
pub(super) struct Question {
    /// Id of its field, or of the first of its fields.
    pub(super) id: &'static str,
    /// Role of each of its fields.
    role: &'static str,
    /// Where it stands. Several places are the parts of a date.
    places: &'static [&'static str],
    /// Whether entering its field is told: choices stand in `data-lotse-ignore`.
    pub(super) is_entered: bool,
    /// Whether it may stay empty.
    pub(super) is_optional: bool,
}

impl Question {
    const fn field(id: &'static str, role: &'static str, places: &'static [&'static str]) -> Self {
        Self { id, role, places, is_entered: true, is_optional: false }
    }

    const fn choices(id: &'static str, places: &'static [&'static str]) -> Self {
        Self { id, role: "radiogroup", places, is_entered: false, is_optional: false }
    }

    const fn optional(self) -> Self {
        Self { is_optional: true, ..self }
    }

    /// Keys of its elements in [`Elements`]: one of a field, three of a date.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&'static str, usize)> + use<> {
        let id = self.id;
        (0..self.places.len()).map(move |part| (id, part))
    }
}

/// The four questions of the first step.
const ELIGIBILITY: Form = Form {
    page: "eligibility",
    under: None,
    questions: &[
        Question::field("state", "select", &["main>form>div:1>select"]),
        Question::field("household-size", "textbox", &["main>form>div:2>div>input"]),
        Question::field("household-income", "textbox", &["main>form>div:3>div>input"]),
        Question::choices("pays-heating", &["main>form>div:4>fieldset"]),
    ],
    buttons: &[
        ("continue", "main>form>div:5>button:1"),
        ("save-for-later", "main>form>div:5>button:2"),
        ("help", "main>details>summary"),
    ],
};

const ABOUT_YOU: Form = Form {
    page: "about-you",
    under: None,
    questions: &[
        Question::field("full-name", "textbox", &["main>form>div:1>div>input"]),
        Question::field(
            "birth-date",
            "textbox",
            &[
                "main>form>div:2>fieldset>div>div:1>input",
                "main>form>div:2>fieldset>div>div:2>input",
                "main>form>div:2>fieldset>div>div:3>input",
            ],
        ),
        Question::field("street", "textbox", &["main>form>div:3>div>input"]),
        Question::field("town", "textbox", &["main>form>div:4>div>input"]),
        Question::field("postcode", "textbox", &["main>form>div:5>div>input"]),
        Question::field("email", "textbox", &["main>form>div:6>div>input"]).optional(),
        Question::field("phone", "textbox", &["main>form>div:7>div>input"]).optional(),
    ],
    buttons: &[
        ("continue", "main>form>div:8>button:1"),
        ("save-for-later", "main>form>div:8>button:2"),
        ("help", "main>details>summary"),
    ],
};

const INCOME: Form = Form {
    page: "income",
    under: None,
    questions: &[
        Question::choices("work", &["main>form>div:1>fieldset"]),
        Question::field("monthly-pay", "textbox", &["main>form>div:2>div>input"]),
        Question::field("heating-cost", "textbox", &["main>form>div:3>div>input"]),
        Question::field("fuel", "select", &["main>form>div:4>select"]),
    ],
    buttons: &[
        ("continue", "main>form>div:5>button:1"),
        ("save-for-later", "main>form>div:5>button:2"),
        ("help", "main>details>summary"),
    ],
};

const EVIDENCE: Form = Form {
    page: "evidence",
    under: Some("documents-add"),
    questions: &[Question::field("document", "select", &["main>form>div:1>div:1>select"])],
    buttons: &[
        ("add-document", "main>form>div:1>p>button"),
        ("continue", "main>form>div:2>button:1"),
        ("save-for-later", "main>form>div:2>button:2"),
        ("help", "main>details>summary"),
    ],
};

const CHECK: Form = Form {
    page: "check",
    under: None,
    questions: &[],
    buttons: &[("submit-application", "main>form>div>button")],
};

/// The form that takes the code of a saved application.
pub(super) const RESUME: Form = Form {
    page: "resume",
    under: None,
    questions: &[Question::field("resume-code", "textbox", &["main>form>div:1>div>input"])],
    buttons: &[("resume", "main>form>div:2>button")],
};

/// The form of a step. The first page has none, and leads to that of eligibility.
pub(super) fn form_of(step: Step) -> &'static Form {
    match step {
        Step::Start | Step::Eligibility => &ELIGIBILITY,
        Step::AboutYou => &ABOUT_YOU,
        Step::Income => &INCOME,
        Step::Evidence => &EVIDENCE,
        Step::Check => &CHECK,
    }
}

/// What an element is found by: the last part of the page's address, the control's name or the
/// field's id (`form` for the form itself), and the part of a date.
type Key = (&'static str, &'static str, usize);

/// Elements by language, each as JSON.
pub(super) struct Elements {
    by_language: HashMap<(Language, Key), String>,
}

impl Elements {
    /// All of them.
    pub(super) fn new() -> Self {
        let mut by_language = HashMap::new();
        for language in [Language::En, Language::Es, Language::De, Language::Ar] {
            let Some(words) = BenefitWords::new(language.tag()) else { continue };
            let mut all = Vec::new();
            add_start(&words, &mut all);
            for form in [&ELIGIBILITY, &ABOUT_YOU, &INCOME, &EVIDENCE, &CHECK, &RESUME] {
                add_form(form, &words, &mut all);
            }
            by_language.extend(all.into_iter().map(|(key, json)| ((language, key), json)));
        }
        Self { by_language }
    }

    /// The element of a key; empty if there is none.
    pub(super) fn get(&self, language: Language, key: Key) -> &str {
        self.by_language.get(&(language, key)).map_or("", String::as_str)
    }
}

/// The first page: its link, and the switch of languages, before which no heading stands.
fn add_start(words: &BenefitWords, all: &mut Vec<(Key, String)>) {
    let title = words.find("start-title");
    let link = |name, place| Shown { role: "link", name: Some(name), marked: true, id: "", place };
    all.push((("start", "start-now", 0), link("start-now", "main>p:3>a").json(title.as_deref())));
    for (name, place) in [
        ("language-en", "header>div>div>nav>ul>li:1>a"),
        ("language-es", "header>div>div>nav>ul>li:2>a"),
        ("language-de", "header>div>div>nav>ul>li:3>a"),
        ("language-ar", "header>div>div>nav>ul>li:4>a"),
    ] {
        all.push((("start", name, 0), link(name, place).json(None)));
    }
}

fn add_form(form: &'static Form, words: &BenefitWords, all: &mut Vec<(Key, String)>) {
    let title = if form.page == "check" {
        "check-declare".to_owned()
    } else {
        format!("{}-title", form.page)
    };
    let title = words.find(&title);
    let under = form.under.map_or_else(|| title.clone(), |key| words.find(key));
    let itself = Shown { role: "form", name: None, marked: false, id: "", place: "main>form" };
    all.push(((form.page, "form", 0), itself.json(title.as_deref())));
    for (name, place) in form.buttons {
        let role = if *name == "help" { "summary" } else { "button" };
        let button = Shown { role, name: Some(name), marked: true, id: "", place };
        all.push(((form.page, name, 0), button.json(under.as_deref())));
    }
    // The catalogue says in which order the language writes a date.
    let order = words.find("date-order").unwrap_or_default();
    for question in form.questions {
        let is_date = question.places.len() > 1;
        let parts = question.places.iter().zip(order.split(' '));
        for (number, (place, part)) in parts.enumerate() {
            let id = match (question.role, number) {
                ("radiogroup", _) => String::new(),
                (_, 0) => question.id.to_owned(),
                _ => format!("{}-{part}", question.id),
            };
            let name = if is_date {
                words.find(&format!("date-{part}"))
            } else {
                words.label(question.id)
            };
            let (role, name) = (question.role, name.as_deref());
            let field = Shown { role, name, marked: false, id: &id, place };
            all.push(((form.page, question.id, number), field.json(under.as_deref())));
        }
    }
}

/// An element, as the client describes it.
struct Shown<'a> {
    role: &'a str,
    name: Option<&'a str>,
    marked: bool,
    id: &'a str,
    place: &'a str,
}

impl Shown<'_> {
    /// As JSON, under the nearest heading before it. No word of these pages needs escaping; the
    /// generator's tests read what is written here.
    fn json(&self, heading: Option<&str>) -> String {
        let mut json = format!(r#"{{"role":"{}""#, self.role);
        let mut add = |name: &str, value: &str| {
            write!(json, r#","{name}":"{value}""#).expect("writing to a string does not fail");
        };
        if let Some(name) = self.name {
            add("name", name);
        }
        if !self.id.is_empty() {
            add("id", self.id);
        }
        add("path", self.place);
        if let Some(heading) = heading {
            add("heading", heading);
        }
        if self.marked {
            json.push_str(r#","marked":true"#);
        }
        json.push('}');
        json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a browser sent them from the pages, in English.
    #[test]
    fn elements_are_described_as_the_client_does() {
        let elements = Elements::new();
        for (page, name, part, expected) in [
            (
                "start",
                "start-now",
                0,
                r#"{"role":"link","name":"start-now","path":"main>p:3>a","heading":"Apply for heating-cost support","marked":true}"#,
            ),
            (
                "about-you",
                "birth-date",
                1,
                r#"{"role":"textbox","name":"Day","id":"birth-date-day","path":"main>form>div:2>fieldset>div>div:2>input","heading":"About you"}"#,
            ),
            (
                "about-you",
                "email",
                0,
                r#"{"role":"textbox","name":"E-mail address (optional)","id":"email","path":"main>form>div:6>div>input","heading":"About you"}"#,
            ),
            (
                "income",
                "work",
                0,
                r#"{"role":"radiogroup","name":"What describes you best?","path":"main>form>div:1>fieldset","heading":"Your income and heating costs"}"#,
            ),
            (
                "evidence",
                "form",
                0,
                r#"{"role":"form","path":"main>form","heading":"Your evidence"}"#,
            ),
            (
                "evidence",
                "add-document",
                0,
                r#"{"role":"button","name":"add-document","path":"main>form>div:1>p>button","heading":"Add a document","marked":true}"#,
            ),
            (
                "check",
                "submit-application",
                0,
                r#"{"role":"button","name":"submit-application","path":"main>form>div>button","heading":"Send your application","marked":true}"#,
            ),
        ] {
            assert_eq!(elements.get(Language::En, (page, name, part)), expected);
        }
        let day = elements.get(Language::Es, ("about-you", "birth-date", 0));
        assert!(day.contains(r#""name":"Día","id":"birth-date","#), "{day}");
    }
}
