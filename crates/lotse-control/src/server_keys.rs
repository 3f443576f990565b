//! Secret keys with which a service's own server sends events. Each is shown once and kept as a hash.

use lotse_domain::{audit::Action, service::Service};
use sqlx::Row as _;

use crate::{
    audit::{Changes, Entry},
    drawn::{draw, hash},
    error::ControlError,
    store::Control,
};

/// How a secret key begins, so that scanners of source code recognise one.
const BEGINS: &str = "lsk_";

/// Why a key was not made.
#[derive(Debug, thiserror::Error)]
pub enum ServerKeyError {
    /// The service has one of this name.
    #[error(
        "the service has a key of this name already; revoke that first, or choose another name"
    )]
    NameTaken,
    /// The database failed.
    #[error(transparent)]
    Control(#[from] ControlError),
}

impl Changes<'_> {
    /// Makes a key and gives it back, for the only time.
    ///
    /// # Errors
    /// When the service has one of this name, or the database fails.
    pub async fn add_server_key(
        &self,
        service: &Service,
        name: &str,
    ) -> Result<String, ServerKeyError> {
        let key = draw(self.control, BEGINS);
        let mut change = self.begin().await?;
        let inserted = sqlx::query(
            "INSERT INTO server_keys (key_hash, service, name, created_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (service, name) DO NOTHING",
        )
        .bind(hash(&key).to_vec())
        .bind(i64::from(service.id.number()))
        .bind(name)
        .bind(self.control.now().as_microsecond())
        .execute(&mut *change.transaction)
        .await
        .map_err(ControlError::from)?;
        if inserted.rows_affected() == 0 {
            return Err(ServerKeyError::NameTaken);
        }
        change.commit(Entry::new(Action::ServerKeyAdded, name).of(service)).await?;
        self.control.reload_services().await?;
        Ok(key)
    }

    /// Takes a key away at once. `false` if the service has none of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_server_key(
        &self,
        service: &Service,
        name: &str,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let deleted = sqlx::query("DELETE FROM server_keys WHERE service = $1 AND name = $2")
            .bind(i64::from(service.id.number()))
            .bind(name)
            .execute(&mut *change.transaction)
            .await?;
        if deleted.rows_affected() == 0 {
            return Ok(false);
        }
        change.commit(Entry::new(Action::ServerKeyRevoked, name).of(service)).await?;
        self.control.reload_services().await?;
        Ok(true)
    }
}

impl Control {
    /// The names of a service's keys, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn server_keys(&self, service: &Service) -> Result<Vec<String>, ControlError> {
        sqlx::query("SELECT name FROM server_keys WHERE service = $1 ORDER BY name")
            .bind(i64::from(service.id.number()))
            .fetch_all(self.pool())
            .await?
            .into_iter()
            .map(|row| Ok(row.try_get(0)?))
            .collect()
    }
}
