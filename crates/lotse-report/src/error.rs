//! What can go wrong with a report.

use lotse_domain::query::PeriodError;
use lotse_lake::QueryError;
use thiserror::Error;

/// Why there is no report.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The lake gave no answer.
    #[error("the events could not be read")]
    Lake(#[from] QueryError),
    /// The control data did not answer.
    #[error("the control data could not be read")]
    Control(#[from] lotse_control::ControlError),
    /// The period is none.
    #[error("{0}")]
    Period(#[from] PeriodError),
}
