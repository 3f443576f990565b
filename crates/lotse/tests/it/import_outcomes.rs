//! Outcomes of cases by the command line: added once, undone, and no case number is left anywhere in the data folder.

use std::{fs, io::Write as _, path::Path, process::Stdio};

use jiff::SignedDuration;
use lotse_domain::clock::Clock as _;

use crate::process::{Process, lotse, run};

/// Whether any file below a folder has these bytes.
fn found_in(folder: &Path, bytes: &[u8]) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(found_in(&path, bytes));
        } else if let Ok(held) = fs::read(&path)
            && held.windows(bytes.len()).any(|part| part == bytes)
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn outcomes_are_added_once_and_no_case_number_stays() {
    let (parent, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = parent.path();
    let process = Process::start(data);
    let (well, services) = run(data, &["service", "list"]);
    assert!(well, "{services}");
    let slug = services.split('\t').next().unwrap().to_owned();
    let at = lotse::system::SystemClock.now() - SignedDuration::from_hours(48);
    let day = at.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let rows = format!(
        "case;outcome;at;fields;channel\n\
         Vorgang-4711-X;received;{at};;post\n\
         Vorgang-4711-X;returned;{at};income,rent;\n\
         Vorgang-4712-X;decided;{day};;phone\n\
         Vorgang-4713-X;decided;{day};;pigeon\n"
    );
    let path = files.path().join("outcomes.csv");
    fs::write(&path, &rows).unwrap();
    let path = path.to_str().unwrap();

    let (well, said) = run(data, &["import", &slug, path, "--dry-run"]);
    assert!(well && said.contains("outcomes.csv: outcomes; all of it:"), "{said}");
    let (well, first) = run(data, &["import", &slug, path]);
    assert!(well && first.contains("3 events, of them 0 there before"), "{first}");
    assert!(first.contains("outcomes.csv, line 5: channel"), "{first}");

    // Again, by standard input.
    let mut command = lotse(data);
    command.args(["import", &slug, "-", "--format", "outcomes"]);
    let mut importing = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    importing.stdin.take().unwrap().write_all(rows.as_bytes()).unwrap();
    let ended = importing.wait_with_output().unwrap();
    let again = String::from_utf8(ended.stdout).unwrap();
    assert!(again.contains("3 events, of them 3 there before"), "{again}");

    for text in [&said, &first, &again, &String::from_utf8_lossy(&ended.stderr).into_owned()] {
        assert!(!text.contains("Vorgang-47"), "{text}");
    }
    assert_eq!(found_in(files.path(), b"Vorgang-47").len(), 1, "it can be found");
    assert_eq!(found_in(data, b"Vorgang-47"), Vec::<std::path::PathBuf>::new());
    assert!(process.stop());
    assert_eq!(found_in(data, b"Vorgang-47"), Vec::<std::path::PathBuf>::new());

    let (well, said) = run(data, &["import", "undo", "1"]);
    assert!(well && said.contains("3 events are erased"), "{said}");
    assert_eq!(found_in(data, b"Vorgang-47"), Vec::<std::path::PathBuf>::new());
}
