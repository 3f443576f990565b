//! What is planted is found by the report on the task, and nothing is found where nothing is planted.

use std::{collections::BTreeMap, sync::Mutex};

use jiff::civil::date;
use lotse_collect::DoorCounters;
use lotse_domain::{
    clock::Entropy,
    event::EventKind,
    query::{
        Automatic, Period,
        filter::{Attribute, Field},
        interval::Interval,
    },
    rule::Rule,
    task::{StepKind, Task, TaskParts, TaskStep, TaskWindow},
};
use lotse_lake::{Lake, LakeOptions};
use lotse_report::{
    Reports,
    gate::task::{Cause, DisclosedRow, DisclosedTask},
    overview::Comparison,
    task::TaskRequest,
    viewer::Viewer,
};

use super::*;
use crate::demo::generator::Target;

/// Of the 90 days so many are sent, the first ones: enough for the few with slow connections. The bad day is not among them.
const PLANTED_DAYS: u32 = 28;
/// Where nothing is planted, so many are.
const PLAIN_DAYS: u32 = 7;
/// The last day of all.
const NOW: &str = "2026-11-23T20:15:00Z";
const EVERYTHING_PASSES: std::num::NonZeroU32 = std::num::NonZeroU32::MAX;

/// A clock that stands.
struct Standing(Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Different bytes each time, the same in every run: whose visits count twice and whose do not is drawn with them. Each length
/// has a sequence of its own, since how often a file gets a name depends on the machine, and a day's salt must not depend on it.
struct Counting(u64, Mutex<BTreeMap<usize, u64>>);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let mut drawn = self.1.lock().unwrap();
        let length = buffer.len();
        let next = drawn.entry(length).or_insert(self.0 << 32);
        for byte in buffer {
            *next += 1;
            let n = (*next + ((length as u64) << 56)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (n ^ (n >> 31)).to_le_bytes()[0];
        }
    }
}

/// The application from its questions on.
fn task() -> Task {
    let rule = |text: &str| text.parse::<Rule>().unwrap();
    let page = |name: &str| {
        rule(&format!("kind is \"page_view\" and page matches \"/sample/benefit/*/{name}\""))
    };
    let outcome = |name: &str| rule(&format!("kind is \"outcome\" and name is \"{name}\""));
    let steps = ["about-you", "income", "evidence", "check"];
    let step =
        |name: &str| TaskStep { name: name.to_owned(), rule: page(name), kind: StepKind::Needed };
    Task::new(TaskParts {
        start: page("eligibility"),
        steps: steps.map(step).to_vec(),
        completed: outcome("completed"),
        refused: Some(outcome("refused")),
        saved: Some(outcome("saved")),
        abandoned: None,
        later: Vec::new(),
        help: None,
        window: TaskWindow::Days(2),
    })
    .unwrap()
}

/// The first days of generated use, in a lake of their own.
struct Filled {
    reports: Reports,
    benefit: Arc<lotse_domain::service::Service>,
    days: u32,
    _folder: tempfile::TempDir,
}

impl Filled {
    async fn new(seed: u64, effects: Effects, days: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock: Arc<dyn Clock> = Arc::new(Standing(NOW.parse().unwrap()));
        let entropy: Arc<dyn Entropy> = Arc::new(Counting(seed, Mutex::default()));
        let options = LakeOptions::new(Arc::clone(&clock), Arc::clone(&entropy));
        let lake = Lake::open(folder.path(), options).await.unwrap();
        let control = Control::in_memory(Arc::clone(&clock), entropy).await.unwrap();
        let samples = Samples::prepare(&control, &[], clock.now()).await.unwrap();
        let counters = Arc::new(DoorCounters::default());
        let (keys, salts) = (control.clone(), control.clone());
        let door = Door::new(keys, salts, lake.writer(), counters, EVERYTHING_PASSES);
        let fill = Fill {
            control: control.clone(),
            door: Arc::new(door),
            upkeep: lake.upkeep(),
            clock: Arc::clone(&clock),
            samples: samples.clone(),
            days: DAYS,
            progress: watch::Sender::new(None),
        };
        let replay = fill.replay().await.unwrap().unwrap();
        let plan = Plan { effects, ..fill.plan(&replay) };
        let requests = Generator::new(seed, plan)
            .take_while(|request| request.day < days)
            .filter(|request| request.target == Target::Benefit);
        let (_, stop) = watch::channel(false);
        let sent = fill.send_all(&replay, requests, &stop).await.unwrap().unwrap();
        assert!(sent > 2_000 * u64::from(days), "{sent}");
        let reports = Reports::new(lake.reader(), control, clock);
        Self { reports, benefit: samples.benefit, days, _folder: folder }
    }

    async fn told(&self, by: Option<Field>) -> DisclosedTask {
        let zone = self.benefit.time_zone.clone();
        let first = date(2026, 8, 26);
        let last = first.saturating_add(jiff::Span::new().days(i64::from(self.days) - 1));
        let request = TaskRequest {
            service: Arc::clone(&self.benefit),
            period: Period::new(first, last, zone).unwrap(),
            comparison: Comparison::None,
            automatic: Automatic::LeftOut,
            task: task(),
            by: by.map(Attribute::Field),
            interval: Interval::Week,
        };
        self.reports.task(&Viewer::staff(), request).await.unwrap().told
    }
}

/// Labels of groups that differ clearly from everyone else, the widest gap first, with the gap.
fn clear(told: &DisclosedTask) -> Vec<(String, f64)> {
    let gap = |row: &DisclosedRow| {
        let gap = row.gap.as_ref().filter(|gap| gap.is_clear)?;
        let label = Option::clone(&row.label).unwrap_or_default();
        Some((label, gap.difference.number()?.value()))
    };
    let mut gaps: Vec<_> = told.rows.iter().filter_map(gap).collect();
    gaps.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
    gaps
}

/// The likely cause at a step: kind and control.
fn likely(told: &DisclosedTask, place: usize) -> Option<(EventKind, String)> {
    let place = &told.places[place];
    let cause = &place.causes[place.likely?];
    Some((cause.kind, Option::clone(&cause.control).unwrap_or_default()))
}

#[tokio::test]
async fn the_differences_of_the_demo_are_found_called_clear_and_come_first() {
    let filled = Filled::new(SEED, Effects::Planted, PLANTED_DAYS).await;
    let told = filled.told(Some(Field::PageLanguage)).await;
    let closed = told.attempts.closed.number().unwrap().value();
    let done = told.attempts.done.number().unwrap().value();
    assert!(closed > 2_000.0 && (0.65..0.78).contains(&(done / closed)), "{:?}", told.attempts);
    let (kind, control) = likely(&told, 2).expect("a cause at the income step");
    assert_eq!(kind, EventKind::FieldError);
    assert!(control.contains("ingreso") || control.contains("Ingreso"), "{control}");
    assert_eq!(
        likely(&told, 3),
        Some((EventKind::DeadClick, "add-document".to_owned())),
        "{:?}",
        told.places[3]
    );
    let languages = clear(&told);
    assert!(languages[0].0.starts_with("es") && languages[0].1 < -0.03, "{languages:?}");
    assert!(!languages.iter().any(|(label, _)| label.starts_with("ar")), "{languages:?}");
    assert!(told.rows.iter().any(|row| row.label.as_deref() == Some("ar")), "it is told of Arabic");
    let by_connection = filled.told(Some(Field::Connection)).await;
    let connections = clear(&by_connection);
    let slow =
        connections.iter().find(|(label, _)| ["3g", "2g", "slow-2g"].contains(&label.as_str()));
    assert!(slow.is_some_and(|(_, gap)| *gap < -0.05), "{connections:?} {:?}", by_connection.rows);
    assert_eq!(connections.first(), slow, "it is the widest");
}

/// The most of so many families that say something by chance, each once in twenty times: more do once in fifty times.
fn by_chance(families: u32) -> usize {
    let (mut exactly, mut at_most, mut most) = (0.95_f64.powf(f64::from(families)), 0.0, 0_u32);
    loop {
        at_most += exactly;
        if at_most >= 0.98 {
            return usize::try_from(most).unwrap();
        }
        exactly *= f64::from(families - most) / f64::from(most + 1) * 0.05 / 0.95;
        most += 1;
    }
}

/// What is told together holds together with 95 %: each copy has four such families. `LOTSE_TEST_COPIES` says how many copies.
#[tokio::test]
async fn where_nothing_is_planted_no_more_is_called_clear_than_chance_allows() {
    let copies: u64 =
        std::env::var("LOTSE_TEST_COPIES").map_or(3, |copies| copies.parse().unwrap());
    let mut found = Vec::new();
    for seed in 1..=copies {
        let filled = Filled::new(seed, Effects::None, PLAIN_DAYS).await;
        for by in [Field::PageLanguage, Field::Connection, Field::DeviceClass] {
            let groups = clear(&filled.told(Some(by)).await);
            found.extend((!groups.is_empty()).then(|| format!("{seed} {by:?}: {groups:?}")));
        }
        let told = filled.told(None).await;
        let causes: Vec<_> = told.places.iter().flat_map(|place| &place.causes).collect();
        assert!(causes.len() > 10, "errors are met: {causes:?}");
        let is_clear = |cause: &&Cause| cause.gap.as_ref().is_some_and(|gap| gap.is_clear);
        let clear: Vec<_> = causes.into_iter().filter(is_clear).collect();
        found.extend((!clear.is_empty()).then(|| format!("{seed}: {clear:?}")));
    }
    let most = by_chance(u32::try_from(copies * 4).unwrap());
    assert!(found.len() <= most, "at most {most} are chance: {found:#?}");
}
