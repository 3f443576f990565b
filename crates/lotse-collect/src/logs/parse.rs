//! The parser of one file: its format, and what its lines so far said of the next.

use jiff::{Timestamp, tz::TimeZone};
use lotse_domain::import::{Fault, LogFormat, RowColumns};

use super::{
    amazon, clf, json,
    line::LogLine,
    outcome::OutcomeLine,
    rows::Rows,
    w3c::{Columns, Writer},
};

/// What a line says.
#[derive(Debug, PartialEq)]
pub(crate) enum Said<'a> {
    /// What was asked of a server.
    Request(LogLine<'a>),
    /// What became of a case.
    Outcome(OutcomeLine),
}

impl Said<'_> {
    /// When it happened.
    pub(crate) fn at(&self) -> Timestamp {
        match self {
            Self::Request(line) => line.at,
            Self::Outcome(line) => line.at,
        }
    }
}

/// Reads the lines of one file, in their order.
pub struct LogParser {
    format: LogFormat,
    columns: Columns,
    rows: Rows,
}

impl LogParser {
    /// A parser of a file that has not begun. `named` says which columns of rows say what; times of outcomes that
    /// say no offset are those of `zone`.
    pub fn new(format: LogFormat, named: &RowColumns, zone: &TimeZone) -> Self {
        let writer = if format == LogFormat::CloudFront { Writer::CloudFront } else { Writer::Iis };
        Self { format, columns: Columns::new(writer), rows: Rows::new(named, zone) }
    }

    /// What a line says; `None` if it says nothing by itself.
    ///
    /// # Errors
    /// What is wrong with it, when it does not have the shape of the format.
    pub(crate) fn parse<'a>(&mut self, text: &'a str) -> Result<Option<Said<'a>>, Fault> {
        let text = text.trim_end_matches(['\r', ' ']);
        if text.trim().is_empty() {
            return Ok(None);
        }
        if text.starts_with('#') && !self.format.has_columns() {
            self.columns.directive(text);
            return Ok(None);
        }
        let line = match self.format {
            LogFormat::Common | LogFormat::Combined => clf::parse(text, false),
            LogFormat::CommonVhost | LogFormat::CombinedVhost => clf::parse(text, true),
            LogFormat::NginxJson => json::nginx(text),
            LogFormat::CaddyJson => json::caddy(text),
            LogFormat::Iis | LogFormat::CloudFront => self.columns.parse(text),
            LogFormat::Elb => amazon::balancer(text, false),
            LogFormat::Alb => amazon::balancer(text, true),
            LogFormat::S3 => amazon::s3(text),
            LogFormat::Csv => return Ok(self.rows.csv(text)?.map(Said::Request)),
            LogFormat::JsonLines => self.rows.json(text),
            LogFormat::Outcomes => return Ok(self.rows.outcome(text)?.map(Said::Outcome)),
        };
        line.map(|line| Some(Said::Request(line)))
    }
}
