//! Reading rows for measures of steps: which filters each row fulfils, as bits, and its label.

use std::{ops::Range, sync::Arc};

use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, Int64Array, RecordBatch, StringViewArray, TimestampMicrosecondArray,
            UInt32Array,
        },
        buffer::ScalarBuffer,
        compute::take,
        datatypes::Schema,
    },
    error::{DataFusionError, Result},
};
use lotse_domain::query::{Automatic, Scope, filter::Attribute};

use super::{
    cases::CaseRow,
    labels::{Labels, NONE},
    rows::{column, left_out},
};
use crate::{
    matcher::{Matcher, column_of, texts},
    operators::run_merge::ReadRows,
    together::PLACE,
};

/// Rows of a batch that a measure of steps looks at.
pub(crate) struct StepRows {
    visitors: ScalarBuffer<i64>,
    times: ScalarBuffer<i64>,
    masks: Vec<u64>,
    /// Empty where no label is read.
    labels: Vec<u32>,
}

impl StepRows {
    /// Whose it is; meaningless for rows of nobody.
    pub(crate) fn visitor(&self, row: usize) -> i64 {
        self.visitors[row]
    }

    /// When it happened, in microseconds.
    pub(crate) fn time(&self, row: usize) -> i64 {
        self.times[row]
    }

    /// The filters that it fulfils.
    pub(crate) fn mask(&self, row: usize) -> u64 {
        self.masks[row]
    }

    /// The number of its label.
    pub(crate) fn label(&self, row: usize) -> u32 {
        self.labels.get(row).copied().unwrap_or(NONE)
    }
}

impl StepRows {
    /// Events of cases, each as if its case were a visitor.
    pub(crate) fn of_cases(rows: &[CaseRow]) -> Self {
        Self {
            visitors: rows.iter().map(|row| row.case).collect(),
            times: rows.iter().map(|row| row.time).collect(),
            masks: rows.iter().map(|row| row.mask).collect(),
            labels: rows.iter().map(|row| row.label).collect(),
        }
    }
}

/// Which rows the measure must see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Those that fulfil a filter. The others are left out before visitors are merged.
    Fulfilling,
    /// All, since also others matter: as ends of visits, or as what lies between.
    All,
}

/// Reads batches of one range.
pub(crate) struct StepReader {
    matcher: Arc<Matcher>,
    seen: Seen,
    automatic: Automatic,
    /// Rows with a time outside it are not seen, whatever the files hold. Microseconds.
    times: Range<i64>,
    label: Option<(Attribute, Labels)>,
}

/// The columns that a [`StepReader`] needs.
pub(crate) fn columns(
    scope: &Scope,
    matcher: &Matcher,
    label: Option<&Attribute>,
) -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = matcher.columns().collect();
    columns.extend(label.map(column_of));
    if scope.automatic == Automatic::LeftOut {
        columns.push("bot_verdict");
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

impl StepReader {
    pub(crate) fn new(
        scope: &Scope,
        matcher: Arc<Matcher>,
        seen: Seen,
        times: Range<i64>,
        label: Option<(Attribute, usize)>,
    ) -> Self {
        Self {
            matcher,
            seen,
            times,
            automatic: scope.automatic,
            label: label.map(|(attribute, limit)| (attribute, Labels::new(limit))),
        }
    }

    /// The labels read, if any are.
    pub(crate) fn labels(self) -> Option<Labels> {
        self.label.map(|(_, labels)| labels)
    }

    /// Rows that are seen, ascending; `None` is all of them.
    fn seen(&self, batch: &RecordBatch, masks: &[u64]) -> Result<Option<Vec<u32>>> {
        let bots = left_out(batch, self.automatic)?;
        let times = column::<TimestampMicrosecondArray>(batch, "occurred_at")?.values();
        let is_seen = |row: usize, mask: u64| {
            (mask != 0 || self.seen == Seen::All)
                && self.times.contains(&times[row])
                && bots.is_none_or(|bots| bots.is_null(row))
        };
        let mut rows = Vec::new();
        for (row, mask) in (0_u32..).zip(masks) {
            if is_seen(row as usize, *mask) {
                rows.push(row);
            }
        }
        Ok((rows.len() < masks.len()).then_some(rows))
    }

    /// Numbers of the labels of rows that fulfil a filter; others have none.
    fn number(&mut self, batch: &RecordBatch, rows: &[u32], masks: &[u64]) -> Result<Vec<u32>> {
        let Some((attribute, labels)) = &mut self.label else { return Ok(Vec::new()) };
        let places: Vec<usize> = (0..masks.len()).filter(|place| masks[*place] != 0).collect();
        let wanted: UInt32Array = places.iter().map(|place| rows[*place]).collect();
        let texts = take(&*texts(batch, attribute)?, &wanted, None)?;
        let texts = texts.as_any().downcast_ref::<StringViewArray>();
        let texts = texts.ok_or_else(|| DataFusionError::Execution("no text".to_owned()))?;
        let mut numbers = vec![NONE; masks.len()];
        for (place, number) in places.into_iter().zip(labels.number(texts)) {
            numbers[place] = number;
        }
        Ok(numbers)
    }
}

impl ReadRows<StepRows> for StepReader {
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, StepRows)> {
        let masks = self.matcher.masks(&batch)?;
        let seen = self.seen(&batch, &masks)?;
        let (kept, masks, rows) = match seen {
            // Every row: what is numbered is numbered by its own place.
            None => (batch.clone(), masks, (0..).take(batch.num_rows()).collect()),
            Some(rows) => {
                let masks = rows.iter().map(|row| masks[*row as usize]).collect();
                let indices = UInt32Array::from(rows.clone());
                (order_columns(&batch, &indices)?, masks, rows)
            }
        };
        let labels = self.number(&batch, &rows, &masks)?;
        let times = column::<TimestampMicrosecondArray>(&kept, "occurred_at")?.values().clone();
        let visitors = column::<Int64Array>(&kept, "visitor")?.values().clone();
        Ok((kept, StepRows { visitors, times, masks, labels }))
    }
}

/// The columns of some rows that the merge needs, and their places if they carry them.
pub(crate) fn order_columns(batch: &RecordBatch, rows: &UInt32Array) -> Result<RecordBatch> {
    let (mut fields, mut columns) = (Vec::new(), Vec::<ArrayRef>::new());
    for name in ["visitor", "occurred_at", "event_id", PLACE] {
        if let Some(found) = batch.column_by_name(name) {
            fields.push(Arc::clone(&batch.schema().fields()[batch.schema().index_of(name)?]));
            columns.push(take(found, rows, None)?);
        }
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}
