//! Proof of who somebody is: one-time links and the sessions they open.
//!
//! Tokens are 256 random bits; the database holds only their SHA-256, so that a stolen copy signs
//! nobody in.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::Row;

use crate::{
    error::ControlError,
    store::{Control, stored_time},
    users::{User, UserId, user_from},
};

/// How long a one-time link is good.
pub const LINK_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// How long a session lasts without use.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(60 * 8);
/// How long a session lasts at most.
pub const SESSION_LONGEST: SignedDuration = SignedDuration::from_hours(24 * 7);
/// How often use is written down, so that reading a page does not always write.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A secret text of 256 random bits in hexadecimal.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    fn from_random(bytes: [u8; 32]) -> Self {
        use fmt::Write as _;
        Self(bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _written = write!(text, "{byte:02x}");
            text
        }))
    }

    /// Reads a token from a request. Whether it is good is another question.
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The token, for the link or cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Who.
    pub user: User,
    /// Must come back with every form, so that other sites cannot send forms in their name.
    pub form_token: String,
}

impl Control {
    /// Makes a one-time link's token for a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_sign_in_link(&self, user: UserId) -> Result<Token, ControlError> {
        let token = Token::from_random(self.random());
        let expires_at = self.now().checked_add(LINK_LIFE).unwrap_or(Timestamp::MAX);
        sqlx::query("DELETE FROM sign_in_links WHERE expires_at <= $1")
            .bind(self.now().as_microsecond())
            .execute(self.pool())
            .await?;
        sqlx::query(
            "INSERT INTO sign_in_links (token_hash, user_id, expires_at) VALUES ($1, $2, $3)",
        )
        .bind(token.hash())
        .bind(user.number())
        .bind(expires_at.as_microsecond())
        .execute(self.pool())
        .await?;
        Ok(token)
    }

    /// Whether a link's token could be redeemed now. Looking does not use it up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_link_is_good(&self, token: &Token) -> Result<bool, ControlError> {
        let row =
            sqlx::query("SELECT 1 FROM sign_in_links WHERE token_hash = $1 AND expires_at > $2")
                .bind(token.hash())
                .bind(self.now().as_microsecond())
                .fetch_optional(self.pool())
                .await?;
        Ok(row.is_some())
    }

    /// Uses a link up and opens a session; `None` when the link is unknown, used or expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn redeem_sign_in_link(&self, token: &Token) -> Result<Option<Token>, ControlError> {
        let now = self.now();
        let mut transaction = self.pool().begin().await?;
        let redeemed = sqlx::query(
            "DELETE FROM sign_in_links WHERE token_hash = $1 AND expires_at > $2 RETURNING user_id",
        )
        .bind(token.hash())
        .bind(now.as_microsecond())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = redeemed else { return Ok(None) };
        let user: i64 = row.try_get(0)?;
        let session = Token::from_random(self.random());
        let form_token = Token::from_random(self.random());
        sqlx::query(
            "INSERT INTO sessions (token_hash, user_id, form_token, created_at, last_used_at) \
             VALUES ($1, $2, $3, $4, $4)",
        )
        .bind(session.hash())
        .bind(user)
        .bind(form_token.as_str())
        .bind(now.as_microsecond())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(session))
    }

    /// Who a session belongs to; `None` when it is unknown or has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, token: &Token) -> Result<Option<SignIn>, ControlError> {
        let now = self.now();
        let row = sqlx::query(
            "SELECT u.id, u.name, s.form_token, s.created_at, s.last_used_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1",
        )
        .bind(token.hash())
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (created, used) = (stored_time(row.try_get(3)?)?, stored_time(row.try_get(4)?)?);
        if now.duration_since(used) > SESSION_IDLE || now.duration_since(created) > SESSION_LONGEST
        {
            self.end_session(token).await?;
            return Ok(None);
        }
        if now.duration_since(used) > TOUCH_EVERY {
            sqlx::query("UPDATE sessions SET last_used_at = $1 WHERE token_hash = $2")
                .bind(now.as_microsecond())
                .bind(token.hash())
                .execute(self.pool())
                .await?;
        }
        Ok(Some(SignIn { user: user_from(&row)?, form_token: row.try_get(2)? }))
    }

    /// Ends a session. Ending one that is not there does nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, token: &Token) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
            .bind(token.hash())
            .execute(self.pool())
            .await?;
        Ok(())
    }
}
