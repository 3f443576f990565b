//! What people say of the events and properties of a service: what they mean, and who looks after them.

use lotse_domain::{audit::Action, described::DescribedWhat, service::Service};
use sqlx::Row as _;

use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    store::Control,
};

/// The longest owner, in characters.
pub const OWNER_CHARS: usize = 100;
/// The longest description, in characters.
pub const DESCRIPTION_CHARS: usize = 1_000;

/// What is said of one event or property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// What it is.
    pub what: DescribedWhat,
    /// Its name, as events carry it.
    pub name: String,
    /// Who looks after it; empty where nobody is named.
    pub owner: String,
    /// What it means; empty where nobody said so.
    pub description: String,
    /// It is of no use any more, and not shown among the others.
    pub is_hidden: bool,
}

impl Control {
    /// Everything that is said of events and properties of a service, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn descriptions(&self, service: &Service) -> Result<Vec<Description>, ControlError> {
        let rows = sqlx::query(
            "SELECT what, name, owner, description, is_hidden FROM dictionary \
             WHERE service = $1 ORDER BY what, name",
        )
        .bind(i64::from(service.id.number()))
        .fetch_all(self.pool())
        .await?;
        let description = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Description {
                what: row.try_get::<&str, _>(0)?.parse()?,
                name: row.try_get(1)?,
                owner: row.try_get(2)?,
                description: row.try_get(3)?,
                is_hidden: row.try_get::<i64, _>(4)? != 0,
            })
        };
        rows.iter().map(description).collect()
    }
}

impl Changes<'_> {
    /// Says what an event or a property means, in place of what was said before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn describe(&self, service: &Service, new: &Description) -> Result<(), ControlError> {
        let mut change = self.begin().await?;
        sqlx::query(
            "INSERT INTO dictionary (service, what, name, owner, description, is_hidden, changed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (service, what, name) DO UPDATE \
             SET owner = $4, description = $5, is_hidden = $6, changed_at = $7",
        )
        .bind(i64::from(service.id.number()))
        .bind(new.what.as_str())
        .bind(&new.name)
        .bind(&new.owner)
        .bind(&new.description)
        .bind(i64::from(new.is_hidden))
        .bind(self.control.now().as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        let entry = Entry::new(Action::Described, &new.name)
            .of(service)
            .with("what", new.what.as_str())
            .with("owner", new.owner.as_str())
            .with("hidden", new.is_hidden);
        change.commit(entry).await
    }
}
