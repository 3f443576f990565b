//! Rows back to events.

use datafusion::arrow::{
    array::{
        Array, ArrayRef, BinaryArray, BooleanArray, Int32Array, Int64Array, MapArray, RecordBatch,
        StringArray, StringViewArray, StructArray, TimestampMicrosecondArray,
    },
    datatypes::DataType,
};
use jiff::Timestamp;
use lotse_domain::{
    event::{BrowserFacts, Campaign, Element, Event, Page},
    ids::{AuthorityCode, CaseReference, EventId, ImportId, ServiceId, Visitor},
    language::LanguageTag,
    property::{Properties, ShortText},
};
use thiserror::Error;

/// Stored rows are not what this program writes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoredEventError {
    /// A column is missing or has another type.
    #[error("the column {column} is missing or has another type")]
    Column {
        /// Which column.
        column: &'static str,
    },
    /// A value is none that the column can hold.
    #[error("row {row} of column {column} cannot be read")]
    Value {
        /// Which column.
        column: &'static str,
        /// Row in the batch, from 0.
        row: usize,
    },
}

/// The events of `batch`, in its order.
///
/// # Errors
/// When a column is missing, or a value is none of its words.
pub fn to_events(batch: &RecordBatch) -> Result<Vec<Event>, StoredEventError> {
    (0..batch.num_rows()).map(|row| event(&Row { batch, row })).collect()
}

struct Row<'a> {
    batch: &'a RecordBatch,
    row: usize,
}

impl Row<'_> {
    fn column<A: Array + 'static>(&self, column: &'static str) -> Result<&A, StoredEventError> {
        self.batch
            .column_by_name(column)
            .and_then(|array: &ArrayRef| array.as_any().downcast_ref::<A>())
            .ok_or(StoredEventError::Column { column })
    }

    fn bad(&self, column: &'static str) -> StoredEventError {
        StoredEventError::Value { column, row: self.row }
    }

    fn int32(&self, column: &'static str) -> Result<Option<i32>, StoredEventError> {
        let array = self.column::<Int32Array>(column)?;
        Ok(array.is_valid(self.row).then(|| array.value(self.row)))
    }

    fn int64(&self, column: &'static str) -> Result<Option<i64>, StoredEventError> {
        let array = self.column::<Int64Array>(column)?;
        Ok(array.is_valid(self.row).then(|| array.value(self.row)))
    }

    fn boolean(&self, column: &'static str) -> Result<bool, StoredEventError> {
        Ok(self.column::<BooleanArray>(column)?.value(self.row))
    }

    fn time(&self, column: &'static str) -> Result<Timestamp, StoredEventError> {
        let array = self.column::<TimestampMicrosecondArray>(column)?;
        Timestamp::from_microsecond(array.value(self.row)).map_err(|_| self.bad(column))
    }

    fn text(&self, column: &'static str) -> Result<Option<&str>, StoredEventError> {
        let array = self.column::<StringViewArray>(column)?;
        Ok(array.is_valid(self.row).then(|| array.value(self.row)))
    }

    fn short(&self, column: &'static str) -> Result<Option<ShortText>, StoredEventError> {
        Ok(self.text(column)?.map(ShortText::trusted))
    }

    fn parsed<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoredEventError> {
        match self.text(column)? {
            None => Ok(None),
            Some(text) => parse(text).map(Some).ok_or_else(|| self.bad(column)),
        }
    }

    fn word<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, StoredEventError> {
        self.parsed(column, |text| text.parse().ok())?.ok_or_else(|| self.bad(column))
    }

    fn language(&self, column: &'static str) -> Result<Option<LanguageTag>, StoredEventError> {
        self.parsed(column, |text| LanguageTag::new(text).ok())
    }
}

fn event(row: &Row<'_>) -> Result<Event, StoredEventError> {
    let bytes = row.column::<BinaryArray>("event_id")?.value(row.row);
    let id = <[u8; 16]>::try_from(bytes).map_err(|_| row.bad("event_id"))?;
    let service = row.int32("service")?.ok_or_else(|| row.bad("service"))?;
    let page = match row.short("page_path")? {
        None => None,
        Some(path) => Some(Page {
            path,
            state: row.short("page_state")?,
            language: row.language("page_language")?,
            referrer_domain: row.short("referrer_domain")?,
        }),
    };
    let bot = match row.parsed("bot_verdict", |text| text.parse().ok())? {
        None => None,
        Some(verdict) => {
            Some((verdict, row.short("bot_list")?.ok_or_else(|| row.bad("bot_list"))?))
        }
    };
    let major_version = match row.int32("browser_version")? {
        None => None,
        Some(version) => Some(u16::try_from(version).map_err(|_| row.bad("browser_version"))?),
    };
    let engaged_ms = match row.int64("engaged_ms")? {
        None => None,
        Some(ms) => Some(u32::try_from(ms).map_err(|_| row.bad("engaged_ms"))?),
    };
    Ok(Event {
        id: EventId::from_bytes(id),
        service: ServiceId::new(service.cast_unsigned()),
        authority: row.parsed("authority", |text| AuthorityCode::new(text).ok())?,
        kind: row.word("kind")?,
        name: row.short("name")?,
        occurred_at: row.time("occurred_at")?,
        received_at: row.time("received_at")?,
        visitor: row.int64("visitor")?.map(Visitor::from_hash),
        case: row.int64("case_reference")?.map(CaseReference::from_hash),
        profile: row.word("profile")?,
        signal: row.boolean("signal")?,
        page,
        campaign: Campaign {
            source: row.short("campaign_source")?,
            medium: row.short("campaign_medium")?,
            name: row.short("campaign_name")?,
        },
        browser: BrowserFacts {
            device_class: row.parsed("device_class", |text| text.parse().ok())?,
            family: row.short("browser")?,
            major_version,
            operating_system: row.short("operating_system")?,
            language: row.language("browser_language")?,
            connection: row.parsed("connection", |text| text.parse().ok())?,
            save_data: row.boolean("save_data")?,
            bot,
        },
        region: row.short("region")?,
        channel: row.word("channel")?,
        coverage: row.word("coverage")?,
        assisted: row.boolean("assisted")?,
        clock_flag: row.parsed("clock_flag", |text| text.parse().ok())?,
        import: row.int64("import")?.map(ImportId::new),
        engaged_ms,
        element: element(row)?,
        properties: properties(row)?,
    })
}

fn element(row: &Row<'_>) -> Result<Option<Element>, StoredEventError> {
    let array = row.column::<StructArray>("element")?;
    if array.is_null(row.row) {
        return Ok(None);
    }
    let field = |name: &str| -> Result<Option<ShortText>, StoredEventError> {
        let texts = array
            .column_by_name(name)
            .and_then(|array| array.as_any().downcast_ref::<StringArray>())
            .ok_or(StoredEventError::Column { column: "element" })?;
        Ok(texts.is_valid(row.row).then(|| ShortText::trusted(texts.value(row.row))))
    };
    Ok(Some(Element {
        role: field("role")?,
        name: field("name")?,
        id: field("id")?,
        test_id: field("test_id")?,
        path: field("path")?,
        heading: row.short("element_heading")?,
    }))
}

fn properties(row: &Row<'_>) -> Result<Properties, StoredEventError> {
    let array = row.column::<MapArray>("properties")?;
    if array.is_null(row.row) {
        return Ok(Properties::new());
    }
    debug_assert!(matches!(array.data_type(), DataType::Map(..)));
    let entries = array.value(row.row);
    let texts = |index: usize| {
        entries
            .column(index)
            .as_any()
            .downcast_ref::<StringArray>()
            .ok_or(StoredEventError::Column { column: "properties" })
    };
    let (names, values) = (texts(0)?, texts(1)?);
    Ok((0..entries.len())
        .map(|entry| {
            (ShortText::trusted(names.value(entry)), ShortText::trusted(values.value(entry)))
        })
        .collect())
}
