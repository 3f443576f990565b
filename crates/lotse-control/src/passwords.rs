//! Passwords: which may be chosen, and how one is kept and checked.
//!
//! Kept as Argon2id with the cost that OWASP's cheat sheet names as its minimum: 19 MiB, two passes, one
//! lane. Two at once, so that a flood of sign-ins takes a bounded share of memory and cores.

use std::{fmt, sync::LazyLock};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::PasswordHash,
};
use lotse_domain::{audit::Action, person::EmailAddress};
use sqlx::Row as _;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use crate::{
    audit::{Actor, Changes, Entry},
    error::ControlError,
    sign_ins::{Device, SignInState, Token},
    store::Control,
    throttle::Throttled,
    users::{User, user_from},
};

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;
/// The longest, in characters: long enough for every sentence and generator.
pub const LONGEST: usize = 256;
/// So many wrong passwords of one account are answered within [`WITHIN`](crate::throttle::WITHIN).
pub const MOST_WRONG: i64 = 10;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Passwords that are checked at the same time.
const AT_ONCE: usize = 2;

static WORKERS: Semaphore = Semaphore::const_new(AT_ONCE);

/// A password in the form in which it is hashed: composed as NFKC, so that it is the same from every
/// keyboard.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Why a password may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakPassword {
    /// It has fewer than [`SHORTEST`] characters.
    Short,
    /// It has more than [`LONGEST`] characters.
    Long,
    /// It is common, or made of a word, a name or a row of keys that is tried first.
    Guessable,
}

impl Password {
    /// A password as somebody typed it to sign in.
    pub fn typed(text: &str) -> Self {
        Self(text.chars().take(LONGEST + 1).nfkc().collect())
    }

    /// A password that somebody wants to have. `known` is what others know of them: their name, their
    /// address.
    ///
    /// # Errors
    /// When it is too short, too long or too easy to guess.
    pub fn chosen(text: &str, known: &[&str]) -> Result<Self, WeakPassword> {
        let length = text.chars().count();
        if length < SHORTEST {
            return Err(WeakPassword::Short);
        }
        if length > LONGEST {
            return Err(WeakPassword::Long);
        }
        let password = Self::typed(text);
        // Each word of a name or an address, and all of them written as one.
        let mut words = vec!["lotse".to_owned()];
        for text in known {
            let parts =
                text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2);
            words.extend(parts.map(ToOwned::to_owned));
            words.extend([(*text).to_owned(), text.split_whitespace().collect()]);
            words.extend(text.split('@').map(ToOwned::to_owned));
        }
        let known: Vec<&str> = words.iter().map(String::as_str).collect();
        if zxcvbn::zxcvbn(&password.0, &known).score() < zxcvbn::Score::Three {
            return Err(WeakPassword::Guessable);
        }
        Ok(password)
    }
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// What an unknown account is checked against, so that it takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let hash = hasher().hash_password_with_salt(b"nobody's password", b"of nobody at all");
    hash.map(|hash: PasswordHash| hash.to_string()).unwrap_or_default()
});

/// Runs a check where it may take its time.
async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ControlError> {
    let failed =
        |what: &'static str| ControlError::Value { what, reason: "was cut off".to_owned() };
    let _turn = WORKERS.acquire().await.map_err(|_| failed("password check"))?;
    tokio::task::spawn_blocking(work).await.map_err(|_| failed("password check"))
}

/// What came of a try to sign in with a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordSignIn {
    /// The session is open, or half open while the second factor is asked for.
    Opened(Token, SignInState),
    /// Address or password are wrong; which of them is not told.
    Wrong,
    /// Too many wrong ones for this address, whether or not it is anybody's.
    Throttled,
}

/// What came of asking for a password again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordCheck {
    /// It is the person's own.
    Right,
    /// It is not.
    Wrong,
    /// Too many were wrong.
    Throttled,
}

impl Control {
    /// Opens a session for whoever knows the password of an address.
    ///
    /// An unknown address is answered in the same words and after the same work as a wrong password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_with_password(
        &self,
        email: &str,
        password: Password,
        device: &Device,
    ) -> Result<PasswordSignIn, ControlError> {
        let account = Throttled::new(self, "wrong passwords", &email.trim().to_lowercase());
        if !self.try_once(&account, MOST_WRONG).await? {
            return Ok(PasswordSignIn::Throttled);
        }
        let row = match EmailAddress::new(email) {
            Ok(email) => sqlx::query(
                "SELECT id, name, password FROM users WHERE email = $1 AND password IS NOT NULL",
            )
            .bind(email.as_str().to_owned())
            .fetch_optional(self.pool())
            .await?,
            Err(_) => None,
        };
        let kept: Option<String> = row.as_ref().map(|row| row.try_get(2)).transpose()?;
        let right = in_turn(move || {
            let hash = kept.as_deref().unwrap_or(&NOBODY);
            hasher().verify_password(password.0.as_bytes(), hash).is_ok() && kept.is_some()
        })
        .await?;
        let user = row.as_ref().map(user_from).transpose()?;
        match user {
            Some(user) if right => {
                let (token, state) = self.open_session(&user, device, "password").await?;
                self.forget_tries(&account).await?;
                Ok(PasswordSignIn::Opened(token, state))
            }
            Some(user) => {
                self.note_throttled(&account, &user).await?;
                Ok(PasswordSignIn::Wrong)
            }
            None => Ok(PasswordSignIn::Wrong),
        }
    }

    /// Writes down that an account has to wait from now on.
    async fn note_throttled(&self, of: &Throttled, user: &User) -> Result<(), ControlError> {
        if self.tries(of).await? == MOST_WRONG {
            let entry = Entry::new(Action::SignInThrottled, &user.name);
            self.by(Actor::program()).record(entry).await?;
        }
        Ok(())
    }

    /// Whether a password is the person's own, asked again before something that matters. Wrong ones are
    /// counted here too: an open session is no way to try many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_password(
        &self,
        user: &User,
        password: Password,
    ) -> Result<PasswordCheck, ControlError> {
        let account = Throttled::new(self, "wrong own passwords", &user.id.number().to_string());
        if !self.try_once(&account, MOST_WRONG).await? {
            return Ok(PasswordCheck::Throttled);
        }
        let row = sqlx::query("SELECT password FROM users WHERE id = $1")
            .bind(user.id.number())
            .fetch_optional(self.pool())
            .await?;
        let kept: Option<String> = row.map(|row| row.try_get(0)).transpose()?.flatten();
        let Some(kept) = kept else { return Ok(PasswordCheck::Wrong) };
        let right =
            in_turn(move || hasher().verify_password(password.0.as_bytes(), kept.as_str()).is_ok())
                .await?;
        if right {
            self.forget_tries(&account).await?;
            return Ok(PasswordCheck::Right);
        }
        self.note_throttled(&account, user).await?;
        Ok(PasswordCheck::Wrong)
    }
}

impl Changes<'_> {
    /// Keeps a person's new password. Their other sessions end; `keep` is the one they sit at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choose_password(
        &self,
        user: &User,
        password: Password,
        keep: Option<&Token>,
    ) -> Result<(), ControlError> {
        let salt: [u8; 16] = self.control.random();
        let hash = in_turn(move || {
            hasher()
                .hash_password_with_salt(password.0.as_bytes(), &salt)
                .map(|hash| hash.to_string())
        })
        .await?
        .map_err(|error| ControlError::Value { what: "password", reason: error.to_string() })?;
        let mut change = self.begin().await?;
        sqlx::query("UPDATE users SET password = $1 WHERE id = $2")
            .bind(hash)
            .bind(user.id.number())
            .execute(&mut *change.transaction)
            .await?;
        sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2")
            .bind(user.id.number())
            .bind(keep.map(Token::hash).unwrap_or_default())
            .execute(&mut *change.transaction)
            .await?;
        change.commit(Entry::new(Action::PasswordChosen, &user.name)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_may_not_be_chosen() {
        let known = ["Ada Beispiel", "ada.beispiel@amt.example"];
        for weak in [
            "password1234",
            "123456789012",
            "qwertzuiop12",
            "aaaaaaaaaaaaaaaa",
            "iloveyouiloveyou",
            "adabeispiel2",
            "Beispiel2026",
            "ada.beispiel@amt.example",
            "ada.beispiel.1",
            "lotselotselotse",
            "administrator",
        ] {
            assert_eq!(Password::chosen(weak, &known), Err(WeakPassword::Guessable), "{weak}");
        }
        assert_eq!(Password::chosen("Tr0ub4dor&3", &known), Err(WeakPassword::Short));
        assert_eq!(Password::chosen(&"ab".repeat(129), &known), Err(WeakPassword::Long));
        for strong in ["correct horse battery staple", "übergroße Möwen am Kai", "kX9#vQ2!mW7z"]
        {
            assert!(Password::chosen(strong, &known).is_ok(), "{strong}");
        }
    }

    #[test]
    fn a_password_is_the_same_however_its_letters_are_composed() {
        assert_eq!(Password::typed("Gru\u{308}ße"), Password::typed("Gr\u{fc}ße"));
        assert_eq!(format!("{:?}", Password::typed("secret")), "Password(..)");
    }

    #[test]
    fn the_cost_is_written_into_what_is_kept() {
        assert!(NOBODY.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", *NOBODY);
    }
}
