//! An extract as a file: CSV and JSON lines row by row, Parquet by groups of rows (`export/parquet.rs`).

use std::fmt::Write as _;

use lotse_domain::extract::{ExtractColumn, ExtractFormat};
use serde::{Serialize, Serializer, ser::SerializeMap};
use thiserror::Error;

use super::{csv::field, parquet::ParquetRows};
use crate::{
    error::ReportError,
    extract::{Extract, ExtractRow, ExtractSum, ExtractValue},
};

/// A file could not be made.
#[derive(Debug, Error)]
#[error("the {format} file could not be written")]
pub struct ExportError {
    format: ExtractFormat,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl ExportError {
    pub(super) fn of(
        format: ExtractFormat,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { format, source: source.into() }
    }
}

/// Writes rows as a file of one format.
struct ExtractWriter {
    /// The line of heads, until it is written.
    heads: Option<String>,
    format: Format,
}

enum Format {
    Csv,
    JsonLines,
    Parquet(Box<ParquetRows>),
}

impl ExtractWriter {
    fn new(format: ExtractFormat) -> Result<Self, ExportError> {
        Ok(match format {
            ExtractFormat::Csv => Self { heads: Some(heads()), format: Format::Csv },
            ExtractFormat::JsonLines => Self { heads: None, format: Format::JsonLines },
            ExtractFormat::Parquet => {
                Self { heads: None, format: Format::Parquet(Box::new(ParquetRows::new()?)) }
            }
        })
    }

    /// Takes rows, and gives the bytes that are ready.
    fn take(&mut self, rows: Vec<ExtractRow>) -> Result<Vec<u8>, ExportError> {
        let mut text = self.heads.take().unwrap_or_default();
        match &mut self.format {
            Format::Parquet(writer) => return writer.take(rows),
            Format::Csv => rows.iter().for_each(|row| csv_line(&mut text, row)),
            Format::JsonLines => {
                for row in &rows {
                    let line = serde_json::to_string(&JsonRow(row));
                    text.push_str(
                        &line.map_err(|why| ExportError::of(ExtractFormat::JsonLines, why))?,
                    );
                    text.push('\n');
                }
            }
        }
        Ok(text.into_bytes())
    }

    /// The bytes at the end of the file.
    fn finish(self) -> Result<Vec<u8>, ExportError> {
        match self.format {
            Format::Csv | Format::JsonLines => Ok(self.heads.unwrap_or_default().into_bytes()),
            Format::Parquet(writer) => writer.finish(),
        }
    }
}

/// An extract on its way into a file.
pub struct ExtractFile {
    extract: Extract,
    /// None once the file is at its end.
    writer: Option<ExtractWriter>,
    sum: ExtractSum,
}

impl ExtractFile {
    /// The file of an extract. Nothing is asked before its first bytes are.
    ///
    /// # Errors
    /// When the format cannot be written.
    pub fn new(extract: Extract, format: ExtractFormat) -> Result<Self, ReportError> {
        let writer = Some(ExtractWriter::new(format)?);
        Ok(Self { extract, writer, sum: ExtractSum::default() })
    }

    /// The bytes of the next stretch, which may be none; `None` after the end of the file.
    ///
    /// # Errors
    /// When the lake gives no answer; what was written so far is no whole file.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, ReportError> {
        let Some(mut writer) = self.writer.take() else { return Ok(None) };
        let Some(rows) = self.extract.next().await? else { return Ok(Some(writer.finish()?)) };
        self.sum.add(&rows);
        let bytes = writer.take(rows)?;
        self.writer = Some(writer);
        Ok(Some(bytes))
    }

    /// How many stretches are not written yet.
    pub fn left(&self) -> usize {
        self.extract.left()
    }

    /// What is in it so far.
    pub fn sum(&self) -> ExtractSum {
        self.sum
    }
}

fn heads() -> String {
    let heads: Vec<&str> = ExtractColumn::ALL.iter().map(|column| column.as_str()).collect();
    heads.join(",") + "\r\n"
}

fn csv_line(text: &mut String, row: &ExtractRow) {
    for (place, column) in ExtractColumn::ALL.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        // Writing to a string cannot fail.
        let _written = match row.value(*column) {
            ExtractValue::None => Ok(()),
            ExtractValue::Text(value) => text.write_str(&field(&value)),
            ExtractValue::Day(value) => write!(text, "{value}"),
            ExtractValue::Truth(value) => write!(text, "{value}"),
            ExtractValue::Whole(value) => write!(text, "{value}"),
            ExtractValue::Number(value) => write!(text, "{value}"),
        };
    }
    text.push_str("\r\n");
}

/// A row as an object with a member for each column.
struct JsonRow<'a>(&'a ExtractRow);

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(ExtractColumn::ALL.len()))?;
        for column in ExtractColumn::ALL {
            let name = column.as_str();
            match self.0.value(*column) {
                ExtractValue::None => object.serialize_entry(name, &())?,
                ExtractValue::Text(value) => object.serialize_entry(name, &value)?,
                ExtractValue::Day(value) => object.serialize_entry(name, &value)?,
                ExtractValue::Truth(value) => object.serialize_entry(name, &value)?,
                ExtractValue::Whole(value) => object.serialize_entry(name, &value)?,
                ExtractValue::Number(value) => object.serialize_entry(name, &value)?,
            }
        }
        object.end()
    }
}

#[cfg(test)]
mod tests;
