//! Files of the table become others, changed row by row in one ordered stream.
//!
//! Memory holds a batch of each file and a row group of the result, both bounded in bytes (`width`).

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array as _, BooleanArray, Int32Array, Int64Array, RecordBatch, new_null_array},
        compute::filter_record_batch,
    },
    error::{DataFusionError, Result},
    physical_plan::{ExecutionPlan, sorts::sort_preserving_merge::SortPreservingMergeExec},
};
use futures::TryStreamExt as _;
use lotse_domain::{
    ids::{CaseReference, ImportId, ServiceId, Visitor},
    service::ServiceKind,
};
use tokio::{sync::mpsc, task::spawn_blocking};

use crate::{
    file::{FileWriter, NewFile, Span, utc_day},
    measures::rows::column,
    operators::visitor_runs::order,
    scan::whole_files,
    schema::{COLUMNS, OF_ELEMENTS, schema},
    store::Store,
    table::LiveFile,
};

/// Bytes that batches of all files together may take.
const BATCHES_BYTES: usize = 64 << 20;
/// Room that a rewrite leaves on the disk, beside what it writes.
const SPARE_BYTES: u64 = 64 << 20;

/// Whose events are erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Of services of which kind.
    pub kind: ServiceKind,
    /// Of which service.
    pub service: ServiceId,
    /// Whose.
    pub subject: Subject,
}

/// Whom an erasure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Everybody: all events of the service.
    Everybody,
    /// One matter.
    Case(CaseReference),
    /// One pseudonym.
    Visitor(Visitor),
    /// What one import brought.
    Import(ImportId),
}

/// What becomes of rows when files are rewritten.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Edit {
    /// They stay as they are.
    Keep,
    /// Details of elements are taken out.
    EmptyElements,
    /// Those of somebody are left out.
    Without(Erasure),
}

/// What a rewrite made.
pub(crate) struct Rewritten {
    pub(crate) files: Vec<NewFile>,
    pub(crate) rows: u64,
}

impl Erasure {
    /// Which rows of a batch are erased.
    pub(crate) fn matches(&self, batch: &RecordBatch) -> Result<BooleanArray> {
        let service = self.service.number().cast_signed();
        let services = column::<Int32Array>(batch, "service")?.values();
        let of_subject: Box<dyn Fn(usize) -> bool> = match self.subject {
            Subject::Everybody => Box::new(|_| true),
            Subject::Case(case) => equal(batch, "case_reference", case.hash())?,
            Subject::Visitor(visitor) => equal(batch, "visitor", visitor.hash())?,
            Subject::Import(import) => equal(batch, "import", import.number())?,
        };
        let rows = services.iter().enumerate();
        Ok(rows.map(|(row, of)| Some(*of == service && of_subject(row))).collect())
    }

    /// The columns that [`Self::matches`] reads besides those of the order.
    pub(crate) fn columns(&self) -> &'static [&'static str] {
        match self.subject {
            Subject::Case(_) => &["case_reference"],
            Subject::Import(_) => &["import"],
            Subject::Everybody | Subject::Visitor(_) => &[],
        }
    }
}

fn equal<'a>(
    batch: &'a RecordBatch,
    name: &str,
    wanted: i64,
) -> Result<Box<dyn Fn(usize) -> bool + 'a>> {
    let values = column::<Int64Array>(batch, name)?;
    Ok(Box::new(move |row| values.is_valid(row) && values.value(row) == wanted))
}

impl Edit {
    fn apply(&self, batch: RecordBatch) -> Result<RecordBatch> {
        match self {
            Self::Keep => Ok(batch),
            Self::EmptyElements => {
                let mut columns = batch.columns().to_vec();
                for name in OF_ELEMENTS {
                    let place = schema().index_of(name)?;
                    columns[place] =
                        new_null_array(schema().field(place).data_type(), batch.num_rows());
                }
                Ok(RecordBatch::try_new(schema(), columns)?)
            }
            Self::Without(erasure) => {
                let erased = erasure.matches(&batch)?;
                let kept: BooleanArray = erased.iter().map(|erased| erased.map(|is| !is)).collect();
                Ok(filter_record_batch(&batch, &kept)?)
            }
        }
    }
}

impl LiveFile {
    /// The time that this file's name speaks of.
    pub(crate) fn span(&self) -> Span {
        let day = utc_day(self.statistics.occurred_at.least);
        if Span::is_month(&self.path) { Span::MonthOf(day) } else { Span::Day(day) }
    }
}

impl Store {
    /// Whether there is room to write so many bytes, as far as is known.
    pub(crate) fn has_room_for(&self, bytes: u64) -> bool {
        let free = (self.options.free_bytes)();
        free.is_none_or(|free| free >= bytes.saturating_add(SPARE_BYTES))
    }

    /// Writes the rows of `files`, changed by `edit`, as one file of `span`, or as several of at most
    /// `most_rows` rows. The table does not know them yet.
    pub(crate) async fn rewrite(
        &self,
        files: &[Arc<LiveFile>],
        span: Span,
        edit: Edit,
        most_rows: u64,
    ) -> Result<Rewritten> {
        let columns: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
        let context = self.context_for(files, &columns, BATCHES_BYTES).await?;
        let input = whole_files(&context, self.table.folder(), files)?;
        let order = order(&schema())
            .ok_or_else(|| DataFusionError::Plan("the schema has no order".to_owned()))?;
        let merge: Arc<dyn ExecutionPlan> = Arc::new(SortPreservingMergeExec::new(order, input));
        let mut rows = merge.execute(0, context)?;
        // Two batches may wait: reading and writing overlap, and memory stays bounded.
        let (sender, mut receiver) = mpsc::channel::<RecordBatch>(2);
        let (disk, folder) = (self.disk.clone(), self.table.folder().to_owned());
        let name = self.namer();
        let writing = spawn_blocking(move || -> Result<_> {
            let create = || FileWriter::create(&disk, &folder, span, &name());
            let (mut writer, mut done) = (create()?, Vec::new());
            while let Some(batch) = receiver.blocking_recv() {
                let batch = RecordBatch::try_new(schema(), batch.columns().to_vec())?;
                let mut rest = edit.apply(batch)?;
                while rest.num_rows() > 0 {
                    if writer.rows() >= most_rows {
                        done.extend(std::mem::replace(&mut writer, create()?).finish()?);
                    }
                    let room = usize::try_from(most_rows - writer.rows()).unwrap_or(usize::MAX);
                    let part = room.min(rest.num_rows());
                    writer.write(&rest.slice(0, part))?;
                    rest = rest.slice(part, rest.num_rows() - part);
                }
            }
            done.extend(writer.finish()?);
            Ok(done)
        });
        let mut read = 0;
        while let Some(batch) = rows.try_next().await? {
            read += batch.num_rows() as u64;
            if sender.send(batch).await.is_err() {
                break;
            }
        }
        drop(sender);
        let mut made = writing
            .await
            .map_err(|error| DataFusionError::Execution(format!("writing ended: {error}")))??;
        let expected: u64 = files.iter().map(|file| file.statistics.rows).sum();
        let written: u64 = made.iter().map(|file| file.statistics.rows).sum();
        let all_kept = !matches!(edit, Edit::Without(_));
        if read != expected || (all_kept && written != expected) {
            return Err(DataFusionError::Execution(format!(
                "of {expected} rows {read} were read and {written} written; nothing was changed"
            )));
        }
        // What was taken out of every part is taken out of the whole.
        let without_elements = match edit {
            Edit::EmptyElements => true,
            Edit::Keep | Edit::Without(_) => files.iter().all(|file| file.without_elements),
        };
        for file in &mut made {
            file.without_elements = without_elements;
        }
        Ok(Rewritten { files: made, rows: written })
    }
}
