//! The overview of one service: 30 days within 90 days of events, all its tables, in one question.
//!
//! The events are written as sorted day files, as a lake has them after compaction, by the lake's own
//! writer. Visits are generated with a fixed seed: daily visitors, about eight events a visit, pages
//! and browsers of uneven frequency.

use std::{path::Path, sync::Arc, time::Instant};

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp, civil::date, tz::TimeZone};
use lotse::system::SystemEntropy;
use lotse_domain::{
    clock::Clock,
    event::{BrowserFacts, Campaign, Channel, Coverage, DeviceClass, Event, EventKind, Page},
    ids::{EventId, ServiceId, Visitor},
    language::LanguageTag,
    property::{Properties, ShortText},
    query::{Automatic, Breakdown, Period, UsageQuestion},
    service::{CollectionProfile, ServiceKind},
};
use lotse_lake::{Lake, LakeOptions};

use crate::{beside, machine, report::Section};

/// How often the question is asked.
const TIMES: usize = 20;
pub(crate) const DAYS: i64 = 90;
const EVENTS_OF_A_VISIT: u64 = 8;

pub(crate) struct Fixed(pub(crate) Timestamp);

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A small generator with a fixed seed (`SplitMix64`), so that every run measures the same.
pub(crate) struct Seeded(u64);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// One of a list, the first ones more often.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let length = list.len() as u64;
        let index = self.below(length).min(self.below(length));
        list[usize::try_from(index).unwrap_or(0)]
    }
}

pub(crate) const PAGES: [&str; 40] = [
    "/",
    "/apply",
    "/apply/about-you",
    "/apply/household",
    "/apply/income",
    "/apply/rent",
    "/apply/documents",
    "/apply/review",
    "/apply/sent",
    "/help",
    "/help/contact",
    "/status",
    "/status/letter",
    "/eligibility",
    "/eligibility/result",
    "/news",
    "/news/1",
    "/news/2",
    "/news/3",
    "/news/4",
    "/forms",
    "/forms/a",
    "/forms/b",
    "/forms/c",
    "/forms/d",
    "/offices",
    "/offices/north",
    "/offices/south",
    "/offices/east",
    "/offices/west",
    "/privacy",
    "/accessibility",
    "/imprint",
    "/language",
    "/search",
    "/faq",
    "/faq/income",
    "/faq/rent",
    "/faq/documents",
    "/faq/appeal",
];

/// The events of one day, each visitor with one visit.
pub(crate) fn day(number: i64, events: u64) -> anyhow::Result<Vec<Event>> {
    let mut seeded = Seeded::new(u64::try_from(number)?.wrapping_mul(7_919));
    let midnight =
        "2026-01-01T00:00:00Z".parse::<Timestamp>()? + SignedDuration::from_hours(24 * number);
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
            let mut random = [0; 10];
            random[..8].copy_from_slice(&seeded.next().to_be_bytes());
            day.push(Event {
                id: EventId::from_parts(u64::try_from(at.as_millisecond())?, random),
                service: ServiceId::new(1),
                authority: None,
                kind,
                name: None,
                occurred_at: at,
                received_at: at + SignedDuration::from_millis(400),
                visitor: Some(visitor),
                case: None,
                profile: CollectionProfile::Statistics,
                signal: false,
                page: Some(Page {
                    path: ShortText::trusted(seeded.pick(&PAGES)),
                    state: None,
                    language: language.clone(),
                    referrer_domain: referrer.filter(|_| step == 0).map(ShortText::trusted),
                }),
                campaign: Campaign::default(),
                browser: browser.clone(),
                region: None,
                channel: Channel::Web,
                coverage: Coverage::Script,
                assisted: false,
                clock_flag: None,
                import: None,
                engaged_ms: (kind == EventKind::Leave)
                    .then(|| u32::try_from(seeded.below(60_000)).unwrap_or(0)),
                element: None,
                properties: Properties::new(),
            });
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
    let options = LakeOptions::new(Arc::new(Fixed(now)), Arc::new(SystemEntropy));
    let lake = Lake::open(folder, options).await.context("opening the lake")?;
    let written = fill(&lake, events).await?;
    let question = UsageQuestion {
        service: ServiceId::new(1),
        kind: ServiceKind::Public,
        authority: None,
        period: Period::new(date(2026, 2, 15), date(2026, 3, 16), TimeZone::get("Europe/Berlin")?)?,
        automatic: Automatic::LeftOut,
        breakdowns: Breakdown::ALL.to_vec(),
    };
    let totals = UsageQuestion { breakdowns: vec![Breakdown::Day], ..question.clone() };
    let all = times(&lake, &question).await?;
    let few = times(&lake, &totals).await?;
    let row = |name: &str, figure: String| (name.to_owned(), figure);
    let mut rows = vec![
        row("everything on the overview, first time", format!("{:.0} ms", all.first)),
        row("everything on the overview, median", format!("{:.0} ms", all.median)),
        row("totals and days alone, median", format!("{:.0} ms", few.median)),
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
    let plan = lake
        .reader()
        .explain_usage(&UsageQuestion {
            service: ServiceId::new(1),
            kind: ServiceKind::Public,
            authority: None,
            period: Period::new(date(2026, 1, 1), date(2026, 1, 2), TimeZone::UTC)?,
            automatic: Automatic::LeftOut,
            breakdowns: Vec::new(),
        })
        .await?;
    if !plan.contains("files=0,") {
        return Ok(None);
    }
    let started = Instant::now();
    for number in 0..DAYS {
        let events = day(number, events / u64::try_from(DAYS)?)?;
        lake.upkeep().load(ServiceKind::Public, events).await?;
    }
    Ok(Some(started.elapsed().as_secs_f64()))
}
