//! Tasks of services with all their versions. A version is never changed: a change of a task adds one, so that a figure
//! can say by which words it was counted.

use jiff::Timestamp;
use lotse_domain::{
    audit::Action,
    ids::ServiceId,
    service::Service,
    task::{TaskDraft, form::TaskForm},
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
/// The most tasks of one service, archived ones among them.
pub const MOST_TASKS: i64 = 100;

number! {
    /// The number of a task.
    TaskId
}

/// One version of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskVersion {
    /// Its number, from 1.
    pub version: i64,
    /// What it says.
    pub says: TaskDraft,
    /// The name of who made it, as it was then.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// A task as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTask {
    /// Its number.
    pub id: TaskId,
    /// Its newest version.
    pub now: TaskVersion,
    /// Nobody is shown it any more; its address still works.
    pub is_archived: bool,
}

/// Why a task was not made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotATask {
    /// It has no name.
    NoName,
    /// The name is too long.
    LongName,
    /// Another task of the service has the name.
    NameTaken,
    /// The description is too long.
    LongDescription,
    /// The service has as many as it may.
    TooMany,
    /// There is no such task.
    Gone,
    /// Somebody changed it meanwhile.
    Outdated,
}

/// What a draft says, without white space around it; or why it cannot be.
fn checked(draft: &TaskDraft) -> Result<TaskDraft, NotATask> {
    let clean = TaskDraft {
        name: draft.name.trim().to_owned(),
        description: draft.description.trim().to_owned(),
        task: draft.task.clone(),
    };
    if clean.name.is_empty() {
        Err(NotATask::NoName)
    } else if clean.name.chars().count() > LONGEST_NAME {
        Err(NotATask::LongName)
    } else if clean.description.chars().count() > LONGEST_DESCRIPTION {
        Err(NotATask::LongDescription)
    } else {
        Ok(clean)
    }
}

const COLUMNS: &str = "SELECT t.id, t.archived, v.version, v.name, v.description, v.says, v.made_by, \
     v.made_at FROM tasks t JOIN task_versions v ON v.task = t.id";

/// The newest version of one task of a service.
async fn newest(
    connection: &mut SqliteConnection,
    service: ServiceId,
    task: TaskId,
) -> Result<Option<StoredTask>, ControlError> {
    let text = format!("{COLUMNS} AND v.version = t.version WHERE t.service = $1 AND t.id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(i64::from(service.number()))
        .bind(task.number())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(task_from).transpose()
}

impl Changes<'_> {
    /// Makes a task of a service.
    ///
    /// # Errors
    /// When the database fails. Why it may not be made is an answer.
    pub async fn add_task(
        &self,
        service: &Service,
        draft: &TaskDraft,
    ) -> Result<Result<StoredTask, NotATask>, ControlError> {
        let says = match checked(draft) {
            Ok(says) => says,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let of_service = i64::from(service.id.number());
        let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM tasks WHERE service = $1")
            .bind(of_service)
            .fetch_one(&mut *change.transaction)
            .await?;
        if known >= MOST_TASKS {
            return Ok(Err(NotATask::TooMany));
        }
        let id: Option<i64> = sqlx::query_scalar(
            "INSERT INTO tasks (service, name, version, archived) VALUES ($1, $2, 1, 0) \
             ON CONFLICT (service, name) DO NOTHING RETURNING id",
        )
        .bind(of_service)
        .bind(&says.name)
        .fetch_optional(&mut *change.transaction)
        .await?;
        let Some(id) = id.map(TaskId::new) else { return Ok(Err(NotATask::NameTaken)) };
        let now = self.add_task_version(&mut change, id, 1, says).await?;
        let entry = Entry::new(Action::TaskAdded, &now.says.name).of(service);
        change.commit(entry.with("says", written(&now.says)?)).await?;
        Ok(Ok(StoredTask { id, now, is_archived: false }))
    }

    /// Changes a task, if `version` is still the newest. Where it says the same as before, nothing is changed.
    ///
    /// # Errors
    /// When the database fails. Why it may not be changed is an answer.
    pub async fn change_task(
        &self,
        service: &Service,
        task: TaskId,
        version: i64,
        draft: &TaskDraft,
    ) -> Result<Result<StoredTask, NotATask>, ControlError> {
        let says = match checked(draft) {
            Ok(says) => says,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let known = newest(&mut change.transaction, service.id, task).await?;
        let Some(known) = known else { return Ok(Err(NotATask::Gone)) };
        if known.now.says == says {
            return Ok(Ok(known));
        }
        if known.now.version != version {
            return Ok(Err(NotATask::Outdated));
        }
        let version = version.saturating_add(1);
        let changed = sqlx::query(
            "UPDATE tasks SET name = $1, version = $2 WHERE id = $3 AND NOT EXISTS \
             (SELECT 1 FROM tasks WHERE service = $4 AND name = $1 AND id <> $3)",
        )
        .bind(&says.name)
        .bind(version)
        .bind(task.number())
        .bind(i64::from(service.id.number()))
        .execute(&mut *change.transaction)
        .await?;
        if changed.rows_affected() == 0 {
            return Ok(Err(NotATask::NameTaken));
        }
        let now = self.add_task_version(&mut change, task, version, says).await?;
        let entry = Entry::new(Action::TaskChanged, &now.says.name).of(service);
        change.commit(entry.with("version", version).with("says", written(&now.says)?)).await?;
        Ok(Ok(StoredTask { id: task, now, is_archived: known.is_archived }))
    }

    /// Archives a task, or takes it out of the archive. `false` if there is none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archive_task(
        &self,
        service: &Service,
        task: TaskId,
        archived: bool,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let known = newest(&mut change.transaction, service.id, task).await?;
        let Some(known) = known else { return Ok(false) };
        if known.is_archived == archived {
            return Ok(true);
        }
        sqlx::query("UPDATE tasks SET archived = $1 WHERE id = $2")
            .bind(i64::from(archived))
            .bind(task.number())
            .execute(&mut *change.transaction)
            .await?;
        let action = if archived { Action::TaskArchived } else { Action::TaskRestored };
        change.commit(Entry::new(action, &known.now.says.name).of(service)).await?;
        Ok(true)
    }

    async fn add_task_version(
        &self,
        change: &mut Change,
        task: TaskId,
        version: i64,
        says: TaskDraft,
    ) -> Result<TaskVersion, ControlError> {
        let made_at = self.control.now();
        sqlx::query(
            "INSERT INTO task_versions (task, version, name, description, says, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(task.number())
        .bind(version)
        .bind(&says.name)
        .bind(&says.description)
        .bind(written(&says)?)
        .bind(self.actor_name())
        .bind(made_at.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        Ok(TaskVersion { version, says, made_by: self.actor_name().to_owned(), made_at })
    }
}

impl Control {
    /// The tasks of a service, archived ones too, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tasks(&self, service: ServiceId) -> Result<Vec<StoredTask>, ControlError> {
        let text =
            format!("{COLUMNS} AND v.version = t.version WHERE t.service = $1 ORDER BY t.name");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(task_from).collect()
    }

    /// One task of a service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn task(
        &self,
        service: ServiceId,
        task: TaskId,
    ) -> Result<Option<StoredTask>, ControlError> {
        newest(&mut *self.pool().acquire().await?, service, task).await
    }

    /// Every version of a task, the newest first; none of a task that another service has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn task_versions(
        &self,
        service: ServiceId,
        task: TaskId,
    ) -> Result<Vec<TaskVersion>, ControlError> {
        let text = format!("{COLUMNS} WHERE t.service = $1 AND t.id = $2 ORDER BY v.version DESC");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .bind(task.number())
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(version_from).collect()
    }
}

/// What a task says, as it is stored.
fn written(says: &TaskDraft) -> Result<String, ControlError> {
    serde_json::to_string(&TaskForm::from(&says.task)).map_err(|error| broken(&error))
}

fn broken(error: &dyn std::fmt::Display) -> ControlError {
    ControlError::Value { what: "task", reason: error.to_string() }
}

fn task_from(row: &SqliteRow) -> Result<StoredTask, ControlError> {
    Ok(StoredTask {
        id: TaskId::new(row.try_get(0)?),
        now: version_from(row)?,
        is_archived: row.try_get::<i64, _>(1)? != 0,
    })
}

fn version_from(row: &SqliteRow) -> Result<TaskVersion, ControlError> {
    let form: TaskForm = serde_json::from_str(row.try_get(5)?).map_err(|error| broken(&error))?;
    Ok(TaskVersion {
        version: row.try_get(2)?,
        says: TaskDraft {
            name: row.try_get(3)?,
            description: row.try_get(4)?,
            task: form.task().map_err(|error| broken(&error))?,
        },
        made_by: row.try_get(6)?,
        made_at: stored_time(row.try_get(7)?)?,
    })
}
