//! The three formats hold the same rows: read back by the readers of other people.

use std::fs::File;

use jiff::civil::date;
use lotse_domain::extract::ExtractKind;
use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::Field,
};
use serde_json::Value;

use super::*;
use crate::{extract::tests::sample, gate::tests::public, measure::Measure};

/// Rows with whatever labels may hold.
fn rows() -> Vec<ExtractRow> {
    let pages = [
        (Some("/a"), 90),
        (Some("=1+1"), 80),
        (Some("'-2"), 70),
        (Some("/a,\"b\"; c"), 60),
        (Some("/über/日本"), 50),
        (None, 40),
        (Some("/folded"), 30),
        (Some("/rare"), 2),
    ];
    sample(public(), &pages, Measure::ALL)
}

/// The file of several stretches, as it leaves piece by piece.
fn file(format: ExtractFormat, stretches: &[Vec<ExtractRow>]) -> Vec<u8> {
    let mut writer = ExtractWriter::new(format).unwrap();
    let mut bytes = Vec::new();
    for rows in stretches {
        bytes.extend(writer.take(rows.clone()).unwrap());
    }
    bytes.extend(writer.finish().unwrap());
    bytes
}

/// Every value as a text; empty where there is none.
type Texts = Vec<Vec<String>>;

fn number(number: f64) -> String {
    number.to_string()
}

fn of_csv(bytes: &[u8]) -> Texts {
    let mut reader = csv::Reader::from_reader(bytes);
    let heads: Vec<_> = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    let expected: Vec<_> = ExtractColumn::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(heads, expected);
    let label = heads.iter().position(|head| head == "label").unwrap();
    let cell = |(place, cell): (usize, &str)| match cell.strip_prefix('\'') {
        // What the writer put before a formula.
        Some(rest) if place == label => rest.to_owned(),
        _ => cell.to_owned(),
    };
    reader.records().map(|row| row.unwrap().iter().enumerate().map(cell).collect()).collect()
}

fn of_json(bytes: &[u8]) -> Texts {
    let text = std::str::from_utf8(bytes).unwrap();
    let value = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(found) => number(found.as_f64().unwrap()),
        other => other.to_string(),
    };
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let row = row.as_object().unwrap().clone();
        assert_eq!(row.len(), ExtractColumn::ALL.len());
        ExtractColumn::ALL.iter().map(|column| value(&row[column.as_str()])).collect()
    };
    text.lines().map(row).collect()
}

/// The rows, and how many groups they are in.
fn of_parquet(bytes: &[u8]) -> (Texts, usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("extract.parquet");
    std::fs::write(&path, bytes).unwrap();
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let value = |(column, field): (&ExtractColumn, &Field)| match (column.kind(), field) {
        (_, Field::Null) => String::new(),
        (ExtractKind::Text, Field::Str(text)) => text.clone(),
        (ExtractKind::Day, Field::Date(days)) => {
            (date(1970, 1, 1) + jiff::Span::new().days(*days)).to_string()
        }
        (ExtractKind::Truth, Field::Bool(truth)) => truth.to_string(),
        (ExtractKind::Whole, Field::Long(whole)) => whole.to_string(),
        (ExtractKind::Number, Field::Double(found)) => number(*found),
        other => panic!("{other:?}"),
    };
    let row = |row: parquet::record::Row| {
        let fields: Vec<_> = row.get_column_iter().collect();
        assert!(fields.iter().map(|(name, _)| name.as_str()).eq(heads().trim().split(',')));
        let fields = fields.into_iter().map(|(_, field)| field);
        ExtractColumn::ALL.iter().zip(fields).map(value).collect()
    };
    let rows = reader.get_row_iter(None).unwrap().map(|found| row(found.unwrap())).collect();
    (rows, reader.num_row_groups())
}

#[test]
fn all_formats_hold_the_same_values() {
    let stretches = [rows(), rows()];
    let csv = of_csv(&file(ExtractFormat::Csv, &stretches));
    assert_eq!(csv.len(), 2 * rows().len());
    assert_eq!(csv, of_json(&file(ExtractFormat::JsonLines, &stretches)));
    let (parquet, groups) = of_parquet(&file(ExtractFormat::Parquet, &stretches));
    assert_eq!(csv, parquet);
    assert_eq!(groups, 1, "short stretches share a group");
    let labels: Vec<&str> = csv.iter().map(|row| row[9].as_str()).collect();
    for label in ["=1+1", "'-2", "/a,\"b\"; c", "/über/日本"] {
        assert!(labels.contains(&label), "{label}: {labels:?}");
    }
}

#[test]
fn a_label_that_is_hidden_is_in_no_format() {
    for format in ExtractFormat::ALL {
        let bytes = file(*format, &[rows()]);
        let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!holds("/rare") && !holds("/folded"), "{format}");
        let read = match format {
            ExtractFormat::Csv => of_csv(&bytes),
            ExtractFormat::JsonLines => of_json(&bytes),
            // Pages of it are compressed.
            ExtractFormat::Parquet => of_parquet(&bytes).0,
        };
        let holds = |text: &str| read.iter().flatten().any(|cell| cell.contains(text));
        assert!(holds("/über/日本"), "{format}: what is shown can be found");
        assert!(!holds("rare") && !holds("folded"), "{format}");
    }
}

#[test]
fn a_file_without_rows_is_a_file() {
    assert_eq!(of_csv(&file(ExtractFormat::Csv, &[])), Texts::new());
    assert_eq!(file(ExtractFormat::JsonLines, &[]), Vec::<u8>::new());
    assert_eq!(of_parquet(&file(ExtractFormat::Parquet, &[])), (Texts::new(), 0));
}

#[test]
fn many_rows_leave_in_groups_and_are_not_held() {
    let stretch: Vec<ExtractRow> = std::iter::repeat_with(rows).flatten().take(4_000).collect();
    let mut writer = ExtractWriter::new(ExtractFormat::Parquet).unwrap();
    let mut bytes = Vec::new();
    let mut ready = Vec::new();
    for _ in 0..7 {
        let piece = writer.take(stretch.clone()).unwrap();
        ready.push(!piece.is_empty());
        bytes.extend(piece);
    }
    assert_eq!(ready, [false, false, true, false, false, true, false]);
    bytes.extend(writer.finish().unwrap());
    let (rows, groups) = of_parquet(&bytes);
    assert_eq!((rows.len(), groups), (28_000, 3));
    let (first, rest) = rows.split_at(stretch.len());
    assert!(rest.chunks(stretch.len()).all(|chunk| chunk == first));
}
