//! Tries are counted, so that nobody makes many: of passwords and codes alike.
//!
//! They are counted under a keyed hash of what was typed, which may be nobody's: the table says neither
//! who has an account nor what somebody tried. A try that is being looked at counts as failed, until the
//! right proof takes it back.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use crate::{error::ControlError, store::Control};

/// Over which time tries are counted.
pub const WITHIN: SignedDuration = SignedDuration::from_mins(15);

/// Under what tries are counted.
pub(crate) struct Throttled(Vec<u8>);

impl Throttled {
    /// `purpose` keeps kinds of proof apart; `whose` is an address, a number, whatever names the account.
    pub(crate) fn new(control: &Control, purpose: &str, whose: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(control.derive_for_all(purpose).bytes());
        hash.update(whose.as_bytes());
        Self(hash.finalize().to_vec())
    }
}

impl Control {
    /// Counts a try before it is looked at, and says whether it may be looked at: of many at the same
    /// moment no more than `most` are. The right proof takes the count back (`forget_tries`).
    pub(crate) async fn try_once(&self, of: &Throttled, most: i64) -> Result<bool, ControlError> {
        let since = self.now().checked_sub(WITHIN).unwrap_or(Timestamp::MIN).as_microsecond();
        sqlx::query("DELETE FROM failed_sign_ins WHERE at <= $1")
            .bind(since)
            .execute(self.pool())
            .await?;
        let counted = sqlx::query(
            "INSERT INTO failed_sign_ins (account, at) SELECT $1, $2 \
             WHERE (SELECT COUNT(*) FROM failed_sign_ins WHERE account = $1) < $3",
        )
        .bind(&of.0)
        .bind(self.now().as_microsecond())
        .bind(most)
        .execute(self.pool())
        .await?;
        Ok(counted.rows_affected() == 1)
    }

    /// Tries that are counted.
    pub(crate) async fn tries(&self, of: &Throttled) -> Result<i64, ControlError> {
        let row = sqlx::query("SELECT COUNT(*) FROM failed_sign_ins WHERE account = $1")
            .bind(&of.0)
            .fetch_one(self.pool())
            .await?;
        Ok(row.try_get(0)?)
    }

    /// Forgets them: the right proof came.
    pub(crate) async fn forget_tries(&self, of: &Throttled) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM failed_sign_ins WHERE account = $1")
            .bind(&of.0)
            .execute(self.pool())
            .await?;
        Ok(())
    }
}
