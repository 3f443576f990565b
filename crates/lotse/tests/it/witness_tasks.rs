//! A task over the pages of an access log that was imported: from the start page to the confirmation page, `DuckDB`
//! counts the same attempts as the engine.

use std::{fmt::Write as _, path::Path, process::Command};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use lotse_domain::{
    clock::Clock as _,
    query::{
        Automatic, Period, Scope,
        attempts::{AttemptsQuestion, Carrier},
        interval::Interval,
    },
    rule::Rule,
    service::ServiceKind,
    task::{StepKind, Task, TaskParts, TaskStep, TaskWindow},
};
use serde_json::{Value, json};

use crate::process::{Process, of_lake, run, service_of};

const PAGES: [&str; 7] = [
    "/apply",
    "/apply",
    "/apply/form",
    "/apply/form",
    "/apply/done",
    "/apply/not-for-you",
    "/help",
];

/// A log of four days in which people ask for one page after the other, and some program does too.
fn log(now: Timestamp) -> String {
    let mut text = String::new();
    let begin = now - SignedDuration::from_hours(100);
    // What follows looks drawn, and is the same in every run.
    let mut state = 1_u64;
    let mut below = |limit: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    for _ in 0..4_000 {
        let (who, minutes) = (below(1_500), i64::try_from(below(90 * 60)).unwrap());
        let mut at = begin + SignedDuration::from_mins(minutes);
        let browser = if who % 40 == 0 { "Googlebot/2.1" } else { "Mozilla/5.0 Firefox/140.0" };
        for _ in 0..=below(6) {
            at += SignedDuration::from_secs(i64::try_from(below(600)).unwrap());
            let page = PAGES[usize::try_from(below(7)).unwrap()];
            let time = at.to_zoned_datetime(TimeZone::UTC).strftime("%d/%b/%Y:%H:%M:%S +0000");
            let address = format!("198.51.{}.{}", who / 250, who % 250);
            let rest = format!("\"GET {page} HTTP/1.1\" 200 1 \"-\" \"{browser}\"");
            writeln!(text, "{address} - - [{time}] {rest}").unwrap();
        }
    }
    text
}

fn page(path: &str) -> Rule {
    format!("page is \"{path}\"").parse().unwrap()
}

fn task() -> Task {
    let form =
        TaskStep { name: "Form".to_owned(), rule: page("/apply/form"), kind: StepKind::Needed };
    Task::new(TaskParts {
        start: page("/apply"),
        steps: vec![form],
        completed: page("/apply/done"),
        refused: Some(page("/apply/not-for-you")),
        saved: None,
        abandoned: None,
        later: Vec::new(),
        help: None,
        window: TaskWindow::Visit,
    })
    .unwrap()
}

fn theirs(data: &Path, question: &AttemptsQuestion) -> Value {
    let python = std::env::var_os("LOTSE_TEST_PYTHON")
        .expect("LOTSE_TEST_PYTHON names the Python that has DuckDB: run ./test witness");
    let path = |path: &str| format!("page_path = '{path}'");
    let request = data.join("request.json");
    let asked = json!({
        "table": data.join("lake/public/events"),
        "service": question.scope.service.number(),
        "roles": {
            "S": path("/apply"), "A": path("/apply/form"), "D": path("/apply/done"), "R": path("/apply/not-for-you"),
        },
        "steps": [["A", false]],
        "window_us": null,
        "first_us": question.scope.period.start().as_microsecond(),
        "end_us": question.scope.period.end().as_microsecond(),
        "as_of_us": question.as_of.as_microsecond(),
        "label": "coverage",
    });
    std::fs::write(&request, asked.to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/tools/count_attempts.py");
    let output = Command::new(python).arg(script).arg(&request).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn another_engine_counts_the_same_attempts_in_an_imported_log() {
    let (parent, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = parent.path();
    let now = lotse::system::SystemClock.now();
    let path = logs.path().join("access.log");
    std::fs::write(&path, log(now)).unwrap();
    let process = Process::start(data);
    let (_, services) = run(data, &["service", "list"]);
    let mut of = services.lines().next().unwrap().split('\t');
    let (slug, key) = (of.next().unwrap(), of.next().unwrap());
    let (well, said) = run(data, &["import", slug, path.to_str().unwrap()]);
    assert!(well && said.contains("Import 1 is done."), "{said}");
    assert!(process.stop());

    let day = |hours: i64| {
        let at = now - SignedDuration::from_hours(hours);
        at.to_zoned_datetime(TimeZone::UTC).date()
    };
    let question = AttemptsQuestion {
        scope: Scope {
            service: service_of(data, key),
            kind: ServiceKind::Public,
            authority: None,
            period: Period::new(day(72), day(24), TimeZone::UTC).unwrap(),
            automatic: Automatic::LeftOut,
            segment: None,
        },
        task: task(),
        carrier: Carrier::Visit,
        as_of: now,
        by: None,
        interval: Interval::Day,
        signals: false,
        example: false,
    };
    let ours = of_lake(data, async |lake| lake.attempts(&question).await.unwrap());
    let mut whole = vec![ours.whole.begun.units.get(), ours.whole.begun.visitors.get()];
    whole.extend(ours.whole.standing.iter().map(|reached| reached.units.get()));
    let places = ours.places.iter().map(|place| {
        let [completed, refused, abandoned] = &place.standing;
        [&place.reached, completed, refused, abandoned].map(|reached| reached.units.get())
    });
    let elapsed = ours.elapsed.by_ms.iter().map(|(ms, n)| [ms / 1_000, *n]);
    let theirs = theirs(data, &question);
    assert_eq!(json!(whole), theirs["whole"]);
    assert_eq!(json!(places.collect::<Vec<_>>()), theirs["places"]);
    assert_eq!(json!(elapsed.collect::<Vec<_>>()), theirs["elapsed"]);
    assert_eq!(json!(ours.without_start.units.get()), theirs["without_start"]);
    // Enough of each that it is no chance.
    assert!(whole.iter().take(5).all(|count| *count > 100), "{whole:?}");
}
