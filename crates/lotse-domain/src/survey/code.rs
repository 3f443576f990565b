//! Codes: the lasting names of sections, questions, options and rows. Exported columns are named by them, so a code stays
//! when a wording changes.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// The most signs of a code.
pub const MOST_SIGNS: usize = 40;

/// The word that no option or row can have: it names the column of who would rather not say.
pub const DECLINED: &str = "declined";

/// Why a text is no code.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// It has no sign.
    #[error("a code is missing")]
    Missing,
    /// It is too long.
    #[error("a code has at most {MOST_SIGNS} signs")]
    TooLong,
    /// It has another sign, or one in the wrong place.
    #[error(
        "“{found}” is no code: small letters a to z, digits and single underscores between them are possible, and a letter comes first in the code of a question or section"
    )]
    Signs {
        /// What was found.
        found: String,
    },
    /// It means something already.
    #[error("“{DECLINED}” is kept for who would rather not say")]
    Kept,
}

fn well_formed(text: &str, letter_first: bool) -> Result<(), CodeError> {
    if text.is_empty() {
        return Err(CodeError::Missing);
    }
    if text.len() > MOST_SIGNS {
        return Err(CodeError::TooLong);
    }
    let allowed = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    let apart = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    let begins = !letter_first || text.starts_with(|c: char| c.is_ascii_lowercase());
    if allowed && apart && begins {
        return Ok(());
    }
    let found = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Err(CodeError::Signs { found })
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, letter first: $letter:literal, kept: $kept:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                well_formed(text, $letter)?;
                if $kept && text == DECLINED {
                    return Err(CodeError::Kept);
                }
                Ok(Self(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

code!(
    /// The code of a section. A survey has it once.
    SectionCode, letter first: true, kept: false
);
code!(
    /// The code of a question. A survey has it once, whatever the section.
    QuestionCode, letter first: true, kept: false
);
code!(
    /// The code of an option. A question has it once.
    OptionCode, letter first: false, kept: true
);
code!(
    /// The code of a row of a matrix. A question has it once.
    RowCode, letter first: false, kept: true
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_columns() {
        for good in ["a", "trust", "q1", "question_1", "a_b_c", &"a".repeat(40)] {
            assert_eq!(good.parse::<QuestionCode>().unwrap().as_str(), good);
        }
        for wrong in ["", "A", "1", "_a", "a_", "a__b", "a-b", "a b", "ä", "a\0", &"a".repeat(41)]
        {
            assert!(wrong.parse::<QuestionCode>().is_err(), "{wrong}");
        }
        assert!("1".parse::<OptionCode>().is_ok());
        assert_eq!("declined".parse::<OptionCode>(), Err(CodeError::Kept));
        assert!("declined".parse::<QuestionCode>().is_ok());
    }
}
