//! Segments of services with all their versions. A version is never changed: a change of a segment adds one, so that a figure
//! can say by which words it was counted.

use jiff::Timestamp;
use lotse_domain::{
    audit::Action,
    ids::ServiceId,
    segment::{SegmentDraft, form::SegmentForm},
    service::Service,
};
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

use crate::{
    audit::{Change, Changes, Entry},
    error::ControlError,
    numbers::number,
    store::{Control, stored_time},
};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;
/// The longest description, in characters.
pub const LONGEST_DESCRIPTION: usize = 1_000;
/// The most segments of one service, archived ones among them.
pub const MOST_SEGMENTS: i64 = 100;

number! {
    /// The number of a segment.
    SegmentId
}

/// One version of a segment.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentVersion {
    /// Its number, from 1.
    pub version: i64,
    /// What it says.
    pub says: SegmentDraft,
    /// The name of who made it, as it was then.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// A segment as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSegment {
    /// Its number.
    pub id: SegmentId,
    /// Its newest version.
    pub now: SegmentVersion,
    /// Nobody is shown it any more; its address still works.
    pub is_archived: bool,
}

/// Why a segment was not made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotASegment {
    /// It has no name.
    NoName,
    /// The name is too long.
    LongName,
    /// Another segment of the service has the name.
    NameTaken,
    /// The description is too long.
    LongDescription,
    /// The service has as many as it may.
    TooMany,
    /// There is no such segment.
    Gone,
    /// Somebody changed it meanwhile.
    Outdated,
}

/// What a draft says, without white space around it; or why it cannot be.
fn checked(draft: &SegmentDraft) -> Result<SegmentDraft, NotASegment> {
    let clean = SegmentDraft {
        name: draft.name.trim().to_owned(),
        description: draft.description.trim().to_owned(),
        says: draft.says.clone(),
    };
    if clean.name.is_empty() {
        Err(NotASegment::NoName)
    } else if clean.name.chars().count() > LONGEST_NAME {
        Err(NotASegment::LongName)
    } else if clean.description.chars().count() > LONGEST_DESCRIPTION {
        Err(NotASegment::LongDescription)
    } else {
        Ok(clean)
    }
}

const COLUMNS: &str = "SELECT s.id, s.archived, v.version, v.name, v.description, v.says, v.made_by, \
     v.made_at FROM segments s JOIN segment_versions v ON v.segment = s.id";

/// The newest version of one segment of a service.
async fn newest(
    connection: &mut SqliteConnection,
    service: ServiceId,
    segment: SegmentId,
) -> Result<Option<StoredSegment>, ControlError> {
    let text = format!("{COLUMNS} AND v.version = s.version WHERE s.service = $1 AND s.id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(i64::from(service.number()))
        .bind(segment.number())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(segment_from).transpose()
}

impl Changes<'_> {
    /// Makes a segment of a service.
    ///
    /// # Errors
    /// When the database fails. Why it may not be made is an answer.
    pub async fn add_segment(
        &self,
        service: &Service,
        draft: &SegmentDraft,
    ) -> Result<Result<StoredSegment, NotASegment>, ControlError> {
        let says = match checked(draft) {
            Ok(says) => says,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let of_service = i64::from(service.id.number());
        let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM segments WHERE service = $1")
            .bind(of_service)
            .fetch_one(&mut *change.transaction)
            .await?;
        if known >= MOST_SEGMENTS {
            return Ok(Err(NotASegment::TooMany));
        }
        let id: Option<i64> = sqlx::query_scalar(
            "INSERT INTO segments (service, name, version, archived) VALUES ($1, $2, 1, 0) \
             ON CONFLICT (service, name) DO NOTHING RETURNING id",
        )
        .bind(of_service)
        .bind(&says.name)
        .fetch_optional(&mut *change.transaction)
        .await?;
        let Some(id) = id.map(SegmentId::new) else { return Ok(Err(NotASegment::NameTaken)) };
        let now = self.add_segment_version(&mut change, id, 1, says).await?;
        let entry = Entry::new(Action::SegmentAdded, &now.says.name).of(service);
        change.commit(entry.with("says", written(&now.says)?)).await?;
        Ok(Ok(StoredSegment { id, now, is_archived: false }))
    }

    /// Changes a segment, if `version` is still the newest. Where it says the same as before, nothing is changed.
    ///
    /// # Errors
    /// When the database fails. Why it may not be changed is an answer.
    pub async fn change_segment(
        &self,
        service: &Service,
        segment: SegmentId,
        version: i64,
        draft: &SegmentDraft,
    ) -> Result<Result<StoredSegment, NotASegment>, ControlError> {
        let says = match checked(draft) {
            Ok(says) => says,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let known = newest(&mut change.transaction, service.id, segment).await?;
        let Some(known) = known else { return Ok(Err(NotASegment::Gone)) };
        if known.now.says == says {
            return Ok(Ok(known));
        }
        if known.now.version != version {
            return Ok(Err(NotASegment::Outdated));
        }
        let version = version.saturating_add(1);
        let changed = sqlx::query(
            "UPDATE segments SET name = $1, version = $2 WHERE id = $3 AND NOT EXISTS \
             (SELECT 1 FROM segments WHERE service = $4 AND name = $1 AND id <> $3)",
        )
        .bind(&says.name)
        .bind(version)
        .bind(segment.number())
        .bind(i64::from(service.id.number()))
        .execute(&mut *change.transaction)
        .await?;
        if changed.rows_affected() == 0 {
            return Ok(Err(NotASegment::NameTaken));
        }
        let now = self.add_segment_version(&mut change, segment, version, says).await?;
        let entry = Entry::new(Action::SegmentChanged, &now.says.name).of(service);
        change.commit(entry.with("version", version).with("says", written(&now.says)?)).await?;
        Ok(Ok(StoredSegment { id: segment, now, is_archived: known.is_archived }))
    }

    /// Archives a segment, or takes it out of the archive. `false` if there is none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archive_segment(
        &self,
        service: &Service,
        segment: SegmentId,
        archived: bool,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let known = newest(&mut change.transaction, service.id, segment).await?;
        let Some(known) = known else { return Ok(false) };
        if known.is_archived == archived {
            return Ok(true);
        }
        sqlx::query("UPDATE segments SET archived = $1 WHERE id = $2")
            .bind(i64::from(archived))
            .bind(segment.number())
            .execute(&mut *change.transaction)
            .await?;
        let action = if archived { Action::SegmentArchived } else { Action::SegmentRestored };
        change.commit(Entry::new(action, &known.now.says.name).of(service)).await?;
        Ok(true)
    }

    async fn add_segment_version(
        &self,
        change: &mut Change,
        segment: SegmentId,
        version: i64,
        says: SegmentDraft,
    ) -> Result<SegmentVersion, ControlError> {
        let made_at = self.control.now();
        sqlx::query(
            "INSERT INTO segment_versions (segment, version, name, description, says, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(segment.number())
        .bind(version)
        .bind(&says.name)
        .bind(&says.description)
        .bind(written(&says)?)
        .bind(self.actor_name())
        .bind(made_at.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        Ok(SegmentVersion { version, says, made_by: self.actor_name().to_owned(), made_at })
    }
}

impl Control {
    /// The segments of a service, archived ones too, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn segments(&self, service: ServiceId) -> Result<Vec<StoredSegment>, ControlError> {
        let text =
            format!("{COLUMNS} AND v.version = s.version WHERE s.service = $1 ORDER BY s.name");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(segment_from).collect()
    }

    /// One segment of a service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn segment(
        &self,
        service: ServiceId,
        segment: SegmentId,
    ) -> Result<Option<StoredSegment>, ControlError> {
        newest(&mut *self.pool().acquire().await?, service, segment).await
    }

    /// Every version of a segment, the newest first; none of a segment that another service has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn segment_versions(
        &self,
        service: ServiceId,
        segment: SegmentId,
    ) -> Result<Vec<SegmentVersion>, ControlError> {
        let text = format!("{COLUMNS} WHERE s.service = $1 AND s.id = $2 ORDER BY v.version DESC");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .bind(segment.number())
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(version_from).collect()
    }
}

/// What a segment says, as it is stored.
fn written(says: &SegmentDraft) -> Result<String, ControlError> {
    serde_json::to_string(&SegmentForm::from(&says.says)).map_err(|error| broken(&error))
}

fn broken(error: &dyn std::fmt::Display) -> ControlError {
    ControlError::Value { what: "segment", reason: error.to_string() }
}

fn segment_from(row: &SqliteRow) -> Result<StoredSegment, ControlError> {
    Ok(StoredSegment {
        id: SegmentId::new(row.try_get(0)?),
        now: version_from(row)?,
        is_archived: row.try_get::<i64, _>(1)? != 0,
    })
}

fn version_from(row: &SqliteRow) -> Result<SegmentVersion, ControlError> {
    let form: SegmentForm =
        serde_json::from_str(row.try_get(5)?).map_err(|error| broken(&error))?;
    Ok(SegmentVersion {
        version: row.try_get(2)?,
        says: SegmentDraft {
            name: row.try_get(3)?,
            description: row.try_get(4)?,
            says: form.definition().map_err(|error| broken(&error))?,
        },
        made_by: row.try_get(6)?,
        made_at: stored_time(row.try_get(7)?)?,
    })
}
