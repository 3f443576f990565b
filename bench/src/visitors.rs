//! Questions about visitors over many days, beside `DuckDB` and `ClickHouse` in the same run.
//!
//! Generated with a fixed seed: people who come back for 90 days, 40 names of events, 12 languages, and a
//! journey of four steps that fewer and fewer go through. Everybody keeps language and device.

use std::{path::Path, process::Command, sync::Arc, time::Instant};

use anyhow::{Context as _, bail, ensure};
use jiff::{SignedDuration, civil::date, tz::TimeZone};
use lotse::system::SystemEntropy;
use lotse_domain::{
    event::{DeviceClass, Event, EventKind},
    ids::Visitor,
    language::LanguageTag,
    property::ShortText,
    query::{
        Breakdown, Scope, UsageQuestion,
        filter::{Attribute, Condition, EventFilter, Field, Test},
        funnel::{FunnelBreakdown, FunnelParts, FunnelQuestion, FunnelRow, StepOrder, Touch, Unit},
    },
    service::{CollectionProfile, ServiceKind},
};
use lotse_lake::{Lake, LakeOptions};
use serde_json::{Value, json};

use crate::{
    generated::{DAYS, Fixed, Seeded, event, midnight, scope},
    machine,
    report::Section,
};

/// How often a question is asked; the median of all but the first counts.
const TIMES: usize = 9;
/// How many events a visitor has in all, on average.
const EVENTS_OF_A_VISITOR: u64 = 20;
const STEPS: [&str; 4] = ["start", "details", "upload", "sent"];
const LANGUAGES: [&str; 12] =
    ["en", "es", "zh", "vi", "ar", "de", "tr", "ru", "uk", "fr", "pl", "fa"];

/// The events of one day, of `events` in all 90.
fn day(number: i64, events: u64) -> anyhow::Result<Vec<Event>> {
    let visitors = events / EVENTS_OF_A_VISITOR;
    let mut seeded = Seeded::new(u64::try_from(number)?.wrapping_mul(104_729).wrapping_add(1));
    let midnight = midnight(number)?;
    let wanted = usize::try_from(events / u64::try_from(DAYS)?)?;
    let mut day = Vec::with_capacity(wanted);
    while day.len() < wanted {
        let who = seeded.below(visitors);
        // Hashes are uniform; what a visitor is like follows from the number.
        let mut person = Seeded::new(who);
        let visitor = Visitor::from_hash(person.next().cast_signed());
        let language = LanguageTag::new(person.pick(&LANGUAGES)).ok();
        let device = person.pick(&[DeviceClass::Mobile, DeviceClass::Desktop, DeviceClass::Tablet]);
        let region = person.pick(&["north", "south", "east", "west"]);
        let mut at =
            midnight + SignedDuration::from_millis(i64::try_from(seeded.below(80_000_000))?);
        let goes = seeded.below(3) == 0;
        let mut step = 0;
        for _ in 0..4 + seeded.below(9) {
            at += SignedDuration::from_micros(i64::try_from(500_000 + seeded.below(240_000_000))?);
            let name = if goes && step < STEPS.len() && seeded.below(2) == 0 {
                step += 1;
                STEPS[step - 1].to_owned()
            } else {
                format!("event-{:02}", seeded.below(36).min(seeded.below(36)))
            };
            let mut event = event(&mut seeded, at, EventKind::Custom, visitor, language.as_ref())?;
            event.name = Some(ShortText::trusted(name));
            event.profile = CollectionProfile::Consented;
            event.browser.device_class = Some(device);
            event.region = Some(ShortText::trusted(region));
            day.push(event);
        }
    }
    Ok(day)
}

/// Writes `events` events below `data` where they are missing, then asks.
pub(crate) fn run(events: u64, data: &Path) -> anyhow::Result<Section> {
    let folder = data.join(format!("visitors-{events}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(events, &folder))
}

/// What one question took, and what it answered in the shape of the others.
struct Asked {
    name: &'static str,
    ms: f64,
    answer: Value,
}

async fn measure(events: u64, folder: &Path) -> anyhow::Result<Section> {
    let now = "2026-04-02T00:00:00Z".parse()?;
    let options = LakeOptions::new(Arc::new(Fixed(now)), Arc::new(SystemEntropy));
    let lake = Lake::open(folder, options).await.context("opening the lake")?;
    if lake.reader().extent().files == 0 {
        for number in 0..DAYS {
            lake.upkeep().load(ServiceKind::Public, day(number, events)?).await?;
        }
    }
    let before = machine::peak_memory_mib(std::process::id())?;
    let asked = [
        funnel(&lake, "funnel", None).await?,
        funnel(&lake, "funnel by language", Some(Field::PageLanguage)).await?,
        uniques(&lake).await?,
    ];
    let memory = machine::peak_memory_mib(std::process::id())?;
    let others = others(folder)?;
    let mut rows = Vec::new();
    for Asked { name, ms, answer } in asked {
        rows.push((name.to_owned(), format!("{ms:.0} ms")));
        for (system, other) in others.get(name).and_then(Value::as_object).into_iter().flatten() {
            let theirs = other["ms"].as_f64().context("no time")?;
            ensure!(
                other["answer"] == answer,
                "{system} answers {name} differently: {} {answer}",
                other["answer"]
            );
            let ratio = theirs / ms;
            rows.push((
                format!("{name}: {system}"),
                format!("{theirs:.0} ms, {ratio:.1} times ours"),
            ));
        }
    }
    rows.push((
        "memory at most: before the first question, after the last".to_owned(),
        format!("{before} MiB, {memory} MiB"),
    ));
    Ok(Section {
        title: "Visitors",
        what: format!(
            "{events} events of {} visitors (profile `consented`) over {DAYS} days in day files, 40 names, {} languages; each \
             question is over all of them and asked {TIMES} times, medians of warm runs. A funnel has four steps within 30 minutes, by \
             visitor. DuckDB has its own table and ClickHouse (chdb) a MergeTree, both ordered by visitor and time, with two threads \
             each. Answers must be equal.",
            events / EVENTS_OF_A_VISITOR,
            LANGUAGES.len(),
        ),
        rows,
    })
}

/// All days.
fn whole() -> anyhow::Result<Scope> {
    scope(date(2026, 1, 1), date(2026, 3, 31), TimeZone::UTC)
}

/// Asks so many times; the median of all but the first, in milliseconds.
async fn median<T>(mut ask: impl AsyncFnMut() -> anyhow::Result<T>) -> anyhow::Result<(f64, T)> {
    let mut times = Vec::with_capacity(TIMES);
    let mut last = None;
    for _ in 0..TIMES {
        let begun = Instant::now();
        last = Some(ask().await?);
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.remove(0);
    times.sort_by(f64::total_cmp);
    Ok((times[times.len() / 2], last.context("never asked")?))
}

async fn funnel(lake: &Lake, name: &'static str, by: Option<Field>) -> anyhow::Result<Asked> {
    let step = |name: &str| {
        EventFilter::new(vec![Condition {
            attribute: Attribute::Field(Field::Name),
            test: Test::Is(vec![name.to_owned()]),
        }])
    };
    let question = FunnelQuestion::new(FunnelParts {
        scope: whole()?,
        steps: STEPS.iter().map(|name| step(name)).collect::<Result<_, _>>()?,
        order: StepOrder::Ordered,
        unit: Unit::Visitor,
        window: Some(SignedDuration::from_mins(30)),
        exclusions: Vec::new(),
        breakdown: by.map(|by| FunnelBreakdown { by: Attribute::Field(by), touch: Touch::First }),
    })?;
    let (ms, answer) = median(async || Ok(opened(lake.reader().funnel(&question).await?))).await?;
    let reached =
        |row: &FunnelRow| row.steps.iter().map(|step| json!(step.units.get())).collect::<Vec<_>>();
    let answer = if by.is_none() {
        json!([reached(&answer.whole)])
    } else {
        let rows = answer.rows.iter().map(|(label, row)| {
            let mut cells = vec![json!(label)];
            cells.extend(reached(row));
            Value::from(cells)
        });
        rows.collect()
    };
    Ok(Asked { name, ms, answer })
}

/// Distinct visitors by day and by device: two tables of one question. The others group by both at once.
async fn uniques(lake: &Lake) -> anyhow::Result<Asked> {
    let question =
        UsageQuestion { scope: whole()?, breakdowns: vec![Breakdown::Day, Breakdown::DeviceClass] };
    let (ms, answer) = median(async || Ok(opened(lake.reader().usage(&question).await?))).await?;
    let table = |breakdown| answer.tables.iter().find(|table| table.breakdown == breakdown);
    let rows = |breakdown| -> Vec<Value> {
        let rows = table(breakdown).into_iter().flat_map(|table| &table.rows);
        rows.map(|(label, tally)| json!([label, tally.visitors.get()])).collect()
    };
    let answer = json!([rows(Breakdown::Day), rows(Breakdown::DeviceClass)]);
    Ok(Asked { name: "uniques by day and by device", ms, answer })
}

#[expect(clippy::disallowed_methods, reason = "the benchmark compares undisclosed values")]
fn opened<T>(answer: lotse_domain::privacy::Undisclosed<T>) -> T {
    answer.open()
}

/// What the others took and answered, as far as the Python that is named has them.
fn others(folder: &Path) -> anyhow::Result<Value> {
    let Some(python) = std::env::var_os("LOTSE_BENCH_PYTHON") else { return Ok(Value::Null) };
    let output = Command::new(python)
        .arg("bench/visitors.py")
        .arg(folder.join("public/events"))
        .arg(folder)
        .arg(TIMES.to_string())
        .output()
        .context("Python cannot be started")?;
    if !output.status.success() {
        bail!("the others failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
