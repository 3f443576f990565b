//! Lines of access logs per second: the real program's command, on a log in combined format of which six
//! lines in ten are page views, and again on the same lines.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    process::Command,
    time::Instant,
};

use anyhow::{Context as _, ensure};
use jiff::{SignedDuration, tz::TimeZone};
use lotse::system::SystemClock;
use lotse_domain::clock::Clock as _;

use crate::{ingest::add_service, report::Section};

/// Different pages, people and browsers.
const PAGES: u64 = 500;
const PEOPLE: u64 = 60_000;
const BROWSERS: u64 = 200;

/// Imports so many lines twice.
pub(crate) fn run(lines: u64) -> anyhow::Result<Section> {
    let (data, logs) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(add_service(data.path()))?;
    let log = logs.path().join("access.log");
    let views = write(&log, lines)?;
    let (first, said) = import(data.path(), &log)?;
    ensure!(said.contains(&format!("{views} page views, of them 0 there before")), "{said}");
    let again = logs.path().join("again.log");
    std::fs::rename(&log, &again)?;
    let (second, said) = import(data.path(), &again)?;
    ensure!(said.contains(&format!("{views} page views, of them {views} there")), "{said}");
    #[expect(clippy::cast_precision_loss, reason = "for reading")]
    let rate = |seconds: f64| format!("{:.0}", lines as f64 / seconds);
    Ok(Section {
        title: "Access logs",
        what: format!(
            "`lotse import` reads {lines} lines in combined format, six in ten of them page views of {PEOPLE} people, one file, not packed; opening the data folder included."
        ),
        rows: vec![
            ("lines per second".to_owned(), rate(first)),
            ("lines per second, all of them there already".to_owned(), rate(second)),
        ],
    })
}

fn import(data: &Path, log: &Path) -> anyhow::Result<(f64, String)> {
    let binary = std::env::current_exe()?.with_file_name("lotse");
    let began = Instant::now();
    let output = Command::new(&binary)
        .args(["--log", "error", "--data"])
        .arg(data)
        .args(["import", "bench"])
        .arg(log)
        .output()
        .with_context(|| {
            format!("{} cannot be started; build it first: cargo build --release", binary.display())
        })?;
    let seconds = began.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    ensure!(output.status.success(), "{said}");
    Ok((seconds, said))
}

/// A log of thirty days; how many page views are in it.
fn write(path: &Path, lines: u64) -> anyhow::Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    let begin = SystemClock.now() - SignedDuration::from_hours(31 * 24);
    let mut views = 0;
    for n in 0..lines {
        // Scattered, and the same in every run.
        let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let seconds = i64::try_from(u128::from(n) * 30 * 86_400 / u128::from(lines))?;
        let at = (begin + SignedDuration::from_secs(seconds)).to_zoned_datetime(TimeZone::UTC);
        let at = at.strftime("%d/%b/%Y:%H:%M:%S +0000");
        let (request, status) = match n % 10 {
            6 | 7 => (format!("GET /assets/{}.css", mixed % 40), 200),
            8 => (format!("POST /page/{}", mixed % PAGES), 302),
            9 => (format!("GET /page/{}", mixed % PAGES), 404),
            _ => (format!("GET /page/{}", mixed % PAGES), 200),
        };
        views += u64::from(n % 10 < 6);
        let person = mixed % PEOPLE;
        let version = person % BROWSERS;
        writeln!(
            file,
            "10.{}.{}.{} - - [{at}] \"{request} HTTP/1.1\" {status} {n} \"https://www.example.gov/\" \"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0\"",
            person >> 16,
            (person >> 8) & 255,
            person & 255,
        )?;
    }
    file.into_inner().context("the log could not be written")?.sync_all()?;
    Ok(views)
}
