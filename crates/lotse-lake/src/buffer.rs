//! The durable buffer: one `SQLite` file per table, written by one task.
//!
//! What must hold (`docs/spec/buffer.md`): an append is answered after its rows are on disk; several
//! appends share one transaction; an event id of one service is stored once within 24 hours; a row
//! is deleted only after the table holds it; sequence numbers ascend and are never used twice by one
//! buffer id.

mod dedup;
mod encode;
mod queue;

use std::{collections::HashSet, path::Path, sync::Arc};

use lotse_domain::{
    Count,
    clock::{Clock, Entropy},
    event::Event,
};
use sqlx::{
    ConnectOptions as _, Connection as _, Row as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::{
    sync::{mpsc, oneshot},
    task::spawn_blocking,
};

use self::{
    dedup::Seen,
    queue::{Place, Queue},
};
pub(crate) use self::{encode::decode, queue::Room};
use crate::{
    Appended, WriteError,
    error::{OpenError, UpkeepError},
    file::random_name,
    probe::{Disk, Step},
    schema::to_batch,
    tail::{TailRun, merge},
};

/// The format of the buffer's file. In format 1 deleted rows were not overwritten.
const FORMAT: i64 = 2;
/// Transactions that are deleted at a time.
const FORGET_TRANSACTIONS: i64 = 4;
/// Events of one transaction, at which no further append joins it.
const GROUP_EVENTS: usize = 16_384;

/// Receives what has become durable, before anybody is told so.
pub(crate) trait Durable: Send + Sync + 'static {
    /// A transaction is on disk. Runs come in the order of their numbers.
    fn stored(&self, run: TailRun);

    /// Runs that should become one, if there are too many.
    fn crowded(&self) -> Option<Vec<Arc<TailRun>>>;

    /// Puts one run in the place of its parts.
    fn replace(&self, parts: &[Arc<TailRun>], merged: TailRun);
}

/// A handle on the writing task. The task ends when every handle is gone or [`Buffer::close`] ran.
#[derive(Debug)]
pub(crate) struct Buffer {
    commands: mpsc::UnboundedSender<Command>,
    queue: Arc<Queue>,
}

#[derive(Debug)]
enum Command {
    Append(Waiting),
    Forget { through: i64, answer: oneshot::Sender<Result<bool, String>> },
    Scrub { answer: oneshot::Sender<Result<(), String>> },
    Close { answer: oneshot::Sender<()> },
}

/// A buffer whose file is open, but that does not write yet: first it must be known what the table
/// already holds.
pub(crate) struct Opened {
    connection: SqliteConnection,
    id: String,
}

impl Opened {
    /// Opens the file, or creates it with a new id.
    pub(crate) async fn open(path: &Path, entropy: &dyn Entropy) -> Result<Self, OpenError> {
        let fail = |error: sqlx::Error| OpenError::store("opening the buffer", error);
        let mut connection = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .disable_statement_logging()
            .connect()
            .await
            .map_err(fail)?;
        for sql in [
            "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT",
            "CREATE TABLE IF NOT EXISTS events (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, \
             rows BLOB NOT NULL) STRICT",
        ] {
            sqlx::query(sql).execute(&mut connection).await.map_err(fail)?;
        }
        let id = format!("lotse-buffer-{}", random_name(entropy));
        sqlx::query(
            "INSERT INTO meta (name, value) VALUES ('format', $1), ('id', $2), ('last', 0) \
             ON CONFLICT DO NOTHING",
        )
        .bind(FORMAT)
        .bind(&id)
        .execute(&mut connection)
        .await
        .map_err(fail)?;
        let format: i64 = meta(&mut connection, "format").await.map_err(fail)?;
        if format > FORMAT {
            return Err(OpenError::Newer {
                file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                found: format,
                known: FORMAT,
            });
        }
        if format < FORMAT {
            // Whatever was deleted before is overwritten now, once.
            for sql in ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] {
                sqlx::query(sql).execute(&mut connection).await.map_err(fail)?;
            }
            sqlx::query("UPDATE meta SET value = $1 WHERE name = 'format'")
                .bind(FORMAT)
                .execute(&mut connection)
                .await
                .map_err(fail)?;
        }
        let id = meta(&mut connection, "id").await.map_err(fail)?;
        Ok(Self { connection, id })
    }

    /// The id under which the table knows this buffer.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Deletes what the table holds, up to sequence number `through`, hands every other transaction
    /// to `durable`, and starts to write.
    pub(crate) async fn start(
        mut self,
        through: i64,
        durable: Arc<dyn Durable>,
        disk: Disk,
        clock: Arc<dyn Clock>,
        most: Room,
    ) -> Result<Buffer, OpenError> {
        let fail = |error: sqlx::Error| OpenError::store("reading the buffer", error);
        forget(&mut self.connection, through).await.map_err(fail)?;
        let last: i64 = meta(&mut self.connection, "last").await.map_err(fail)?;
        let (sender, receiver) = mpsc::unbounded_channel();
        let mut writer = Writer {
            connection: self.connection,
            commands: receiver,
            durable,
            disk,
            clock,
            seen: Seen::default(),
            last: through,
            in_doubt: false,
        };
        writer.load().await.map_err(|reason| OpenError::Store { reason })?;
        // A number is never used twice, even when the table was put back to an older state.
        writer.last = writer.last.max(last);
        tokio::spawn(writer.run());
        Ok(Buffer { commands: sender, queue: Queue::new(most) })
    }
}

impl Opened {
    /// Makes a copied buffer one of its own: without the rows up to sequence number `through`, which
    /// the copied table holds, and under a new id. Returns how many rows it still has.
    pub(crate) async fn renew(
        mut self,
        through: i64,
        entropy: &dyn Entropy,
    ) -> Result<Count, OpenError> {
        let fail = |error: &dyn std::fmt::Display| OpenError::store("renewing the buffer", error);
        let id = format!("lotse-buffer-{}", random_name(entropy));
        let mut change = self.connection.begin().await.map_err(|e| fail(&e))?;
        forget(&mut change, through).await.map_err(|e| fail(&e))?;
        cut(&mut change, through).await?;
        sqlx::query("UPDATE meta SET value = $1 WHERE name = 'id'")
            .bind(&id)
            .execute(&mut *change)
            .await
            .map_err(|e| fail(&e))?;
        let rows: i64 = sqlx::query("SELECT COALESCE(SUM(last - first + 1), 0) FROM events")
            .fetch_one(&mut *change)
            .await
            .and_then(|row| row.try_get(0))
            .map_err(|e| fail(&e))?;
        change.commit().await.map_err(|e| fail(&e))?;
        self.connection.close().await.map_err(|e| fail(&e))?;
        Ok(Count::new(u64::try_from(rows).unwrap_or(0)))
    }
}

/// A transaction of a buffer, as it lies on disk.
pub(crate) struct Stored {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) rows: Vec<u8>,
}

impl Opened {
    /// Takes over a transaction of another buffer.
    pub(crate) async fn take_over(&mut self, stored: &Stored) -> Result<(), OpenError> {
        let fail = |error: sqlx::Error| OpenError::store("writing the buffer", error);
        let mut change = self.connection.begin().await.map_err(fail)?;
        sqlx::query("INSERT INTO events (first, last, rows) VALUES ($1, $2, $3)")
            .bind(stored.first)
            .bind(stored.last)
            .bind(&stored.rows)
            .execute(&mut *change)
            .await
            .map_err(fail)?;
        sqlx::query("UPDATE meta SET value = MAX(value, $1) WHERE name = 'last'")
            .bind(stored.last)
            .execute(&mut *change)
            .await
            .map_err(fail)?;
        change.commit().await.map_err(fail)
    }

    /// Closes the file.
    pub(crate) async fn close(self) -> Result<(), OpenError> {
        let closed = self.connection.close().await;
        closed.map_err(|error| OpenError::store("closing the buffer", error))
    }
}

/// Cuts the rows up to `through` off the one transaction that reaches beyond it, if there is one.
async fn cut(connection: &mut SqliteConnection, through: i64) -> Result<(), OpenError> {
    let fail = |error: &dyn std::fmt::Display| OpenError::store("cutting buffered rows", error);
    let found = sqlx::query("SELECT first, rows FROM events WHERE first <= $1")
        .bind(through)
        .fetch_optional(&mut *connection)
        .await
        .map_err(|e| fail(&e))?;
    let Some(found) = found else { return Ok(()) };
    let first: i64 = found.try_get(0).map_err(|e| fail(&e))?;
    let bytes: Vec<u8> = found.try_get(1).map_err(|e| fail(&e))?;
    let rows = encode::decode(&bytes).map_err(|e| fail(&e))?;
    let skip = usize::try_from(through + 1 - first).unwrap_or(usize::MAX).min(rows.num_rows());
    let kept = encode::encode(&rows.slice(skip, rows.num_rows() - skip)).map_err(|e| fail(&e))?;
    sqlx::query("UPDATE events SET first = $1, rows = $2 WHERE first = $3")
        .bind(through + 1)
        .bind(kept)
        .bind(first)
        .execute(&mut *connection)
        .await
        .map_err(|e| fail(&e))?;
    Ok(())
}

impl Buffer {
    /// Events that wait to be written.
    pub(crate) fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    /// Stores events. Returns when they are on disk.
    pub(crate) async fn append(&self, events: Vec<Event>) -> Result<Appended, WriteError> {
        let place = self.queue.enter(&events).map_err(|waiting| WriteError::Busy { waiting })?;
        let (answer, answered) = oneshot::channel();
        let append = Command::Append(Waiting { events, answer, place });
        self.commands.send(append).map_err(|_| WriteError::Closing)?;
        answered.await.unwrap_or(Err(WriteError::Closing))
    }

    /// Deletes the rows up to sequence number `through`, which the table holds: a part at a time, so
    /// that appends do not wait for all of it.
    pub(crate) async fn forget(&self, through: i64) -> Result<(), UpkeepError> {
        let doing = "deleting flushed rows from the buffer";
        while self.ask(doing, |answer| Command::Forget { through, answer }).await? {}
        Ok(())
    }

    /// Empties the write-ahead log, so that no page of it holds what was deleted.
    pub(crate) async fn scrub(&self) -> Result<(), UpkeepError> {
        self.ask("emptying the buffer's log", |answer| Command::Scrub { answer }).await
    }

    async fn ask<T>(
        &self,
        doing: &str,
        command: impl FnOnce(oneshot::Sender<Result<T, String>>) -> Command,
    ) -> Result<T, UpkeepError> {
        let closing = || UpkeepError::store(doing, "the lake is closing");
        let (answer, answered) = oneshot::channel();
        self.commands.send(command(answer)).map_err(|_| closing())?;
        answered.await.map_err(|_| closing())?.map_err(|reason| UpkeepError::store(doing, reason))
    }

    /// Writes what waits, closes the file, ends the task. Later appends are refused.
    pub(crate) async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self.commands.send(Command::Close { answer }).is_ok() {
            // An error says that the task had ended before.
            answered.await.unwrap_or_default();
        }
    }
}

async fn meta<'c, T>(connection: &'c mut SqliteConnection, name: &str) -> Result<T, sqlx::Error>
where
    T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
{
    sqlx::query("SELECT value FROM meta WHERE name = $1")
        .bind(name)
        .fetch_one(connection)
        .await?
        .try_get_unchecked(0)
}

/// Deletes the oldest transactions up to `through`, a few, and overwrites what they held. Whether there
/// may be more.
async fn forget_some(connection: &mut SqliteConnection, through: i64) -> Result<bool, sqlx::Error> {
    // Not for the tables of known ids, whose pages are many and name nobody.
    sqlx::query("PRAGMA secure_delete = ON").execute(&mut *connection).await?;
    let deleted = sqlx::query(
        "DELETE FROM events WHERE first IN \
         (SELECT first FROM events WHERE last <= $1 ORDER BY first LIMIT $2)",
    )
    .bind(through)
    .bind(FORGET_TRANSACTIONS)
    .execute(&mut *connection)
    .await;
    sqlx::query("PRAGMA secure_delete = OFF").execute(&mut *connection).await?;
    Ok(i64::try_from(deleted?.rows_affected()).unwrap_or(0) == FORGET_TRANSACTIONS)
}

async fn forget(connection: &mut SqliteConnection, through: i64) -> Result<(), sqlx::Error> {
    while forget_some(connection, through).await? {}
    Ok(())
}

/// Moves the write-ahead log into the file and cuts it to nothing.
async fn scrub(connection: &mut SqliteConnection) -> Result<(), String> {
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(connection).await;
    let busy: i64 = row.and_then(|row| row.try_get(0)).map_err(|error| error.to_string())?;
    if busy == 0 { Ok(()) } else { Err("another reader holds it; try again".to_owned()) }
}

/// The task that owns the connection.
struct Writer {
    connection: SqliteConnection,
    commands: mpsc::UnboundedReceiver<Command>,
    durable: Arc<dyn Durable>,
    disk: Disk,
    clock: Arc<dyn Clock>,
    seen: Seen,
    /// The last sequence number that was handed to `durable`, or that the table holds.
    last: i64,
    /// A transaction failed in a way that does not tell whether it is on disk.
    in_doubt: bool,
}

#[derive(Debug)]
struct Waiting {
    events: Vec<Event>,
    answer: oneshot::Sender<Result<Appended, WriteError>>,
    place: Place,
}

impl Writer {
    async fn run(mut self) {
        let mut next = None;
        loop {
            let command = match next.take() {
                Some(command) => command,
                None => match self.commands.recv().await {
                    Some(command) => command,
                    None => break,
                },
            };
            match command {
                Command::Append(first) => {
                    let mut size = first.events.len();
                    let mut group = vec![first];
                    while size < GROUP_EVENTS {
                        match self.commands.try_recv() {
                            Ok(Command::Append(another)) => {
                                size += another.events.len();
                                group.push(another);
                            }
                            Ok(other) => {
                                next = Some(other);
                                break;
                            }
                            Err(_) => break,
                        }
                    }
                    self.write(group).await;
                }
                Command::Forget { through, answer } => {
                    let done = forget_some(&mut self.connection, through).await;
                    // Whoever asked may have gone.
                    answer.send(done.map_err(|error| error.to_string())).unwrap_or_default();
                }
                Command::Scrub { answer } => {
                    let done = scrub(&mut self.connection).await;
                    answer.send(done).unwrap_or_default();
                }
                Command::Close { answer } => {
                    self.commands.close();
                    if let Err(error) = self.connection.close().await {
                        tracing::warn!(%error, "the buffer did not close well");
                    }
                    answer.send(()).unwrap_or_default();
                    return;
                }
            }
        }
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "the buffer did not close well");
        }
    }

    /// Writes a group in one transaction and answers each of it. An answer that nobody awaits any
    /// more is dropped; its events are stored all the same.
    async fn write(&mut self, group: Vec<Waiting>) {
        let (mut parts, mut answers) = (Vec::new(), Vec::new());
        // Their places are free again when all of them are written.
        let mut places = Vec::new();
        for Waiting { events, answer, place } in group {
            parts.push(events);
            answers.push(answer);
            places.push(place);
        }
        match self.store(parts).await {
            Ok(appended) => {
                for (answer, appended) in answers.into_iter().zip(appended) {
                    answer.send(Ok(appended)).unwrap_or_default();
                }
                self.tidy().await;
            }
            Err(reason) => {
                tracing::error!(%reason, "events could not be buffered");
                for answer in answers {
                    let reason = reason.clone();
                    answer.send(Err(WriteError::Store { reason })).unwrap_or_default();
                }
            }
        }
    }

    /// Merges runs in memory where there are too many. Nothing depends on it but memory and speed.
    async fn tidy(&self) {
        let Some(parts) = self.durable.crowded() else { return };
        let merging = parts.clone();
        match spawn_blocking(move || merge(&merging)).await {
            Ok(Ok(Some(merged))) => self.durable.replace(&parts, merged),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "buffered rows could not be merged"),
            Err(error) => tracing::warn!(%error, "buffered rows could not be merged"),
        }
    }

    async fn store(&mut self, parts: Vec<Vec<Event>>) -> Result<Vec<Appended>, String> {
        if self.in_doubt {
            self.load().await?;
        }
        let stored = self.transaction(parts).await;
        if stored.is_err() {
            self.seen.reset();
            self.in_doubt = true;
            // The transaction may already be over; then there is nothing to roll back.
            let _rolled_back = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
            // What the failed commit left behind is either on disk or not; either way known now.
            if let Err(reason) = self.load().await {
                tracing::error!(%reason, "the buffer is in doubt; nothing is accepted until it reads");
            }
        }
        stored
    }

    async fn transaction(&mut self, parts: Vec<Vec<Event>>) -> Result<Vec<Appended>, String> {
        let keys: HashSet<_> = parts.iter().flatten().map(dedup::key).collect();
        let connection = &mut self.connection;
        let fail = |error: sqlx::Error| error.to_string();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await.map_err(fail)?;
        let now = self.clock.now();
        let mut new = self.seen.remember(connection, &keys, now).await.map_err(fail)?;
        let mut appended = Vec::with_capacity(parts.len());
        let mut kept = Vec::with_capacity(new.len());
        for events in parts {
            let before = kept.len();
            let count = events.len();
            // Taking it out also drops a repetition within the group.
            kept.extend(events.into_iter().filter(|event| new.remove(&dedup::key(event))));
            let stored = kept.len() - before;
            appended.push(Appended {
                stored: Count::new(stored as u64),
                duplicates: Count::new((count - stored) as u64),
            });
        }
        if kept.is_empty() {
            sqlx::query("COMMIT").execute(&mut *connection).await.map_err(fail)?;
            return Ok(appended);
        }
        let first = self.last + 1;
        let last = self.last + i64::try_from(kept.len()).map_err(|error| error.to_string())?;
        let (bytes, run) = spawn_blocking(move || {
            let rows = to_batch(&kept)?;
            let bytes = encode::encode(&rows)?;
            Ok((bytes, TailRun::new(first, last, &rows)?))
        })
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error: datafusion::arrow::error::ArrowError| error.to_string())?;
        sqlx::query("INSERT INTO events (first, last, rows) VALUES ($1, $2, $3)")
            .bind(first)
            .bind(last)
            .bind(bytes)
            .execute(&mut *connection)
            .await
            .map_err(fail)?;
        sqlx::query("UPDATE meta SET value = $1 WHERE name = 'last'")
            .bind(last)
            .execute(&mut *connection)
            .await
            .map_err(fail)?;
        self.disk.reached(Step::AppendWritten).await;
        sqlx::query("COMMIT").execute(&mut *connection).await.map_err(fail)?;
        self.disk.reached(Step::AppendCommitted).await;
        self.last = last;
        self.durable.stored(run);
        Ok(appended)
    }

    /// Hands every transaction on disk to `durable` that it does not have yet.
    async fn load(&mut self) -> Result<(), String> {
        loop {
            // One at a time: a full buffer is not read into memory twice.
            let row = sqlx::query(
                "SELECT first, last, rows FROM events WHERE last > $1 ORDER BY first LIMIT 1",
            )
            .bind(self.last)
            .fetch_optional(&mut self.connection)
            .await
            .map_err(|error| error.to_string())?;
            let Some(row) = row else {
                self.in_doubt = false;
                return Ok(());
            };
            let get = |error: sqlx::Error| error.to_string();
            let first: i64 = row.try_get(0).map_err(get)?;
            let last: i64 = row.try_get(1).map_err(get)?;
            let bytes: Vec<u8> = row.try_get(2).map_err(get)?;
            let known = self.last;
            let run = spawn_blocking(move || {
                let rows = encode::decode(&bytes)?;
                // Rows lie in the order of their numbers; those that the table holds are cut off.
                let skip = usize::try_from((known + 1 - first).max(0)).unwrap_or(usize::MAX);
                let skip = skip.min(rows.num_rows());
                let rows = rows.slice(skip, rows.num_rows() - skip);
                TailRun::new(first.max(known + 1), last, &rows)
            })
            .await
            .map_err(|error| error.to_string())?
            .map_err(|error| format!("the buffered rows from {first} cannot be read: {error}"))?;
            self.last = last;
            self.durable.stored(run);
            self.tidy().await;
        }
    }
}
