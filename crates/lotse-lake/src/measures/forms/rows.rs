//! Reading rows for forms: which events of the question each is, and of those what they say of a field.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::Range,
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{
            Array, Int64Array, RecordBatch, StringViewArray, TimestampMicrosecondArray, UInt32Array,
        },
        buffer::ScalarBuffer,
        compute::take_record_batch,
    },
    error::Result,
};
use lotse_domain::{
    capture::FIELD_ERRORS,
    event::EventKind,
    property::ShortText,
    query::{
        Automatic,
        filter::{Attribute, Field},
        forms::{FieldBy, FieldId, FormsQuestion},
    },
};

use super::super::{
    labels::{Labels, NONE},
    rows::{column, left_out},
    steps::order_columns,
};
use crate::{
    matcher::{Matcher, column_of, texts},
    operators::run_merge::ReadRows,
};

/// The kinds of events that are looked for; the bit of each is its place.
const KINDS: [EventKind; 5] = [
    EventKind::PageView,
    EventKind::FormStart,
    EventKind::FormSubmit,
    EventKind::FieldLeave,
    EventKind::FieldError,
];
pub(crate) const VIEWED: u64 = 1;
pub(crate) const SENT: u64 = 4;
pub(crate) const LEFT: u64 = 8;
pub(crate) const WRONG: u64 = 16;

/// The most fields of a range of visitors, and the most labels and headings of them.
const FIELDS: usize = 1_000;
const NAMES: usize = 5_000;

/// What is told of an element.
const OF_ELEMENT: [Field; 6] = [
    Field::Page,
    Field::ElementTestId,
    Field::ElementId,
    Field::ElementName,
    Field::ElementPath,
    Field::ElementHeading,
];
/// What is told of a field that was left or found invalid.
const FACTS: [&str; 4] = ["entry", "ms", "empty", "error"];

/// What one event of the question says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// A hash of the page it happened on.
    pub(crate) page: u64,
    /// The number of its field; [`NONE`] where it is of no field.
    pub(crate) field: u32,
    pub(crate) name: u32,
    pub(crate) heading: u32,
    /// The bit of the kind of error.
    pub(crate) error: u16,
    /// It says itself that the field was entered before.
    pub(crate) is_again: bool,
    /// Milliseconds in the field.
    pub(crate) ms: Option<u64>,
    pub(crate) is_empty: Option<bool>,
}

/// A batch, ready to be looked through.
pub(crate) struct FormRows {
    times: ScalarBuffer<i64>,
    masks: Vec<u64>,
    /// Of each row with a mask.
    said: Vec<Said>,
    /// The place in it of each row, or of the next that has one.
    places: Vec<usize>,
}

impl FormRows {
    /// When it happened, in microseconds.
    pub(crate) fn time(&self, row: usize) -> i64 {
        self.times[row]
    }

    /// Which kind of event of the question it is, as a bit, and what it says; none of others.
    pub(crate) fn event(&self, row: usize) -> Option<(u64, Said)> {
        let mask = self.masks[row];
        let said = self.said.get(self.places[row])?;
        (mask != 0).then_some((mask, *said))
    }
}

/// The filters of the question, one for each bit.
pub(crate) fn matcher(question: &FormsQuestion) -> Matcher {
    let filters: Vec<_> = KINDS.iter().map(|kind| question.events(*kind)).collect();
    Matcher::new(&filters)
}

/// Columns that are read besides those of the order.
pub(crate) fn columns(question: &FormsQuestion, matcher: &Matcher) -> Vec<&'static str> {
    let told = OF_ELEMENT.iter().map(|field| column_of(&Attribute::Field(*field)));
    let mut columns: Vec<&'static str> = matcher.columns().chain(told).collect();
    columns.push("properties");
    if question.scope().automatic == Automatic::LeftOut {
        columns.push("bot_verdict");
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// Reads batches of one range.
pub(crate) struct FormReader {
    matcher: Arc<Matcher>,
    automatic: Automatic,
    /// Rows with a time outside it are not seen. Microseconds.
    times: Range<i64>,
    is_named_only: bool,
    fields: Labels,
    names: Labels,
    headings: Labels,
}

/// The names behind the numbers that a reader gave.
pub(crate) struct Numbered {
    pub(crate) fields: Labels,
    pub(crate) names: Labels,
    pub(crate) headings: Labels,
}

impl FormReader {
    pub(crate) fn new(question: &FormsQuestion, matcher: Arc<Matcher>, times: Range<i64>) -> Self {
        Self {
            matcher,
            automatic: question.scope().automatic,
            times,
            is_named_only: question.is_named_only(),
            fields: Labels::new(FIELDS),
            names: Labels::new(NAMES),
            headings: Labels::new(NAMES),
        }
    }

    /// The names behind the numbers.
    pub(crate) fn numbered(self) -> Numbered {
        Numbered { fields: self.fields, names: self.names, headings: self.headings }
    }

    /// What the rows of a batch say, all of them events of the question.
    fn said(&mut self, batch: &RecordBatch) -> Result<Vec<Said>> {
        let [page, test_id, id, name, path, heading] =
            OF_ELEMENT.map(|field| texts(batch, &Attribute::Field(field)));
        let (page, name, heading) = (page?, name?, heading?);
        let by = [
            (FieldBy::TestId, test_id?),
            (FieldBy::Id, id?),
            (FieldBy::Name, name.clone()),
            (FieldBy::Path, path?),
        ];
        let facts = FACTS.map(|fact| texts(batch, &Attribute::Property(ShortText::trusted(fact))));
        let [entry, ms, empty, error] = facts;
        let (entry, ms, empty, error) = (entry?, ms?, empty?, error?);
        let keys: StringViewArray = (0..batch.num_rows())
            .map(|row| {
                let is_one = !self.is_named_only || name.is_valid(row);
                let told = by.iter().find_map(|(by, texts)| Some((*by, text(texts, row)?)));
                told.filter(|_| is_one).map(|(by, text)| key(by, text))
            })
            .collect();
        let fields = self.fields.number(&keys);
        let names = self.names.number(&name);
        let headings = self.headings.number(&heading);
        let numbered = fields.into_iter().zip(names.into_iter().zip(headings)).enumerate();
        let said = numbered.map(|(row, (field, (name, heading)))| Said {
            page: hash(text(&page, row)),
            field,
            name,
            heading,
            error: text(&error, row).map_or(0, error_bit),
            is_again: number(&entry, row).is_some_and(|entry| entry >= 2),
            ms: number(&ms, row),
            is_empty: text(&empty, row).and_then(|text| text.parse().ok()),
        });
        Ok(said.collect())
    }
}

/// A field as one text: a sign for what it is told by, and that.
fn key(by: FieldBy, text: &str) -> String {
    let sign = match by {
        FieldBy::TestId => 't',
        FieldBy::Id => 'i',
        FieldBy::Name => 'n',
        FieldBy::Path => 'p',
    };
    format!("{sign}{text}")
}

/// The field of such a text.
pub(crate) fn field_of(key: &str) -> Option<FieldId> {
    let mut signs = key.chars();
    let by = match signs.next()? {
        't' => FieldBy::TestId,
        'i' => FieldBy::Id,
        'n' => FieldBy::Name,
        'p' => FieldBy::Path,
        _ => return None,
    };
    Some(FieldId { by, text: signs.as_str().to_owned() })
}

fn text(texts: &StringViewArray, row: usize) -> Option<&str> {
    texts.is_valid(row).then(|| texts.value(row))
}

fn number(texts: &StringViewArray, row: usize) -> Option<u64> {
    text(texts, row)?.parse().ok()
}

/// The bit of a kind of error; none of what is no kind.
fn error_bit(text: &str) -> u16 {
    let place = FIELD_ERRORS.iter().position(|error| *error == text);
    place.and_then(|place| 1_u16.checked_shl(u32::try_from(place).ok()?)).unwrap_or(0)
}

fn hash(text: Option<&str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl ReadRows<FormRows> for FormReader {
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, FormRows)> {
        let found = self.matcher.masks(&batch)?;
        let bots = left_out(&batch, self.automatic)?;
        let all = column::<TimestampMicrosecondArray>(&batch, "occurred_at")?.values();
        let mut seen = Vec::with_capacity(found.len());
        let (mut masks, mut places, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        for ((row, mask), time) in (0_u32..).zip(found).zip(all) {
            let is_bot = bots.is_some_and(|bots| bots.is_valid(row as usize));
            if is_bot || !self.times.contains(time) {
                continue;
            }
            seen.push(row);
            masks.push(mask);
            places.push(asked.len());
            if mask != 0 {
                asked.push(row);
            }
        }
        let kept = order_columns(&batch, &UInt32Array::from(seen))?;
        let said = self.said(&take_record_batch(&batch, &UInt32Array::from(asked))?)?;
        let times = column::<TimestampMicrosecondArray>(&kept, "occurred_at")?.values().clone();
        column::<Int64Array>(&kept, "visitor")?;
        Ok((kept, FormRows { times, masks, said, places }))
    }
}

impl Said {
    /// Whether it is of a field that has a number.
    pub(crate) fn is_of_field(&self) -> bool {
        self.field != NONE
    }
}
