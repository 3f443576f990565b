//! What somebody writes of a survey: each change is a version. A draft may be unfinished; publishing asks whether it holds.

use lotse_domain::{
    audit::Action,
    hexadecimal::hexadecimal,
    named::Named,
    survey::{Survey, form::SurveyForm},
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    definitions::{Definition, NotDefined, Stored, Version, broken, form, written},
    error::ControlError,
    numbers::definition_number,
};

/// The most surveys of one service, archived ones among them.
pub const MOST_SURVEYS: i64 = 300;
/// The most versions of one survey.
pub const MOST_VERSIONS: i64 = 2_000;
/// The most bytes of a survey as it is stored: a survey of 100 questions in 10 languages has about 300,000.
pub const MOST_BYTES: usize = 1_000_000;

definition_number! {
    /// The number of a survey.
    SurveyId of Survey
}

/// A survey as people write it, with the name by which colleagues know it. What people read on the page is its title.
pub type SurveyDraft = Named<Survey>;
/// One version of a survey.
pub type SurveyVersion = Version<Survey>;
/// A survey as it is now: its newest version, published or not.
pub type StoredSurvey = Stored<Survey>;

/// What identifies a survey's text for ever: SHA-256 over `lotse-survey-v1`, a line feed, and the text, in hexadecimal.
pub(crate) fn hash(text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"lotse-survey-v1\n");
    hash.update(text.as_bytes());
    hexadecimal(&hash.finalize())
}

impl Definition for Survey {
    type Id = SurveyId;

    const TABLE: &'static str = "surveys";
    const KEY: &'static str = "survey";
    const COLUMNS: &'static [&'static str] = &["says"];
    const MOST: i64 = MOST_SURVEYS;
    const MOST_VERSIONS: i64 = MOST_VERSIONS;
    const ACTIONS: [Action; 4] = [
        Action::SurveyAdded,
        Action::SurveyChanged,
        Action::SurveyArchived,
        Action::SurveyRestored,
    ];

    fn fault(&self) -> Option<NotDefined> {
        let fits = self.columns().is_ok_and(|texts| texts.iter().all(|t| t.len() <= MOST_BYTES));
        (!fits).then_some(NotDefined::LongContent)
    }

    fn columns(&self) -> Result<Vec<String>, ControlError> {
        written::<Self>(&SurveyForm::from(self))
    }

    fn told(&self, columns: &[String]) -> Vec<(&'static str, Value)> {
        let text = columns.first().map(String::as_str).unwrap_or_default();
        vec![
            ("sha256", hash(text).into()),
            ("bytes", text.len().into()),
            ("questions", self.questions().count().into()),
        ]
    }

    fn read(columns: &[&str]) -> Result<Self, ControlError> {
        form::<Self, SurveyForm>(columns)?.survey().map_err(|error| broken::<Self>(&error))
    }
}
