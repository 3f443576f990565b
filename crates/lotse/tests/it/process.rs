//! The real program as its own process, killed and started at will, and a client that remembers what
//! was acknowledged.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use lotse_domain::{
    clock::Clock,
    ids::ServiceId,
    privacy::Undisclosed,
    query::{Automatic, Breakdown, Period, Scope, UsageAnswer, UsageQuestion},
    service::ServiceKind,
};
use lotse_lake::{EventReader, Lake, LakeOptions};
use serde_json::json;

/// A running Lotse. Dropping it kills it, as `kill -9` does.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: String,
}

pub(crate) fn lotse(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    command.args(["--data"]).arg(data).env_remove("LOTSE_CONFIG").current_dir(data);
    command
}

/// Runs a command to its end and gives back whether it went well, and what it said.
pub(crate) fn run(data: &Path, arguments: &[&str]) -> (bool, String) {
    let output = lotse(data).args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

impl Process {
    /// Starts it on a data folder with the sample services and no generated data.
    pub(crate) fn start(data: &Path) -> Self {
        let (program, arguments) = (env!("CARGO_BIN_EXE_lotse"), ["demo", "--days", "0"]);
        Self::spawn(data, Command::new(program).args(arguments))
    }

    /// Starts it so that [`Self::limit_files`] makes its writes fail instead of killing it.
    pub(crate) fn start_limited(data: &Path) -> Self {
        let line = "trap '' XFSZ; exec \"$0\" \"$@\"";
        let arguments = ["-c", line, env!("CARGO_BIN_EXE_lotse"), "demo", "--days", "0"];
        Self::spawn(data, Command::new("sh").args(arguments))
    }

    fn spawn(data: &Path, command: &mut Command) -> Self {
        std::fs::create_dir_all(data).unwrap();
        let mut child = command
            .args(["--listen", "127.0.0.1:0", "--log", "warn", "--data"])
            .arg(data)
            .env_remove("LOTSE_CONFIG")
            .current_dir(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap_or_else(|| panic!("Lotse ended before it listened"));
        let address = first.unwrap().rsplit_once("http://").unwrap().1.to_owned();
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// Starts it and reads nothing of what it says but its address.
    pub(crate) fn start_unheard(data: &Path) -> Self {
        let mut child = lotse(data)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "error"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let address = first.trim().rsplit_once("http://").unwrap().1.to_owned();
        Self { child, address }
    }

    /// The public key of the first sample service.
    pub(crate) fn public_key(data: &Path) -> String {
        let (well, text) = run(data, &["service", "list"]);
        assert!(well, "{text}");
        text.lines().next().unwrap().split('\t').nth(1).unwrap().to_owned()
    }

    /// Asks it to stop and waits until it has; whether it ended well.
    pub(crate) fn stop(mut self) -> bool {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        self.child.wait().unwrap().success()
    }

    /// From now on no file of it can be written beyond so many bytes: with none, the disk is as good as
    /// read-only; with some, as good as full.
    pub(crate) fn limit_files(&self, bytes: Option<u64>) {
        let id = rustix::process::Pid::from_child(&self.child);
        let limit = rustix::process::Rlimit { current: bytes, maximum: None };
        rustix::process::prlimit(Some(id), rustix::process::Resource::Fsize, limit).unwrap();
    }

    /// Kills it at once.
    pub(crate) fn kill(self) {
        drop(self);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
    }
}

/// Numbers that a client sent, and those that were acknowledged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    pub(crate) sent: BTreeSet<u64>,
    pub(crate) acknowledged: BTreeSet<u64>,
}

/// Sends page views, each of a page of its own number.
pub(crate) struct Client {
    address: String,
    key: String,
    /// Sent with every batch.
    pub(crate) case: Option<String>,
    connection: Option<TcpStream>,
}

impl Client {
    pub(crate) fn new(process: &Process, key: &str) -> Self {
        Self { address: process.address.clone(), key: key.to_owned(), case: None, connection: None }
    }

    /// Sends one batch and notes what became of it; `false` when no answer came.
    pub(crate) fn send(&mut self, numbers: std::ops::Range<u64>, noted: &mut Sent) -> bool {
        noted.sent.extend(numbers.clone());
        match self.post(&self.body(numbers.clone())) {
            Ok(200) => {
                noted.acknowledged.extend(numbers);
                true
            }
            Ok(503) => true,
            Ok(status) => panic!("the door answered {status}"),
            Err(_) => {
                self.connection = None;
                false
            }
        }
    }

    fn body(&self, numbers: std::ops::Range<u64>) -> String {
        let now = lotse::system::SystemClock.now().as_millisecond();
        let events: Vec<_> = numbers
            .map(|n| {
                let id = uuid::Uuid::from_u128(
                    (u128::from(now.unsigned_abs()) << 80)
                        | (0x7 << 76)
                        | (0x8 << 60)
                        | u128::from(n),
                );
                let url = format!("http://127.0.0.1/page/{}", letters(n));
                json!({ "id": id, "at": now, "kind": "page_view", "page": { "url": url } })
            })
            .collect();
        json!({ "key": self.key, "sent_at": now, "case": self.case, "events": events }).to_string()
    }

    fn post(&mut self, body: &str) -> std::io::Result<u16> {
        let mut stream = match self.connection.take() {
            Some(stream) => stream,
            None => TcpStream::connect(&self.address)?,
        };
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        write!(
            stream,
            "POST /v1/events HTTP/1.1\r\nhost: {}\r\nuser-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        let mut reader = BufReader::new(&mut stream);
        let (mut status, mut length, mut retry_after) = (0, 0, 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest.split(' ').next().unwrap().parse().unwrap();
            }
            if let Some(rest) = line.strip_prefix("content-length: ") {
                length = rest.parse().unwrap();
            }
            if let Some(rest) = line.strip_prefix("retry-after: ") {
                retry_after = rest.parse().unwrap();
            }
        }
        assert!(status != 503 || retry_after > 0, "a 503 does not say when to come again");
        reader.read_exact(&mut vec![0; length])?;
        self.connection = Some(stream);
        Ok(status)
    }
}

/// A number as letters: digits in addresses are easily taken for something that identifies people.
fn letters(mut number: u64) -> String {
    let mut text = String::new();
    loop {
        text.insert(0, char::from(b'a' + u8::try_from(number % 26).unwrap()));
        number /= 26;
        if number == 0 {
            return text;
        }
    }
}

/// How often each number is in the lake of a data folder on which nothing runs.
pub(crate) fn stored(data: &Path, key: &str, numbers: &BTreeSet<u64>) -> Vec<(u64, u64)> {
    let answer = asked(data, key);
    let table = &answer.tables[0];
    assert!(!table.truncated, "too many pages for one table");
    let counts: std::collections::BTreeMap<_, _> = table
        .rows
        .iter()
        .filter_map(|(label, tally)| Some((label.clone()?, tally.page_views.get())))
        .collect();
    let found: u64 = counts.values().sum();
    assert_eq!(found, answer.totals.page_views.get());
    let count = |n: &u64| counts.get(&format!("/page/{}", letters(*n))).copied().unwrap_or(0);
    numbers.iter().map(|n| (*n, count(n))).collect()
}

/// What the lake of a stopped process holds of the last days of a service.
pub(crate) fn asked(data: &Path, key: &str) -> UsageAnswer {
    let question = question(service_of(data, key));
    of_lake(data, async |lake| lake.usage(&question).await.unwrap())
}

/// What the lake of a folder that no program has open answers.
pub(crate) fn of_lake<T>(data: &Path, ask: impl AsyncFnOnce(&EventReader) -> Undisclosed<T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = LakeOptions::new(
            std::sync::Arc::new(lotse::system::SystemClock),
            std::sync::Arc::new(lotse::system::SystemEntropy),
        );
        let lake = Lake::open(&data.join("lake"), options).await.unwrap();
        let answer = opened(ask(&lake.reader()).await);
        lake.close().await;
        answer
    })
}

pub(crate) fn service_of(data: &Path, key: &str) -> ServiceId {
    let (well, text) = run(data, &["service", "list"]);
    assert!(well, "{text}");
    // Services are listed in the order of their numbers, which begin at 1.
    let place = text.lines().position(|line| line.contains(key)).unwrap();
    ServiceId::new(u32::try_from(place).unwrap() + 1)
}

fn question(service: ServiceId) -> UsageQuestion {
    let today = today();
    let period = Period::new(
        today.checked_sub(jiff::Span::new().days(2)).unwrap(),
        today.checked_add(jiff::Span::new().days(1)).unwrap(),
        TimeZone::UTC,
    );
    UsageQuestion {
        scope: Scope {
            service,
            kind: ServiceKind::Public,
            authority: None,
            period: period.unwrap(),
            automatic: Automatic::Counted,
            segment: None,
        },
        breakdowns: vec![Breakdown::Page],
    }
}

fn today() -> Date {
    let now: Timestamp = lotse::system::SystemClock.now();
    now.to_zoned_datetime(TimeZone::UTC).date()
}

#[expect(clippy::disallowed_methods, reason = "tests compare undisclosed values")]
fn opened<T>(result: Undisclosed<T>) -> T {
    result.open()
}

/// What was acknowledged is stored, and nothing is stored twice.
pub(crate) fn kept_once(data: &Path, key: &str, noted: &Sent) {
    let stored = stored(data, key, &noted.sent);
    let twice: Vec<_> = stored.iter().filter(|(_, count)| *count > 1).collect();
    let lost: Vec<_> = stored
        .iter()
        .filter(|(number, count)| *count == 0 && noted.acknowledged.contains(number))
        .collect();
    assert!(twice.is_empty() && lost.is_empty(), "twice: {twice:?}, lost: {lost:?}");
}
