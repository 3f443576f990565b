//! Surveys of services: drafts, versions that were published and never change, what they must be like and their branding.
//! `docs/spec/survey.md`, section 12.

pub mod branding;
pub mod draft;
pub mod listing;
pub mod logo;
pub mod opening;
pub mod published;
pub mod publishing;
pub mod rules;
pub mod state;

pub use self::draft::{StoredSurvey, SurveyDraft, SurveyId, SurveyVersion};
