//! What the door refused of a service's pages: counts by reason and day, and the events themselves for a while.

use jiff::{Span, civil::Date};
use lotse_domain::{
    Count,
    audit::Action,
    ids::Visitor,
    privacy::Undisclosed,
    refused::{HELD_DAYS, HeldEvent},
    service::Service,
};
use sqlx::Row as _;

use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    store::{Control, stored_time},
};

/// Days for which the counts are kept.
const COUNTED_DAYS: i64 = 90;
/// Events of one service that are held at most; the newest stay.
const MOST_HELD: i64 = 1_000;

/// What was refused for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCount {
    /// The reason's word in the specification.
    pub reason: String,
    /// Events, or requests where nothing of them was read.
    pub events: Count,
    /// The last local day on which there was one.
    pub last: Date,
    /// How many of them are held and can be sent again.
    pub held: Count,
}

/// One held event and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its number, by which it is let go.
    pub number: i64,
    /// The event.
    pub event: HeldEvent,
}

impl Control {
    /// Adds to the counts of the service's present day, holds the events, and forgets old ones of both.
    ///
    /// # Errors
    /// When the database fails; nothing is added then.
    pub async fn add_refused(
        &self,
        service: &Service,
        counts: &[(&str, u64)],
        events: &[HeldEvent],
    ) -> Result<(), ControlError> {
        let id = i64::from(service.id.number());
        let today = self.today(service);
        let mut transaction = self.pool().begin().await?;
        for (reason, times) in counts {
            sqlx::query(
                "INSERT INTO refused_counts (service, day, reason, events) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (service, day, reason) \
                 DO UPDATE SET events = refused_counts.events + $4",
            )
            .bind(id)
            .bind(today.to_string())
            .bind(*reason)
            .bind(i64::try_from(*times).unwrap_or(i64::MAX))
            .execute(&mut *transaction)
            .await?;
        }
        let oldest = today.checked_sub(Span::new().days(COUNTED_DAYS)).unwrap_or(today);
        sqlx::query("DELETE FROM refused_counts WHERE service = $1 AND day < $2")
            .bind(id)
            .bind(oldest.to_string())
            .execute(&mut *transaction)
            .await?;
        for event in events {
            sqlx::query(
                "INSERT INTO held_events (service, reason, received_at, visitor, request) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(id)
            .bind(&event.reason)
            .bind(event.received_at.as_microsecond())
            .bind(event.visitor.map(Visitor::hash))
            .bind(&event.request)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query(
            "DELETE FROM held_events WHERE service = $1 AND id NOT IN \
             (SELECT id FROM held_events WHERE service = $1 ORDER BY id DESC LIMIT $2)",
        )
        .bind(id)
        .bind(MOST_HELD)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Lets go of every event, of any service, whose days are over. How many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_refused(&self) -> Result<u64, ControlError> {
        let oldest = self.now().checked_sub(Span::new().hours(24 * HELD_DAYS)).unwrap_or_default();
        let done = sqlx::query("DELETE FROM held_events WHERE received_at < $1")
            .bind(oldest.as_microsecond())
            .execute(self.pool())
            .await?;
        Ok(done.rows_affected())
    }

    /// What was refused within so many days up to today, the most frequent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refused_counts(
        &self,
        service: &Service,
        days: i64,
    ) -> Result<Vec<RefusedCount>, ControlError> {
        let today = self.today(service);
        let first = today.checked_sub(Span::new().days(days - 1)).unwrap_or(today);
        sqlx::query(
            "SELECT c.reason, CAST(SUM(c.events) AS BIGINT), MAX(c.day), \
             (SELECT COUNT(*) FROM held_events h WHERE h.service = $1 AND h.reason = c.reason) \
             FROM refused_counts c WHERE c.service = $1 AND c.day >= $2 \
             GROUP BY c.reason ORDER BY 2 DESC, c.reason",
        )
        .bind(i64::from(service.id.number()))
        .bind(first.to_string())
        .fetch_all(self.pool())
        .await?
        .into_iter()
        .map(|row| {
            let count = |stored: i64| Count::new(u64::try_from(stored).unwrap_or(0));
            let last: String = row.try_get(2)?;
            let last = last.parse().map_err(|error: jiff::Error| ControlError::Value {
                what: "day",
                reason: error.to_string(),
            })?;
            Ok(RefusedCount {
                reason: row.try_get(0)?,
                events: count(row.try_get(1)?),
                last,
                held: count(row.try_get(3)?),
            })
        })
        .collect()
    }

    /// The newest held events of a service, to be looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_held(
        &self,
        service: &Service,
        most: u32,
    ) -> Result<Undisclosed<Vec<HeldEvent>>, ControlError> {
        let rows = sqlx::query(
            "SELECT id, reason, received_at, visitor, request FROM held_events \
             WHERE service = $1 ORDER BY id DESC LIMIT $2",
        )
        .bind(i64::from(service.id.number()))
        .bind(i64::from(most))
        .fetch_all(self.pool())
        .await?;
        let held = rows.iter().map(|row| held(row, service).map(|held| held.event));
        Ok(Undisclosed::seal(held.collect::<Result<_, _>>()?))
    }

    /// Held events of one reason after a number, the oldest first: for the door alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn held_for_door(
        &self,
        service: &Service,
        reason: &str,
        after: i64,
        most: u32,
    ) -> Result<Vec<Held>, ControlError> {
        let rows = sqlx::query(
            "SELECT id, reason, received_at, visitor, request FROM held_events \
             WHERE service = $1 AND reason = $2 AND id > $3 ORDER BY id LIMIT $4",
        )
        .bind(i64::from(service.id.number()))
        .bind(reason)
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(|row| held(row, service)).collect()
    }

    /// Lets go of what is held of a visitor; of everybody where none is named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn let_go_of(
        &self,
        service: &Service,
        visitor: Option<Visitor>,
    ) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM held_events WHERE service = $1 AND ($2 IS NULL OR visitor = $2)")
            .bind(i64::from(service.id.number()))
            .bind(visitor.map(Visitor::hash))
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Lets go of a held event that was taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn let_go(&self, number: i64) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM held_events WHERE id = $1")
            .bind(number)
            .execute(self.pool())
            .await?;
        Ok(())
    }
}

impl Changes<'_> {
    /// Writes down that events which had been refused were taken after all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn took_refused(
        &self,
        service: &Service,
        reason: &str,
        events: u64,
    ) -> Result<(), ControlError> {
        let reason: String = reason.chars().take(60).collect();
        let entry = Entry::new(Action::RefusedTaken, &reason).of(service);
        self.record(entry.with("events", events.cast_signed())).await
    }
}

fn held(row: &sqlx::sqlite::SqliteRow, service: &Service) -> Result<Held, ControlError> {
    Ok(Held {
        number: row.try_get(0)?,
        event: HeldEvent {
            service: service.id,
            reason: row.try_get(1)?,
            received_at: stored_time(row.try_get(2)?)?,
            visitor: row.try_get::<Option<i64>, _>(3)?.map(Visitor::from_hash),
            request: row.try_get(4)?,
        },
    })
}
