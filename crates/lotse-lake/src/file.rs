//! One data file: Parquet in the lake's order, with statistics and page index, on disk for good when
//! its writing ends.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{self, File},
    io::{Read as _, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{Int32Array, RecordBatch, TimestampMicrosecondArray, UInt32Array},
        compute::take_record_batch,
    },
    error::{DataFusionError, Result},
    parquet::{
        arrow::{ArrowWriter, arrow_writer::ArrowWriterOptions},
        basic::{Compression, ZstdLevel},
        file::{
            metadata::SortingColumn,
            properties::{EnabledStatistics, WriterProperties},
        },
        schema::types::ColumnPath,
    },
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use lotse_domain::clock::Entropy;
use sha2::{Digest as _, Sha256};

use crate::{
    measures::rows::column,
    probe::Disk,
    schema::{MONTH, ORDER, schema},
};

/// Rows of a row group: small enough that one of each of many files fits into memory.
const GROUP_ROWS: usize = 131_072;
/// Encoded bytes of a row group, which is in memory until it is complete.
const GROUP_BYTES: usize = 64 << 20;
/// Rows of a page: the smallest part of a column that is read.
pub(crate) const PAGE_ROWS: usize = 8_192;

/// Microseconds of a day.
const DAY_US: i64 = 86_400_000_000;

/// Smallest and largest value, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds<T> {
    pub(crate) least: T,
    pub(crate) most: T,
}

impl<T: Ord + Copy> Bounds<T> {
    /// Those of some values; none have none.
    pub(crate) fn of(values: &[T]) -> Option<Self> {
        Some(Self { least: *values.iter().min()?, most: *values.iter().max()? })
    }

    /// Both together.
    pub(crate) fn with(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }

    /// Whether a value lies within.
    pub(crate) fn holds(&self, value: T) -> bool {
        self.least <= value && value <= self.most
    }
}

/// What is known of a file without opening it. Times are in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileStatistics {
    pub(crate) rows: u64,
    pub(crate) service: Bounds<i32>,
    pub(crate) occurred_at: Bounds<i64>,
    pub(crate) received_at: Bounds<i64>,
}

impl FileStatistics {
    fn of(batch: &RecordBatch) -> Result<Option<Self>> {
        let times = |name: &str| -> Result<Option<Bounds<i64>>> {
            Ok(Bounds::of(column::<TimestampMicrosecondArray>(batch, name)?.values()))
        };
        let service = Bounds::of(column::<Int32Array>(batch, "service")?.values());
        Ok(match (service, times("occurred_at")?, times("received_at")?) {
            (Some(service), Some(occurred_at), Some(received_at)) => {
                let rows = batch.num_rows() as u64;
                Some(Self { rows, service, occurred_at, received_at })
            }
            _ => None,
        })
    }

    fn with(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            service: self.service.with(other.service),
            occurred_at: self.occurred_at.with(other.occurred_at),
            received_at: self.received_at.with(other.received_at),
        }
    }
}

/// A file that is on disk, but of which the table does not know yet.
#[derive(Clone, Debug)]
pub(crate) struct NewFile {
    /// Path below the table's folder, with `/`.
    pub(crate) path: String,
    /// Its UTC month, as the partition column has it.
    pub(crate) month: String,
    pub(crate) size_bytes: u64,
    pub(crate) sha256: Digest,
    /// Details of elements were taken out of its rows.
    pub(crate) without_elements: bool,
    pub(crate) statistics: FileStatistics,
}

/// SHA-256 of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    /// That of a file, read a part at a time.
    pub(crate) fn of(path: &Path) -> std::io::Result<Self> {
        let (mut file, mut hash) = (File::open(path)?, Sha256::new());
        let mut part = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut part)?;
            let Some(part) = part.get(..read).filter(|part| !part.is_empty()) else { break };
            hash.update(part);
        }
        Ok(Self(hash.finalize().into()))
    }

    /// From 64 hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return None;
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A file that is hashed while it is written.
struct Hashed {
    file: File,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// A name that no other file or buffer has: 128 random bits.
pub(crate) fn random_name(entropy: &dyn Entropy) -> String {
    let mut random = [0; 16];
    entropy.fill(&mut random);
    format!("{:032x}", u128::from_be_bytes(random))
}

/// The UTC day of a time in microseconds, as days since 1970.
pub(crate) fn utc_day(time_us: i64) -> i64 {
    time_us.div_euclid(DAY_US)
}

/// The first time of a UTC day, in microseconds.
pub(crate) fn day_start(day: i64) -> i64 {
    day.saturating_mul(DAY_US)
}

/// The UTC month of a date, as partitions are named.
pub(crate) fn month_of(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

fn date_of(day: i64) -> Result<Date> {
    Timestamp::from_microsecond(day_start(day))
        .map(|start| start.to_zoned_datetime(TimeZone::UTC).date())
        .map_err(|error| DataFusionError::Execution(format!("a time is out of range: {error}")))
}

/// The time that a file's rows lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Span {
    /// A UTC day, as days since 1970.
    Day(i64),
    /// The UTC month of such a day.
    MonthOf(i64),
}

impl Span {
    /// That of a file with this path.
    pub(crate) fn is_month(path: &str) -> bool {
        // `2026-03-NAME.parquet` beside `2026-03-28-NAME.parquet`.
        path.rsplit('/').next().unwrap_or(path).split('-').count() == 3
    }
}

/// Writes one file of one UTC day or month.
pub(crate) struct FileWriter {
    writer: ArrowWriter<Hashed>,
    disk: Disk,
    folder: PathBuf,
    path: String,
    month: String,
    statistics: Option<FileStatistics>,
}

impl FileWriter {
    /// Begins a file for rows of `span` below the table's `folder`. `name` is unique in the table.
    pub(crate) fn create(disk: &Disk, folder: &Path, span: Span, name: &str) -> Result<Self> {
        let (Span::Day(day) | Span::MonthOf(day)) = span;
        let date = date_of(day)?;
        let month = month_of(date);
        let partition = format!("{MONTH}={month}");
        let path = match span {
            Span::Day(_) => format!("{partition}/{date}-{name}.parquet"),
            Span::MonthOf(_) => format!("{partition}/{month}-{name}.parquet"),
        };
        let created = !folder.join(&partition).exists();
        fs::create_dir_all(folder.join(&partition))?;
        if created {
            disk.sync_folder(folder)?;
        }
        let file = Hashed { file: File::create_new(folder.join(&path))?, hash: Sha256::new() };
        // Without Arrow's own schema in the file, which other readers would take for theirs.
        let options =
            ArrowWriterOptions::new().with_properties(properties()?).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(file, schema(), options)?;
        let (disk, folder) = (disk.clone(), folder.to_owned());
        Ok(Self { writer, disk, folder, path, month, statistics: None })
    }

    /// Appends rows, which must follow those before in the lake's order.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer.write(batch)?;
        if let Some(more) = FileStatistics::of(batch)? {
            self.statistics = Some(self.statistics.map_or(more, |known| known.with(more)));
        }
        Ok(())
    }

    /// Rows that were written so far.
    pub(crate) fn rows(&self) -> u64 {
        self.statistics.map_or(0, |statistics| statistics.rows)
    }

    /// Ends the file and waits until it is on disk. Nothing remains of a file without rows.
    pub(crate) fn finish(self) -> Result<Option<NewFile>> {
        let absolute = self.folder.join(&self.path);
        let Some(statistics) = self.statistics else {
            fs::remove_file(&absolute)?;
            return Ok(None);
        };
        let Hashed { file, hash } = self.writer.into_inner()?;
        self.disk.sync(&file, &absolute)?;
        let sha256 = Digest(hash.finalize().into());
        let size_bytes = file.metadata()?.len();
        if let Some(partition) = absolute.parent() {
            self.disk.sync_folder(partition)?;
        }
        let (path, month) = (self.path, self.month);
        let without_elements = false;
        Ok(Some(NewFile { path, month, size_bytes, sha256, without_elements, statistics }))
    }
}

fn properties() -> Result<WriterProperties> {
    let schema = schema();
    let sorting = ORDER
        .iter()
        .map(|name| {
            let index = i32::try_from(schema.index_of(name)?).unwrap_or(i32::MAX);
            Ok(SortingColumn { column_idx: index, descending: false, nulls_first: true })
        })
        .collect::<Result<Vec<_>>>()?;
    let mut builder = WriterProperties::builder()
        .set_created_by("lotse".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_max_row_group_bytes(Some(GROUP_BYTES))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_sorting_columns(Some(sorting));
    // Nearly every value is another one: a dictionary would only be in the way.
    for name in ["occurred_at", "event_id", "received_at"] {
        builder = builder.set_column_dictionary_enabled(ColumnPath::from(name), false);
    }
    Ok(builder.build())
}

/// Which rows lie on which UTC day of `occurred_at`, in the order they have.
fn by_day(batch: &RecordBatch) -> Result<BTreeMap<i64, Vec<u32>>> {
    let times = column::<TimestampMicrosecondArray>(batch, "occurred_at")?;
    let mut days = BTreeMap::<i64, Vec<u32>>::new();
    for (row, time) in (0_u32..).zip(times.values()) {
        days.entry(utc_day(*time)).or_default().push(row);
    }
    Ok(days)
}

/// Writes rows in the lake's order as one file per UTC day. `name` is asked for each.
pub(crate) fn write_days(
    disk: &Disk,
    folder: &Path,
    batch: &RecordBatch,
    name: &Arc<dyn Fn() -> String + Send + Sync>,
) -> Result<Vec<NewFile>> {
    let mut files = Vec::new();
    for (day, rows) in by_day(batch)? {
        let mut writer = FileWriter::create(disk, folder, Span::Day(day), &name())?;
        // Copied a part at a time, not all of them before the first is written.
        for part in rows.chunks(PAGE_ROWS) {
            writer.write(&take_record_batch(batch, &UInt32Array::from(part.to_vec()))?)?;
        }
        files.extend(writer.finish()?);
    }
    Ok(files)
}
