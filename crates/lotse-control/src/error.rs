//! What can go wrong with control data.

use lotse_domain::{ids::CodeError, words::UnknownWord};
use thiserror::Error;

/// Why control data could not be read or changed.
#[derive(Debug, Error)]
pub enum ControlError {
    /// The database failed.
    #[error("the control database failed")]
    Database(#[from] sqlx::Error),
    /// The database could not be brought to this version.
    #[error("the control database could not be upgraded")]
    Upgrade(#[from] sqlx::migrate::MigrateError),
    /// A stored word is none that this version knows.
    #[error("the control database holds a word that this version does not know")]
    Word(#[from] UnknownWord),
    /// A stored code breaks its rule.
    #[error("the control database holds a code that cannot be read")]
    Code(#[from] CodeError),
    /// A stored value breaks its rule.
    #[error("the control database holds a {what} that cannot be read: {reason}")]
    Value {
        /// What it should be.
        what: &'static str,
        /// Why it is not.
        reason: String,
    },
}

impl ControlError {
    /// Whether trying again may help.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_)))
    }
}
