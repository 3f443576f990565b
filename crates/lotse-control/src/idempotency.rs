//! Requests that may come twice because an answer was lost: done once, answered the same each time.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use crate::{error::ControlError, store::Control, users::UserId};

/// How long an answer is remembered.
pub const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// The longest key, in bytes.
pub const LONGEST_KEY: usize = 200;
/// After so long a first request is taken for lost, and the next one does the work.
const LOST_AFTER: SignedDuration = SignedDuration::from_mins(2);

/// What is known of a request under this key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// Nothing: it is to be done now.
    First,
    /// It was done; this was answered.
    Answered(String),
    /// It is being done at this moment.
    Running,
    /// Something else was asked under the key.
    OtherRequest,
}

impl Control {
    /// Looks a request up, and claims it if nobody has. `request` is all of it that matters, as bytes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_request(
        &self,
        user: UserId,
        key: &str,
        request: &[u8],
    ) -> Result<Repeated, ControlError> {
        let before = |span| self.now().checked_sub(span).unwrap_or(Timestamp::MIN).as_microsecond();
        sqlx::query("DELETE FROM repeated_requests WHERE at < $1 OR (answer IS NULL AND at < $2)")
            .bind(before(REMEMBERED))
            .bind(before(LOST_AFTER))
            .execute(self.pool())
            .await?;
        let hash = Sha256::digest(request).to_vec();
        let claimed = sqlx::query(
            "INSERT INTO repeated_requests (user_id, key, request, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (user_id, key) DO NOTHING",
        )
        .bind(user.number())
        .bind(key)
        .bind(&hash)
        .bind(self.now().as_microsecond())
        .execute(self.pool())
        .await?;
        if claimed.rows_affected() == 1 {
            return Ok(Repeated::First);
        }
        let row = sqlx::query(
            "SELECT request, answer FROM repeated_requests WHERE user_id = $1 AND key = $2",
        )
        .bind(user.number())
        .bind(key)
        .fetch_optional(self.pool())
        .await?;
        // It was given up between the two statements: the caller tries again.
        let Some(row) = row else { return Ok(Repeated::Running) };
        if row.try_get::<Vec<u8>, _>(0)? != hash {
            return Ok(Repeated::OtherRequest);
        }
        let answer: Option<String> = row.try_get(1)?;
        Ok(answer.map_or(Repeated::Running, Repeated::Answered))
    }

    /// Remembers what was answered; `None` gives the claim up, since nothing was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answer_request(
        &self,
        user: UserId,
        key: &str,
        answer: Option<&str>,
    ) -> Result<(), ControlError> {
        let statement = match answer {
            Some(_) => "UPDATE repeated_requests SET answer = $3 WHERE user_id = $1 AND key = $2",
            None => "DELETE FROM repeated_requests WHERE user_id = $1 AND key = $2 AND $3 IS NULL",
        };
        sqlx::query(statement)
            .bind(user.number())
            .bind(key)
            .bind(answer)
            .execute(self.pool())
            .await?;
        Ok(())
    }
}
