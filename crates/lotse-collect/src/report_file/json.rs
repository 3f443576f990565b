//! Reports in JSON, and extracts with an object in each line, read row by row: whatever is in the file, no more of it is
//! held than a report may have.

use std::fmt;

use csv::StringRecord;
use jiff::{Span, civil::Date};
use lotse_domain::series::SeriesPeriod;
use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{MOST_COLUMNS, MOST_ROWS, ReportFileError, Source, extract};

/// The parts of a report that are read.
#[derive(Deserialize)]
struct Envelope {
    name: Option<String>,
    #[serde(default)]
    query: Query,
    data: Option<Rows>,
    totals: Option<IgnoredAny>,
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

pub(super) fn source(bytes: &[u8]) -> Result<Source<'static>, ReportFileError> {
    let report: Envelope = serde_json::from_slice(bytes).map_err(|_| ReportFileError::NoReport)?;
    let period = period_of(&report);
    let rows = match (report.data, report.totals) {
        (Some(rows), _) => rows,
        (None, Some(_)) => return Err(ReportFileError::Slim),
        (None, None) => return Err(ReportFileError::NoReport),
    };
    let mut heads: Vec<(usize, String)> = rows.heads.into_iter().enumerate().collect();
    // Objects have no order, and a series is told by that of its labels.
    heads.sort_unstable_by(|(_, a), (_, b)| a.cmp(b));
    let rows = Box::new(rows.rows.into_iter());
    Ok(Source { name: report.name, period, heads, rows, is_csv: false })
}

/// The rows of an extract, one object in each line; none where the first line has not its columns.
pub(super) fn lines(bytes: &[u8]) -> Option<Source<'_>> {
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty()).peekable();
    let mut heads = Vec::new();
    line(lines.peek()?, &mut heads)?;
    let places: Vec<(usize, String)> = heads.iter().cloned().enumerate().collect();
    extract::Reader::new(&places, false)?;
    // A line that is no object is a row of which every column is missing.
    let rows = lines.map(move |bytes| line(bytes, &mut heads).unwrap_or_default());
    Some(Source { name: None, period: None, heads: places, rows: Box::new(rows), is_csv: false })
}

fn line(bytes: &[u8], heads: &mut Vec<String>) -> Option<StringRecord> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let row = Row { heads }.deserialize(&mut json).ok()?;
    json.end().ok().map(|()| row)
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
                // Sixteen bits are more years than anybody reports, and no span is too long for a calendar.
                Some(days) => i64::from(days.parse::<u16>().ok()?),
                None => return words.parse().ok(),
            },
        };
        today.checked_sub(Span::new().days(back)).ok()
    };
    SeriesPeriod::new(day(&range.start_date)?, day(&range.end_date)?)
}

/// Rows with a cell for each head, in the order in which heads are met; those after the most are left out.
#[derive(Default)]
struct Rows {
    heads: Vec<String>,
    rows: Vec<StringRecord>,
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(RowsVisitor)
    }
}

struct RowsVisitor;

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Rows;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Rows, A::Error> {
        let mut rows = Rows::default();
        // One more than may be, so that it is seen that they are too many.
        while rows.rows.len() <= MOST_ROWS {
            match list.next_element_seed(Row { heads: &mut rows.heads })? {
                Some(row) => rows.rows.push(row),
                None => return Ok(rows),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(rows)
    }
}

/// One row, by the heads that are known, of which it may bring more.
struct Row<'a> {
    heads: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = StringRecord;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<StringRecord, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = StringRecord;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut row: A) -> Result<StringRecord, A::Error> {
        let mut cells = vec![String::new(); self.heads.len()];
        while let Some(head) = row.next_key::<String>()? {
            let place = self.heads.iter().position(|known| *known == head);
            if place.is_none() && self.heads.len() > MOST_COLUMNS {
                row.next_value::<IgnoredAny>()?;
                continue;
            }
            let place = place.unwrap_or_else(|| {
                self.heads.push(head);
                cells.push(String::new());
                self.heads.len() - 1
            });
            if let Some(cell) = cells.get_mut(place) {
                *cell = row.next_value::<Cell>()?.0;
            }
        }
        Ok(cells.into())
    }
}

/// A text, a number or a truth value, as it is written; empty for anything else.
struct Cell(String);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
        Ok(Cell(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
        Ok(Cell(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Cell, E> {
        // With its point, so that no mean is taken for a count.
        Ok(Cell(format!("{number:?}")))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Cell, E> {
        Ok(Cell(truth.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell(String::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cell, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cell(String::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Cell, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell(String::new()))
    }
}
