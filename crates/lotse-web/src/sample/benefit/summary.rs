//! Answers as a person reads them back.

use super::{draft::Draft, language::Language, step::Step};
use crate::sample::{
    form::{Field, Kind, amount, answer, check},
    text::Text,
};

/// A question and what was answered.
pub(super) struct Line {
    /// The question.
    pub(super) question: String,
    /// The answer.
    pub(super) answer: String,
}

/// The answers of one step.
pub(super) struct Section {
    /// The step's address part.
    pub(super) step: &'static str,
    /// The step's name.
    pub(super) title: String,
    /// Its lines.
    pub(super) lines: Vec<Line>,
}

/// All steps of a draft.
pub(super) fn sections(draft: &Draft, language: Language, text: &Text) -> Vec<Section> {
    Step::ALL
        .into_iter()
        .map(|step| Section {
            step: step.name(),
            title: text.get(&format!("{}-title", step.name())),
            lines: lines(draft, step, language, text),
        })
        .collect()
}

fn lines(draft: &Draft, step: Step, language: Language, text: &Text) -> Vec<Line> {
    if step == Step::Evidence {
        return draft
            .documents
            .iter()
            .map(|document| Line {
                question: text.get(&format!("document-{}", document.kind)),
                answer: file(&document.file, text),
            })
            .collect();
    }
    let line = |field: &Field| Line {
        question: text.get(field.id),
        answer: shown(draft, field, language, text),
    };
    step.fields().iter().map(line).collect()
}

/// A file's name, or that none was chosen.
pub(super) fn file(name: &str, text: &Text) -> String {
    if name.is_empty() { text.get("no-file") } else { name.to_owned() }
}

fn shown(draft: &Draft, field: &Field, language: Language, text: &Text) -> String {
    let given = answer(&draft.answers, field.id);
    match field.kind {
        Kind::BirthDate => check::birth_date(field, &draft.answers).map(|date| {
            text.with(
                "date-long",
                &[
                    ("day", &date.day().to_string()),
                    ("month", &text.get(&format!("month-{}", date.month()))),
                    ("year", &date.year().to_string()),
                ],
            )
        }),
        Kind::Money => amount::cents(given).map(|cents| amount::show(cents, language.tag())),
        Kind::Radios(options) | Kind::Select(options) => {
            options.contains(&given).then(|| text.get(&format!("{}-{given}", field.id)))
        }
        _ => (!given.is_empty()).then(|| given.to_owned()),
    }
    .unwrap_or_else(|| text.get("not-given"))
}
