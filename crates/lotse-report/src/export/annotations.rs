//! Annotations as CSV (RFC 4180), written and read: `first,last,kind,title,description,measures`.
//!
//! A file that was written here reads back as what it was written of.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;
use lotse_control::annotations::{NotAnnotated, checked};
use lotse_domain::annotation::{AnnotationDraft, AnnotationKind};
use thiserror::Error;

use super::csv::{field, unguarded};
use crate::measure::Measure;

/// The columns, in the order in which they are written. Read, they may stand in any order, and those of
/// [`Column::is_needed`] must be there.
const COLUMNS: [Column; 6] = [
    Column::First,
    Column::Last,
    Column::Kind,
    Column::Title,
    Column::Description,
    Column::Measures,
];
/// The largest file that is read, in bytes.
pub const MOST_BYTES: u64 = 4 << 20;
/// Lines that cannot be read and are told one by one.
pub const FAULTS_TOLD: usize = 20;

/// A column of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The first day.
    First,
    /// The last day; empty where it did not end.
    Last,
    /// The kind of thing.
    Kind,
    /// What happened.
    Title,
    /// More about it.
    Description,
    /// Words of measures, with spaces between them.
    Measures,
}

impl Column {
    /// Its head.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::Kind => "kind",
            Self::Title => "title",
            Self::Description => "description",
            Self::Measures => "measures",
        }
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::First | Self::Kind | Self::Title)
    }
}

/// Why a file is none of annotations.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoAnnotations {
    /// It is no text in UTF-8, or larger than one may be.
    #[error("the file is no text")]
    NoText,
    /// A column that has to be there is missing.
    #[error("the file has no column {}", .0.as_str())]
    NoColumn(Column),
}

/// A line that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// Its number in the file, from 1; the head is line 1.
    pub line: u64,
    /// The column that is wrong, and how.
    pub fault: ColumnFault,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnFault {
    /// It is no date as YYYY-MM-DD.
    NoDate(Column),
    /// There is no such kind.
    NoKind,
    /// There is no such measure.
    NoMeasure,
    /// It may not be kept as it is.
    Refused(NotAnnotated),
}

impl ColumnFault {
    /// The column that is wrong.
    pub fn column(self) -> Column {
        match self {
            Self::NoDate(column) => column,
            Self::NoKind => Column::Kind,
            Self::NoMeasure => Column::Measures,
            Self::Refused(NotAnnotated::LongDescription) => Column::Description,
            Self::Refused(NotAnnotated::Reversed) => Column::Last,
            Self::Refused(NotAnnotated::FarAway) => Column::First,
            Self::Refused(_) => Column::Title,
        }
    }
}

/// What is in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnotationFile {
    /// Lines that can be kept, in their order.
    pub drafts: Vec<AnnotationDraft>,
    /// Those that cannot: the first [`FAULTS_TOLD`].
    pub faults: Vec<LineFault>,
    /// How many there are of these.
    pub all_faults: usize,
}

/// Writes annotations, in their order.
pub fn write<'a>(annotations: impl IntoIterator<Item = &'a AnnotationDraft>) -> String {
    let mut text = COLUMNS.map(Column::as_str).join(",");
    text.push_str("\r\n");
    for says in annotations {
        let last = says.last.map(|last| last.to_string()).unwrap_or_default();
        let fields = [
            says.first.to_string(),
            last,
            says.kind.to_string(),
            field(&says.title),
            field(&says.description),
            says.measures.join(" "),
        ];
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Reads a file: with commas, semicolons or tabs, whichever its first line has most of. Lines that are empty are passed over.
///
/// # Errors
/// When it is no text, or a column that has to be there is missing.
pub fn read(bytes: &[u8]) -> Result<AnnotationFile, NoAnnotations> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MOST_BYTES {
        return Err(NoAnnotations::NoText);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| NoAnnotations::NoText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let of = |delimiter: u8| head.bytes().filter(|byte| *byte == delimiter).count();
    let delimiter = *b",;\t".iter().max_by_key(|d| (of(**d), **d == b',')).unwrap_or(&b',');
    let mut reader =
        ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let heads = reader.headers().map_err(|_| NoAnnotations::NoText)?;
    let places: BTreeMap<Column, usize> = COLUMNS
        .into_iter()
        .filter_map(|column| {
            let is_it = |head: &str| head.trim().eq_ignore_ascii_case(column.as_str());
            heads.iter().position(is_it).map(|place| (column, place))
        })
        .collect();
    if let Some(missing) = COLUMNS.into_iter().find(|c| c.is_needed() && !places.contains_key(c)) {
        return Err(NoAnnotations::NoColumn(missing));
    }
    let mut file = AnnotationFile::default();
    for record in reader.records() {
        let record = record.map_err(|_| NoAnnotations::NoText)?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        match draft(&record, &places) {
            Ok(draft) => file.drafts.push(draft),
            Err(fault) => {
                file.all_faults += 1;
                if file.faults.len() < FAULTS_TOLD {
                    let byte = record.position().map_or(0, csv::Position::byte);
                    file.faults.push(LineFault { line: line_at(text, byte), fault });
                }
            }
        }
    }
    Ok(file)
}

/// The number of the first line from a place on that is not empty. The reader's own count is one too low where lines end as
/// those of spreadsheets do.
fn line_at(text: &str, byte: u64) -> u64 {
    let place = usize::try_from(byte).unwrap_or(usize::MAX);
    let (before, rest) = text.split_at_checked(place).unwrap_or((text, ""));
    let ends = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let lines = before.bytes().chain(ends).filter(|byte| *byte == b'\n').count();
    u64::try_from(lines).unwrap_or(u64::MAX).saturating_add(1)
}

fn draft(
    record: &StringRecord,
    places: &BTreeMap<Column, usize>,
) -> Result<AnnotationDraft, ColumnFault> {
    let cell = |column: Column| {
        let cell = places.get(&column).and_then(|place| record.get(*place));
        unguarded(cell.unwrap_or_default().trim())
    };
    let day = |column| cell(column).parse::<Date>().map_err(|_| ColumnFault::NoDate(column));
    let draft = AnnotationDraft {
        first: day(Column::First)?,
        last: if cell(Column::Last).is_empty() { None } else { Some(day(Column::Last)?) },
        kind: cell(Column::Kind)
            .to_ascii_lowercase()
            .parse::<AnnotationKind>()
            .map_err(|_| ColumnFault::NoKind)?,
        title: cell(Column::Title).to_owned(),
        description: cell(Column::Description).to_owned(),
        measures: measures(cell(Column::Measures).split_whitespace())
            .ok_or(ColumnFault::NoMeasure)?,
    };
    checked(&draft).map_err(ColumnFault::Refused)
}

/// Words of measures, each once and in the order of pages; `None` where one is none.
pub fn measures<'a>(words: impl Iterator<Item = &'a str>) -> Option<Vec<String>> {
    let named: Vec<Measure> = words.map(str::parse).collect::<Result<_, _>>().ok()?;
    let in_order = Measure::ALL.iter().filter(|measure| named.contains(measure));
    Some(in_order.map(|measure| measure.as_str().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn says(title: &str) -> AnnotationDraft {
        AnnotationDraft {
            first: date(2026, 11, 2),
            last: Some(date(2026, 11, 5)),
            kind: AnnotationKind::LawChange,
            title: title.to_owned(),
            description: "One line,\nand \"another\"; a third".to_owned(),
            measures: vec!["visits".to_owned(), "bounce-rate".to_owned()],
        }
    }

    #[test]
    fn what_is_written_reads_back_the_same_and_is_no_formula() {
        let all = ["New form", "=SUM(A1)", "'tis", "'=x", "-2", "a;b", "Überarbeitung, Teil 2"];
        let mut all: Vec<AnnotationDraft> = all.into_iter().map(says).collect();
        all.push(AnnotationDraft { last: None, description: String::new(), ..says("short") });
        let text = write(&all);
        assert!(text.contains("'=SUM(A1)") && !text.contains(",=SUM"), "{text}");
        let read = read(text.as_bytes()).unwrap();
        assert_eq!((read.drafts, read.all_faults), (all, 0));
    }

    #[test]
    fn files_of_spreadsheets_are_read_whatever_their_separator_order_and_mark() {
        let one = "2026-11-02,Deployment,New form\r\n";
        let expected = AnnotationDraft {
            last: None,
            kind: AnnotationKind::Deployment,
            description: String::new(),
            measures: Vec::new(),
            ..says("New form")
        };
        for text in [
            format!("first,kind,title\r\n{one}"),
            format!("\u{feff}First,KIND,title\n{one}\n,,\n"),
            format!("first;kind;title\r\n{}", one.replace(',', ";")),
            format!("first\tkind\ttitle\n{}", one.replace(',', "\t")),
            "title,else,kind,first\nNew form,?,deployment,2026-11-02\n".to_owned(),
        ] {
            let read = read(text.as_bytes()).unwrap();
            assert_eq!(read.drafts, std::slice::from_ref(&expected), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_line_and_column() {
        let text = "first,last,kind,title,description,measures\n\
                    2.11.2026,,deployment,a,,\n\
                    2026-11-02,soon,deployment,a,,\n\
                    2026-11-02,,party,a,,\n\
                    2026-11-02,,deployment,,,\n\
                    2026-11-02,2026-11-01,deployment,a,,\n\
                    2026-11-02,,deployment,a,,clicks\n\
                    2026-11-02,,deployment,fine,\"two\nlines\",visits visits people\n\
                    2026-11-02\n";
        let read = read(text.as_bytes()).unwrap();
        let told: Vec<_> =
            read.faults.iter().map(|f| (f.line, f.fault.column().as_str())).collect();
        assert_eq!(
            told,
            [
                (2, "first"),
                (3, "last"),
                (4, "kind"),
                (5, "title"),
                (6, "last"),
                (7, "measures"),
                (10, "kind")
            ]
        );
        assert_eq!(read.drafts[0].measures, ["people", "visits"]);
    }

    #[test]
    fn a_line_has_the_number_that_an_editor_shows_whatever_ends_it() {
        let text =
            "first,kind,title,description\n2026-11-02,other,a,\"two\nlines\"\n\nx,other,y,\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            assert_eq!(read(text.as_bytes()).unwrap().faults[0].line, 5, "{text:?}");
        }
    }

    #[test]
    fn other_files_are_none_and_many_faults_are_counted() {
        assert_eq!(read(b""), Err(NoAnnotations::NoColumn(Column::First)));
        assert_eq!(read(b"first,title\n"), Err(NoAnnotations::NoColumn(Column::Kind)));
        assert_eq!(read(&[0xff, 0xfe, 0x00]), Err(NoAnnotations::NoText));
        let many = format!("first,kind,title\n{}", "x,y,z\n".repeat(50));
        let found = read(many.as_bytes()).unwrap();
        assert_eq!((found.faults.len(), found.all_faults), (FAULTS_TOLD, 50));
    }
}
