//! Tags of services with all their versions. A version is never changed: a change of a tag adds one.

use jiff::Timestamp;
use lotse_domain::{
    audit::Action,
    ids::ServiceId,
    service::Service,
    tag::{TagDraft, TagKind},
};
use sqlx::Row as _;

use crate::{
    audit::{Change, Changes, Entry},
    error::ControlError,
    numbers::number,
    services::service_id,
    store::{Control, stored_time},
};

/// The longest name and the longest name of a group, in characters.
pub const LONGEST_NAME: usize = 100;
/// The longest description, in characters.
pub const LONGEST_DESCRIPTION: usize = 1_000;
/// The most tags of one service, archived ones among them.
pub const MOST_TAGS: i64 = 500;
/// Rows that are in memory at once when all are looked through.
const PIECE: i64 = 1000;

number! {
    /// The number of a tag.
    TagId
}

/// One version of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagVersion {
    /// Its number, from 1.
    pub version: i64,
    /// What it says.
    pub says: TagDraft,
    /// The name of who made it, as it was then.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// A tag as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its number.
    pub id: TagId,
    /// Its newest version.
    pub now: TagVersion,
    /// Nobody is offered it any more; what names it still works.
    pub is_archived: bool,
}

/// Why a tag was not made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTagged {
    /// It has no name.
    NoName,
    /// The name is too long.
    LongName,
    /// Another tag of the service has the name.
    NameTaken,
    /// The name of the group is too long.
    LongGroup,
    /// The description is too long.
    LongDescription,
    /// The service has as many as it may.
    TooMany,
    /// There is no such tag.
    Gone,
    /// Somebody changed it meanwhile.
    Outdated,
}

const COLUMNS: &str = "t.id, t.archived, v.version, v.name, v.kind, v.in_group, v.description, \
     v.rule, v.made_by, v.made_at, t.service FROM tags t JOIN tag_versions v ON v.tag = t.id";

/// What a draft says, without white space around it; or why it cannot be.
fn checked(draft: &TagDraft) -> Result<TagDraft, NotTagged> {
    let clean = TagDraft {
        name: draft.name.trim().to_owned(),
        group: draft.group.trim().to_owned(),
        description: draft.description.trim().to_owned(),
        ..draft.clone()
    };
    if clean.name.is_empty() {
        return Err(NotTagged::NoName);
    }
    if clean.name.chars().count() > LONGEST_NAME {
        return Err(NotTagged::LongName);
    }
    if clean.group.chars().count() > LONGEST_NAME {
        return Err(NotTagged::LongGroup);
    }
    if clean.description.chars().count() > LONGEST_DESCRIPTION {
        return Err(NotTagged::LongDescription);
    }
    Ok(clean)
}

impl Changes<'_> {
    /// Makes a tag of a service.
    ///
    /// # Errors
    /// When the database fails. Why it may not be made is an answer.
    pub async fn add_tag(
        &self,
        service: &Service,
        draft: &TagDraft,
    ) -> Result<Result<Tag, NotTagged>, ControlError> {
        let says = match checked(draft) {
            Ok(says) => says,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let count: i64 = sqlx::query("SELECT COUNT(*) FROM tags WHERE service = $1")
            .bind(i64::from(service.id.number()))
            .fetch_one(&mut *change.transaction)
            .await?
            .try_get(0)?;
        if count >= MOST_TAGS {
            return Ok(Err(NotTagged::TooMany));
        }
        let added = sqlx::query(
            "INSERT INTO tags (service, name, version, archived) VALUES ($1, $2, 1, 0) \
             ON CONFLICT (service, name) DO NOTHING RETURNING id",
        )
        .bind(i64::from(service.id.number()))
        .bind(&says.name)
        .fetch_optional(&mut *change.transaction)
        .await?;
        let Some(row) = added else { return Ok(Err(NotTagged::NameTaken)) };
        let id = TagId::new(row.try_get(0)?);
        let now = self.add_version(&mut change, id, 1, says).await?;
        let entry = Entry::new(Action::TagAdded, &now.says.name).of(service);
        change.commit(entry.with("rule", now.says.rule.to_string())).await?;
        Ok(Ok(Tag { id, now, is_archived: false }))
    }

    /// Changes a tag, if `version` is still the newest. Where it says the same as before, nothing is changed.
    ///
    /// # Errors
    /// When the database fails. Why it may not be changed is an answer.
    pub async fn change_tag(
        &self,
        service: &Service,
        tag: TagId,
        version: i64,
        draft: &TagDraft,
    ) -> Result<Result<Tag, NotTagged>, ControlError> {
        let says = match checked(draft) {
            Ok(says) => says,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let known = current(&mut change, service.id, tag).await?;
        let Some(known) = known else { return Ok(Err(NotTagged::Gone)) };
        if known.now.says == says {
            return Ok(Ok(known));
        }
        if known.now.version != version {
            return Ok(Err(NotTagged::Outdated));
        }
        let taken = sqlx::query("SELECT 1 FROM tags WHERE service = $1 AND name = $2 AND id <> $3")
            .bind(i64::from(service.id.number()))
            .bind(&says.name)
            .bind(tag.number())
            .fetch_optional(&mut *change.transaction)
            .await?;
        if taken.is_some() {
            return Ok(Err(NotTagged::NameTaken));
        }
        let version = version.saturating_add(1);
        sqlx::query("UPDATE tags SET name = $1, version = $2 WHERE id = $3")
            .bind(&says.name)
            .bind(version)
            .bind(tag.number())
            .execute(&mut *change.transaction)
            .await?;
        let now = self.add_version(&mut change, tag, version, says).await?;
        let entry = Entry::new(Action::TagChanged, &now.says.name).of(service);
        let entry = entry.with("version", version).with("rule", now.says.rule.to_string());
        change.commit(entry).await?;
        Ok(Ok(Tag { id: tag, now, is_archived: known.is_archived }))
    }

    /// Archives a tag, or takes it out of the archive. `false` if there is none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archive_tag(
        &self,
        service: &Service,
        tag: TagId,
        archived: bool,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let Some(known) = current(&mut change, service.id, tag).await? else { return Ok(false) };
        if known.is_archived == archived {
            return Ok(true);
        }
        sqlx::query("UPDATE tags SET archived = $1 WHERE id = $2")
            .bind(i64::from(archived))
            .bind(tag.number())
            .execute(&mut *change.transaction)
            .await?;
        let action = if archived { Action::TagArchived } else { Action::TagRestored };
        change.commit(Entry::new(action, &known.now.says.name).of(service)).await?;
        Ok(true)
    }

    async fn add_version(
        &self,
        change: &mut Change,
        tag: TagId,
        version: i64,
        says: TagDraft,
    ) -> Result<TagVersion, ControlError> {
        let made_at = self.control.now();
        sqlx::query(
            "INSERT INTO tag_versions \
             (tag, version, name, kind, in_group, description, rule, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(tag.number())
        .bind(version)
        .bind(&says.name)
        .bind(says.kind.as_str())
        .bind(&says.group)
        .bind(&says.description)
        .bind(says.rule.to_string())
        .bind(self.actor_name())
        .bind(made_at.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        Ok(TagVersion { version, says, made_by: self.actor_name().to_owned(), made_at })
    }
}

async fn current(
    change: &mut Change,
    service: ServiceId,
    tag: TagId,
) -> Result<Option<Tag>, ControlError> {
    let text =
        format!("SELECT {COLUMNS} AND v.version = t.version WHERE t.service = $1 AND t.id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(i64::from(service.number()))
        .bind(tag.number())
        .fetch_optional(&mut *change.transaction)
        .await?;
    row.as_ref().map(tag_from).transpose()
}

impl Control {
    /// The tags of a service, archived ones too, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tags(&self, service: ServiceId) -> Result<Vec<Tag>, ControlError> {
        let text = format!(
            "SELECT {COLUMNS} AND v.version = t.version WHERE t.service = $1 ORDER BY t.name"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(tag_from).collect()
    }

    /// One tag of a service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tag(&self, service: ServiceId, tag: TagId) -> Result<Option<Tag>, ControlError> {
        let text = format!(
            "SELECT {COLUMNS} AND v.version = t.version WHERE t.service = $1 AND t.id = $2"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .bind(tag.number())
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(tag_from).transpose()
    }

    /// Every version of a tag, the newest first; none of a tag that another service has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tag_versions(
        &self,
        service: ServiceId,
        tag: TagId,
    ) -> Result<Vec<TagVersion>, ControlError> {
        let text =
            format!("SELECT {COLUMNS} WHERE t.service = $1 AND t.id = $2 ORDER BY v.version DESC");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .bind(tag.number())
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(version_from).collect()
    }

    /// Names that tags of a service had before, with their tags; of two that had one, the later comes last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn older_tag_names(
        &self,
        service: ServiceId,
    ) -> Result<Vec<(String, TagId)>, ControlError> {
        let rows = sqlx::query(
            "SELECT v.name, v.tag FROM tag_versions v JOIN tags t ON t.id = v.tag \
             WHERE t.service = $1 AND v.name <> t.name ORDER BY v.made_at, v.tag, v.version",
        )
        .bind(i64::from(service.number()))
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, TagId::new(row.try_get(1)?)))).collect()
    }

    /// The tags of all services that are `wanted`, by service and name, without archived ones. Only what is
    /// wanted is kept in memory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_tags(
        &self,
        wanted: impl Fn(ServiceId, &Tag) -> bool,
    ) -> Result<Vec<(ServiceId, Tag)>, ControlError> {
        let text = format!(
            "SELECT {COLUMNS} AND v.version = t.version WHERE t.archived = 0 AND t.id > $1 \
             ORDER BY t.id LIMIT $2"
        );
        let (mut found, mut after) = (Vec::new(), i64::MIN);
        loop {
            let rows = sqlx::query(sqlx::AssertSqlSafe(text.clone()))
                .bind(after)
                .bind(PIECE)
                .fetch_all(self.pool())
                .await?;
            let Some(last) = rows.last() else { break };
            after = last.try_get(0)?;
            for row in &rows {
                let (service, tag) = (service_id(row.try_get(10)?)?, tag_from(row)?);
                if wanted(service, &tag) {
                    found.push((service, tag));
                }
            }
        }
        found.sort_by(|(a, of_a), (b, of_b)| {
            (a, &of_a.now.says.name).cmp(&(b, &of_b.now.says.name))
        });
        Ok(found)
    }
}

fn tag_from(row: &sqlx::sqlite::SqliteRow) -> Result<Tag, ControlError> {
    Ok(Tag {
        id: TagId::new(row.try_get(0)?),
        now: version_from(row)?,
        is_archived: row.try_get::<i64, _>(1)? != 0,
    })
}

fn version_from(row: &sqlx::sqlite::SqliteRow) -> Result<TagVersion, ControlError> {
    let rule =
        row.try_get::<&str, _>(7)?.parse().map_err(|error: lotse_domain::rule::RuleError| {
            ControlError::Value { what: "rule", reason: error.to_string() }
        })?;
    Ok(TagVersion {
        version: row.try_get(2)?,
        says: TagDraft {
            name: row.try_get(3)?,
            kind: row.try_get::<&str, _>(4)?.parse::<TagKind>()?,
            group: row.try_get(5)?,
            description: row.try_get(6)?,
            rule,
        },
        made_by: row.try_get(8)?,
        made_at: stored_time(row.try_get(9)?)?,
    })
}
