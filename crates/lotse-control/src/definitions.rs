//! What people define of a service and keep under a name: tags, tasks, segments and surveys, with all their versions. A version is never
//! changed: a change adds one, so that a figure can say by which words it was counted.

use jiff::Timestamp;
use lotse_domain::{audit::Action, ids::ServiceId, named::Named, service::Service};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::{
    Row as _, Sqlite, SqliteConnection,
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};

use crate::{
    audit::{Change, Changes, Entry},
    error::ControlError,
    store::{Control, stored_time},
};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;
/// The longest description, in characters.
pub const LONGEST_DESCRIPTION: usize = 1_000;

/// The number of a definition, by which its kind is known.
pub trait DefinitionId: Copy + Send + Sync {
    /// What it numbers.
    type Of: Definition<Id = Self>;

    /// A number as stored.
    fn stored(number: i64) -> Self;
    /// Reads a number from an address.
    fn read(text: &str) -> Option<Self>;
    /// The number itself.
    fn bare(self) -> i64;
}

/// What people say of something that they define.
///
/// Its kind has two tables: one of names, and one of versions, `{KEY}_versions`, with a text for each of [`COLUMNS`](Self::COLUMNS).
pub trait Definition: Clone + PartialEq + Send + Sync {
    /// Its number.
    type Id: DefinitionId<Of = Self>;

    /// The table of names.
    const TABLE: &'static str;
    /// What one is called in the tables.
    const KEY: &'static str;
    /// Columns of a version besides name and description.
    const COLUMNS: &'static [&'static str];
    /// The most of one service, archived ones among them.
    const MOST: i64;
    /// The most versions of one: where a version can be large, their number has an end.
    const MOST_VERSIONS: i64 = i64::MAX;
    /// What the audit log calls making, changing, archiving and restoring one.
    const ACTIONS: [Action; 4];

    /// It without white space around its words.
    #[must_use]
    fn trimmed(&self) -> Self {
        self.clone()
    }
    /// What else is wrong with its words.
    fn fault(&self) -> Option<NotDefined> {
        None
    }
    /// The texts of [`COLUMNS`](Self::COLUMNS).
    ///
    /// # Errors
    /// When it cannot be written.
    fn columns(&self) -> Result<Vec<String>, ControlError>;
    /// What the audit log tells of a version: its last column, unless a kind says otherwise. The log is never shortened,
    /// so a kind whose content can be long tells what identifies it.
    fn told(&self, columns: &[String]) -> Vec<(&'static str, Value)> {
        let last = Self::COLUMNS.iter().zip(columns).next_back();
        last.map(|(column, text)| (*column, Value::from(text.as_str()))).into_iter().collect()
    }
    /// Reads it from the texts of [`COLUMNS`](Self::COLUMNS).
    ///
    /// # Errors
    /// When they are none of this kind.
    fn read(columns: &[&str]) -> Result<Self, ControlError>;
}

/// The one column of a kind that is kept as JSON, of the form in which it is written.
pub(crate) fn written<D: Definition>(form: &impl Serialize) -> Result<Vec<String>, ControlError> {
    let text = serde_json::to_string(form).map_err(|error| broken::<D>(&error))?;
    Ok(vec![text])
}

/// The form in which such a kind is written.
pub(crate) fn form<D: Definition, F: DeserializeOwned>(
    columns: &[&str],
) -> Result<F, ControlError> {
    let text = columns.first().copied().unwrap_or_default();
    serde_json::from_str(text).map_err(|error| broken::<D>(&error))
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version<D> {
    /// Its number, from 1.
    pub version: i64,
    /// What it is called.
    pub name: String,
    /// What a colleague has to know; empty for nothing.
    pub description: String,
    /// What it says.
    pub says: D,
    /// The name of who made it, as it was then.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// A definition as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<D: Definition> {
    /// Its number.
    pub id: D::Id,
    /// Its newest version.
    pub now: Version<D>,
    /// Nobody is offered it any more; its address, and what names it, still work.
    pub is_archived: bool,
}

/// Why something was not defined or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDefined {
    /// It has no name.
    NoName,
    /// The name is too long.
    LongName,
    /// Another one of the service has the name.
    NameTaken,
    /// The name of the group is too long.
    LongGroup,
    /// The description is too long.
    LongDescription,
    /// What it says is too long.
    LongContent,
    /// It was changed as often as it may be.
    TooManyVersions,
    /// The service has as many as it may.
    TooMany,
    /// There is none of this number.
    Gone,
    /// Somebody changed it meanwhile.
    Outdated,
}

/// What a draft says, without white space around it; or why it cannot be.
fn checked<D: Definition>(draft: &Named<D>) -> Result<Named<D>, NotDefined> {
    let clean = Named {
        name: draft.name.trim().to_owned(),
        description: draft.description.trim().to_owned(),
        says: draft.says.trimmed(),
    };
    if clean.name.is_empty() {
        Err(NotDefined::NoName)
    } else if clean.name.chars().count() > LONGEST_NAME {
        Err(NotDefined::LongName)
    } else if clean.description.chars().count() > LONGEST_DESCRIPTION {
        Err(NotDefined::LongDescription)
    } else {
        clean.says.fault().map_or(Ok(clean), Err)
    }
}

/// More columns, or places, of a statement that has some before them.
fn listed(all: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    all.into_iter().fold(String::new(), |list, next| list + &format!(", {next}"))
}

/// All versions of a kind. Conditions call the names `d` and the versions `v`.
pub(crate) fn select<D: Definition>() -> String {
    let (table, key) = (D::TABLE, D::KEY);
    let columns = listed(D::COLUMNS.iter().map(|column| format!("v.{column}")));
    format!(
        "SELECT d.id, d.archived, d.service, v.version, v.name, v.description, v.made_by, v.made_at{columns} \
         FROM {table} d JOIN {key}_versions v ON v.{key} = d.id"
    )
}

/// A statement about one of a service.
fn of_one(
    text: String,
    service: ServiceId,
    id: impl DefinitionId,
) -> Query<'static, Sqlite, SqliteArguments> {
    sqlx::query(sqlx::AssertSqlSafe(text)).bind(i64::from(service.number())).bind(id.bare())
}

/// The newest version of one of a service.
async fn newest<I: DefinitionId>(
    connection: &mut SqliteConnection,
    service: ServiceId,
    id: I,
) -> Result<Option<Stored<I::Of>>, ControlError> {
    let all = select::<I::Of>();
    let text = format!("{all} AND v.version = d.version WHERE d.service = $1 AND d.id = $2");
    let row = of_one(text, service, id).fetch_optional(connection).await?;
    row.as_ref().map(stored_from).transpose()
}

impl Changes<'_> {
    /// Defines something of a service.
    ///
    /// # Errors
    /// When the database fails. Why it may not be is an answer.
    pub async fn define<D: Definition>(
        &self,
        service: &Service,
        draft: &Named<D>,
    ) -> Result<Result<Stored<D>, NotDefined>, ControlError> {
        let named = match checked(draft) {
            Ok(named) => named,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let table = D::TABLE;
        let of_service = i64::from(service.id.number());
        let text = format!("SELECT COUNT(*) FROM {table} WHERE service = $1");
        let known: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(text))
            .bind(of_service)
            .fetch_one(&mut *change.transaction)
            .await?;
        if known >= D::MOST {
            return Ok(Err(NotDefined::TooMany));
        }
        let text = format!(
            "INSERT INTO {table} (service, name, version, archived) VALUES ($1, $2, 1, 0) \
             ON CONFLICT (service, name) DO NOTHING RETURNING id"
        );
        let id: Option<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(text))
            .bind(of_service)
            .bind(&named.name)
            .fetch_optional(&mut *change.transaction)
            .await?;
        let Some(id) = id.map(D::Id::stored) else { return Ok(Err(NotDefined::NameTaken)) };
        let [added, ..] = D::ACTIONS;
        let entry = Entry::new(added, &named.name).of(service);
        let (now, entry) = self.add_version(&mut change, id, (1, named), entry).await?;
        change.commit(entry).await?;
        Ok(Ok(Stored { id, now, is_archived: false }))
    }

    /// Changes a definition, if `version` is still the newest. Where it says the same as before, nothing is changed.
    ///
    /// # Errors
    /// When the database fails. Why it may not be changed is an answer.
    pub async fn change_definition<D: Definition>(
        &self,
        service: &Service,
        id: D::Id,
        version: i64,
        draft: &Named<D>,
    ) -> Result<Result<Stored<D>, NotDefined>, ControlError> {
        let named = match checked(draft) {
            Ok(named) => named,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let known = newest(&mut change.transaction, service.id, id).await?;
        let Some(known) = known else { return Ok(Err(NotDefined::Gone)) };
        let Version { name, description, says, .. } = &known.now;
        if (name, description, says) == (&named.name, &named.description, &named.says) {
            return Ok(Ok(known));
        }
        if known.now.version != version {
            return Ok(Err(NotDefined::Outdated));
        }
        if version >= D::MOST_VERSIONS {
            return Ok(Err(NotDefined::TooManyVersions));
        }
        let version = version.saturating_add(1);
        let table = D::TABLE;
        let text = format!(
            "UPDATE {table} SET name = $1, version = $2 WHERE id = $3 AND NOT EXISTS \
             (SELECT 1 FROM {table} WHERE service = $4 AND name = $1 AND id <> $3)"
        );
        let changed = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(&named.name)
            .bind(version)
            .bind(id.bare())
            .bind(i64::from(service.id.number()))
            .execute(&mut *change.transaction)
            .await?;
        if changed.rows_affected() == 0 {
            return Ok(Err(NotDefined::NameTaken));
        }
        let [_, changed, ..] = D::ACTIONS;
        let entry = Entry::new(changed, &named.name).of(service).with("version", version);
        let (now, entry) = self.add_version(&mut change, id, (version, named), entry).await?;
        change.commit(entry).await?;
        Ok(Ok(Stored { id, now, is_archived: known.is_archived }))
    }

    /// Archives a definition, or takes it out of the archive. `false` if there is none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archive_definition<I: DefinitionId>(
        &self,
        service: &Service,
        id: I,
        archived: bool,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let known = newest(&mut change.transaction, service.id, id).await?;
        let Some(known) = known else { return Ok(false) };
        if known.is_archived == archived {
            return Ok(true);
        }
        let text = format!("UPDATE {} SET archived = $1 WHERE id = $2", I::Of::TABLE);
        sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(archived))
            .bind(id.bare())
            .execute(&mut *change.transaction)
            .await?;
        let [.., in_archive, restored] = I::Of::ACTIONS;
        let action = if archived { in_archive } else { restored };
        change.commit(Entry::new(action, &known.now.name).of(service)).await?;
        Ok(true)
    }

    /// Adds a version, and to the entry what it says.
    async fn add_version<D: Definition>(
        &self,
        change: &mut Change,
        id: D::Id,
        (version, named): (i64, Named<D>),
        entry: Entry,
    ) -> Result<(Version<D>, Entry), ControlError> {
        let made_at = self.control.now();
        let key = D::KEY;
        let columns = listed(D::COLUMNS);
        let places = listed((7..).take(D::COLUMNS.len()).map(|place| format!("${place}")));
        let text = format!(
            "INSERT INTO {key}_versions ({key}, version, name, description, made_by, made_at{columns}) \
             VALUES ($1, $2, $3, $4, $5, $6{places})"
        );
        let Named { name, description, says } = named;
        let texts = says.columns()?;
        let insert = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(id.bare())
            .bind(version)
            .bind(&name)
            .bind(&description)
            .bind(self.actor_name())
            .bind(made_at.as_microsecond());
        let insert = texts.iter().fold(insert, sqlx::query::Query::bind);
        insert.execute(&mut *change.transaction).await?;
        let told = says.told(&texts).into_iter();
        let entry = told.fold(entry, |entry, (name, value)| entry.with(name, value));
        let made_by = self.actor_name().to_owned();
        Ok((Version { version, name, description, says, made_by, made_at }, entry))
    }
}

impl Control {
    /// All definitions of a kind that a service has, archived ones too, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn definitions<D: Definition>(
        &self,
        service: ServiceId,
    ) -> Result<Vec<Stored<D>>, ControlError> {
        let all = select::<D>();
        let text = format!("{all} AND v.version = d.version WHERE d.service = $1 ORDER BY d.name");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(stored_from).collect()
    }

    /// One definition of a service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn definition<I: DefinitionId>(
        &self,
        service: ServiceId,
        id: I,
    ) -> Result<Option<Stored<I::Of>>, ControlError> {
        newest(&mut *self.pool().acquire().await?, service, id).await
    }

    /// Every version of a definition, the newest first; none of one that another service has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn definition_versions<I: DefinitionId>(
        &self,
        service: ServiceId,
        id: I,
    ) -> Result<Vec<Version<I::Of>>, ControlError> {
        let all = select::<I::Of>();
        let text = format!("{all} WHERE d.service = $1 AND d.id = $2 ORDER BY v.version DESC");
        let rows = of_one(text, service, id).fetch_all(self.pool()).await?;
        rows.iter().map(version_from).collect()
    }
}

/// A value of a stored definition that cannot be read or written.
pub(crate) fn broken<D: Definition>(error: &dyn std::fmt::Display) -> ControlError {
    ControlError::Value { what: D::KEY, reason: error.to_string() }
}

/// A row of [`select`].
pub(crate) fn stored_from<D: Definition>(row: &SqliteRow) -> Result<Stored<D>, ControlError> {
    Ok(Stored {
        id: D::Id::stored(row.try_get("id")?),
        now: version_from(row)?,
        is_archived: row.try_get::<i64, _>("archived")? != 0,
    })
}

fn version_from<D: Definition>(row: &SqliteRow) -> Result<Version<D>, ControlError> {
    let columns = D::COLUMNS.iter().map(|column| row.try_get(*column));
    let columns: Vec<&str> = columns.collect::<Result<_, _>>()?;
    Ok(Version {
        version: row.try_get("version")?,
        name: row.try_get("name")?,
        description: row.try_get("description")?,
        says: D::read(&columns)?,
        made_by: row.try_get("made_by")?,
        made_at: stored_time(row.try_get("made_at")?)?,
    })
}
