//! Which rows events of a filter are, for several filters at once: every attribute is read once, and
//! each text of it looked at once.

mod rules;

use std::{borrow::Cow, sync::Arc};

use datafusion::{
    arrow::{
        array::{
            Array, AsArray as _, MapArray, RecordBatch, StringViewArray, StringViewBuilder,
            StructArray,
        },
        compute::cast,
        datatypes::DataType,
    },
    error::Result,
};
use lotse_domain::query::filter::{Attribute, EventFilter, Field, Test};

use self::rules::PlannedRules;

use crate::measures::{labels::each_text, rows::column};

/// The most filters of one matcher.
pub(crate) const MOST_FILTERS: usize = 62;

/// Looks for up to [`MOST_FILTERS`] filters; filter number `n` is bit `n` of a mask.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// What is looked at, with the tests of it and the bit of the filter each belongs to.
    attributes: Vec<(Attribute, Vec<(u64, Test)>)>,
    /// The rules of filters, each with the bit of its filter.
    rules: PlannedRules,
    /// The bits of all filters.
    all: u64,
}

/// The column that an attribute lies in.
pub(crate) fn column_of(attribute: &Attribute) -> &'static str {
    match attribute {
        Attribute::Property(_) | Attribute::PropertyNames => "properties",
        Attribute::Field(field) => match field {
            Field::Kind => "kind",
            Field::Name => "name",
            Field::Page => "page_path",
            Field::PageState => "page_state",
            Field::PageLanguage => "page_language",
            Field::Referrer => "referrer_domain",
            Field::CampaignSource => "campaign_source",
            Field::CampaignMedium => "campaign_medium",
            Field::CampaignName => "campaign_name",
            Field::BrowserLanguage => "browser_language",
            Field::DeviceClass => "device_class",
            Field::Browser => "browser",
            Field::OperatingSystem => "operating_system",
            Field::Connection => "connection",
            Field::Region => "region",
            Field::Authority => "authority",
            Field::Channel => "channel",
            Field::Profile => "profile",
            Field::ElementRole
            | Field::ElementName
            | Field::ElementId
            | Field::ElementTestId
            | Field::ElementPath => "element",
            Field::ElementHeading => "element_heading",
        },
    }
}

/// The texts of an attribute in a batch.
pub(crate) fn texts<'b>(
    batch: &'b RecordBatch,
    attribute: &Attribute,
) -> Result<Cow<'b, StringViewArray>> {
    let member = match attribute {
        Attribute::Property(name) => {
            return property(column(batch, "properties")?, name.as_str()).map(Cow::Owned);
        }
        Attribute::PropertyNames => {
            return property_names(column(batch, "properties")?).map(Cow::Owned);
        }
        Attribute::Field(Field::ElementRole) => "role",
        Attribute::Field(Field::ElementName) => "name",
        Attribute::Field(Field::ElementTestId) => "test_id",
        Attribute::Field(Field::ElementId) => "id",
        Attribute::Field(Field::ElementPath) => "path",
        Attribute::Field(_) => return column(batch, column_of(attribute)).map(Cow::Borrowed),
    };
    let elements: &StructArray = column(batch, "element")?;
    let found = elements.column_by_name(member).map(Arc::clone);
    let found = found.unwrap_or_else(|| {
        datafusion::arrow::array::new_null_array(&DataType::Utf8, elements.len())
    });
    // A row without an element has none of its members.
    let views = cast(&found, &DataType::Utf8View)?;
    let views = views.as_string_view();
    let nulls = datafusion::arrow::buffer::NullBuffer::union(views.nulls(), elements.nulls());
    let (views, buffers, _) = views.clone().into_parts();
    Ok(Cow::Owned(StringViewArray::try_new(views, buffers, nulls)?))
}

/// The values of one property.
fn property(maps: &MapArray, name: &str) -> Result<StringViewArray> {
    let keys = cast(maps.keys(), &DataType::Utf8View)?;
    let values = cast(maps.values(), &DataType::Utf8View)?;
    let (keys, values) = (keys.as_string_view(), values.as_string_view());
    let mut found = StringViewBuilder::with_capacity(maps.len());
    for row in 0..maps.len() {
        let mut entries = match maps.offsets().get(row..row + 2) {
            Some(&[from, to]) if maps.is_valid(row) => {
                usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0)
            }
            _ => 0..0,
        };
        let entry = entries.find(|entry| keys.value(*entry) == name && values.is_valid(*entry));
        found.append_option(entry.map(|entry| values.value(entry)));
    }
    Ok(found.finish())
}

/// What parts the names of properties: no text of an event holds it.
const PARTS_NAMES: char = '\u{1f}';

/// The names of each row's properties, which are in order.
fn property_names(maps: &MapArray) -> Result<StringViewArray> {
    let keys = cast(maps.keys(), &DataType::Utf8View)?;
    let keys = keys.as_string_view();
    let mut found = StringViewBuilder::with_capacity(maps.len());
    let mut names = String::new();
    for row in 0..maps.len() {
        names.clear();
        if let (Some(&[from, to]), true) = (maps.offsets().get(row..row + 2), maps.is_valid(row)) {
            for entry in usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0) {
                if !names.is_empty() {
                    names.push(PARTS_NAMES);
                }
                names.push_str(keys.value(entry));
            }
        }
        found.append_option((!names.is_empty()).then_some(names.as_str()));
    }
    Ok(found.finish())
}

impl Matcher {
    /// A matcher of `filters`, of which there are at most [`MOST_FILTERS`].
    pub(crate) fn new(filters: &[EventFilter]) -> Self {
        let mut attributes: Vec<(Attribute, Vec<(u64, Test)>)> = Vec::new();
        let (mut rules, mut all) = (PlannedRules::default(), 0);
        for (number, filter) in filters.iter().take(MOST_FILTERS).enumerate() {
            let bit = 1 << number;
            all |= bit;
            filter.rules().iter().for_each(|rule| rules.add(bit, rule));
            for condition in filter.conditions() {
                let test = (bit, condition.test.clone());
                match attributes.iter_mut().find(|(known, _)| *known == condition.attribute) {
                    Some((_, tests)) => tests.push(test),
                    None => attributes.push((condition.attribute.clone(), vec![test])),
                }
            }
        }
        Self { attributes, rules, all }
    }

    /// Columns that are read.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &'static str> + '_ {
        let of_rules = self.rules.attributes().iter();
        self.attributes.iter().map(|(attribute, _)| attribute).chain(of_rules).map(column_of)
    }

    /// The filters that each row of a batch is an event of.
    pub(crate) fn masks(&self, batch: &RecordBatch) -> Result<Vec<u64>> {
        let mut masks = vec![self.all; batch.num_rows()];
        for (attribute, tests) in &self.attributes {
            let failed = |value: Option<&str>| {
                let failed = tests.iter().filter(|(_, test)| !test.holds(value));
                failed.fold(0, |bits, (bit, _)| bits | bit)
            };
            let texts = texts(batch, attribute)?;
            each_text(
                &texts,
                failed(None),
                |text| failed(Some(text)),
                |row, failed| {
                    if let Some(mask) = masks.get_mut(row) {
                        *mask &= !failed;
                    }
                },
            );
        }
        self.rules.narrow(batch, &mut masks)?;
        Ok(masks)
    }
}
