//! Group topics: questions that ask for a group that people belong to. Such answers may only be asked where they are kept
//! apart from all others, as counters; a survey never holds them. The list is committed as `standards/surveys/
//! group-topics.toml`, where people who do not read Rust can review it.
//!
//! A list finds words, not meaning. It can miss a question, and it can stop a harmless one: then another wording helps.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    Survey,
    fault::{Fault, Reason},
    text::TextRole,
    texts::{TextAt, texts},
};
use crate::{language::LanguageTag, words::words};

words! {
    /// What a question asks for.
    GroupTopic {
        /// Age.
        Age = "age",
        /// Gender, and whom people love.
        Gender = "gender",
        /// Disability and health.
        Disability = "disability",
        /// Assistive technology.
        AssistiveTechnology = "assistive-technology",
        /// Race, ethnicity, origin.
        RaceEthnicity = "race-ethnicity",
        /// Religion.
        Religion = "religion",
        /// Income.
        Income = "income",
        /// The language that people speak at home.
        LanguageAtHome = "language-at-home",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListForm {
    version: String,
    topics: Vec<TopicForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicForm {
    topic: GroupTopic,
    languages: BTreeMap<String, TermsForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsForm {
    terms: Vec<String>,
    options: Vec<String>,
    except: Vec<String>,
}

/// One word of a term.
#[derive(Debug, PartialEq, Eq)]
enum Pattern {
    Is(String),
    Begins(String),
    Ends(String),
}

impl Pattern {
    fn matches(&self, word: &str) -> bool {
        match self {
            Self::Is(text) => word == text,
            Self::Begins(text) => word.starts_with(text.as_str()),
            Self::Ends(text) => word.ends_with(text.as_str()),
        }
    }
}

type Term = Vec<Pattern>;

struct Terms {
    topic: GroupTopic,
    anywhere: Vec<Term>,
    options: Vec<Term>,
    except: Vec<Term>,
}

struct List {
    version: String,
    by_language: BTreeMap<String, Vec<Terms>>,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    let written = include_str!("../../../../standards/surveys/group-topics.toml");
    let list: ListForm = toml::from_str(written).expect("a test reads the committed list");
    let mut by_language = BTreeMap::<String, Vec<Terms>>::new();
    for topic in list.topics {
        for (language, form) in topic.languages {
            let read = |terms: Vec<String>| terms.iter().map(|term| term_of(term)).collect();
            by_language.entry(language).or_default().push(Terms {
                topic: topic.topic,
                anywhere: read(form.terms),
                options: read(form.options),
                except: read(form.except),
            });
        }
    }
    List { version: list.version, by_language }
});

fn term_of(term: &str) -> Term {
    let pattern = |word: &str| match (word.strip_prefix('*'), word.strip_suffix('*')) {
        (Some(rest), _) => Pattern::Ends(words_of(rest).concat()),
        (None, Some(rest)) => Pattern::Begins(words_of(rest).concat()),
        (None, None) => Pattern::Is(words_of(word).concat()),
    };
    term.split_whitespace().map(pattern).collect()
}

/// The words of a text without case, accents and what cannot be seen: “Übergröße” is `ubergrosse`.
fn words_of(text: &str) -> Vec<String> {
    let is_invisible =
        |c: char| matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let words = plain.replace('ß', "ss");
    words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Where a term stands in words.
fn found_at(term: &Term, words: &[String]) -> impl Iterator<Item = usize> {
    let places = words.windows(term.len().max(1)).enumerate();
    places
        .filter(|(_, window)| term.iter().zip(*window).all(|(pattern, word)| pattern.matches(word)))
        .map(|(place, _)| place)
}

impl Terms {
    /// The words of a text that ask for the topic, if there are any.
    fn found(&self, words: &[String], is_option: bool) -> Option<String> {
        let is_excepted = |place: usize, length: usize| {
            self.except.iter().any(|except| {
                found_at(except, words).any(|at| at <= place && place + length <= at + except.len())
            })
        };
        for term in &self.anywhere {
            let place = found_at(term, words).find(|place| !is_excepted(*place, term.len()));
            if let Some(place) = place {
                return Some(words.get(place..place + term.len())?.join(" "));
            }
        }
        let whole = |option: &&Term| {
            option.len() == words.len() && found_at(option, words).next().is_some()
        };
        self.options.iter().find(|option| is_option && whole(option)).map(|_| words.join(" "))
    }
}

/// The version of the committed list.
#[must_use]
pub fn version() -> &'static str {
    &LIST.version
}

/// Whether there is a list for a language.
#[must_use]
pub fn is_known(language: &LanguageTag) -> bool {
    LIST.by_language.contains_key(language.language())
}

/// The group topics that a text asks for, each with the words that were found. A text in a language without a list asks
/// for none that could be told.
#[must_use]
pub fn found_in(text: &str, role: TextRole, language: &LanguageTag) -> Vec<(GroupTopic, String)> {
    let words = words_of(text);
    let lists = LIST.by_language.get(language.language()).into_iter().flatten();
    let is_option = role == TextRole::Label;
    lists.filter_map(|terms| Some((terms.topic, terms.found(&words, is_option)?))).collect()
}

/// Texts of questions that ask for a group topic, and titles of sections, since “Your age” above “How many years?” asks for
/// it too. Introductions are not looked at: “You can also use a screen reader” asks for nothing.
#[must_use]
pub fn faults(survey: &Survey) -> Vec<Fault> {
    let mut faults = Vec::new();
    let asks = |at: &&TextAt<'_>| {
        at.question.is_some() || (at.section.is_some() && at.role == TextRole::Title)
    };
    for at in texts(survey).iter().filter(asks) {
        of_text(at, &mut faults);
    }
    faults
}

fn of_text(at: &TextAt<'_>, faults: &mut Vec<Fault>) {
    for (language, text) in at.texts.iter() {
        for (topic, found) in found_in(&text.own_words(), at.role, language) {
            let reason = Reason::GroupTopic { language: language.clone(), topic, found };
            faults.push(Fault::new(at.place.key(language.as_str()), reason));
        }
    }
}

#[cfg(test)]
mod tests;
