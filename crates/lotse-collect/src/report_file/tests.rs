//! Files of analytics.usa.gov with the sums that another program finds in them, and files that are none.

use std::{io::Read as _, path::Path};

use super::*;

fn read(bytes: &[u8], stated: &Stated) -> Result<ReportFile, ReportFileError> {
    read_report(bytes, stated).file
}

fn columns(bytes: &[u8]) -> Vec<Column> {
    read_report(bytes, &Stated::default()).columns
}

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/dap");
    let packed = std::fs::File::open(folder.join(format!("{name}.gz"))).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
    bytes
}

fn sum(report: &ReportFile, measure: usize) -> u64 {
    report.tables[0].rows.iter().filter_map(|row| row.values[measure]).sum::<Count>().get()
}

/// Sums by Python's `csv` and `json`.
#[test]
fn the_files_of_the_government_have_the_sums_that_others_find() {
    for (name, rows, dimensions, measure, expected) in [
        ("live/devices.csv", 361, vec!["device"], "visits", 3_546_858_205),
        ("live/language.csv", 9_556, vec!["language"], "visits", 3_550_587_183),
        ("live/os-browsers.csv", 6_121, vec!["browser", "os"], "visits", 3_554_998_596),
        ("live/daily-sessions-30-days.json", 30, vec![], "visits", 1_186_512_188),
        ("live/last-48-hours.json", 37, vec!["hour"], "visits", 51_536_634),
        ("live/today.json", 15, vec!["hour"], "visits", 364_726),
        (
            "live/top-downloads-yesterday.json",
            100,
            vec!["linkUrl", "page", "page_title"],
            "total_events",
            303_299,
        ),
        (
            "live/top-pages-7-days.json",
            20,
            vec!["domain", "page", "page_title"],
            "pageviews",
            341_340_194,
        ),
        ("labor/language.csv", 3_783, vec!["language"], "visits", 45_325_718),
        ("veterans-affairs/os-browsers.csv", 2_315, vec!["browser", "os"], "visits", 98_264_566),
        ("health-human-services/devices.csv", 120, vec!["device"], "visits", 184_821_451),
        ("homeland-security/language.csv", 5_486, vec!["language"], "visits", 182_600_109),
    ] {
        let report =
            read(&file(name), &Stated::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((report.rows(), report.all_faults.get()), (rows, 0), "{name}");
        let [table] = report.tables.as_slice() else { panic!("{name}") };
        assert_eq!(table.dimensions, dimensions, "{name}");
        assert_eq!(table.measures, [measure], "{name}");
        assert_eq!(sum(&report, 0), expected, "{name}");
        assert!(table.rows.iter().all(|row| row.labels.len() == dimensions.len()), "{name}");
    }
}

#[test]
fn a_period_is_the_rows_the_reports_or_the_readers() {
    let days = read(&file("labor/devices.csv"), &Stated::default()).unwrap();
    assert_eq!(days.tables[0].rows[0].period.first(), jiff::civil::date(2024, 1, 4));
    // Taken on 5 January, over seven days up to yesterday.
    let pages = read(&file("live/top-pages-7-days.json"), &Stated::default()).unwrap();
    let row = &pages.tables[0].rows[0];
    let week =
        SeriesPeriod::new(jiff::civil::date(2023, 12, 29), jiff::civil::date(2024, 1, 4)).unwrap();
    assert_eq!(row.period, week);
    let table = file("labor/top-pages-7-days.csv");
    assert_eq!(read(&table, &Stated::default()), Err(ReportFileError::NoPeriod));
    let pages = read(&table, &Stated { period: Some(week), ..Stated::default() }).unwrap();
    assert_eq!((pages.rows(), sum(&pages, 0)), (20, 1_598_601));
    assert_eq!(pages.tables[0].rows[0].period, week);
    for (text, first, last) in [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("202402", "2024-02-01", "2024-02-29"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("20240205", "2024-02-05", "2024-02-05"),
        ("05.02.2024", "2024-02-05", "2024-02-05"),
    ] {
        let expected = SeriesPeriod::new(first.parse().unwrap(), last.parse().unwrap());
        assert!(expected.is_some() && interval(text) == expected, "{text}");
    }
    for text in ["", "2024", "2024-13", "2024-02-30", "Smarch 2024", "20240230", "ä", "2024-"] {
        assert_eq!(interval(text), None, "{text}");
    }
}

#[test]
fn what_is_no_report_says_why() {
    assert_eq!(read(&file("labor/devices.json"), &Stated::default()), Err(ReportFileError::Slim));
    assert_eq!(
        read(&file("live/realtime.json"), &Stated::default()),
        Err(ReportFileError::NoPeriod)
    );
    for (text, expected) in [
        ("", ReportFileError::NoReport),
        ("one line", ReportFileError::NoReport),
        ("{\"a\": 1}", ReportFileError::NoReport),
        ("{\"data\": 7}", ReportFileError::NoReport),
        ("date,device\n2024-01-01,mobile\n", ReportFileError::NoCounts),
        ("device,visits\nmobile,3\n", ReportFileError::NoPeriod),
        ("date,visits,Visits\n", ReportFileError::TwoColumns { name: "Visits".to_owned() }),
    ] {
        assert_eq!(read(text.as_bytes(), &Stated::default()), Err(expected), "{text}");
    }
}

#[test]
fn wrong_rows_are_named_and_the_others_are_read() {
    let text = "\u{feff}date,page,visits,bounce_rate\n2024-01-01,/a,3,0.5\nyesterday,/b,4,0\n2024-01-02,/c,many,0\n\
                2024-01-03,/d\n2024-01-04,/mail?to=ada@example.net,7,\n";
    let report = read(text.as_bytes(), &Stated::default()).unwrap();
    assert_eq!(report.left_out, ["bounce_rate"]);
    assert_eq!((report.rows(), sum(&report, 0)), (2, 10));
    let faults: Vec<_> = report.faults.iter().map(|f| (f.row, f.column.as_str())).collect();
    assert_eq!(faults, [(2, "date"), (3, "visits"), (4, "visits")]);
    assert!(
        !report.tables[0].rows[1].labels[0].contains("ada@example.net"),
        "{:?}",
        report.tables[0].rows[1]
    );
}

#[test]
fn columns_are_what_is_said_of_them() {
    let text = "Monat;Amt;Anträge;Bescheide\n01.11.2025;Kiel;12;7\n01.12.2025;Kiel;9;8\n";
    let found = columns(text.as_bytes());
    assert!(found.iter().all(|column| column.role == ColumnRole::Label), "{found:?}");
    let nothing = read(text.as_bytes(), &Stated::default());
    assert_eq!(nothing, Err(ReportFileError::NoCounts));
    let said = |roles: &[(&str, ColumnRole)]| Stated {
        period: None,
        roles: roles.iter().map(|(head, role)| ((*head).to_owned(), *role)).collect(),
    };
    let stated = said(&[
        ("Monat", ColumnRole::Date),
        ("Anträge", ColumnRole::Count),
        ("Bescheide", ColumnRole::LeftOut),
    ]);
    let report = read(text.as_bytes(), &stated).unwrap();
    assert_eq!(
        (&report.tables[0].dimensions[..], &report.tables[0].measures[..]),
        (&["Amt".into()][..], &["Anträge".into()][..])
    );
    assert_eq!(report.left_out, ["Bescheide"]);
    assert_eq!(sum(&report, 0), 21);
    let twice = said(&[
        ("Monat", ColumnRole::Date),
        ("Amt", ColumnRole::Date),
        ("Anträge", ColumnRole::Count),
    ]);
    let error = read(text.as_bytes(), &twice);
    assert_eq!(error, Err(ReportFileError::TwoDates { name: "Amt".to_owned() }));
    // Of two columns that look like dates the first is one.
    let two = columns(b"date,month,visits\n");
    let roles: Vec<_> = two.iter().map(|column| column.role).collect();
    assert_eq!(roles, [ColumnRole::Date, ColumnRole::Label, ColumnRole::Count]);
}

#[test]
fn what_is_said_wins_over_names_and_is_of_columns_that_are_there() {
    let said = |roles: &[(&str, ColumnRole)]| Stated {
        period: None,
        roles: roles.iter().map(|(head, role)| ((*head).to_owned(), *role)).collect(),
    };
    let text = b"date,Month,visits\nx,2026-11,3\n";
    let report = read(text, &said(&[("Month", ColumnRole::Date)])).unwrap();
    assert_eq!((report.tables[0].dimensions.clone(), report.rows()), (vec!["date".to_owned()], 1));
    let missing = read(text, &said(&[("Mnth", ColumnRole::Date)]));
    assert_eq!(missing, Err(ReportFileError::NoSuchColumn { name: "Mnth".to_owned() }));
    let named = read(b"Tag,visits\nnever,3\n", &said(&[("Tag", ColumnRole::Date)])).unwrap();
    assert_eq!(named.faults, [RowFault { row: 1, column: "Tag".to_owned() }]);
}

#[test]
fn no_more_is_held_of_a_file_than_a_report_may_have() {
    let rows = format!("{{\"data\":[{}{{}}]}}", "{},".repeat(MOST_ROWS + 1));
    assert_eq!(read(rows.as_bytes(), &Stated::default()), Err(ReportFileError::NoCounts));
    let days = "{\"date\":\"2026-11-01\",\"visits\":1},".repeat(MOST_ROWS);
    let many = format!("{{\"data\":[{days}{{}}]}}");
    let too_many = ReportFileError::TooManyRows { limit: MOST_ROWS };
    assert_eq!(read(many.as_bytes(), &Stated::default()), Err(too_many));
    let table = format!("date,visits\n{}", "2026-11-01,1\n".repeat(MOST_ROWS + 1));
    let too_many = ReportFileError::TooManyRows { limit: MOST_ROWS };
    assert_eq!(read(table.as_bytes(), &Stated::default()), Err(too_many));
    let members = (0..100).map(|n| format!("\"c{n}\":1")).collect::<Vec<_>>().join(",");
    let wide = format!("{{\"data\":[{{{members}}}]}}");
    let too_wide = ReportFileError::TooManyColumns { limit: MOST_COLUMNS };
    assert_eq!(read(wide.as_bytes(), &Stated::default()), Err(too_wide.clone()));
    let commas = ",".repeat(1_000_000);
    let found = read_report(commas.as_bytes(), &Stated::default());
    assert_eq!((found.columns.len(), found.file), (0, Err(too_wide)));
    let long = format!("date,{},visits\n2026-11-01,x,3\n", "h".repeat(10_000));
    assert_eq!(
        read(long.as_bytes(), &Stated::default()).unwrap().tables[0].dimensions[0].len(),
        NAME_CHARS
    );
}

#[test]
fn what_cannot_be_unpacked_or_is_too_large_says_so() {
    let broken = look(&b"\x1f\x8b\x08broken"[..], &Stated::default());
    assert_eq!(broken.file, Err(ReportFileError::Packed));
    let endless = look(std::io::repeat(b'a'), &Stated::default());
    assert_eq!(endless.file, Err(ReportFileError::TooLarge { mib: 32 }));
}

#[test]
fn days_of_any_number_ago_are_days_or_none() {
    for (days, is_read) in
        [("7daysAgo", true), ("-9223372036854775808daysAgo", false), ("99999daysAgo", false)]
    {
        let text = format!(
            "{{\"taken_at\":\"2026-11-20T00:00:00Z\",\"query\":{{\"dateRanges\":[{{\"startDate\":\"{days}\",\
             \"endDate\":\"today\"}}]}},\"data\":[{{\"page\":[1],\"visits\":7}}]}}"
        );
        let found = read(text.as_bytes(), &Stated::default());
        assert_eq!(found.is_ok(), is_read, "{days}: {found:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let _outcome = read(&bytes, &Stated::default());
        let headed = [b"date,page,visits\n".as_slice(), &bytes].concat();
        let _outcome = read(&headed, &Stated::default());
        let braced = [b"{\"data\":[".as_slice(), &bytes, b"]}"].concat();
        let _outcome = read(&braced, &Stated::default());
    }
}
