//! People who may sign in.

use sqlx::Row;

use crate::{error::ControlError, store::Control};

/// The number of a person in this installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(i64);

impl UserId {
    /// A number as stored.
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number itself, for storage.
    pub fn number(self) -> i64 {
        self.0
    }
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their number.
    pub id: UserId,
    /// The name they go by.
    pub name: String,
}

impl Control {
    /// The person of this name, added when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ensure_user(&self, name: &str) -> Result<User, ControlError> {
        sqlx::query(
            "INSERT INTO users (name, created_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .bind(self.now().as_microsecond())
        .execute(self.pool())
        .await?;
        let row = sqlx::query("SELECT id, name FROM users WHERE name = $1")
            .bind(name)
            .fetch_one(self.pool())
            .await?;
        user_from(&row)
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users(&self) -> Result<Vec<User>, ControlError> {
        let rows =
            sqlx::query("SELECT id, name FROM users ORDER BY name").fetch_all(self.pool()).await?;
        rows.iter().map(user_from).collect()
    }
}

pub(crate) fn user_from(row: &sqlx::sqlite::SqliteRow) -> Result<User, ControlError> {
    Ok(User { id: UserId::new(row.try_get(0)?), name: row.try_get(1)? })
}
