//! Questions that people keep under a name. A name is another one within a service.

use jiff::Timestamp;
use lotse_domain::{audit::Action, ids::ServiceId, query::QuestionPlace, service::Service};
use sqlx::Row as _;

use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    numbers::number,
    services::service_id,
    store::{Control, stored_time},
};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;
/// The longest parameters, in bytes.
pub const LONGEST_PARAMETERS: usize = 8_000;
/// The most questions of one service.
pub const MOST_QUESTIONS: i64 = 500;
/// Rows that are in memory at once when all are looked through.
const PIECE: i64 = 1000;

number! {
    /// The number of a saved question.
    QuestionId
}

/// A question that somebody saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuestion {
    /// Its number.
    pub id: QuestionId,
    /// Where it is asked.
    pub place: QuestionPlace,
    /// What it is called.
    pub name: String,
    /// The parameters of its address.
    pub parameters: String,
    /// The name of who saved it, as it was then.
    pub saved_by: String,
    /// When.
    pub saved_at: Timestamp,
}

/// Why a question was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSaved {
    /// It has no name.
    NoName,
    /// The name is too long.
    LongName,
    /// Another question of the service has the name.
    NameTaken,
    /// The parameters are too long.
    LongParameters,
    /// The service has as many as it may.
    TooMany,
}

impl Changes<'_> {
    /// Saves a question of a service under a name.
    ///
    /// # Errors
    /// When the database fails. Why it may not be saved is an answer.
    pub async fn save_question(
        &self,
        service: &Service,
        place: QuestionPlace,
        name: &str,
        parameters: &str,
    ) -> Result<Result<SavedQuestion, NotSaved>, ControlError> {
        let name = name.trim();
        if name.is_empty() {
            return Ok(Err(NotSaved::NoName));
        }
        if name.chars().count() > LONGEST_NAME {
            return Ok(Err(NotSaved::LongName));
        }
        if parameters.len() > LONGEST_PARAMETERS {
            return Ok(Err(NotSaved::LongParameters));
        }
        let mut change = self.begin().await?;
        let count: i64 = sqlx::query("SELECT COUNT(*) FROM saved_questions WHERE service = $1")
            .bind(i64::from(service.id.number()))
            .fetch_one(&mut *change.transaction)
            .await?
            .try_get(0)?;
        if count >= MOST_QUESTIONS {
            return Ok(Err(NotSaved::TooMany));
        }
        let saved_at = self.control.now();
        let saved = sqlx::query(
            "INSERT INTO saved_questions (service, place, name, parameters, saved_by, saved_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (service, name) DO NOTHING RETURNING id",
        )
        .bind(i64::from(service.id.number()))
        .bind(place.as_str())
        .bind(name)
        .bind(parameters)
        .bind(self.actor_name())
        .bind(saved_at.as_microsecond())
        .fetch_optional(&mut *change.transaction)
        .await?;
        let Some(row) = saved else { return Ok(Err(NotSaved::NameTaken)) };
        let entry = Entry::new(Action::QuestionSaved, name).of(service);
        change.commit(entry.with("place", place.as_str())).await?;
        Ok(Ok(SavedQuestion {
            id: QuestionId::new(row.try_get(0)?),
            place,
            name: name.to_owned(),
            parameters: parameters.to_owned(),
            saved_by: self.actor_name().to_owned(),
            saved_at,
        }))
    }

    /// Deletes a saved question of a service. `false` if there is none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_question(
        &self,
        service: &Service,
        question: QuestionId,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let deleted = sqlx::query(
            "DELETE FROM saved_questions WHERE service = $1 AND id = $2 RETURNING name",
        )
        .bind(i64::from(service.id.number()))
        .bind(question.number())
        .fetch_optional(&mut *change.transaction)
        .await?;
        let Some(row) = deleted else { return Ok(false) };
        let entry = Entry::new(Action::QuestionDeleted, row.try_get(0)?).of(service);
        change.commit(entry).await?;
        Ok(true)
    }
}

impl Control {
    /// The saved questions of a service, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn saved_questions(
        &self,
        service: ServiceId,
    ) -> Result<Vec<SavedQuestion>, ControlError> {
        let rows = sqlx::query(
            "SELECT id, place, name, parameters, saved_by, saved_at FROM saved_questions \
             WHERE service = $1 ORDER BY name",
        )
        .bind(i64::from(service.number()))
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(question_from).collect()
    }

    /// The saved questions of all services that are `wanted`, by service and name. Only what is wanted is kept
    /// in memory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_questions(
        &self,
        wanted: impl Fn(ServiceId, &SavedQuestion) -> bool,
    ) -> Result<Vec<(ServiceId, SavedQuestion)>, ControlError> {
        let (mut found, mut after) = (Vec::new(), i64::MIN);
        loop {
            let rows = sqlx::query(
                "SELECT id, place, name, parameters, saved_by, saved_at, service \
                 FROM saved_questions WHERE id > $1 ORDER BY id LIMIT $2",
            )
            .bind(after)
            .bind(PIECE)
            .fetch_all(self.pool())
            .await?;
            let Some(last) = rows.last() else { break };
            after = last.try_get(0)?;
            for row in &rows {
                let (service, question) = (service_id(row.try_get(6)?)?, question_from(row)?);
                if wanted(service, &question) {
                    found.push((service, question));
                }
            }
        }
        found.sort_by(|(a, of_a), (b, of_b)| (a, &of_a.name).cmp(&(b, &of_b.name)));
        Ok(found)
    }
}

fn question_from(row: &sqlx::sqlite::SqliteRow) -> Result<SavedQuestion, ControlError> {
    Ok(SavedQuestion {
        id: QuestionId::new(row.try_get(0)?),
        place: row.try_get::<&str, _>(1)?.parse()?,
        name: row.try_get(2)?,
        parameters: row.try_get(3)?,
        saved_by: row.try_get(4)?,
        saved_at: stored_time(row.try_get(5)?)?,
    })
}
