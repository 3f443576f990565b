//! How much memory rows of files take once they are decoded, so that as many are read at a time as
//! fit.
//!
//! An event may carry 32 properties of 500 characters, a thousand times more than a page view. What
//! bounds memory is therefore bytes, and rows only by way of them.

use std::{fs::File, path::Path, sync::Arc};

use datafusion::{
    error::Result,
    parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader},
};

use crate::table::LiveFile;

/// Rows of a batch: no more than the page that they are decoded from, and no fewer than pays.
const MOST_ROWS: usize = 8_192;
const FEWEST_ROWS: usize = 16;
/// What a value takes beside its text: a number or the place of a text, and what marks missing ones.
const VALUE_BYTES: usize = 17;
/// Rows of a batch if a file does not say how long its texts are; then they may be the longest.
const UNKNOWN_ROWS: usize = 64;

/// How many rows a batch of `columns` may have if one of each file is in memory, all of them in
/// `bytes`.
pub(crate) fn batch_rows(
    folder: &Path,
    files: &[Arc<LiveFile>],
    columns: &[&str],
    bytes: usize,
) -> Result<usize> {
    let fixed = columns.len() * VALUE_BYTES;
    let mut widest = fixed;
    for file in files {
        let file = File::open(folder.join(&file.path))?;
        let footer = ParquetMetaDataReader::new()
            .with_column_index_policy(PageIndexPolicy::Skip)
            .with_offset_index_policy(PageIndexPolicy::Optional)
            .parse_and_finish(&file)?;
        let Some(texts) = texts_of_row(&footer, columns) else { return Ok(UNKNOWN_ROWS) };
        widest = widest.max(fixed + texts);
    }
    Ok(fitting(widest, files.len(), bytes))
}

/// How many rows of `row_bytes` each of `files` batches may have, all of them in `bytes`.
pub(crate) fn fitting(row_bytes: usize, files: usize, bytes: usize) -> usize {
    let together = row_bytes.saturating_mul(files.max(1)).max(1);
    (bytes / together).clamp(FEWEST_ROWS, MOST_ROWS)
}

/// The texts of a row in bytes: for each column the mean of the page with the longest, since wide
/// rows lie together. `None` if a page of texts does not tell.
fn texts_of_row(footer: &ParquetMetaData, columns: &[&str]) -> Option<usize> {
    let mut widest = vec![0; footer.file_metadata().schema_descr().num_columns()];
    let pages = footer.offset_index()?;
    for (group, pages) in footer.row_groups().iter().zip(pages) {
        for (index, (column, pages)) in group.columns().iter().zip(pages).enumerate() {
            let is_read = column
                .column_path()
                .parts()
                .first()
                .is_some_and(|name| columns.contains(&name.as_str()));
            // Numbers have no texts and say nothing of them.
            if !is_read || column.unencoded_byte_array_data_bytes().is_none() {
                continue;
            }
            let starts = pages.page_locations().iter().map(|page| page.first_row_index);
            let ends = starts.clone().skip(1).chain([group.num_rows()]);
            for ((start, end), bytes) in
                starts.zip(ends).zip(pages.unencoded_byte_array_data_bytes()?)
            {
                let rows = usize::try_from(end - start).ok()?.max(1);
                let mean = usize::try_from(*bytes).ok()?.div_ceil(rows);
                let known = widest.get_mut(index)?;
                *known = mean.max(*known);
            }
        }
    }
    Some(widest.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_narrow_files_are_read_by_the_page_and_many_wide_ones_by_the_row() {
        for (row_bytes, files, rows) in [
            (600, 2, MOST_ROWS),
            (600, 64, 1_747),
            (16_600, 64, 63),
            (70_000, 64, FEWEST_ROWS),
            (usize::MAX, 64, FEWEST_ROWS),
            (0, 0, MOST_ROWS),
        ] {
            let found = fitting(row_bytes, files, 64 << 20);
            assert_eq!(found, rows, "{row_bytes} bytes, {files} files");
        }
    }
}
