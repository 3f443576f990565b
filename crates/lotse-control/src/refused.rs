//! What the door refused of a service's pages: the events themselves, for a while.

use std::collections::HashMap;

use jiff::Span;
use lotse_domain::{
    Count,
    audit::Action,
    ids::Visitor,
    privacy::Undisclosed,
    refused::{HELD_DAYS, HeldEvent},
    service::Service,
};
use sqlx::{Row as _, sqlite::SqliteRow};

use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    store::{Control, stored_time},
};

/// Events of one service that are held at most; the newest stay.
const MOST_HELD: i64 = 1_000;

/// One held event and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its number, by which it is let go.
    pub number: i64,
    /// The event.
    pub event: HeldEvent,
}

impl Control {
    /// Holds the events that are of the service; of all that are held of it, the newest stay.
    ///
    /// # Errors
    /// When the database fails; nothing is held then.
    pub async fn hold(&self, service: &Service, events: &[HeldEvent]) -> Result<(), ControlError> {
        let id = i64::from(service.id.number());
        let mut transaction = self.pool().begin().await?;
        for event in events.iter().filter(|event| event.service == service.id) {
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

    /// How many events of a service are held and can be sent again, by reason.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn held(&self, service: &Service) -> Result<HashMap<String, Count>, ControlError> {
        let rows = sqlx::query(
            "SELECT reason, COUNT(*) FROM held_events WHERE service = $1 GROUP BY reason",
        )
        .bind(i64::from(service.id.number()))
        .fetch_all(self.pool())
        .await?;
        let count = |row: SqliteRow| {
            let events: i64 = row.try_get(1)?;
            Ok((row.try_get(0)?, Count::new(u64::try_from(events).unwrap_or(0))))
        };
        rows.into_iter().map(count).collect()
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

fn held(row: &SqliteRow, service: &Service) -> Result<Held, ControlError> {
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
