//! Time-based codes as a second factor (TOTP, RFC 6238), and codes for the day when the device is lost.

use lotse_domain::audit::Action;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use totp_rs::{Builder, Secret, Totp};

use crate::{
    audit::{Actor, Changes, Entry},
    error::ControlError,
    sign_ins::Token,
    store::Control,
    throttle::Throttled,
    users::{User, UserId},
};

/// Bytes of a secret, as RFC 4226 (4, R6) recommends.
const SECRET_BYTES: usize = 20;
/// Codes for the day when the device is lost.
const RECOVERY_CODES: usize = 8;
/// Wrong codes that are answered within the time over which wrong passwords are counted, over sessions:
/// knowing the password is no way to try many codes.
const MOST_WRONG: i64 = 5;

/// Everything but what RFC 3986 (2.3) calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A secret that an authenticator app takes, before the first code of it was typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret in base 32, for typing.
    pub secret: String,
    /// The secret as an address, for a QR code or a link.
    pub address: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(..)")
    }
}

/// What came of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeCheck {
    /// The session is open under a new token.
    Opened(Token),
    /// The code is wrong, was used, or is of another minute.
    Wrong,
    /// The session is gone: too many wrong codes, or it took too long.
    Gone,
}

impl Control {
    pub(crate) async fn has_second_factor(&self, user: UserId) -> Result<bool, ControlError> {
        let row =
            sqlx::query("SELECT 1 FROM second_factors WHERE user_id = $1 AND is_confirmed = 1")
                .bind(user.number())
                .fetch_optional(self.pool())
                .await?;
        Ok(row.is_some())
    }

    /// Codes that are left for the day when the device is lost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recovery_codes_left(&self, user: UserId) -> Result<u64, ControlError> {
        let row = sqlx::query("SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1")
            .bind(user.number())
            .fetch_one(self.pool())
            .await?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or_default())
    }

    /// The secret that waits for its first code, drawn when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_enrolment(
        &self,
        user: &User,
        account: &str,
        issuer: &str,
    ) -> Result<Enrolment, ControlError> {
        sqlx::query(
            "INSERT INTO second_factors (user_id, secret, is_confirmed, last_step) \
             VALUES ($1, $2, 0, 0) ON CONFLICT (user_id) DO NOTHING",
        )
        .bind(user.id.number())
        .bind(self.pad(user.id, self.random::<SECRET_BYTES>()).to_vec())
        .execute(self.pool())
        .await?;
        let (secret, _, _) = self.factor(user.id).await?.ok_or_else(gone)?;
        let secret = secret.to_base32();
        // The key URI that authenticator apps read; colons separate issuer and account.
        let part = |text: &str| {
            let plain = text.replace(':', " ");
            utf8_percent_encode(&plain, RESERVED).to_string()
        };
        let address = format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}",
            issuer = part(issuer),
            account = part(account)
        );
        Ok(Enrolment { secret, address })
    }

    /// Takes the code that a half open session owes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_second_factor(
        &self,
        token: &Token,
        code: &str,
    ) -> Result<CodeCheck, ControlError> {
        let Some(user) = self.half_open_session(token).await? else { return Ok(CodeCheck::Gone) };
        let account = Throttled::new(self, "wrong codes", &user.id.number().to_string());
        if !self.try_once(&account, MOST_WRONG).await? {
            self.end_session(token).await?;
            return Ok(CodeCheck::Gone);
        }
        let by = if self.takes_code(user.id, code).await? {
            "code"
        } else if self.takes_recovery_code(user.id, code).await? {
            "recovery-code"
        } else {
            return Ok(CodeCheck::Wrong);
        };
        // The token was known before it opened anything: it is drawn anew.
        let open = Token::drawn(self);
        let mut change = self.by(Actor::person(&user)).begin().await?;
        sqlx::query(
            "UPDATE sessions SET token_hash = $1, is_half_open = 0, created_at = $2, \
             last_used_at = $2 WHERE token_hash = $3",
        )
        .bind(open.hash())
        .bind(self.now().as_microsecond())
        .bind(token.hash())
        .execute(&mut *change.transaction)
        .await?;
        let entry = Entry::new(Action::SignedIn, &user.name).with("by", "password").with("and", by);
        change.commit(entry).await?;
        self.forget_tries(&account).await?;
        Ok(CodeCheck::Opened(open))
    }

    async fn factor(&self, user: UserId) -> Result<Option<(Secret, bool, i64)>, ControlError> {
        let row = sqlx::query(
            "SELECT secret, is_confirmed, last_step FROM second_factors WHERE user_id = $1",
        )
        .bind(user.number())
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let sealed: Vec<u8> = row.try_get(0)?;
        let sealed = <[u8; SECRET_BYTES]>::try_from(sealed.as_slice())
            .map_err(|e| ControlError::Value { what: "second factor", reason: e.to_string() })?;
        let secret = Secret::new(Box::new(self.pad(user, sealed)));
        Ok(Some((secret, row.try_get::<i64, _>(1)? != 0, row.try_get(2)?)))
    }

    /// Seals a secret, or opens a sealed one. The pad is the person's own; a secret that was drawn anew
    /// under it says nothing about the old one, which no longer signs anybody in.
    fn pad(&self, user: UserId, mut secret: [u8; SECRET_BYTES]) -> [u8; SECRET_BYTES] {
        let pad = self.derive_for_all(&format!("second factor\n{}", user.number()));
        for (byte, pad) in secret.iter_mut().zip(pad.bytes()) {
            *byte ^= pad;
        }
        secret
    }

    /// Whether a code is right now and was not used yet; then it is used.
    async fn takes_code(&self, user: UserId, code: &str) -> Result<bool, ControlError> {
        let Some((secret, _, last_step)) = self.factor(user).await? else { return Ok(false) };
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(self.now().as_second()).unwrap_or_default();
        let step = totp(secret)?.check(&code, seconds).and_then(|step| i64::try_from(step).ok());
        let Some(step) = step.filter(|step| *step > last_step) else { return Ok(false) };
        let done = sqlx::query(
            "UPDATE second_factors SET last_step = $1 WHERE user_id = $2 AND last_step < $1",
        )
        .bind(step)
        .bind(user.number())
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn takes_recovery_code(&self, user: UserId, code: &str) -> Result<bool, ControlError> {
        let done = sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2")
            .bind(user.number())
            .bind(recovery_hash(code))
            .execute(self.pool())
            .await?;
        Ok(done.rows_affected() == 1)
    }
}

impl Changes<'_> {
    /// Takes the first code of a new secret: from now on codes are asked for. Gives the codes for the day
    /// when the device is lost, for the only time; `None` when the code is wrong.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_enrolment(
        &self,
        user: &User,
        code: &str,
    ) -> Result<Option<Vec<String>>, ControlError> {
        let control = self.control;
        let waits =
            control.factor(user.id).await?.is_some_and(|(_, is_confirmed, _)| !is_confirmed);
        if !waits || !control.takes_code(user.id, code).await? {
            return Ok(None);
        }
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(control)).collect();
        let mut change = self.begin().await?;
        sqlx::query("UPDATE second_factors SET is_confirmed = 1 WHERE user_id = $1")
            .bind(user.id.number())
            .execute(&mut *change.transaction)
            .await?;
        for code in &codes {
            sqlx::query("INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)")
                .bind(user.id.number())
                .bind(recovery_hash(code))
                .execute(&mut *change.transaction)
                .await?;
        }
        change.commit(Entry::new(Action::SecondFactorAdded, &user.name)).await?;
        Ok(Some(codes))
    }

    /// Takes a person's second factor away. `false` if they have none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_second_factor(&self, user: &User) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let removed = sqlx::query("DELETE FROM second_factors WHERE user_id = $1")
            .bind(user.id.number())
            .execute(&mut *change.transaction)
            .await?;
        sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1")
            .bind(user.id.number())
            .execute(&mut *change.transaction)
            .await?;
        if removed.rows_affected() == 0 {
            return Ok(false);
        }
        change.commit(Entry::new(Action::SecondFactorRemoved, &user.name)).await?;
        Ok(true)
    }
}

/// SHA-1, six digits, half a minute, one step of leniency: what every authenticator app does.
fn totp(secret: Secret) -> Result<Totp, ControlError> {
    Builder::new()
        .with_secret(secret)
        .build()
        .map_err(|error| ControlError::Value { what: "second factor", reason: error.to_string() })
}

/// 79 random bits in groups that can be read aloud. Letters that look like digits are not in it.
fn recovery_code(control: &Control) -> String {
    const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz-";
    // 31 letters: the last one is never drawn, and drawing again keeps the others alike.
    let mut code = String::new();
    while code.len() < 19 {
        let [byte] = control.random::<1>();
        let index = usize::from(byte & 31);
        if index < 31 {
            if code.len() % 5 == 4 {
                code.push('-');
            }
            code.push(char::from(LETTERS[index]));
        }
    }
    code
}

fn recovery_hash(code: &str) -> Vec<u8> {
    let plain: String =
        code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Sha256::digest(plain.as_bytes()).to_vec()
}

fn gone() -> ControlError {
    ControlError::Database(sqlx::Error::RowNotFound)
}
