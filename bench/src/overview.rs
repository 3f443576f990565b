//! The overview of one service: 30 days within 90 days of events, all its tables, in one question.
//!
//! The events are written as sorted day files, as a lake has them after compaction, by the lake's own
//! writer. Visits are generated with a fixed seed: daily visitors, about eight events a visit, pages
//! and browsers of uneven frequency.

use std::{path::Path, sync::Arc, time::Instant};

use anyhow::Context as _;
use jiff::{SignedDuration, civil::date, tz::TimeZone};
use lotse::system::SystemEntropy;
use lotse_domain::{
    event::{BrowserFacts, DeviceClass, Event, EventKind},
    ids::Visitor,
    language::LanguageTag,
    property::ShortText,
    query::{Breakdown, UsageQuestion},
    service::ServiceKind,
};
use lotse_lake::{Lake, LakeOptions};
use lotse_report::{gate, policy::Rules};

use crate::{
    beside,
    generated::{DAYS, Fixed, Seeded, event, midnight, scope},
    ingest::add_service,
    machine,
    report::Section,
};

/// How often the question is asked.
const TIMES: usize = 20;
const EVENTS_OF_A_VISIT: u64 = 8;

/// The events of one day, each visitor with one visit.
pub(crate) fn day(number: i64, events: u64) -> anyhow::Result<Vec<Event>> {
    let mut seeded = Seeded::new(u64::try_from(number)?.wrapping_mul(7_919));
    let midnight = midnight(number)?;
    let mut day = Vec::with_capacity(usize::try_from(events)?);
    for _ in 0..events / EVENTS_OF_A_VISIT {
        let visitor = Visitor::from_hash(seeded.next().cast_signed());
        let browser = BrowserFacts {
            device_class: Some(seeded.pick(&[
                DeviceClass::Mobile,
                DeviceClass::Desktop,
                DeviceClass::Tablet,
            ])),
            family: Some(ShortText::trusted(seeded.pick(&["Chrome", "Safari", "Firefox", "Edge"]))),
            operating_system: Some(ShortText::trusted(seeded.pick(&["Android", "iOS", "Windows"]))),
            language: LanguageTag::new(seeded.pick(&["en-US", "es-US", "es-MX", "zh-CN"])).ok(),
            ..BrowserFacts::default()
        };
        let language = LanguageTag::new(seeded.pick(&["en", "es"])).ok();
        let referrer = seeded.pick(&[None, Some("www.example.gov"), Some("search.example")]);
        let mut at =
            midnight + SignedDuration::from_millis(i64::try_from(seeded.below(82_800_000))?);
        for step in 0..EVENTS_OF_A_VISIT {
            at += SignedDuration::from_millis(i64::try_from(500 + seeded.below(60_000))?);
            let kind = match step % 4 {
                0 | 2 => EventKind::PageView,
                1 => EventKind::Click,
                _ => EventKind::Leave,
            };
            let mut event = event(&mut seeded, at, kind, visitor, language.as_ref())?;
            event.browser = browser.clone();
            if let Some(page) = &mut event.page {
                page.referrer_domain = referrer.filter(|_| step == 0).map(ShortText::trusted);
            }
            if kind == EventKind::Leave {
                event.engaged_ms = Some(u32::try_from(seeded.below(60_000)).unwrap_or(0));
            }
            day.push(event);
        }
    }
    Ok(day)
}

/// Writes `events` events below `data` where they are missing, then asks.
///
/// # Errors
/// When the lake cannot be written or read.
pub(crate) fn run(events: u64, data: &Path) -> anyhow::Result<Section> {
    let folder = data.join(format!("overview-{events}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(events, &folder))
}

async fn measure(events: u64, folder: &Path) -> anyhow::Result<Section> {
    let now = "2026-04-01T00:00:00Z".parse()?;
    let mut options = LakeOptions::new(Arc::new(Fixed(now)), Arc::new(SystemEntropy));
    // Every question is counted.
    options.kept_answers = 0;
    let lake = Lake::open(folder, options).await.context("opening the lake")?;
    let written = fill(&lake, events).await?;
    let question = UsageQuestion {
        scope: scope(date(2026, 2, 15), date(2026, 3, 16), TimeZone::get("Europe/Berlin")?)?,
        breakdowns: Breakdown::ALL.to_vec(),
    };
    let totals = UsageQuestion { breakdowns: vec![Breakdown::Day], ..question.clone() };
    let all = times(&lake, &question).await?;
    let few = times(&lake, &totals).await?;
    let gate = gate(&lake, &question).await?;
    let row = |name: &str, figure: String| (name.to_owned(), figure);
    let mut rows = vec![
        row("everything on the overview, first time", format!("{:.0} ms", all.first)),
        row("everything on the overview, median", format!("{:.0} ms", all.median)),
        row("totals and days alone, median", format!("{:.0} ms", few.median)),
        row(
            "of everything, the gate with its intervals, median",
            format!("{gate:.2} ms, {:.2} %", gate / all.median * 100.0),
        ),
    ];
    if let Some(seconds) = written {
        #[expect(clippy::cast_precision_loss, reason = "for reading")]
        let rate = events as f64 / seconds;
        rows.push(row("writing sorted files, events per second", format!("{rate:.0}")));
    }
    rows.extend(beside::duckdb(&folder.join("public/events"), all.median)?);
    let memory = machine::peak_memory_mib(std::process::id())?;
    rows.push(row("memory at most, with writing if the data was new", format!("{memory} MiB")));
    Ok(Section {
        title: "The overview",
        what: format!(
            "One service with {events} events of {DAYS} days in day files. One question over 30 days answers the \
             totals and all ten tables; asked {TIMES} times. DuckDB reads the same files and answers totals, days and five of the \
             tables, with visits cut by window functions."
        ),
        rows,
    })
}

/// Milliseconds that the gate takes for an answer: what may be shown, and its intervals; the median.
async fn gate(lake: &Lake, question: &UsageQuestion) -> anyhow::Result<f64> {
    let service = add_service(tempfile::tempdir()?.path()).await?;
    let answer = lake.reader().usage(question).await?;
    let scope = &question.scope;
    let mut all = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let started = Instant::now();
        let staff = Rules::staff();
        let shown = gate::usage(&answer, &service, &scope.period, scope.automatic, staff);
        all.push(started.elapsed().as_secs_f64() * 1_000.0);
        anyhow::ensure!(!shown.tables.is_empty(), "the gate shows nothing");
    }
    all.sort_by(f64::total_cmp);
    Ok(all[TIMES / 2])
}

/// Milliseconds of one question.
pub(crate) struct Times {
    /// The first time, from cold caches of ours.
    pub(crate) first: f64,
    pub(crate) median: f64,
}

pub(crate) async fn times(lake: &Lake, question: &UsageQuestion) -> anyhow::Result<Times> {
    let mut all = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let started = Instant::now();
        lake.reader().usage(question).await?;
        all.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    let first = all[0];
    all.sort_by(f64::total_cmp);
    Ok(Times { first, median: all[TIMES / 2] })
}

/// Writes the events; the seconds it took, if they were not there.
async fn fill(lake: &Lake, events: u64) -> anyhow::Result<Option<f64>> {
    if lake.reader().extent().files > 0 {
        return Ok(None);
    }
    let started = Instant::now();
    for number in 0..DAYS {
        let events = day(number, events / u64::try_from(DAYS)?)?;
        lake.upkeep().load(ServiceKind::Public, events).await?;
    }
    Ok(Some(started.elapsed().as_secs_f64()))
}
