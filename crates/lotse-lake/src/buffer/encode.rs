//! Rows as bytes of the buffer: one Arrow stream per transaction, without the columns that hold
//! nothing. A column that is missing when read holds nothing, so a newer program reads an older
//! buffer.

use std::sync::Arc;

use datafusion::arrow::{
    array::{RecordBatch, new_null_array},
    compute::concat_batches,
    error::ArrowError,
    ipc::{reader::StreamReader, writer::StreamWriter},
};

use crate::schema::schema;

pub(super) fn encode(batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let filled: Vec<usize> = (0..batch.num_columns())
        .filter(|column| batch.column(*column).null_count() < batch.num_rows())
        .collect();
    let batch = batch.project(&filled)?;
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &batch.schema())?;
    writer.write(&batch)?;
    writer.finish()?;
    drop(writer);
    Ok(bytes)
}

pub(crate) fn decode(bytes: &[u8]) -> Result<RecordBatch, ArrowError> {
    let reader = StreamReader::try_new(bytes, None)?;
    let stored = reader.schema();
    let batches = reader.collect::<Result<Vec<_>, _>>()?;
    let batch = concat_batches(&stored, &batches)?;
    let schema = schema();
    let columns = schema
        .fields()
        .iter()
        .map(|field| match batch.column_by_name(field.name()) {
            Some(array) => Arc::clone(array),
            None => new_null_array(field.data_type(), batch.num_rows()),
        })
        .collect();
    RecordBatch::try_new(schema, columns)
}
