//! What somebody writes of a survey: each change is a version. A draft may be unfinished; publishing asks whether it holds.

use lotse_domain::{
    audit::Action,
    hexadecimal::hexadecimal,
    survey::{Survey, form::SurveyForm},
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    definitions::{Definition, NotDefined, Stored, Version, broken},
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
    SurveyId of SurveyDraft
}

/// A survey as it is written, with the name by which colleagues know it. What people read on the page is its title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyDraft {
    /// What colleagues call it.
    pub name: String,
    /// What colleagues have to know; empty for nothing.
    pub description: String,
    /// What it asks.
    pub says: Survey,
}

/// One version of a survey.
pub type SurveyVersion = Version<SurveyDraft>;
/// A survey as it is now: its newest version, published or not.
pub type StoredSurvey = Stored<SurveyDraft>;

/// What identifies a survey's text for ever: SHA-256 over `lotse-survey-v1`, a line feed, and the text, in hexadecimal.
pub(crate) fn hash(text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"lotse-survey-v1\n");
    hash.update(text.as_bytes());
    hexadecimal(&hash.finalize())
}

impl Definition for SurveyDraft {
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

    fn name(&self) -> &str {
        &self.name
    }

    fn description(&self) -> &str {
        &self.description
    }

    fn trimmed(&self) -> Self {
        Self {
            name: self.name.trim().to_owned(),
            description: self.description.trim().to_owned(),
            says: self.says.clone(),
        }
    }

    fn fault(&self) -> Option<NotDefined> {
        let fits = self.columns().is_ok_and(|texts| texts.iter().all(|t| t.len() <= MOST_BYTES));
        (!fits).then_some(NotDefined::LongContent)
    }

    fn columns(&self) -> Result<Vec<String>, ControlError> {
        let form = serde_json::to_string(&SurveyForm::from(&self.says));
        Ok(vec![form.map_err(|error| broken::<Self>(&error))?])
    }

    fn told(&self, columns: &[String]) -> Vec<(&'static str, Value)> {
        let text = columns.first().map(String::as_str).unwrap_or_default();
        vec![
            ("sha256", hash(text).into()),
            ("bytes", text.len().into()),
            ("questions", self.says.questions().count().into()),
        ]
    }

    fn read(name: String, description: String, columns: &[&str]) -> Result<Self, ControlError> {
        let says = columns.first().copied().unwrap_or_default();
        let form: SurveyForm =
            serde_json::from_str(says).map_err(|error| broken::<Self>(&error))?;
        let says = form.survey().map_err(|error| broken::<Self>(&error))?;
        Ok(Self { name, description, says })
    }
}
