//! Figures by the command line: as they may be shown, whole or not at all, and read back as they were.

use std::path::Path;

use jiff::tz::TimeZone;
use lotse_domain::clock::Clock as _;

use crate::process::{Client, Process, Sent, lotse, run};

/// Where the sample services lie.
const ZONE: &str = "America/New_York";

fn first_service(data: &Path) -> (String, String) {
    let (well, services) = run(data, &["service", "list"]);
    assert!(well, "{services}");
    let mut fields = services.lines().next().unwrap().split('\t');
    (fields.next().unwrap().to_owned(), fields.next().unwrap().to_owned())
}

/// How many rows the audit log has.
fn written_down(data: &Path) -> u64 {
    let (well, said) = run(data, &["audit", "verify"]);
    assert!(well, "{said}");
    said.split(' ').next().unwrap().parse().unwrap()
}

/// What is in a folder, by name.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string();
    let mut names: Vec<String> = entries.map(|entry| name(entry).unwrap()).collect();
    names.sort();
    names
}

/// The value of a row of CSV by what it is of.
fn value<'t>(table: &'t str, breakdown: &str, measure: &str, column: &str) -> &'t str {
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let heads = lines.next().unwrap();
    let place = |name: &str| heads.iter().position(|head| *head == name).unwrap();
    let row =
        lines.find(|row| row[place("breakdown")] == breakdown && row[place("measure")] == measure);
    row.unwrap_or_else(|| panic!("no {measure} of {breakdown} in {table}"))[place(column)]
}

#[test]
fn figures_are_exported_as_they_may_be_shown_and_read_back() {
    let (parent, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = parent.path();
    let process = Process::start(data);
    let (slug, key) = first_service(data);
    let mut sent = Sent::default();
    assert!(Client::new(&process, &key).send(0..30, &mut sent));
    let now = lotse::system::SystemClock.now();
    let today = now.to_zoned_datetime(TimeZone::get(ZONE).unwrap()).date();
    let yesterday = today.yesterday().unwrap();
    let (from, to) = (yesterday.to_string(), today.to_string());
    let days = ["--from", &from, "--to", &to, "--automatic", "counted"];
    let place = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
    let export = |more: &[&str]| {
        let mut arguments = vec!["export", "--disclosed", "--service", &slug];
        arguments.extend(days);
        arguments.extend(more);
        run(data, &arguments)
    };

    let table = place("figures.csv");
    let (well, said) = export(&["--every", "period", "--by", "page,browser", "--out", &table]);
    assert!(well && said.contains(" rows in ") && said.contains("of them with a number"), "{said}");
    assert!(said.contains("hidden: too few people are in them"), "{said}");
    let text = std::fs::read_to_string(&table).unwrap();
    assert_eq!(value(&text, "service", "page-views", "value"), "30");
    assert_eq!(value(&text, "page", "page-views", "reason"), "too-few");
    assert_eq!(value(&text, "page", "page-views", "value"), "");
    assert!(!text.contains("/page/"), "one person is no crowd: {text}");
    assert_eq!(names(files.path()), ["figures.csv"], "nothing unfinished is left");
    let rows_before = written_down(data);

    let (well, said) = export(&["--out", &table]);
    assert!(!well && said.contains("exists already") && said.contains("--replace"), "{said}");
    assert_eq!(std::fs::read_to_string(&table).unwrap(), text);
    assert_eq!(written_down(data), rows_before, "what is not written is not written down");
    let (well, said) =
        export(&["--every", "day", "--measure", "visits", "--out", &table, "--replace"]);
    assert!(well && said.starts_with("2 rows in "), "{said}");
    assert_eq!(written_down(data), rows_before + 1, "what is written is in the audit log");
    assert_eq!(std::fs::read_to_string(&table).unwrap().lines().count(), 3);

    let parquet = place("figures.parquet");
    let (well, said) = export(&["--out", &parquet]);
    assert!(well, "{said}");
    let bytes = std::fs::read(&parquet).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));

    let mut command = lotse(data);
    command.args(["export", "--disclosed", "--service", &slug, "--out", "-", "--format", "jsonl"]);
    let output = command.args(days).args(["--every", "period"]).output().unwrap();
    let (lines, said) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success() && said.contains("rows in standard output"), "{said}");
    let rows: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let views = rows.iter().find(|row| row["measure"] == "page-views").unwrap();
    assert_eq!((&views["value"], &views["service"]), (&30.into(), &slug.as_str().into()));
    assert_eq!(names(&data.join("uploads")), [""; 0], "what went to standard output is gone");

    let lines_file = place("figures.jsonl");
    std::fs::write(&lines_file, &lines).unwrap();
    let (well, said) = run(data, &["import", &slug, &lines_file, "--figures"]);
    let read = "figures.jsonl: 1 rows of daily-visitors, visits, page-views, ";
    assert!(well && said.contains(read), "{said}");
    assert!(said.contains(", page-views: 1 figures added, 0 changed, 0 there before"), "{said}");
    assert!(process.stop());

    // A command that has the folder to itself; without days, the last thirty whole ones.
    let alone = place("alone.csv");
    let usual = ["export", "--disclosed", "--service", &slug, "--every", "period", "--out", &alone];
    let (well, said) = run(data, &usual);
    assert!(well, "{said}");
    let text = std::fs::read_to_string(&alone).unwrap();
    assert_eq!(value(&text, "service", "page-views", "last_day"), yesterday.to_string());
    let first = today.saturating_sub(jiff::Span::new().days(30)).to_string();
    assert_eq!(value(&text, "service", "page-views", "first_day"), first);
    assert_eq!(value(&text, "service", "page-views", "is_partial"), "false");
}

#[test]
fn there_is_no_raw_export_and_what_is_wrong_is_said() {
    let (parent, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = parent.path();
    let process = Process::start(data);
    let (slug, _) = first_service(data);
    let out = files.path().join("figures.csv").to_str().unwrap().to_owned();
    let odd = files.path().join("figures.xlsx").to_str().unwrap().to_owned();
    let inside = data.join("figures.csv").to_str().unwrap().to_owned();
    let nowhere = files.path().join("none/figures.csv").to_str().unwrap().to_owned();
    let of = |more: &[&'static str]| {
        let mut arguments = vec!["export", "--disclosed", "--service", slug.as_str(), "--out"];
        arguments.push(out.as_str());
        arguments.extend(more);
        arguments.into_iter().map(ToOwned::to_owned).collect::<Vec<String>>()
    };
    let words = |arguments: &[&str]| {
        arguments.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>()
    };
    for (arguments, said_so) in [
        (words(&["export"]), "There is no raw export"),
        (words(&["export", "--service", &slug, "--out", &out]), "There is no raw export"),
        (words(&["export", "--disclosed", "--out", &out]), "--service SERVICE"),
        (words(&["export", "--disclosed", "--service", &slug]), "--out FILE"),
        (words(&["export", "--disclosed", "--service", &slug, "--out", &odd]), "add --format"),
        (words(&["export", "--disclosed", "--service", &slug, "--out", "-"]), "add --format"),
        (
            words(&["export", "--disclosed", "--service", "nowhere", "--out", &out]),
            "There is no service",
        ),
        (
            words(&["export", "--disclosed", "--service", &slug, "--out", &inside]),
            "lies in the data folder",
        ),
        (
            words(&["export", "--disclosed", "--service", &slug, "--out", &nowhere]),
            "cannot be written",
        ),
        (of(&["--format", "xlsx"]), "is none of csv, jsonl, parquet"),
        (of(&["--every", "year"]), "is none of day, week, month, period"),
        (of(&["--by", "page,region"]), "is none of day, page"),
        (of(&["--by", "day"]), "an extract has no rows by day"),
        (of(&["--measure", "clicks"]), "is none of daily-visitors, people, visits"),
        (of(&["--by", "referrer", "--measure", "page-views"]), "rows by referrer have none of"),
        (of(&["--from", "2026-01-01"]), "--to"),
        (of(&["--from", "soon", "--to", "2026-01-01"]), "--from"),
        (of(&["--from", "2026-01-02", "--to", "2026-01-01"]), "lies before the first day"),
        (of(&["--from", "2026-01-01", "--to", "9000-01-01"]), "has not come yet"),
        (of(&["--from", "2020-01-01", "--to", "2026-01-01"]), "at most 800"),
        (of(&["--from", "2024-11-01", "--to", "2026-01-01", "--every", "day"]), "at most 400"),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (well, said) = run(data, &arguments);
        assert!(!well && said.contains(said_so), "{arguments:?}: {said}");
    }
    assert_eq!(names(files.path()), [""; 0], "nothing was written");
    assert!(process.stop());
}
