//! The parser of one file: its format, and what its lines so far said of the next.

use lotse_domain::import::{Fault, LogFormat, RowColumns};

use super::{
    amazon, clf, json,
    line::LogLine,
    rows::Rows,
    w3c::{Columns, Writer},
};

/// Reads the lines of one file, in their order.
pub struct LogParser {
    format: LogFormat,
    columns: Columns,
    rows: Rows,
}

impl LogParser {
    /// A parser of a file that has not begun. `named` says which columns of rows say what.
    pub fn new(format: LogFormat, named: &RowColumns) -> Self {
        let writer = if format == LogFormat::CloudFront { Writer::CloudFront } else { Writer::Iis };
        Self { format, columns: Columns::new(writer), rows: Rows::new(named) }
    }

    /// What a line says; `None` if it says nothing by itself.
    ///
    /// # Errors
    /// What is wrong with it, when it does not have the shape of the format.
    pub(crate) fn parse<'a>(&mut self, text: &'a str) -> Result<Option<LogLine<'a>>, Fault> {
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
            LogFormat::Csv => return self.rows.csv(text),
            LogFormat::JsonLines => self.rows.json(text),
        };
        line.map(Some)
    }
}
