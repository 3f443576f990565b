//! How a survey is written: in storage, over the interface, in the files of templates, and what the builder's pages are made
//! of. JSON and TOML say the same. What is wrong is told with its place.

mod condition;
mod paperwork;
mod question;
mod text;

use jiff::civil;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use self::{
    condition::{ConditionForm, OneForm, TestForm},
    paperwork::PaperworkForm,
    question::{OptionForm, QuestionForm, RowForm},
    text::LocalizedForm,
};
use super::{
    Section, Survey,
    code::CodeError,
    limits,
    paperwork::{MOST_MINUTES, OmbNumberError},
    place::Place,
    question::QuestionWord,
    text::{TextError, TextRole},
};
use crate::{
    language::{LanguageError, LanguageTag},
    words::UnknownWord,
};

/// What is wrong at a place of the written form.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Wrong {
    /// A key is no language.
    #[error(transparent)]
    Language(#[from] LanguageError),
    /// Two keys are the same language.
    #[error("the language {0} stands here twice")]
    LanguageTwice(LanguageTag),
    /// A text is none.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A code is none.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// A word is none of its list.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// There is too much of something.
    #[error("{found} {what}; at most {limit} are possible")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How much was found.
        found: usize,
        /// How much is possible.
        limit: usize,
    },
    /// The kind of the question has no such thing.
    #[error("a question of the kind {0} has none")]
    NotOfKind(QuestionWord),
    /// The kind of the question needs it.
    #[error("a question of the kind {0} needs it")]
    OfKind(QuestionWord),
    /// A key is no whole number such as a scale has.
    #[error("is no point of a scale")]
    Point,
    /// A number lies outside what is possible.
    #[error("{found} was given; possible are {least} to {most}")]
    Range {
        /// The number.
        found: u16,
        /// The least.
        least: u16,
        /// The most.
        most: u16,
    },
    /// A condition is made of both lists, or of none.
    #[error("a condition has either `all` or `any`, with at least one test")]
    Condition,
    /// A test says nothing, or several things.
    #[error("a test says one of `one_of`, `at_least`, `at_most` and `answered`")]
    Test,
    /// `answered` says something that tests cannot say.
    #[error("`answered` can only be true: no test holds without an answer")]
    NotAnswered,
    /// Options and points in one list.
    #[error("either options or points can stand in a list, and at least one")]
    OneOf,
    /// No control number.
    #[error(transparent)]
    OmbNumber(#[from] OmbNumberError),
    /// No day.
    #[error("is no day such as 2027-03-31")]
    Day,
    /// The fields of a clearance are not complete, or stand beside an exemption.
    #[error("either `exempt`, or all of `omb_number`, `expires` and `burden_minutes`")]
    Paperwork,
    /// A reason has no sign.
    #[error("a reason is missing")]
    NoReason,
}

/// Why something written is no survey: the first thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place}: {wrong}")]
pub struct SurveyError {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
}

impl Wrong {
    fn at(self, place: Place) -> SurveyError {
        SurveyError { place, wrong: self }
    }

    fn more_than(
        what: &'static str,
        found: usize,
        limit: usize,
        place: &Place,
    ) -> Result<(), SurveyError> {
        if found <= limit {
            return Ok(());
        }
        Err(Self::TooMany { what, found, limit }.at(place.clone()))
    }
}

/// A day in its one spelling: `2027-03-31`, a year of four digits.
pub(super) fn day(text: &str) -> Option<civil::Date> {
    let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    is_plain.then(|| text.parse().ok()).flatten()
}

/// A section as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionForm {
    /// Its lasting name.
    pub code: String,
    /// Its heading.
    #[serde(default, skip_serializing_if = "LocalizedForm::is_empty")]
    pub title: LocalizedForm,
    /// What is said before its questions.
    #[serde(default, skip_serializing_if = "LocalizedForm::is_empty")]
    pub intro: LocalizedForm,
    /// When it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<ConditionForm>,
    /// Its questions, in order.
    #[serde(default)]
    pub questions: Vec<QuestionForm>,
}

/// A survey as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyForm {
    /// The language that readers of other languages get.
    pub default_language: String,
    /// What it is called on the page.
    #[serde(default, skip_serializing_if = "LocalizedForm::is_empty")]
    pub title: LocalizedForm,
    /// What is said before it.
    #[serde(default, skip_serializing_if = "LocalizedForm::is_empty")]
    pub intro: LocalizedForm,
    /// What is said after it.
    #[serde(default, skip_serializing_if = "LocalizedForm::is_empty")]
    pub closing: LocalizedForm,
    /// What the Paperwork Reduction Act asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paperwork: Option<PaperworkForm>,
    /// Its sections, in order.
    #[serde(default)]
    pub sections: Vec<SectionForm>,
}

impl SectionForm {
    fn section(&self, place: &Place) -> Result<Section, SurveyError> {
        let question = |(number, question): (usize, &QuestionForm)| {
            question.question(&place.item("questions", number))
        };
        let when = |form: &ConditionForm| form.condition(&place.field("shown_when"));
        Ok(Section {
            code: self.code.parse().map_err(|error| Wrong::Code(error).at(place.field("code")))?,
            title: self.title.localized(TextRole::Title, &place.field("title"))?,
            intro: self.intro.localized(TextRole::Prose, &place.field("intro"))?,
            shown_when: self.shown_when.as_ref().map(when).transpose()?,
            questions: self.questions.iter().enumerate().map(question).collect::<Result<_, _>>()?,
        })
    }
}

impl SurveyForm {
    /// The survey that is written here.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its place.
    pub fn survey(&self) -> Result<Survey, SurveyError> {
        let place = Place::survey();
        let questions = self.sections.iter().map(|section| section.questions.len()).sum();
        Wrong::more_than("questions", questions, limits::QUESTIONS, &place.field("sections"))?;
        let sections = self.sections.len();
        Wrong::more_than("sections", sections, limits::SECTIONS, &place.field("sections"))?;
        let section = |(number, section): (usize, &SectionForm)| {
            section.section(&place.item("sections", number))
        };
        let default_language = LanguageTag::new(&self.default_language)
            .map_err(|error| Wrong::Language(error).at(place.field("default_language")))?;
        let paperwork = |form: &PaperworkForm| form.paperwork(&place.field("paperwork"));
        Ok(Survey {
            default_language,
            title: self.title.localized(TextRole::Title, &place.field("title"))?,
            intro: self.intro.localized(TextRole::Prose, &place.field("intro"))?,
            closing: self.closing.localized(TextRole::Prose, &place.field("closing"))?,
            paperwork: self.paperwork.as_ref().map(paperwork).transpose()?,
            sections: self.sections.iter().enumerate().map(section).collect::<Result<_, _>>()?,
        })
    }
}

impl From<&Survey> for SurveyForm {
    fn from(survey: &Survey) -> Self {
        let section = |section: &Section| SectionForm {
            code: section.code.to_string(),
            title: LocalizedForm::from(&section.title),
            intro: LocalizedForm::from(&section.intro),
            shown_when: section.shown_when.as_ref().map(ConditionForm::from),
            questions: section.questions.iter().map(QuestionForm::from).collect(),
        };
        Self {
            default_language: survey.default_language.to_string(),
            title: LocalizedForm::from(&survey.title),
            intro: LocalizedForm::from(&survey.intro),
            closing: LocalizedForm::from(&survey.closing),
            paperwork: survey.paperwork.as_ref().map(PaperworkForm::from),
            sections: survey.sections.iter().map(section).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
