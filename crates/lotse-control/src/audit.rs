//! The audit log: who did and who read what, in one chain of rows that shows when one was changed or lost.
//!
//! Each row's hash covers the row and the hash before it, so that anybody can check an exported log.
//! Each row's seal is that hash under a key derived from the installation secret, so that who can write
//! to the database alone cannot write a chain of their own. What the chain cannot show is that its newest
//! rows were cut off: whoever wants to know that keeps the newest hash elsewhere and asks for it later.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use lotse_domain::{
    audit::{Action, ActorKind},
    hexadecimal::hexadecimal,
    service::Service,
};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use sqlx::{Row as _, Sqlite, Transaction, sqlite::SqliteRow};

use crate::{
    error::ControlError,
    store::{Control, stored_time},
    users::User,
};

/// Rows that are read at once while the chain is checked.
const PAGE: i64 = 1000;

/// Whose hand it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    kind: ActorKind,
    name: String,
}

impl Actor {
    /// A person who is signed in.
    pub fn person(user: &User) -> Self {
        Self { kind: ActorKind::Person, name: user.name.clone() }
    }

    /// A program with a token of a person.
    pub fn token(user: &User, token: &str) -> Self {
        Self { kind: ActorKind::Token, name: format!("{} ({token})", user.name) }
    }

    /// Whoever may use the command line of the machine.
    pub fn operator() -> Self {
        Self { kind: ActorKind::Operator, name: String::new() }
    }

    /// The program itself.
    pub fn program() -> Self {
        Self { kind: ActorKind::Program, name: String::new() }
    }
}

/// What is about to be written down.
#[derive(Clone, Debug)]
pub struct Entry {
    action: Action,
    subject: String,
    service: String,
    detail: Map<String, Value>,
}

impl Entry {
    /// Something was done to, or read of, `subject`: a name.
    pub fn new(action: Action, subject: &str) -> Self {
        Self { action, subject: subject.to_owned(), service: String::new(), detail: Map::new() }
    }

    /// In which service.
    #[must_use]
    pub fn of(mut self, service: &Service) -> Self {
        service.slug.as_str().clone_into(&mut self.service);
        self
    }

    /// In the service at this place in addresses.
    #[must_use]
    pub(crate) fn of_slug(mut self, slug: &str) -> Self {
        slug.clone_into(&mut self.service);
        self
    }

    /// A detail. Never a secret.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

/// One row of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place in the chain, from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// What kind of hand.
    pub actor_kind: ActorKind,
    /// Whose; empty for the operator and the program.
    pub actor: String,
    /// What was done.
    pub action: Action,
    /// To what.
    pub subject: String,
    /// Slug of the service; empty where it is about none.
    pub service: String,
    /// Details, as JSON.
    pub detail: String,
    /// The chain up to here, in hexadecimal.
    pub hash: String,
}

/// What checking the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every row is as it was written, and none is missing before the newest.
    Whole {
        /// How many rows.
        rows: i64,
        /// The newest hash, in hexadecimal; empty where there is no row.
        head: String,
        /// Whether the hash that was kept elsewhere is in the chain; `None` if none was given.
        holds_kept: Option<bool>,
    },
    /// A row is not as it was written, or one is missing before it.
    Broken {
        /// The first such row.
        row: i64,
        /// What is wrong.
        why: Break,
    },
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// The number before it is missing.
    Missing,
    /// The row was changed, or one before it was.
    Changed,
    /// The hash is right, the seal is not: it was written without this installation's secret, by hand
    /// or before the secret was replaced.
    Seal,
}

/// Changes in somebody's name.
#[derive(Clone)]
pub struct Changes<'a> {
    pub(crate) control: &'a Control,
    pub(crate) actor: Actor,
}

/// A change that is being made. Dropped without its entry in the audit log, it was never made.
pub(crate) struct Change {
    pub(crate) transaction: Transaction<'static, Sqlite>,
    control: Control,
    actor: Actor,
}

impl Control {
    /// Everything that may be changed, in the name of `actor`.
    pub fn by(&self, actor: Actor) -> Changes<'_> {
        Changes { control: self, actor }
    }

    /// The newest rows before `before` (the newest of all if `None`), at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(
        &self,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AuditRow>, ControlError> {
        let rows = sqlx::query(
            "SELECT id, at, actor_kind, actor, action, subject, service, detail, hash \
             FROM audit_log WHERE id < $1 ORDER BY id DESC LIMIT $2",
        )
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(audit_row).collect()
    }

    /// The oldest rows after `after`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_after(&self, after: i64, limit: u32) -> Result<Vec<AuditRow>, ControlError> {
        let rows = sqlx::query(
            "SELECT id, at, actor_kind, actor, action, subject, service, detail, hash \
             FROM audit_log WHERE id > $1 ORDER BY id LIMIT $2",
        )
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(audit_row).collect()
    }

    /// Reads the whole chain and checks every row of it. `kept` is a hash that was noted earlier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verify_audit(&self, kept: Option<&str>) -> Result<Verdict, ControlError> {
        let key = self.audit_key();
        let (mut number, mut before, mut found) = (0_i64, Vec::new(), false);
        loop {
            let rows = sqlx::query(
                "SELECT id, at, actor_kind, actor, action, subject, service, detail, hash, seal \
                 FROM audit_log WHERE id > $1 ORDER BY id LIMIT $2",
            )
            .bind(number)
            .bind(PAGE)
            .fetch_all(self.pool())
            .await?;
            for row in &rows {
                let id: i64 = row.try_get(0)?;
                if id != number + 1 {
                    return Ok(Verdict::Broken { row: id, why: Break::Missing });
                }
                let (hash, seal): (Vec<u8>, Vec<u8>) = (row.try_get(8)?, row.try_get(9)?);
                let texts: [&str; 6] = [
                    row.try_get(2)?,
                    row.try_get(3)?,
                    row.try_get(4)?,
                    row.try_get(5)?,
                    row.try_get(6)?,
                    row.try_get(7)?,
                ];
                if link(&before, id, row.try_get(1)?, texts).as_slice() != hash {
                    return Ok(Verdict::Broken { row: id, why: Break::Changed });
                }
                if sealed(&key, &hash).verify_slice(&seal).is_err() {
                    return Ok(Verdict::Broken { row: id, why: Break::Seal });
                }
                found |= kept.is_some_and(|kept| kept.eq_ignore_ascii_case(&hexadecimal(&hash)));
                (number, before) = (id, hash);
            }
            if i64::try_from(rows.len()).unwrap_or(PAGE) < PAGE {
                break;
            }
        }
        let holds_kept = kept.map(|_| found);
        Ok(Verdict::Whole { rows: number, head: hexadecimal(&before), holds_kept })
    }

    fn audit_key(&self) -> [u8; 32] {
        *self.derive_for_all("audit").bytes()
    }
}

impl Changes<'_> {
    /// Writes down that something was read or taken out. Without this row nothing is handed over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record(&self, entry: Entry) -> Result<(), ControlError> {
        self.begin().await?.commit(entry).await
    }

    /// In whose name; empty for the operator and the program.
    pub(crate) fn actor_name(&self) -> &str {
        &self.actor.name
    }

    /// Begins a change. One at a time: every row of the audit log covers the one before.
    pub(crate) async fn begin(&self) -> Result<Change, ControlError> {
        let transaction = self.control.pool().begin_with("BEGIN IMMEDIATE").await?;
        Ok(Change { transaction, control: self.control.clone(), actor: self.actor.clone() })
    }
}

impl Change {
    /// Adds a row to the audit log, in the name of whoever makes the change.
    pub(crate) async fn record(&mut self, entry: Entry) -> Result<(), ControlError> {
        let actor = self.actor.clone();
        self.record_of(&actor, entry, self.control.now()).await
    }

    async fn record_of(
        &mut self,
        actor: &Actor,
        entry: Entry,
        at: Timestamp,
    ) -> Result<(), ControlError> {
        let last = sqlx::query("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1")
            .fetch_optional(&mut *self.transaction)
            .await?;
        let (number, before): (i64, Vec<u8>) = match last {
            Some(row) => (row.try_get::<i64, _>(0)? + 1, row.try_get(1)?),
            None => (1, Vec::new()),
        };
        let at = at.as_microsecond();
        let detail = if entry.detail.is_empty() {
            String::new()
        } else {
            Value::Object(entry.detail).to_string()
        };
        let texts = [
            actor.kind.as_str(),
            &actor.name,
            entry.action.as_str(),
            &entry.subject,
            &entry.service,
            &detail,
        ];
        let hash = link(&before, number, at, texts);
        let seal = sealed(&self.control.audit_key(), &hash).finalize().into_bytes();
        sqlx::query(
            "INSERT INTO audit_log (id, at, actor_kind, actor, action, subject, service, detail, \
             hash, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(number)
        .bind(at)
        .bind(texts[0])
        .bind(texts[1])
        .bind(texts[2])
        .bind(texts[3])
        .bind(texts[4])
        .bind(texts[5])
        .bind(hash.to_vec())
        .bind(seal.to_vec())
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Writes the entry down and makes the change, both or neither.
    pub(crate) async fn commit(mut self, entry: Entry) -> Result<(), ControlError> {
        self.record(entry).await?;
        self.commit_recorded().await
    }

    /// Makes a change whose entries are written down already.
    pub(crate) async fn commit_recorded(self) -> Result<(), ControlError> {
        self.transaction.commit().await?;
        Ok(())
    }
}

/// The hash of a row: over the one before, then every value with its length, so that none can run into
/// the next.
fn link(before: &[u8], number: i64, at: i64, texts: [&str; 6]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"lotse-audit-v1\n");
    hash.update(before);
    hash.update(number.to_be_bytes());
    hash.update(at.to_be_bytes());
    for text in texts {
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().into()
}

fn sealed(key: &[u8; 32], hash: &[u8]) -> Hmac<Sha256> {
    // A key shorter than a block stands for itself with zeros after it (RFC 2104, 2).
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut seal = Hmac::<Sha256>::new(&block.into());
    seal.update(hash);
    seal
}

fn audit_row(row: &SqliteRow) -> Result<AuditRow, ControlError> {
    Ok(AuditRow {
        number: row.try_get(0)?,
        at: stored_time(row.try_get(1)?)?,
        actor_kind: row.try_get::<&str, _>(2)?.parse()?,
        actor: row.try_get(3)?,
        action: row.try_get::<&str, _>(4)?.parse()?,
        subject: row.try_get(5)?,
        service: row.try_get(6)?,
        detail: row.try_get(7)?,
        hash: hexadecimal(&row.try_get::<Vec<u8>, _>(8)?),
    })
}

/// Moves what an older version wrote into its own table to the audit log, at its own times.
pub(crate) async fn take_over_readings(control: &Control) -> Result<(), ControlError> {
    let any = sqlx::query("SELECT 1 FROM read_log LIMIT 1").fetch_optional(control.pool()).await?;
    if any.is_none() {
        return Ok(());
    }
    let changes = control.by(Actor::program());
    let mut change = changes.begin().await?;
    let rows =
        sqlx::query("SELECT at, user_name, service, what, purpose FROM read_log ORDER BY id")
            .fetch_all(&mut *change.transaction)
            .await?;
    for row in rows {
        let actor = Actor { kind: ActorKind::Person, name: row.try_get(1)? };
        let entry = Entry::new(Action::SingleRowsRead, row.try_get(3)?)
            .of_slug(row.try_get(2)?)
            .with("purpose", row.try_get::<String, _>(4)?);
        change.record_of(&actor, entry, stored_time(row.try_get(0)?)?).await?;
    }
    sqlx::query("DELETE FROM read_log").execute(&mut *change.transaction).await?;
    change.commit_recorded().await
}
