//! A text of a survey: words, with names and earlier answers in them. There is nothing else in a text: no markup, no
//! expression, no format. That is what makes hostile text inert wherever it is shown.
//!
//! Texts are written in one notation, in storage and in files of translators alike:
//!
//! | written | means |
//! |---|---|
//! | `{service}`, `{organization}` | the name of the service, of the organization |
//! | `{q:topic}` | the answer to the question with the code `topic`; nothing if there is none |
//! | `{q:topic\|your topic}` | the same; “your topic” if there is none |
//!
//! Braces mean nothing else, so that a forgotten one is found when the text is written and not when it is shown.

use std::fmt;

use thiserror::Error;

use super::{
    code::{CodeError, QuestionCode},
    limits,
};
use crate::words::words;

words! {
    /// Whose name stands in a text.
    NameOf {
        /// That of the service.
        Service = "service",
        /// That of the organization.
        Organization = "organization",
    }
}

/// What a text is for: it decides how long it can be, and whether it can have several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextRole {
    /// The title of a survey, section or question: one line.
    Title,
    /// An introduction, a help text, closing words: paragraphs.
    Prose,
    /// An option, a row, a point of a scale: one line.
    Label,
}

impl TextRole {
    /// The most characters, counted as Unicode scalar values of the notation.
    #[must_use]
    pub const fn most_chars(self) -> usize {
        match self {
            Self::Title => limits::TITLE_CHARS,
            Self::Prose => limits::PROSE_CHARS,
            Self::Label => limits::LABEL_CHARS,
        }
    }
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Words as they are.
    Words(String),
    /// A name.
    Name(NameOf),
    /// What was answered to an earlier question.
    Answer {
        /// Which.
        question: QuestionCode,
        /// What stands there if it was not answered; may be empty.
        otherwise: String,
    },
}

/// A text: it is never blank, and has only signs that can be shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Vec<Part>);

/// Why something written is no text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// It has no sign.
    #[error("a text is blank")]
    Blank,
    /// It is too long.
    #[error("a text of {found} characters; at most {limit} are possible")]
    TooLong {
        /// Its characters.
        found: usize,
        /// How many are possible.
        limit: usize,
    },
    /// A sign that cannot be shown, or that changes how others are shown: controls, direction overrides.
    #[error("the sign U+{:04X} cannot stand in a text", u32::from(*sign))]
    Sign {
        /// Which.
        sign: char,
    },
    /// A brace has no partner.
    #[error("a brace has no partner; braces hold a name or an earlier answer")]
    Brace,
    /// What stands in braces is neither a name nor an answer.
    #[error("“{found}” in braces is none of {{service}}, {{organization}}, {{q:code}}")]
    Reference {
        /// What stands there.
        found: String,
    },
    /// The code of a question is none.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// Too many names and answers.
    #[error("a text with {found} names and answers; at most {limit} are possible")]
    References {
        /// How many.
        found: usize,
        /// How many are possible.
        limit: usize,
    },
}

/// Whether a sign changes the direction in which others are read.
#[must_use]
pub const fn turns_direction(sign: char) -> bool {
    matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn forbidden(sign: char, role: TextRole) -> bool {
    let line = sign == '\n' && role == TextRole::Prose;
    // The last two are no characters, and no XML can hold them.
    (sign.is_control() && !line) || turns_direction(sign) || matches!(sign, '\u{FFFE}' | '\u{FFFF}')
}

fn reference(inner: &str) -> Result<Part, TextError> {
    if let Some(asked) = inner.strip_prefix("q:") {
        let (code, otherwise) = asked.split_once('|').unwrap_or((asked, ""));
        let question = code.trim().parse()?;
        return Ok(Part::Answer { question, otherwise: otherwise.trim().to_owned() });
    }
    let found = || TextError::Reference { found: inner.chars().take(40).collect() };
    inner.trim().parse().map(Part::Name).map_err(|_| found())
}

impl Text {
    /// Reads a text in its notation. White space at the ends goes.
    ///
    /// # Errors
    /// When it is blank or too long, has a sign that cannot be shown, or something wrong in braces.
    pub fn read(written: &str, role: TextRole) -> Result<Self, TextError> {
        let written = written.trim();
        let (found, limit) = (written.chars().count(), role.most_chars());
        if found > limit {
            return Err(TextError::TooLong { found, limit });
        }
        if let Some(sign) = written.chars().find(|sign| forbidden(*sign, role)) {
            return Err(TextError::Sign { sign });
        }
        let mut parts = Vec::new();
        let mut rest = written;
        while let Some((words, after)) = rest.split_once('{') {
            let (inner, next) = after.split_once('}').ok_or(TextError::Brace)?;
            if words.contains('}') || inner.contains('{') {
                return Err(TextError::Brace);
            }
            if !words.is_empty() {
                parts.push(Part::Words(words.to_owned()));
            }
            parts.push(reference(inner)?);
            rest = next;
        }
        if rest.contains('}') {
            return Err(TextError::Brace);
        }
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        if parts.is_empty() {
            return Err(TextError::Blank);
        }
        let found = parts.iter().filter(|part| !matches!(part, Part::Words(_))).count();
        if found > limits::REFERENCES {
            return Err(TextError::References { found, limit: limits::REFERENCES });
        }
        Ok(Self(parts))
    }

    /// Its parts, in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The questions whose answers stand in it.
    pub fn answers(&self) -> impl Iterator<Item = &QuestionCode> {
        self.0.iter().filter_map(|part| match part {
            Part::Answer { question, .. } => Some(question),
            Part::Words(_) | Part::Name(_) => None,
        })
    }

    /// What is said to a person. An answer that is not there gives what the text says instead.
    pub fn said(
        &self,
        name: impl Fn(NameOf) -> String,
        answer: impl Fn(&QuestionCode) -> Option<String>,
    ) -> String {
        let part = |part: &Part| match part {
            Part::Words(words) => words.clone(),
            Part::Name(of) => name(*of),
            Part::Answer { question, otherwise } => {
                answer(question).unwrap_or_else(|| otherwise.clone())
            }
        };
        self.0.iter().map(part).collect()
    }

    /// Its own words alone: what the program can judge before names and answers are known.
    #[must_use]
    pub fn own_words(&self) -> String {
        self.said(|_| String::new(), |_| None)
    }
}

impl fmt::Display for Text {
    /// Writes the text in its notation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.0 {
            match part {
                Part::Words(words) => f.write_str(words)?,
                Part::Name(of) => write!(f, "{{{of}}}")?,
                Part::Answer { question, otherwise } if otherwise.is_empty() => {
                    write!(f, "{{q:{question}}}")?;
                }
                Part::Answer { question, otherwise } => write!(f, "{{q:{question}|{otherwise}}}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(written: &str) -> Result<Text, TextError> {
        Text::read(written, TextRole::Title)
    }

    #[test]
    fn names_and_answers_are_typed_and_written_the_same() {
        for (written, again, parts) in [
            ("Hello", "Hello", 1),
            (" I trust {organization}. ", "I trust {organization}.", 3),
            ("{service}", "{service}", 1),
            ("Why {q:how}?", "Why {q:how}?", 3),
            ("Why {q: how | so }?", "Why {q:how|so}?", 3),
            ("{q:a}{q:b|x|y}", "{q:a}{q:b|x|y}", 2),
        ] {
            let text = line(written).unwrap();
            assert_eq!(text.parts().len(), parts, "{written}");
            assert_eq!(text.to_string(), again);
            assert_eq!(line(&text.to_string()).unwrap(), text);
        }
    }

    #[test]
    fn a_text_is_said_with_names_and_answers() {
        let text = line("{service}: why {q:how|so}? {q:none}").unwrap();
        let how: QuestionCode = "how".parse().unwrap();
        let said = |known: Option<&str>| {
            let answer = |code: &QuestionCode| {
                known.filter(|_| *code == how).map(std::borrow::ToOwned::to_owned)
            };
            text.said(|_| "Parking".to_owned(), answer)
        };
        assert_eq!(said(Some("<b>“slow”</b>")), "Parking: why <b>“slow”</b>? ");
        assert_eq!(said(None), "Parking: why so? ");
        assert_eq!(text.own_words(), ": why so? ");
    }

    #[test]
    fn what_cannot_be_shown_is_no_text() {
        for (written, error) in [
            ("", "a text is blank"),
            (" \n", "a text is blank"),
            ("a\u{0}b", "the sign U+0000 cannot stand in a text"),
            ("a\nb", "the sign U+000A cannot stand in a text"),
            ("a\u{202E}b", "the sign U+202E cannot stand in a text"),
            ("a\u{2066}b", "the sign U+2066 cannot stand in a text"),
            ("{", "a brace has no partner; braces hold a name or an earlier answer"),
            ("}", "a brace has no partner; braces hold a name or an earlier answer"),
            ("} {service}", "a brace has no partner; braces hold a name or an earlier answer"),
            ("{{service}}", "a brace has no partner; braces hold a name or an earlier answer"),
            ("{x}", "“x” in braces is none of {service}, {organization}, {q:code}"),
            ("{q:}", "a code is missing"),
        ] {
            assert_eq!(line(written).unwrap_err().to_string(), error, "{written:?}");
        }
        assert!(Text::read("a\nb", TextRole::Prose).is_ok());
        assert_eq!(
            Text::read(&"é".repeat(201), TextRole::Label).unwrap_err(),
            TextError::TooLong { found: 201, limit: 200 }
        );
        let many = "{service}".repeat(11);
        assert_eq!(line(&many).unwrap_err(), TextError::References { found: 11, limit: 10 });
    }

    proptest! {
        #[test]
        fn any_input_is_a_text_that_is_written_the_same_or_an_error(written in "(\\PC|[{}|:q\\n ])*") {
            if let Ok(text) = Text::read(&written, TextRole::Prose) {
                let again = text.to_string();
                // Spaces inside braces are no part of the text, so what is written again is never longer.
                prop_assert_eq!(Text::read(&again, TextRole::Prose), Ok(text));
            }
        }
    }
}
