//! `DuckDB` counts what visitors do, with SQL of its own, over a million events: the same numbers.

use std::{num::NonZeroU32, path::Path, process::Command};

use jiff::{SignedDuration, Timestamp, civil::Weekday};
use lotse_domain::{
    decimal::Decimal,
    event::{Event, EventKind},
    ids::Visitor,
    language::LanguageTag,
    property::ShortText,
    query::{
        counts::{
            Cell, CountsAnswer, CountsParts, CountsQuestion, Distinct, Grouping, Name, Number,
            RowOrder,
        },
        filter::{Attribute, EventFilter, Field},
        funnel::{FunnelBreakdown, FunnelParts, FunnelQuestion, FunnelRow, StepOrder, Touch, Unit},
        interval::Interval,
        paths::{Anchor, PathsParts, PathsQuestion},
        retention::{Cohorts, RetentionParts, RetentionQuestion, Return},
        segment::{Deed, Segment, SegmentRule},
    },
    service::ServiceKind,
};
use lotse_lake::Lake;
use serde_json::{Value, json};

use crate::sample::{self, SetClock, event, is, opened, scope};

const ZONE: &str = "Europe/Berlin";
const STEPS: [&str; 4] = ["start", "details", "upload", "sent"];
const DAYS: u64 = 42;
const EVENTS: u64 = 1_000_000;
const VISITORS: u64 = 60_000;

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
}

/// Some hours of visits on one day, many of them close to edges of windows. No visit is so long that a day
/// would end it.
fn day(number: u64) -> Vec<Event> {
    let mut seeded = Seeded(number);
    // A Monday; clocks change within the six weeks.
    let morning: Timestamp = "2026-03-09T06:00:00Z".parse().unwrap();
    let morning = morning + SignedDuration::from_hours(24 * i64::try_from(number).unwrap());
    let mut events = Vec::new();
    while (events.len() as u64) < EVENTS / DAYS {
        let who = seeded.below(VISITORS);
        let start = SignedDuration::from_secs(i64::try_from(seeded.below(40_000)).unwrap());
        let mut at = morning + start;
        for _ in 0..=seeded.below(11) {
            // Whole minutes, so that also the edge itself is common.
            let pause = if seeded.below(9) == 0 { 30 + seeded.below(2) } else { seeded.below(9) };
            at += SignedDuration::from_mins(i64::try_from(pause).unwrap());
            let place = number * EVENTS + events.len() as u64;
            let mut one = event(place.wrapping_mul(0x9E37_79B9_7F4A_7C15), &at.to_string());
            one.kind = EventKind::Custom;
            let name = usize::try_from(seeded.below(8)).unwrap();
            one.name = Some(ShortText::trusted(STEPS.get(name).copied().unwrap_or("other")));
            let hash = who.wrapping_mul(0xD134_2543_DE82_EF95).cast_signed();
            one.visitor = (who > 50).then(|| Visitor::from_hash(hash));
            let pages = ["/", "/apply", "/apply/income/of/the/household", "/help"];
            let mut page = sample::page(pages[usize::try_from(seeded.below(4)).unwrap()]);
            let tags = ["en", "es", "zh-Hant"];
            page.language = LanguageTag::new(tags[usize::try_from(who % 3).unwrap()]).ok();
            one.page = Some(page);
            let engaged = u32::try_from(seeded.below(20_000)).unwrap();
            one.engaged_ms = (engaged % 3 > 0).then_some(engaged);
            events.push(one);
        }
    }
    events
}

async fn funnel(lake: &Lake) -> Value {
    let question = FunnelQuestion::new(FunnelParts {
        scope: scope("2026-03-09", "2026-04-19", ZONE),
        steps: STEPS.iter().map(|name| is(Field::Name, name)).collect(),
        order: StepOrder::Ordered,
        unit: Unit::Visitor,
        window: Some(SignedDuration::from_mins(30)),
        exclusions: Vec::new(),
        breakdown: Some(FunnelBreakdown {
            by: Attribute::Field(Field::PageLanguage),
            touch: Touch::First,
        }),
    })
    .unwrap();
    let answer = opened(lake.reader().funnel(&question).await.unwrap());
    let reached = |row: &FunnelRow| -> Vec<Value> {
        row.steps.iter().map(|step| json!(step.units.get())).collect()
    };
    let languages = answer.rows.iter().map(|(label, row)| {
        let mut cells = vec![json!(label)];
        cells.extend(reached(row));
        cells
    });
    json!({
        "whole": reached(&answer.whole),
        "languages": languages.collect::<Vec<_>>(),
        "times": answer.whole.times.by_ms.iter().collect::<Vec<_>>(),
    })
}

async fn retention(lake: &Lake) -> Value {
    let question = RetentionQuestion::new(RetentionParts {
        scope: scope("2026-03-09", "2026-04-19", ZONE),
        interval: Interval::Week,
        week_start: Weekday::Monday,
        history: 0,
        starts: EventFilter::default(),
        returns: EventFilter::default(),
        cohorts: Cohorts::FirstTime,
        back: Return::Exactly,
    })
    .unwrap();
    let answer = opened(lake.reader().retention(&question).await.unwrap());
    let cohorts = answer.cohorts.iter().flat_map(|cohort| {
        let all = std::iter::once(&cohort.visitors).chain(&cohort.back).enumerate();
        let some = all.filter(|(_, visitors)| !visitors.is_zero());
        some.map(|(weeks, n)| json!([cohort.interval.first.to_string(), weeks, n.get()]))
    });
    let lifecycle = answer.lifecycle.iter().map(|row| {
        let counts = [row.new, row.returning, row.resurrected].map(lotse_domain::Count::get);
        json!([row.interval.first.to_string(), counts[0], counts[1], counts[2]])
    });
    let pairs = |histogram: &std::collections::BTreeMap<u64, lotse_domain::Count>| {
        histogram.iter().map(|(n, visitors)| json!([n, visitors.get()])).collect::<Vec<_>>()
    };
    json!({
        "cohorts": cohorts.collect::<Vec<_>>(),
        "lifecycle": lifecycle.collect::<Vec<_>>(),
        "stickiness": pairs(&answer.stickiness),
        "frequency": pairs(&answer.frequency),
    })
}

async fn paths(lake: &Lake) -> Value {
    let question = PathsQuestion::new(PathsParts {
        scope: scope("2026-03-09", "2026-04-19", ZONE),
        nodes: EventFilter::default(),
        label: Attribute::Field(Field::Page),
        unit: Unit::Visit,
        anchor: Anchor::Beginning,
        length: 3,
        folded: false,
    })
    .unwrap();
    let answer = opened(lake.reader().paths(&question).await.unwrap());
    let paths = answer.paths.iter().take(200).map(|path| {
        json!([path.nodes, path.is_cut, path.taken.units.get(), path.taken.visitors.get()])
    });
    paths.collect()
}

fn question(by: Vec<Grouping>) -> CountsParts {
    CountsParts {
        scope: scope("2026-03-09", "2026-04-19", ZONE),
        events: EventFilter::default(),
        by,
        number: Some(Number::EngagedMs),
        distinct: Distinct::Period,
        order: RowOrder::Events,
        rows: 1_000,
    }
}

async fn ask(lake: &Lake, parts: CountsParts) -> CountsAnswer {
    let question = CountsQuestion::new(parts).unwrap();
    opened(lake.reader().counts(&question).await.unwrap())
}

/// The names of a row and what was counted, as cells.
fn cells(names: &[Name], cell: &Cell) -> Value {
    let name = |name: &Name| match name {
        Name::Since(day) => json!(day.to_string()),
        Name::Text(text) => json!(text),
        Name::Bin(bin) => json!(bin),
    };
    let mut cells: Vec<Value> = names.iter().map(name).collect();
    for count in [cell.events, cell.visitors, cell.events_of_visitors, cell.numbers] {
        cells.push(json!(count.get()));
    }
    cells.push(json!(cell.sum.to_string().parse::<u64>().unwrap()));
    json!(cells)
}

async fn counts(lake: &Lake) -> Value {
    let by = |field| Grouping::By(Attribute::Field(field));
    let edges = [1_000, 10_000].map(Decimal::whole).to_vec();
    let bins = Grouping::Bins { of: Number::EngagedMs, edges };
    let answer = ask(lake, question(vec![by(Field::PageLanguage), by(Field::Page), bins])).await;
    let days = ask(lake, question(vec![Grouping::Every(Interval::Day)])).await;
    let rows = |answer: &CountsAnswer| -> Vec<Value> {
        answer.rows.iter().map(|(names, cell)| cells(names, cell)).collect()
    };
    json!({
        "whole": cells(&[], &answer.whole),
        "rows": rows(&answer),
        "days": rows(&days),
    })
}

async fn segment(lake: &Lake) -> Value {
    let name = |name| is(Field::Name, name);
    let twice = Deed::Times { events: name("start"), at_least: NonZeroU32::new(2).unwrap() };
    let window = Some(SignedDuration::from_mins(30));
    let sent = Deed::Sequence { steps: vec![name("details"), name("sent")], window };
    let rule = |deed, done| SegmentRule { deed, done, period: None };
    let segment = Segment::new(vec![rule(twice, true), rule(sent, false)]).unwrap();
    let mut parts = question(vec![Grouping::By(Attribute::Field(Field::Page))]);
    parts.scope.segment = Some(segment);
    let answer = ask(lake, parts).await;
    let rows = answer.rows.iter().map(|(names, cell)| {
        let Name::Text(page) = &names[0] else { panic!("{names:?}") };
        json!([page, cell.events.get(), cell.visitors.get()])
    });
    rows.collect()
}

#[tokio::test]
async fn another_engine_counts_the_same_over_a_million_events() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample::open(folder.path(), &SetClock::at("2026-04-22T12:00:00Z")).await;
    for number in 0..DAYS {
        lake.upkeep().load(ServiceKind::Public, day(number)).await.unwrap();
    }
    let ours = json!({
        "funnel": funnel(&lake).await,
        "retention": retention(&lake).await,
        "paths": paths(&lake).await,
        "counts": counts(&lake).await,
        "segment": segment(&lake).await,
    });
    let python = std::env::var_os("LOTSE_TEST_PYTHON")
        .expect("LOTSE_TEST_PYTHON names the Python that has DuckDB: run ./test witness");
    let request = folder.path().join("request.json");
    let asked = json!({ "table": folder.path().join("public/events"), "zone": ZONE });
    std::fs::write(&request, asked.to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/tools/count_visitors.py");
    let output = Command::new(python).arg(script).arg(&request).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (measure, found) in theirs.as_object().unwrap() {
        assert!(found.to_string().len() > 100, "{measure} is hardly counted: {found}");
        assert_eq!(ours[measure], *found, "{measure}");
    }
}
