//! Proof of who somebody is: one-time links and the sessions they open.
//!
//! Tokens are 256 random bits; the database holds only their SHA-256, so that a stolen copy signs
//! nobody in.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{audit::Action, role::Grants};
use sqlx::{Row, Sqlite, Transaction};

use crate::{
    audit::{Actor, Changes, Entry},
    drawn::{draw, hash},
    error::ControlError,
    numbers::number,
    passwords::Password,
    store::{Control, stored_time},
    users::{User, UserId, user_from},
};

/// How long a one-time link to sign in or to choose a new password is good.
pub const LINK_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// How long an invitation is good.
pub const INVITATION_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How often use is written down, so that reading a page does not always write.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// How long the second factor may take after the password.
const SECOND_FACTOR_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLife {
    /// Without use.
    pub idle: SignedDuration,
    /// At most.
    pub longest: SignedDuration,
}

impl Default for SessionLife {
    /// An hour without use and twelve in all: the stricter of NIST SP 800-63B's revisions 3 and 4 for
    /// the whole, and revision 4 for idleness, at the level of two factors.
    fn default() -> Self {
        Self { idle: SignedDuration::from_mins(60), longest: SignedDuration::from_hours(12) }
    }
}

/// A secret text of 256 random bits in hexadecimal.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub(crate) fn drawn(control: &Control) -> Self {
        Self(draw(control, ""))
    }

    /// Reads a token from a request. Whether it is good is another question.
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The token, for the link or cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> Vec<u8> {
        hash(&self.0).to_vec()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Signing in: from whoever may use the machine's command line.
    SignIn,
    /// Joining: the person chooses a password.
    Invitation,
    /// A new password instead of a forgotten one.
    Reset,
}

impl LinkPurpose {
    const ALL: [Self; 3] = [Self::SignIn, Self::Invitation, Self::Reset];

    /// The word for it, in storage and for messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    fn from_stored(text: &str) -> Result<Self, ControlError> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text).ok_or_else(|| {
            ControlError::Value { what: "purpose of a link", reason: text.to_owned() }
        })
    }

    /// How long such a link is good.
    pub fn life(self) -> SignedDuration {
        if self == Self::Invitation { INVITATION_LIFE } else { LINK_LIFE }
    }
}

/// A one-time link that could be used now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whose.
    pub user: User,
    /// What for.
    pub purpose: LinkPurpose,
    /// By which they will sign in with their password.
    pub email: Option<String>,
}

/// On what somebody sits, in two words; its owner tells sessions apart by them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// Family of the browser, such as `Firefox`; empty if it is not known.
    pub browser: String,
    /// Family of the system, such as `Windows`; empty if it is not known.
    pub system: String,
}

number! {
    /// The number of a session, by which its owner ends it.
    SessionId
}

/// How far a sign-in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInState {
    /// Done.
    Open,
    /// The second factor is asked for; nothing is open yet.
    HalfOpen,
}

/// Somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Who.
    pub user: User,
    /// In which session.
    pub session: SessionId,
    /// Must come back with every form, so that other sites cannot send forms in their name.
    pub form_token: String,
    /// What they may.
    pub grants: Grants,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// On what.
    pub device: Device,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
}

impl Changes<'_> {
    /// Makes a one-time link's token for a person. A new one for the same purpose replaces the old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_link(
        &self,
        user: &User,
        purpose: LinkPurpose,
    ) -> Result<Token, ControlError> {
        let control = self.control;
        let token = Token::drawn(control);
        let expires_at = control.now().checked_add(purpose.life()).unwrap_or(Timestamp::MAX);
        let mut change = self.begin().await?;
        // An operator may make several for one person; an invitation or reset is one letter at a time.
        let replaced = if purpose == LinkPurpose::SignIn { -1 } else { user.id.number() };
        sqlx::query(
            "DELETE FROM sign_in_links WHERE expires_at <= $1 OR (user_id = $2 AND purpose = $3)",
        )
        .bind(control.now().as_microsecond())
        .bind(replaced)
        .bind(purpose.as_str())
        .execute(&mut *change.transaction)
        .await?;
        sqlx::query(
            "INSERT INTO sign_in_links (token_hash, user_id, expires_at, purpose) \
             VALUES ($1, $2, $3, $4)",
        )
        .bind(token.hash())
        .bind(user.id.number())
        .bind(expires_at.as_microsecond())
        .bind(purpose.as_str())
        .execute(&mut *change.transaction)
        .await?;
        let entry = Entry::new(Action::LinkMade, &user.name).with("purpose", purpose.as_str());
        change.commit(entry).await?;
        Ok(token)
    }

    /// Ends a session of a person from another one. `false` if they have none of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session_of(
        &self,
        user: &User,
        session: SessionId,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let ended = sqlx::query("DELETE FROM sessions WHERE id = $1 AND user_id = $2")
            .bind(session.number())
            .bind(user.id.number())
            .execute(&mut *change.transaction)
            .await?;
        if ended.rows_affected() == 0 {
            return Ok(false);
        }
        change.commit(Entry::new(Action::SessionEnded, &user.name)).await?;
        Ok(true)
    }

    /// Ends every session of a person but the one they sit at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_other_sessions(
        &self,
        user: &User,
        keep: Option<SessionId>,
    ) -> Result<(), ControlError> {
        let mut change = self.begin().await?;
        let ended = sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND id <> $2")
            .bind(user.id.number())
            .bind(keep.map_or(-1, SessionId::number))
            .execute(&mut *change.transaction)
            .await?;
        let entry =
            Entry::new(Action::SessionEnded, &user.name).with("sessions", ended.rows_affected());
        change.commit(entry).await
    }
}

impl Control {
    /// What a link is for, if it could be used now. Looking does not use it up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link(&self, token: &Token) -> Result<Option<Link>, ControlError> {
        let row = sqlx::query(
            "SELECT u.id, u.name, l.purpose, u.email FROM sign_in_links l \
             JOIN users u ON u.id = l.user_id WHERE l.token_hash = $1 AND l.expires_at > $2",
        )
        .bind(token.hash())
        .bind(self.now().as_microsecond())
        .fetch_optional(self.pool())
        .await?;
        row.map(|row| {
            Ok(Link {
                user: user_from(&row)?,
                purpose: LinkPurpose::from_stored(row.try_get(2)?)?,
                email: row.try_get(3)?,
            })
        })
        .transpose()
    }

    /// Uses a link to sign in up and opens a session; `None` when the link is unknown, used, expired, or
    /// for choosing a password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn redeem_link(
        &self,
        token: &Token,
        device: &Device,
    ) -> Result<Option<Token>, ControlError> {
        let Some(user) = self.use_up(token, &[LinkPurpose::SignIn]).await? else {
            return Ok(None);
        };
        // The operator is the last way in: no device that was lost stands in it.
        let session = self.open_session_in(&user, device, "link", SignInState::Open).await?;
        Ok(Some(session))
    }

    /// Uses a link up by which a password is chosen, keeps the password and opens a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn redeem_link_with_password(
        &self,
        token: &Token,
        password: Password,
        device: &Device,
    ) -> Result<Option<(Token, SignInState)>, ControlError> {
        let purposes = [LinkPurpose::Invitation, LinkPurpose::Reset];
        let Some(user) = self.use_up(token, &purposes).await? else {
            return Ok(None);
        };
        self.by(Actor::person(&user)).choose_password(&user, password, None).await?;
        self.open_session(&user, device, "link").await.map(Some)
    }

    async fn use_up(
        &self,
        token: &Token,
        purposes: &[LinkPurpose],
    ) -> Result<Option<User>, ControlError> {
        let Some(link) = self.link(token).await? else { return Ok(None) };
        if !purposes.contains(&link.purpose) {
            return Ok(None);
        }
        let used =
            sqlx::query("DELETE FROM sign_in_links WHERE token_hash = $1 AND expires_at > $2")
                .bind(token.hash())
                .bind(self.now().as_microsecond())
                .execute(self.pool())
                .await?;
        // Of two at the same moment one wins.
        Ok((used.rows_affected() == 1).then_some(link.user))
    }

    /// Opens a session, half open if a second factor is asked of the person.
    pub(crate) async fn open_session(
        &self,
        user: &User,
        device: &Device,
        how: &str,
    ) -> Result<(Token, SignInState), ControlError> {
        let state = if self.has_second_factor(user.id).await? {
            SignInState::HalfOpen
        } else {
            SignInState::Open
        };
        Ok((self.open_session_in(user, device, how, state).await?, state))
    }

    pub(crate) async fn open_session_in(
        &self,
        user: &User,
        device: &Device,
        how: &str,
        state: SignInState,
    ) -> Result<Token, ControlError> {
        let session = Token::drawn(self);
        let form_token = Token::drawn(self);
        let mut change = self.by(Actor::person(user)).begin().await?;
        self.delete_ended(&mut change.transaction).await?;
        sqlx::query(
            "INSERT INTO sessions (token_hash, user_id, form_token, created_at, last_used_at, \
             browser, system, is_half_open) VALUES ($1, $2, $3, $4, $4, $5, $6, $7)",
        )
        .bind(session.hash())
        .bind(user.id.number())
        .bind(form_token.as_str())
        .bind(self.now().as_microsecond())
        .bind(&device.browser)
        .bind(&device.system)
        .bind(i64::from(state == SignInState::HalfOpen))
        .execute(&mut *change.transaction)
        .await?;
        match state {
            SignInState::Open => {
                change.commit(Entry::new(Action::SignedIn, &user.name).with("by", how)).await?;
            }
            // Nobody is signed in yet; the second factor writes it down.
            SignInState::HalfOpen => change.commit_recorded().await?,
        }
        Ok(session)
    }

    async fn delete_ended(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
    ) -> Result<(), ControlError> {
        let life = self.session_life();
        let before = |span| self.now().checked_sub(span).unwrap_or(Timestamp::MIN).as_microsecond();
        sqlx::query(
            "DELETE FROM sessions WHERE last_used_at < $1 OR created_at < $2 \
             OR (is_half_open = 1 AND created_at < $3)",
        )
        .bind(before(life.idle))
        .bind(before(life.longest))
        .bind(before(SECOND_FACTOR_WITHIN))
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }

    /// Who a session belongs to; `None` when it is unknown, has ended, or waits for the second factor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, token: &Token) -> Result<Option<SignIn>, ControlError> {
        let found = self.any_session(token).await?;
        let Some((sign_in, SignInState::Open)) = found else { return Ok(None) };
        let grants = self.grants(sign_in.user.id).await?;
        Ok(Some(SignIn { grants, ..sign_in }))
    }

    /// Who has given the password and owes the second factor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn half_open_session(&self, token: &Token) -> Result<Option<User>, ControlError> {
        let found = self.any_session(token).await?;
        Ok(found
            .and_then(|(sign_in, state)| (state == SignInState::HalfOpen).then_some(sign_in.user)))
    }

    async fn any_session(
        &self,
        token: &Token,
    ) -> Result<Option<(SignIn, SignInState)>, ControlError> {
        let now = self.now();
        let row = sqlx::query(
            "SELECT u.id, u.name, s.id, s.form_token, s.created_at, s.last_used_at, s.is_half_open \
             FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1",
        )
        .bind(token.hash())
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (created, used) = (stored_time(row.try_get(4)?)?, stored_time(row.try_get(5)?)?);
        let is_half_open = row.try_get::<i64, _>(6)? != 0;
        let life = self.session_life();
        if now.duration_since(used) > life.idle
            || now.duration_since(created) > life.longest
            || is_half_open && now.duration_since(created) > SECOND_FACTOR_WITHIN
        {
            self.forget_session(token).await?;
            return Ok(None);
        }
        if now.duration_since(used) > TOUCH_EVERY {
            sqlx::query("UPDATE sessions SET last_used_at = $1 WHERE token_hash = $2")
                .bind(now.as_microsecond())
                .bind(token.hash())
                .execute(self.pool())
                .await?;
        }
        let sign_in = SignIn {
            user: user_from(&row)?,
            session: SessionId::new(row.try_get(2)?),
            form_token: row.try_get(3)?,
            grants: Grants::default(),
        };
        let state = if is_half_open { SignInState::HalfOpen } else { SignInState::Open };
        Ok(Some((sign_in, state)))
    }

    /// The sessions of a person that are open, the one last used first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(&self, user: UserId) -> Result<Vec<Session>, ControlError> {
        let life = self.session_life();
        let since = |span| self.now().checked_sub(span).unwrap_or(Timestamp::MIN).as_microsecond();
        let rows = sqlx::query(
            "SELECT id, browser, system, created_at, last_used_at FROM sessions \
             WHERE user_id = $1 AND is_half_open = 0 AND last_used_at >= $2 AND created_at >= $3 \
             ORDER BY last_used_at DESC, id DESC",
        )
        .bind(user.number())
        .bind(since(life.idle))
        .bind(since(life.longest))
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Session {
                    id: SessionId::new(row.try_get(0)?),
                    device: Device { browser: row.try_get(1)?, system: row.try_get(2)? },
                    created_at: stored_time(row.try_get(3)?)?,
                    last_used_at: stored_time(row.try_get(4)?)?,
                })
            })
            .collect()
    }

    /// Ends the session of who signs out. Ending one that is not there does nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, token: &Token) -> Result<(), ControlError> {
        let Some((sign_in, state)) = self.any_session(token).await? else { return Ok(()) };
        self.forget_session(token).await?;
        if state == SignInState::Open {
            let entry = Entry::new(Action::SignedOut, &sign_in.user.name);
            self.by(Actor::person(&sign_in.user)).record(entry).await?;
        }
        Ok(())
    }

    async fn forget_session(&self, token: &Token) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
            .bind(token.hash())
            .execute(self.pool())
            .await?;
        Ok(())
    }
}
