//! Translations as CSV: the columns `place` and the tags of the two languages, UTF-8 with a byte-order mark, so that
//! spreadsheets know the encoding. Read back with comma or semicolon, since spreadsheets of many countries write the latter.

use csv::{ReaderBuilder, StringRecord, Trim};
use thiserror::Error;

use super::Row;
use crate::language::{LanguageError, LanguageTag};

/// A file of translations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The language to translate from.
    pub source: LanguageTag,
    /// The language to translate to.
    pub target: LanguageTag,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Why a file is no table of translations.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TableError {
    /// The bytes are no UTF-8.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// The first line is another.
    #[error("the first line must name the columns: place, then the two languages")]
    Header,
    /// A language is none.
    #[error("the column “{column}” {error}")]
    Language {
        /// Its name.
        column: String,
        /// Why.
        error: LanguageError,
    },
    /// A line has more or fewer columns, or its quotes do not end.
    #[error("line {line} has not three columns")]
    Line {
        /// Which, from 1.
        line: u64,
    },
}

/// Signs that make a spreadsheet read a cell as a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// A cell that no spreadsheet reads as a formula: a quotation mark stands before what looks like one.
fn guarded(text: &str) -> String {
    let text = if is_formula(text) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Writes a table. Every cell is quoted and lines end with CR LF (RFC 4180).
#[must_use]
pub fn written(table: &Table) -> String {
    let mut text = format!("\u{FEFF}\"place\",\"{}\",\"{}\"\r\n", table.source, table.target);
    for row in &table.rows {
        let cells = [&row.key, &row.source, &row.target].map(|cell| guarded(cell));
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Reads a table.
///
/// # Errors
/// The first thing that is wrong with the file as such; what its rows say is judged when they are taken.
pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
    let text = std::str::from_utf8(bytes).map_err(|_| TableError::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains(';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(Trim::None)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = records.next().and_then(Result::ok).ok_or(TableError::Header)?;
    let cells: Vec<&str> = header.iter().map(str::trim).collect();
    let ["place", source, target] = cells.as_slice() else { return Err(TableError::Header) };
    let language = |column: &str| {
        let column_name = || column.chars().take(40).collect();
        LanguageTag::new(column)
            .map_err(|error| TableError::Language { column: column_name(), error })
    };
    let (source, target) = (language(source)?, language(target)?);
    let mut rows = Vec::new();
    for record in records {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            TableError::Line { line }
        })?;
        rows.extend(row(&record)?);
    }
    Ok(Table { source, target, rows })
}

/// The row of a record; nothing for an empty line at the end of a spreadsheet.
fn row(record: &StringRecord) -> Result<Option<Row>, TableError> {
    let cells: Vec<&str> = record.iter().collect();
    match cells.as_slice() {
        [key, source, target] => {
            let is_empty = [key, source, target].iter().all(|cell| cell.trim().is_empty());
            let cell = |cell: &str| unguarded(cell).replace("\r\n", "\n");
            let row =
                || Row { key: key.trim().to_owned(), source: cell(source), target: cell(target) };
            Ok((!is_empty).then(row))
        }
        cells if cells.iter().all(|cell| cell.trim().is_empty()) => Ok(None),
        _ => Err(TableError::Line { line: record.position().map_or(0, csv::Position::line) }),
    }
}
