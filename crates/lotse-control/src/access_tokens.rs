//! Access tokens: what a person lets a program of theirs do. Each is shown once and kept as a hash.
//!
//! A token never gives more than its owner may at that moment: what it allows is what both allow.

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    audit::Action,
    ids::ServiceId,
    role::{Grants, Permission, Sight},
    service::Service,
};
use sqlx::Row as _;

use crate::{
    audit::{Changes, Entry},
    drawn::{draw, hash},
    error::ControlError,
    numbers::number,
    services::service_id,
    store::{Control, stored_time},
    users::{User, UserId, user_from},
};

/// How a token begins, so that scanners of source code recognise one.
const BEGINS: &str = "lat_";
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 80;
/// Tokens that one person may have.
pub const MOST_TOKENS: i64 = 50;
/// The longest life of a token.
pub const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(366 * 24);
/// How often use is written down.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// What a token can be given. The organization's own matters are looked after by people.
pub const TOKEN_PERMISSIONS: [Permission; 3] =
    [Permission::ReadFigures, Permission::KeepQuestions, Permission::ChangeService];

number! {
    /// The number of a token, by which it is taken away.
    TokenId
}

/// What a token gives to a program: never more than its owner may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenScope {
    /// What it may.
    pub permissions: Vec<Permission>,
    /// In which service alone; `None` for every one that its owner sees.
    pub service: Option<ServiceId>,
}

impl TokenScope {
    /// How much of a service a permission is open for, to a program of somebody with these roles.
    pub fn sight(
        &self,
        grants: &Grants,
        permission: Permission,
        service: ServiceId,
    ) -> Option<Sight> {
        let is_in_scope = self.permissions.contains(&permission)
            && self.service.is_none_or(|only| only == service);
        if is_in_scope { grants.sight(permission, service) } else { None }
    }
}

/// A token as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Its number.
    pub id: TokenId,
    /// Whose.
    pub user: User,
    /// What it is called.
    pub name: String,
    /// What it may.
    pub scope: TokenScope,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// Why a token was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMade {
    /// It has no name.
    NoName,
    /// The name is too long.
    LongName,
    /// The person has one of this name.
    NameTaken,
    /// It gives nothing, or something that a token cannot give.
    NoPermission,
    /// It ends in the past, or later than a token may.
    Life,
    /// The person has as many as they may.
    TooMany,
}

impl Changes<'_> {
    /// Makes a token for a person and gives it back, for the only time.
    ///
    /// # Errors
    /// When the database fails. Why it may not be made is an answer.
    pub async fn make_token(
        &self,
        user: &User,
        name: &str,
        permissions: &[Permission],
        service: Option<&Service>,
        expires_at: Timestamp,
    ) -> Result<Result<String, NotMade>, ControlError> {
        let control = self.control;
        let name = name.trim();
        if name.is_empty() {
            return Ok(Err(NotMade::NoName));
        }
        if name.chars().count() > LONGEST_NAME {
            return Ok(Err(NotMade::LongName));
        }
        if permissions.is_empty() || permissions.iter().any(|p| !TOKEN_PERMISSIONS.contains(p)) {
            return Ok(Err(NotMade::NoPermission));
        }
        let life = expires_at.duration_since(control.now());
        if !life.is_positive() || life > LONGEST_LIFE {
            return Ok(Err(NotMade::Life));
        }
        let words = permissions.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(" ");
        let token = draw(control, BEGINS);
        let mut change = self.begin().await?;
        let count: i64 = sqlx::query("SELECT COUNT(*) FROM access_tokens WHERE user_id = $1")
            .bind(user.id.number())
            .fetch_one(&mut *change.transaction)
            .await?
            .try_get(0)?;
        if count >= MOST_TOKENS {
            return Ok(Err(NotMade::TooMany));
        }
        let made = sqlx::query(
            "INSERT INTO access_tokens (token_hash, user_id, name, permissions, service, created_at, \
             expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (user_id, name) DO NOTHING",
        )
        .bind(hash(&token).to_vec())
        .bind(user.id.number())
        .bind(name)
        .bind(&words)
        .bind(service.map(|service| i64::from(service.id.number())))
        .bind(control.now().as_microsecond())
        .bind(expires_at.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(Err(NotMade::NameTaken));
        }
        let mut entry = Entry::new(Action::TokenMade, name)
            .with("owner", user.name.as_str())
            .with("permissions", words)
            .with("until", expires_at.to_string());
        if let Some(service) = service {
            entry = entry.of(service);
        }
        change.commit(entry).await?;
        Ok(Ok(token))
    }

    /// Takes a token away at once: of one person, or of anybody for who looks after people. `false` if
    /// there is none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_token(
        &self,
        token: TokenId,
        of: Option<UserId>,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let revoked = sqlx::query(
            "DELETE FROM access_tokens WHERE id = $1 AND ($2 = 0 OR user_id = $2) \
             RETURNING name, (SELECT name FROM users WHERE id = user_id)",
        )
        .bind(token.number())
        .bind(of.map_or(0, UserId::number))
        .fetch_optional(&mut *change.transaction)
        .await?;
        let Some(row) = revoked else { return Ok(false) };
        let entry = Entry::new(Action::TokenRevoked, row.try_get(0)?);
        change.commit(entry.with("owner", row.try_get::<String, _>(1)?)).await?;
        Ok(true)
    }
}

const TOKENS: &str = "SELECT u.id, u.name, t.id, t.name, t.permissions, t.service, t.created_at, \
     t.expires_at, t.last_used_at FROM access_tokens t JOIN users u ON u.id = t.user_id";

impl Control {
    /// The tokens of one person, or of everybody, by name; those that have expired included.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens(&self, of: Option<UserId>) -> Result<Vec<AccessToken>, ControlError> {
        let sql = format!("{TOKENS} WHERE ($1 = 0 OR t.user_id = $1) ORDER BY u.name, t.name");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(of.map_or(0, UserId::number))
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(token_from).collect()
    }

    /// The token of a request with its owner's roles; `None` when it is unknown or has expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token(&self, token: &str) -> Result<Option<(AccessToken, Grants)>, ControlError> {
        let now = self.now();
        let sql = format!("{TOKENS} WHERE t.token_hash = $1 AND t.expires_at > $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(hash(token).to_vec())
            .bind(now.as_microsecond())
            .fetch_optional(self.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let token = token_from(&row)?;
        if token.last_used_at.is_none_or(|used| now.duration_since(used) > TOUCH_EVERY) {
            sqlx::query("UPDATE access_tokens SET last_used_at = $1 WHERE id = $2")
                .bind(now.as_microsecond())
                .bind(token.id.number())
                .execute(self.pool())
                .await?;
        }
        let grants = self.grants(token.user.id).await?;
        Ok(Some((token, grants)))
    }
}

fn token_from(row: &sqlx::sqlite::SqliteRow) -> Result<AccessToken, ControlError> {
    let service: Option<i64> = row.try_get(5)?;
    let last_used_at: Option<i64> = row.try_get(8)?;
    let permissions: &str = row.try_get(4)?;
    Ok(AccessToken {
        id: TokenId::new(row.try_get(2)?),
        user: user_from(row)?,
        name: row.try_get(3)?,
        scope: TokenScope {
            permissions: permissions.split(' ').map(str::parse).collect::<Result<_, _>>()?,
            service: service.map(service_id).transpose()?,
        },
        created_at: stored_time(row.try_get(6)?)?,
        expires_at: stored_time(row.try_get(7)?)?,
        last_used_at: last_used_at.map(stored_time).transpose()?,
    })
}
