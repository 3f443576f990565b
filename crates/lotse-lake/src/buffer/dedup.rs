//! Which event ids are already known: `(service, event id)` in hourly tables of the buffer.
//!
//! An event id is a UUID of version 7, so it carries the time at which the client made it, and every
//! retry carries the same. An id is therefore kept in the table of *its own* hour, and one look-up
//! finds it again. Ids whose time is far from now (wrong clocks, replays) are kept by the hour in
//! which they *arrived*; only ids that could lie there are looked up there. Either way an id is
//! known for at least 24 hours after it arrived, and forgetting an hour is dropping a table.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;
use lotse_domain::event::Event;
use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};

/// What an event is recognised by.
pub(super) type Key = ([u8; 16], i64);

/// Hours for which an id is kept.
const KEPT: i64 = 24;
/// How many hours the time in an id may lie before its arrival to be kept under its own hour.
const PAST: i64 = 2;
/// How many hours it may lie after its arrival. Wide, so that only ids from the future need a
/// second look-up.
const FUTURE: i64 = KEPT + 1;
/// Rows of one statement.
const CHUNK: usize = 256;

/// The hours of a time, since 1970.
pub(super) fn hour(time: Timestamp) -> i64 {
    time.as_second().div_euclid(3600)
}

/// The hour in which the client made an id, as it says.
fn own_hour(id: &[u8; 16]) -> i64 {
    let ms = id.iter().take(6).fold(0_i64, |ms, byte| (ms << 8) | i64::from(*byte));
    ms.div_euclid(3_600_000)
}

pub(super) fn key(event: &Event) -> Key {
    (*event.id.as_bytes(), i64::from(event.service.number()))
}

/// The tables that exist. Forgotten and read again after a transaction failed.
#[derive(Default)]
pub(super) struct Seen {
    tables: Option<BTreeSet<Table>>,
}

/// One hourly table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Table {
    /// Ids by their own hour.
    Own(i64),
    /// Ids by the hour in which they arrived.
    Arrived(i64),
}

impl Table {
    fn name(self) -> String {
        match self {
            Self::Own(hour) => format!("seen_own_{hour}"),
            Self::Arrived(hour) => format!("seen_arrived_{hour}"),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        if let Some(hour) = name.strip_prefix("seen_own_") {
            return hour.parse().ok().map(Self::Own);
        }
        name.strip_prefix("seen_arrived_")?.parse().ok().map(Self::Arrived)
    }

    /// Whether no id in it arrived within the last [`KEPT`] hours.
    fn is_over(self, now: i64) -> bool {
        match self {
            Self::Own(hour) => now > hour + PAST + KEPT,
            Self::Arrived(hour) => now > hour + KEPT,
        }
    }
}

/// The table that an id goes into, and whether it may have gone into another one when it arrived
/// before.
fn place(own: i64, now: i64) -> (Table, bool) {
    if own < now - PAST || own > now + FUTURE {
        (Table::Arrived(now), true)
    } else {
        (Table::Own(own), own > now + FUTURE - KEPT)
    }
}

impl Seen {
    /// Forgets what is known of the tables, after a transaction was rolled back.
    pub(super) fn reset(&mut self) {
        self.tables = None;
    }

    async fn tables(
        &mut self,
        connection: &mut SqliteConnection,
    ) -> Result<&mut BTreeSet<Table>, sqlx::Error> {
        if self.tables.is_none() {
            let rows = sqlx::query(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'seen_%'",
            )
            .fetch_all(connection)
            .await?;
            let mut tables = BTreeSet::new();
            for row in rows {
                tables.extend(Table::parse(row.try_get(0)?));
            }
            self.tables = Some(tables);
        }
        Ok(self.tables.get_or_insert_default())
    }

    /// Remembers `keys` and returns those that were not known. Within the caller's transaction.
    pub(super) async fn remember(
        &mut self,
        connection: &mut SqliteConnection,
        keys: &HashSet<Key>,
        now: Timestamp,
    ) -> Result<HashSet<Key>, sqlx::Error> {
        let now = hour(now);
        self.forget_old(connection, now).await?;
        let mut by_table = std::collections::BTreeMap::<Table, Vec<Key>>::new();
        let mut elsewhere = Vec::new();
        for key in keys {
            let (table, maybe_elsewhere) = place(own_hour(&key.0), now);
            by_table.entry(table).or_default().push(*key);
            if maybe_elsewhere {
                elsewhere.push(*key);
            }
        }
        let known = self.known_elsewhere(connection, &elsewhere).await?;
        let mut new = HashSet::with_capacity(keys.len());
        for (table, mut keys) in by_table {
            keys.retain(|key| !known.contains(key));
            // In the order of the table, so that its pages are filled one after another.
            keys.sort_unstable();
            if !keys.is_empty() && self.tables(connection).await?.insert(table) {
                let sql = format!(
                    "CREATE TABLE IF NOT EXISTS {} (id BLOB NOT NULL, service INTEGER NOT NULL, \
                     PRIMARY KEY (id, service)) WITHOUT ROWID, STRICT",
                    table.name()
                );
                sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
            }
            for chunk in keys.chunks(CHUNK) {
                let sql = format!(
                    "INSERT OR IGNORE INTO {} (id, service) VALUES {} RETURNING id, service",
                    table.name(),
                    placeholders(chunk.len())
                );
                new.extend(fetch_keys(connection, sql, chunk).await?);
            }
        }
        Ok(new)
    }

    /// Which of `keys` lie in a table other than the one they would go into now: in one of arrival
    /// hours, or in that of their own hour.
    async fn known_elsewhere(
        &mut self,
        connection: &mut SqliteConnection,
        keys: &[Key],
    ) -> Result<HashSet<Key>, sqlx::Error> {
        let mut known = HashSet::new();
        if keys.is_empty() {
            return Ok(known);
        }
        let tables: Vec<Table> = self.tables(connection).await?.iter().copied().collect();
        for table in tables {
            let candidates: Vec<Key> = match table {
                Table::Arrived(_) => keys.to_vec(),
                Table::Own(hour) => {
                    keys.iter().filter(|key| own_hour(&key.0) == hour).copied().collect()
                }
            };
            for chunk in candidates.chunks(CHUNK) {
                let sql = format!(
                    "SELECT id, service FROM {} WHERE (id, service) IN (VALUES {})",
                    table.name(),
                    placeholders(chunk.len())
                );
                known.extend(fetch_keys(connection, sql, chunk).await?);
            }
        }
        Ok(known)
    }

    async fn forget_old(
        &mut self,
        connection: &mut SqliteConnection,
        now: i64,
    ) -> Result<(), sqlx::Error> {
        let over: Vec<Table> = self
            .tables(connection)
            .await?
            .iter()
            .copied()
            .filter(|table| table.is_over(now))
            .collect();
        for table in over {
            sqlx::query(AssertSqlSafe(format!("DROP TABLE {}", table.name())))
                .execute(&mut *connection)
                .await?;
            self.tables(connection).await?.remove(&table);
        }
        Ok(())
    }
}

fn placeholders(rows: usize) -> String {
    vec!["(?, ?)"; rows].join(", ")
}

async fn fetch_keys(
    connection: &mut SqliteConnection,
    sql: String,
    keys: &[Key],
) -> Result<Vec<Key>, sqlx::Error> {
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(keys.len() == CHUNK);
    for (id, service) in keys {
        query = query.bind(id.as_slice()).bind(*service);
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let id: &[u8] = row.try_get(0)?;
            let id =
                <[u8; 16]>::try_from(id).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
            Ok((id, row.try_get(1)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whichever hours an id says and arrives in: within 24 hours it is looked for where it was put,
    /// and its table still exists.
    #[test]
    fn an_id_is_looked_for_where_it_was_put() {
        for own in -60..=60_i64 {
            for later in 0..=KEPT {
                let (put, _) = place(own, 0);
                assert!(!put.is_over(later), "own {own}, later {later}");
                let (looked, elsewhere) = place(own, later);
                let found = looked == put
                    || (elsewhere && matches!(put, Table::Arrived(_)))
                    || (elsewhere && put == Table::Own(own));
                assert!(found, "own {own}, later {later}: put {put:?}, looked {looked:?}");
            }
        }
    }

    #[test]
    fn usual_ids_need_one_look_up_and_old_tables_go() {
        for own in -PAST..=0 {
            assert_eq!(place(own, 0), (Table::Own(own), false));
        }
        assert!(Table::Own(0).is_over(PAST + KEPT + 1));
        assert!(Table::Arrived(0).is_over(KEPT + 1));
    }

    #[test]
    fn table_names_read_back() {
        for table in [Table::Own(495_000), Table::Arrived(-3)] {
            assert_eq!(Table::parse(&table.name()), Some(table));
        }
    }
}
