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
    service::{Jurisdiction, ServiceKind},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{machine, report::Section};

const CONNECTIONS: usize = 32;
const BATCH: usize = 100;

/// Sends events for so many seconds and says how many became durable.
pub(crate) fn run(seconds: u64) -> anyhow::Result<Section> {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let key = runtime.block_on(add_service(folder.path()))?;
    let mut server = start(folder.path())?;
    let address = address_of(&mut server)?;
    let measured = runtime.block_on(send(&address, &key, Duration::from_secs(seconds)));
    let pid = server.id();
    let (memory, cpu) = (machine::peak_memory_mib(pid)?, machine::cpu_seconds(pid)?);
    server.kill()?;
    server.wait()?;
    let measured = measured?;
    let syncs = sync_rate(folder.path())?;
    #[expect(clippy::cast_precision_loss, reason = "for reading")]
    let events = measured.events as f64;
    let row = |name: &str, figure: String| (name.to_owned(), figure);
    Ok(Section {
        title: "Events in",
        what: format!(
            "{CONNECTIONS} connections send batches of {BATCH} events (page views and clicks) to `POST /v1/events` for \
             {seconds} s. Sender and server share the machine. Each answer comes after the events are on disk."
        ),
        rows: vec![
            row("durable events per second", format!("{:.0}", events / measured.elapsed)),
            row("answer time of a batch, median", format!("{:.0} ms", measured.quantile(0.5))),
            row(
                "answer time of a batch, 99th percentile",
                format!("{:.0} ms", measured.quantile(0.99)),
            ),
            row("processor time of the server per event", format!("{:.1} µs", cpu / events * 1e6)),
            row("largest memory of the server", format!("{memory} MiB")),
            row(
                "the disk's own rate of small synced writes, same run",
                format!("{syncs:.0} per second"),
            ),
        ],
    })
}

async fn add_service(data: &Path) -> anyhow::Result<String> {
    let folder = DataFolder::take(data)?;
    let secret = folder.secret(&SystemEntropy)?;
    let control =
        Control::open(&folder.control(), secret, Arc::new(SystemClock), Arc::new(SystemEntropy))
            .await?;
    let service = control
        .add_service(NewService {
            name: "Bench".to_owned(),
            kind: ServiceKind::Public,
            jurisdiction: Jurisdiction::UnitedStates,
            profile: None,
            origins: Vec::new(),
            time_zone: TimeZone::UTC,
            generated: false,
        })
        .await?;
    control.close().await;
    Ok(service.public_key.as_str().to_owned())
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

async fn send(address: &str, key: &str, duration: Duration) -> anyhow::Result<Measured> {
    let events = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|number| {
            let (address, key, events) = (address.to_owned(), key.to_owned(), Arc::clone(&events));
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(&address).await?;
                stream.set_nodelay(true)?;
                let mut times = Vec::new();
                while begun.elapsed() < duration {
                    let request = request(&address, &key, number);
                    let sent = Instant::now();
                    stream.write_all(&request).await?;
                    read_ok(&mut stream).await?;
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
    Ok(Measured { events: events.load(Ordering::Relaxed), elapsed, times })
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
async fn read_ok(stream: &mut TcpStream) -> anyhow::Result<()> {
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
        if !head.starts_with("HTTP/1.1 200") {
            bail!("the server answered: {text}");
        }
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
            })
            .unwrap_or(0_usize);
        if body.len() >= length {
            return Ok(());
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
