//! `DuckDB` counts what visits do to the fields of forms, with SQL of its own: the same numbers.

use std::{path::Path, process::Command};

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    event::{Element, Event, EventKind},
    ids::Visitor,
    property::ShortText,
    query::{
        Durations,
        filter::{Attribute, Condition, EventFilter, Field, Test},
        forms::{FieldAnswer, FormsAnswer, FormsQuestion},
    },
    service::ServiceKind,
};
use serde_json::{Value, json};

use crate::sample::{self, SetClock, event, opened, scope};

const ZONE: &str = "Europe/Berlin";
const VISITS: u64 = 20_000;
const FIELDS: [&str; 6] = ["name", "birth", "income", "rent", "iban", "consent"];
const ERRORS: [&str; 4] = ["value_missing", "pattern_mismatch", "page", "custom"];

/// `SplitMix64`: the same events in every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit).unwrap()
    }

    fn is_one_of(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// Visits to a form of three pages within two weeks, in none of which a day passes.
fn events() -> Vec<Event> {
    let mut seeded = Seeded(7);
    let first: Timestamp = "2026-03-16T06:00:00Z".parse().unwrap();
    let mut events: Vec<Event> = Vec::new();
    for _ in 0..VISITS {
        let day = i64::try_from(seeded.below(14)).unwrap();
        let second = i64::try_from(seeded.below(40_000)).unwrap();
        let mut at =
            first + SignedDuration::from_hours(24 * day) + SignedDuration::from_secs(second);
        let visitor = Visitor::from_hash(
            (seeded.below(9_000) as u64).wrapping_mul(0xD134_2543_DE82_EF95).cast_signed(),
        );
        let mut path = "/form";
        for _ in 0..=seeded.below(14) {
            at += SignedDuration::from_millis(i64::try_from(seeded.below(240_000)).unwrap());
            let number = (events.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mut one = event(number, &at.to_string());
            one.visitor = Some(visitor);
            let kinds = [
                EventKind::PageView,
                EventKind::FormStart,
                EventKind::FormSubmit,
                EventKind::FieldError,
                EventKind::FieldError,
                EventKind::Click,
            ];
            one.kind = *kinds.get(seeded.below(14)).unwrap_or(&EventKind::FieldLeave);
            if one.kind == EventKind::PageView {
                path = ["/form", "/form/more", "/help"][seeded.below(3)];
            }
            one.page = Some(sample::page(path));
            dress(&mut one, &mut seeded);
            events.push(one);
        }
    }
    events
}

/// Gives the event of a field its element and facts.
fn dress(one: &mut Event, seeded: &mut Seeded) {
    let mut say = |name: &str, value: String| {
        one.properties.insert(ShortText::trusted(name), ShortText::trusted(value));
    };
    match one.kind {
        EventKind::FieldLeave => {
            if seeded.is_one_of(2) {
                say("entry", (1 + seeded.below(3)).to_string());
            }
            if !seeded.is_one_of(4) {
                say("ms", seeded.below(30_000).to_string());
            }
            if !seeded.is_one_of(3) {
                say("empty", seeded.is_one_of(3).to_string());
            }
        }
        EventKind::FieldError => say("error", ERRORS[seeded.below(4)].to_owned()),
        _ => return,
    }
    let field = ShortText::trusted(FIELDS[seeded.below(6)]);
    one.element = Some(match seeded.below(9) {
        0 => Element::default(),
        _ => Element {
            name: Some(ShortText::trusted("other")),
            id: Some(field),
            ..Element::default()
        },
    });
}

fn tenths(times: &Durations) -> u64 {
    times.by_ms.iter().map(|(ms, n)| ms / 100 * n).sum()
}

fn ours(answer: &FormsAnswer) -> Value {
    let field = |of: &FieldAnswer| {
        let places: u64 = of.places.iter().map(|(place, n)| u64::from(*place) * n).sum();
        json!([
            of.field.text,
            of.touched.units.get(),
            of.errors.units.get(),
            of.again.units.get(),
            of.timed.units.get(),
            tenths(&of.times),
            places,
            of.left_last.units.get(),
            of.known_empty.units.get(),
            of.left_empty.units.get(),
            of.stopped.units.get(),
            of.touched.visitors.get(),
        ])
    };
    let errors = answer.fields.iter().flat_map(|of| {
        let mut errors: Vec<Value> = of
            .by_error
            .iter()
            .map(|(error, reached)| json!([of.field.text, error, reached.units.get()]))
            .collect();
        errors.sort_by_key(|row| row[1].to_string());
        errors
    });
    let (tries, sent) = (answer.tries.units.get(), answer.sent.units.get());
    json!({
        "whole": [tries, sent, answer.tries.visitors.get(), tenths(&answer.times)],
        "errors": errors.collect::<Vec<_>>(),
        "fields": answer.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

#[tokio::test]
async fn another_engine_counts_the_same_of_every_field() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-04-02T12:00:00Z")).await;
    lake.upkeep().load(ServiceKind::Public, events()).await.unwrap();
    let attribute = Attribute::Field(Field::Page);
    let test = Test::StartsWith("/form".to_owned());
    let pages = EventFilter::new(vec![Condition { attribute, test }]).unwrap();
    let question = FormsQuestion::new(scope("2026-03-16", "2026-03-29", ZONE), pages);
    let answer = opened(lake.reader().forms(&question).await.unwrap());
    assert_eq!(answer.fields.len(), FIELDS.len());
    let python = std::env::var_os("LOTSE_TEST_PYTHON")
        .expect("LOTSE_TEST_PYTHON names the Python that has DuckDB: run ./test witness");
    let request = folder.path().join("request.json");
    let asked = json!({ "table": folder.path().join("public/events"), "zone": ZONE });
    std::fs::write(&request, asked.to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/tools/count_forms.py");
    let output = Command::new(python).arg(script).arg(&request).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ours = ours(&answer);
    for figure in ["whole", "fields", "errors"] {
        assert_eq!(ours[figure], theirs[figure], "{figure}");
    }
    assert!(theirs["whole"][0].as_u64().unwrap() > 10_000, "{theirs}");
}
