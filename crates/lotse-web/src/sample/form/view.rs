//! Fields as templates show them: every word, value and error in place.

use super::{Answers, Field, Kind, Need, answer, check::Problem, date_input};
use crate::sample::text::Text;

/// A form, ready to be written.
pub(in crate::sample) struct FormView {
    /// Its questions in order.
    pub(in crate::sample) fields: Vec<FieldView>,
}

impl FormView {
    /// Where the errors are and what they say, for the summary on top.
    pub(in crate::sample) fn errors(&self) -> Vec<(&str, &str)> {
        self.fields
            .iter()
            .filter_map(|field| Some((field.id.as_str(), field.error.as_deref()?)))
            .collect()
    }
}

/// One question, ready to be written.
pub(in crate::sample) struct FieldView {
    /// Name and id of the input, or of the first of several.
    pub(in crate::sample) id: String,
    /// The question.
    pub(in crate::sample) label: String,
    /// More about it.
    pub(in crate::sample) hint: Option<String>,
    /// What is wrong with the answer.
    pub(in crate::sample) error: Option<String>,
    /// Ids of hint and error, as `aria-describedby` wants them.
    pub(in crate::sample) described_by: String,
    /// What can be answered.
    pub(in crate::sample) control: Control,
}

/// What can be answered, with what was.
pub(in crate::sample) enum Control {
    /// One line.
    Input(Input),
    /// Several lines.
    Note {
        /// What was entered.
        value: String,
    },
    /// One of a few.
    Radios {
        /// The few.
        options: Vec<Choice>,
    },
    /// One of many.
    Select {
        /// The many; the first is empty.
        options: Vec<Choice>,
    },
    /// Day, month and year, in the language's order.
    Date {
        /// The three inputs.
        parts: Vec<Part>,
    },
    /// A file of the device.
    File,
}

/// A single-line input.
pub(in crate::sample) struct Input {
    /// The HTML type.
    pub(in crate::sample) kind: &'static str,
    /// Which keyboard a phone shows.
    pub(in crate::sample) mode: &'static str,
    /// Its purpose, empty for none.
    pub(in crate::sample) autocomplete: &'static str,
    /// How wide it looks: `short`, `medium` or `wide`.
    pub(in crate::sample) width: &'static str,
    /// Whether it reads from left to right in every language, as addresses and numbers do.
    pub(in crate::sample) left_to_right: bool,
    /// Whether a currency sign stands before it.
    pub(in crate::sample) money: bool,
    /// What was entered.
    pub(in crate::sample) value: String,
}

/// One choice.
pub(in crate::sample) struct Choice {
    /// Id of its input. The first has the field's own, so that an error can lead there.
    pub(in crate::sample) id: String,
    /// What is sent.
    pub(in crate::sample) value: &'static str,
    /// What is shown.
    pub(in crate::sample) label: String,
    /// Whether it was chosen.
    pub(in crate::sample) chosen: bool,
}

/// One input of a date.
pub(in crate::sample) struct Part {
    /// Name of the input.
    pub(in crate::sample) name: String,
    /// Its id. The first has the field's own.
    pub(in crate::sample) id: String,
    /// Day, month or year.
    pub(in crate::sample) label: String,
    /// Its purpose.
    pub(in crate::sample) autocomplete: &'static str,
    /// Whether it takes four digits.
    pub(in crate::sample) long: bool,
    /// What was entered.
    pub(in crate::sample) value: String,
}

/// All fields with their answers and errors.
pub(in crate::sample) fn form(
    fields: &[Field],
    answers: &Answers,
    problems: &[(&Field, Problem)],
    text: &Text,
) -> FormView {
    let problem = |field: &Field| {
        problems.iter().find(|(with, _)| with.id == field.id).map(|(_, problem)| *problem)
    };
    let fields = fields.iter().map(|field| view(field, answers, problem(field), text)).collect();
    FormView { fields }
}

fn view(field: &Field, answers: &Answers, problem: Option<Problem>, text: &Text) -> FieldView {
    let id = field.id;
    let hint = text.find(&format!("{id}-hint"));
    let error = problem.map(|problem| message(field, problem, text));
    let described_by = [("hint", hint.is_some()), ("error", error.is_some())]
        .iter()
        .filter(|(_, there)| *there)
        .map(|(what, _)| format!("{id}-{what}"))
        .collect::<Vec<_>>()
        .join(" ");
    let label = if field.need == Need::Optional {
        text.with("optional", &[("label", &text.get(id))])
    } else {
        text.get(id)
    };
    FieldView {
        id: id.to_owned(),
        label,
        hint,
        error,
        described_by,
        control: control(field, answers, text),
    }
}

/// What the error says.
fn message(field: &Field, problem: Problem, text: &Text) -> String {
    match problem {
        Problem::Missing => text.get(&format!("{}-missing", field.id)),
        Problem::Invalid => text
            .find(&format!("{}-invalid", field.id))
            .unwrap_or_else(|| text.get(&format!("{}-missing", field.id))),
        Problem::TooLong(limit) => {
            text.with("too-long", &[("label", &text.get(field.id)), ("limit", &limit.to_string())])
        }
    }
}

fn control(field: &Field, answers: &Answers, text: &Text) -> Control {
    let input = |kind, mode, width| {
        Control::Input(Input {
            kind,
            mode,
            autocomplete: field.autocomplete,
            width,
            left_to_right: matches!(field.kind, Kind::Email | Kind::Phone | Kind::Postcode),
            money: field.kind == Kind::Money,
            value: answer(answers, field.id).to_owned(),
        })
    };
    match field.kind {
        Kind::Line => input("text", "text", "wide"),
        Kind::Email => input("email", "email", "wide"),
        Kind::Phone => input("tel", "tel", "medium"),
        Kind::Postcode | Kind::Count(_) => input("text", "numeric", "short"),
        Kind::Money => input("text", "decimal", "medium"),
        Kind::Note => Control::Note { value: answer(answers, field.id).to_owned() },
        Kind::Radios(options) => {
            Control::Radios { options: choices(field, options, answers, text) }
        }
        Kind::Select(options) => {
            Control::Select { options: choices(field, options, answers, text) }
        }
        Kind::BirthDate => Control::Date { parts: parts(field, answers, text) },
        Kind::File => Control::File,
    }
}

fn choices(field: &Field, options: &[&'static str], answers: &Answers, text: &Text) -> Vec<Choice> {
    let given = answer(answers, field.id);
    options
        .iter()
        .enumerate()
        .map(|(position, value)| Choice {
            id: if position == 0 { field.id.to_owned() } else { format!("{}-{value}", field.id) },
            value,
            label: text.get(&format!("{}-{value}", field.id)),
            chosen: *value == given,
        })
        .collect()
}

fn parts(field: &Field, answers: &Answers, text: &Text) -> Vec<Part> {
    // The catalogue says in which order the language writes a date.
    let order = text.get("date-order");
    order
        .split(' ')
        .enumerate()
        .map(|(position, part)| {
            let name = date_input(field.id, part);
            Part {
                id: if position == 0 { field.id.to_owned() } else { name.clone() },
                label: text.get(&format!("date-{part}")),
                autocomplete: match part {
                    "day" => "bday-day",
                    "month" => "bday-month",
                    _ => "bday-year",
                },
                long: part == "year",
                value: answer(answers, &name).to_owned(),
                name,
            }
        })
        .collect()
}

/// Gives a field an error that its form's rules do not know.
pub(in crate::sample) fn mark(field: &mut FieldView, error: String) {
    if field.error.replace(error).is_none() {
        if !field.described_by.is_empty() {
            field.described_by.push(' ');
        }
        let id = format!("{}-error", field.id);
        field.described_by.push_str(&id);
    }
}

#[cfg(test)]
pub(in crate::sample) mod tests {
    use super::*;

    /// Every word that these fields can ever need must be in the catalogue.
    pub(in crate::sample) fn all_words_are_there(fields: &[Field], text: &Text) {
        let answers = Answers::new();
        for field in fields {
            let mut problems = vec![Problem::TooLong(120)];
            if field.need != Need::Optional {
                problems.push(Problem::Missing);
            }
            if !matches!(field.kind, Kind::Line | Kind::Note | Kind::File) {
                problems.push(Problem::Invalid);
            }
            for problem in problems {
                let view = view(field, &answers, Some(problem), text);
                let mut words = vec![view.label, view.error.unwrap_or_default()];
                words.extend(view.hint);
                match view.control {
                    Control::Radios { options } | Control::Select { options } => {
                        words.extend(options.into_iter().map(|option| option.label));
                    }
                    Control::Date { parts } => {
                        assert_eq!(parts.len(), 3);
                        words.extend(parts.into_iter().map(|part| part.label));
                    }
                    Control::Input(_) | Control::Note { .. } | Control::File => {}
                }
                for word in words {
                    assert!(!word.is_empty() && !word.contains('⟦'), "{}: {word}", field.id);
                }
            }
        }
    }
}
