//! Who may read single rows of a public service, and the log of each reading.
//!
//! The permission is part of no role: it is given for one service, for a purpose, until a time.

use jiff::Timestamp;
use lotse_domain::{ids::ServiceId, service::Service};
use sqlx::Row;

use crate::{
    error::ControlError,
    store::{Control, stored_time},
    users::{User, UserId},
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

/// One reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub user_name: String,
    /// Slug of the service.
    pub service: String,
    /// What was read.
    pub what: String,
    /// What for.
    pub purpose: String,
}

impl Control {
    /// Gives a person the right to read single rows of a service, or renews it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn allow_single_rows(
        &self,
        user: UserId,
        service: ServiceId,
        purpose: &str,
        ends_at: Timestamp,
    ) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO single_row_permissions (user_id, service, purpose, ends_at) \
             VALUES ($1, $2, $3, $4) \
             ON CONFLICT (user_id, service) DO UPDATE SET purpose = $3, ends_at = $4",
        )
        .bind(user.number())
        .bind(i64::from(service.number()))
        .bind(purpose)
        .bind(ends_at.as_microsecond())
        .execute(self.pool())
        .await?;
        Ok(())
    }

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
        sqlx::query(
            "INSERT INTO read_log (at, user_name, service, what, purpose) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(self.now().as_microsecond())
        .bind(&right.user.name)
        .bind(service.slug.as_str())
        .bind(what)
        .bind(&right.purpose)
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// The newest readings first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn readings(&self, limit: u32) -> Result<Vec<Reading>, ControlError> {
        let rows = sqlx::query(
            "SELECT at, user_name, service, what, purpose FROM read_log ORDER BY id DESC LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Reading {
                    at: stored_time(row.try_get(0)?)?,
                    user_name: row.try_get(1)?,
                    service: row.try_get(2)?,
                    what: row.try_get(3)?,
                    purpose: row.try_get(4)?,
                })
            })
            .collect()
    }
}
