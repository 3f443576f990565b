//! Access logs by the command line: killed in the middle and run again, the counts are exact; again adds
//! nothing; undone, nothing is left.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use lotse_domain::clock::Clock as _;

use crate::process::{Process, asked, lotse, run};

/// Lines of the log; `./test full` says a million.
fn lines() -> u64 {
    std::env::var("LOTSE_TEST_LINES").map_or(120_000, |text| text.parse().unwrap())
}

/// What of a log is page views, and what is left out.
#[derive(Default)]
struct Known {
    page_views: u64,
    assets: u64,
    posts: u64,
    errors: u64,
    malformed: u64,
}

/// A log of today and yesterday in which every hundredth line stands twice.
fn log(lines: u64, now: Timestamp) -> (String, Known) {
    let (mut text, mut known) = (String::new(), Known::default());
    let begin = now - SignedDuration::from_hours(30);
    for n in 0..lines {
        let (kind, n) = if n % 100 == 99 { (0, n - 9) } else { (n % 10, n) };
        let at =
            begin + SignedDuration::from_millis(i64::try_from(n * 100_000_000 / lines).unwrap());
        let at = at.to_zoned_datetime(TimeZone::UTC).strftime("%d/%b/%Y:%H:%M:%S +0000");
        let (request, status) = match kind {
            6 => (format!("GET /assets/{}.css", n % 7), 200),
            7 => (format!("POST /page/{}", n % 50), 302),
            8 => (format!("GET /page/{}", n % 50), 404),
            9 => {
                known.malformed += 1;
                writeln!(text, "no line of a log, number {n}").unwrap();
                continue;
            }
            _ => (format!("GET /page/{}", n % 50), 200),
        };
        *match kind {
            6 => &mut known.assets,
            7 => &mut known.posts,
            8 => &mut known.errors,
            _ => &mut known.page_views,
        } += 1;
        writeln!(
            text,
            "198.51.{}.{} - - [{at}] \"{request} HTTP/1.1\" {status} {n} \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\"",
            n % 200,
            n % 251
        )
        .unwrap();
    }
    (text, known)
}

fn first_service(data: &Path) -> (String, String) {
    let (well, services) = run(data, &["service", "list"]);
    assert!(well, "{services}");
    let mut fields = services.lines().next().unwrap().split('\t');
    (fields.next().unwrap().to_owned(), fields.next().unwrap().to_owned())
}

/// Lines that the newest import has read.
fn lines_read(data: &Path) -> u64 {
    let (well, text) = run(data, &["import", "list"]);
    assert!(well, "{text}");
    let newest = text.lines().next().unwrap();
    let field = newest.split('\t').find(|field| field.ends_with(" lines"));
    field.map_or(0, |field| field.trim_end_matches(" lines").parse().unwrap())
}

#[test]
fn killed_in_the_middle_and_run_again_the_counts_are_exact() {
    let (parent, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = parent.path();
    let (text, known) = log(lines(), lotse::system::SystemClock.now());
    let file = logs.path().join("access.log.gz");
    let packed = std::fs::File::create(&file).unwrap();
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap();
    let path = file.to_str().unwrap();

    let process = Process::start(data);
    let (slug, key) = first_service(data);
    let mut command = lotse(data);
    let import = ["import", &slug, path];
    let mut killed =
        command.args(import).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + Duration::from_mins(2);
    while lines_read(data) == 0 && Instant::now() < until {
        thread::sleep(Duration::from_millis(5));
    }
    process.kill();
    assert!(!killed.wait().unwrap().success());

    let process = Process::start(data);
    let before = lines_read(data);
    assert!(before > 0 && before < lines(), "it was killed in the middle: {before}");
    let (well, said) = run(data, &import);
    let Known { page_views, assets, posts, errors, malformed } = known;
    assert!(well, "{said}");
    for line in [
        "Import 1 is done.".to_owned(),
        format!("{} lines read", lines()),
        format!("{page_views} events, of them 0 there before"),
        format!("{malformed} left out: malformed"),
        format!("{posts} left out: not-get"),
        format!("{errors} left out: status"),
        format!("{assets} left out: asset"),
        "access.log.gz, line 10: time".to_owned(),
    ] {
        assert!(said.lines().any(|found| found.trim() == line), "“{line}” is not in:\n{said}");
    }
    assert!(process.stop());
    assert_eq!(asked(data, &key).totals.page_views.get(), page_views);

    // The same lines under another name and not packed: by a command that has the folder to itself.
    let plain = logs.path().join("again.log");
    std::fs::write(&plain, &text).unwrap();
    let (well, said) = run(data, &["import", &slug, plain.to_str().unwrap()]);
    assert!(well && said.contains("Import 2 is done."), "{said}");
    let none = format!("{page_views} events, of them {page_views} there before");
    assert!(said.contains(&none), "{said}");
    assert_eq!(asked(data, &key).totals.page_views.get(), page_views);

    let (well, said) = run(data, &["import", "undo", "1"]);
    assert!(well && said.contains(&format!("{page_views} events are erased")), "{said}");
    assert_eq!(asked(data, &key).totals.page_views.get(), 0);
    let (well, said) = run(data, &["import", "undo", "1"]);
    assert!(!well && said.contains("undone already"), "{said}");
}

#[test]
fn standard_input_a_look_before_and_words_for_what_goes_wrong() {
    let (parent, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = parent.path();
    let process = Process::start(data);
    let (slug, key) = first_service(data);
    let (text, known) = log(1_000, lotse::system::SystemClock.now());
    let folder = logs.path().join("logs");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("one.log"), &text).unwrap();
    std::fs::write(folder.join("letter.txt"), "Dear all,\nno log at all").unwrap();
    let (well, said) = run(data, &["import", &slug, folder.to_str().unwrap(), "--dry-run"]);
    assert!(well && said.contains("letter.txt: the format is not recognised"), "{said}");
    assert!(said.contains("one.log: combined; all of it:"), "{said}");
    assert!(said.contains(&format!("{} events", known.page_views)), "{said}");
    let (well, said) = run(data, &["import", "list"]);
    assert!(well && said.contains("There is no import yet"), "{said}");

    let mut command = lotse(data);
    command.args(["import", &slug, "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut importing = command.spawn().unwrap();
    importing.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = String::from_utf8(importing.wait_with_output().unwrap().stdout).unwrap();
    assert!(said.contains(&format!("{} events, of them 0", known.page_views)), "{said}");
    let kept = std::fs::read_dir(data.join("uploads")).unwrap().count();
    assert_eq!(kept, 0, "what came on standard input is gone");

    for (arguments, words) in [
        (vec!["import", "nowhere", "-"], "There is no service"),
        (vec!["import", &slug, "/nowhere/a.log"], "cannot be read"),
        (
            vec!["import", &slug, folder.to_str().unwrap()],
            "letter.txt: its format is not recognised",
        ),
        (vec!["import", "undo", "99"], "There is no import 99"),
        (vec!["import", &slug], "FILE"),
        (vec!["import", &slug, "a", "--format", "odd"], "is none of common, combined"),
    ] {
        let (well, said) = run(data, &arguments);
        assert!(!well && said.contains(words), "{arguments:?}: {said}");
    }
    let (well, said) = run(data, &["import", "list", &slug]);
    assert!(well && said.contains("\tfailed\t") && said.contains("\tclosed\t"), "{said}");
    assert!(process.stop());
    assert_eq!(asked(data, &key).totals.page_views.get(), known.page_views);
}

#[test]
fn figures_and_rows_by_command_and_words_for_what_goes_wrong() {
    let (parent, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = parent.path();
    let process = Process::start(data);
    let (slug, key) = first_service(data);
    let write = |name: &str, text: &str| {
        let path = files.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let devices =
        write("devices.csv", "date,device,visits,bounce_rate\n2026-11-01,mobile,70,0\nx,tv,1,0\n");
    let (well, said) = run(data, &["import", &slug, &devices, "--figures", "--dry-run"]);
    assert!(
        well && said.contains("devices.csv: 1 rows of visits by device, 2026-11-01 to 2026-11-01"),
        "{said}"
    );
    assert!(said.contains("bounce_rate") && said.contains("row 2: date"), "{said}");
    assert!(!said.contains("figures added"), "{said}");
    let (well, said) = run(data, &["import", &slug, &devices, "--figures"]);
    assert!(
        well && said
            .contains("series 1, visits by device: 1 figures added, 0 changed, 0 there before"),
        "{said}"
    );
    let (_, said) = run(data, &["import", &slug, &devices, "--figures"]);
    assert!(said.contains("0 figures added, 0 changed, 1 there before"), "{said}");
    let own = write("own.csv", "Tag;Zahl\n01.11.2026;12\n");
    let figures = [
        "import",
        &slug,
        &own,
        "--figures",
        "--name",
        "Own",
        "--column",
        "date=Tag",
        "--column",
        "count=Zahl",
    ];
    let (well, said) = run(data, &figures);
    assert!(well && said.contains("series 2, Zahl: 1 figures added"), "{said}");

    let at = (lotse::system::SystemClock.now() - jiff::SignedDuration::from_hours(50)).to_string();
    let rows = write("rows.csv", &format!("wann,wo\n{at},/apply\n{at},/apply/2\n"));
    let (well, said) = run(data, &["import", &slug, &rows]);
    assert!(well && said.contains("2 left out: malformed"), "{said}");
    let named = ["import", &slug, &rows, "--column", "time=wann", "--column", "page=wo"];
    let (well, said) = run(data, &named);
    assert!(well && said.contains("2 events, of them 0 there before"), "{said}");

    for (arguments, words) in [
        (vec!["import", &slug, &rows, "--figures"], "has no column of counts"),
        (vec!["import", &slug, &rows, "--column", "odd=wo"], "is none of time, page"),
        (vec!["import", &slug, &rows, "--column", "time"], "needs a form such as"),
        (
            vec!["import", &slug, &own, "--figures", "--column", "time=Tag"],
            "is none of date, label",
        ),
        (vec!["import", &slug, &own, "--figures", "--first", "2026-11-01"], "--last"),
        (
            vec![
                "import",
                &slug,
                &own,
                "--figures",
                "--first",
                "2026-11-02",
                "--last",
                "2026-11-01",
            ],
            "is after",
        ),
        (vec!["import", &slug, &own, "--name", "x"], "--figures"),
    ] {
        let (well, said) = run(data, &arguments);
        assert!(!well && said.contains(words), "{arguments:?}: {said}");
    }
    assert!(process.stop());
    assert_eq!(asked(data, &key).totals.page_views.get(), 2);
}
