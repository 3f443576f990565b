//! An answer as it is written: what a page or the interface sends, and what is stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Answer;

/// An answer as it is written: `{"point": 4}`, `{"options": {"chosen": ["ease"]}}`, `"declined"`. It says nothing about
/// the kind of its question, so an older form of a page can be told what has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AnswerForm {
    /// Codes of options.
    Options {
        /// The chosen ones.
        chosen: Vec<String>,
        /// What was written in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        write_in: Option<String>,
    },
    /// A point of a scale.
    Point(i64),
    /// Points by the code of their row.
    Rows(BTreeMap<String, i64>),
    /// A text; also an e-mail address, or a day as `2027-03-31`.
    Text(String),
    /// They would rather not say.
    Declined,
}

impl From<&Answer> for AnswerForm {
    fn from(answer: &Answer) -> Self {
        match answer {
            Answer::Options { chosen, write_in } => Self::Options {
                chosen: chosen.iter().map(ToString::to_string).collect(),
                write_in: write_in.clone(),
            },
            Answer::Point(point) => Self::Point(i64::from(*point)),
            Answer::Rows(rows) => {
                let row = |(code, point): (&_, &u8)| (ToString::to_string(code), i64::from(*point));
                Self::Rows(rows.iter().map(row).collect())
            }
            Answer::Text(text) => Self::Text(text.clone()),
            Answer::Email(address) => Self::Text(address.as_str().to_owned()),
            Answer::Day(day) => Self::Text(day.to_string()),
            Answer::Declined => Self::Declined,
        }
    }
}
