//! A comment as it lies in the inbox.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use lotse_domain::{
    Count,
    ids::{AuthorityCode, ServiceId},
    inbox::CommentState,
    language::LanguageTag,
    privacy::Undisclosed,
    survey::code::QuestionCode,
};
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection, sqlite::SqliteRow};
use uuid::Uuid;

use super::{CommentId, notes::Note};
use crate::{
    error::ControlError,
    store::Control,
    surveys::SurveyId,
    users::{User, UserId},
};

/// What somebody wrote, and how far somebody got with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its number.
    pub id: CommentId,
    /// How often its work was changed, and once for its coming.
    pub version: i64,
    /// The survey.
    pub survey: SurveyId,
    /// The published version of it.
    pub survey_version: i64,
    /// The question that it answers.
    pub question: QuestionCode,
    /// The response that it is of; none in employee services.
    pub response: Option<Uuid>,
    /// The day on which it was written, in the service's time zone. Nothing finer is kept.
    pub day: Date,
    /// The authority; none in employee services.
    pub authority: Option<AuthorityCode>,
    /// The language that it is in, as far as the program could tell.
    pub language: Option<LanguageTag>,
    /// What was written, redacted.
    pub text: String,
    /// How far somebody got.
    pub state: CommentState,
    /// Who looks after it.
    pub assigned: Option<User>,
    /// Somebody said that it is worth nothing.
    pub is_spam: bool,
    /// It was written by staff who tried the survey out.
    pub is_test: bool,
    /// Words that staff gave it.
    pub tags: BTreeSet<String>,
    /// Whether the response left an address.
    pub has_contact: bool,
}

/// A comment with what staff wrote beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentWithNotes {
    /// The comment.
    pub comment: Comment,
    /// Its notes, the oldest first.
    pub notes: Vec<Note>,
}

/// What a comment is read from, in this order. Comments are `c`.
pub(super) const COLUMNS: &str = "c.id, c.version, c.survey, c.survey_version, c.question, \
     c.response, c.authority, c.language, c.text, c.state, c.is_spam, c.is_test, \
     c.assigned, (SELECT u.name FROM users u WHERE u.id = c.assigned), \
     EXISTS (SELECT 1 FROM contacts k WHERE k.service = c.service AND k.response = c.response)";

impl Control {
    /// A comment of a service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comment(
        &self,
        service: ServiceId,
        comment: CommentId,
    ) -> Result<Undisclosed<Option<CommentWithNotes>>, ControlError> {
        let mut connection = self.pool().acquire().await?;
        let text = format!("SELECT {COLUMNS} FROM comments c WHERE c.service = $1 AND c.id = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(service.number()))
            .bind(comment.number())
            .fetch_optional(&mut *connection)
            .await?;
        let Some(row) = row else { return Ok(Undisclosed::seal(None)) };
        let mut found = vec![read(&row)?];
        add_tags(&mut connection, &mut found).await?;
        let notes = super::notes::of(&mut connection, comment).await?;
        Ok(Undisclosed::seal(found.pop().map(|comment| CommentWithNotes { comment, notes })))
    }

    /// How many comments of a service are in each state, without spam and tests.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comment_counts(
        &self,
        service: ServiceId,
    ) -> Result<Undisclosed<Vec<(CommentState, Count)>>, ControlError> {
        let rows = sqlx::query(
            "SELECT state, COUNT(*) FROM comments \
             WHERE service = $1 AND is_spam = 0 AND is_test = 0 GROUP BY state",
        )
        .bind(i64::from(service.number()))
        .fetch_all(self.pool())
        .await?;
        let mut counted = HashMap::new();
        for row in rows {
            let state: CommentState = row.try_get::<&str, _>(0)?.parse()?;
            counted.insert(state, u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0));
        }
        let count = |state: &CommentState| {
            (*state, Count::new(counted.get(state).copied().unwrap_or_default()))
        };
        Ok(Undisclosed::seal(CommentState::ALL.iter().map(count).collect()))
    }

    /// The tags that comments of a service have, by word, each with how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn comment_tags(
        &self,
        service: ServiceId,
    ) -> Result<Undisclosed<Vec<(String, Count)>>, ControlError> {
        let rows = sqlx::query(
            "SELECT t.tag, COUNT(*) FROM comment_tags t JOIN comments c ON c.id = t.comment \
             WHERE c.service = $1 GROUP BY t.tag ORDER BY t.tag",
        )
        .bind(i64::from(service.number()))
        .fetch_all(self.pool())
        .await?;
        let read = |row: &SqliteRow| {
            let count = u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0);
            Ok((row.try_get(0)?, Count::new(count)))
        };
        rows.iter().map(read).collect::<Result<_, ControlError>>().map(Undisclosed::seal)
    }
}

/// A row of [`COLUMNS`]; its tags are not read yet.
pub(super) fn read(row: &SqliteRow) -> Result<Comment, ControlError> {
    let id = CommentId::new(row.try_get(0)?);
    let response: Option<Vec<u8>> = row.try_get(5)?;
    let authority: Option<&str> = row.try_get(6)?;
    let language: Option<&str> = row.try_get(7)?;
    let assigned: Option<i64> = row.try_get(12)?;
    let name: Option<String> = row.try_get(13)?;
    Ok(Comment {
        id,
        version: row.try_get(1)?,
        survey: SurveyId::new(row.try_get(2)?),
        survey_version: row.try_get(3)?,
        question: row
            .try_get::<&str, _>(4)?
            .parse()
            .map_err(|error| broken("question of a comment", &error))?,
        response: response
            .map(|bytes| Uuid::from_slice(&bytes))
            .transpose()
            .map_err(|error| broken("response of a comment", &error))?,
        day: id.day()?,
        authority: authority.map(AuthorityCode::new).transpose()?,
        language: language
            .map(LanguageTag::new)
            .transpose()
            .map_err(|error| broken("language of a comment", &error))?,
        text: row.try_get(8)?,
        state: row.try_get::<&str, _>(9)?.parse()?,
        assigned: assigned.zip(name).map(|(id, name)| User { id: UserId::new(id), name }),
        is_spam: row.try_get::<i64, _>(10)? != 0,
        is_test: row.try_get::<i64, _>(11)? != 0,
        tags: BTreeSet::new(),
        has_contact: row.try_get::<i64, _>(14)? != 0,
    })
}

/// Reads the tags of comments.
pub(super) async fn add_tags(
    connection: &mut SqliteConnection,
    comments: &mut [Comment],
) -> Result<(), ControlError> {
    if comments.is_empty() {
        return Ok(());
    }
    let mut query =
        QueryBuilder::<Sqlite>::new("SELECT comment, tag FROM comment_tags WHERE comment IN (");
    let mut list = query.separated(", ");
    for comment in comments.iter() {
        list.push_bind(comment.id.number());
    }
    query.push(")");
    let mut tags: HashMap<i64, BTreeSet<String>> = HashMap::new();
    for row in query.build().fetch_all(connection).await? {
        tags.entry(row.try_get(0)?).or_default().insert(row.try_get(1)?);
    }
    for comment in comments {
        comment.tags = tags.remove(&comment.id.number()).unwrap_or_default();
    }
    Ok(())
}

fn broken(what: &'static str, error: &dyn std::fmt::Display) -> ControlError {
    ControlError::Value { what, reason: error.to_string() }
}
