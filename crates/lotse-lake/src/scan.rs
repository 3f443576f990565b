//! Files and tail of one consistent snapshot as plans in the lake's order.
//!
//! The order is declared, and kept: without it `DataFusion` gives files of one partition to others,
//! and merges over them are silently wrong. Files are chosen by their statistics, parts of them by
//! row group and page; nothing is filtered row by row here.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use datafusion::{
    common::ScalarValue,
    datasource::{
        listing::PartitionedFile,
        memory::MemorySourceConfig,
        object_store::ObjectStoreUrl,
        physical_plan::{
            FileGroup, FileScanConfigBuilder, FileSource as _, ParquetSource,
            parquet::{CachedParquetFileReaderFactory, metadata::DFParquetMetadata},
        },
        source::DataSourceExec,
    },
    error::{DataFusionError, Result},
    execution::TaskContext,
    logical_expr::Operator,
    object_store::path::Path as StorePath,
    parquet::file::metadata::PageIndexPolicy,
    physical_expr::expressions::{BinaryExpr, Column, IsNullExpr, lit},
    physical_plan::{ExecutionPlan, PhysicalExpr},
};

use crate::{
    file::Bounds,
    operators::{run_merge::Slice, visitor_runs::order},
    schema::{ORDER, schema},
    table::{LiveFile, Version},
    tail::TailRun,
    width::FileWidth,
};

/// What a question sees: a version of the table, and the buffered rows that it does not hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    pub(crate) version: Arc<Version>,
    /// Runs of the tail, beyond the version's sequence number.
    pub(crate) tail: Vec<Arc<TailRun>>,
}

/// What of a snapshot is read.
pub(crate) struct Wanted<'a> {
    pub(crate) service: i32,
    /// Times in microseconds.
    pub(crate) times: Range<i64>,
    /// Columns besides those of the order.
    pub(crate) columns: &'a [&'static str],
}

/// Files by whether another file or the tail can hold the same time.
struct Chosen {
    /// No other holds the same time: rows never tie with those of another file.
    apart: Vec<Arc<LiveFile>>,
    overlapping: Vec<Arc<LiveFile>>,
}

impl Snapshot {
    /// The files that can hold something wanted.
    pub(crate) fn files(&self, wanted: &Wanted<'_>) -> Vec<Arc<LiveFile>> {
        let holds = |file: &&Arc<LiveFile>| {
            let statistics = &file.statistics;
            statistics.service.holds(wanted.service)
                && statistics.occurred_at.least < wanted.times.end
                && statistics.occurred_at.most >= wanted.times.start
        };
        self.version.files.iter().filter(holds).cloned().collect()
    }

    /// Plans over everything wanted. Event ids break ties of time between files, and are half of
    /// what would be read; they are read only where times can tie.
    pub(crate) fn inputs(
        &self,
        wanted: &Wanted<'_>,
        context: &TaskContext,
        folder: &Path,
    ) -> Result<Vec<Arc<dyn ExecutionPlan>>> {
        let (files, runs) = (self.files(wanted), self.runs(wanted));
        let mut inputs: Vec<Arc<dyn ExecutionPlan>> = Vec::new();
        let Chosen { apart, overlapping } = split(files, &runs);
        let with_ids = projection(wanted.columns, &ORDER);
        for (files, columns) in
            [(apart, projection(wanted.columns, &ORDER[..3])), (overlapping, with_ids.clone())]
        {
            if !files.is_empty() {
                let predicate = Some(wanted.predicate()?);
                inputs.push(parquet(context, folder, &files, Some(columns), predicate)?);
            }
        }
        if !runs.is_empty() {
            inputs.push(tail(&runs, &with_ids)?);
        }
        Ok(inputs)
    }
}

impl Snapshot {
    /// The runs of the tail that can hold something wanted.
    fn runs(&self, wanted: &Wanted<'_>) -> Vec<Arc<TailRun>> {
        self.tail.iter().filter(|run| run.overlaps(&wanted.times)).cloned().collect()
    }

    /// The files of which something wanted is read, and with which columns.
    pub(crate) fn read(&self, wanted: &Wanted<'_>) -> Vec<(Arc<LiveFile>, Vec<&'static str>)> {
        let columns = |order: &[&'static str]| [order, wanted.columns].concat();
        let Chosen { apart, overlapping } = split(self.files(wanted), &self.runs(wanted));
        let apart = apart.into_iter().map(|file| (file, columns(&ORDER[..3])));
        apart.chain(overlapping.into_iter().map(|file| (file, columns(&ORDER)))).collect()
    }
}

/// Marks each file whose times overlap with those of another or of the tail.
fn split(files: Vec<Arc<LiveFile>>, tail: &[Arc<TailRun>]) -> Chosen {
    let mut spans: Vec<(Bounds<i64>, Option<usize>)> = files
        .iter()
        .enumerate()
        .map(|(index, file)| (file.statistics.occurred_at, Some(index)))
        .collect();
    spans.extend(tail.iter().filter_map(|run| Some((run.occurred_at?, None))));
    spans.sort_by_key(|(span, _)| span.least);
    let mut overlaps = vec![false; files.len()];
    let mut mark = |index: Option<usize>| {
        if let Some(index) = index {
            overlaps[index] = true;
        }
    };
    // The span that reaches farthest so far; whatever overlaps any span before overlaps it too.
    let mut farthest: Option<(Bounds<i64>, Option<usize>)> = None;
    for (span, index) in spans {
        if let Some((before, other)) = farthest
            && span.least <= before.most
        {
            mark(index);
            mark(other);
        }
        if farthest.is_none_or(|(before, _)| span.most > before.most) {
            farthest = Some((span, index));
        }
    }
    let mut chosen = Chosen { apart: Vec::new(), overlapping: Vec::new() };
    for (file, overlaps) in files.into_iter().zip(overlaps) {
        if overlaps { &mut chosen.overlapping } else { &mut chosen.apart }.push(file);
    }
    chosen
}

fn projection(columns: &[&'static str], order: &[&'static str]) -> Vec<usize> {
    let schema = schema();
    let wanted = order.iter().chain(columns);
    let mut indices: Vec<usize> = wanted.filter_map(|name| schema.index_of(name).ok()).collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

fn tail(runs: &[Arc<TailRun>], projection: &[usize]) -> Result<Arc<dyn ExecutionPlan>> {
    let partitions: Vec<_> = runs.iter().map(|run| vec![run.rows.clone()]).collect();
    let source = MemorySourceConfig::try_new(&partitions, schema(), Some(projection.to_vec()))?
        .try_with_sort_information(order(&schema()).into_iter().collect())?;
    Ok(DataSourceExec::from_data_source(source))
}

/// Every row and column of `files`, one partition each.
pub(crate) fn whole_files(
    context: &TaskContext,
    folder: &Path,
    files: &[Arc<LiveFile>],
) -> Result<Arc<dyn ExecutionPlan>> {
    parquet(context, folder, files, None, None)
}

fn parquet(
    context: &TaskContext,
    folder: &Path,
    files: &[Arc<LiveFile>],
    projection: Option<Vec<usize>>,
    predicate: Option<Arc<dyn PhysicalExpr>>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let url = ObjectStoreUrl::local_filesystem();
    let runtime = context.runtime_env();
    let store = runtime.object_store(&url)?;
    // Files never change, so footers and page indexes are read once.
    let cache = runtime.cache_manager.get_file_metadata_cache();
    let reader = Arc::new(CachedParquetFileReaderFactory::new(store, cache));
    let mut source = ParquetSource::new(schema()).with_parquet_file_reader_factory(reader);
    if let Some(predicate) = predicate {
        source = source.with_predicate(predicate);
    }
    let groups = files
        .iter()
        .map(|file| Ok(FileGroup::new(vec![partitioned(folder, file)?])))
        .collect::<Result<Vec<_>>>()?;
    let config = FileScanConfigBuilder::new(url, Arc::new(source))
        .with_file_groups(groups)
        .with_projection_indices(projection)?
        .with_output_ordering(order(&schema()).into_iter().collect())
        .with_preserve_order(true)
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

/// What the columns of a file take. Its footer is kept for whoever reads it next.
pub(crate) async fn width(
    context: &TaskContext,
    folder: &Path,
    file: &LiveFile,
) -> Result<FileWidth> {
    let runtime = context.runtime_env();
    let store = runtime.object_store(ObjectStoreUrl::local_filesystem())?;
    let meta = partitioned(folder, file)?.object_meta;
    let footer = DFParquetMetadata::new(&store, &meta)
        .with_file_metadata_cache(Some(runtime.cache_manager.get_file_metadata_cache()))
        .with_page_index_policy(Some(PageIndexPolicy::Optional))
        .fetch_metadata()
        .await?;
    Ok(FileWidth::of(&footer))
}

fn partitioned(folder: &Path, file: &LiveFile) -> Result<PartitionedFile> {
    let path: PathBuf = folder.join(&file.path);
    let location = StorePath::from_absolute_path(&path)
        .map_err(|error| DataFusionError::External(Box::new(error)))?;
    let mut partitioned = PartitionedFile::new(String::new(), file.size_bytes);
    partitioned.object_meta.location = location;
    Ok(partitioned)
}

/// The same input, reading only what can hold rows of `slice`. The operator above still cuts the
/// rows exactly.
pub(crate) fn narrowed(
    input: &Arc<dyn ExecutionPlan>,
    slice: Slice,
) -> Result<Arc<dyn ExecutionPlan>> {
    let Some(exec) = input.downcast_ref::<DataSourceExec>() else { return Ok(Arc::clone(input)) };
    let Some((config, source)) = exec.downcast_to_file_source::<ParquetSource>() else {
        return Ok(Arc::clone(input));
    };
    let mut terms: Vec<Arc<dyn PhysicalExpr>> = source.filter().into_iter().collect();
    if let Some(until) = slice.until {
        let mut term = compare("visitor", Operator::Lt, ScalarValue::Int64(Some(until)))?;
        if slice.from.is_none() {
            // The first range has the rows without a visitor too.
            let nobody = Arc::new(IsNullExpr::new(field("visitor")?));
            term = Arc::new(BinaryExpr::new(nobody, Operator::Or, term));
        }
        terms.push(term);
    }
    if let Some(from) = slice.from {
        terms.push(compare("visitor", Operator::GtEq, ScalarValue::Int64(Some(from)))?);
    }
    let Some(predicate) = all(terms) else { return Ok(Arc::clone(input)) };
    let source = source.with_predicate(predicate);
    let config = FileScanConfigBuilder::from(config.clone()).with_source(Arc::new(source)).build();
    Ok(DataSourceExec::from_data_source(config))
}

impl Wanted<'_> {
    fn predicate(&self) -> Result<Arc<dyn PhysicalExpr>> {
        let time = |us: i64| ScalarValue::TimestampMicrosecond(Some(us), Some("UTC".into()));
        let terms = vec![
            compare("service", Operator::Eq, ScalarValue::Int32(Some(self.service)))?,
            compare("occurred_at", Operator::GtEq, time(self.times.start))?,
            compare("occurred_at", Operator::Lt, time(self.times.end))?,
        ];
        all(terms).ok_or_else(|| DataFusionError::Plan("nothing is wanted".to_owned()))
    }
}

fn field(name: &str) -> Result<Arc<dyn PhysicalExpr>> {
    Ok(Arc::new(Column::new(name, schema().index_of(name)?)))
}

fn compare(name: &str, operator: Operator, value: ScalarValue) -> Result<Arc<dyn PhysicalExpr>> {
    Ok(Arc::new(BinaryExpr::new(field(name)?, operator, lit(value))))
}

fn all(terms: Vec<Arc<dyn PhysicalExpr>>) -> Option<Arc<dyn PhysicalExpr>> {
    terms.into_iter().reduce(|left, right| Arc::new(BinaryExpr::new(left, Operator::And, right)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::FileStatistics;

    fn file(path: &str, least: i64, most: i64) -> Arc<LiveFile> {
        let service = Bounds { least: 1, most: 1 };
        let occurred_at = Bounds { least, most };
        let statistics = FileStatistics { rows: 1, service, occurred_at, received_at: occurred_at };
        let (path, month) = (path.to_owned(), String::new());
        Arc::new(LiveFile {
            path,
            month,
            size_bytes: 1,
            sha256: None,
            without_elements: false,
            statistics,
        })
    }

    #[test]
    fn a_file_is_apart_only_if_no_other_holds_one_of_its_times() {
        for (spans, expected) in [
            (&[(0, 10), (11, 20)][..], "ab"),
            (&[(0, 10), (10, 20)], ""),
            (&[(0, 100), (1, 2), (3, 4), (101, 102)], "d"),
            (&[(0, 5), (4, 30), (20, 25), (31, 31)], "d"),
            (&[(7, 7), (7, 7)], ""),
            (&[(0, 1), (5, 6), (2, 4)], "abc"),
        ] {
            let files = spans
                .iter()
                .zip(["a", "b", "c", "d"])
                .map(|((least, most), name)| file(name, *least, *most))
                .collect();
            let apart: String =
                split(files, &[]).apart.iter().map(|file| file.path.clone()).collect();
            assert_eq!(apart, expected, "{spans:?}");
        }
    }
}
