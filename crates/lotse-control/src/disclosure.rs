//! The policy of what may be shown, in versions. Read from memory, written through.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use lotse_domain::{audit::Action, disclosure::DisclosurePolicy};
use sqlx::{Row as _, sqlite::SqliteRow};

use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    store::{Control, stored_time},
};

/// The longest reason for a version, in characters.
pub const LONGEST_REASON: usize = 500;

/// One version of the policy that somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersion {
    /// Its number, from 1.
    pub version: u32,
    /// What it says.
    pub policy: DisclosurePolicy,
    /// Why it was chosen.
    pub reason: String,
    /// The name of who chose it, as it was then.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// The policy that holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurrentPolicy {
    /// What it says.
    pub policy: DisclosurePolicy,
    /// Which version it is; 0 is the least that the program asks for, which nobody chose.
    pub version: u32,
}

/// Why no version was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChosen {
    /// It says no reason.
    NoReason,
    /// The reason is too long.
    LongReason,
    /// Somebody chose another one meanwhile.
    Outdated,
    /// It says what the one that holds says.
    Same,
}

/// The policy that holds, for every question.
#[derive(Default)]
pub(crate) struct PolicyInForce(RwLock<Arc<CurrentPolicy>>);

impl PolicyInForce {
    fn get(&self) -> Arc<CurrentPolicy> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, policy: CurrentPolicy) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }
}

const NEWEST_FIRST: &str = "SELECT version, says, reason, made_by, made_at \
     FROM disclosure_policies ORDER BY version DESC";

impl Control {
    /// The policy of what may be shown.
    pub fn disclosure(&self) -> Arc<CurrentPolicy> {
        self.inner.disclosure.get()
    }

    /// Every version of it that somebody chose, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn disclosure_versions(&self) -> Result<Vec<PolicyVersion>, ControlError> {
        let rows = sqlx::query(NEWEST_FIRST).fetch_all(self.pool()).await?;
        rows.iter().map(version_from).collect()
    }

    /// Reads the policy that holds.
    pub(crate) async fn load_disclosure(&self) -> Result<(), ControlError> {
        if let Some(row) = sqlx::query(NEWEST_FIRST).fetch_optional(self.pool()).await? {
            let PolicyVersion { version, policy, .. } = version_from(&row)?;
            self.inner.disclosure.set(CurrentPolicy { policy, version });
        }
        Ok(())
    }
}

impl Changes<'_> {
    /// Chooses a policy, if version `before` still holds. It holds for every question from now on.
    ///
    /// # Errors
    /// When the database fails. Why none was chosen is an answer.
    pub async fn choose_disclosure(
        &self,
        policy: DisclosurePolicy,
        reason: &str,
        before: u32,
    ) -> Result<Result<PolicyVersion, NotChosen>, ControlError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Ok(Err(NotChosen::NoReason));
        }
        if reason.chars().count() > LONGEST_REASON {
            return Ok(Err(NotChosen::LongReason));
        }
        let mut change = self.begin().await?;
        // Changes come one at a time, so what holds now holds until this one.
        let now = self.control.disclosure();
        if now.version != before {
            return Ok(Err(NotChosen::Outdated));
        }
        if now.policy == policy {
            return Ok(Err(NotChosen::Same));
        }
        let says = written(&policy)?;
        let made = PolicyVersion {
            version: before.saturating_add(1),
            reason: reason.to_owned(),
            made_by: self.actor_name().to_owned(),
            made_at: self.control.now(),
            policy,
        };
        sqlx::query(
            "INSERT INTO disclosure_policies (version, says, reason, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(i64::from(made.version))
        .bind(&says)
        .bind(&made.reason)
        .bind(&made.made_by)
        .bind(made.made_at.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        let entry = Entry::new(Action::DisclosureChosen, "")
            .with("version", made.version)
            .with("policy", says)
            .with("policy before", written(&now.policy)?)
            .with("reason", made.reason.as_str());
        change.commit(entry).await?;
        let current = CurrentPolicy { policy: made.policy.clone(), version: made.version };
        self.control.inner.disclosure.set(current);
        Ok(Ok(made))
    }
}

fn written(policy: &DisclosurePolicy) -> Result<String, ControlError> {
    serde_json::to_string(policy).map_err(|error| no_policy(&error))
}

fn no_policy(error: &serde_json::Error) -> ControlError {
    ControlError::Value { what: "disclosure policy", reason: error.to_string() }
}

fn version_from(row: &SqliteRow) -> Result<PolicyVersion, ControlError> {
    let version: i64 = row.try_get(0)?;
    let says: String = row.try_get(1)?;
    Ok(PolicyVersion {
        version: u32::try_from(version).map_err(|error| ControlError::Value {
            what: "version of the disclosure policy",
            reason: error.to_string(),
        })?,
        policy: serde_json::from_str(&says).map_err(|error| no_policy(&error))?,
        reason: row.try_get(2)?,
        made_by: row.try_get(3)?,
        made_at: stored_time(row.try_get(4)?)?,
    })
}
