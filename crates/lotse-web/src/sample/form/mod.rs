//! Forms of the sample services: fields as data, checked and shown the same way everywhere.

pub(super) mod amount;
pub(super) mod check;
pub(super) mod view;

use std::collections::BTreeMap;

/// What people entered, as they entered it: by name of the input.
pub(super) type Answers = BTreeMap<String, String>;

/// The longest single-line answer, in characters.
pub(super) const LINE_CHARS: usize = 120;

/// The longest answer of several lines, in characters.
pub(super) const NOTE_CHARS: usize = 800;

/// One question of a form. Its words are in the catalogue under `{id}`, `{id}-hint` and
/// `{id}-missing`, `{id}-invalid`.
#[derive(Clone, Copy)]
pub(super) struct Field {
    /// Name of the input and part of every key.
    pub(super) id: &'static str,
    /// What can be answered.
    pub(super) kind: Kind,
    /// Whether it must be answered.
    pub(super) need: Need,
    /// The purpose for browsers and assistive technology (WCAG 1.3.5), empty for none.
    pub(super) autocomplete: &'static str,
}

/// Whether a question must be answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Always.
    Required,
    /// Never, and its label says so.
    Optional,
    /// It depends: the page itself says when.
    Depends,
}

/// What can be answered, and how it is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One line.
    Line,
    /// Several lines.
    Note,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// Five digits.
    Postcode,
    /// Money, in any usual way to write it.
    Money,
    /// A whole number from 1 to the given one.
    Count(u32),
    /// One of a few, all shown.
    Radios(&'static [&'static str]),
    /// One of many, in a list.
    Select(&'static [&'static str]),
    /// A date of birth in three inputs.
    BirthDate,
    /// A file. Only its name is sent, since the form is no multipart form.
    File,
}

/// The three inputs of a date, in the order of the calendar's units.
pub(super) const DATE_PARTS: [&str; 3] = ["year", "month", "day"];

/// The name of the input of one part of a date.
pub(super) fn date_input(id: &str, part: &str) -> String {
    format!("{id}-{part}")
}

impl Field {
    /// A question that must be answered.
    pub(super) const fn required(id: &'static str, kind: Kind) -> Self {
        Self { id, kind, need: Need::Required, autocomplete: "" }
    }

    /// A question that may be left out.
    pub(super) const fn optional(id: &'static str, kind: Kind) -> Self {
        Self { id, kind, need: Need::Optional, autocomplete: "" }
    }

    /// A question of which the page says when it must be answered.
    pub(super) const fn depends(id: &'static str, kind: Kind) -> Self {
        Self { id, kind, need: Need::Depends, autocomplete: "" }
    }

    /// The same question with its purpose.
    pub(super) const fn purpose(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    /// The names of its inputs.
    pub(super) fn inputs(&self) -> Vec<String> {
        if self.kind == Kind::BirthDate {
            DATE_PARTS.iter().map(|part| date_input(self.id, part)).collect()
        } else {
            vec![self.id.to_owned()]
        }
    }
}

/// Takes what was sent for these fields into `answers`. Other names are ignored, so that nobody
/// can fill the store with names of their own.
pub(super) fn take(fields: &[Field], sent: &[(String, String)], answers: &mut Answers) {
    for input in fields.iter().flat_map(Field::inputs) {
        if let Some((_, value)) = sent.iter().find(|(name, _)| *name == input) {
            answers.insert(input, value.trim().to_owned());
        } else {
            // A browser sends nothing for radios without a choice.
            answers.remove(&input);
        }
    }
}

/// The answer to one input, empty when there is none.
pub(super) fn answer<'a>(answers: &'a Answers, input: &str) -> &'a str {
    answers.get(input).map_or("", String::as_str)
}
