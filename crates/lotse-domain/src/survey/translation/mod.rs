//! Translations: what of a survey is there in which language, and its texts as rows for translators and back.
//!
//! A row has the *key* of a text, which is made of codes and so outlives moves, and the text in both languages in the
//! notation of [`Text`]. What comes back is taken row by row: a row that is wrong, or whose source
//! has been changed since, is told and changes nothing; the others are taken.

pub mod csv;
pub mod xliff;

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::{
    Survey,
    text::{Part, Text, TextError},
    texts::{texts, texts_mut, without_empty_labels},
};
use crate::language::LanguageTag;

/// How much of a survey is there in a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Needed texts that are there.
    pub there: usize,
    /// Needed texts.
    pub needed: usize,
}

impl Completeness {
    /// Whether nothing is missing.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.there == self.needed
    }
}

/// How much is there in every language that the survey has anywhere; its default language always among them.
#[must_use]
pub fn completeness(survey: &Survey) -> BTreeMap<LanguageTag, Completeness> {
    let texts = texts(survey);
    let languages = texts.iter().flat_map(|at| at.texts.iter()).map(|(language, _)| language);
    let languages: BTreeSet<_> = languages.chain([&survey.default_language]).collect();
    let of = |language: &LanguageTag| {
        let needed = texts.iter().filter(|at| at.is_needed);
        let there = needed.clone().filter(|at| at.texts.get(language).is_some()).count();
        Completeness { there, needed: needed.count() }
    };
    languages.into_iter().map(|language| (language.clone(), of(language))).collect()
}

/// A text in two languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which text.
    pub key: String,
    /// The text to be translated.
    pub source: String,
    /// Its translation; empty where there is none yet.
    pub target: String,
}

/// Every text that there is in the source language, in the order in which people meet them.
#[must_use]
pub fn rows(survey: &Survey, source: &LanguageTag, target: &LanguageTag) -> Vec<Row> {
    let row = |at: &super::texts::TextAt<'_>| {
        Some(Row {
            key: at.key.clone(),
            source: at.texts.get(source)?.to_string(),
            target: at.texts.get(target).map(ToString::to_string).unwrap_or_default(),
        })
    };
    texts(survey).iter().filter_map(row).collect()
}

/// Why a row was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RowWrong {
    /// The survey has no such text, or none in the source language.
    #[error("there is no such text")]
    UnknownKey,
    /// Several texts of the survey have the key, since a code stands twice in it.
    #[error("several texts have this key: a code stands twice in the survey")]
    CodeTwice,
    /// An earlier row was of the same text.
    #[error("an earlier row is of the same text")]
    Twice,
    /// The text to be translated is another one now.
    #[error("the text has been changed since; now it is “{now}”")]
    SourceChanged {
        /// What it is now.
        now: String,
    },
    /// The translation is no text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The translation has other names or answers in it.
    #[error("the translation must have the same names and answers in braces as the text")]
    References,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("row {row} ({key}): {wrong}")]
pub struct RowFault {
    /// Which, from 1.
    pub row: usize,
    /// Its key; of a long one only the beginning.
    pub key: String,
    /// Why.
    pub wrong: RowWrong,
}

/// What became of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The survey with the translations.
    pub survey: Survey,
    /// Rows that changed something.
    pub changed: usize,
    /// Rows that say what is there already.
    pub unchanged: usize,
    /// Rows without a translation. They take none away.
    pub empty: usize,
    /// Rows that were not taken.
    pub faults: Vec<RowFault>,
}

/// Takes translations in, row by row. Where source and target are the same language, the rows mend its own texts.
#[must_use]
pub fn take(survey: &Survey, source: &LanguageTag, target: &LanguageTag, rows: &[Row]) -> Taken {
    let known = texts(survey);
    let mut numbers = BTreeMap::<&str, Vec<usize>>::new();
    for (number, at) in known.iter().enumerate() {
        numbers.entry(&at.key).or_default().push(number);
    }
    let mut translations: BTreeMap<usize, Text> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let (mut unchanged, mut empty) = (0, 0);
    let mut faults = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let mut read = || {
            let place = match numbers.get(row.key.as_str()).map(Vec::as_slice) {
                Some([place]) => *place,
                Some(_) => return Err(RowWrong::CodeTwice),
                None => return Err(RowWrong::UnknownKey),
            };
            let at = known.get(place).ok_or(RowWrong::UnknownKey)?;
            let now = at.texts.get(source).ok_or(RowWrong::UnknownKey)?;
            if !seen.insert(place) {
                return Err(RowWrong::Twice);
            }
            if now.to_string() != row.source.trim() {
                return Err(RowWrong::SourceChanged { now: now.to_string() });
            }
            if row.target.trim().is_empty() {
                return Ok(None);
            }
            let text = Text::read(&row.target, at.role)?;
            if references(&text) != references(now) {
                return Err(RowWrong::References);
            }
            Ok(Some((place, at.texts.get(target) == Some(&text), text)))
        };
        match read() {
            Ok(None) => empty += 1,
            Ok(Some((_, true, _))) => unchanged += 1,
            Ok(Some((place, false, text))) => drop(translations.insert(place, text)),
            Err(wrong) => {
                let key = row.key.chars().take(100).collect();
                faults.push(RowFault { row: number + 1, key, wrong });
            }
        }
    }
    let changed = translations.len();
    let mut survey = survey.clone();
    for (number, texts) in texts_mut(&mut survey).into_iter().enumerate() {
        if let Some(text) = translations.remove(&number) {
            texts.set(target.clone(), text);
        }
    }
    without_empty_labels(&mut survey);
    Taken { survey, changed, unchanged, empty, faults }
}

/// The names and answers of a text, in an order of their own: translations may move them.
fn references(text: &Text) -> Vec<String> {
    let mut found: Vec<String> = text
        .parts()
        .iter()
        .filter_map(|part| match part {
            Part::Words(_) => None,
            Part::Name(of) => Some(of.to_string()),
            Part::Answer { question, .. } => Some(format!("q:{question}")),
        })
        .collect();
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests;
