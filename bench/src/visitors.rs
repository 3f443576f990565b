//! Questions about visitors over many days, beside `DuckDB` and `ClickHouse` in the same run.
//!
//! Generated with a fixed seed: people who come back for 90 days, 40 names of events, 12 languages, and a
//! journey of four steps that fewer and fewer go through. Everybody keeps language and device.

use std::{path::Path, process::Command, sync::Arc, time::Instant};

use anyhow::{Context as _, bail, ensure};
use jiff::{
    SignedDuration,
    civil::{Weekday, date},
    tz::TimeZone,
};
use lotse::system::{SystemEntropy, give_way};
use lotse_domain::{
    event::{DeviceClass, Event, EventKind},
    ids::Visitor,
    language::LanguageTag,
    property::ShortText,
    query::{
        Breakdown, Durations, Scope, UsageQuestion,
        counts::{CountsParts, CountsQuestion, Distinct, Grouping, Name, RowOrder},
        filter::{Attribute, Condition, EventFilter, Field, QuestionError, Test},
        funnel::{FunnelBreakdown, FunnelParts, FunnelQuestion, FunnelRow, StepOrder, Touch, Unit},
        interval::Interval,
        paths::{Anchor, PathsParts, PathsQuestion},
        retention::{Cohorts, RetentionParts, RetentionQuestion, Return},
        together::{QuestionSet, QuestionSetParts},
    },
    service::{CollectionProfile, ServiceKind},
};
use lotse_lake::{Lake, LakeOptions};
use serde_json::{Value, json};

use crate::{
    crowd,
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

/// Writes `events` events below `data` where they are missing, then asks; and how the funnel grows up
/// to there, or up to five times as many.
pub(crate) fn run(events: u64, large: bool, data: &Path) -> anyhow::Result<Section> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut sizes = vec![events / 20, events / 4];
    if large {
        sizes.push(events * 5);
    }
    runtime.block_on(async {
        let mut section = measure(events, &data.join(format!("visitors-{events}"))).await?;
        let copy = data.join("visitors-crowd");
        crowd::linked(&data.join(format!("visitors-{events}")), &copy)?;
        let lake = filled(events, &copy).await?;
        section.rows.extend(crowd::measure(lake, funnel_of(whole()?, None)?).await?);
        std::fs::remove_dir_all(&copy)?;
        for size in sizes {
            let lake = filled(size, &data.join(format!("visitors-{size}"))).await?;
            let Asked { name, took, .. } = funnel(&lake, "funnel", None, whole()?).await?;
            section.rows.push((format!("{name} of {size} events"), format!("{:.0} ms", took.ms)));
        }
        Ok(section)
    })
}

/// A lake with so many events, written if it is not there.
async fn filled(events: u64, folder: &Path) -> anyhow::Result<Lake> {
    let now = "2026-04-02T00:00:00Z".parse()?;
    let mut options = LakeOptions::new(Arc::new(Fixed(now)), Arc::new(SystemEntropy));
    // Every question is counted.
    options.kept_answers = 0;
    options.on_counting_thread = Arc::new(give_way);
    let lake = Lake::open(folder, options).await.context("opening the lake")?;
    if lake.reader().extent().files == 0 {
        for number in 0..DAYS {
            lake.upkeep().load(ServiceKind::Public, day(number, events)?).await?;
        }
    }
    Ok(lake)
}

/// What one question took, and what it answered in the shape of the others.
struct Asked {
    name: &'static str,
    took: Took,
    answer: Value,
}

/// What a question took: the median of all but the first, and memory of this process at most.
#[derive(Clone, Copy)]
struct Took {
    ms: f64,
    memory_mib: u64,
}

async fn measure(events: u64, folder: &Path) -> anyhow::Result<Section> {
    let lake = filled(events, folder).await?;
    let asked = [
        funnel(&lake, "funnel", None, whole()?).await?,
        columns_alone(&lake).await?,
        funnel(&lake, "funnel by language", Some(Field::PageLanguage), whole()?).await?,
        funnel(&lake, "funnel of one month", None, january()?).await?,
        uniques(&lake).await?,
        retention(&lake).await?,
        paths(&lake).await?,
        time_between(&lake).await?,
        groups(&lake).await?,
        together(&lake).await?,
    ];
    let others = others(folder)?;
    let mut rows = Vec::new();
    for Asked { name, took, answer } in asked {
        rows.push((name.to_owned(), format!("{:.0} ms, {} MiB at most", took.ms, took.memory_mib)));
        for (system, other) in others.get(name).and_then(Value::as_object).into_iter().flatten() {
            let theirs = other["ms"].as_f64().context("no time")?;
            ensure!(
                other["answer"] == answer,
                "{system} answers {name} differently: {} {answer}",
                other["answer"]
            );
            let ratio = theirs / took.ms;
            rows.push((
                format!("{name}: {system}"),
                format!("{theirs:.0} ms, {ratio:.1} times ours"),
            ));
        }
    }
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

/// The first of three months.
fn january() -> anyhow::Result<Scope> {
    scope(date(2026, 1, 1), date(2026, 1, 31), TimeZone::UTC)
}

/// Events of this name.
fn named(name: &str) -> Result<EventFilter, QuestionError> {
    EventFilter::new(vec![Condition {
        attribute: Attribute::Field(Field::Name),
        test: Test::Is(vec![name.to_owned()]),
    }])
}

/// Asks so many times.
async fn median<T>(mut ask: impl AsyncFnMut() -> anyhow::Result<T>) -> anyhow::Result<(Took, T)> {
    machine::forget_peak()?;
    let mut times = Vec::with_capacity(TIMES);
    let mut last = None;
    for _ in 0..TIMES {
        let begun = Instant::now();
        last = Some(ask().await?);
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.remove(0);
    times.sort_by(f64::total_cmp);
    let memory_mib = machine::peak_memory_mib(std::process::id())?;
    Ok((Took { ms: times[times.len() / 2], memory_mib }, last.context("never asked")?))
}

/// Four steps within half an hour, by visitor.
fn funnel_of(scope: Scope, by: Option<Field>) -> anyhow::Result<FunnelQuestion> {
    Ok(FunnelQuestion::new(FunnelParts {
        scope,
        steps: STEPS.iter().map(|name| named(name)).collect::<Result<_, _>>()?,
        order: StepOrder::Ordered,
        unit: Unit::Visitor,
        window: Some(SignedDuration::from_mins(30)),
        exclusions: Vec::new(),
        breakdown: by.map(|by| FunnelBreakdown { by: Attribute::Field(by), touch: Touch::First }),
    })?)
}

async fn funnel(
    lake: &Lake,
    name: &'static str,
    by: Option<Field>,
    scope: Scope,
) -> anyhow::Result<Asked> {
    let question = funnel_of(scope, by)?;
    let (took, answer) =
        median(async || Ok(opened(lake.reader().funnel(&question).await?))).await?;
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
    Ok(Asked { name, took, answer })
}

/// The same columns read for steps that nobody takes: no row is left to be merged.
async fn columns_alone(lake: &Lake) -> anyhow::Result<Asked> {
    let mut parts = funnel_of(whole()?, None)?.parts().clone();
    parts.steps = vec![named("never")?];
    let question = FunnelQuestion::new(parts)?;
    let (took, answer) =
        median(async || Ok(opened(lake.reader().funnel(&question).await?))).await?;
    ensure!(answer.whole.steps.iter().all(|step| step.units.is_zero()), "somebody took it");
    Ok(Asked { name: "reading the funnel's columns alone", took, answer: Value::Null })
}

/// Distinct visitors by day and by device: two tables of one question. The others group by both at once.
async fn uniques(lake: &Lake) -> anyhow::Result<Asked> {
    let question =
        UsageQuestion { scope: whole()?, breakdowns: vec![Breakdown::Day, Breakdown::DeviceClass] };
    let (took, answer) = median(async || Ok(opened(lake.reader().usage(&question).await?))).await?;
    let table = |breakdown| answer.tables.iter().find(|table| table.breakdown == breakdown);
    let rows = |breakdown| -> Vec<Value> {
        let rows = table(breakdown).into_iter().flat_map(|table| &table.rows);
        rows.map(|(label, tally)| json!([label, tally.visitors.get()])).collect()
    };
    let answer = json!([rows(Breakdown::Day), rows(Breakdown::DeviceClass)]);
    Ok(Asked { name: "uniques by day and by device", took, answer })
}

/// Who comes back in which week after the first.
fn weekly() -> anyhow::Result<RetentionQuestion> {
    Ok(RetentionQuestion::new(RetentionParts {
        scope: whole()?,
        interval: Interval::Week,
        week_start: Weekday::Thursday,
        history: 0,
        starts: EventFilter::default(),
        returns: EventFilter::default(),
        cohorts: Cohorts::FirstTime,
        back: Return::Exactly,
    })?)
}

async fn retention(lake: &Lake) -> anyhow::Result<Asked> {
    let question = weekly()?;
    let (took, answer) =
        median(async || Ok(opened(lake.reader().retention(&question).await?))).await?;
    let rows = answer.cohorts.iter().enumerate().flat_map(|(first, cohort)| {
        let all = std::iter::once(&cohort.visitors).chain(&cohort.back).enumerate();
        let some = all.filter(|(_, visitors)| !visitors.is_zero());
        some.map(move |(later, visitors)| json!([first, later, visitors.get()]))
    });
    Ok(Asked { name: "weekly retention", took, answer: rows.collect() })
}

/// The first three pages of visits, the fifty most frequent paths.
fn first_pages() -> anyhow::Result<PathsQuestion> {
    Ok(PathsQuestion::new(PathsParts {
        scope: whole()?,
        nodes: EventFilter::default(),
        label: Attribute::Field(Field::Page),
        unit: Unit::Visit,
        anchor: Anchor::Beginning,
        length: 3,
        folded: false,
    })?)
}

async fn paths(lake: &Lake) -> anyhow::Result<Asked> {
    let question = first_pages()?;
    let (took, answer) = median(async || Ok(opened(lake.reader().paths(&question).await?))).await?;
    let rows = answer.paths.iter().take(50);
    let rows = rows.map(|path| json!([path.nodes, path.taken.units.get()]));
    Ok(Asked { name: "paths of three pages", took, answer: rows.collect() })
}

/// The time from the first step to the second, within half an hour, of each visitor who reached it: its
/// 10th, 50th and 90th percentile (the smallest time that so many took at most).
async fn time_between(lake: &Lake) -> anyhow::Result<Asked> {
    let question = FunnelQuestion::new(FunnelParts {
        scope: whole()?,
        steps: vec![named("start")?, named("details")?],
        order: StepOrder::Ordered,
        unit: Unit::Visitor,
        window: Some(SignedDuration::from_mins(30)),
        exclusions: Vec::new(),
        breakdown: Some(FunnelBreakdown {
            by: Attribute::Field(Field::PageLanguage),
            touch: Touch::First,
        }),
    })?;
    let (took, answer) =
        median(async || Ok(opened(lake.reader().funnel(&question).await?))).await?;
    let percentile = |times: &Durations, percent: u64| {
        let all: u64 = times.by_ms.values().sum();
        let mut left = (all * percent).div_ceil(100);
        let reached = times.by_ms.iter().find(|(_, count)| {
            left = left.saturating_sub(**count);
            left == 0
        });
        reached.map(|(ms, _)| *ms)
    };
    let rows = answer.rows.iter().map(|(label, row)| {
        let at = |percent| percentile(&row.times, percent);
        json!([label, at(10), at(50), at(90)])
    });
    Ok(Asked { name: "percentiles of time between two steps", took, answer: rows.collect() })
}

/// A funnel by language, weekly retention and paths, by one reading of the events. The others have no
/// such thing: theirs is the sum of three.
async fn together(lake: &Lake) -> anyhow::Result<Asked> {
    let set = QuestionSet::new(QuestionSetParts {
        funnels: vec![funnel_of(whole()?, Some(Field::PageLanguage))?],
        retentions: vec![weekly()?],
        paths: vec![first_pages()?],
        ..QuestionSetParts::default()
    })?;
    let (took, _) = median(async || Ok(opened(lake.reader().together(&set).await?))).await?;
    Ok(Asked {
        name: "funnel by language, weekly retention and paths in one reading",
        took,
        answer: Value::Null,
    })
}

/// Visitors by three things at once.
async fn groups(lake: &Lake) -> anyhow::Result<Asked> {
    let fields = [Field::PageLanguage, Field::DeviceClass, Field::Region];
    let question = CountsQuestion::new(CountsParts {
        scope: whole()?,
        events: EventFilter::default(),
        by: fields.map(|field| Grouping::By(Attribute::Field(field))).to_vec(),
        number: None,
        distinct: Distinct::Period,
        order: RowOrder::Visitors,
        rows: 1_000,
    })?;
    let (took, answer) =
        median(async || Ok(opened(lake.reader().counts(&question).await?))).await?;
    let text = |name: &Name| match name {
        Name::Text(text) => json!(text),
        Name::Since(_) | Name::Bin(_) => Value::Null,
    };
    let mut rows: Vec<(String, Value)> = answer
        .rows
        .iter()
        .map(|(names, cell)| {
            let mut cells: Vec<Value> = names.iter().map(text).collect();
            let label = json!(cells).to_string();
            cells.push(json!(cell.visitors.get()));
            (label, json!(cells))
        })
        .collect();
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    let answer = rows.into_iter().map(|(_, cells)| cells).collect();
    Ok(Asked { name: "visitors by language, device and region", took, answer })
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
