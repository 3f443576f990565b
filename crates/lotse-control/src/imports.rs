//! Imports and replays: what was opened, and whether it is closed.

use jiff::Timestamp;
use lotse_domain::ids::ImportId;
use sqlx::Row;

use crate::{
    error::ControlError,
    store::{Control, stored_time},
};

/// What kind of import it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportKind {
    /// Events that the demo's generator makes.
    DemoReplay,
    /// Access logs of a service.
    AccessLog,
    /// Test visits of who installs a snippet.
    TestVisits,
}

impl ImportKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::DemoReplay => "demo-replay",
            Self::AccessLog => "access-log",
            Self::TestVisits => "test-visits",
        }
    }
}

/// An import that is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenImport {
    /// Its number.
    pub id: ImportId,
    /// When it was opened.
    pub opened_at: Timestamp,
}

impl Control {
    /// Opens an import. Its salts live until it is closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_import(&self, kind: ImportKind) -> Result<ImportId, ControlError> {
        let row = sqlx::query("INSERT INTO imports (kind, opened_at) VALUES ($1, $2) RETURNING id")
            .bind(kind.as_str())
            .bind(self.now().as_microsecond())
            .fetch_one(self.pool())
            .await?;
        Ok(ImportId::new(row.try_get(0)?))
    }

    /// Closes an import and destroys its salts. Closing twice does nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_import(&self, import: ImportId) -> Result<(), ControlError> {
        sqlx::query("UPDATE imports SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL")
            .bind(self.now().as_microsecond())
            .bind(import.number())
            .execute(self.pool())
            .await?;
        self.destroy_import_keys(import).await
    }

    /// Whether events may still come with this import.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_is_open(&self, import: ImportId) -> Result<bool, ControlError> {
        let row = sqlx::query("SELECT 1 FROM imports WHERE id = $1 AND closed_at IS NULL")
            .bind(import.number())
            .fetch_optional(self.pool())
            .await?;
        Ok(row.is_some())
    }

    /// The imports of a kind that were opened and never closed, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_imports(&self, kind: ImportKind) -> Result<Vec<OpenImport>, ControlError> {
        let rows = sqlx::query(
            "SELECT id, opened_at FROM imports WHERE kind = $1 AND closed_at IS NULL ORDER BY id",
        )
        .bind(kind.as_str())
        .fetch_all(self.pool())
        .await?;
        let open = |row: &sqlx::sqlite::SqliteRow| {
            Ok(OpenImport {
                id: ImportId::new(row.try_get(0)?),
                opened_at: stored_time(row.try_get(1)?)?,
            })
        };
        rows.iter().map(open).collect()
    }

    /// Whether an import of this kind was ever closed, that is, completed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_closed_import(&self, kind: ImportKind) -> Result<bool, ControlError> {
        let row = sqlx::query("SELECT 1 FROM imports WHERE kind = $1 AND closed_at IS NOT NULL")
            .bind(kind.as_str())
            .fetch_optional(self.pool())
            .await?;
        Ok(row.is_some())
    }
}
