//! `DuckDB` counts attempts at a task, of visits and of cases, with SQL of its own: the same numbers.

use std::{path::Path, process::Command};

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    event::{DeviceClass, Event, EventKind},
    ids::{CaseReference, Visitor},
    property::ShortText,
    query::{
        attempts::{AttemptsAnswer, AttemptsQuestion, AttemptsRow, Carrier},
        filter::{Attribute, Field},
        interval::Interval,
    },
    rule::Rule,
    service::ServiceKind,
    task::{LaterOutcome, StepKind, Task, TaskParts, TaskStep, TaskWindow},
};
use serde_json::{Value, json};

use crate::sample::{self, SetClock, event, opened, scope, time};

const ZONE: &str = "Europe/Berlin";
const JOURNEYS: u64 = 8_000;
const WAY: [(&str, StepKind); 3] =
    [("A", StepKind::Needed), ("B", StepKind::HandOver), ("C", StepKind::Needed)];

/// `SplitMix64`: the same events in every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    fn is_one_of(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn of(&mut self, texts: &str) -> String {
        let place = usize::try_from(self.below(texts.len() as u64)).unwrap();
        texts.chars().nth(place).unwrap().to_string()
    }
}

fn hash(number: u64) -> i64 {
    number.wrapping_mul(0xD134_2543_DE82_EF95).cast_signed()
}

/// What people do in three weeks: visits of which some open a case, sessions of the case afterwards, and what
/// became of it. No visit is so long that a day would end it.
fn events() -> Vec<Event> {
    let mut seeded = Seeded(11);
    let first = time("2026-03-12T06:00:00Z");
    let mut events: Vec<Event> = Vec::new();
    for journey in 0..JOURNEYS {
        let who = seeded.below(5_000);
        let hours = 24 * i64::try_from(seeded.below(21)).unwrap();
        let second = i64::try_from(seeded.below(36_000)).unwrap();
        let mut at = first + SignedDuration::from_hours(hours) + SignedDuration::from_secs(second);
        let mut add = |at: Timestamp, name: String, visitor: Option<u64>, case: Option<u64>| {
            let number = (events.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mut one = event(number, &at.to_string());
            one.kind = EventKind::Custom;
            one.name = Some(ShortText::trusted(name));
            one.visitor = visitor.map(hash).map(Visitor::from_hash);
            one.case = case.map(hash).map(CaseReference::from_hash);
            let classes = [DeviceClass::Desktop, DeviceClass::Mobile, DeviceClass::Tablet];
            one.browser.device_class = classes.get(usize::try_from(who % 4).unwrap()).copied();
            events.push(one);
        };
        // Now and then two journeys are of one case.
        let case = seeded.is_one_of(2).then(|| journey / (1 + seeded.below(2)));
        let length = 1 + seeded.below(12);
        let opens = seeded.below(length);
        for place in 0..length {
            // Whole minutes, so that also the edge of the visit and one instant are common.
            let minutes = if seeded.is_one_of(9) { 30 + seeded.below(2) } else { seeded.below(9) };
            at += SignedDuration::from_mins(i64::try_from(minutes).unwrap());
            let name = seeded.of("SSAABBCCDRVGXX");
            add(at, name, Some(who), case.filter(|_| place == opens));
        }
        let Some(case) = case else { continue };
        for _ in 0..seeded.below(4) {
            // Whole hours, for the edge of the window.
            at += SignedDuration::from_hours(i64::try_from(seeded.below(120)).unwrap());
            for _ in 0..=seeded.below(3) {
                add(at, seeded.of("SABCDRVGX"), None, Some(case));
                at += SignedDuration::from_mins(i64::try_from(seeded.below(9)).unwrap());
            }
        }
        for _ in 0..seeded.below(4) {
            at += SignedDuration::from_hours(i64::try_from(seeded.below(2_000)).unwrap());
            add(at, seeded.of("YQEEP"), None, Some(case));
        }
    }
    events
}

fn named(name: &str) -> Rule {
    format!("name is \"{name}\"").parse().unwrap()
}

fn question(window: TaskWindow) -> AttemptsQuestion {
    let later = LaterOutcome::ALL.iter().copied().zip(["Y", "Q", "E", "P"]);
    let steps = WAY.into_iter();
    AttemptsQuestion {
        scope: scope("2026-03-16", "2026-03-29", ZONE),
        task: Task::new(TaskParts {
            start: named("S"),
            steps: steps
                .map(|(name, kind)| TaskStep { name: name.to_owned(), rule: named(name), kind })
                .collect(),
            completed: named("D"),
            refused: Some(named("R")),
            saved: Some(named("V")),
            abandoned: Some(named("G")),
            later: later.map(|(outcome, name)| (outcome, named(name))).collect(),
            help: None,
            window,
        })
        .unwrap(),
        carrier: Carrier::Visit,
        // While people are under way.
        as_of: time("2026-03-29T11:20:00Z"),
        by: Some(Attribute::Field(Field::DeviceClass)),
        interval: Interval::Day,
        signals: false,
        example: false,
    }
}

fn standing(row: &AttemptsRow) -> Vec<Value> {
    let each = row.standing.iter().map(|reached| json!(reached.units.get()));
    std::iter::once(json!(row.begun.units.get())).chain(each).collect()
}

fn ours(answer: &AttemptsAnswer) -> Value {
    let mut whole = standing(&answer.whole);
    whole.insert(1, json!(answer.whole.begun.visitors.get()));
    let mut labels: Vec<(Option<String>, Vec<Value>)> =
        answer.rows.iter().map(|(label, row)| (label.clone(), standing(row))).collect();
    labels.sort_by(|(a, _), (b, _)| a.cmp(b));
    let labels = labels.into_iter().map(|(label, row)| {
        let mut cells = vec![json!(label)];
        cells.extend(row);
        cells
    });
    let places = answer.places.iter().map(|place| {
        let [completed, refused, abandoned] = &place.standing;
        [&place.reached, completed, refused, abandoned].map(|reached| reached.units.get())
    });
    let by = |times: &lotse_domain::query::Durations, unit: u64| -> Vec<[u64; 2]> {
        times.by_ms.iter().map(|(ms, n)| [ms / unit, *n]).collect()
    };
    let later = &answer.later;
    let [received, returned, decided, paid] = &later.known;
    let fate = [&later.completed, received, returned, decided, paid, &later.right];
    json!({
        "whole": whole,
        "labels": labels.collect::<Vec<_>>(),
        "places": places.collect::<Vec<_>>(),
        "elapsed": by(&answer.elapsed, 1_000),
        "later": fate.map(|reached| reached.units.get()),
        "days": by(&later.days, 86_400_000),
        "without_start": answer.without_start.units.get(),
    })
}

fn theirs(folder: &Path, question: &AttemptsQuestion) -> Value {
    let python = std::env::var_os("LOTSE_TEST_PYTHON")
        .expect("LOTSE_TEST_PYTHON names the Python that has DuckDB: run ./test witness");
    let request = folder.join("request.json");
    let roles =
        "SABCDRVGYQEP".chars().map(|name| (name.to_string(), json!(format!("name = '{name}'"))));
    let steps = WAY.iter().map(|(name, kind)| json!([name, kind.may_be_left_out()]));
    let window = question.task.parts().window.length();
    let asked = json!({
        "table": folder.join("public/events"),
        "service": 1,
        "roles": roles.collect::<serde_json::Map<_, _>>(),
        "steps": steps.collect::<Vec<_>>(),
        "window_us": window.map(|length| i64::try_from(length.as_micros()).unwrap()),
        "first_us": question.scope.period.start().as_microsecond(),
        "end_us": question.scope.period.end().as_microsecond(),
        "as_of_us": question.as_of.as_microsecond(),
        "label": "device_class",
    });
    std::fs::write(&request, asked.to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/tools/count_attempts.py");
    let output = Command::new(python).arg(script).arg(&request).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn another_engine_counts_the_same_attempts_of_visits_and_of_cases() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2027-06-01T12:00:00Z")).await;
    lake.upkeep().load(ServiceKind::Public, events()).await.unwrap();
    for window in [TaskWindow::Visit, TaskWindow::Days(1), TaskWindow::Days(7)] {
        let question = question(window);
        let ours = ours(&opened(lake.reader().attempts(&question).await.unwrap()));
        let theirs = theirs(folder.path(), &question);
        for (figure, found) in theirs.as_object().unwrap() {
            assert_eq!(ours[figure], *found, "{figure}, {window:?}");
        }
        let whole: Vec<u64> = serde_json::from_value(theirs["whole"].clone()).unwrap();
        assert!(whole.iter().all(|count| *count > 0), "all kinds of attempts: {whole:?}");
        assert!(whole[0] > 1_000 && theirs["without_start"].as_u64() > Some(100), "{theirs}");
        let decided = theirs["later"][3].as_u64().unwrap();
        assert_eq!(decided > 50, window != TaskWindow::Visit, "{theirs}");
    }
}
