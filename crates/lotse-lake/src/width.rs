//! How much memory reading files takes, so that no more is read at a time than fits.
//!
//! A range of visitors is read from every file at once. Of each it holds the packed pages of the row
//! group that it is in, one unpacked page of each column, and a batch of rows. An event may carry 32
//! properties of 500 characters, a thousand times more than a page view: what bounds memory is bytes,
//! and ranges and rows only by way of them.

use std::sync::Arc;

use datafusion::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};

use crate::file::PAGE_ROWS;

/// Rows of a batch: no more than the page that they are decoded from, and no fewer than pays.
const MOST_ROWS: usize = PAGE_ROWS;
const FEWEST_ROWS: usize = 16;
/// What a value takes beside its text: a number or the place of a text, and what marks missing ones.
const VALUE_BYTES: usize = 17;
/// Rows of a batch if a file does not say how long its texts are; then they may be the longest.
const UNKNOWN_ROWS: usize = 64;
/// Columns of which one row may have thousands of bytes. Texts of the others are as short as their
/// places, or lie in a dictionary.
const UNBOUNDED: [&str; 2] = ["element", "properties"];
/// Each range opens every file, so there is an end to it.
const MOST_RANGES: usize = 256;

/// What the columns of one file take.
#[derive(Debug, Default)]
pub(crate) struct FileWidth(Vec<ColumnWidth>);

/// What one column of a file takes, in bytes.
#[derive(Debug)]
struct ColumnWidth {
    name: String,
    /// All of it, packed.
    all: u64,
    /// Of its largest row group, packed; and a page of that, packed and unpacked.
    group: u64,
    page: u64,
    unpacked: u64,
    /// The texts of a row if it may have long ones: the mean of the page with the longest, since wide
    /// rows lie together. `None` if the file does not tell.
    text: Option<usize>,
}

/// How a question is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// In how many ranges of visitors.
    pub(crate) ranges: usize,
    /// So many rows at a time.
    pub(crate) rows: usize,
}

impl FileWidth {
    /// What a file's footer and page index say.
    pub(crate) fn of(footer: &ParquetMetaData) -> Self {
        let count = footer.file_metadata().schema_descr().num_columns();
        let columns = (0..count).filter_map(|index| ColumnWidth::of(footer, index));
        Self(columns.collect())
    }

    fn columns(&self, wanted: &[&str]) -> impl Iterator<Item = &ColumnWidth> {
        self.0.iter().filter(|column| wanted.contains(&column.name.as_str()))
    }

    /// What a row of these columns takes once it is decoded; `None` if that is not known.
    fn row(&self, wanted: &[&str]) -> Option<usize> {
        let texts: Option<usize> = self.columns(wanted).map(|column| column.text).sum();
        Some(wanted.len() * VALUE_BYTES + texts?)
    }

    /// What one of so many ranges holds of these columns besides its batch: its own pages of a row
    /// group, and a page that it shares with its neighbour on each side.
    fn held(&self, wanted: &[&str], ranges: usize) -> u64 {
        let held = |column: &ColumnWidth| {
            let own = column.all / (ranges.max(1) as u64) + 2 * column.page;
            own.min(column.group) + column.unpacked
        };
        self.columns(wanted).map(held).sum()
    }
}

impl ColumnWidth {
    fn of(footer: &ParquetMetaData, index: usize) -> Option<Self> {
        let bytes = |bytes: i64| u64::try_from(bytes).unwrap_or(0);
        let groups = footer.row_groups();
        let packed = |chunk: &&ColumnChunkMetaData| chunk.compressed_size();
        let chunks = || groups.iter().filter_map(|group| group.columns().get(index));
        let largest = chunks().max_by_key(packed)?;
        // At least one page, however few rows there are.
        let pages = bytes(largest.num_values()).div_ceil(PAGE_ROWS as u64).max(1);
        let name = largest.column_path().parts().first()?.clone();
        let text =
            if UNBOUNDED.contains(&name.as_str()) { longest_text(footer, index) } else { Some(0) };
        Some(Self {
            all: chunks().map(|chunk| bytes(chunk.compressed_size())).sum(),
            group: bytes(largest.compressed_size()),
            page: bytes(largest.compressed_size()).div_ceil(pages),
            unpacked: bytes(largest.uncompressed_size()).div_ceil(pages),
            name,
            text,
        })
    }
}

/// The texts of a row in bytes, as the mean of the page with the longest. `None` if a page of texts
/// does not tell.
fn longest_text(footer: &ParquetMetaData, index: usize) -> Option<usize> {
    let mut widest = 0;
    let all = footer.offset_index()?;
    for (group, pages) in footer.row_groups().iter().zip(all) {
        let pages = pages.get(index)?;
        // Numbers have no texts and say nothing of them.
        if group.columns().get(index)?.unencoded_byte_array_data_bytes().is_none() {
            continue;
        }
        let starts = pages.page_locations().iter().map(|page| page.first_row_index);
        let ends = starts.clone().skip(1).chain([group.num_rows()]);
        for ((start, end), bytes) in starts.zip(ends).zip(pages.unencoded_byte_array_data_bytes()?)
        {
            let rows = usize::try_from(end - start).ok()?.max(1);
            widest = widest.max(usize::try_from(*bytes).ok()?.div_ceil(rows));
        }
    }
    Some(widest)
}

/// A file and the columns of it that are read.
pub(crate) type ReadFile = (Arc<FileWidth>, Vec<&'static str>);

/// How many rows a batch may have if one of each file is in memory, all of them in `bytes`.
pub(crate) fn batch_rows(files: &[ReadFile], bytes: usize) -> usize {
    rows_of(files, (0, 0), bytes)
}

/// The same, with so many runs of the tail of so many columns.
fn rows_of(files: &[ReadFile], (runs, columns): (usize, usize), bytes: usize) -> usize {
    let widest = files.iter().try_fold(columns * VALUE_BYTES, |widest, (file, columns)| {
        Some(widest.max(file.row(columns)?))
    });
    widest.map_or(UNKNOWN_ROWS, |row| fitting(row, files.len() + runs, bytes))
}

/// How many rows of `row_bytes` each of `files` batches may have, all of them in `bytes`.
fn fitting(row_bytes: usize, files: usize, bytes: usize) -> usize {
    let together = row_bytes.saturating_mul(files.max(1)).max(1);
    (bytes / together).clamp(FEWEST_ROWS, MOST_ROWS)
}

/// How files, and so many runs of the tail of so many columns, are read by `workers` at a time, each
/// of which has `bytes`: pages get at most two thirds of them, rows the rest.
pub(crate) fn reading(
    files: &[ReadFile],
    tail: (usize, usize),
    bytes: usize,
    workers: usize,
) -> Reading {
    let held = |ranges: usize| -> usize {
        let held: u64 = files.iter().map(|(file, columns)| file.held(columns, ranges)).sum();
        usize::try_from(held).unwrap_or(usize::MAX)
    };
    // Pages at the edges are held however small the ranges are: a quarter more than those is enough.
    let least = held(usize::MAX);
    let enough = (bytes / 3 * 2).max(least.saturating_add(least / 4));
    // A multiple, so that no worker is without work at the end.
    let possible = (1..).map(|times| times * workers).take_while(|ranges| *ranges <= MOST_RANGES);
    let ranges = possible.clone().find(|ranges| held(*ranges) <= enough);
    let ranges = ranges.or_else(|| possible.last()).unwrap_or(workers);
    let left = bytes.saturating_sub(held(ranges));
    Reading { ranges, rows: rows_of(files, tail, left) }
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

    /// A file with one column of two row groups, packed into half.
    fn file(mib: u64) -> Arc<FileWidth> {
        let all = mib << 20;
        let (page, unpacked) = (all / 32, all / 16);
        let name = "visitor".to_owned();
        let column = ColumnWidth { name, all, group: all / 2, page, unpacked, text: Some(0) };
        Arc::new(FileWidth(vec![column]))
    }

    #[test]
    fn pages_and_rows_of_a_range_fit_into_its_memory_together() {
        let of = |files: usize, mib: u64| {
            let files = vec![(file(mib), vec!["visitor"]); files];
            let Reading { ranges, rows } = reading(&files, (3, 1), 128 << 20, 2);
            let held: u64 = files.iter().map(|(file, own)| file.held(own, ranges)).sum();
            let batches = (files.len() + 3) * rows * VALUE_BYTES;
            assert!(held + batches as u64 <= 128 << 20, "{held} {batches}");
            (ranges, rows)
        };
        assert_eq!(of(1, 10), (2, MOST_ROWS));
        // 20 x (10 MiB / 4 + 2 x 0.3 + 0.6) = 75 MiB.
        assert_eq!(of(20, 10), (4, MOST_ROWS));
        // 300 x (1 MiB / 8 + 0.125) = 75 MiB.
        assert_eq!(of(300, 1), (8, MOST_ROWS));
        // What does not fit however small the ranges are is read row by row.
        let least = reading(&vec![(file(100), vec!["visitor"]); 90], (0, 1), 128 << 20, 2);
        assert_eq!(least, Reading { ranges: 32, rows: FEWEST_ROWS });
        let other = reading(&vec![(file(100), vec!["name"]); 90], (0, 1), 128 << 20, 2);
        assert_eq!(other, Reading { ranges: 2, rows: MOST_ROWS });
    }
}
