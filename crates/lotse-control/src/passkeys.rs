//! Passkeys of people: public keys by which they sign in with nothing to remember or steal.
//!
//! What a key says is checked where the ceremony is held; here it is kept as it came.

use jiff::Timestamp;
use lotse_domain::audit::Action;
use sqlx::Row as _;

use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    numbers::number,
    sign_ins::{Device, SignInState, Token},
    store::{Control, stored_time},
    users::{User, UserId, user_from},
};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 80;
/// Passkeys that one person may have.
pub const MOST_PASSKEYS: i64 = 20;

number! {
    /// The number of a passkey, by which it is taken away.
    PasskeyId
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPasskey {
    /// Its number.
    pub id: PasskeyId,
    /// Whose.
    pub user: User,
    /// What it is called.
    pub name: String,
    /// What the device calls it.
    pub credential_id: Vec<u8>,
    /// The public key with all that belongs to it, as the ceremony writes it.
    pub credential: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When somebody last signed in with it.
    pub last_used_at: Option<Timestamp>,
}

/// Why a passkey was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// It has no name.
    NoName,
    /// The name is too long.
    LongName,
    /// It is kept already, for this person or another.
    Known,
    /// The person has as many as they may.
    TooMany,
}

const PASSKEYS: &str = "SELECT u.id, u.name, p.id, p.name, p.credential_id, p.credential, \
     p.created_at, p.last_used_at FROM passkeys p JOIN users u ON u.id = p.user_id";

impl Control {
    /// The passkeys of a person, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkeys(&self, user: UserId) -> Result<Vec<KeptPasskey>, ControlError> {
        let sql = format!("{PASSKEYS} WHERE p.user_id = $1 ORDER BY p.name, p.id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(user.number())
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(passkey_from).collect()
    }

    /// The passkey that a device calls so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey(&self, credential_id: &[u8]) -> Result<Option<KeptPasskey>, ControlError> {
        let sql = format!("{PASSKEYS} WHERE p.credential_id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(credential_id)
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(passkey_from).transpose()
    }

    /// What devices know a person by: 128 bits that say nothing about them.
    pub fn passkey_handle(&self, user: UserId) -> [u8; 16] {
        let secret = self.derive_for_all(&format!("passkey handle\n{}", user.number()));
        let mut handle = [0; 16];
        handle.copy_from_slice(&secret.bytes()[..16]);
        handle
    }

    /// Opens a session for whoever has just proved to have a passkey. It is possession and a check of the
    /// person in one, so no second factor is asked for. `credential` is what the ceremony says to keep
    /// from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_with_passkey(
        &self,
        passkey: &KeptPasskey,
        credential: &str,
        device: &Device,
    ) -> Result<Token, ControlError> {
        sqlx::query("UPDATE passkeys SET credential = $1, last_used_at = $2 WHERE id = $3")
            .bind(credential)
            .bind(self.now().as_microsecond())
            .bind(passkey.id.number())
            .execute(self.pool())
            .await?;
        self.open_session_in(&passkey.user, device, "passkey", SignInState::Open).await
    }
}

impl Changes<'_> {
    /// Keeps a passkey of a person.
    ///
    /// # Errors
    /// When the database fails. Why it may not be kept is an answer.
    pub async fn add_passkey(
        &self,
        user: &User,
        name: &str,
        credential_id: &[u8],
        credential: &str,
    ) -> Result<Result<(), NotKept>, ControlError> {
        let name = name.trim();
        if name.is_empty() {
            return Ok(Err(NotKept::NoName));
        }
        if name.chars().count() > LONGEST_NAME {
            return Ok(Err(NotKept::LongName));
        }
        let mut change = self.begin().await?;
        let count: i64 = sqlx::query("SELECT COUNT(*) FROM passkeys WHERE user_id = $1")
            .bind(user.id.number())
            .fetch_one(&mut *change.transaction)
            .await?
            .try_get(0)?;
        if count >= MOST_PASSKEYS {
            return Ok(Err(NotKept::TooMany));
        }
        let kept = sqlx::query(
            "INSERT INTO passkeys (user_id, credential_id, credential, name, created_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (credential_id) DO NOTHING",
        )
        .bind(user.id.number())
        .bind(credential_id)
        .bind(credential)
        .bind(name)
        .bind(self.control.now().as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        if kept.rows_affected() == 0 {
            return Ok(Err(NotKept::Known));
        }
        change
            .commit(Entry::new(Action::PasskeyAdded, name).with("owner", user.name.as_str()))
            .await?;
        Ok(Ok(()))
    }

    /// Takes a passkey of a person away. `false` if they have none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_passkey(
        &self,
        user: &User,
        passkey: PasskeyId,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let removed =
            sqlx::query("DELETE FROM passkeys WHERE id = $1 AND user_id = $2 RETURNING name")
                .bind(passkey.number())
                .bind(user.id.number())
                .fetch_optional(&mut *change.transaction)
                .await?;
        let Some(row) = removed else { return Ok(false) };
        let entry = Entry::new(Action::PasskeyRemoved, row.try_get(0)?);
        change.commit(entry.with("owner", user.name.as_str())).await?;
        Ok(true)
    }
}

fn passkey_from(row: &sqlx::sqlite::SqliteRow) -> Result<KeptPasskey, ControlError> {
    let last_used_at: Option<i64> = row.try_get(7)?;
    Ok(KeptPasskey {
        id: PasskeyId::new(row.try_get(2)?),
        user: user_from(row)?,
        name: row.try_get(3)?,
        credential_id: row.try_get(4)?,
        credential: row.try_get(5)?,
        created_at: stored_time(row.try_get(6)?)?,
        last_used_at: last_used_at.map(stored_time).transpose()?,
    })
}
