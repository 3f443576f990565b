//! The columns of the lake, the one order they are kept in, and the one place that maps events to
//! them and back.
//!
//! A column never changes its meaning and is never removed; new ones are nullable and come last.
//! `docs/lake/schema.md` lists exactly these columns, held by a test.

mod read;
#[cfg(test)]
pub(crate) mod sample;

use std::sync::{Arc, LazyLock};

use datafusion::arrow::{
    array::{
        ArrayRef, BinaryBuilder, BooleanBuilder, Int32Builder, Int64Builder, MapBuilder,
        MapFieldNames, RecordBatch, StringBuilder, StringViewBuilder, StructBuilder,
        TimestampMicrosecondBuilder,
    },
    compute::{SortColumn, SortOptions, lexsort_to_indices, take_record_batch},
    datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit},
    error::ArrowError,
};
use jiff::Timestamp;
use lotse_domain::{
    event::{ClockFlag, ConnectionClass, DeviceClass, Event},
    ids::{AuthorityCode, CaseReference, ImportId, Visitor},
    language::LanguageTag,
    property::ShortText,
};

pub use self::read::{StoredEventError, to_events};

/// The partition column: UTC month of `occurred_at`, such as `2026-11`. It is part of the path of a
/// file and of the table's log, not of the file.
pub const MONTH: &str = "month";

/// The order of rows in every file: each file can be cut at any visitor.
pub const ORDER: [&str; 4] = ["service", "visitor", "occurred_at", "event_id"];

/// How rows without a visitor are ordered: before all others of their service.
pub(crate) const SORT: SortOptions = SortOptions { descending: false, nulls_first: true };

/// One column.
pub struct Column {
    /// Its name in files, log and documentation.
    pub name: &'static str,
    /// Whether a row may have no value.
    pub nullable: bool,
    value: Value,
}

/// How a column's value is read from an event, which also settles its type.
enum Value {
    Int32(fn(&Event) -> Option<i32>),
    Int64(fn(&Event) -> Option<i64>),
    Bool(fn(&Event) -> bool),
    Time(fn(&Event) -> Timestamp),
    Text(fn(&Event) -> Option<&str>),
    Id,
    Element,
    Properties,
}

fn text(text: Option<&ShortText>) -> Option<&str> {
    text.map(ShortText::as_str)
}

const fn needed(name: &'static str, value: Value) -> Column {
    Column { name, nullable: false, value }
}

const fn optional(name: &'static str, value: Value) -> Column {
    Column { name, nullable: true, value }
}

/// Every column, in the order in which files hold them.
pub static COLUMNS: &[Column] = &[
    needed("service", Value::Int32(|e| Some(e.service.number().cast_signed()))),
    optional("visitor", Value::Int64(|e| e.visitor.map(Visitor::hash))),
    needed("occurred_at", Value::Time(|e| e.occurred_at)),
    needed("event_id", Value::Id),
    needed("received_at", Value::Time(|e| e.received_at)),
    needed("kind", Value::Text(|e| Some(e.kind.as_str()))),
    optional("name", Value::Text(|e| text(e.name.as_ref()))),
    optional("authority", Value::Text(|e| e.authority.as_ref().map(AuthorityCode::as_str))),
    optional("case_reference", Value::Int64(|e| e.case.map(CaseReference::hash))),
    needed("profile", Value::Text(|e| Some(e.profile.as_str()))),
    needed("signal", Value::Bool(|e| e.signal)),
    optional("page_path", Value::Text(|e| e.page.as_ref().map(|p| p.path.as_str()))),
    optional("page_state", Value::Text(|e| text(e.page.as_ref()?.state.as_ref()))),
    optional(
        "page_language",
        Value::Text(|e| e.page.as_ref()?.language.as_ref().map(LanguageTag::as_str)),
    ),
    optional("referrer_domain", Value::Text(|e| text(e.page.as_ref()?.referrer_domain.as_ref()))),
    optional("campaign_source", Value::Text(|e| text(e.campaign.source.as_ref()))),
    optional("campaign_medium", Value::Text(|e| text(e.campaign.medium.as_ref()))),
    optional("campaign_name", Value::Text(|e| text(e.campaign.name.as_ref()))),
    optional(
        "browser_language",
        Value::Text(|e| e.browser.language.as_ref().map(LanguageTag::as_str)),
    ),
    optional("device_class", Value::Text(|e| e.browser.device_class.map(DeviceClass::as_str))),
    optional("browser", Value::Text(|e| text(e.browser.family.as_ref()))),
    optional("browser_version", Value::Int32(|e| e.browser.major_version.map(i32::from))),
    optional("operating_system", Value::Text(|e| text(e.browser.operating_system.as_ref()))),
    optional("connection", Value::Text(|e| e.browser.connection.map(ConnectionClass::as_str))),
    needed("save_data", Value::Bool(|e| e.browser.save_data)),
    optional("bot_verdict", Value::Text(|e| e.browser.bot.as_ref().map(|(v, _)| v.as_str()))),
    optional("bot_list", Value::Text(|e| e.browser.bot.as_ref().map(|(_, l)| l.as_str()))),
    optional("region", Value::Text(|e| text(e.region.as_ref()))),
    needed("channel", Value::Text(|e| Some(e.channel.as_str()))),
    needed("coverage", Value::Text(|e| Some(e.coverage.as_str()))),
    needed("assisted", Value::Bool(|e| e.assisted)),
    optional("clock_flag", Value::Text(|e| e.clock_flag.map(ClockFlag::as_str))),
    optional("import", Value::Int64(|e| e.import.map(ImportId::number))),
    optional("engaged_ms", Value::Int64(|e| e.engaged_ms.map(i64::from))),
    optional("element", Value::Element),
    optional("properties", Value::Properties),
    optional("element_heading", Value::Text(|e| text(e.element.as_ref()?.heading.as_ref()))),
];

/// What tells of an element: emptied when its time is over.
pub(crate) const OF_ELEMENTS: [&str; 2] = ["element", "element_heading"];

/// Fields of the `element` column.
const ELEMENT: [&str; 5] = ["role", "name", "id", "test_id", "path"];

impl Column {
    /// Its type as the table format names it, for the documentation.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::Int32(_) => "integer",
            Value::Int64(_) => "long",
            Value::Bool(_) => "boolean",
            Value::Time(_) => "timestamp",
            Value::Text(_) => "string",
            Value::Id => "binary",
            Value::Element => "struct<role, name, id, test_id, path: string>",
            Value::Properties => "map<string, string>",
        }
    }

    fn data_type(&self) -> DataType {
        match self.value {
            Value::Int32(_) => DataType::Int32,
            Value::Int64(_) => DataType::Int64,
            Value::Bool(_) => DataType::Boolean,
            Value::Time(_) => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            // Views: dictionaries were measured more than twice as slow to read.
            Value::Text(_) => DataType::Utf8View,
            Value::Id => DataType::Binary,
            Value::Element => DataType::Struct(element_fields()),
            Value::Properties => properties_type(),
        }
    }

    fn array(&self, events: &[Event]) -> Result<ArrayRef, ArrowError> {
        Ok(match self.value {
            Value::Int32(read) => {
                let mut builder = Int32Builder::with_capacity(events.len());
                for event in events {
                    builder.append_option(read(event));
                }
                Arc::new(builder.finish())
            }
            Value::Int64(read) => {
                let mut builder = Int64Builder::with_capacity(events.len());
                for event in events {
                    builder.append_option(read(event));
                }
                Arc::new(builder.finish())
            }
            Value::Bool(read) => {
                let mut builder = BooleanBuilder::with_capacity(events.len());
                for event in events {
                    builder.append_value(read(event));
                }
                Arc::new(builder.finish())
            }
            Value::Time(read) => {
                let mut builder =
                    TimestampMicrosecondBuilder::with_capacity(events.len()).with_timezone("UTC");
                for event in events {
                    builder.append_value(read(event).as_microsecond());
                }
                Arc::new(builder.finish())
            }
            Value::Text(read) => {
                let mut builder = StringViewBuilder::with_capacity(events.len());
                for event in events {
                    builder.append_option(read(event));
                }
                Arc::new(builder.finish())
            }
            Value::Id => {
                let mut builder = BinaryBuilder::with_capacity(events.len(), events.len() * 16);
                for event in events {
                    builder.append_value(event.id.as_bytes());
                }
                Arc::new(builder.finish())
            }
            Value::Element => Arc::new(element_array(events)),
            Value::Properties => properties_array(events)?,
        })
    }
}

fn element_fields() -> Fields {
    ELEMENT.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect()
}

fn properties_type() -> DataType {
    let entries = Fields::from(vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("value", DataType::Utf8, true),
    ]);
    DataType::Map(Arc::new(Field::new("key_value", DataType::Struct(entries), false)), false)
}

fn element_array(events: &[Event]) -> datafusion::arrow::array::StructArray {
    let mut builder = StructBuilder::from_fields(element_fields(), events.len());
    for event in events {
        let element = event.element.as_ref();
        let texts = element.map(|e| [&e.role, &e.name, &e.id, &e.test_id, &e.path]);
        for index in 0..ELEMENT.len() {
            let value = texts.and_then(|texts| texts[index].as_ref());
            builder
                .field_builder::<StringBuilder>(index)
                .expect("the fields are texts, as just declared")
                .append_option(value.map(ShortText::as_str));
        }
        builder.append(element.is_some());
    }
    builder.finish()
}

fn properties_array(events: &[Event]) -> Result<ArrayRef, ArrowError> {
    let names =
        MapFieldNames { entry: "key_value".into(), key: "key".into(), value: "value".into() };
    let mut builder = MapBuilder::new(Some(names), StringBuilder::new(), StringBuilder::new());
    for event in events {
        for (name, value) in &event.properties {
            builder.keys().append_value(name.as_str());
            builder.values().append_value(value.as_str());
        }
        builder.append(!event.properties.is_empty())?;
    }
    Ok(Arc::new(builder.finish()))
}

/// The Arrow schema of a file's rows.
pub fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let fields: Vec<Field> = COLUMNS
            .iter()
            .map(|column| Field::new(column.name, column.data_type(), column.nullable))
            .collect();
        Arc::new(Schema::new(fields))
    });
    Arc::clone(&SCHEMA)
}

/// Events as rows, in the order given. Times are kept to the microsecond.
///
/// # Errors
/// When Arrow cannot hold the rows, such as for more than 2 GiB of ids.
pub fn to_batch(events: &[Event]) -> Result<RecordBatch, ArrowError> {
    let columns =
        COLUMNS.iter().map(|column| column.array(events)).collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(schema(), columns)
}

/// The same rows in the lake's order.
pub(crate) fn sorted(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let keys: Vec<SortColumn> = ORDER
        .iter()
        .filter_map(|name| batch.column_by_name(name))
        .map(|values| SortColumn { values: Arc::clone(values), options: Some(SORT) })
        .collect();
    take_record_batch(batch, &lexsort_to_indices(&keys, None)?)
}
