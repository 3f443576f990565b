//! A copy of the control data while they are in use, without what must not outlive its time.
//!
//! A back-up is kept for years; a day's salt must be gone after a day. So salts and quarter keys are
//! never copied, nor are sessions and sign-in links, which would let somebody in with an old copy.

use std::path::Path;

use sqlx::{
    ConnectOptions as _, Connection as _,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use crate::{error::ControlError, store::Control};

/// Tables whose rows are left out of every copy.
pub const LEFT_OUT: [&str; 5] =
    ["daily_salts", "quarter_keys", "sign_in_links", "sessions", "failed_sign_ins"];

impl Control {
    /// Writes a copy of the control data to `target`, a file that does not exist.
    ///
    /// # Errors
    /// When the database cannot be read or the copy not be written.
    pub async fn back_up(&self, target: &Path) -> Result<(), ControlError> {
        sqlx::query("VACUUM INTO $1")
            .bind(target.to_string_lossy().into_owned())
            .execute(self.pool())
            .await?;
        let mut copy = SqliteConnectOptions::new()
            .filename(target)
            // One file, with nothing beside it.
            .journal_mode(SqliteJournalMode::Delete)
            .pragma("secure_delete", "ON")
            .disable_statement_logging()
            .connect()
            .await?;
        for table in LEFT_OUT {
            let sql = format!("DELETE FROM {table}");
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut copy).await?;
        }
        sqlx::query("VACUUM").execute(&mut copy).await?;
        copy.close().await?;
        Ok(())
    }
}
