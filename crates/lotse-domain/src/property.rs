//! Names, values and limits of what a service says of an event.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

/// Limits of an event, as `docs/spec/event.md` states them.
pub mod limits {
    /// Bytes in the body of a request.
    pub const BODY_BYTES: usize = 1_048_576;
    /// Events in one request.
    pub const EVENTS: usize = 500;
    /// Depth of the JSON text.
    pub const JSON_DEPTH: usize = 8;
    /// Characters in an address.
    pub const ADDRESS_CHARS: usize = 2048;
    /// Characters in the name of an event.
    pub const NAME_CHARS: usize = 100;
    /// Characters in a page state.
    pub const STATE_CHARS: usize = 64;
    /// Characters in a text of an element.
    pub const ELEMENT_CHARS: usize = 120;
    /// Steps of an element's structural path.
    pub const PATH_STEPS: usize = 8;
    /// Properties of one event.
    pub const PROPERTIES: usize = 32;
    /// Characters in a property's name.
    pub const PROPERTY_NAME_CHARS: usize = 64;
    /// Characters in a property's text.
    pub const PROPERTY_TEXT_CHARS: usize = 500;
    /// Milliseconds of engaged time in one event: a day.
    pub const ENGAGED_MS: u32 = 86_400_000;
}

/// A text of bounded length, without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ShortText(String);

impl ShortText {
    /// Takes at most `limit` characters of `text`. Control characters become spaces, white space at
    /// the ends goes; nothing is left of a text without signs.
    pub fn cut(text: &str, limit: usize) -> Option<Self> {
        let clean: String =
            text.trim().chars().take(limit).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let clean = clean.trim();
        if clean.is_empty() { None } else { Some(Self(clean.to_owned())) }
    }

    /// Takes a text that this program wrote itself or reads back from storage.
    pub fn trusted(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The properties of an event: name to value, ordered by name. Numbers and truth values are kept as
/// the text that JSON gives them.
pub type Properties = BTreeMap<ShortText, ShortText>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_a_character_and_never_empty() {
        assert_eq!(ShortText::cut("Überprüfen", 3).unwrap().as_str(), "Übe");
        assert_eq!(ShortText::cut(" a\u{0}b\n", 10).unwrap().as_str(), "a b");
        assert_eq!(ShortText::cut(" \n\t", 10), None);
        assert_eq!(ShortText::cut("abc", 0), None);
    }
}
