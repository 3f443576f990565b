//! Who may read single rows of a public service. Each reading is written down in the audit log.
//!
//! The permission is part of no role: it is given for one service, for a purpose, until a time.

use jiff::Timestamp;
use lotse_domain::{audit::Action, ids::ServiceId, service::Service};
use sqlx::Row;

use crate::{
    audit::{Actor, Changes, Entry},
    error::ControlError,
    store::{Control, stored_time},
    users::User,
};

/// The right to read single rows of one service, as it holds now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleRows {
    /// Whose.
    pub user: User,
    /// Of which service.
    pub service: ServiceId,
    /// What for.
    pub purpose: String,
    /// Until when.
    pub ends_at: Timestamp,
}

impl Control {
    /// The right of a person to read single rows of a service; `None` when there is none now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn single_rows(
        &self,
        user: &User,
        service: ServiceId,
    ) -> Result<Option<SingleRows>, ControlError> {
        let row = sqlx::query(
            "SELECT purpose, ends_at FROM single_row_permissions \
             WHERE user_id = $1 AND service = $2 AND ends_at > $3",
        )
        .bind(user.id.number())
        .bind(i64::from(service.number()))
        .bind(self.now().as_microsecond())
        .fetch_optional(self.pool())
        .await?;
        row.map(|row| {
            Ok(SingleRows {
                user: user.clone(),
                service,
                purpose: row.try_get(0)?,
                ends_at: stored_time(row.try_get(1)?)?,
            })
        })
        .transpose()
    }

    /// Writes down that single rows are about to be read. Without this line nothing is shown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_reading(
        &self,
        right: &SingleRows,
        service: &Service,
        what: &str,
    ) -> Result<(), ControlError> {
        let entry = Entry::new(Action::SingleRowsRead, what).of(service);
        let entry = entry.with("purpose", right.purpose.as_str());
        self.by(Actor::person(&right.user)).record(entry).await
    }
}

impl Changes<'_> {
    /// Gives a person the right to read single rows of a service, or renews it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn allow_single_rows(
        &self,
        user: &User,
        service: &Service,
        purpose: &str,
        ends_at: Timestamp,
    ) -> Result<(), ControlError> {
        let mut change = self.begin().await?;
        sqlx::query(
            "INSERT INTO single_row_permissions (user_id, service, purpose, ends_at) \
             VALUES ($1, $2, $3, $4) \
             ON CONFLICT (user_id, service) DO UPDATE SET purpose = $3, ends_at = $4",
        )
        .bind(user.id.number())
        .bind(i64::from(service.id.number()))
        .bind(purpose)
        .bind(ends_at.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        let entry = Entry::new(Action::SingleRowsAllowed, &user.name)
            .of(service)
            .with("purpose", purpose)
            .with("until", ends_at.to_string());
        change.commit(entry).await
    }
}
