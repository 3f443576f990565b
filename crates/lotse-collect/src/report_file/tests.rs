//! Files of analytics.usa.gov with the sums that another program finds in them, and files that are none.

use std::{io::Read as _, path::Path};

use super::*;

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/dap");
    let packed = std::fs::File::open(folder.join(format!("{name}.gz"))).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
    bytes
}

fn sum(report: &ReportFile, measure: usize) -> u64 {
    report.rows.iter().filter_map(|row| row.values[measure]).sum::<Count>().get()
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
        let report = read_report(&file(name), None).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((report.rows.len(), report.all_faults.get()), (rows, 0), "{name}");
        assert_eq!(report.dimensions, dimensions, "{name}");
        assert_eq!(report.measures, [measure], "{name}");
        assert_eq!(sum(&report, 0), expected, "{name}");
        assert!(report.rows.iter().all(|row| row.labels.len() == dimensions.len()), "{name}");
    }
}

#[test]
fn a_period_is_the_rows_the_reports_or_the_readers() {
    let days = read_report(&file("labor/devices.csv"), None).unwrap();
    assert_eq!(days.rows[0].first, jiff::civil::date(2024, 1, 4));
    // Taken on 5 January, over seven days up to yesterday.
    let pages = read_report(&file("live/top-pages-7-days.json"), None).unwrap();
    let row = &pages.rows[0];
    assert_eq!(
        (row.first, row.last),
        (jiff::civil::date(2023, 12, 29), jiff::civil::date(2024, 1, 4))
    );
    let table = file("labor/top-pages-7-days.csv");
    assert_eq!(read_report(&table, None), Err(ReportFileError::NoPeriod));
    let stated = (jiff::civil::date(2023, 12, 29), jiff::civil::date(2024, 1, 4));
    let pages = read_report(&table, Some(stated)).unwrap();
    assert_eq!((pages.rows.len(), sum(&pages, 0)), (20, 1_598_601));
    assert_eq!((pages.rows[0].first, pages.rows[0].last), stated);
    for (text, first, last) in [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("202402", "2024-02-01", "2024-02-29"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("20240205", "2024-02-05", "2024-02-05"),
    ] {
        let expected = (first.parse().unwrap(), last.parse().unwrap());
        assert_eq!(interval(text), Some(expected), "{text}");
    }
    for text in ["", "2024", "2024-13", "2024-02-30", "Smarch 2024", "20240230", "ä", "2024-"] {
        assert_eq!(interval(text), None, "{text}");
    }
}

#[test]
fn what_is_no_report_says_why() {
    assert_eq!(read_report(&file("labor/devices.json"), None), Err(ReportFileError::Slim));
    assert_eq!(read_report(&file("live/realtime.json"), None), Err(ReportFileError::NoPeriod));
    for (text, expected) in [
        ("", ReportFileError::NoReport),
        ("one line", ReportFileError::NoReport),
        ("{\"a\": 1}", ReportFileError::NoReport),
        ("{\"data\": 7}", ReportFileError::NoReport),
        ("date,device\n2024-01-01,mobile\n", ReportFileError::NoCounts),
        ("device,visits\nmobile,3\n", ReportFileError::NoPeriod),
        ("date,visits,Visits\n", ReportFileError::TwoColumns { name: "Visits".to_owned() }),
    ] {
        assert_eq!(read_report(text.as_bytes(), None), Err(expected), "{text}");
    }
}

#[test]
fn wrong_rows_are_named_and_the_others_are_read() {
    let text = "\u{feff}date,page,visits,bounce_rate\n2024-01-01,/a,3,0.5\nyesterday,/b,4,0\n2024-01-02,/c,many,0\n\
                2024-01-03,/d\n2024-01-04,/mail?to=ada@example.net,7,\n";
    let report = read_report(text.as_bytes(), None).unwrap();
    assert_eq!(report.left_out, ["bounce_rate"]);
    assert_eq!((report.rows.len(), sum(&report, 0)), (2, 10));
    let faults: Vec<_> = report.faults.iter().map(|f| (f.row, f.column.as_str())).collect();
    assert_eq!(faults, [(2, "date"), (3, "visits"), (4, "visits")]);
    assert!(!report.rows[1].labels[0].contains("ada@example.net"), "{:?}", report.rows[1]);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let _outcome = read_report(&bytes, None);
        let headed = [b"date,page,visits\n".as_slice(), &bytes].concat();
        let _outcome = read_report(&headed, None);
        let braced = [b"{\"data\":[".as_slice(), &bytes, b"]}"].concat();
        let _outcome = read_report(&braced, None);
    }
}
