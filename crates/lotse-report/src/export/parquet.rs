//! An extract as Parquet, with the writer of the `parquet` crate alone: neither Arrow nor `DataFusion` has a part in it.
//!
//! Rows are gathered until they are enough for a group, so that many short stretches do not make many small groups; no
//! more than one group and one stretch are held in memory. Each column is an optional or required value of its kind.

use std::{mem, sync::Arc};

use jiff::civil::{Date, date};
use lotse_domain::extract::{ExtractColumn, ExtractFormat, ExtractKind};
use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel},
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::Type,
};

use super::extract::ExportError;
use crate::extract::{ExtractRow, ExtractValue};

/// Rows of a group, or as many more as a stretch brings.
const GROUP_ROWS: usize = 10_000;
/// The day from which Parquet counts days.
const EPOCH: Date = date(1970, 1, 1);

/// Writes rows as Parquet.
pub(super) struct ParquetRows {
    /// Writes into memory, from which its bytes are taken group by group.
    writer: SerializedFileWriter<Vec<u8>>,
    rows: Vec<ExtractRow>,
}

impl ParquetRows {
    pub(super) fn new() -> Result<Self, ExportError> {
        let compression = Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let schema = schema().map_err(wrong)?;
        let writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties));
        Ok(Self { writer: writer.map_err(wrong)?, rows: Vec::new() })
    }

    /// Takes rows, and gives the bytes of a group once they are enough for one.
    pub(super) fn take(&mut self, rows: Vec<ExtractRow>) -> Result<Vec<u8>, ExportError> {
        self.rows.extend(rows);
        if self.rows.len() < GROUP_ROWS {
            return Ok(Vec::new());
        }
        self.group().map_err(wrong)?;
        self.writer.flush().map_err(wrong)?;
        Ok(mem::take(self.writer.inner_mut()))
    }

    /// The last group and the end of the file.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, ExportError> {
        if !self.rows.is_empty() {
            self.group().map_err(wrong)?;
        }
        self.writer.into_inner().map_err(wrong)
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        let rows = mem::take(&mut self.rows);
        let mut group = self.writer.next_row_group()?;
        for column in ExtractColumn::ALL {
            let Some(mut writer) = group.next_column()? else {
                return Err(ParquetError::General(format!("no column {column}")));
            };
            let values = rows.iter().map(|row| row.value(*column));
            write(&mut writer, *column, values)?;
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }
}

fn wrong(why: impl Into<ParquetError>) -> ExportError {
    ExportError::of(ExtractFormat::Parquet, why.into())
}

fn schema() -> Result<Type, ParquetError> {
    let column = |column: &ExtractColumn| {
        let (physical, logical) = match column.kind() {
            ExtractKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            ExtractKind::Day => (Physical::INT32, Some(LogicalType::Date)),
            ExtractKind::Truth => (Physical::BOOLEAN, None),
            ExtractKind::Whole => (Physical::INT64, None),
            ExtractKind::Number => (Physical::DOUBLE, None),
        };
        let repetition =
            if column.may_be_empty() { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        Type::primitive_type_builder(column.as_str(), physical)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()
            .map(Arc::new)
    };
    let columns = ExtractColumn::ALL.iter().map(column).collect::<Result<_, _>>()?;
    Type::group_type_builder("extract").with_fields(columns).build()
}

/// Writes one column of a group.
fn write<'a>(
    writer: &mut SerializedColumnWriter<'_>,
    column: ExtractColumn,
    values: impl Iterator<Item = ExtractValue<'a>>,
) -> Result<(), ParquetError> {
    match column.kind() {
        ExtractKind::Text => typed::<ByteArrayType>(writer, column, values, |value| match value {
            ExtractValue::Text(text) => Some(ByteArray::from(text.as_bytes().to_vec())),
            _ => None,
        }),
        ExtractKind::Day => typed::<Int32Type>(writer, column, values, |value| match value {
            ExtractValue::Day(day) => Some((day - EPOCH).get_days()),
            _ => None,
        }),
        ExtractKind::Truth => typed::<BoolType>(writer, column, values, |value| match value {
            ExtractValue::Truth(truth) => Some(truth),
            _ => None,
        }),
        ExtractKind::Whole => typed::<Int64Type>(writer, column, values, |value| match value {
            ExtractValue::Whole(whole) => Some(i64::try_from(whole).unwrap_or(i64::MAX)),
            _ => None,
        }),
        ExtractKind::Number => typed::<DoubleType>(writer, column, values, |value| match value {
            ExtractValue::Whole(whole) => Some(lotse_domain::Count::new(whole).as_f64()),
            ExtractValue::Number(number) => Some(number),
            _ => None,
        }),
    }
}

fn typed<'a, T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    column: ExtractColumn,
    values: impl Iterator<Item = ExtractValue<'a>>,
    as_stored: impl Fn(ExtractValue<'a>) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let stored: Vec<Option<T::T>> = values.map(as_stored).collect();
    // 1 says that there is a value, 0 that there is none; a required column says nothing of it.
    let levels: Vec<i16> = stored.iter().map(|value| i16::from(value.is_some())).collect();
    let levels = column.may_be_empty().then_some(levels);
    let stored: Vec<T::T> = stored.into_iter().flatten().collect();
    writer.typed::<T>().write_batch(&stored, levels.as_deref(), None)?;
    Ok(())
}
