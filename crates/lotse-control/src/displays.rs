//! On how many documents of a service a display setting was on, by day: nothing else is kept of them.

use jiff::{Span, civil::Date};
use lotse_domain::{Count, display::DisplaySetting, privacy::Undisclosed, service::Service};
use sqlx::Row as _;

use crate::{error::ControlError, store::Control};

/// Days for which the counts are kept: two years and a quarter, to compare a year with the one before.
const KEPT_DAYS: i64 = 820;

impl Control {
    /// Adds to the counts of the service's present day, and forgets old ones.
    ///
    /// # Errors
    /// When the database fails; nothing is added then.
    pub async fn add_displays(
        &self,
        service: &Service,
        counts: &[(DisplaySetting, u64)],
    ) -> Result<(), ControlError> {
        let today = self.today(service);
        let oldest = today.checked_sub(Span::new().days(KEPT_DAYS)).unwrap_or(today);
        let mut transaction = self.pool().begin().await?;
        for (setting, documents) in counts {
            sqlx::query(
                "INSERT INTO display_counts (service, day, setting, documents) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (service, day, setting) \
                 DO UPDATE SET documents = display_counts.documents + $4",
            )
            .bind(i64::from(service.id.number()))
            .bind(today.to_string())
            .bind(setting.as_str())
            .bind(i64::try_from(*documents).unwrap_or(i64::MAX))
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query("DELETE FROM display_counts WHERE service = $1 AND day < $2")
            .bind(i64::from(service.id.number()))
            .bind(oldest.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Documents by setting from `first` to `last`, both included.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn displays(
        &self,
        service: &Service,
        first: Date,
        last: Date,
    ) -> Result<Undisclosed<Vec<(DisplaySetting, Count)>>, ControlError> {
        let rows = sqlx::query(
            "SELECT setting, CAST(SUM(documents) AS BIGINT) FROM display_counts \
             WHERE service = $1 AND day BETWEEN $2 AND $3 GROUP BY setting",
        )
        .bind(i64::from(service.id.number()))
        .bind(first.to_string())
        .bind(last.to_string())
        .fetch_all(self.pool())
        .await?;
        let counts = rows
            .into_iter()
            .map(|row| {
                let documents: i64 = row.try_get(1)?;
                let setting = row.try_get::<&str, _>(0)?.parse()?;
                Ok((setting, Count::new(u64::try_from(documents).unwrap_or(0))))
            })
            .collect::<Result<Vec<_>, ControlError>>()?;
        Ok(Undisclosed::seal(counts))
    }
}
