//! Imports of access logs: what was given, how far it is, what became of the lines, and who began it.
//!
//! An import that is not closed keeps its number and its salts, so that running it again goes on where it
//! stopped. Who begins or undoes one is written down; its progress is not.

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    audit::Action,
    ids::{ImportId, ServiceId},
    import::{ImportState, LineCounts, LogFormat, RowColumns, RowRole},
    service::Service,
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row as _, sqlite::SqliteRow};

use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    imports::ImportKind,
    services::service_id,
    store::{Control, stored_time},
};

/// How long an import may be left unfinished before it is closed as it is: its salts live so long.
pub const LEFT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The most imports of a service that are listed.
const LISTED: i64 = 200;

/// What an import is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewImport {
    /// Names of the files, without folders.
    pub files: Vec<String>,
    /// What the same files have in common whenever they are given.
    pub fingerprint: String,
    /// The format; none where each file's own is recognised.
    pub format: Option<LogFormat>,
    /// Which columns of rows say what, where somebody named them.
    pub columns: RowColumns,
    /// Hosts whose lines are wanted; none where they are those of the service's origins.
    pub hosts: Vec<String>,
    /// The folder of uploaded files; none where they lie elsewhere.
    pub upload: Option<String>,
    /// Bytes of all files.
    pub all_bytes: u64,
}

/// An import of access logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogImport {
    /// Its number.
    pub id: ImportId,
    /// Whose events it brings.
    pub service: ServiceId,
    /// How far it is.
    pub state: ImportState,
    /// What it is of.
    pub of: NewImport,
    /// What became of the lines so far; before it is started, of the first lines.
    pub counts: LineCounts,
    /// Bytes that were read.
    pub done_bytes: u64,
    /// Who began it.
    pub begun_by: String,
    /// When.
    pub begun_at: Timestamp,
    /// When anything of it last changed.
    pub changed_at: Timestamp,
    /// Why it ended before its end.
    pub failure: Option<String>,
}

const COLUMNS: &str = "import, service, state, files, fingerprint, format, columns, hosts, upload, \
     counts, done_bytes, all_bytes, begun_by, failure, changed_at, opened_at";

impl Changes<'_> {
    /// Begins an import, in state `proposed` or `running`; or takes up the one of the same files that was
    /// left unfinished.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_import(
        &self,
        service: &Service,
        new: &NewImport,
        state: ImportState,
        counts: &LineCounts,
    ) -> Result<LogImport, ControlError> {
        let mut change = self.begin().await?;
        let now = self.control.now().as_microsecond();
        let left = sqlx::query(
            "SELECT import FROM log_imports JOIN imports ON imports.id = import \
             WHERE service = $1 AND fingerprint = $2 AND closed_at IS NULL \
             AND state IN ('running', 'failed') ORDER BY import DESC",
        )
        .bind(i64::from(service.id.number()))
        .bind(&new.fingerprint)
        .fetch_optional(&mut *change.transaction)
        .await?;
        let number: i64 = match left {
            Some(row) => row.try_get(0)?,
            None => {
                sqlx::query("INSERT INTO imports (kind, opened_at) VALUES ($1, $2) RETURNING id")
                    .bind(ImportKind::AccessLog.as_str())
                    .bind(now)
                    .fetch_one(&mut *change.transaction)
                    .await?
                    .try_get(0)?
            }
        };
        sqlx::query(
            "INSERT INTO log_imports (import, service, state, files, fingerprint, format, hosts, \
             upload, counts, done_bytes, all_bytes, begun_by, failure, changed_at, columns) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, '', $12, $13) \
             ON CONFLICT (import) DO UPDATE SET state = $3, files = $4, format = $6, hosts = $7, \
             upload = $8, counts = $9, done_bytes = 0, all_bytes = $10, failure = '', \
             changed_at = $12, columns = $13",
        )
        .bind(number)
        .bind(i64::from(service.id.number()))
        .bind(state.as_str())
        .bind(json(&new.files)?)
        .bind(&new.fingerprint)
        .bind(new.format.map(LogFormat::as_str).unwrap_or_default())
        .bind(json(&new.hosts)?)
        .bind(new.upload.as_deref().unwrap_or_default())
        .bind(json(counts)?)
        .bind(signed(new.all_bytes))
        .bind(self.actor_name())
        .bind(now)
        .bind(json(&new.columns)?)
        .execute(&mut *change.transaction)
        .await?;
        let entry = Entry::new(Action::ImportBegun, &number.to_string()).of(service);
        change.commit(entry.with("files", new.files.clone())).await?;
        let begun = self.control.log_import(service.id, ImportId::new(number)).await?;
        begun.ok_or(ControlError::Value { what: "import", reason: "it is gone".to_owned() })
    }

    /// Names the columns of an upload that was proposed, with what its first lines hold then. `false` if there
    /// is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn name_columns(
        &self,
        service: &Service,
        import: ImportId,
        columns: &RowColumns,
        counts: &LineCounts,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let done = sqlx::query(
            "UPDATE log_imports SET columns = $3, counts = $4, changed_at = $5 \
             WHERE import = $1 AND service = $2 AND upload <> '' AND state = 'proposed'",
        )
        .bind(import.number())
        .bind(i64::from(service.id.number()))
        .bind(json(columns)?)
        .bind(json(counts)?)
        .bind(self.control.now().as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let entry = Entry::new(Action::ImportBegun, &import.number().to_string()).of(service);
        let named: Vec<&str> = columns.roles().map(RowRole::as_str).collect();
        change.commit(entry.with("columns", named)).await?;
        Ok(true)
    }

    /// Starts an import of an upload that was proposed, or stopped before its end. `false` if there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start_import(
        &self,
        service: &Service,
        import: ImportId,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let done = sqlx::query(
            "UPDATE log_imports SET state = 'waiting', counts = $3, changed_at = $4 \
             WHERE import = $1 AND service = $2 AND upload <> '' AND state IN ('proposed', 'failed')",
        )
        .bind(import.number())
        .bind(i64::from(service.id.number()))
        .bind(json(&LineCounts::default())?)
        .bind(self.control.now().as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let entry = Entry::new(Action::ImportBegun, &import.number().to_string()).of(service);
        change.commit(entry.with("started", true)).await?;
        Ok(true)
    }

    /// Says that what an import brought is to be erased. `false` if there is nothing to undo.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undo_import(
        &self,
        service: &Service,
        import: ImportId,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let done = sqlx::query(
            "UPDATE log_imports SET state = 'undoing', changed_at = $3 \
             WHERE import = $1 AND service = $2 AND state NOT IN ('undoing', 'undone')",
        )
        .bind(import.number())
        .bind(i64::from(service.id.number()))
        .bind(self.control.now().as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let entry = Entry::new(Action::ImportUndone, &import.number().to_string()).of(service);
        change.commit(entry).await?;
        Ok(true)
    }
}

impl Control {
    /// One import of a service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_import(
        &self,
        service: ServiceId,
        import: ImportId,
    ) -> Result<Option<LogImport>, ControlError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM log_imports JOIN imports ON imports.id = import \
             WHERE import = $1 AND service = $2"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(import.number())
            .bind(i64::from(service.number()))
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The service that an import is of; `None` if there is no import of logs with this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn service_of_import(
        &self,
        import: ImportId,
    ) -> Result<Option<ServiceId>, ControlError> {
        let row = sqlx::query("SELECT service FROM log_imports WHERE import = $1")
            .bind(import.number())
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| service_id(row.try_get(0)?)).transpose()
    }

    /// The newest imports of a service, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_imports(&self, service: ServiceId) -> Result<Vec<LogImport>, ControlError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM log_imports JOIN imports ON imports.id = import \
             WHERE service = $1 ORDER BY import DESC LIMIT $2"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(i64::from(service.number()))
            .bind(LISTED)
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(read).collect()
    }

    /// What the program itself has to do: uploads that wait or were interrupted, and imports that are
    /// undone; the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_imports_to_do(&self) -> Result<Vec<LogImport>, ControlError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM log_imports JOIN imports ON imports.id = import \
             WHERE state = 'undoing' OR (upload <> '' AND state IN ('waiting', 'running')) \
             ORDER BY import"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(self.pool()).await?;
        rows.iter().map(read).collect()
    }

    /// The folders of uploads that belong to an import.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn uploads_of_imports(&self) -> Result<Vec<String>, ControlError> {
        let rows = sqlx::query("SELECT upload FROM log_imports WHERE upload <> ''")
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Imports that nobody has gone on with for [`LEFT_FOR`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_imports_left(&self) -> Result<Vec<LogImport>, ControlError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM log_imports JOIN imports ON imports.id = import \
             WHERE state IN ('proposed', 'running', 'failed') AND closed_at IS NULL \
             AND changed_at < $1 ORDER BY import"
        );
        let since = self.now().checked_sub(LEFT_FOR).unwrap_or(Timestamp::MIN);
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(since.as_microsecond())
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Notes how far an import is. `false` if it may not go on, because somebody undoes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_import(
        &self,
        import: ImportId,
        counts: &LineCounts,
        done_bytes: u64,
    ) -> Result<bool, ControlError> {
        self.set_import(import, ImportState::Running, counts, done_bytes, "").await
    }

    /// Ends an import before its end. It may be taken up again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fail_import(
        &self,
        import: ImportId,
        counts: &LineCounts,
        done_bytes: u64,
        reason: &str,
    ) -> Result<(), ControlError> {
        self.set_import(import, ImportState::Failed, counts, done_bytes, reason).await.map(|_| ())
    }

    /// Closes an import whose files are all there; its salts are destroyed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_import(
        &self,
        import: ImportId,
        counts: &LineCounts,
        done_bytes: u64,
    ) -> Result<(), ControlError> {
        self.set_import(import, ImportState::Closed, counts, done_bytes, "").await?;
        self.close_import(import).await
    }

    /// Closes an import whose events are gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_is_undone(&self, import: ImportId) -> Result<(), ControlError> {
        sqlx::query("UPDATE log_imports SET state = 'undone', changed_at = $2 WHERE import = $1")
            .bind(import.number())
            .bind(self.now().as_microsecond())
            .execute(self.pool())
            .await?;
        self.close_import(import).await
    }

    async fn set_import(
        &self,
        import: ImportId,
        state: ImportState,
        counts: &LineCounts,
        done_bytes: u64,
        failure: &str,
    ) -> Result<bool, ControlError> {
        let done = sqlx::query(
            "UPDATE log_imports SET state = $2, counts = $3, done_bytes = $4, failure = $5, \
             changed_at = $6 WHERE import = $1 AND state IN ('proposed', 'waiting', 'running', 'failed')",
        )
        .bind(import.number())
        .bind(state.as_str())
        .bind(json(counts)?)
        .bind(signed(done_bytes))
        .bind(failure)
        .bind(self.now().as_microsecond())
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }
}

fn read(row: &SqliteRow) -> Result<LogImport, ControlError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let number = |column: &str| row.try_get::<i64, _>(column);
    let stated = |text: String| if text.is_empty() { None } else { Some(text) };
    let unknown = |error: lotse_domain::words::UnknownWord| ControlError::Value {
        what: "import",
        reason: error.to_string(),
    };
    Ok(LogImport {
        id: ImportId::new(number("import")?),
        service: service_id(number("service")?)?,
        state: text("state")?.parse().map_err(unknown)?,
        of: NewImport {
            files: parsed(&text("files")?)?,
            fingerprint: text("fingerprint")?,
            format: stated(text("format")?)
                .map(|word| word.parse().map_err(unknown))
                .transpose()?,
            columns: parsed(&text("columns")?)?,
            hosts: parsed(&text("hosts")?)?,
            upload: stated(text("upload")?),
            all_bytes: unsigned(number("all_bytes")?),
        },
        counts: parsed(&text("counts")?)?,
        done_bytes: unsigned(number("done_bytes")?),
        begun_by: text("begun_by")?,
        begun_at: stored_time(number("opened_at")?)?,
        changed_at: stored_time(number("changed_at")?)?,
        failure: stated(text("failure")?),
    })
}

fn json(value: &impl Serialize) -> Result<String, ControlError> {
    serde_json::to_string(value)
        .map_err(|error| ControlError::Value { what: "import", reason: error.to_string() })
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, ControlError> {
    serde_json::from_str(text)
        .map_err(|error| ControlError::Value { what: "import", reason: error.to_string() })
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
