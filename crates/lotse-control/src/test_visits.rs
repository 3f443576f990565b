//! Test visits: events that somebody who installs the snippet makes, under a number of their own, so that they
//! can be deleted together.

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    audit::Action,
    ids::{ImportId, ServiceId},
    service::Service,
};
use sqlx::Row as _;

use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    imports::ImportKind,
    services::service_id,
    store::{Control, stored_time},
};

/// How long a link marks visits.
const LINK_LIVES: SignedDuration = SignedDuration::from_hours(2);

/// The test visits of a service that were not deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestVisits {
    /// The number that their events carry.
    pub import: ImportId,
    /// Until when a link marks further ones.
    pub until: Timestamp,
}

/// Test visits whose events are to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErasedTests {
    /// The number that their events carry.
    pub import: ImportId,
    /// Whose they are.
    pub service: ServiceId,
    /// No link can mark any more: after this erasure there will be none.
    pub is_last: bool,
}

impl Control {
    /// The test visits of a service that were not deleted, if there are any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn test_visits(&self, service: &Service) -> Result<Option<TestVisits>, ControlError> {
        let row = sqlx::query(
            "SELECT import, until FROM test_visits WHERE service = $1 AND is_deleted = 0",
        )
        .bind(i64::from(service.id.number()))
        .fetch_optional(self.pool())
        .await?;
        row.map(|row| {
            let import = ImportId::new(row.try_get(0)?);
            Ok(TestVisits { import, until: stored_time(row.try_get(1)?)? })
        })
        .transpose()
    }

    /// Test visits whose events are to be erased now: once at once, and once more when no link can mark any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn test_visits_to_erase(&self) -> Result<Vec<ErasedTests>, ControlError> {
        let now = self.now().as_microsecond();
        let rows = sqlx::query(
            "SELECT import, service, until < $1 FROM test_visits \
             WHERE is_deleted = 1 AND (erased = 0 OR until < $1) ORDER BY import",
        )
        .bind(now)
        .fetch_all(self.pool())
        .await?;
        let of = |row: &sqlx::sqlite::SqliteRow| {
            Ok(ErasedTests {
                import: ImportId::new(row.try_get(0)?),
                service: service_id(row.try_get(1)?)?,
                is_last: row.try_get::<i64, _>(2)? != 0,
            })
        };
        rows.iter().map(of).collect()
    }

    /// Notes that the events of test visits were erased.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn test_visits_are_erased(&self, erased: ErasedTests) -> Result<(), ControlError> {
        let done = if erased.is_last {
            "DELETE FROM test_visits WHERE import = $1"
        } else {
            "UPDATE test_visits SET erased = 1 WHERE import = $1"
        };
        sqlx::query(done).bind(erased.import.number()).execute(self.pool()).await?;
        Ok(())
    }
}

impl Changes<'_> {
    /// Lets links mark test visits of a service for some time, under the number of those that there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_test_visits(&self, service: &Service) -> Result<(), ControlError> {
        let until = self.control.now().checked_add(LINK_LIVES).unwrap_or(Timestamp::MAX);
        let import = match self.control.test_visits(service).await? {
            Some(open) => open.import,
            None => self.control.open_import(ImportKind::TestVisits).await?,
        };
        let mut change = self.begin().await?;
        sqlx::query(
            "INSERT INTO test_visits (import, service, until, is_deleted, erased) \
             VALUES ($1, $2, $3, 0, 0) ON CONFLICT (import) DO UPDATE SET until = $3",
        )
        .bind(import.number())
        .bind(i64::from(service.id.number()))
        .bind(until.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        change.commit(Entry::new(Action::TestVisitsOpened, &service.name).of(service)).await
    }

    /// Has the test visits of a service erased.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_test_visits(&self, service: &Service) -> Result<(), ControlError> {
        let mut change = self.begin().await?;
        sqlx::query("UPDATE test_visits SET is_deleted = 1 WHERE service = $1")
            .bind(i64::from(service.id.number()))
            .execute(&mut *change.transaction)
            .await?;
        change.commit(Entry::new(Action::TestVisitsDeleted, &service.name).of(service)).await
    }
}
