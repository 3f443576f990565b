//! Durable events over HTTP: batches of 100 on kept-alive connections, against the real program.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use jiff::tz::TimeZone;
use lotse::{
    data_folder::DataFolder,
    system::{SystemClock, SystemEntropy},
};
use lotse_control::{Control, services::NewService};
use lotse_domain::{
    clock::{Clock as _, Entropy as _},
    ids::EventId,
    service::{Jurisdiction, Service, ServiceKind},
};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{machine, report::Section};

const CONNECTIONS: usize = 32;
const BATCH: usize = 100;

/// Events per second of the paced run: half of what is aimed at.
const PACE: u32 = 25_000;
/// Ids that the store remembers before the first event comes: those of a day with 800 events per
/// second.
const KNOWN: u64 = 70_000_000;

/// Sends events for so many seconds, paced and as fast as they are taken, and says how many became
/// durable.
pub(crate) fn run(seconds: u64) -> anyhow::Result<Section> {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let key = runtime.block_on(add_service(folder.path()))?.public_key.as_str().to_owned();
    let duration = Duration::from_secs(seconds);
    let mut server = Server::start(folder.path())?;
    let fresh = runtime.block_on(send(&server.address, &key, duration, None))?;
    let fresh = (fresh, server.stop()?);

    runtime.block_on(remember(&folder.path().join("lake/public/buffer.sqlite")))?;
    let mut server = Server::start(folder.path())?;
    let paced = runtime.block_on(send(&server.address, &key, duration, Some(PACE)))?;
    let paced = (paced, server.stop()?);
    let mut server = Server::start(folder.path())?;
    let full = runtime.block_on(send(&server.address, &key, duration, None))?;
    let full = (full, server.stop()?);

    let syncs = sync_rate(folder.path())?;
    let mut rows = Vec::new();
    let known = format!("with {} million ids known", KNOWN / 1_000_000);
    for (what, (measured, used)) in [
        ("at full load".to_owned(), fresh),
        (format!("{PACE} per second, {known}"), paced),
        (format!("at full load, {known}"), full),
    ] {
        #[expect(clippy::cast_precision_loss, reason = "for reading")]
        let events = measured.events as f64;
        rows.extend([
            (
                format!("durable events per second, {what}"),
                format!("{:.0}", events / measured.elapsed),
            ),
            (
                "answer time of a batch: median, 99th percentile".to_owned(),
                format!("{:.0} ms, {:.0} ms", measured.quantile(0.5), measured.quantile(0.99)),
            ),
            (
                "processor time of the server per event".to_owned(),
                format!("{:.1} µs", used.cpu_s / events * 1e6),
            ),
            ("batches told to come again later".to_owned(), measured.refused.to_string()),
            ("largest memory of the server".to_owned(), format!("{} MiB", used.memory_mib)),
        ]);
    }
    rows.push((
        "the disk's own rate of small synced writes, same run".to_owned(),
        format!("{syncs:.0} per second"),
    ));
    Ok(Section {
        title: "Events in",
        what: format!(
            "{CONNECTIONS} connections send batches of {BATCH} events (page views and clicks) to `POST /v1/events`, \
             {seconds} s for each part. Sender and server share the machine. Each answer comes after the events are on \
             disk. A paced batch is timed from when it was due."
        ),
        rows,
    })
}

/// How long a connection rests that was told to come again.
const PAUSE: Duration = Duration::from_secs(1);
/// Hours that the known ids are of.
const HOURS: i64 = 23;

/// Puts [`KNOWN`] ids of the last 23 hours into the store's memory of ids, as if so many events had
/// come.
async fn remember(buffer: &Path) -> anyhow::Result<()> {
    let mut buffer =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(buffer)).await?;
    sqlx::raw_sql("PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL")
        .execute(&mut buffer)
        .await?;
    let now = SystemClock.now().as_second() / 3600;
    let each = i64::try_from(KNOWN)? / HOURS;
    for hour in (now - HOURS)..now {
        let table = format!("seen_own_{hour}");
        let sql = format!(
            "CREATE TABLE IF NOT EXISTS {table} (id BLOB NOT NULL, service INTEGER NOT NULL, \
             PRIMARY KEY (id, service)) WITHOUT ROWID, STRICT; \
             WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {each}) \
             INSERT OR IGNORE INTO {table} SELECT \
             unhex(printf('%012x7', {hour} * 3600000 + i * 3600000 / {each}) || substr(hex(randomblob(10)), 2)), 1 FROM n",
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut buffer).await?;
    }
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut buffer).await?;
    buffer.close().await?;
    Ok(())
}

/// What a server used.
struct Used {
    memory_mib: u64,
    cpu_s: f64,
}

/// The program itself, listening.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> anyhow::Result<Self> {
        let mut child = start(data)?;
        let address = address_of(&mut child)?;
        Ok(Self { child, address })
    }

    fn stop(&mut self) -> anyhow::Result<Used> {
        let pid = self.child.id();
        let used =
            Used { memory_mib: machine::peak_memory_mib(pid)?, cpu_s: machine::cpu_seconds(pid)? };
        self.child.kill()?;
        self.child.wait()?;
        Ok(used)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // When a run failed; a stopped one is no more.
        self.child.kill().and_then(|()| self.child.wait()).ok();
    }
}

/// Makes a data folder with a service.
pub(crate) async fn add_service(data: &Path) -> anyhow::Result<Arc<Service>> {
    let control = control(data).await?;
    let service = control
        .by(lotse_control::audit::Actor::operator())
        .add_service(NewService {
            name: "Bench".to_owned(),
            kind: ServiceKind::Public,
            jurisdiction: Jurisdiction::UnitedStates,
            profile: None,
            origins: Vec::new(),
            authorities: Vec::new(),
            time_zone: TimeZone::UTC,
            generated: false,
        })
        .await?;
    control.close().await;
    Ok(service)
}

/// The control data of a folder.
pub(crate) async fn control(data: &Path) -> anyhow::Result<Control> {
    let folder = DataFolder::take(data)?;
    let secret = folder.secret(&SystemEntropy)?;
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    Ok(Control::open(&folder.control(), secret, clock, entropy).await?)
}

fn start(data: &Path) -> anyhow::Result<Child> {
    let binary = std::env::current_exe()?.with_file_name("lotse");
    Command::new(&binary)
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "error"])
        // One service sends as much as all of an agency's together.
        .args(["--events-per-second", "1000000", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| {
            format!("{} cannot be started; build it first: cargo build --release", binary.display())
        })
}

fn address_of(server: &mut Child) -> anyhow::Result<String> {
    let output = server.stdout.take().context("no output")?;
    for line in BufReader::new(output).lines() {
        if let Some(address) = line?.strip_prefix("Lotse listens on http://") {
            return Ok(address.to_owned());
        }
    }
    bail!("the server ended before it listened")
}

struct Measured {
    events: u64,
    /// Batches that were told to come again.
    refused: u64,
    elapsed: f64,
    /// Answer times in milliseconds, ascending.
    times: Vec<f64>,
}

impl Measured {
    fn quantile(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index"
        )]
        let index = (share * (self.times.len().saturating_sub(1)) as f64) as usize;
        self.times.get(index).copied().unwrap_or(f64::NAN)
    }
}

/// Sends until the time is over: the next batch when the last is answered, or so many events per
/// second whatever the answers take.
async fn send(
    address: &str,
    key: &str,
    duration: Duration,
    pace: Option<u32>,
) -> anyhow::Result<Measured> {
    let events_per_turn = u32::try_from(CONNECTIONS * BATCH)?;
    let connections = u32::try_from(CONNECTIONS)?;
    let turn = pace.map(|pace| Duration::from_secs(1) * events_per_turn / pace);
    let (events, refused) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let begun = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|number| {
            let (address, key) = (address.to_owned(), key.to_owned());
            let (events, refused) = (Arc::clone(&events), Arc::clone(&refused));
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(&address).await?;
                stream.set_nodelay(true)?;
                let mut times = Vec::new();
                let share = u32::try_from(number)?;
                let mut due =
                    begun + turn.map_or(Duration::ZERO, |turn| turn * share / connections);
                while begun.elapsed() < duration {
                    let request = request(&address, &key, number);
                    let mut sent = Instant::now();
                    if let Some(turn) = turn {
                        tokio::time::sleep_until(due.into()).await;
                        sent = due;
                        due += turn;
                    }
                    stream.write_all(&request).await?;
                    if !read_ok(&mut stream).await? {
                        refused.fetch_add(1, Ordering::Relaxed);
                        tokio::time::sleep(PAUSE).await;
                        continue;
                    }
                    times.push(sent.elapsed().as_secs_f64() * 1e3);
                    events.fetch_add(BATCH as u64, Ordering::Relaxed);
                }
                anyhow::Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    times.sort_by(f64::total_cmp);
    let elapsed = begun.elapsed().as_secs_f64();
    let (events, refused) = (events.load(Ordering::Relaxed), refused.load(Ordering::Relaxed));
    Ok(Measured { events, refused, elapsed, times })
}

fn request(host: &str, key: &str, number: usize) -> Vec<u8> {
    let now = SystemClock.now().as_millisecond();
    let events: Vec<_> = (0..BATCH)
        .map(|index| {
            let mut random = [0; 10];
            SystemEntropy.fill(&mut random);
            let id = EventId::from_parts(u64::try_from(now).unwrap_or(0), random).to_string();
            if index % 2 == 0 {
                serde_json::json!({ "id": id, "at": now, "kind": "page_view" })
            } else {
                serde_json::json!({ "id": id, "at": now, "kind": "click",
                    "element": { "role": "button", "name": "Save and continue", "path": "main>form>button:1" } })
            }
        })
        .collect();
    let body = serde_json::json!({
        "key": key, "sent_at": now, "profile": "statistics",
        "page": { "url": format!("https://benefits.example.gov/apply/step-{}", number % 12), "language": "en" },
        "context": { "language": "en-US", "connection": "4g", "save_data": false },
        "events": events,
    })
    .to_string();
    format!(
        "POST /v1/events HTTP/1.1\r\nhost: {host}\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n\
         user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/{number}.0\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Reads one answer, which must be 200.
/// Whether the events were taken; else they shall come again later.
async fn read_ok(stream: &mut TcpStream) -> anyhow::Result<bool> {
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            bail!("the server closed the connection");
        }
        answer.extend_from_slice(piece.get(..read).unwrap_or_default());
        let text = String::from_utf8_lossy(&answer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let taken = head.starts_with("HTTP/1.1 200");
        if !taken && !head.starts_with("HTTP/1.1 503") {
            bail!("the server answered: {text}");
        }
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
            })
            .unwrap_or(0_usize);
        if body.len() >= length {
            return Ok(taken);
        }
    }
}

/// Small writes that the disk makes durable in a second, one after the other.
fn sync_rate(folder: &Path) -> anyhow::Result<f64> {
    use std::io::Write as _;
    let mut file = std::fs::File::create(folder.join("sync"))?;
    let begun = Instant::now();
    let mut count = 0_u32;
    while begun.elapsed() < Duration::from_secs(2) {
        file.write_all(&[0; 512])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / begun.elapsed().as_secs_f64())
}
