//! Forms of the application: filled in, found wrong, shown again, and sent, saved or left.

use super::Walk;
use crate::demo::generator::{
    Effects,
    elements::{Form, Question, form_of},
    planted::{self, Step, Traits},
    presence::Doing,
};

/// Kinds of documents, as the evidence page names them.
const DOCUMENTS: [(&str, u32); 4] =
    [("payslip", 45), ("heating-bill", 34), ("benefit-letter", 14), ("tenancy", 7)];

/// Errors in a row after which a person stops making new ones.
const MOST_ERRORS: u32 = 3;

/// How a step ended.
pub(super) enum End {
    Finished,
    Saved,
    Left,
}

/// A form as it is shown, once or again.
pub(super) struct Showing {
    state: &'static str,
    /// Seconds that people take, in the middle.
    pub(super) seconds: f64,
    /// What the page shows to be wrong.
    wrong: Vec<&'static Question>,
    /// What its script reports.
    report: Option<(&'static str, String)>,
}

impl Showing {
    pub(super) fn first(seconds: f64) -> Self {
        Self { state: "", seconds, wrong: Vec::new(), report: None }
    }

    pub(super) fn with_errors(step: &str, wrong: Vec<&'static Question>) -> Self {
        let first = wrong.first().map_or("", |question| question.id);
        let fields = wrong.len();
        let report = format!(r#"{{"step":"{step}","first":"{first}","fields":{fields}}}"#);
        let report = Some(("validation_failed", report));
        Self { state: "error", seconds: 40.0, wrong, report }
    }

    fn with_document(document: &str) -> Self {
        let report = Some(("document_added", format!(r#"{{"document":"{document}"}}"#)));
        Self { state: "document-added", seconds: 35.0, wrong: Vec::new(), report }
    }
}

impl Walk<'_> {
    /// A form: shown, perhaps shown again with errors, and finished, saved or left.
    pub(super) fn form(&mut self, step: Step) -> End {
        let form = form_of(step);
        let finishes = self.random.chance(planted::finishes(step, self.traits));
        let mut showing = Showing::first(match step {
            Step::Start | Step::Eligibility => 60.0,
            Step::AboutYou => 95.0,
            Step::Income => 110.0,
            Step::Evidence | Step::Check => 80.0,
        });
        for _ in 0..MOST_ERRORS {
            if !self.random.chance(planted::fails(step, self.traits, finishes)) {
                break;
            }
            // Who adds no document chose none.
            let fields = (step == Step::Evidence).then_some(0);
            self.sent(form, &showing, fields, "continue");
            showing = Showing::with_errors(form.page, self.wrong(step, form));
        }
        if finishes {
            let help = self.random.chance(planted::HELP);
            if step == Step::Evidence {
                self.evidence(form, showing, help);
            } else {
                let mut doings = self.filled(form, &showing, None, help);
                doings.push(Doing::Send("continue"));
                self.shown(form, &showing, doings);
            }
            return End::Finished;
        }
        let can_save = matches!(step, Step::Income | Step::Evidence);
        if can_save && self.random.chance(planted::SAVES) {
            self.sent(form, &showing, None, "save-for-later");
            self.case_page("saved", "saved", "saved");
            return End::Saved;
        }
        self.left(step, form, &showing);
        End::Left
    }

    /// One to three documents, each added on the same page, then on.
    fn evidence(&mut self, form: &'static Form, mut showing: Showing, mut help: bool) {
        for _ in 0..=self.random.below(3) {
            let mut doings = self.filled(form, &showing, None, std::mem::take(&mut help));
            doings.push(Doing::Send("add-document"));
            self.shown(form, &showing, doings);
            let document = self.random.pick(&DOCUMENTS);
            showing = Showing::with_document(document);
        }
        showing.seconds = 12.0;
        let mut doings = self.filled(form, &showing, Some(0), false);
        doings.push(Doing::Send("continue"));
        self.shown(form, &showing, doings);
    }

    /// A form that is left: after some of its fields, in help, or angry.
    fn left(&mut self, step: Step, form: &'static Form, showing: &Showing) {
        let most = u64::try_from(form.questions.len()).unwrap_or(0);
        let fields = if showing.wrong.is_empty() { self.random.below(most + 1) } else { 1 };
        let help = self.random.chance(planted::HELP_BEFORE_LEAVING);
        let mut doings = self.filled(form, showing, usize::try_from(fields).ok(), help);
        // What was entered last stays as it was.
        if let Some(Doing::Field { filled, .. }) = doings.last_mut() {
            *filled = false;
        }
        if step == Step::Evidence && self.keys.effects == Effects::Planted {
            let Traits { slow, bad_day, .. } = self.traits;
            let dead =
                if slow && !bad_day { planted::DEAD_CLICKS_ON_SLOW } else { planted::DEAD_CLICKS };
            if self.random.chance(dead) {
                doings.push(Doing::DeadClick("add-document"));
            }
            if self.random.chance(if bad_day { planted::RAGE_ON_BAD_DAY } else { planted::RAGE }) {
                let clicks = if self.random.chance(0.5) { 3 } else { 5 };
                doings.push(Doing::RageClick("add-document", clicks));
            }
        }
        self.shown(form, showing, doings);
    }

    /// The fields that are wrong when a form was sent with errors, in the order of the form: one or
    /// two, of the evidence one.
    fn wrong(&mut self, step: Step, form: &'static Form) -> Vec<&'static Question> {
        let required: Vec<_> = form.questions.iter().filter(|one| !one.is_optional).collect();
        let two = required.len() > 1 && self.random.chance(0.5);
        let often = planted::most_often_wrong(step, self.traits.language);
        let mut others: Vec<_> = required
            .iter()
            .copied()
            .filter(|one| often.is_none_or(|(id, _)| one.id != id))
            .collect();
        let mut wrong = Vec::new();
        if let Some((id, share)) = often
            && self.random.chance(share)
        {
            wrong.extend(required.iter().copied().filter(|one| one.id == id));
        }
        let wanted = if two { 2 } else { 1 };
        while wrong.len() < wanted && !others.is_empty() {
            let picked = self.random.below(u64::try_from(others.len()).unwrap_or(1));
            wrong.push(others.swap_remove(usize::try_from(picked).unwrap_or(0)));
        }
        wrong.sort_by_key(|one| required.iter().position(|other| other.id == one.id));
        wrong
    }

    /// What happens on a form up to a number of its fields, or all: on a first one every field is
    /// entered, later ones those that are wrong.
    fn filled(
        &mut self,
        form: &'static Form,
        showing: &Showing,
        fields: Option<usize>,
        help: bool,
    ) -> Vec<Doing> {
        let mut doings = Vec::new();
        if form.page == "evidence" && self.keys.effects == Effects::Planted {
            let share = if self.traits.bad_day {
                planted::SCRIPT_FAILS_ON_BAD_DAY
            } else {
                planted::SCRIPT_FAILS
            };
            if self.random.chance(share) {
                doings.push(Doing::ScriptFails);
            }
        }
        let all: Vec<_> = if showing.wrong.is_empty() {
            form.questions.iter().collect()
        } else {
            showing.wrong.clone()
        };
        let entered: Vec<_> = all
            .into_iter()
            .take(fields.unwrap_or(usize::MAX))
            .filter(|question| question.is_entered)
            .collect();
        if !entered.is_empty() {
            doings.push(Doing::Begin);
        }
        if help {
            doings.push(Doing::Use("help"));
        }
        for question in entered {
            let filled = !question.is_optional || self.random.chance(0.5);
            doings.push(Doing::Field { question, filled });
        }
        doings
    }

    /// A form that is filled in up to a number of its fields, or all, and sent by a button.
    pub(super) fn sent(
        &mut self,
        form: &'static Form,
        showing: &Showing,
        fields: Option<usize>,
        button: &'static str,
    ) {
        let mut doings = self.filled(form, showing, fields, false);
        doings.push(Doing::Send(button));
        self.shown(form, showing, doings);
    }

    /// Shows a form.
    fn shown(&mut self, form: &'static Form, showing: &Showing, doings: Vec<Doing>) {
        let mut said: Vec<Doing> =
            showing.wrong.iter().map(|question| Doing::Wrong(question)).collect();
        if let Some((name, properties)) = &showing.report {
            said.push(Doing::Report(name, properties.clone()));
        }
        let language = self.sender.person.language;
        said.extend(doings);
        self.page_in(language, form.page, showing.state, "", showing.seconds, &said);
    }
}
