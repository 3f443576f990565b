//! An answer as later texts of the survey say it.

use super::{Answer, Answers};
use crate::{
    language::LanguageTag,
    survey::{
        code::QuestionCode,
        localized::LocalizedText,
        question::{Choices, Question, QuestionKind},
        sound::SoundSurvey,
        text::{NameOf, Text},
    },
};

/// Who reads: in which language, and how service and organization are called in it.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The language.
    pub language: &'a LanguageTag,
    /// The names.
    pub name: &'a dyn Fn(NameOf) -> String,
}

impl Answers {
    /// A text of the survey as a reader sees it, with what was answered so far. Words alone come of it: pages show them as
    /// text, never as markup.
    #[must_use]
    pub fn fill(&self, text: &Text, survey: &SoundSurvey, reader: Reader<'_>) -> String {
        text.said(reader.name, |code| self.said(code, survey, reader))
    }

    /// What was answered, in words: the options in the order of the survey, the label of a point or else its number, a
    /// text, a day. Nothing for what was not answered, was set aside, or cannot stand in a text.
    #[must_use]
    pub fn said(
        &self,
        code: &QuestionCode,
        survey: &SoundSurvey,
        reader: Reader<'_>,
    ) -> Option<String> {
        let answer = self.given.get(code)?;
        let question = survey.question(code).filter(|question| question.kind.can_be_said())?;
        let in_words = |texts: &LocalizedText| {
            let default = &survey.survey().default_language;
            let (_, text) = texts.for_reader(reader.language, default)?;
            // An option that itself says an answer says its own words here.
            Some(text.said(reader.name, |_| None))
        };
        said(question, answer, in_words)
    }
}

fn said(
    question: &Question,
    answer: &Answer,
    in_words: impl Fn(&LocalizedText) -> Option<String>,
) -> Option<String> {
    match (answer, &question.kind) {
        (
            Answer::Options { chosen, write_in },
            QuestionKind::SingleChoice(Choices { options, .. })
            | QuestionKind::MultipleChoice(Choices { options, .. }),
        ) => {
            let chosen = options.iter().filter(|option| chosen.contains(&option.code));
            let words = chosen.filter_map(|option| {
                let written = write_in.clone().filter(|_| option.write_in);
                written.or_else(|| in_words(&option.text))
            });
            Some(words.collect::<Vec<_>>().join(", "))
        }
        (Answer::Point(point), QuestionKind::Scale(scale)) => {
            let label = scale.labels.get(point).and_then(in_words);
            Some(label.unwrap_or_else(|| point.to_string()))
        }
        (Answer::Text(text), _) => Some(text.clone()),
        (Answer::Day(day), _) => Some(day.to_string()),
        _ => None,
    }
}
