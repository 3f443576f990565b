//! Answers, typed against a survey: `docs/spec/survey.md`, section 5.
//!
//! Nothing that is accepted is lost: a text is never cut, and an answer to a question that is not shown (any more) is *set
//! aside*. It is kept with the response and counted nowhere, since the person did not see the question when they sent it;
//! and it is no error, since they could not mend what they do not see.

mod clean;
mod email;
mod fault;
mod form;
mod read;
mod said;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use self::{
    clean::clean,
    email::{EmailAddress, EmailError},
    fault::{AnswerFault, AnswerWrong},
    form::AnswerForm,
    read::{FIRST_DAY, LAST_DAY, Reading},
    said::Reader,
};
use super::code::{OptionCode, QuestionCode, RowCode};

/// An answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Chosen options, one or more; exactly one where only one can be.
    Options {
        /// Which.
        chosen: BTreeSet<OptionCode>,
        /// What was written in beside the option that asks for it.
        write_in: Option<String>,
    },
    /// A point of a scale.
    Point(u8),
    /// Points of rows, one or more.
    Rows(BTreeMap<RowCode, u8>),
    /// A text, never blank.
    Text(String),
    /// An e-mail address: contact data.
    Email(EmailAddress),
    /// A day.
    Day(Date),
    /// They would rather not say.
    Declined,
}

/// The answers of one response, which fit their survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    given: BTreeMap<QuestionCode, Answer>,
    set_aside: BTreeMap<QuestionCode, Answer>,
}

impl Answers {
    /// Answers to questions that are shown: what is counted.
    #[must_use]
    pub fn given(&self) -> &BTreeMap<QuestionCode, Answer> {
        &self.given
    }

    /// Answers to questions that are not shown: what is kept and not counted.
    #[must_use]
    pub fn set_aside(&self) -> &BTreeMap<QuestionCode, Answer> {
        &self.set_aside
    }

    /// All of it as it is written. Read again against the same survey, it is the same.
    #[must_use]
    pub fn written(&self) -> BTreeMap<String, AnswerForm> {
        self.all().map(|(code, answer)| (code.to_string(), AnswerForm::from(answer))).collect()
    }

    /// All of it but e-mail addresses, as it is written: what is kept with the response. Nothing that is shown depends on
    /// an address, so without them all else stays what it was.
    #[must_use]
    pub fn written_without_contact(&self) -> BTreeMap<String, AnswerForm> {
        let kept = self.all().filter(|(_, answer)| !matches!(answer, Answer::Email(_)));
        kept.map(|(code, answer)| (code.to_string(), AnswerForm::from(answer))).collect()
    }

    /// The addresses that people gave and stand by, to be kept apart. One that is set aside is not among them: the question
    /// whether somebody may write was taken back, and with it the ground to keep an address.
    pub fn contact(&self) -> impl Iterator<Item = (&QuestionCode, &EmailAddress)> {
        self.given.iter().filter_map(|(code, answer)| match answer {
            Answer::Email(address) => Some((code, address)),
            _ => None,
        })
    }

    /// The same with every text that people wrote passed through `redact`, before any of it is kept. Addresses are as they
    /// were.
    #[must_use]
    pub fn redacted(mut self, redact: impl Fn(&str) -> String) -> Self {
        for answer in self.given.values_mut().chain(self.set_aside.values_mut()) {
            match answer {
                Answer::Text(text) | Answer::Options { write_in: Some(text), .. } => {
                    *text = redact(text);
                }
                _ => {}
            }
        }
        self
    }

    fn all(&self) -> impl Iterator<Item = (&QuestionCode, &Answer)> {
        self.given.iter().chain(&self.set_aside)
    }
}

#[cfg(test)]
mod tests;
