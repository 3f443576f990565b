//! People who may sign in: what they are called, what they may, and how access ends.

use std::collections::HashMap;

use jiff::Timestamp;
use lotse_domain::{
    audit::Action,
    ids::{AuthorityCode, ServiceId},
    person::{EmailAddress, PersonName},
    role::{Grant, GrantSource, Grants, Reach, Role},
};
use sqlx::{Row, SqliteConnection};

use crate::{
    audit::{Change, Changes, Entry},
    error::ControlError,
    identities::{Identity, identities_of},
    numbers::number,
    services::service_id,
    store::{Control, stored_time},
};

number! {
    /// The number of a person in this installation.
    UserId
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their number.
    pub id: UserId,
    /// The name they go by.
    pub name: String,
}

/// A person as those see them who look after people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: User,
    /// By which they sign in with a password; `None` if they only ever use links.
    pub email: Option<String>,
    /// Whether they chose a password.
    pub has_password: bool,
    /// Whether a second factor is asked of them.
    pub has_second_factor: bool,
    /// When a session of theirs was last used; `None` if none is open.
    pub last_used_at: Option<Timestamp>,
    /// Their roles.
    pub grants: Vec<GivenRole>,
    /// Their accounts at sign-in providers.
    pub identities: Vec<Identity>,
}

number! {
    /// The number of a role that was given.
    GrantId
}

/// A role that a person was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenRole {
    /// The number by which it is taken away.
    pub id: GrantId,
    /// What, and where.
    pub grant: Grant,
    /// Who decides how long they have it.
    pub source: GrantSource,
}

/// Why something about a person was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// Somebody of this name is there.
    NameTaken,
    /// Somebody signs in by this address.
    EmailTaken,
    /// Nobody has this number, or the role was taken away already.
    NoSuchPerson,
    /// They have this role there already.
    HasRole,
    /// The role follows a group at the sign-in provider and cannot be taken away here.
    FromGroup,
    /// Nobody else could look after people.
    LastAdministrator,
}

impl Control {
    /// Everybody, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users(&self) -> Result<Vec<User>, ControlError> {
        let rows =
            sqlx::query("SELECT id, name FROM users ORDER BY name").fetch_all(self.pool()).await?;
        rows.iter().map(user_from).collect()
    }

    /// The person of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user(&self, name: &str) -> Result<Option<User>, ControlError> {
        let row = sqlx::query("SELECT id, name FROM users WHERE name = $1")
            .bind(name)
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(user_from).transpose()
    }

    /// Everybody with what they may, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people(&self) -> Result<Vec<Person>, ControlError> {
        let rows = sqlx::query(PEOPLE).fetch_all(self.pool()).await?;
        let mut connection = self.pool().acquire().await?;
        let mut grants: HashMap<UserId, Vec<GivenRole>> = HashMap::new();
        for row in sqlx::query(
            "SELECT id, role, service, authority, source, user_id FROM grants ORDER BY id",
        )
        .fetch_all(&mut *connection)
        .await?
        {
            let user = UserId::new(row.try_get(5)?);
            grants.entry(user).or_default().push(grant_from(&row)?);
        }
        let mut identities: HashMap<UserId, Vec<Identity>> = HashMap::new();
        for (user, identity) in identities_of(None, &mut connection).await? {
            identities.entry(user).or_default().push(identity);
        }
        let mut people = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = UserId::new(row.try_get(0)?);
            let grants = grants.remove(&id).unwrap_or_default();
            people.push(person_from(row, grants, identities.remove(&id).unwrap_or_default())?);
        }
        people.sort_by_cached_key(|person: &Person| person.user.name.to_lowercase());
        Ok(people)
    }

    /// The person of this number with what they may.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person(&self, user: UserId) -> Result<Option<Person>, ControlError> {
        let mut connection = self.pool().acquire().await?;
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{PEOPLE} WHERE u.id = $1")))
            .bind(user.number())
            .fetch_optional(&mut *connection)
            .await?;
        match row {
            Some(row) => {
                let grants = grants_of(user, &mut connection).await?;
                let identities = identities_of(Some(user), &mut connection).await?;
                let identities = identities.into_iter().map(|(_, identity)| identity).collect();
                Ok(Some(person_from(&row, grants, identities)?))
            }
            None => Ok(None),
        }
    }

    /// What a person may.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants(&self, user: UserId) -> Result<Grants, ControlError> {
        let mut connection = self.pool().acquire().await?;
        let grants = grants_of(user, &mut connection).await?;
        Ok(Grants::new(grants.into_iter().map(|given| given.grant).collect()))
    }
}

const PEOPLE: &str = "SELECT u.id, u.name, u.email, u.password IS NOT NULL, \
     (SELECT MAX(last_used_at) FROM sessions WHERE user_id = u.id), \
     EXISTS (SELECT 1 FROM second_factors WHERE user_id = u.id AND is_confirmed = 1) FROM users u";

fn person_from(
    row: &sqlx::sqlite::SqliteRow,
    grants: Vec<GivenRole>,
    identities: Vec<Identity>,
) -> Result<Person, ControlError> {
    let user = user_from(row)?;
    let last_used_at: Option<i64> = row.try_get(4)?;
    Ok(Person {
        email: row.try_get(2)?,
        has_password: row.try_get::<i64, _>(3)? != 0,
        has_second_factor: row.try_get::<i64, _>(5)? != 0,
        last_used_at: last_used_at.map(stored_time).transpose()?,
        grants,
        identities,
        user,
    })
}

pub(crate) async fn grants_of(
    user: UserId,
    connection: &mut SqliteConnection,
) -> Result<Vec<GivenRole>, ControlError> {
    let rows = sqlx::query(
        "SELECT id, role, service, authority, source FROM grants WHERE user_id = $1 ORDER BY id",
    )
    .bind(user.number())
    .fetch_all(connection)
    .await?;
    rows.iter().map(grant_from).collect()
}

fn grant_from(row: &sqlx::sqlite::SqliteRow) -> Result<GivenRole, ControlError> {
    let service: Option<i64> = row.try_get(2)?;
    let authority: Option<&str> = row.try_get(3)?;
    let reach = match (service, authority) {
        (None, _) => Reach::Organization,
        (Some(id), None) => Reach::Service(service_id(id)?),
        (Some(id), Some(code)) => Reach::Authority(service_id(id)?, AuthorityCode::new(code)?),
    };
    let role: Role = row.try_get::<&str, _>(1)?.parse()?;
    Ok(GivenRole {
        id: GrantId::new(row.try_get(0)?),
        grant: Grant { role, reach },
        source: row.try_get::<&str, _>(4)?.parse()?,
    })
}

impl Changes<'_> {
    /// Adds a person with one role.
    ///
    /// # Errors
    /// When the database fails. Why they may not be added is an answer.
    pub async fn add_person(
        &self,
        name: &PersonName,
        email: Option<&EmailAddress>,
        grant: &Grant,
    ) -> Result<Result<User, NotChanged>, ControlError> {
        let mut change = self.begin().await?;
        if let Some(taken) = change.taken(name, email, None).await? {
            return Ok(Err(taken));
        }
        let user = change.insert_person(name, email, self.control.now()).await?;
        change.insert_grant(user.id, grant, GrantSource::Hand).await?;
        let entry = Entry::new(Action::PersonAdded, name.as_str());
        change.commit(self.control.entry_with(entry, grant)).await?;
        Ok(Ok(user))
    }

    /// Changes what a person is called and by which address they sign in.
    ///
    /// # Errors
    /// When the database fails. Why it may not be changed is an answer.
    pub async fn rename_person(
        &self,
        user: &User,
        name: &PersonName,
        email: Option<&EmailAddress>,
    ) -> Result<Result<(), NotChanged>, ControlError> {
        let mut change = self.begin().await?;
        if let Some(taken) = change.taken(name, email, Some(user.id)).await? {
            return Ok(Err(taken));
        }
        let changed = sqlx::query("UPDATE users SET name = $1, email = $2 WHERE id = $3")
            .bind(name.as_str())
            .bind(email.map(EmailAddress::as_str))
            .bind(user.id.number())
            .execute(&mut *change.transaction)
            .await?;
        if changed.rows_affected() == 0 {
            return Ok(Err(NotChanged::NoSuchPerson));
        }
        let mut entry = Entry::new(Action::PersonChanged, name.as_str());
        if user.name != name.as_str() {
            entry = entry.with("before", user.name.as_str());
        }
        change.commit(entry).await?;
        Ok(Ok(()))
    }

    /// Gives a person a role.
    ///
    /// # Errors
    /// When the database fails. Why it may not be given is an answer.
    pub async fn give_role(
        &self,
        user: UserId,
        grant: &Grant,
    ) -> Result<Result<(), NotChanged>, ControlError> {
        let mut change = self.begin().await?;
        let Some(name) = change.name_of(user).await? else {
            return Ok(Err(NotChanged::NoSuchPerson));
        };
        // One from a group may go with the group: the same by hand is another, which stays.
        let grants = grants_of(user, &mut change.transaction).await?;
        if grants.iter().any(|has| has.source == GrantSource::Hand && has.grant == *grant) {
            return Ok(Err(NotChanged::HasRole));
        }
        change.insert_grant(user, grant, GrantSource::Hand).await?;
        let entry = Entry::new(Action::RoleGiven, &name);
        change.commit(self.control.entry_with(entry, grant)).await?;
        Ok(Ok(()))
    }

    /// Takes a role from a person.
    ///
    /// # Errors
    /// When the database fails. Why it may not be taken is an answer.
    pub async fn take_role(
        &self,
        user: UserId,
        grant: GrantId,
    ) -> Result<Result<(), NotChanged>, ControlError> {
        let mut change = self.begin().await?;
        let Some(name) = change.name_of(user).await? else {
            return Ok(Err(NotChanged::NoSuchPerson));
        };
        let grants = grants_of(user, &mut change.transaction).await?;
        let Some(taken) = grants.into_iter().find(|given| given.id == grant) else {
            return Ok(Err(NotChanged::NoSuchPerson));
        };
        if taken.source == GrantSource::Group {
            return Ok(Err(NotChanged::FromGroup));
        }
        change.delete_grant(grant).await?;
        if !change.has_administrator().await? {
            return Ok(Err(NotChanged::LastAdministrator));
        }
        let entry = Entry::new(Action::RoleTaken, &name);
        change.commit(self.control.entry_with(entry, &taken.grant)).await?;
        Ok(Ok(()))
    }

    /// Ends a person's access for good: roles, sessions, links, tokens, password. What they saved and
    /// what is recorded of them stays under their name.
    ///
    /// # Errors
    /// When the database fails. Why they may not be removed is an answer.
    pub async fn remove_person(
        &self,
        user: UserId,
    ) -> Result<Result<(), NotChanged>, ControlError> {
        let mut change = self.begin().await?;
        let Some(name) = change.name_of(user).await? else {
            return Ok(Err(NotChanged::NoSuchPerson));
        };
        sqlx::query("DELETE FROM users WHERE id = $1")
            .bind(user.number())
            .execute(&mut *change.transaction)
            .await?;
        if !change.has_administrator().await? {
            return Ok(Err(NotChanged::LastAdministrator));
        }
        change.commit(Entry::new(Action::PersonRemoved, &name)).await?;
        Ok(Ok(()))
    }
}

impl Change {
    /// What of a name and an address belongs to somebody else.
    pub(crate) async fn taken(
        &mut self,
        name: &PersonName,
        email: Option<&EmailAddress>,
        but: Option<UserId>,
    ) -> Result<Option<NotChanged>, ControlError> {
        let but = but.map_or(0, UserId::number);
        let same_name = sqlx::query("SELECT 1 FROM users WHERE name = $1 AND id <> $2")
            .bind(name.as_str())
            .bind(but)
            .fetch_optional(&mut *self.transaction)
            .await?;
        if same_name.is_some() {
            return Ok(Some(NotChanged::NameTaken));
        }
        let Some(email) = email else { return Ok(None) };
        let same_email = sqlx::query("SELECT 1 FROM users WHERE email = $1 AND id <> $2")
            .bind(email.as_str())
            .bind(but)
            .fetch_optional(&mut *self.transaction)
            .await?;
        Ok(same_email.map(|_| NotChanged::EmailTaken))
    }

    pub(crate) async fn name_of(&mut self, user: UserId) -> Result<Option<String>, ControlError> {
        let row = sqlx::query("SELECT name FROM users WHERE id = $1")
            .bind(user.number())
            .fetch_optional(&mut *self.transaction)
            .await?;
        row.map(|row| row.try_get(0)).transpose().map_err(ControlError::from)
    }

    /// Adds somebody of whom it is known that name and address are free.
    pub(crate) async fn insert_person(
        &mut self,
        name: &PersonName,
        email: Option<&EmailAddress>,
        at: Timestamp,
    ) -> Result<User, ControlError> {
        let row = sqlx::query(
            "INSERT INTO users (name, email, created_at) VALUES ($1, $2, $3) RETURNING id, name",
        )
        .bind(name.as_str())
        .bind(email.map(EmailAddress::as_str))
        .bind(at.as_microsecond())
        .fetch_one(&mut *self.transaction)
        .await?;
        user_from(&row)
    }

    pub(crate) async fn insert_grant(
        &mut self,
        user: UserId,
        grant: &Grant,
        source: GrantSource,
    ) -> Result<(), ControlError> {
        let (service, authority) = parts(&grant.reach);
        sqlx::query(
            "INSERT INTO grants (user_id, role, service, authority, source) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(user.number())
        .bind(grant.role.as_str())
        .bind(service.map(|service| i64::from(service.number())))
        .bind(authority.map(AuthorityCode::as_str))
        .bind(source.as_str())
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    pub(crate) async fn delete_grant(&mut self, grant: GrantId) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM grants WHERE id = $1")
            .bind(grant.number())
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    pub(crate) async fn has_administrator(&mut self) -> Result<bool, ControlError> {
        let row = sqlx::query("SELECT 1 FROM grants WHERE role = $1 AND service IS NULL LIMIT 1")
            .bind(Role::Administrator.as_str())
            .fetch_optional(&mut *self.transaction)
            .await?;
        Ok(row.is_some())
    }
}

impl Control {
    /// Says in an entry which role it is about, and where.
    pub(crate) fn entry_with(&self, entry: Entry, grant: &Grant) -> Entry {
        let entry = entry.with("role", grant.role.as_str());
        let (service, authority) = parts(&grant.reach);
        let service = service.and_then(|id| self.services().into_iter().find(|s| s.id == id));
        let entry = match service {
            Some(service) => entry.of(&service),
            None => entry,
        };
        match authority {
            Some(code) => entry.with("authority", code.as_str()),
            None => entry,
        }
    }
}

fn parts(reach: &Reach) -> (Option<ServiceId>, Option<&AuthorityCode>) {
    match reach {
        Reach::Organization => (None, None),
        Reach::Service(service) => (Some(*service), None),
        Reach::Authority(service, code) => (Some(*service), Some(code)),
    }
}

pub(crate) fn user_from(row: &sqlx::sqlite::SqliteRow) -> Result<User, ControlError> {
    Ok(User { id: UserId::new(row.try_get(0)?), name: row.try_get(1)? })
}
