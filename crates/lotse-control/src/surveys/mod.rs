//! Surveys of services: drafts, versions that were published and never change, what they must be like and what they look like.
//! `docs/spec/survey.md`, section 12.

pub mod draft;
pub mod listing;
pub mod logo;
pub mod look;
pub mod opening;
pub mod published;
pub mod publishing;
pub mod rules;
pub mod state;

pub use self::draft::{StoredSurvey, SurveyDraft, SurveyId, SurveyVersion};
