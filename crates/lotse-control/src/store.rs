//! The database itself: opening, upgrading, closing.

use std::{
    path::Path,
    str::FromStr,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use jiff::Timestamp;
use lotse_domain::{
    clock::{Clock, Entropy},
    directory::Secret,
};
use sqlx::{
    ConnectOptions as _, Connection as _, Row as _, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    audit, disclosure::PolicyInForce, error::ControlError, keys::KeyCache, services::Directory,
    sign_ins::SessionLife, surveys::published::PublishedCache,
};

/// Each step from one version of the tables to the next, oldest first. Never edited once released.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("migrations/0001_first.sql")),
    (2, "server keys", include_str!("migrations/0002_server_keys.sql")),
    (3, "redactions", include_str!("migrations/0003_redactions.sql")),
    (4, "sealed keys", include_str!("migrations/0004_sealed_keys.sql")),
    (5, "saved questions", include_str!("migrations/0005_saved_questions.sql")),
    (6, "people", include_str!("migrations/0006_people.sql")),
    (7, "passkeys", include_str!("migrations/0007_passkeys.sql")),
    (8, "repeated requests", include_str!("migrations/0008_repeated_requests.sql")),
    (9, "identities", include_str!("migrations/0009_identities.sql")),
    (10, "log imports", include_str!("migrations/0010_log_imports.sql")),
    (11, "tags", include_str!("migrations/0011_tags.sql")),
    (12, "capture", include_str!("migrations/0012_capture.sql")),
    (13, "refused", include_str!("migrations/0013_refused.sql")),
    (14, "dictionary", include_str!("migrations/0014_dictionary.sql")),
    (15, "test visits", include_str!("migrations/0015_test_visits.sql")),
    (16, "authorities", include_str!("migrations/0016_authorities.sql")),
    (17, "series", include_str!("migrations/0017_series.sql")),
    (18, "daily counts", include_str!("migrations/0018_daily_counts.sql")),
    (19, "disclosure", include_str!("migrations/0019_disclosure.sql")),
    (20, "tasks", include_str!("migrations/0020_tasks.sql")),
    (21, "annotations", include_str!("migrations/0021_annotations.sql")),
    (22, "segments", include_str!("migrations/0022_segments.sql")),
    (23, "surveys", include_str!("migrations/0023_surveys.sql")),
    (24, "survey guards", include_str!("migrations/0024_survey_guards.sql")),
    (25, "inbox", include_str!("migrations/0025_inbox.sql")),
    (26, "comment search", include_str!("migrations/0026_comment_search.sql")),
];

fn migrator(steps: &[(i64, &'static str, &str)]) -> Migrator {
    let migrations = steps.iter().map(|(version, name, sql)| {
        let sql = sqlx::AssertSqlSafe((*sql).to_owned());
        Migration::new(
            *version,
            (*name).into(),
            MigrationType::Simple,
            sqlx::SqlSafeStr::into_sql_str(sql),
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}

/// The control data of one installation. Cheap to clone: all clones share one store.
#[derive(Clone)]
pub struct Control {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) pool: SqlitePool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    /// From which signing secrets and case keys are derived; it lies outside the database.
    pub(crate) installation_secret: Secret,
    pub(crate) directory: Directory,
    pub(crate) disclosure: PolicyInForce,
    pub(crate) keys: KeyCache,
    pub(crate) published: PublishedCache,
    session_life: RwLock<SessionLife>,
}

impl Control {
    /// Opens the database file, creating and upgrading it as needed.
    ///
    /// # Errors
    /// When the file cannot be opened, or was written by a newer version.
    pub async fn open(
        file: &Path,
        installation_secret: Secret,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, ControlError> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        // A file becomes one with a write-ahead log while a single connection has it: two at once could
        // keep each other from it.
        options
            .clone()
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(Duration::from_secs(10))
            .connect()
            .await?
            .close()
            .await?;
        Self::connect(options, 4, installation_secret, clock, entropy).await
    }

    /// Opens an empty database in memory, for tests.
    ///
    /// # Errors
    /// When the database library cannot be used at all.
    pub async fn in_memory(
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, ControlError> {
        let options = SqliteConnectOptions::from_str("sqlite::memory:")?;
        Self::connect(options, 1, Secret::new([7; 32]), clock, entropy).await
    }

    async fn connect(
        options: SqliteConnectOptions,
        connections: u32,
        installation_secret: Secret,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, ControlError> {
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            // Destroyed salts and keys must be gone from the pages too, not just unlinked.
            .pragma("secure_delete", "ON");
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        migrator(MIGRATIONS).run(&pool).await?;
        let inner = Inner {
            pool,
            clock,
            entropy,
            installation_secret,
            directory: Directory::default(),
            disclosure: PolicyInForce::default(),
            keys: KeyCache::default(),
            published: PublishedCache::default(),
            session_life: RwLock::default(),
        };
        let control = Self { inner: Arc::new(inner) };
        control.reload_services().await?;
        control.load_disclosure().await?;
        audit::take_over_readings(&control).await?;
        Ok(control)
    }

    /// The clock that this store goes by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    /// How long sessions last from now on.
    pub fn set_session_life(&self, life: SessionLife) {
        *self.inner.session_life.write().unwrap_or_else(PoisonError::into_inner) = life;
    }

    pub(crate) fn session_life(&self) -> SessionLife {
        *self.inner.session_life.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), ControlError> {
        sqlx::query("SELECT 1").execute(self.pool()).await?;
        Ok(())
    }

    /// Looks at every page of the database and at what refers to what; each finding for a person.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub async fn examine(&self) -> Result<Vec<String>, ControlError> {
        let mut found = Vec::new();
        for row in sqlx::query("PRAGMA integrity_check(10)").fetch_all(self.pool()).await? {
            let said: String = row.try_get(0)?;
            if said != "ok" {
                found.push(format!("a page of the control data is damaged: {said}"));
            }
        }
        for row in sqlx::query("PRAGMA foreign_key_check").fetch_all(self.pool()).await? {
            let (table, parent): (String, String) = (row.try_get(0)?, row.try_get(2)?);
            found.push(format!("a row of {table} refers to one of {parent} that is not there"));
        }
        Ok(found)
    }

    /// Writes what is pending and closes the file.
    pub async fn close(&self) {
        self.inner.pool.close().await;
    }

    pub(crate) fn pool(&self) -> &SqlitePool {
        &self.inner.pool
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.inner.entropy.fill(&mut bytes);
        bytes
    }
}

/// Reads a time back from storage.
pub(crate) fn stored_time(microseconds: i64) -> Result<Timestamp, ControlError> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|e| ControlError::Value { what: "time", reason: e.to_string() })
}

#[cfg(test)]
mod tests {
    use sqlx::Row as _;

    use super::*;

    #[tokio::test]
    async fn counts_of_an_older_version_are_kept() {
        let options =
            SqliteConnectOptions::from_str("sqlite::memory:").unwrap().foreign_keys(false);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        let before = MIGRATIONS.iter().position(|(_, name, _)| *name == "daily counts").unwrap();
        migrator(&MIGRATIONS[..before]).run(&pool).await.unwrap();
        for (table, word, count) in [
            ("redactions", "email", 3),
            ("refused_counts", "origin", 4),
            ("display_counts", "zoom", 5),
        ] {
            let row = format!("INSERT INTO {table} VALUES (1, '2026-11-01', '{word}', {count})");
            sqlx::query(sqlx::AssertSqlSafe(row)).execute(&pool).await.unwrap();
        }
        migrator(MIGRATIONS).run(&pool).await.unwrap();
        let rows = sqlx::query("SELECT counted, word, times FROM daily_counts ORDER BY times");
        let rows = rows.fetch_all(&pool).await.unwrap();
        let rows: Vec<(String, String, i64)> =
            rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
        let expected =
            [("redaction", "email", 3), ("refused", "origin", 4), ("display", "zoom", 5)];
        assert_eq!(rows, expected.map(|(a, b, n)| (a.to_owned(), b.to_owned(), n)));
        assert!(
            rows.iter()
                .all(|(counted, ..)| counted.parse::<lotse_domain::counted::Counted>().is_ok())
        );
    }
}
