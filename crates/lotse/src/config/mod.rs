//! The effective configuration: flags, then `LOTSE_*`, then one TOML file, then defaults.
//!
//! Every value remembers where it came from, so that a wrong one is reported by flag, variable, or
//! file and line.

mod file;
mod openid;
pub mod settings;

use std::{
    collections::BTreeMap,
    fmt,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use jiff::SignedDuration;
use lotse_control::sign_ins::SessionLife;
use lotse_domain::service::Origin;
use lotse_lake::Retention;
use lotse_web::{AddressRange, OpenIdSettings, TrustedProxies};
use thiserror::Error;

use self::settings::{SETTINGS, Setting};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A flag on the command line.
    Flag(&'static str),
    /// An environment variable.
    Variable(&'static str),
    /// A line of the configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Nothing was said.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "--{flag}"),
            Self::Variable(variable) => f.write_str(variable),
            Self::File { path, line } => write!(f, "{}, line {line}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value as it was written, with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The text.
    pub text: String,
    /// Where it was written.
    pub source: Source,
}

/// One thing that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place}: {reason}")]
pub struct ConfigProblem {
    /// Where.
    pub place: String,
    /// What, and what to do.
    pub reason: String,
}

/// Several things that are wrong; all are told at once.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", .0.iter().map(|problem| format!("{problem}")).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError(pub Vec<ConfigProblem>);

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// The effective configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// Everything that Lotse keeps lies here.
    pub data: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// How people and pages reach it.
    pub public_url: Option<Origin>,
    /// Proxies whose word on the browser's address is believed.
    pub trusted_proxies: TrustedProxies,
    /// The agency's name.
    pub organization: String,
    /// How many events each service may send per second.
    pub events_per_second: NonZeroU32,
    /// How long events and parts of them are kept.
    pub retention: Retention,
    /// Memory that all questions together may take, in bytes.
    pub question_bytes: usize,
    /// The largest file that may be uploaded for an import, in bytes.
    pub upload_bytes: usize,
    /// How long people stay signed in, without use and at most.
    pub session_life: SessionLife,
    /// The sign-in provider, if there is one.
    pub openid: Option<OpenIdSettings>,
    /// Which log lines are written, as a filter such as `info` or `lotse_lake=debug,info`.
    pub log: String,
    /// How they look.
    pub log_format: LogFormat,
    /// Each setting as it was written.
    pub given: BTreeMap<&'static str, Given>,
    /// The file that was read, if any.
    pub file: Option<PathBuf>,
}

/// What the command line says of settings: name to text.
pub type Flags = BTreeMap<&'static str, String>;

/// The file that is read when none is named.
pub const DEFAULT_FILE: &str = "lotse.toml";

impl Config {
    /// Puts the configuration together.
    ///
    /// `named_file` must exist when given; without it `lotse.toml` in the working folder is read if
    /// it is there.
    ///
    /// # Errors
    /// With everything that is wrong, each with its place.
    pub fn load(
        flags: &Flags,
        variables: impl Fn(&str) -> Option<String>,
        named_file: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let file = match named_file {
            Some(path) => Some(path.to_owned()),
            None => Path::new(DEFAULT_FILE).exists().then(|| PathBuf::from(DEFAULT_FILE)),
        };
        let from_file = match &file {
            Some(path) => file::read(path, &mut problems),
            None => BTreeMap::new(),
        };
        let mut given = BTreeMap::new();
        for setting in SETTINGS {
            given.insert(setting.name, find(setting, flags, &variables, &from_file));
        }
        let mut reader = Reader { given: &given, problems: &mut problems };
        let config = Self {
            data: PathBuf::from(reader.text("data")),
            listen: reader.parse("listen", parse_listen),
            public_url: reader.parse("public_url", parse_public_url),
            trusted_proxies: reader.parse("trusted_proxies", parse_proxies),
            organization: reader.text("organization"),
            events_per_second: reader.parse("events_per_second", parse_pace),
            retention: Retention {
                event_months: reader.parse("keep_events_months", parse_months),
                element_months: reader.parse("keep_elements_months", parse_months),
            },
            question_bytes: reader.parse("question_memory_mib", parse_memory),
            upload_bytes: reader.parse("upload_mib", parse_upload),
            session_life: SessionLife {
                idle: reader.parse("session_idle_minutes", parse_idle_minutes),
                longest: reader.parse("session_hours", parse_session_hours),
            },
            openid: openid::read(&mut reader),
            log: reader.text("log"),
            log_format: reader.parse("log_format", parse_log_format),
            file,
            given: given.clone(),
        };
        if problems.is_empty() { Ok(config) } else { Err(ConfigError(problems)) }
    }
}

fn find(
    setting: &Setting,
    flags: &Flags,
    variables: &impl Fn(&str) -> Option<String>,
    from_file: &BTreeMap<&'static str, Given>,
) -> Given {
    if let Some(text) = flags.get(setting.name) {
        return Given { text: text.clone(), source: Source::Flag(setting.flag) };
    }
    if let Some(text) = variables(setting.variable) {
        return Given { text, source: Source::Variable(setting.variable) };
    }
    if let Some(given) = from_file.get(setting.name) {
        return given.clone();
    }
    Given { text: setting.default.to_owned(), source: Source::Default }
}

/// Reads values and gathers what is wrong with them.
struct Reader<'a> {
    given: &'a BTreeMap<&'static str, Given>,
    problems: &'a mut Vec<ConfigProblem>,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> String {
        self.given.get(name).map(|given| given.text.clone()).unwrap_or_default()
    }

    /// Reads a value; a wrong one is noted and its default stands in, so that the rest is checked too.
    fn parse<T>(&mut self, name: &'static str, parse: fn(&str) -> Result<T, String>) -> T
    where
        T: Fallback,
    {
        let text = self.text(name);
        match parse(&text) {
            Ok(value) => value,
            Err(reason) => {
                self.wrong(name, reason);
                T::fallback()
            }
        }
    }

    /// Notes that a value is wrong, with the place where it was written.
    fn wrong(&mut self, name: &'static str, reason: String) {
        let source = self.given.get(name).map_or(Source::Default, |g| g.source.clone());
        self.problems.push(ConfigProblem { place: format!("{name} ({source})"), reason });
    }
}

/// What stands in for a wrong value until all problems are gathered. It is never used for more.
trait Fallback {
    fn fallback() -> Self;
}

impl Fallback for SocketAddr {
    fn fallback() -> Self {
        Self::from(([127, 0, 0, 1], 0))
    }
}

impl Fallback for Option<Origin> {
    fn fallback() -> Self {
        None
    }
}

impl Fallback for TrustedProxies {
    fn fallback() -> Self {
        Self::default()
    }
}

impl Fallback for NonZeroU32 {
    fn fallback() -> Self {
        Self::MIN
    }
}

impl Fallback for SignedDuration {
    fn fallback() -> Self {
        Self::ZERO
    }
}

impl Fallback for usize {
    fn fallback() -> Self {
        0
    }
}

impl Fallback for u32 {
    fn fallback() -> Self {
        // Nothing is deleted by a setting that could not be read.
        Self::MAX
    }
}

impl Fallback for LogFormat {
    fn fallback() -> Self {
        Self::Text
    }
}

fn parse_listen(text: &str) -> Result<SocketAddr, String> {
    let spelled = text.replace("localhost:", "127.0.0.1:");
    spelled.parse().map_err(|_| {
        format!("“{text}” is no address to listen on. Write it like 127.0.0.1:7007 or [::1]:7007.")
    })
}

fn parse_public_url(text: &str) -> Result<Option<Origin>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    Origin::new(text)
        .map(Some)
        .map_err(|error| format!("“{text}” {error}. Write it like https://lotse.example.gov."))
}

/// The texts of a list, as a file holds it or with `separator` between them.
fn listed<'a>(text: &'a str, separator: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(file::LIST_SEPARATOR)
        .flat_map(move |part| part.split(separator))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn parse_proxies(text: &str) -> Result<TrustedProxies, String> {
    listed(text, ",")
        .map(|part| part.parse::<AddressRange>().map_err(|error| error.to_string()))
        .collect::<Result<Vec<_>, _>>()
        .map(TrustedProxies::new)
}

/// More events per second than any machine takes.
const MOST_EVENTS_PER_SECOND: u32 = 1_000_000;

fn parse_pace(text: &str) -> Result<NonZeroU32, String> {
    match text.parse::<NonZeroU32>() {
        Ok(pace) if pace.get() <= MOST_EVENTS_PER_SECOND => Ok(pace),
        _ => Err(format!(
            "“{text}” is no number of events. Write a whole number from 1 to {MOST_EVENTS_PER_SECOND}."
        )),
    }
}

/// The most months that anything may be kept: ten years.
const MOST_MONTHS: u32 = 120;

fn parse_months(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(months) if (1..=MOST_MONTHS).contains(&months) => Ok(months),
        _ => Err(format!(
            "“{text}” is no number of months. Write a whole number from 1 to {MOST_MONTHS}."
        )),
    }
}

/// The least and the most memory for questions, in MiB.
const MEMORY_MIB: std::ops::RangeInclusive<usize> = 128..=1 << 20;

fn parse_memory(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(mib) if MEMORY_MIB.contains(&mib) => Ok(mib << 20),
        _ => Err(format!(
            "“{text}” is no memory for questions. Write a whole number of MiB from {} to {}.",
            MEMORY_MIB.start(),
            MEMORY_MIB.end()
        )),
    }
}

/// The fewest and the most MiB of a file that is uploaded.
const UPLOAD_MIB: std::ops::RangeInclusive<usize> = 1..=102_400;

fn parse_upload(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(mib) if UPLOAD_MIB.contains(&mib) => Ok(mib << 20),
        _ => Err(format!(
            "“{text}” is no size of a file. Write a whole number of MiB from {} to {}.",
            UPLOAD_MIB.start(),
            UPLOAD_MIB.end()
        )),
    }
}

/// The fewest and the most minutes that a session lasts without use.
const IDLE_MINUTES: std::ops::RangeInclusive<u16> = 5..=1440;
/// The fewest and the most hours that it lasts at all.
const SESSION_HOURS: std::ops::RangeInclusive<u16> = 1..=168;

fn parse_idle_minutes(text: &str) -> Result<SignedDuration, String> {
    match text.parse() {
        Ok(minutes) if IDLE_MINUTES.contains(&minutes) => {
            Ok(SignedDuration::from_mins(i64::from(minutes)))
        }
        _ => Err(format!(
            "“{text}” is no number of minutes. Write a whole number from {} to {}.",
            IDLE_MINUTES.start(),
            IDLE_MINUTES.end()
        )),
    }
}

fn parse_session_hours(text: &str) -> Result<SignedDuration, String> {
    match text.parse() {
        Ok(hours) if SESSION_HOURS.contains(&hours) => {
            Ok(SignedDuration::from_hours(i64::from(hours)))
        }
        _ => Err(format!(
            "“{text}” is no number of hours. Write a whole number from {} to {}.",
            SESSION_HOURS.start(),
            SESSION_HOURS.end()
        )),
    }
}

fn parse_log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(format!("“{other}” is no log format. Write text or json.")),
    }
}

#[cfg(test)]
mod tests;
