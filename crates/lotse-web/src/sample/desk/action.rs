//! What staff can do with a case, and the form of each.

use jiff::civil::Date;

use crate::sample::form::{
    Answers, Field, Kind, amount, answer,
    check::{self, Problem},
};

/// What is done with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Grant or decline it.
    Decide,
    /// Ask the applicant for what is missing.
    Return,
    /// Give it to another team.
    Forward,
}

const DECIDE: &[Field] = &[
    Field::required("decision", Kind::Radios(&["granted", "declined"])),
    Field::depends("amount", Kind::Money),
    Field::required("reason", Kind::Note),
];

const RETURN: &[Field] = &[
    Field::required("missing", Kind::Radios(&["income", "bill", "identity"])),
    Field::required("message", Kind::Note),
];

const FORWARD: &[Field] = &[
    Field::required("team", Kind::Select(&["hardship", "fraud", "appeals"])),
    Field::optional("note", Kind::Note),
];

impl Action {
    /// All, in the order of their buttons.
    pub(super) const ALL: [Self; 3] = [Self::Decide, Self::Return, Self::Forward];

    /// The action of an address's part.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }

    /// Its name in addresses, in the catalogue and for the client.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Return => "return",
            Self::Forward => "forward",
        }
    }

    /// The name of its button for the client.
    pub(super) fn button(self) -> &'static str {
        match self {
            Self::Decide => "record-decision",
            Self::Return => "return-to-applicant",
            Self::Forward => "forward-case",
        }
    }

    /// The state of the page that confirms it.
    pub(super) fn done(self) -> &'static str {
        match self {
            Self::Decide => "decided",
            Self::Return => "returned",
            Self::Forward => "forwarded",
        }
    }

    /// The name of its event.
    pub(super) fn event(self) -> &'static str {
        match self {
            Self::Decide => "case_decided",
            Self::Return => "case_returned",
            Self::Forward => "case_forwarded",
        }
    }

    /// The one answer that its event reports: a choice, never a text.
    pub(super) fn reported(self) -> &'static str {
        match self {
            Self::Decide => "decision",
            Self::Return => "missing",
            Self::Forward => "team",
        }
    }

    /// Its questions.
    pub(super) fn fields(self) -> &'static [Field] {
        match self {
            Self::Decide => DECIDE,
            Self::Return => RETURN,
            Self::Forward => FORWARD,
        }
    }

    /// What is wrong with the amount of a decision, which the fields alone do not know.
    pub(super) fn amount_problem(self, answers: &Answers) -> Option<Problem> {
        if self != Self::Decide || answer(answers, "decision") != "granted" {
            return None;
        }
        match amount::cents(answer(answers, "amount")) {
            Some(cents) if (1..=MOST_CENTS).contains(&cents) => None,
            None if answer(answers, "amount").is_empty() => Some(Problem::Missing),
            _ => Some(Problem::Invalid),
        }
    }

    /// Every field whose answer is refused, in the order of the form.
    pub(super) fn problems(self, answers: &Answers, today: Date) -> Vec<(&'static Field, Problem)> {
        let mut problems = check::problems(self.fields(), answers, today);
        let amount = self.fields().iter().find(|field| field.id == "amount");
        if let (Some(field), Some(problem)) = (amount, self.amount_problem(answers))
            && !problems.iter().any(|(with, _)| with.id == field.id)
        {
            problems.push((field, problem));
        }
        problems
    }
}

/// The most support that a household gets, in cents.
const MOST_CENTS: i64 = 60_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{desk::language::Language, form::view, text::Text};

    #[test]
    fn every_question_has_its_words_in_every_language() {
        for language in Language::ALL {
            let text = Text::new(language.tag(), language.catalogue());
            for action in Action::ALL {
                view::tests::all_words_are_there(action.fields(), &text);
            }
        }
    }

    #[test]
    fn granting_needs_an_amount_and_declining_does_not() {
        for (decision, amount, expected) in [
            ("granted", "450", vec![]),
            ("granted", "600,00", vec![]),
            ("granted", "600.01", vec![Problem::Invalid]),
            ("granted", "0", vec![Problem::Invalid]),
            ("granted", "much", vec![Problem::Invalid]),
            ("granted", "", vec![Problem::Missing]),
            ("declined", "", vec![]),
        ] {
            let answers = Answers::from(
                [("decision", decision), ("amount", amount), ("reason", "because")]
                    .map(|(name, value)| (name.to_owned(), value.to_owned())),
            );
            let found: Vec<_> = Action::Decide
                .problems(&answers, "2026-11-23".parse().unwrap())
                .into_iter()
                .map(|(_, problem)| problem)
                .collect();
            assert_eq!(found, expected, "{decision} {amount}");
        }
    }
}
