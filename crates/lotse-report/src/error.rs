//! What can go wrong with a report.

use lotse_domain::query::{PeriodError, filter::QuestionError, retention::RetentionError};
use lotse_lake::QueryError;
use thiserror::Error;

use crate::export::extract::ExportError;

/// Why there is no report.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The lake gave no answer.
    #[error("the events could not be read")]
    Lake(#[source] QueryError),
    /// The question takes more time or memory than one may.
    #[error("the question is too large")]
    TooLarge(#[source] QueryError),
    /// The control data did not answer.
    #[error("the control data could not be read")]
    Control(#[from] lotse_control::ControlError),
    /// It is no question.
    #[error("{0}")]
    Question(#[from] QuestionError),
    /// It is no question about who comes back.
    #[error("{0}")]
    Retention(#[from] RetentionError),
    /// The file of an extract could not be written.
    #[error("the file could not be made")]
    Export(#[from] ExportError),
    /// The period is none.
    #[error("{0}")]
    Period(#[from] PeriodError),
}

impl From<QueryError> for ReportError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::TooLong { .. } | QueryError::TooMuch { .. } => Self::TooLarge(error),
            QueryError::Unavailable | QueryError::Store { .. } => Self::Lake(error),
        }
    }
}
