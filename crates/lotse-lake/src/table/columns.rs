//! The columns as the table's log names them, and a table that has fewer.

use std::path::Path;

use datafusion::arrow::datatypes::{DataType as ArrowType, Field};
use deltalake::{
    DeltaTable,
    kernel::{DataType, MapType, StructField, StructType},
};

use super::{TableError, sync_log};
use crate::{
    probe::Disk,
    schema::{MONTH, schema},
};

/// The table of an earlier version of the program with the columns that came since. Its files stay as they
/// are: what they do not have holds nothing.
pub(super) async fn with_all(
    table: DeltaTable,
    disk: &Disk,
    folder: &Path,
) -> Result<DeltaTable, TableError> {
    let known = table.snapshot()?.schema();
    let missing: Vec<StructField> =
        all()?.into_iter().filter(|column| known.field(column.name()).is_none()).collect();
    if missing.is_empty() {
        return Ok(table);
    }
    let table = table.add_columns().with_fields(missing).await?;
    sync_log(disk, folder, table.version().unwrap_or(0))?;
    Ok(table)
}

/// The table's columns, the partition column last.
pub(super) fn all() -> Result<Vec<StructField>, TableError> {
    let mut columns = schema()
        .fields()
        .iter()
        .map(|field| {
            let data_type = data_type(field)?;
            Ok(StructField::new(field.name(), data_type, field.is_nullable()))
        })
        .collect::<Result<Vec<_>, TableError>>()?;
    columns.push(StructField::new(MONTH, DataType::STRING, true));
    Ok(columns)
}

fn data_type(field: &Field) -> Result<DataType, TableError> {
    Ok(match field.data_type() {
        ArrowType::Int32 => DataType::INTEGER,
        ArrowType::Int64 => DataType::LONG,
        ArrowType::Boolean => DataType::BOOLEAN,
        ArrowType::Timestamp(..) => DataType::TIMESTAMP,
        ArrowType::Utf8 | ArrowType::Utf8View => DataType::STRING,
        ArrowType::Binary => DataType::BINARY,
        ArrowType::Struct(fields) => {
            let fields = fields
                .iter()
                .map(|field| {
                    let data_type = data_type(field)?;
                    Ok(StructField::new(field.name(), data_type, field.is_nullable()))
                })
                .collect::<Result<Vec<_>, TableError>>()?;
            let fields = StructType::try_new(fields);
            DataType::from(fields.map_err(|error| TableError::Schema(error.to_string()))?)
        }
        ArrowType::Map(..) => MapType::new(DataType::STRING, DataType::STRING, true).into(),
        other => return Err(TableError::Schema(format!("{other} has no type in the table"))),
    })
}

#[cfg(test)]
mod tests {
    use deltalake::{ensure_table_uri, operations::create::CreateBuilder};

    use super::*;
    use crate::table::Table;

    #[tokio::test]
    async fn a_table_of_an_earlier_version_gets_the_columns_that_came_since() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::new(std::sync::Arc::new(crate::probe::NoProbe));
        let url = ensure_table_uri(folder.path().to_string_lossy()).unwrap();
        let older = all().unwrap().into_iter().filter(|c| c.name() != "element_heading");
        CreateBuilder::new()
            .with_location(url.to_string())
            .with_columns(older)
            .with_partition_columns([MONTH])
            .await
            .unwrap();
        for opened in 1..=2 {
            drop(Table::open(disk.clone(), folder.path(), "one").await.unwrap());
            let entries = std::fs::read_dir(folder.path().join("_delta_log")).unwrap();
            let entries = entries.filter(|e| {
                e.as_ref().is_ok_and(|e| e.file_name().to_string_lossy().ends_with(".json"))
            });
            assert_eq!(entries.count(), 2, "opened {opened} times, changed once");
        }
        let log = folder.path().join("_delta_log/00000000000000000001.json");
        assert!(std::fs::read_to_string(log).unwrap().contains("element_heading"));
    }
}
