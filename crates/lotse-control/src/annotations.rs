//! Annotations of services. One can be changed and deleted; what it said before stands in the audit log.

use std::{collections::BTreeSet, ops::RangeInclusive};

use jiff::{Timestamp, civil::Date};
use lotse_domain::{
    annotation::{AnnotationDraft, AnnotationKind},
    audit::Action,
    ids::ServiceId,
    service::Service,
};
use serde_json::json;
use sqlx::{Row as _, sqlite::SqliteRow};

use crate::{
    audit::{Change, Changes, Entry},
    error::ControlError,
    numbers::number,
    store::{Control, stored_time},
};

/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 100;
/// The longest description, in characters.
pub const LONGEST_DESCRIPTION: usize = 1_000;
/// The most annotations of one service.
pub const MOST_ANNOTATIONS: usize = 1_000;

number! {
    /// The number of an annotation.
    AnnotationId
}

/// An annotation as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Its number.
    pub id: AnnotationId,
    /// How often it was changed, and once for its making.
    pub version: i64,
    /// What it says.
    pub says: AnnotationDraft,
    /// The name of who made it or changed it last, as it was then.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// Why an annotation was not made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnnotated {
    /// It has no title.
    NoTitle,
    /// The title is too long, or no single line.
    LongTitle,
    /// The description is too long.
    LongDescription,
    /// The last day is before the first.
    Reversed,
    /// A day is in no year from 1970 to 2199.
    FarAway,
    /// The service has as many as it may.
    TooMany,
    /// There is no such annotation.
    Gone,
    /// Somebody changed it meanwhile.
    Outdated,
}

/// What a file of annotations brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Those that are new.
    pub added: usize,
    /// Those that the service had already, word by word.
    pub known: usize,
}

/// Years that an annotation may lie in.
const YEARS: RangeInclusive<i16> = 1970..=2199;

const COLUMNS: &str = "id, version, first_day, last_day, kind, title, description, measures, \
     made_by, made_at FROM annotations";

/// What a draft says, without white space around it; or why it cannot be.
///
/// # Errors
/// Why it may not be kept.
pub fn checked(draft: &AnnotationDraft) -> Result<AnnotationDraft, NotAnnotated> {
    let clean = AnnotationDraft {
        title: draft.title.trim().to_owned(),
        description: draft.description.trim().replace("\r\n", "\n"),
        ..draft.clone()
    };
    if clean.title.is_empty() {
        return Err(NotAnnotated::NoTitle);
    }
    if clean.title.chars().count() > LONGEST_TITLE || clean.title.contains(char::is_control) {
        return Err(NotAnnotated::LongTitle);
    }
    if clean.description.chars().count() > LONGEST_DESCRIPTION {
        return Err(NotAnnotated::LongDescription);
    }
    if [clean.first, clean.until()].iter().any(|day| !YEARS.contains(&day.year())) {
        return Err(NotAnnotated::FarAway);
    }
    if clean.until() < clean.first {
        return Err(NotAnnotated::Reversed);
    }
    Ok(clean)
}

impl Changes<'_> {
    /// Makes an annotation of a service.
    ///
    /// # Errors
    /// When the database fails. Why it may not be made is an answer.
    pub async fn add_annotation(
        &self,
        service: &Service,
        draft: &AnnotationDraft,
    ) -> Result<Result<Annotation, NotAnnotated>, ControlError> {
        let says = match checked(draft) {
            Ok(says) => says,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        if all(&mut change, service.id).await?.len() >= MOST_ANNOTATIONS {
            return Ok(Err(NotAnnotated::TooMany));
        }
        let made = self.add(&mut change, service.id, says).await?;
        let entry = Entry::new(Action::AnnotationAdded, &made.says.title).of(service);
        change.commit(entry.with("says", detail(&made.says))).await?;
        Ok(Ok(made))
    }

    /// Makes those annotations that the service has not yet, all or none: the same file again brings nothing.
    ///
    /// # Errors
    /// When the database fails. Why they may not be made is an answer.
    pub async fn import_annotations(
        &self,
        service: &Service,
        file: &str,
        drafts: &[AnnotationDraft],
    ) -> Result<Result<Brought, NotAnnotated>, ControlError> {
        let drafts: Vec<AnnotationDraft> = match drafts.iter().map(checked).collect() {
            Ok(drafts) => drafts,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let known = all(&mut change, service.id).await?;
        let new = unknown(&known, &drafts);
        if known.len().saturating_add(new.len()) > MOST_ANNOTATIONS {
            return Ok(Err(NotAnnotated::TooMany));
        }
        let brought = Brought { added: new.len(), known: drafts.len().saturating_sub(new.len()) };
        if new.is_empty() {
            return Ok(Ok(brought));
        }
        for says in new {
            let made = self.add(&mut change, service.id, says).await?;
            let entry = Entry::new(Action::AnnotationAdded, &made.says.title).of(service);
            change.record(entry.with("says", detail(&made.says))).await?;
        }
        let entry = Entry::new(Action::AnnotationsImported, file).of(service);
        change.commit(entry.with("added", brought.added).with("known", brought.known)).await?;
        Ok(Ok(brought))
    }

    /// Changes an annotation, if `version` is still the newest. Where it says the same as before, nothing is changed.
    ///
    /// # Errors
    /// When the database fails. Why it may not be changed is an answer.
    pub async fn change_annotation(
        &self,
        service: &Service,
        annotation: AnnotationId,
        version: i64,
        draft: &AnnotationDraft,
    ) -> Result<Result<Annotation, NotAnnotated>, ControlError> {
        let says = match checked(draft) {
            Ok(says) => says,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let Some(known) = one(&mut change, service.id, annotation).await? else {
            return Ok(Err(NotAnnotated::Gone));
        };
        if known.says == says {
            return Ok(Ok(known));
        }
        if known.version != version {
            return Ok(Err(NotAnnotated::Outdated));
        }
        let now = Annotation {
            id: annotation,
            version: version.saturating_add(1),
            says,
            made_by: self.actor_name().to_owned(),
            made_at: self.control.now(),
        };
        sqlx::query(
            "UPDATE annotations SET version = $1, first_day = $2, last_day = $3, kind = $4, \
             title = $5, description = $6, measures = $7, made_by = $8, made_at = $9 WHERE id = $10",
        )
        .bind(now.version)
        .bind(now.says.first.to_string())
        .bind(now.says.last.map(|last| last.to_string()))
        .bind(now.says.kind.as_str())
        .bind(&now.says.title)
        .bind(&now.says.description)
        .bind(now.says.measures.join(" "))
        .bind(&now.made_by)
        .bind(now.made_at.as_microsecond())
        .bind(annotation.number())
        .execute(&mut *change.transaction)
        .await?;
        let entry = Entry::new(Action::AnnotationChanged, &now.says.title).of(service);
        let entry = entry.with("says", detail(&now.says)).with("before", detail(&known.says));
        change.commit(entry).await?;
        Ok(Ok(now))
    }

    /// Deletes an annotation. `false` if there is none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_annotation(
        &self,
        service: &Service,
        annotation: AnnotationId,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let Some(known) = one(&mut change, service.id, annotation).await? else {
            return Ok(false);
        };
        sqlx::query("DELETE FROM annotations WHERE id = $1")
            .bind(annotation.number())
            .execute(&mut *change.transaction)
            .await?;
        let entry = Entry::new(Action::AnnotationDeleted, &known.says.title).of(service);
        change.commit(entry.with("before", detail(&known.says))).await?;
        Ok(true)
    }

    async fn add(
        &self,
        change: &mut Change,
        service: ServiceId,
        says: AnnotationDraft,
    ) -> Result<Annotation, ControlError> {
        let made_at = self.control.now();
        let row = sqlx::query(
            "INSERT INTO annotations (service, version, first_day, last_day, kind, title, \
             description, measures, made_by, made_at) \
             VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        )
        .bind(i64::from(service.number()))
        .bind(says.first.to_string())
        .bind(says.last.map(|last| last.to_string()))
        .bind(says.kind.as_str())
        .bind(&says.title)
        .bind(&says.description)
        .bind(says.measures.join(" "))
        .bind(self.actor_name())
        .bind(made_at.as_microsecond())
        .fetch_one(&mut *change.transaction)
        .await?;
        let id = AnnotationId::new(row.try_get(0)?);
        let made_by = self.actor_name().to_owned();
        Ok(Annotation { id, version: 1, says, made_by, made_at })
    }
}

/// Those of `drafts` that nobody has made yet, each once.
pub fn unknown(known: &[Annotation], drafts: &[AnnotationDraft]) -> Vec<AnnotationDraft> {
    let mut seen: BTreeSet<&AnnotationDraft> = known.iter().map(|one| &one.says).collect();
    drafts.iter().filter(|draft| seen.insert(draft)).cloned().collect()
}

/// What an annotation says, for the audit log.
fn detail(says: &AnnotationDraft) -> serde_json::Value {
    json!({
        "first": says.first.to_string(),
        "last": says.last.map(|last| last.to_string()),
        "kind": says.kind.as_str(),
        "title": says.title,
        "description": says.description,
        "measures": says.measures,
    })
}

async fn all(change: &mut Change, service: ServiceId) -> Result<Vec<Annotation>, ControlError> {
    let text = format!("SELECT {COLUMNS} WHERE service = $1");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(i64::from(service.number()))
        .fetch_all(&mut *change.transaction)
        .await?;
    rows.iter().map(annotation_from).collect()
}

async fn one(
    change: &mut Change,
    service: ServiceId,
    annotation: AnnotationId,
) -> Result<Option<Annotation>, ControlError> {
    let text = format!("SELECT {COLUMNS} WHERE service = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(i64::from(service.number()))
        .bind(annotation.number())
        .fetch_optional(&mut *change.transaction)
        .await?;
    row.as_ref().map(annotation_from).transpose()
}

impl Control {
    /// The annotations of a service, the newest day first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn annotations(&self, service: ServiceId) -> Result<Vec<Annotation>, ControlError> {
        let text = format!("SELECT {COLUMNS} WHERE service = $1 ORDER BY first_day DESC, id DESC");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(annotation_from).collect()
    }

    /// Those of which a day lies between two days, both included; the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn annotations_between(
        &self,
        service: ServiceId,
        first: Date,
        last: Date,
    ) -> Result<Vec<Annotation>, ControlError> {
        let text = format!(
            "SELECT {COLUMNS} WHERE service = $1 AND first_day <= $3 \
             AND COALESCE(last_day, first_day) >= $2 ORDER BY first_day, id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .bind(first.to_string())
            .bind(last.to_string())
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(annotation_from).collect()
    }

    /// One annotation of a service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn annotation(
        &self,
        service: ServiceId,
        annotation: AnnotationId,
    ) -> Result<Option<Annotation>, ControlError> {
        let text = format!("SELECT {COLUMNS} WHERE service = $1 AND id = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .bind(annotation.number())
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(annotation_from).transpose()
    }
}

fn annotation_from(row: &SqliteRow) -> Result<Annotation, ControlError> {
    let last: Option<&str> = row.try_get(3)?;
    let measures: &str = row.try_get(7)?;
    Ok(Annotation {
        id: AnnotationId::new(row.try_get(0)?),
        version: row.try_get(1)?,
        says: AnnotationDraft {
            first: stored_day(row.try_get(2)?)?,
            last: last.map(stored_day).transpose()?,
            kind: row.try_get::<&str, _>(4)?.parse::<AnnotationKind>()?,
            title: row.try_get(5)?,
            description: row.try_get(6)?,
            measures: measures.split_whitespace().map(ToOwned::to_owned).collect(),
        },
        made_by: row.try_get(8)?,
        made_at: stored_time(row.try_get(9)?)?,
    })
}

fn stored_day(text: &str) -> Result<Date, ControlError> {
    text.parse().map_err(|error: jiff::Error| ControlError::Value {
        what: "day of an annotation",
        reason: error.to_string(),
    })
}
