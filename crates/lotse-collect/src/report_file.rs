//! Reports that other analytics make, as figures by period and dimension: never events, and never mixed with
//! them.
//!
//! Read are the files of analytics.usa.gov and of the Digital Analytics Program, as JSON or CSV, and any CSV of
//! the same shape: a column of dates, columns of labels, columns of counts. What a column is, is known by its
//! name, or said by whoever brings the file.

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use jiff::{Span, civil::Date};
use lotse_domain::{
    Count,
    property::{ShortText, limits},
    series::{ColumnRole, SeriesName, SeriesPeriod, SeriesPoint},
};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::{
    logs::open,
    redact::{Redactions, redact},
};

/// The largest file, in bytes, once it is unpacked.
pub const MOST_BYTES: u64 = 32 << 20;
/// Characters of the name of a series.
const NAME_CHARS: usize = 120;
/// The most rows of one file.
pub const MOST_ROWS: usize = 200_000;
/// The most columns of one file.
const MOST_COLUMNS: usize = 30;
/// Faults that are named one by one.
const NAMED_FAULTS: usize = 20;

/// Columns that count something which can be added up, by the spellings of the files.
const COUNTS: [&str; 14] = [
    "visits",
    "sessions",
    "pageviews",
    "users",
    "active_users",
    "activeusers",
    "active users",
    "active_visitors",
    "total_users",
    "totalusers",
    "total users",
    "total_events",
    "eventcount",
    "new_users",
];
/// Columns that are means or shares: they cannot be added up, so no series is made of them.
const MEANS: [&str; 6] = [
    "pageviews_per_session",
    "avg_session_duration",
    "bounce_rate",
    "engagement_rate",
    "exits_rate",
    "avg_engagement_duration",
];
/// Columns that say when.
const DATES: [&str; 4] = ["date", "yearmonth", "month-year", "month"];

/// What is said of a file by whoever brings it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// The first and the last day of a file that says none itself.
    pub period: Option<SeriesPeriod>,
    /// What columns are, by their heads, where it is not what their names say.
    pub roles: BTreeMap<String, ColumnRole>,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// What it is.
    pub role: ColumnRole,
}

/// The figures of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    /// What the report calls itself; none for CSV.
    pub name: Option<String>,
    /// What its labels are, in order.
    pub dimensions: Vec<String>,
    /// What it counts, in order.
    pub measures: Vec<String>,
    /// Columns of which no series is made: means and shares.
    pub left_out: Vec<String>,
    /// Its rows.
    pub rows: Vec<ReportRow>,
    /// Rows that could not be read, the first of them.
    pub faults: Vec<RowFault>,
    /// How many there were.
    pub all_faults: Count,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// Of which days it is.
    pub period: SeriesPeriod,
    /// One label for each dimension, redacted; empty where it has none.
    pub labels: Vec<String>,
    /// One count for each measure; none where it has none.
    pub values: Vec<Option<Count>>,
}

impl ReportFile {
    /// A series of this name for each measure.
    pub fn series(&self, name: &str) -> impl Iterator<Item = (SeriesName, Vec<SeriesPoint>)> {
        self.measures.iter().enumerate().map(move |(place, measure)| {
            let point = |row: &ReportRow| {
                let value = row.values.get(place).copied().flatten()?;
                Some(SeriesPoint { period: row.period, labels: row.labels.clone(), value })
            };
            let is = SeriesName {
                name: name.to_owned(),
                measure: measure.clone(),
                dimensions: self.dimensions.clone(),
            };
            (is, self.rows.iter().filter_map(point).collect())
        })
    }

    /// What its series are called: as somebody says, as the report calls itself, or as the file is called,
    /// without its ends.
    pub fn name_for(&self, said: Option<&str>, file: &str) -> String {
        let stem = file.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or(file);
        let stated = |name: &&str| !name.trim().is_empty();
        let name = said.filter(stated).or_else(|| self.name.as_deref().filter(stated));
        let signs = name.unwrap_or(stem).trim().chars().filter(|sign| !sign.is_control());
        signs.take(NAME_CHARS).collect()
    }

    /// The first and the last day that it has figures of; none where it has none.
    pub fn days(&self) -> Option<SeriesPeriod> {
        let first = self.rows.iter().map(|row| row.period.first).min()?;
        let last = self.rows.iter().map(|row| row.period.last).max()?;
        Some(SeriesPeriod { first, last })
    }
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// Its number, from 1, without the head.
    pub row: u64,
    /// The column that is wrong.
    pub column: String,
}

/// Why a file is no report.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReportFileError {
    /// It is neither of the formats.
    #[error("is neither a report of analytics.usa.gov nor a CSV with a line of heads")]
    NoReport,
    /// It is a short form that holds sums alone.
    #[error("holds sums alone and no rows: take the file of the same name that ends in .csv")]
    Slim,
    /// It counts nothing that can be added up.
    #[error("has no column of counts, such as visits, users or pageviews")]
    NoCounts,
    /// It does not say when.
    #[error("does not say when: it has no column of dates, so name the first and the last day")]
    NoPeriod,
    /// Two columns have one name.
    #[error("has two columns of the name “{name}”")]
    TwoColumns {
        /// Their name.
        name: String,
    },
    /// Two columns are said to be the date.
    #[error("has a second column of dates, “{name}”")]
    TwoDates {
        /// The second.
        name: String,
    },
    /// There are too many rows.
    #[error("has more rows than {limit}")]
    TooManyRows {
        /// How many there may be.
        limit: usize,
    },
    /// There are too many columns.
    #[error("has more columns than {limit}")]
    TooManyColumns {
        /// How many there may be.
        limit: usize,
    },
}

/// The parts of a report in JSON that are read.
#[derive(Deserialize)]
struct Envelope {
    name: Option<String>,
    #[serde(default)]
    query: Query,
    data: Option<Vec<Object>>,
    totals: Option<Value>,
    taken_at: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Query {
    date_ranges: Vec<DateRange>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DateRange {
    start_date: String,
    end_date: String,
}

/// The bytes of a file, unpacked; `None` if they are more than a file of figures may have.
///
/// # Errors
/// When it cannot be read, or is not packed as it says.
pub fn unpack(file: impl Read + Send + 'static) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    open(file)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MOST_BYTES).then_some(bytes))
}

/// Reads a file.
///
/// # Errors
/// When it is no report, counts nothing, or nobody says when.
pub fn read_report(bytes: &[u8], stated: &Stated) -> Result<ReportFile, ReportFileError> {
    let bytes = without_mark(bytes);
    if is_json(bytes) { json(bytes, stated) } else { table(bytes, stated) }
}

/// The columns of a file, each with what it is.
///
/// # Errors
/// When it is no report.
pub fn columns(bytes: &[u8], stated: &Stated) -> Result<Vec<Column>, ReportFileError> {
    let bytes = without_mark(bytes);
    let heads = if is_json(bytes) {
        heads_of(&envelope(bytes)?.1)
    } else {
        heads_of_table(&mut reader(bytes))?
    };
    let mut has_date = false;
    let column = |head: String| {
        let role = role_of(&head, stated, has_date);
        has_date |= role == ColumnRole::Date;
        Column { head, role }
    };
    Ok(heads.into_iter().map(column).collect())
}

/// What a column is. Only one says when: a second one by its name alone is a label.
fn role_of(head: &str, stated: &Stated, has_date: bool) -> ColumnRole {
    if let Some(role) = stated.roles.get(head) {
        return *role;
    }
    let plain = head.to_lowercase();
    if DATES.contains(&plain.as_str()) && !has_date {
        ColumnRole::Date
    } else if COUNTS.contains(&plain.as_str()) {
        ColumnRole::Count
    } else if MEANS.contains(&plain.as_str()) {
        ColumnRole::LeftOut
    } else {
        ColumnRole::Label
    }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn is_json(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

type Object = BTreeMap<String, Value>;

fn envelope(bytes: &[u8]) -> Result<(Envelope, Vec<Object>), ReportFileError> {
    let mut report: Envelope =
        serde_json::from_slice(bytes).map_err(|_| ReportFileError::NoReport)?;
    match report.data.take() {
        Some(data) => Ok((report, data)),
        None if report.totals.is_some() => Err(ReportFileError::Slim),
        None => Err(ReportFileError::NoReport),
    }
}

fn heads_of(data: &[Object]) -> Vec<String> {
    let mut heads: Vec<String> = data.iter().flat_map(|row| row.keys().cloned()).collect();
    heads.sort_unstable();
    heads.dedup();
    heads
}

fn json(bytes: &[u8], stated: &Stated) -> Result<ReportFile, ReportFileError> {
    let (report, data) = envelope(bytes)?;
    let heads = heads_of(&data);
    let period = stated.period.or_else(|| period_of(&report));
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let rows =
        data.iter().map(|row| heads.iter().map(|head| text(row.get(head))).collect::<Vec<_>>());
    let name = report.name;
    Reader::new(heads.clone(), period, stated)?.read(name, rows)
}

/// The period that a report asked for, from when it was taken.
fn period_of(report: &Envelope) -> Option<SeriesPeriod> {
    let taken = report.taken_at.as_deref()?.parse::<jiff::Timestamp>().ok()?;
    let today = taken.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let range = report.query.date_ranges.first()?;
    let day = |words: &str| -> Option<Date> {
        let back = match words {
            "today" => 0,
            "yesterday" => 1,
            _ => match words.strip_suffix("daysAgo") {
                Some(days) => days.parse::<i64>().ok().filter(|days| *days <= 10_000)?,
                None => return words.parse().ok(),
            },
        };
        today.checked_sub(Span::new().days(back)).ok()
    };
    let (first, last) = (day(&range.start_date)?, day(&range.end_date)?);
    (first <= last).then_some(SeriesPeriod { first, last })
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(first)).from_reader(bytes)
}

fn heads_of_table(reader: &mut csv::Reader<&[u8]>) -> Result<Vec<String>, ReportFileError> {
    let heads = reader.headers().map_err(|_| ReportFileError::NoReport)?;
    let heads: Vec<String> = heads.iter().map(|head| head.trim().to_owned()).collect();
    if heads.len() < 2 { Err(ReportFileError::NoReport) } else { Ok(heads) }
}

fn table(bytes: &[u8], stated: &Stated) -> Result<ReportFile, ReportFileError> {
    let mut reader = reader(bytes);
    let heads = heads_of_table(&mut reader)?;
    // A line that is no text is a row of which every column is missing.
    let rows = reader
        .records()
        .map(|row| row.map(|row| row.iter().map(ToOwned::to_owned).collect()).unwrap_or_default());
    Reader::new(heads, stated.period, stated)?.read(None, rows)
}

/// Which columns are what.
struct Reader {
    date: Option<usize>,
    dimensions: Vec<(usize, String)>,
    measures: Vec<(usize, String)>,
    left_out: Vec<String>,
    period: Option<SeriesPeriod>,
}

impl Reader {
    fn new(
        heads: Vec<String>,
        period: Option<SeriesPeriod>,
        stated: &Stated,
    ) -> Result<Self, ReportFileError> {
        if heads.len() > MOST_COLUMNS {
            return Err(ReportFileError::TooManyColumns { limit: MOST_COLUMNS });
        }
        let mut reader = Self {
            date: None,
            dimensions: Vec::new(),
            measures: Vec::new(),
            left_out: Vec::new(),
            period,
        };
        let mut seen: Vec<String> = Vec::new();
        for (place, head) in heads.into_iter().enumerate() {
            let plain = head.to_lowercase();
            if seen.contains(&plain) {
                return Err(ReportFileError::TwoColumns { name: head });
            }
            match role_of(&head, stated, reader.date.is_some()) {
                ColumnRole::Date if reader.date.is_some() => {
                    return Err(ReportFileError::TwoDates { name: head });
                }
                ColumnRole::Date => reader.date = Some(place),
                ColumnRole::Count => reader.measures.push((place, head)),
                ColumnRole::LeftOut => reader.left_out.push(head),
                ColumnRole::Label => reader.dimensions.push((place, head)),
            }
            seen.push(plain);
        }
        if reader.measures.is_empty() {
            return Err(ReportFileError::NoCounts);
        }
        if reader.date.is_none() && period.is_none() {
            return Err(ReportFileError::NoPeriod);
        }
        Ok(reader)
    }

    fn read(
        self,
        name: Option<String>,
        rows: impl Iterator<Item = Vec<String>>,
    ) -> Result<ReportFile, ReportFileError> {
        let mut found = Redactions::default();
        let (mut read, mut faults, mut all_faults) = (Vec::new(), Vec::new(), 0);
        for (number, row) in (1..).zip(rows) {
            if read.len() >= MOST_ROWS {
                return Err(ReportFileError::TooManyRows { limit: MOST_ROWS });
            }
            match self.row(&row, &mut found) {
                Ok(row) => read.push(row),
                Err(column) => {
                    all_faults += 1;
                    if faults.len() < NAMED_FAULTS {
                        faults.push(RowFault { row: number, column: column.to_owned() });
                    }
                }
            }
        }
        Ok(ReportFile {
            name,
            dimensions: self.dimensions.into_iter().map(|(_, head)| head).collect(),
            measures: self.measures.into_iter().map(|(_, head)| head).collect(),
            left_out: self.left_out,
            rows: read,
            faults,
            all_faults: Count::new(all_faults),
        })
    }

    /// One row; else the column that is wrong.
    fn row(&self, row: &[String], found: &mut Redactions) -> Result<ReportRow, &str> {
        let cell = |place: usize| row.get(place).map_or("", |cell| cell.trim());
        let period = match (self.date, self.period) {
            (Some(place), _) => interval(cell(place)).ok_or("date")?,
            (None, Some(period)) => period,
            (None, None) => return Err("date"),
        };
        let mut values = Vec::with_capacity(self.measures.len());
        for (place, head) in &self.measures {
            let text = cell(*place);
            let value = match text {
                "" => None,
                text => Some(Count::new(text.parse().map_err(|_| head.as_str())?)),
            };
            values.push(value);
        }
        if values.iter().all(Option::is_none) {
            return Err(self.measures.first().map_or("", |(_, head)| head));
        }
        let label = |(place, _): &(usize, String)| {
            let label = ShortText::cut(&redact(cell(*place), found), limits::PROPERTY_TEXT_CHARS);
            label.map(|label| label.as_str().to_owned()).unwrap_or_default()
        };
        let labels = self.dimensions.iter().map(label).collect();
        Ok(ReportRow { period, labels, values })
    }
}

/// A day (`2024-01-05`, `20240105`, `05.01.2024`), or a month by number (`2024-01`, `202401`) or by name
/// (`January 2024`).
fn interval(text: &str) -> Option<SeriesPeriod> {
    if let Ok(day) = text.parse::<Date>() {
        return Some(SeriesPeriod { first: day, last: day });
    }
    if let Some((day, rest)) = text.split_once('.') {
        let (month, year) = rest.split_once('.')?;
        let day = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        return Some(SeriesPeriod { first: day, last: day });
    }
    if let [y, e, a, r, m @ ..] = text.as_bytes()
        && m.len() == 4
        && text.bytes().all(|byte| byte.is_ascii_digit())
    {
        let year = std::str::from_utf8(&[*y, *e, *a, *r]).ok()?.parse().ok()?;
        let month = std::str::from_utf8(m.get(..2)?).ok()?.parse().ok()?;
        let day = std::str::from_utf8(m.get(2..)?).ok()?.parse().ok()?;
        let day = Date::new(year, month, day).ok()?;
        return Some(SeriesPeriod { first: day, last: day });
    }
    let month = month(text)?;
    Some(SeriesPeriod { first: month, last: month.last_of_month() })
}

fn month(text: &str) -> Option<Date> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let (year, month) = match text.split_once([' ', '-']) {
        Some((name, year)) if name.starts_with(char::is_alphabetic) => {
            let place = NAMES.iter().position(|known| *known == name.to_lowercase())?;
            (year.parse().ok()?, i8::try_from(place + 1).ok()?)
        }
        Some((year, month)) => (year.parse().ok()?, month.parse().ok()?),
        None => (text.get(..4)?.parse().ok()?, text.get(4..)?.parse().ok()?),
    };
    Date::new(year, month, 1).ok()
}

/// The sign that parts the columns of a line of heads.
pub(crate) fn delimiter(heads: &[u8]) -> u8 {
    let count = |sign: &u8| heads.split(|byte| byte == sign).count();
    // Of several that occur as often, the last.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests;
