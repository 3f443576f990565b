//! Language tags, as pages and browsers name languages.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

/// A language tag of BCP 47 in its usual spelling: `de`, `pt-BR`, `zh-Hant`. Only language, script
/// and region are kept: variants and extensions could single a browser out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct LanguageTag(String);

/// A text is no language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no language tag such as en or pt-BR")]
pub struct LanguageError;

impl LanguageTag {
    /// Reads a tag, in any case, with dash or underscore.
    ///
    /// # Errors
    /// When the first part is no language of two or three letters.
    pub fn new(text: &str) -> Result<Self, LanguageError> {
        if text.len() > 64 || !text.is_ascii() {
            return Err(LanguageError);
        }
        let mut parts = text.trim().split(['-', '_']);
        let language = parts.next().unwrap_or_default();
        let letters = |t: &str| t.bytes().all(|b| b.is_ascii_alphabetic());
        if !(2..=3).contains(&language.len()) || !letters(language) {
            return Err(LanguageError);
        }
        let mut tag = language.to_ascii_lowercase();
        let mut script = None;
        let mut region = None;
        for part in parts {
            if part.is_empty() || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(LanguageError);
            }
            match part.len() {
                // A single letter begins an extension: nothing after it is kept.
                1 => break,
                4 if letters(part) && script.is_none() && region.is_none() => {
                    let lower = part.to_ascii_lowercase();
                    let mut letters = lower.chars();
                    let first = letters.next().map(|c| c.to_ascii_uppercase());
                    script = Some(first.into_iter().chain(letters).collect::<String>());
                }
                2 if letters(part) && region.is_none() => region = Some(part.to_ascii_uppercase()),
                3 if part.bytes().all(|b| b.is_ascii_digit()) && region.is_none() => {
                    region = Some(part.to_owned());
                }
                _ => {}
            }
        }
        for part in [script, region].into_iter().flatten() {
            tag.push('-');
            tag.push_str(&part);
        }
        Ok(Self(tag))
    }

    /// The first language of an `Accept-Language` header by its weights, if it names one.
    pub fn first_accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for entry in header.split(',').take(32) {
            let (tag, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = match parameters.trim().strip_prefix("q=") {
                Some(q) => q.trim().parse::<f32>().unwrap_or(0.0),
                None => 1.0,
            };
            let Ok(tag) = Self::new(tag.trim()) else { continue };
            if weight > 0.0 && best.as_ref().is_none_or(|(most, _)| weight > *most) {
                best = Some((weight, tag));
            }
        }
        best.map(|(_, tag)| tag)
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Only the language, without script and region.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_take_their_usual_spelling() {
        for (text, expected) in [
            ("EN", Some("en")),
            ("pt_br", Some("pt-BR")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("es-419", Some("es-419")),
            ("de-DE-u-co-phonebk", Some("de-DE")),
            ("de-1996", Some("de")),
            ("ar", Some("ar")),
            ("", None),
            ("x", None),
            ("english", None),
            ("en--US", None),
            ("e1", None),
            ("日本", None),
        ] {
            assert_eq!(LanguageTag::new(text).ok().as_ref().map(LanguageTag::as_str), expected);
        }
    }

    #[test]
    fn the_most_wanted_language_wins_and_the_first_of_equals() {
        for (header, expected) in [
            ("es-MX,es;q=0.9,en;q=0.8", Some("es-MX")),
            ("en;q=0.5, de;q=0.9", Some("de")),
            ("*", None),
            ("en;q=0", None),
            ("fr, en", Some("fr")),
            ("", None),
        ] {
            let found = LanguageTag::first_accepted(header);
            assert_eq!(found.as_ref().map(LanguageTag::as_str), expected, "{header}");
        }
    }
}
