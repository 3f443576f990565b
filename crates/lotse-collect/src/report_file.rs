//! Reports that other analytics make, as figures by period and dimension: never events, and never mixed with
//! them.
//!
//! Read are the files of analytics.usa.gov and of the Digital Analytics Program, as JSON or CSV, and any CSV of
//! the same shape: a column of dates, columns of labels, columns of counts. What a column is, is known by its
//! name, or said by whoever brings the file. An extract of Lotse itself is known by its heads.

mod extract;
mod json;

use std::{collections::BTreeMap, io::Read};

use csv::StringRecord;
use jiff::civil::Date;
use lotse_domain::{
    Count,
    property::{ShortText, limits},
    series::{ColumnRole, SeriesHead, SeriesPeriod, SeriesPoint},
};
use thiserror::Error;

use crate::{
    logs::open,
    redact::{Redactions, redact},
};

/// The largest file, in bytes, once it is unpacked.
pub const MOST_BYTES: u64 = 32 << 20;
/// Characters of the name of a series, and of the heads of its columns.
pub const NAME_CHARS: usize = 120;
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
    /// Its figures: one table, of an extract one for each breakdown.
    pub tables: Vec<FigureTable>,
    /// Columns, of an extract measures, of which no series is made: means and shares.
    pub left_out: Vec<String>,
    /// Rows of an extract that are no figures of a series.
    pub passed_over: PassedOver,
    /// Rows that could not be read, the first of them.
    pub faults: Vec<RowFault>,
    /// How many there were.
    pub all_faults: Count,
}

/// Figures with the same labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureTable {
    /// What its labels are, in order.
    pub dimensions: Vec<String>,
    /// What it counts, in order.
    pub measures: Vec<String>,
    /// Its rows.
    pub rows: Vec<ReportRow>,
}

/// How many rows of an extract are no figures of a series: each is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassedOver {
    /// They have no number.
    pub without_number: u64,
    /// They are the rest of a breakdown.
    pub rests: u64,
    /// They are shares or medians.
    pub estimates: u64,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// Of which days it is.
    pub period: SeriesPeriod,
    /// One label for each dimension, redacted; empty where it has none.
    pub labels: Vec<String>,
    /// One count for each measure; none where it has none, and where the row ends before.
    pub values: Vec<Option<Count>>,
}

impl ReportFile {
    /// A series of this name for each measure of each table.
    pub fn series(&self, name: &str) -> impl Iterator<Item = (SeriesHead, Vec<SeriesPoint>)> {
        self.tables.iter().flat_map(move |table| table.series(name))
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.tables.iter().map(|table| table.rows.len()).sum()
    }

    /// What its series are called: as somebody says, as the report calls itself, or as the file is called,
    /// without its ends.
    pub fn name_for(&self, said: Option<&str>, file: &str) -> String {
        let stem = file.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or(file);
        let said = said.and_then(short).or_else(|| self.name.as_deref().and_then(short));
        said.or_else(|| short(stem)).unwrap_or_else(|| "figures".to_owned())
    }

    /// The first and the last day that it has figures of; none where it has none.
    pub fn days(&self) -> Option<SeriesPeriod> {
        let rows = || self.tables.iter().flat_map(|table| &table.rows);
        let first = rows().map(|row| row.period.first()).min()?;
        let last = rows().map(|row| row.period.last()).max()?;
        SeriesPeriod::new(first, last)
    }
}

impl FigureTable {
    fn series(&self, name: &str) -> impl Iterator<Item = (SeriesHead, Vec<SeriesPoint>)> {
        self.measures.iter().enumerate().map(move |(place, measure)| {
            let point = |row: &ReportRow| {
                let value = row.values.get(place).copied().flatten()?;
                Some(SeriesPoint { period: row.period, labels: row.labels.clone(), value })
            };
            let is = SeriesHead {
                name: name.to_owned(),
                measure: measure.clone(),
                dimensions: self.dimensions.clone(),
            };
            (is, self.rows.iter().filter_map(point).collect())
        })
    }
}

/// A name or a head as it is kept: in one line, and no longer than it may be; none where nothing is left.
fn short(text: &str) -> Option<String> {
    ShortText::cut(text, NAME_CHARS).map(|text| text.as_str().to_owned())
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Its columns; none where it is no report at all, and where nothing can be said of them, as of an extract.
    pub columns: Vec<Column>,
    /// Its figures, or why there are none.
    pub file: Result<ReportFile, ReportFileError>,
}

impl Looked {
    /// Nothing, for a reason.
    fn nothing(error: ReportFileError) -> Self {
        Self { columns: Vec::new(), file: Err(error) }
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

/// Why a file is no report, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReportFileError {
    /// It is not packed as it says.
    #[error("cannot be unpacked: pack it again with gzip or Zstandard, or bring it as it is")]
    Packed,
    /// It is too large once it is unpacked.
    #[error("is larger than {mib} MiB: split it by days")]
    TooLarge {
        /// How large it may be.
        mib: u64,
    },
    /// It is neither of the formats.
    #[error("is neither a report of analytics.usa.gov nor a CSV with a header row")]
    NoReport,
    /// It is a short form that holds sums alone.
    #[error("holds sums alone and no rows: take the file of the same name that ends in .csv")]
    Slim,
    /// It counts nothing that can be added up.
    #[error("has no column of counts, such as visits, users or pageviews: say which column counts")]
    NoCounts,
    /// It does not say when.
    #[error("does not say when: say which column is the date, or the first and the last day")]
    NoPeriod,
    /// Two columns have one name.
    #[error("has two columns of the name “{name}”: rename one")]
    TwoColumns {
        /// Their name.
        name: String,
    },
    /// Two columns are said to be the date.
    #[error(
        "has a second column of dates, “{name}”: say of one that it is a label, or is left out"
    )]
    TwoDates {
        /// The second.
        name: String,
    },
    /// Something is said of a column that is not there.
    #[error("has no column “{name}” of which something is said: write it as the header row does")]
    NoSuchColumn {
        /// Its name.
        name: String,
    },
    /// There are too many rows.
    #[error("has more rows than {limit}: split it by days")]
    TooManyRows {
        /// How many there may be.
        limit: usize,
    },
    /// There are too many columns.
    #[error("has more columns than {limit}: take some out")]
    TooManyColumns {
        /// How many there may be.
        limit: usize,
    },
    /// An extract is of several services, or of several parts of one.
    #[error("is an extract of several services or authorities: split it by these")]
    SeveralParts,
    /// An extract has nothing that a series could hold.
    #[error(
        "is an extract without a figure for a series: every row is hidden, a rest, a share or a median"
    )]
    NoFigures,
}

/// The bytes of a file, unpacked.
///
/// # Errors
/// When it cannot be read, is not packed as it says, or holds more than a file of figures may.
pub fn unpack(file: impl Read + Send + 'static) -> Result<Vec<u8>, ReportFileError> {
    let mut bytes = Vec::new();
    let file = open(file).map_err(|_| ReportFileError::Packed)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|_| ReportFileError::Packed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ReportFileError::TooLarge { mib: MOST_BYTES >> 20 });
    }
    Ok(bytes)
}

/// Unpacks a file, and reads its columns and figures.
pub fn look(file: impl Read + Send + 'static, stated: &Stated) -> Looked {
    match unpack(file) {
        Ok(bytes) => read_report(&bytes, stated),
        Err(error) => Looked::nothing(error),
    }
}

/// Reads the columns and figures of a file that is unpacked.
pub fn read_report(bytes: &[u8], stated: &Stated) -> Looked {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let source = if is_json {
        json::lines(bytes).map_or_else(|| json::source(bytes), Ok)
    } else {
        table(bytes)
    };
    match source {
        Ok(source) => source.read(stated),
        Err(error) => Looked::nothing(error),
    }
}

/// A file before it is known what its columns are.
struct Source<'a> {
    name: Option<String>,
    /// The days that it says it is of.
    period: Option<SeriesPeriod>,
    /// Its heads, each with its place in the rows.
    heads: Vec<(usize, String)>,
    rows: Box<dyn Iterator<Item = StringRecord> + 'a>,
    /// Whether it is a table that spreadsheets open.
    is_csv: bool,
}

impl Source<'_> {
    fn read(self, stated: &Stated) -> Looked {
        let Self { name, period, heads, rows, is_csv } = self;
        if heads.len() > MOST_COLUMNS {
            return Looked::nothing(ReportFileError::TooManyColumns { limit: MOST_COLUMNS });
        }
        // What somebody says of columns wins, as everywhere.
        if stated.roles.is_empty()
            && let Some(extract) = extract::Reader::new(&heads, is_csv)
        {
            return Looked { columns: Vec::new(), file: extract.read(rows) };
        }
        let has_date = stated.roles.values().any(|role| *role == ColumnRole::Date);
        let columns: Vec<(usize, Column)> = columns(heads, stated, has_date);
        let reader = Reader::new(&columns, stated.period.or(period), stated);
        Looked {
            file: reader.and_then(|reader| reader.read(name, rows)),
            columns: columns.into_iter().map(|(_, column)| column).collect(),
        }
    }
}

/// What columns are. Only one says when: another one is a label, if its name alone looks like a date.
fn columns(
    heads: Vec<(usize, String)>,
    stated: &Stated,
    mut has_date: bool,
) -> Vec<(usize, Column)> {
    let column = |(place, head): (usize, String)| {
        let head = short(&head).unwrap_or_default();
        let said = stated.roles.get(&head).copied();
        let role = said.unwrap_or_else(|| role_of(&head.to_lowercase(), has_date));
        has_date |= role == ColumnRole::Date;
        (place, Column { head, role })
    };
    heads.into_iter().map(column).collect()
}

fn role_of(head: &str, has_date: bool) -> ColumnRole {
    if DATES.contains(&head) && !has_date {
        ColumnRole::Date
    } else if COUNTS.contains(&head) {
        ColumnRole::Count
    } else if MEANS.contains(&head) {
        ColumnRole::LeftOut
    } else {
        ColumnRole::Label
    }
}

fn table(bytes: &[u8]) -> Result<Source<'_>, ReportFileError> {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(first)).from_reader(bytes);
    let heads = reader.headers().map_err(|_| ReportFileError::NoReport)?;
    if heads.len() < 2 {
        return Err(ReportFileError::NoReport);
    }
    // One more than may be, so that it is seen that they are too many.
    let heads = heads.iter().take(MOST_COLUMNS + 1).map(ToOwned::to_owned).enumerate().collect();
    // A line that is no text is a row of which every column is missing.
    let rows = reader.into_records().map(Result::unwrap_or_default);
    Ok(Source { name: None, period: None, heads, rows: Box::new(rows), is_csv: true })
}

/// Which columns are what.
struct Reader {
    date: Option<(usize, String)>,
    dimensions: Vec<(usize, String)>,
    measures: Vec<(usize, String)>,
    left_out: Vec<String>,
    period: Option<SeriesPeriod>,
}

impl Reader {
    fn new(
        columns: &[(usize, Column)],
        period: Option<SeriesPeriod>,
        stated: &Stated,
    ) -> Result<Self, ReportFileError> {
        let is_there = |name: &&String| columns.iter().any(|(_, column)| column.head == **name);
        if let Some(name) = stated.roles.keys().find(|name| !is_there(name)) {
            return Err(ReportFileError::NoSuchColumn { name: name.clone() });
        }
        let mut reader = Self {
            date: None,
            dimensions: Vec::new(),
            measures: Vec::new(),
            left_out: Vec::new(),
            period,
        };
        let mut seen: Vec<String> = Vec::new();
        for (place, Column { head, role }) in columns {
            let (plain, place, head) = (head.to_lowercase(), *place, head.clone());
            if seen.contains(&plain) {
                return Err(ReportFileError::TwoColumns { name: head });
            }
            match role {
                ColumnRole::Date if reader.date.is_some() => {
                    return Err(ReportFileError::TwoDates { name: head });
                }
                ColumnRole::Date => reader.date = Some((place, head)),
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
        rows: impl Iterator<Item = StringRecord>,
    ) -> Result<ReportFile, ReportFileError> {
        let mut found = Redactions::default();
        let (mut read, mut faults) = (Vec::new(), Faults::default());
        for row in numbered(rows) {
            let (number, row) = row?;
            match self.row(&row, &mut found) {
                Ok(row) => read.push(row),
                Err(column) => faults.add(number, column),
            }
        }
        let table = FigureTable {
            dimensions: self.dimensions.into_iter().map(|(_, head)| head).collect(),
            measures: self.measures.into_iter().map(|(_, head)| head).collect(),
            rows: read,
        };
        Ok(ReportFile {
            name,
            tables: vec![table],
            left_out: self.left_out,
            passed_over: PassedOver::default(),
            faults: faults.named,
            all_faults: faults.all,
        })
    }

    /// One row; else the column that is wrong.
    fn row(&self, row: &StringRecord, found: &mut Redactions) -> Result<ReportRow, &str> {
        let cell = |place: usize| row.get(place).map_or("", |cell| cell.trim());
        let period = match (&self.date, self.period) {
            (Some((place, head)), _) => interval(cell(*place)).ok_or(head.as_str())?,
            (None, Some(period)) => period,
            (None, None) => return Err(""),
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
        let label = |(place, _): &(usize, String)| label(cell(*place), found);
        let labels = self.dimensions.iter().map(label).collect();
        Ok(ReportRow { period, labels, values })
    }
}

/// A label as it is kept: without what is private, and no longer than it may be.
fn label(text: &str, found: &mut Redactions) -> String {
    let label = ShortText::cut(&redact(text, found), limits::PROPERTY_TEXT_CHARS);
    label.map(|label| label.as_str().to_owned()).unwrap_or_default()
}

/// Rows with their numbers, from 1; an error where there are too many.
fn numbered(
    rows: impl Iterator<Item = StringRecord>,
) -> impl Iterator<Item = Result<(usize, StringRecord), ReportFileError>> {
    rows.enumerate().map(|(place, row)| match place {
        MOST_ROWS.. => Err(ReportFileError::TooManyRows { limit: MOST_ROWS }),
        place => Ok((place + 1, row)),
    })
}

/// Rows that could not be read.
#[derive(Default)]
struct Faults {
    /// The first of them.
    named: Vec<RowFault>,
    all: Count,
}

impl Faults {
    /// The row of this number is wrong in this column.
    fn add(&mut self, number: usize, column: &str) {
        self.all += Count::new(1);
        if self.named.len() < NAMED_FAULTS {
            self.named.push(RowFault { row: number as u64, column: column.to_owned() });
        }
    }
}

/// A day (`2024-01-05`, `20240105`, `05.01.2024`), or a month by number (`2024-01`, `202401`) or by name
/// (`January 2024`).
fn interval(text: &str) -> Option<SeriesPeriod> {
    if let Ok(day) = text.parse::<Date>() {
        return Some(SeriesPeriod::day(day));
    }
    if let Some((day, rest)) = text.split_once('.') {
        let (month, year) = rest.split_once('.')?;
        let day = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        return Some(SeriesPeriod::day(day));
    }
    if let [y, e, a, r, m @ ..] = text.as_bytes()
        && m.len() == 4
        && text.bytes().all(|byte| byte.is_ascii_digit())
    {
        let year = std::str::from_utf8(&[*y, *e, *a, *r]).ok()?.parse().ok()?;
        let month = std::str::from_utf8(m.get(..2)?).ok()?.parse().ok()?;
        let day = std::str::from_utf8(m.get(2..)?).ok()?.parse().ok()?;
        let day = Date::new(year, month, day).ok()?;
        return Some(SeriesPeriod::day(day));
    }
    let month = month(text)?;
    SeriesPeriod::new(month, month.last_of_month())
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

/// The sign that parts the columns of a header row.
pub(crate) fn delimiter(heads: &[u8]) -> u8 {
    let count = |sign: &u8| heads.split(|byte| byte == sign).count();
    // Of several that occur as often, the last.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests;
