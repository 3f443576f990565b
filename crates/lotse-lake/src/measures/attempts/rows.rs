//! Reading rows for attempts: which parts of the task each is, and the little more that is looked at of few of them.

use std::{ops::Range, sync::Arc};

use datafusion::{
    arrow::{
        array::{
            Array, BinaryArray, BooleanArray, Int64Array, RecordBatch, StringViewArray,
            TimestampMicrosecondArray, UInt32Array,
        },
        buffer::ScalarBuffer,
        compute::{filter_record_batch, take_record_batch},
    },
    error::Result,
};
use lotse_domain::{
    event::EventKind,
    property::ShortText,
    query::{
        Automatic, Scope,
        attempts::SIGNALS,
        filter::{Attribute, Field},
    },
};

use super::super::{
    labels::{Labels, each_text},
    rows::{column, left_out},
};
use super::walk::Bits;
use crate::{
    matcher::{Matcher, column_of, texts},
    operators::run_merge::ReadRows,
    segment::CHOSEN,
};

/// The place of a kind that is no signal.
pub(crate) const NO_KIND: u8 = u8::MAX;
/// The places of two kinds among [`SIGNALS`].
pub(crate) const FIELD_ERROR: u8 = 0;
pub(crate) const TURNED_BACK: u8 = 7;
/// What may name a control, the best first.
const NAMES: [Field; 4] =
    [Field::ElementName, Field::ElementId, Field::ElementTestId, Field::ElementRole];
/// The most names of controls and of errors that one range tells apart.
const MOST_NAMES: usize = 20_000;

/// One event that an attempt may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    /// Hash of the case; 0 where no case claims it.
    pub(crate) case: i64,
    /// When, in microseconds.
    pub(crate) time: i64,
    /// Orders events of one instant.
    pub(crate) id: [u8; 16],
    /// The parts of the task that it is.
    pub(crate) mask: u64,
    /// The number of its label, where it is a start.
    pub(crate) label: u32,
    /// The place of its kind among [`SIGNALS`].
    pub(crate) kind: u8,
    /// The numbers of the control's name and of the error, where it is a signal.
    pub(crate) control: u32,
    pub(crate) error: u32,
    /// The number of the list of fields, where it is a return.
    pub(crate) fields: u32,
    /// Engaged time that it carries, in milliseconds.
    pub(crate) engaged_ms: Option<u64>,
    /// Whether it is of a visitor who is asked about.
    pub(crate) is_chosen: bool,
}

/// Names by their numbers.
#[derive(Clone, Copy, Debug, Default)]
struct Names {
    label: u32,
    control: u32,
    error: u32,
    fields: u32,
}

/// A batch, ready to be looked through.
pub(crate) struct AttemptRows {
    /// Where they join events.
    cases: Option<Int64Array>,
    /// Where they decide an order.
    ids: Option<BinaryArray>,
    times: ScalarBuffer<i64>,
    masks: Vec<u64>,
    kinds: Vec<u8>,
    engaged: Int64Array,
    /// Whose rows they are, where the question is about some visitors alone.
    chosen: Option<BooleanArray>,
    /// Of the rows that have any, ascending.
    names: Vec<(usize, Names)>,
    /// Parts of the task that have some.
    named: u64,
}

impl AttemptRows {
    /// When it happened, in microseconds.
    pub(super) fn time(&self, row: usize) -> i64 {
        self.times[row]
    }

    pub(super) fn case(&self, row: usize) -> Option<i64> {
        self.cases.as_ref().filter(|cases| cases.is_valid(row)).map(|cases| cases.value(row))
    }

    /// The row, if it says anything of an attempt.
    pub(super) fn of(&self, row: usize, case: i64) -> Option<Row> {
        let engaged = self.engaged.is_valid(row).then(|| self.engaged.value(row));
        let (mask, kind) = (self.masks[row], self.kinds.get(row).copied().unwrap_or(NO_KIND));
        if mask == 0 && kind == NO_KIND && engaged.is_none() {
            return None;
        }
        let names = if kind != NO_KIND || mask & self.named != 0 {
            let place = self.names.binary_search_by_key(&row, |(row, _)| *row);
            place.ok().and_then(|place| self.names.get(place))
        } else {
            None
        };
        let Names { label, control, error, fields } = names.map(|(_, n)| *n).unwrap_or_default();
        Some(Row {
            case,
            time: self.times[row],
            id: self
                .ids
                .as_ref()
                .and_then(|ids| ids.value(row).try_into().ok())
                .unwrap_or_default(),
            mask,
            label,
            kind,
            control,
            error,
            fields,
            engaged_ms: engaged.map(|ms| u64::try_from(ms).unwrap_or(0)),
            is_chosen: self.chosen.as_ref().is_none_or(|chosen| chosen.value(row)),
        })
    }
}

/// What is read besides the parts of the task.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) automatic: Automatic,
    /// Microseconds.
    pub(crate) times: Range<i64>,
    /// Rows by what a start carries.
    pub(crate) by: Option<Attribute>,
    pub(crate) signals: bool,
}

/// Reads batches of one range.
pub(crate) struct AttemptReader {
    matcher: Arc<Matcher>,
    bits: Arc<Bits>,
    wanted: Wanted,
    pub(crate) labels: Labels,
    pub(crate) controls: Labels,
    pub(crate) errors: Labels,
    pub(crate) fields: Labels,
}

/// The columns that an [`AttemptReader`] needs.
pub(crate) fn columns(
    scope: &Scope,
    matcher: &Matcher,
    bits: &Bits,
    wanted: &Wanted,
) -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = matcher.columns().collect();
    columns.push("engaged_ms");
    if bits.window.is_some() {
        // Events of a case come from several visitors, whose order is not that of a file.
        columns.extend(["case_reference", "event_id"]);
    }
    columns.extend(wanted.by.as_ref().map(column_of));
    if wanted.signals {
        columns.extend(["kind", "element", "properties"]);
    }
    if bits.has_later() {
        columns.push("properties");
    }
    if scope.automatic == Automatic::LeftOut {
        columns.push("bot_verdict");
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

impl AttemptReader {
    pub(crate) fn new(
        matcher: Arc<Matcher>,
        bits: Arc<Bits>,
        wanted: Wanted,
        most_labels: usize,
    ) -> Self {
        let names = || Labels::new(MOST_NAMES);
        Self {
            matcher,
            bits,
            wanted,
            labels: Labels::new(most_labels),
            controls: names(),
            errors: names(),
            fields: names(),
        }
    }

    /// Rows that are read at all.
    fn seen(&self, batch: RecordBatch) -> Result<RecordBatch> {
        let bots = left_out(&batch, self.wanted.automatic)?;
        let times = column::<TimestampMicrosecondArray>(&batch, "occurred_at")?.values();
        let is_seen = |(row, time): (usize, &i64)| {
            self.wanted.times.contains(time) && bots.is_none_or(|bots| bots.is_null(row))
        };
        if times.iter().enumerate().all(is_seen) {
            return Ok(batch);
        }
        let seen = times.iter().enumerate().map(|row| Some(is_seen(row))).collect();
        Ok(filter_record_batch(&batch, &seen)?)
    }

    /// The place of each row's kind among the signals.
    fn kinds(&self, batch: &RecordBatch) -> Result<Vec<u8>> {
        if !self.wanted.signals {
            return Ok(Vec::new());
        }
        let mut kinds = vec![NO_KIND; batch.num_rows()];
        let place = |text: &str| {
            let kind = text.parse::<EventKind>().ok();
            let place = SIGNALS.iter().position(|one| Some(*one) == kind);
            place.and_then(|place| u8::try_from(place).ok()).unwrap_or(NO_KIND)
        };
        let texts = column::<StringViewArray>(batch, "kind")?;
        each_text(texts, NO_KIND, place, |row, kind| {
            if let Some(known) = kinds.get_mut(row) {
                *known = kind;
            }
        });
        Ok(kinds)
    }

    /// Parts of the task that carry names.
    fn named_bits(&self) -> u64 {
        self.bits.returns() | if self.wanted.by.is_some() { self.bits.start() } else { 0 }
    }

    /// The columns that names lie in.
    fn named(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let by = self.wanted.by.as_ref().map(column_of);
        let places = ["element", "properties"].into_iter().chain(by);
        let places = places.filter_map(|name| batch.schema().index_of(name).ok());
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        places.dedup();
        Ok(batch.project(&places)?)
    }

    /// The names that starts, signals and returns carry.
    fn names(
        &mut self,
        batch: &RecordBatch,
        masks: &[u64],
        kinds: &[u8],
    ) -> Result<Vec<(usize, Names)>> {
        let is_signal = |row: usize| kinds.get(row).is_some_and(|kind| *kind != NO_KIND);
        let carry_names = self.named_bits();
        let places: Vec<usize> = masks
            .iter()
            .enumerate()
            .filter(|(row, mask)| is_signal(*row) || **mask & carry_names != 0)
            .map(|(row, _)| row)
            .collect();
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let indices: UInt32Array =
            places.iter().map(|place| u32::try_from(*place).unwrap_or(u32::MAX)).collect();
        let few = take_record_batch(&self.named(batch)?, &indices)?;
        let mut names: Vec<(usize, Names)> =
            places.into_iter().map(|place| (place, Names::default())).collect();
        if let Some(by) = &self.wanted.by {
            let numbers = self.labels.number(&*texts(&few, by)?);
            for ((row, names), number) in names.iter_mut().zip(numbers) {
                if self.bits.is_start(masks[*row]) {
                    names.label = number;
                }
            }
        }
        if self.wanted.signals {
            let controls = self.controls.number(&control_names(&few)?);
            let error = Attribute::Property(ShortText::trusted("error"));
            let errors = self.errors.number(&*texts(&few, &error)?);
            for ((row, names), (control, error)) in
                names.iter_mut().zip(controls.into_iter().zip(errors))
            {
                if is_signal(*row) {
                    (names.control, names.error) = (control, error);
                }
            }
        }
        if self.bits.has_later() {
            let fields = Attribute::Property(ShortText::trusted("fields"));
            let numbers = self.fields.number(&*texts(&few, &fields)?);
            for ((row, names), number) in names.iter_mut().zip(numbers) {
                if masks[*row] & self.bits.returns() != 0 {
                    names.fields = number;
                }
            }
        }
        Ok(names)
    }
}

/// What each row's control is called.
fn control_names(batch: &RecordBatch) -> Result<StringViewArray> {
    let [best, others @ ..] = NAMES.map(|field| texts(batch, &Attribute::Field(field)));
    let best = best?;
    let others = others.into_iter().collect::<Result<Vec<_>>>()?;
    let at = |texts: &StringViewArray, row: usize| {
        texts.is_valid(row).then(|| texts.value(row).to_owned())
    };
    let name = |row| at(&best, row).or_else(|| others.iter().find_map(|other| at(other, row)));
    Ok((0..batch.num_rows()).map(name).collect())
}

impl ReadRows<AttemptRows> for AttemptReader {
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, AttemptRows)> {
        let batch = self.seen(batch)?;
        let masks = self.matcher.masks(&batch)?;
        let kinds = self.kinds(&batch)?;
        let names = self.names(&batch, &masks, &kinds)?;
        let rows = AttemptRows {
            cases: column::<Int64Array>(&batch, "case_reference").ok().cloned(),
            ids: column::<BinaryArray>(&batch, "event_id").ok().cloned(),
            times: column::<TimestampMicrosecondArray>(&batch, "occurred_at")?.values().clone(),
            engaged: column::<Int64Array>(&batch, "engaged_ms")?.clone(),
            chosen: match batch.column_by_name(CHOSEN) {
                Some(_) => Some(column::<BooleanArray>(&batch, CHOSEN)?.clone()),
                None => None,
            },
            masks,
            kinds,
            names,
            named: self.named_bits(),
        };
        Ok((batch, rows))
    }
}
