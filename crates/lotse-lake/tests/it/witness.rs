//! Two readers that are not ours, `DuckDB` and the `deltalake` Python package, open the lake and must
//! count what the engine counts, after every flush and after compaction.
//!
//! `./test witness` installs both and says where in `LOTSE_TEST_PYTHON`; `./test it` leaves this file
//! to it.

use std::{collections::BTreeMap, path::Path, process::Command};

use jiff::SignedDuration;
use lotse_domain::{
    event::{DeviceClass, Event, EventKind},
    ids::{ServiceId, Visitor},
    language::LanguageTag,
    query::{Breakdown, Tally, UsageAnswer},
    service::ServiceKind,
};
use lotse_lake::Lake;
use serde_json::{Value, json};

use crate::sample::{self, SetClock, event, opened, question};

const ZONE: &str = "Europe/Berlin";

/// Some visits of a few visitors over three days around the change of clocks, of two services. Every
/// visit lies within one day and one salt.
fn events() -> Vec<Event> {
    let mut events = Vec::new();
    for number in 0..240_u64 {
        let day = 27 + number % 3;
        let minutes = (number * 7) % 240;
        let at = format!("2026-03-{day}T{:02}:{:02}:00Z", 9 + minutes / 60, minutes % 60);
        let mut event = event(number + 1, &at);
        event.service = ServiceId::new(if number % 11 == 0 { 2 } else { 1 });
        event.visitor = (number % 13 != 0)
            .then(|| Visitor::from_hash(i64::try_from(number % 17).unwrap().wrapping_mul(-7_919)));
        event.kind = if number % 5 == 0 { EventKind::Leave } else { EventKind::PageView };
        let mut page = sample::page(["/apply", "/apply/income", "/help"][(number % 3) as usize]);
        page.language = LanguageTag::new(["en", "es"][(number % 2) as usize]).ok();
        event.page = Some(page);
        event.browser.device_class = Some(DeviceClass::ALL[(number % 2) as usize]);
        events.push(event);
    }
    events
}

fn ask_the_witnesses(lake: &Path) -> Value {
    let python = std::env::var_os("LOTSE_TEST_PYTHON")
        .expect("LOTSE_TEST_PYTHON names the Python that has the readers: run ./test witness");
    let request = lake.join("request.json");
    let table = lake.join("public/events");
    let asked = json!({ "table": table, "service": 1, "zone": ZONE });
    std::fs::write(&request, asked.to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/tools/read_lake.py");
    let output = Command::new(python).arg(script).arg(&request).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The engine's answer in the shape in which the readers count.
fn counts(answer: &UsageAnswer) -> Value {
    let table = |breakdown, count: fn(&Tally) -> Value| {
        let table = answer.tables.iter().find(|table| table.breakdown == breakdown).unwrap();
        let rows = table
            .rows
            .iter()
            .map(|(label, tally)| (label.clone().unwrap_or_default(), count(tally)));
        rows.filter(|(_, count)| *count != json!(0)).collect::<BTreeMap<_, _>>()
    };
    json!({
        "events": answer.totals.events.get(),
        "page_views": answer.totals.page_views.get(),
        "daily_visitors": answer.totals.visitor_days.get(),
        "visits": answer.totals.visits.get(),
        "pages": table(Breakdown::Page, |tally| json!({
            "page_views": tally.page_views.get(),
            "daily_visitors": tally.visitor_days.get(),
        })),
        "languages": table(Breakdown::PageLanguage, |tally| json!(tally.visits.get())),
        "devices": table(Breakdown::DeviceClass, |tally| json!(tally.visits.get())),
        "blurred": {
            "pages": table(Breakdown::Page, |tally| json!({
                "page_views": tally.blurred.page_views.get(),
                "daily_visitors": tally.blurred.visitor_days.get(),
            })),
            "languages": table(Breakdown::PageLanguage, |tally| json!(tally.blurred.visits.get())),
            "devices": table(Breakdown::DeviceClass, |tally| json!(tally.blurred.visits.get())),
        },
    })
}

async fn agree(lake: &Lake, folder: &Path) {
    let question = question("2026-03-27", "2026-03-29", ZONE);
    let ours = counts(&opened(lake.reader().usage(&question).await.unwrap()));
    let theirs = ask_the_witnesses(folder);
    assert_eq!(theirs["duckdb"], ours, "DuckDB");
    assert_eq!(theirs["deltalake"], ours, "the deltalake package");
}

#[tokio::test]
async fn other_readers_count_what_the_engine_counts() {
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at("2026-03-30T12:00:00Z");
    let lake = sample::open(folder.path(), &clock).await;
    let events = events();
    for part in events.chunks(90) {
        lake.writer().append(ServiceKind::Public, part.to_vec()).await.unwrap();
        lake.upkeep().flush().await.unwrap();
        agree(&lake, folder.path()).await;
    }
    clock.advance(SignedDuration::from_hours(72));
    let compacted = lake.upkeep().compact().await.unwrap();
    assert!(compacted.files_removed > 0, "{compacted:?}");
    agree(&lake, folder.path()).await;
}
