//! Surveys: what people are asked, typed from end to end and never HTML. `docs/spec/survey.md` is exact about what is shown,
//! what an answer is, and what keeps a survey from being published.
//!
//! [`Survey`] is what somebody writes and may be unfinished. [`SoundSurvey`](sound::SoundSurvey) is one whose codes and
//! branches hold together: only such a survey can be answered. What an agency asks of it beside that is checked before it
//! is published ([`check`](mod@check)).

pub mod answer;
mod branches;
pub mod check;
pub mod code;
pub mod columns;
pub mod compare;
pub mod condition;
pub mod contrast;
pub mod fault;
pub mod form;
pub mod limits;
pub mod localized;
pub mod order;
pub mod paperwork;
pub mod place;
pub mod question;
pub mod reading;
mod references;
pub mod scale;
pub mod sound;
pub mod template;
pub mod text;
pub mod texts;
pub mod topics;
pub mod translation;
pub mod visible;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod vectors;

use code::SectionCode;
use condition::Condition;
use localized::LocalizedText;
use paperwork::Paperwork;
use question::Question;

use crate::language::LanguageTag;

/// A section: questions that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its lasting name.
    pub code: SectionCode,
    /// Its heading; empty for none.
    pub title: LocalizedText,
    /// What is said before its questions; empty for nothing.
    pub intro: LocalizedText,
    /// When it is shown; always without a condition.
    pub shown_when: Option<Condition>,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// A survey as it is written. Its parts are well formed, each for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The language whose wording counts where versions are compared, and that readers of other languages get.
    pub default_language: LanguageTag,
    /// What it is called on the page: a heading.
    pub title: LocalizedText,
    /// What is said before it; empty for nothing.
    pub intro: LocalizedText,
    /// What is said after it; empty for nothing.
    pub closing: LocalizedText,
    /// What the Paperwork Reduction Act asks for, where it applies.
    pub paperwork: Option<Paperwork>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

impl Survey {
    /// Every question, in the order in which people meet them.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }
}
