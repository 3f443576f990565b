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

/// Bytes that batches of all files together may take.
const BATCHES_BYTES: usize = 64 << 20;
/// Rows of a batch: no more than the page that they are decoded from, and no fewer than pays.
const MOST_ROWS: usize = 8_192;
const FEWEST_ROWS: usize = 16;
/// What a row takes beside its texts: numbers, places of texts, and what marks missing values.
const FIXED_BYTES: usize = 600;
/// Rows of a batch if a file does not say how long its texts are; then they may be the longest.
const UNKNOWN_ROWS: usize = 64;

/// How many rows a batch may have if one of each file is in memory.
pub(crate) fn batch_rows(folder: &Path, files: &[Arc<LiveFile>]) -> Result<usize> {
    let mut widest = FIXED_BYTES;
    for file in files {
        let file = File::open(folder.join(&file.path))?;
        let footer = ParquetMetaDataReader::new()
            .with_column_index_policy(PageIndexPolicy::Skip)
            .with_offset_index_policy(PageIndexPolicy::Optional)
            .parse_and_finish(&file)?;
        let Some(texts) = texts_of_row(&footer) else { return Ok(UNKNOWN_ROWS) };
        widest = widest.max(FIXED_BYTES + texts);
    }
    Ok(fitting(widest, files.len()))
}

fn fitting(row_bytes: usize, files: usize) -> usize {
    let together = row_bytes.saturating_mul(files.max(1)).max(1);
    (BATCHES_BYTES / together).clamp(FEWEST_ROWS, MOST_ROWS)
}

/// The texts of a row in bytes: for each column the mean of the page with the longest, since wide
/// rows lie together. `None` if a page of texts does not tell.
fn texts_of_row(footer: &ParquetMetaData) -> Option<usize> {
    let mut widest = vec![0; footer.file_metadata().schema_descr().num_columns()];
    let pages = footer.offset_index()?;
    for (group, pages) in footer.row_groups().iter().zip(pages) {
        for (index, (column, pages)) in group.columns().iter().zip(pages).enumerate() {
            // Numbers have no texts and say nothing of them.
            if column.unencoded_byte_array_data_bytes().is_none() {
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
            (FIXED_BYTES, 2, MOST_ROWS),
            (FIXED_BYTES, 64, 1_747),
            (16_600, 64, 63),
            (70_000, 64, FEWEST_ROWS),
            (usize::MAX, 64, FEWEST_ROWS),
            (0, 0, MOST_ROWS),
        ] {
            assert_eq!(fitting(row_bytes, files), rows, "{row_bytes} bytes, {files} files");
        }
    }
}
