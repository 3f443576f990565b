//! What is read of an extract, and what is not.

use std::fmt::Write as _;

use jiff::civil::date;
use serde_json::{Map, Value, json};

use super::*;
use crate::report_file::{Looked, RowFault, Stated, read_report};

/// A row by the columns that differ from one with a figure.
fn row(changes: &[(Column, Value)]) -> Map<String, Value> {
    let mut row: Map<String, Value> =
        Column::ALL.iter().map(|column| (column.to_string(), Value::Null)).collect();
    let usual = [
        (Column::Service, json!("permits")),
        (Column::FirstDay, json!("2026-11-02")),
        (Column::LastDay, json!("2026-11-08")),
        (Column::TimeZone, json!("Europe/Berlin")),
        (Column::IsPartial, json!(false)),
        (Column::IsIncomplete, json!(false)),
        (Column::Automatic, json!("left-out")),
        (Column::Breakdown, json!("page")),
        (Column::Label, json!("/apply")),
        (Column::IsRest, json!(false)),
        (Column::Measure, json!("page-views")),
        (Column::Value, json!(1234)),
        (Column::Blurred, json!(true)),
        (Column::State, json!("shown")),
    ];
    for (column, value) in usual.into_iter().chain(changes.iter().cloned()) {
        row.insert(column.to_string(), value);
    }
    row
}

fn json_lines(rows: &[Map<String, Value>]) -> String {
    rows.iter().fold(String::new(), |mut text, row| {
        writeln!(text, "{}", Value::from(row.clone())).unwrap();
        text
    })
}

/// The same rows as a table, with the signs that the writer puts before formulas.
fn csv(rows: &[Map<String, Value>], delimiter: &str) -> String {
    let heads: Vec<&str> = Column::ALL.iter().map(|column| column.as_str()).collect();
    let mut text = heads.join(delimiter);
    for row in rows {
        let cells = heads.iter().map(|head| match &row[*head] {
            Value::Null => String::new(),
            Value::String(text) if text.trim_start_matches('\'').starts_with(['=', '-']) => {
                format!("'{text}")
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        let cells: Vec<String> = cells.collect();
        write!(text, "\r\n{}", cells.join(delimiter)).unwrap();
    }
    text
}

/// What both formats and each delimiter say.
fn read(rows: &[Map<String, Value>]) -> Result<ReportFile, ReportFileError> {
    let look = |text: &str| read_report(text.as_bytes(), &Stated::default());
    let Looked { columns, file } = look(&json_lines(rows));
    assert!(columns.is_empty(), "there is nothing to be said of them");
    for delimiter in [",", ";", "\t"] {
        assert_eq!(look(&csv(rows, delimiter)).file, file, "{delimiter}");
    }
    file
}

#[test]
fn each_breakdown_and_measure_is_a_series() {
    let whole = |measure: &str, value: u64| {
        row(&[
            (Column::Breakdown, json!("service")),
            (Column::Label, Value::Null),
            (Column::Measure, json!(measure)),
            (Column::Value, json!(value)),
        ])
    };
    let page = |label: Value, measure: &str, value: u64| {
        row(&[
            (Column::Label, label),
            (Column::Measure, json!(measure)),
            (Column::Value, json!(value)),
        ])
    };
    let file = read(&[
        whole("visits", 900),
        whole("page-views", 3000),
        page(json!("/apply"), "page-views", 1234),
        page(json!("/apply"), "daily-visitors", 700),
        page(json!("=1+1"), "page-views", 50),
        page(json!("'-2"), "daily-visitors", 40),
        page(Value::Null, "daily-visitors", 30),
    ])
    .unwrap();
    assert_eq!(file.name.as_deref(), Some("permits"));
    assert_eq!((file.rows(), file.all_faults), (5, Count::ZERO));
    let week = SeriesPeriod::new(date(2026, 11, 2), date(2026, 11, 8)).unwrap();
    assert_eq!(file.days(), Some(week));
    let series: Vec<_> = file
        .series(&file.name_for(None, "extract.csv"))
        .map(|(is, points)| {
            assert_eq!(is.name, "permits");
            assert!(points.iter().all(|point| point.period == week));
            let points = points.into_iter().map(|point| (point.labels, point.value.get()));
            (is.measure, is.dimensions, points.collect::<Vec<_>>())
        })
        .collect();
    let text = |text: &str| text.to_owned();
    let point = |label: &str, value| (vec![text(label)], value);
    assert_eq!(
        series,
        [
            (
                text("page-views"),
                vec![text("page")],
                vec![point("/apply", 1234), point("=1+1", 50)]
            ),
            (
                text("daily-visitors"),
                vec![text("page")],
                vec![point("/apply", 700), point("'-2", 40), point("", 30)]
            ),
            (text("visits"), vec![], vec![(vec![], 900)]),
            (text("page-views"), vec![], vec![(vec![], 3000)]),
        ]
    );
}

#[test]
fn what_is_no_figure_of_a_series_is_left_out_and_counted() {
    let hidden = |state: &str| row(&[(Column::State, json!(state)), (Column::Value, Value::Null)]);
    let rest = row(&[(Column::IsRest, json!(true)), (Column::Label, Value::Null)]);
    let estimate = |measure: &str| {
        row(&[
            (Column::Measure, json!(measure)),
            (Column::Value, json!(0.32)),
            (Column::N, json!(74)),
            (Column::Method, json!("wilson/1")),
        ])
    };
    let rows = [
        row(&[]),
        hidden("hidden"),
        hidden("not-measured"),
        hidden("no-data"),
        rest.clone(),
        estimate("bounce-rate"),
        estimate("engaged-time"),
    ];
    let file = read(&rows).unwrap();
    assert_eq!((file.rows(), file.all_faults), (1, Count::ZERO));
    let expected = PassedOver { without_number: 3, rests: 1, estimates: 2 };
    assert_eq!(file.passed_over, expected);
    assert_eq!(file.left_out, ["bounce-rate", "engaged-time"]);
    assert_eq!(read(&[hidden("hidden"), rest]), Err(ReportFileError::NoFigures));
}

#[test]
fn what_cannot_be_read_is_named_by_row_and_column() {
    let wrong = [
        (Column::Service, json!("")),
        (Column::FirstDay, json!("soon")),
        (Column::LastDay, json!("2026-11")),
        (Column::LastDay, json!("2026-11-01")),
        (Column::Breakdown, Value::Null),
        (Column::Measure, json!(" ")),
        (Column::State, json!("visible")),
        (Column::IsRest, json!("WAHR")),
        (Column::Value, json!(-3)),
        (Column::Value, json!(3.5)),
        (Column::Value, Value::Null),
    ];
    let mut rows = vec![row(&[])];
    rows.extend(wrong.iter().map(|change| row(std::slice::from_ref(change))));
    // The same figure once more: it is not added to the first.
    rows.push(row(&[(Column::Value, json!(9))]));
    let file = read(&rows).unwrap();
    assert_eq!((file.rows(), file.tables[0].rows[0].values[0]), (1, Some(Count::new(1234))));
    let expected: Vec<RowFault> = wrong
        .iter()
        .map(|(column, _)| *column)
        .chain([Column::Label])
        .zip(2..)
        .map(|(column, row)| RowFault { row, column: column.to_string() })
        .collect();
    assert_eq!(file.faults, expected);
}

#[test]
fn figures_of_several_services_or_authorities_are_not_mixed() {
    for (column, other) in [(Column::Service, "taxes"), (Column::Authority, "01002")] {
        let rows = [row(&[]), row(&[(column, json!(other)), (Column::Label, json!("/b"))])];
        assert_eq!(read(&rows), Err(ReportFileError::SeveralParts), "{column}");
    }
    let part = read(&[row(&[(Column::Authority, json!("01002"))])]).unwrap();
    assert_eq!(part.name_for(None, "x.csv"), "permits 01002");
    assert_eq!(part.name_for(Some("Before the move"), "x.csv"), "Before the move");
}

#[test]
fn an_extract_is_known_by_all_of_its_heads_and_by_nobodys_word() {
    let full = json_lines(&[row(&[])]);
    let look = |text: &str, stated: &Stated| read_report(text.as_bytes(), stated);
    for column in Column::ALL {
        let mut part = row(&[]);
        part.remove(column.as_str());
        let found = look(&json_lines(&[part]), &Stated::default());
        assert_eq!(found.file, Err(ReportFileError::NoReport), "without {column}");
    }
    let mut more = row(&[]);
    more.insert("note".to_owned(), json!("x"));
    assert!(look(&json_lines(&[more]), &Stated::default()).file.is_ok(), "others do no harm");
    let roles = [("first_day", lotse_domain::series::ColumnRole::Date)];
    let roles = roles.map(|(head, role)| (head.to_owned(), role)).into();
    let said = Stated { period: None, roles };
    let found = look(&csv(&[row(&[])], ","), &said);
    assert_eq!(found.columns.len(), Column::ALL.len(), "what is said of columns wins");
    let broken = format!("{full}no object\n{{\"service\": 1}} 2\n");
    let file = look(&broken, &Stated::default()).file.unwrap();
    assert_eq!((file.rows(), file.all_faults.get()), (1, 2));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let look = |before: &str| {
            let all = [before.as_bytes(), &bytes].concat();
            read_report(&all, &Stated::default()).file.is_ok()
        };
        proptest::prop_assert!(look(&json_lines(&[row(&[])])));
        let table = csv(&[row(&[])], ",") + "\r\n";
        proptest::prop_assert!(look(&table));
    }
}
