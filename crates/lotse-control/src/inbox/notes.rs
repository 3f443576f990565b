//! What staff write beside a comment. Notes stand for themselves: the audit log tells that there was one, and not what it said.

use jiff::Timestamp;
use lotse_domain::{audit::Action, service::Service};
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

use super::CommentId;
use crate::{
    audit::{Change, Changes, Entry},
    error::ControlError,
    numbers::number,
    store::stored_time,
};

/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 2_000;
/// The most notes of one comment.
pub const MOST_NOTES: i64 = 100;

number! {
    /// The number of a note.
    NoteId
}

/// A note beside a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its number.
    pub id: NoteId,
    /// What it says.
    pub text: String,
    /// The name of who wrote it, as it was then.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// Why a note was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNoted {
    /// There is no such comment.
    Gone,
    /// It says nothing.
    Blank,
    /// It is longer than [`LONGEST_NOTE`].
    Long,
    /// The comment has as many as it may: [`MOST_NOTES`].
    TooMany,
}

impl Changes<'_> {
    /// Writes a note beside a comment.
    ///
    /// # Errors
    /// When the database fails. Why it was not written is an answer.
    pub async fn add_note(
        &self,
        service: &Service,
        comment: CommentId,
        text: &str,
    ) -> Result<Result<Note, NotNoted>, ControlError> {
        let text = text.trim().replace("\r\n", "\n");
        if text.is_empty() {
            return Ok(Err(NotNoted::Blank));
        }
        if text.chars().count() > LONGEST_NOTE {
            return Ok(Err(NotNoted::Long));
        }
        let mut change = self.begin().await?;
        if !is_there(&mut change, service, comment).await? {
            return Ok(Err(NotNoted::Gone));
        }
        let known: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM comment_notes WHERE comment = $1")
                .bind(comment.number())
                .fetch_one(&mut *change.transaction)
                .await?;
        if known >= MOST_NOTES {
            return Ok(Err(NotNoted::TooMany));
        }
        let (made_by, made_at) = (self.actor_name().to_owned(), self.control.now());
        let id: i64 = sqlx::query_scalar(
            "INSERT INTO comment_notes (comment, text, made_by, made_at) VALUES ($1, $2, $3, $4) \
             RETURNING id",
        )
        .bind(comment.number())
        .bind(&text)
        .bind(&made_by)
        .bind(made_at.as_microsecond())
        .fetch_one(&mut *change.transaction)
        .await?;
        let entry = Entry::new(Action::CommentNoted, &comment.number().to_string()).of(service);
        change.commit(entry.with("note", id)).await?;
        Ok(Ok(Note { id: NoteId::new(id), text, made_by, made_at }))
    }

    /// Deletes a note of a comment. `false` if there is none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_note(
        &self,
        service: &Service,
        comment: CommentId,
        note: NoteId,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        if !is_there(&mut change, service, comment).await? {
            return Ok(false);
        }
        let done = sqlx::query("DELETE FROM comment_notes WHERE id = $1 AND comment = $2")
            .bind(note.number())
            .bind(comment.number())
            .execute(&mut *change.transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let subject = comment.number().to_string();
        let entry = Entry::new(Action::CommentNoteDeleted, &subject).of(service);
        change.commit(entry.with("note", note.number())).await?;
        Ok(true)
    }
}

async fn is_there(
    change: &mut Change,
    service: &Service,
    comment: CommentId,
) -> Result<bool, ControlError> {
    let row = sqlx::query("SELECT 1 FROM comments WHERE id = $1 AND service = $2")
        .bind(comment.number())
        .bind(i64::from(service.id.number()))
        .fetch_optional(&mut *change.transaction)
        .await?;
    Ok(row.is_some())
}

/// The notes of a comment, the oldest first.
pub(super) async fn of(
    connection: &mut SqliteConnection,
    comment: CommentId,
) -> Result<Vec<Note>, ControlError> {
    let rows = sqlx::query(
        "SELECT id, text, made_by, made_at FROM comment_notes WHERE comment = $1 ORDER BY id",
    )
    .bind(comment.number())
    .fetch_all(connection)
    .await?;
    let note = |row: &SqliteRow| {
        Ok(Note {
            id: NoteId::new(row.try_get(0)?),
            text: row.try_get(1)?,
            made_by: row.try_get(2)?,
            made_at: stored_time(row.try_get(3)?)?,
        })
    };
    rows.iter().map(note).collect()
}
