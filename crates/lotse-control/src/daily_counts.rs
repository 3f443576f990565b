//! What is only counted of a service, by local day: what was cut out, what was refused, display settings.

use jiff::{Span, civil::Date};
use lotse_domain::{
    Count,
    counted::{Counted, DailyCount},
    display::DisplaySetting,
    privacy::Undisclosed,
    service::Service,
};
use sqlx::Row as _;

use crate::{error::ControlError, store::Control};

/// How often one word was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordCount {
    /// The rule, reason or setting.
    pub word: String,
    /// How often.
    pub times: Count,
    /// The last local day on which it was.
    pub last: Date,
}

impl Control {
    /// Adds those counts that are of the service to its present day, and forgets old ones.
    ///
    /// # Errors
    /// When the database fails; nothing is added then.
    pub async fn add_counts(
        &self,
        service: &Service,
        counts: &[DailyCount],
    ) -> Result<(), ControlError> {
        let id = i64::from(service.id.number());
        let today = self.today(service);
        let mut transaction = self.pool().begin().await?;
        for count in counts.iter().filter(|count| count.service == service.id) {
            sqlx::query(
                "INSERT INTO daily_counts (service, counted, day, word, times) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (service, counted, day, word) \
                 DO UPDATE SET times = daily_counts.times + $5",
            )
            .bind(id)
            .bind(count.counted.as_str())
            .bind(today.to_string())
            .bind(count.word)
            .bind(i64::try_from(count.times).unwrap_or(i64::MAX))
            .execute(&mut *transaction)
            .await?;
        }
        for counted in Counted::ALL {
            let oldest = today.checked_sub(Span::new().days(counted.kept_days())).unwrap_or(today);
            sqlx::query(
                "DELETE FROM daily_counts WHERE service = $1 AND counted = $2 AND day < $3",
            )
            .bind(id)
            .bind(counted.as_str())
            .bind(oldest.to_string())
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// What was cut out or refused within so many days up to today, the most frequent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts_of_days(
        &self,
        service: &Service,
        counted: Counted,
        days: i64,
    ) -> Result<Vec<WordCount>, ControlError> {
        let today = self.today(service);
        let first = today.checked_sub(Span::new().days(days - 1)).unwrap_or(today);
        self.counts(service, counted, first, today).await
    }

    /// Documents by display setting from `first` to `last`, both included.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn displays(
        &self,
        service: &Service,
        first: Date,
        last: Date,
    ) -> Result<Undisclosed<Vec<(DisplaySetting, Count)>>, ControlError> {
        let counts = self.counts(service, Counted::Display, first, last).await?;
        let counts = counts.into_iter().map(|count| Ok((count.word.parse()?, count.times)));
        Ok(Undisclosed::seal(counts.collect::<Result<_, ControlError>>()?))
    }

    async fn counts(
        &self,
        service: &Service,
        counted: Counted,
        first: Date,
        last: Date,
    ) -> Result<Vec<WordCount>, ControlError> {
        sqlx::query(
            "SELECT word, CAST(SUM(times) AS BIGINT), MAX(day) FROM daily_counts \
             WHERE service = $1 AND counted = $2 AND day BETWEEN $3 AND $4 \
             GROUP BY word ORDER BY 2 DESC, word",
        )
        .bind(i64::from(service.id.number()))
        .bind(counted.as_str())
        .bind(first.to_string())
        .bind(last.to_string())
        .fetch_all(self.pool())
        .await?
        .into_iter()
        .map(|row| {
            let times: i64 = row.try_get(1)?;
            let last = row.try_get::<&str, _>(2)?.parse();
            let last = last.map_err(|error: jiff::Error| ControlError::Value {
                what: "day",
                reason: error.to_string(),
            })?;
            let times = Count::new(u64::try_from(times).unwrap_or(0));
            Ok(WordCount { word: row.try_get(0)?, times, last })
        })
        .collect()
    }

    fn today(&self, service: &Service) -> Date {
        self.now().to_zoned_datetime(service.time_zone.clone()).date()
    }
}
