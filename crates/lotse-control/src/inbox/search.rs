//! Words that are searched for, as the index of words wants them.
//!
//! English is found by the stem of its words (Porter's algorithm, which the database has built in): *waiting* finds *waited*. Of every
//! other language, and where the language is not known, a word finds what begins with it: *Steuer* finds *Steuern*, and not
//! *Umsatzsteuer*. Case and accents do not matter. Scripts that put no space between words are found from where a run of signs
//! begins only.

/// The most words of a search.
pub const MOST_WORDS: usize = 10;
/// The longest search, in characters.
pub const LONGEST_SEARCH: usize = 200;

/// What is searched for: every word must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchWords(Vec<String>);

/// Why a text is no search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSearch {
    /// It has no letter and no digit.
    NoWord,
    /// It is longer than [`LONGEST_SEARCH`].
    Long,
    /// It has more words than [`MOST_WORDS`].
    ManyWords,
}

impl SearchWords {
    /// Takes what somebody typed. No sign of it means anything but itself.
    ///
    /// # Errors
    /// Why it is no search.
    pub fn new(text: &str) -> Result<Self, NoSearch> {
        if text.chars().count() > LONGEST_SEARCH {
            return Err(NoSearch::Long);
        }
        let words =
            text.split(|c: char| c.is_whitespace() || c.is_control() || c.is_ascii_punctuation());
        let words = words.filter(|word| word.chars().any(char::is_alphanumeric));
        let words: Vec<String> = words.map(ToOwned::to_owned).collect();
        match words.len() {
            0 => Err(NoSearch::NoWord),
            1..=MOST_WORDS => Ok(Self(words)),
            _ => Err(NoSearch::ManyWords),
        }
    }

    /// For the index that knows stems.
    pub(super) fn by_stem(&self) -> String {
        self.written("")
    }

    /// For the index that does not.
    pub(super) fn by_beginning(&self) -> String {
        self.written("*")
    }

    /// Words have no quotation mark, which is ASCII punctuation: within two they are no more than words.
    fn written(&self, after: &str) -> String {
        let words: Vec<String> = self.0.iter().map(|word| format!("\"{word}\"{after}")).collect();
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_mean_nothing_but_themselves() {
        for (typed, expected) in [
            ("waiting times", Ok("\"waiting\" \"times\"")),
            ("  O'Brien ", Ok("\"O\" \"Brien\"")),
            (
                "a* OR \"b\" NOT (c) text:d ^e",
                Ok("\"a\" \"OR\" \"b\" \"NOT\" \"c\" \"text\" \"d\" \"e\""),
            ),
            ("a\0b", Ok("\"a\" \"b\"")),
            ("Straße“", Ok("\"Straße“\"")),
            ("", Err(NoSearch::NoWord)),
            ("— “!”", Err(NoSearch::NoWord)),
            ("a a a a a a a a a a a", Err(NoSearch::ManyWords)),
        ] {
            let found = SearchWords::new(typed).map(|words| words.by_stem());
            assert_eq!(found.as_deref(), expected.as_deref(), "{typed}");
        }
        assert_eq!(SearchWords::new(&"ü".repeat(201)), Err(NoSearch::Long));
        assert_eq!(SearchWords::new("Steuer").unwrap().by_beginning(), "\"Steuer\"*");
    }
}
