//! How hard a survey is to read: a school grade by a published formula, in languages for which one is built in.
//!
//! | language | formula | source |
//! |---|---|---|
//! | English | Flesch-Kincaid grade: 0.39 · words / sentences + 11.8 · syllables / words - 15.59 | Kincaid, Fishburne, Rogers, Chissom 1975, Research Branch Report 8-75, Naval Technical Training |
//! | German | first Wiener Sachtextformel: 0.1935 · MS + 0.1672 · SL + 0.1297 · IW - 0.0327 · ES - 0.875 | Bamberger, Vanecek 1984, Lesen - Verstehen - Lernen - Schreiben |
//!
//! MS, IW and ES are the percentages of words with three syllables or more, with more than six letters, and with one
//! syllable; SL is words in a sentence. Both tell a grade, which is why German has this and not LIX. Of other languages
//! nothing is computed: a formula outside its language is a guess.
//!
//! The formulas were made for passages. One question alone says little, so the level is that of all running words of a
//! survey in a language (its titles, introductions, questions and help; not options, which are no sentences), if these are
//! 20 words or more.

mod syllables;

use self::syllables::{english, german};
use super::fault::Tenths;
use crate::{language::LanguageTag, words::words};

/// The fewest words of which a level is told.
pub const FEWEST_WORDS: usize = 20;

words! {
    /// How a level was computed.
    Formula {
        /// English.
        FleschKincaid = "Flesch-Kincaid grade level",
        /// German.
        Wiener = "first Wiener Sachtextformel",
    }
}

impl Formula {
    /// The formula for a language, if one is built in.
    #[must_use]
    pub fn of(language: &LanguageTag) -> Option<Self> {
        match language.language() {
            "en" => Some(Self::FleschKincaid),
            "de" => Some(Self::Wiener),
            _ => None,
        }
    }
}

/// What is counted of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Words: runs of letters, digits and apostrophes.
    pub words: usize,
    /// Sentences: each text is one or more.
    pub sentences: usize,
    /// Syllables, by rules of spelling; a number counts as one.
    pub syllables: usize,
    /// Words of one syllable.
    pub short: usize,
    /// Words of three syllables or more.
    pub many_syllables: usize,
    /// Words of more than six letters.
    pub long: usize,
}

impl Counted {
    /// Counts one text. A sentence ends at `.`, `!`, `?`, `:`, `;` or `…` before white space, at a line's end, and at the
    /// end of the text.
    #[must_use]
    pub fn of(text: &str, formula: Formula) -> Self {
        let mut counted = Self::default();
        let mut is_open = false;
        for piece in text.split_inclusive(char::is_whitespace) {
            let apart = |sign: char| !(sign.is_alphanumeric() || matches!(sign, '\'' | '’'));
            for word in piece.split(apart).filter(|word| word.contains(char::is_alphanumeric)) {
                counted.word(word, formula);
                is_open = true;
            }
            let end = piece.trim_end().trim_end_matches(['"', '”', '“', '»', ')']);
            let is_end = end.ends_with(['.', '!', '?', ':', ';', '…']) || piece.ends_with('\n');
            if is_end && is_open {
                counted.sentences += 1;
                is_open = false;
            }
        }
        counted.sentences += usize::from(is_open);
        counted
    }

    fn word(&mut self, word: &str, formula: Formula) {
        let syllables = match formula {
            Formula::FleschKincaid => english(word),
            Formula::Wiener => german(word),
        };
        self.words += 1;
        self.syllables += syllables;
        self.short += usize::from(syllables == 1);
        self.many_syllables += usize::from(syllables >= 3);
        self.long += usize::from(word.chars().filter(|c| c.is_alphabetic()).count() > 6);
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            words: self.words + other.words,
            sentences: self.sentences + other.sentences,
            syllables: self.syllables + other.syllables,
            short: self.short + other.short,
            many_syllables: self.many_syllables + other.many_syllables,
            long: self.long + other.long,
        }
    }

    /// The school grade, in tenths, rounded to the nearest. Nothing without words.
    #[must_use]
    pub fn level(&self, formula: Formula) -> Option<Tenths> {
        if self.words == 0 || self.sentences == 0 {
            return None;
        }
        // Texts of a survey have far fewer than 2^32 words, which a float holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let per = |part: usize, whole: usize| part as f64 / whole as f64;
        let in_sentence = per(self.words, self.sentences);
        let percent = |part| 100.0 * per(part, self.words);
        let grade = match formula {
            Formula::FleschKincaid => {
                0.39 * in_sentence + 11.8 * per(self.syllables, self.words) - 15.59
            }
            Formula::Wiener => {
                0.1935 * percent(self.many_syllables)
                    + 0.1672 * in_sentence
                    + 0.1297 * percent(self.long)
                    - 0.0327 * percent(self.short)
                    - 0.875
            }
        };
        #[expect(clippy::cast_possible_truncation, reason = "a grade of at most a few thousand")]
        let tenths = (grade * 10.0).round().clamp(-1e6, 1e6) as i32;
        Some(Tenths(tenths))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_sentences_and_syllables_are_counted() {
        for (text, words, sentences, syllables) in [
            ("", 0, 0, 0),
            ("...", 0, 0, 0),
            ("Was it easy?", 3, 1, 4),
            ("Yes. No! \"Never?\" Later", 4, 4, 6),
            ("one\ntwo\n", 2, 2, 2),
            ("It’s 3.5 times", 4, 1, 4),
            ("self-service", 2, 1, 3),
        ] {
            let counted = Counted::of(text, Formula::FleschKincaid);
            let found = (counted.words, counted.sentences, counted.syllables);
            assert_eq!(found, (words, sentences, syllables), "{text}");
        }
    }

    #[test]
    fn levels_are_those_of_the_formulas() {
        // By hand: 13 words, 1 sentence, 24 syllables.
        // 0.39 * 13 + 11.8 * 24 / 13 - 15.59 = 5.07 + 21.785 - 15.59 = 11.265.
        let counted = Counted { words: 13, sentences: 1, syllables: 24, ..Counted::default() };
        assert_eq!(counted.level(Formula::FleschKincaid), Some(Tenths(113)));
        let easy = Counted::of("The cat sat.", Formula::FleschKincaid);
        // 0.39 * 3 + 11.8 * 1 - 15.59 = -2.62.
        assert_eq!(easy.level(Formula::FleschKincaid), Some(Tenths(-26)));
        // 20 words, 2 sentences; 25% of three syllables or more, 30% long, 40% of one syllable:
        // 4.8375 + 1.672 + 3.891 - 1.308 - 0.875 = 8.2175.
        let german = Counted {
            words: 20,
            sentences: 2,
            syllables: 40,
            short: 8,
            many_syllables: 5,
            long: 6,
        };
        assert_eq!(german.level(Formula::Wiener), Some(Tenths(82)));
        assert_eq!(Counted::default().level(Formula::Wiener), None);
    }

    #[test]
    fn officialese_is_harder_than_plain_words() {
        for (formula, plain, hard) in [
            (
                Formula::FleschKincaid,
                "Was it easy to pay? Tell us what went wrong.",
                "Notwithstanding the aforementioned eligibility determination, supplementary documentation requirements necessitate individual verification.",
            ),
            (
                Formula::Wiener,
                "War es leicht? Sagen Sie uns, was schwer war.",
                "Die Inanspruchnahme der Antragsunterlagen bedarf der Berücksichtigung sämtlicher verwaltungsrechtlicher Voraussetzungen.",
            ),
        ] {
            let level = |text| Counted::of(text, formula).level(formula).unwrap();
            assert!(level(plain) < Tenths(60), "{}", level(plain));
            assert!(level(hard) > Tenths(150), "{}", level(hard));
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_level_or_no_words(text in any::<String>()) {
            for formula in Formula::ALL {
                let counted = Counted::of(&text, *formula);
                prop_assert_eq!(counted.level(*formula).is_some(), counted.words > 0);
                prop_assert!(counted.syllables >= counted.words);
            }
        }
    }
}
