//! W3C extended: lines that begin with `#` name the columns of those that follow.

use std::borrow::Cow;

use jiff::civil::Date;
use lotse_domain::import::Fault;

use super::{
    line::{LogLine, address, stated},
    time,
    tokens::Tokens,
};
use crate::address::decode;

/// Who wrote it, which says how columns are parted and texts encoded.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Writer {
    /// Columns are parted by spaces, spaces within one are `+`.
    Iis,
    /// Columns are parted by tabs, texts are percent-encoded, up to twice.
    CloudFront,
}

/// A column that is read.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Date,
    Time,
    Address,
    Method,
    Host,
    /// The host that the viewer asked; `CloudFront` has its own in the other.
    ViewerHost,
    Stem,
    Query,
    Status,
    UserAgent,
    Other,
}

impl Column {
    fn named(name: &str) -> Self {
        match name {
            "date" => Self::Date,
            "time" => Self::Time,
            "c-ip" => Self::Address,
            "cs-method" => Self::Method,
            "cs-host" | "cs(Host)" => Self::Host,
            "x-host-header" => Self::ViewerHost,
            "cs-uri-stem" => Self::Stem,
            "cs-uri-query" => Self::Query,
            "sc-status" => Self::Status,
            "cs(User-Agent)" => Self::UserAgent,
            _ => Self::Other,
        }
    }
}

/// What the lines so far said of the columns.
pub(crate) struct Columns {
    writer: Writer,
    names: Vec<Column>,
    date: Option<Date>,
}

/// The texts of a line by column.
#[derive(Default)]
struct Texts<'a> {
    date: Option<&'a str>,
    time: Option<&'a str>,
    address: Option<&'a str>,
    method: Option<&'a str>,
    host: Option<&'a str>,
    viewer_host: Option<&'a str>,
    stem: Option<&'a str>,
    query: Option<&'a str>,
    status: Option<&'a str>,
    user_agent: Option<&'a str>,
}

impl<'a> Texts<'a> {
    fn put(&mut self, column: Column, text: &'a str) {
        let place = match column {
            Column::Date => &mut self.date,
            Column::Time => &mut self.time,
            Column::Address => &mut self.address,
            Column::Method => &mut self.method,
            Column::Host => &mut self.host,
            Column::ViewerHost => &mut self.viewer_host,
            Column::Stem => &mut self.stem,
            Column::Query => &mut self.query,
            Column::Status => &mut self.status,
            Column::UserAgent => &mut self.user_agent,
            Column::Other => return,
        };
        *place = stated(text);
    }
}

impl Columns {
    pub(crate) fn new(writer: Writer) -> Self {
        Self { writer, names: Vec::new(), date: None }
    }

    /// Takes a line that begins with `#`.
    pub(crate) fn directive(&mut self, text: &str) {
        if let Some(names) = text.strip_prefix("#Fields:") {
            self.names = names.split_whitespace().map(Column::named).collect();
        } else if let Some(stated) = text.strip_prefix("#Date:") {
            self.date = stated.split_whitespace().next().and_then(time::date);
        }
    }

    pub(crate) fn parse<'a>(&self, text: &'a str) -> Result<LogLine<'a>, Fault> {
        let texts = self.texts(text)?;
        let date = texts.date.map_or(self.date, time::date);
        let at = date.zip(texts.time).and_then(|(date, time)| time::w3c(date, time));
        let status = texts.status.and_then(|text| text.parse().ok()).ok_or(Fault::Status)?;
        let mut line = LogLine::new(at.ok_or(Fault::Time)?, status);
        line.address = texts.address.and_then(address);
        line.host = texts.viewer_host.or(texts.host).map(Cow::Borrowed);
        line.method = Cow::Borrowed(texts.method.ok_or(Fault::Request)?);
        let stem = texts.stem.ok_or(Fault::Request)?;
        line.target = match texts.query {
            Some(query) => Cow::Owned(format!("{stem}?{query}")),
            None => Cow::Borrowed(stem),
        };
        line.user_agent = texts.user_agent.map(|text| match self.writer {
            Writer::Iis if text.contains('+') => Cow::Owned(text.replace('+', " ")),
            Writer::CloudFront if text.contains('%') => Cow::Owned(decode(text, 2)),
            Writer::Iis | Writer::CloudFront => Cow::Borrowed(text),
        });
        Ok(line)
    }

    /// The columns that are read, of a line that has all that were named.
    fn texts<'a>(&self, text: &'a str) -> Result<Texts<'a>, Fault> {
        if self.names.is_empty() {
            return Err(Fault::Columns);
        }
        let mut texts = Texts::default();
        match self.writer {
            Writer::Iis => {
                let mut tokens = Tokens::new(text);
                for column in &self.names {
                    texts.put(*column, tokens.field().ok_or(Fault::Columns)?);
                }
            }
            Writer::CloudFront => {
                let mut fields = text.split('\t');
                for column in &self.names {
                    texts.put(*column, fields.next().ok_or(Fault::Columns)?);
                }
            }
        }
        Ok(texts)
    }
}
