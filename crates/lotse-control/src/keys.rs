//! The keys under which pseudonyms are made: drawn once, durable before use, destroyed on time, and never
//! drawn again for a span whose key was destroyed, however clocks are set.
//!
//! They lie in the database sealed with the installation secret: who has the one without the other has
//! no key.
//!
//! Daily salts die 24 hours after their day ends, quarter keys 24 hours after their quarter; those
//! of a replay when it is closed. Case keys and signing secrets are derived from the installation
//! secret and never stored.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    Count,
    clock::SaltDay,
    directory::{KeyStore, KeyStoreError, Quarter, Secret},
    ids::{ImportId, ServiceId},
    service::Service,
};
use sha2::{Digest, Sha256};
use sqlx::Row;

use crate::{error::ControlError, store::Control};

/// How long a salt or key outlives its day or quarter, for events that arrive late.
pub const GRACE: SignedDuration = SignedDuration::from_hours(24);

/// How long it is remembered which keys were destroyed: longer than a quarter and its grace.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 400);

/// How many keys are held in memory: a year of days for some services, with room.
const CACHED_KEYS: usize = 20_000;

#[derive(Clone, PartialEq, Eq, Hash)]
struct KeyName {
    service: ServiceId,
    span: String,
    import: i64,
}

/// Keys that were handed out, with the instant of their end.
#[derive(Default)]
pub(crate) struct KeyCache {
    keys: RwLock<HashMap<KeyName, (Secret, Timestamp)>>,
}

impl KeyCache {
    fn get(&self, name: &KeyName) -> Option<(Secret, Timestamp)> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn put(&self, name: KeyName, secret: Secret, destroy_at: Timestamp) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= CACHED_KEYS {
            keys.clear();
        }
        keys.insert(name, (secret, destroy_at));
    }

    fn forget(&self, mut gone: impl FnMut(&KeyName, Timestamp) -> bool) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|name, (_, destroy_at)| !gone(name, *destroy_at));
    }
}

/// Which of the two tables a key lies in.
#[derive(Clone, Copy)]
enum KeyTable {
    Daily,
    Quarterly,
}

impl KeyTable {
    fn insert(self) -> &'static str {
        match self {
            Self::Daily => {
                "INSERT INTO daily_salts (service, day, import, salt, destroy_at) \
                 SELECT $1, $2, $3, $4, $5 WHERE $3 <> 0 OR NOT EXISTS \
                 (SELECT 1 FROM destroyed_keys WHERE service = $1 AND span = $2) \
                 ON CONFLICT DO NOTHING"
            }
            Self::Quarterly => {
                "INSERT INTO quarter_keys (service, quarter, import, secret, destroy_at) \
                 SELECT $1, $2, $3, $4, $5 WHERE $3 <> 0 OR NOT EXISTS \
                 (SELECT 1 FROM destroyed_keys WHERE service = $1 AND span = $2) \
                 ON CONFLICT DO NOTHING"
            }
        }
    }

    fn select(self) -> &'static str {
        match self {
            Self::Daily => {
                "SELECT salt FROM daily_salts WHERE service = $1 AND day = $2 AND import = $3"
            }
            Self::Quarterly => {
                "SELECT secret FROM quarter_keys WHERE service = $1 AND quarter = $2 AND import = $3"
            }
        }
    }
}

impl KeyStore for Control {
    async fn daily_salt(
        &self,
        service: &Service,
        day: SaltDay,
        import: Option<ImportId>,
    ) -> Result<Option<Secret>, KeyStoreError> {
        let destroy_at = end_of_life(day.end(&service.time_zone), import);
        self.key(KeyTable::Daily, service.id, day.date().to_string(), import, destroy_at).await
    }

    async fn quarter_key(
        &self,
        service: &Service,
        quarter: Quarter,
        import: Option<ImportId>,
    ) -> Result<Option<Secret>, KeyStoreError> {
        let end = quarter
            .next()
            .first_date()
            .to_zoned_datetime(service.time_zone.clone())
            .map_or(Timestamp::MAX, |zoned| zoned.timestamp());
        let destroy_at = end_of_life(end, import);
        self.key(KeyTable::Quarterly, service.id, quarter.to_string(), import, destroy_at).await
    }

    async fn case_key(&self, service: ServiceId) -> Result<Secret, KeyStoreError> {
        Ok(self.derive("case", service))
    }

    async fn import_key(&self, service: ServiceId) -> Result<Secret, KeyStoreError> {
        Ok(self.derive("import", service))
    }

    async fn signing_secret(&self, service: ServiceId) -> Result<Secret, KeyStoreError> {
        Ok(self.signing_secret_of(service))
    }
}

impl Control {
    /// The secret with which a service signs user and case references.
    pub fn signing_secret_of(&self, service: ServiceId) -> Secret {
        self.derive("sign", service)
    }

    /// SHA-256 over a fixed-length secret, purpose and service: no part can run into another.
    pub(crate) fn derive(&self, purpose: &str, service: ServiceId) -> Secret {
        let mut hash = Sha256::new();
        hash.update(self.inner.installation_secret.bytes());
        hash.update(b"lotse-key-v1\n");
        hash.update(purpose.as_bytes());
        hash.update(b"\n");
        hash.update(service.number().to_be_bytes());
        Secret::new(hash.finalize().into())
    }

    /// A secret of the whole installation for one purpose.
    pub(crate) fn derive_for_all(&self, purpose: &str) -> Secret {
        let mut hash = Sha256::new();
        hash.update(self.inner.installation_secret.bytes());
        hash.update(b"lotse-installation-v1\n");
        hash.update(purpose.as_bytes());
        Secret::new(hash.finalize().into())
    }

    async fn key(
        &self,
        table: KeyTable,
        service: ServiceId,
        span: String,
        import: Option<ImportId>,
        destroy_at: Timestamp,
    ) -> Result<Option<Secret>, KeyStoreError> {
        if destroy_at <= self.now() {
            return Ok(None);
        }
        let name = KeyName { service, span, import: import.map_or(0, ImportId::number) };
        if let Some((secret, _)) = self.inner.keys.get(&name) {
            return Ok(Some(secret));
        }
        self.key_from_store(table, name, import, destroy_at)
            .await
            .map_err(|error| KeyStoreError { reason: error.to_string() })
    }

    async fn key_from_store(
        &self,
        table: KeyTable,
        name: KeyName,
        import: Option<ImportId>,
        destroy_at: Timestamp,
    ) -> Result<Option<Secret>, ControlError> {
        if let Some(import) = import
            && !self.import_is_open(import).await?
        {
            return Ok(None);
        }
        // Insert first, read back what won: two requests at once must not split a day.
        sqlx::query(table.insert())
            .bind(i64::from(name.service.number()))
            .bind(&name.span)
            .bind(name.import)
            .bind(self.sealed(&name, self.random()).as_slice())
            .bind(destroy_at.as_microsecond())
            .execute(self.pool())
            .await?;
        let row = sqlx::query(table.select())
            .bind(i64::from(name.service.number()))
            .bind(&name.span)
            .bind(name.import)
            .fetch_optional(self.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let bytes: Vec<u8> = row.try_get(0)?;
        let bytes = <[u8; 32]>::try_from(bytes.as_slice())
            .map_err(|e| ControlError::Value { what: "salt", reason: e.to_string() })?;
        let secret = Secret::new(self.sealed(&name, bytes));
        self.inner.keys.put(name, secret.clone(), destroy_at);
        Ok(Some(secret))
    }

    /// Seals a key, or opens a sealed one: exclusive or with a pad that the installation secret gives for
    /// this name alone. A name has one key ever, so no pad is used twice.
    fn sealed(&self, name: &KeyName, mut key: [u8; 32]) -> [u8; 32] {
        let purpose = format!("seal\n{}\n{}", name.span, name.import);
        let pad = self.derive(&purpose, name.service);
        for (byte, pad) in key.iter_mut().zip(pad.bytes()) {
            *byte ^= pad;
        }
        key
    }

    /// Destroys every salt and key whose time has come, on disk and in memory.
    ///
    /// # Errors
    /// When the database fails; the keys are then tried again by the next call.
    pub async fn destroy_expired_keys(&self) -> Result<Count, ControlError> {
        let now = self.now();
        self.inner.keys.forget(|_, destroy_at| destroy_at <= now);
        let mut destroyed = 0;
        let mut transaction = self.pool().begin().await?;
        for (remember, destroy) in [
            (
                "INSERT INTO destroyed_keys (service, span, destroyed_at) \
                 SELECT service, day, $1 FROM daily_salts WHERE destroy_at <= $1 AND import = 0 \
                 ON CONFLICT DO NOTHING",
                "DELETE FROM daily_salts WHERE destroy_at <= $1",
            ),
            (
                "INSERT INTO destroyed_keys (service, span, destroyed_at) \
                 SELECT service, quarter, $1 FROM quarter_keys WHERE destroy_at <= $1 AND import = 0 \
                 ON CONFLICT DO NOTHING",
                "DELETE FROM quarter_keys WHERE destroy_at <= $1",
            ),
        ] {
            let now = now.as_microsecond();
            sqlx::query(remember).bind(now).execute(&mut *transaction).await?;
            let done = sqlx::query(destroy).bind(now).execute(&mut *transaction).await?;
            destroyed += done.rows_affected();
        }
        let forgotten = now.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
        sqlx::query("DELETE FROM destroyed_keys WHERE destroyed_at < $1")
            .bind(forgotten.as_microsecond())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        if destroyed > 0 {
            self.truncate_log().await?;
        }
        Ok(Count::new(destroyed))
    }

    pub(crate) async fn destroy_import_keys(&self, import: ImportId) -> Result<(), ControlError> {
        self.inner.keys.forget(|name, _| name.import == import.number());
        for statement in [
            "DELETE FROM daily_salts WHERE import = $1",
            "DELETE FROM quarter_keys WHERE import = $1",
        ] {
            sqlx::query(statement).bind(import.number()).execute(self.pool()).await?;
        }
        self.truncate_log().await
    }

    /// Old versions of a page stay in the write-ahead log until it is cut; what must be gone must not stay there.
    pub(crate) async fn truncate_log(&self) -> Result<(), ControlError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(self.pool()).await?;
        Ok(())
    }
}

/// Live keys die after their span; those of a replay with the replay.
fn end_of_life(end_of_span: Timestamp, import: Option<ImportId>) -> Timestamp {
    if import.is_some() {
        return Timestamp::MAX;
    }
    end_of_span.checked_add(GRACE).unwrap_or(Timestamp::MAX)
}
