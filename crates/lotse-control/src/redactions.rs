//! How often something was cut out of what a service's pages sent, so that its team learns that it leaks.

use jiff::{Span, civil::Date};
use lotse_domain::{Count, service::Service};
use sqlx::Row as _;

use crate::{error::ControlError, store::Control};

/// Days for which the counts are kept.
const KEPT_DAYS: i64 = 90;

/// What was cut out by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactionCount {
    /// The rule's name in the specification.
    pub rule: String,
    /// Places.
    pub times: Count,
    /// The last local day on which there was one.
    pub last: Date,
}

impl Control {
    /// Adds to the counts of the service's present day, and forgets old ones.
    ///
    /// # Errors
    /// When the database fails; nothing is added then.
    pub async fn add_redactions(
        &self,
        service: &Service,
        counts: &[(&str, u64)],
    ) -> Result<(), ControlError> {
        let today = self.today(service);
        let oldest = today.checked_sub(Span::new().days(KEPT_DAYS)).unwrap_or(today);
        let mut transaction = self.pool().begin().await?;
        for (rule, times) in counts {
            sqlx::query(
                "INSERT INTO redactions (service, day, rule, times) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (service, day, rule) DO UPDATE SET times = redactions.times + $4",
            )
            .bind(i64::from(service.id.number()))
            .bind(today.to_string())
            .bind(*rule)
            .bind(i64::try_from(*times).unwrap_or(i64::MAX))
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query("DELETE FROM redactions WHERE service = $1 AND day < $2")
            .bind(i64::from(service.id.number()))
            .bind(oldest.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What was cut out within so many days up to today, the most frequent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn redactions(
        &self,
        service: &Service,
        days: i64,
    ) -> Result<Vec<RedactionCount>, ControlError> {
        let today = self.today(service);
        let first = today.checked_sub(Span::new().days(days - 1)).unwrap_or(today);
        sqlx::query(
            "SELECT rule, CAST(SUM(times) AS BIGINT), MAX(day) FROM redactions \
             WHERE service = $1 AND day >= $2 GROUP BY rule ORDER BY 2 DESC, rule",
        )
        .bind(i64::from(service.id.number()))
        .bind(first.to_string())
        .fetch_all(self.pool())
        .await?
        .into_iter()
        .map(|row| {
            let times: i64 = row.try_get(1)?;
            let last: String = row.try_get(2)?;
            let last = last.parse().map_err(|error: jiff::Error| ControlError::Value {
                what: "day",
                reason: error.to_string(),
            })?;
            let times = Count::new(u64::try_from(times).unwrap_or(0));
            Ok(RedactionCount { rule: row.try_get(0)?, times, last })
        })
        .collect()
    }

    pub(crate) fn today(&self, service: &Service) -> Date {
        self.now().to_zoned_datetime(service.time_zone.clone()).date()
    }
}
