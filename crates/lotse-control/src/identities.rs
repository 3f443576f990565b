//! Identities of people: their accounts at a sign-in provider, and the roles that follow its groups.
//!
//! What a provider says is proven where the ceremony is held; here it is decided who that is.

use jiff::Timestamp;
use lotse_domain::{
    audit::Action,
    person::{EmailAddress, PersonName},
    role::{Grant, GrantSource},
};
use sqlx::{Row as _, SqliteConnection};

use crate::{
    audit::{Actor, Change, Changes, Entry},
    error::ControlError,
    numbers::number,
    sign_ins::{Device, SignInState, Token},
    store::{Control, stored_time},
    users::{NotChanged, User, UserId, grants_of, user_from},
};

/// How the audit log calls this way in.
const BY: &str = "openid";
/// So many people may have one name before a newcomer of that name is refused.
const NAMESAKES: u32 = 1_000;

number! {
    /// The number of an identity, by which it is unlinked.
    IdentityId
}

/// An account at a sign-in provider, linked to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its number.
    pub id: IdentityId,
    /// The provider, by the address that it calls itself.
    pub issuer: String,
    /// What the provider calls the account.
    pub subject: String,
    /// Since when.
    pub linked_at: Timestamp,
    /// When somebody last signed in with it.
    pub last_used_at: Timestamp,
}

/// What a provider has proven about whoever is signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenIdentity {
    /// The provider, by the address that it calls itself.
    pub issuer: String,
    /// What the provider calls the account.
    pub subject: String,
    /// Their address of mail, only if the provider has verified it.
    pub email: Option<EmailAddress>,
    /// What they are called there.
    pub name: Option<PersonName>,
    /// The roles that their groups give now.
    pub roles: Vec<Grant>,
    /// Whether somebody who is not known is added, if a group gives them a role.
    pub adds_people: bool,
}

/// Why somebody who proved who they are is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    /// Nobody has their verified address of mail.
    Unknown,
    /// The provider has not verified their address of mail, so that it says nothing about who they are here.
    Unverified,
    /// Who has their address of mail has another account of this provider.
    OtherAccount,
}

impl Control {
    /// Opens a session for whoever has just proved to have an account at a provider. The provider answers
    /// for a second factor, so none is asked for. Their roles from groups become exactly those of `proven`.
    ///
    /// # Errors
    /// When the database fails. Why they may not come in is an answer.
    pub async fn sign_in_with_identity(
        &self,
        proven: &ProvenIdentity,
        device: &Device,
    ) -> Result<Result<Token, NotAdmitted>, ControlError> {
        let mut change = self.by(Actor::program()).begin().await?;
        let user = match change.admit(self, proven).await? {
            Ok(user) => user,
            Err(why) => return Ok(Err(why)),
        };
        change.follow_groups(self, &user, &proven.roles).await?;
        change.commit_recorded().await?;
        self.open_session_in(&user, device, BY, SignInState::Open).await.map(Ok)
    }
}

impl Changes<'_> {
    /// Unlinks an account of a person; with their last one the roles from groups go.
    ///
    /// # Errors
    /// When the database fails. Why it may not be unlinked is an answer.
    pub async fn unlink_identity(
        &self,
        user: &User,
        identity: IdentityId,
    ) -> Result<Result<(), NotChanged>, ControlError> {
        let mut change = self.begin().await?;
        let removed = sqlx::query(
            "DELETE FROM identities WHERE id = $1 AND user_id = $2 RETURNING issuer, subject",
        )
        .bind(identity.number())
        .bind(user.id.number())
        .fetch_optional(&mut *change.transaction)
        .await?;
        let Some(removed) = removed else { return Ok(Err(NotChanged::NoSuchPerson)) };
        if identities_of(Some(user.id), &mut change.transaction).await?.is_empty() {
            change.follow_groups(self.control, user, &[]).await?;
        }
        if !change.has_administrator().await? {
            return Ok(Err(NotChanged::LastAdministrator));
        }
        let entry = Entry::new(Action::IdentityUnlinked, &user.name)
            .with("issuer", removed.try_get::<&str, _>(0)?)
            .with("account", removed.try_get::<&str, _>(1)?);
        change.commit(entry).await?;
        Ok(Ok(()))
    }
}

impl Change {
    /// Who somebody is: the person whom their account is linked to, else who has their verified address,
    /// else somebody new where that is wanted.
    async fn admit(
        &mut self,
        control: &Control,
        proven: &ProvenIdentity,
    ) -> Result<Result<User, NotAdmitted>, ControlError> {
        let known = sqlx::query(
            "SELECT u.id, u.name FROM identities i JOIN users u ON u.id = i.user_id \
             WHERE i.issuer = $1 AND i.subject = $2",
        )
        .bind(&proven.issuer)
        .bind(&proven.subject)
        .fetch_optional(&mut *self.transaction)
        .await?;
        if let Some(row) = known {
            sqlx::query(
                "UPDATE identities SET last_used_at = $1 WHERE issuer = $2 AND subject = $3",
            )
            .bind(control.now().as_microsecond())
            .bind(&proven.issuer)
            .bind(&proven.subject)
            .execute(&mut *self.transaction)
            .await?;
            return user_from(&row).map(Ok);
        }
        if let Some(user) = self.has_address(proven.email.as_ref()).await? {
            let linked = identities_of(Some(user.id), &mut self.transaction).await?;
            if linked.iter().any(|(_, identity)| identity.issuer == proven.issuer) {
                return Ok(Err(NotAdmitted::OtherAccount));
            }
            self.link(control, &user, proven).await?;
            return Ok(Ok(user));
        }
        let is_wanted = proven.adds_people && !proven.roles.is_empty();
        let name = if is_wanted { self.free_name(proven).await? } else { None };
        let Some(name) = name else {
            let is_verified = proven.email.is_some();
            let why = if is_verified { NotAdmitted::Unknown } else { NotAdmitted::Unverified };
            return Ok(Err(why));
        };
        let user = self.insert_person(&name, proven.email.as_ref(), control.now()).await?;
        self.record(Entry::new(Action::PersonAdded, &user.name).with("by", BY)).await?;
        self.link(control, &user, proven).await?;
        Ok(Ok(user))
    }

    async fn has_address(
        &mut self,
        email: Option<&EmailAddress>,
    ) -> Result<Option<User>, ControlError> {
        let Some(email) = email else { return Ok(None) };
        let row = sqlx::query("SELECT id, name FROM users WHERE email = $1")
            .bind(email.as_str())
            .fetch_optional(&mut *self.transaction)
            .await?;
        row.as_ref().map(user_from).transpose()
    }

    async fn link(
        &mut self,
        control: &Control,
        user: &User,
        proven: &ProvenIdentity,
    ) -> Result<(), ControlError> {
        sqlx::query(
            "INSERT INTO identities (user_id, issuer, subject, linked_at, last_used_at) \
             VALUES ($1, $2, $3, $4, $4)",
        )
        .bind(user.id.number())
        .bind(&proven.issuer)
        .bind(&proven.subject)
        .bind(control.now().as_microsecond())
        .execute(&mut *self.transaction)
        .await?;
        let entry = Entry::new(Action::IdentityLinked, &user.name)
            .with("issuer", proven.issuer.as_str())
            .with("account", proven.subject.as_str());
        self.record(entry).await
    }

    /// A name for somebody new that nobody has: theirs, else their address, with a number behind it if need be.
    async fn free_name(
        &mut self,
        proven: &ProvenIdentity,
    ) -> Result<Option<PersonName>, ControlError> {
        let own = proven.name.as_ref().map(PersonName::as_str);
        let own =
            own.or(proven.email.as_ref().map(EmailAddress::as_str)).unwrap_or(&proven.subject);
        for number in 1..=NAMESAKES {
            let behind = if number == 1 { String::new() } else { format!(" ({number})") };
            let room = PersonName::LIMIT - behind.len();
            let name: String = own.chars().take(room).collect();
            let Ok(name) = PersonName::new(&format!("{}{behind}", name.trim_end())) else {
                return Ok(None);
            };
            if self.taken(&name, None, None).await?.is_none() {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// Makes the roles that a person has from groups exactly these. What was given by hand stays as it is.
    async fn follow_groups(
        &mut self,
        control: &Control,
        user: &User,
        roles: &[Grant],
    ) -> Result<(), ControlError> {
        let mut has = grants_of(user.id, &mut self.transaction).await?;
        has.retain(|given| given.source == GrantSource::Group);
        for gone in has.iter().filter(|given| !roles.contains(&given.grant)) {
            self.delete_grant(gone.id).await?;
            let entry = Entry::new(Action::RoleTaken, &user.name).with("by", BY);
            self.record(control.entry_with(entry, &gone.grant)).await?;
        }
        let mut seen: Vec<&Grant> = has.iter().map(|given| &given.grant).collect();
        for grant in roles {
            if seen.contains(&grant) {
                continue;
            }
            self.insert_grant(user.id, grant, GrantSource::Group).await?;
            let entry = Entry::new(Action::RoleGiven, &user.name).with("by", BY);
            self.record(control.entry_with(entry, grant)).await?;
            seen.push(grant);
        }
        Ok(())
    }
}

/// The identities of one person, or of everybody, with whose they are.
pub(crate) async fn identities_of(
    user: Option<UserId>,
    connection: &mut SqliteConnection,
) -> Result<Vec<(UserId, Identity)>, ControlError> {
    let rows = sqlx::query(
        "SELECT id, issuer, subject, linked_at, last_used_at, user_id FROM identities \
         WHERE $1 IS NULL OR user_id = $1 ORDER BY id",
    )
    .bind(user.map(UserId::number))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let identity = Identity {
                id: IdentityId::new(row.try_get(0)?),
                issuer: row.try_get(1)?,
                subject: row.try_get(2)?,
                linked_at: stored_time(row.try_get(3)?)?,
                last_used_at: stored_time(row.try_get(4)?)?,
            };
            Ok((UserId::new(row.try_get(5)?), identity))
        })
        .collect()
}
