//! The report of a task of one service over 90 days: attempts of visits, and of cases over 30 days, with what was met
//! before people left, through the gate; beside `DuckDB`'s SQL for the attempts alone.
//!
//! Generated with a fixed seed: every third visit tries the task and goes some way, errors and time in use on the
//! way; every fourth of these opens a case, which goes on without a visitor and is decided weeks later.

use std::{path::Path, process::Command, sync::Arc, time::Instant};

use anyhow::{Context as _, bail, ensure};
use jiff::{SignedDuration, Timestamp, civil::date, tz::TimeZone};
use lotse::system::{SystemEntropy, give_way};
use lotse_domain::{
    event::{DeviceClass, Element, Event, EventKind},
    ids::{CaseReference, Visitor},
    property::ShortText,
    query::{
        Automatic, Period,
        filter::{Attribute, Field},
        interval::Interval,
    },
    rule::Rule,
    service::{Service, ServiceKind},
    task::{LaterOutcome, StepKind, Task, TaskParts, TaskStep, TaskWindow},
};
use lotse_lake::{Lake, LakeOptions};
use lotse_report::{
    Reports,
    overview::Comparison,
    task::{TaskReport, TaskRequest},
    viewer::Viewer,
};
use serde_json::{Value, json};

use crate::{
    generated::{DAYS, Fixed, Seeded, event, midnight},
    ingest::{add_service, control},
    machine,
    report::Section,
};

/// How often the report is asked for; the first time is told apart.
const TIMES: usize = 5;
const STEPS: [&str; 6] = ["about-you", "household", "income", "rent", "documents", "review"];
/// What is later than all windows and everything that became of cases.
const NOW: &str = "2026-12-01T00:00:00Z";

/// Events as they come, with what the last one had.
struct Day {
    seeded: Seeded,
    at: Timestamp,
    events: Vec<Event>,
}

impl Day {
    fn add(
        &mut self,
        kind: EventKind,
        name: Option<&str>,
        visitor: Visitor,
    ) -> anyhow::Result<&mut Event> {
        let pause = 500_000 + self.seeded.below(90_000_000);
        self.at += SignedDuration::from_micros(i64::try_from(pause)?);
        let mut one = event(&mut self.seeded, self.at, kind, visitor, None)?;
        one.name = name.map(ShortText::trusted);
        self.events.push(one);
        self.events.last_mut().context("one was pushed")
    }

    /// One visit; every third tries the task.
    fn visit(&mut self) -> anyhow::Result<()> {
        let visitor = Visitor::from_hash(self.seeded.next().cast_signed());
        let first = self.events.len();
        if self.seeded.below(3) == 0 {
            self.attempt(visitor)?;
        } else {
            for _ in 0..2 + self.seeded.below(9) {
                self.add(EventKind::PageView, None, visitor)?;
            }
        }
        let device =
            self.seeded.pick(&[DeviceClass::Mobile, DeviceClass::Desktop, DeviceClass::Tablet]);
        for one in self.events.iter_mut().skip(first) {
            one.browser.device_class = Some(device);
        }
        Ok(())
    }

    fn attempt(&mut self, visitor: Visitor) -> anyhow::Result<()> {
        let case = (self.seeded.below(4) == 0)
            .then(|| CaseReference::from_hash(self.seeded.next().cast_signed()));
        self.add(EventKind::Custom, Some("start"), visitor)?;
        let far = STEPS.len().min(usize::try_from(self.seeded.below(12))?);
        for step in STEPS.iter().take(far) {
            self.add(EventKind::Custom, Some(step), visitor)?;
            if self.seeded.below(4) == 0 {
                let name = self.seeded.pick(&["income", "rent", "iban", "birth"]);
                let one = self.add(EventKind::FieldError, None, visitor)?;
                one.element =
                    Some(Element { id: Some(ShortText::trusted(name)), ..Element::default() });
                let error = (ShortText::trusted("error"), ShortText::trusted("value_missing"));
                one.properties.extend([error]);
            }
            let engaged = u32::try_from(self.seeded.below(60_000))?;
            self.add(EventKind::Leave, None, visitor)?.engaged_ms = Some(engaged);
        }
        if let (Some(case), Some(last)) = (case, self.events.last_mut()) {
            last.case = Some(case);
        }
        if far < STEPS.len() {
            return Ok(());
        }
        let end = self.seeded.pick(&["done", "done", "refused"]);
        self.add(EventKind::Custom, Some(end), visitor)?;
        let Some(case) = case else { return Ok(()) };
        let submitted = self.at;
        for name in ["received", "returned", "decided", "paid"] {
            if name == "returned" && self.seeded.below(4) > 0 {
                continue;
            }
            self.at += SignedDuration::from_hours(24 * i64::try_from(1 + self.seeded.below(9))?);
            let one = self.add(EventKind::Custom, Some(name), visitor)?;
            (one.visitor, one.case, one.page) = (None, Some(case), None);
        }
        self.at = submitted;
        Ok(())
    }
}

/// What began on one day.
fn day(number: i64, events: u64) -> anyhow::Result<Vec<Event>> {
    let wanted = usize::try_from(events)?;
    let midnight = midnight(number)?;
    let seeded = Seeded::new(u64::try_from(number)?.wrapping_mul(15_485_863).wrapping_add(3));
    let mut day = Day { seeded, at: midnight, events: Vec::with_capacity(wanted + 32) };
    while day.events.len() < wanted {
        day.at =
            midnight + SignedDuration::from_millis(i64::try_from(day.seeded.below(80_000_000))?);
        day.visit()?;
    }
    Ok(day.events)
}

fn task(window: TaskWindow) -> anyhow::Result<Task> {
    let named = |name: &str| -> anyhow::Result<Rule> { Ok(format!("name is \"{name}\"").parse()?) };
    let step = |name: &&str| -> anyhow::Result<TaskStep> {
        let kind = if *name == "documents" { StepKind::Optional } else { StepKind::Needed };
        Ok(TaskStep { name: (*name).to_owned(), rule: named(name)?, kind })
    };
    let later = |outcome: &LaterOutcome| Ok((*outcome, named(outcome.as_str())?));
    Ok(Task::new(TaskParts {
        start: named("start")?,
        steps: STEPS.iter().map(step).collect::<anyhow::Result<_>>()?,
        completed: named("done")?,
        refused: Some(named("refused")?),
        saved: None,
        abandoned: None,
        later: LaterOutcome::ALL.iter().map(later).collect::<anyhow::Result<_>>()?,
        help: None,
        window,
    })?)
}

/// Writes `events` events below `data` where they are missing, then asks.
///
/// # Errors
/// When the lake cannot be written or read.
pub(crate) fn run(events: u64, data: &Path) -> anyhow::Result<Section> {
    let folder = data.join(format!("task-{events}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(events, &folder))
}

async fn measure(events: u64, folder: &Path) -> anyhow::Result<Section> {
    let clock = Arc::new(Fixed(NOW.parse()?));
    let mut options = LakeOptions::new(clock.clone(), Arc::new(SystemEntropy));
    // Every question is counted.
    options.kept_answers = 0;
    options.on_counting_thread = Arc::new(give_way);
    let lake = Lake::open(folder, options).await.context("opening the lake")?;
    if lake.reader().extent().files == 0 {
        for number in 0..DAYS {
            let events = day(number, events / u64::try_from(DAYS)?)?;
            lake.upkeep().load(ServiceKind::Public, events).await?;
        }
    }
    // Decisions come weeks later, each day's load in files of its own: the program merges them by itself.
    lake.upkeep().compact().await.context("merging files")?;
    let controlled = tempfile::tempdir()?;
    let service = add_service(controlled.path()).await?;
    let reports = Reports::new(lake.reader(), control(controlled.path()).await?, clock);
    let mut rows = Vec::new();
    for (what, window) in [("visits", TaskWindow::Visit), ("cases, 30 days", TaskWindow::Days(30))]
    {
        let request = TaskRequest {
            service: Arc::<Service>::clone(&service),
            period: Period::new(date(2026, 1, 1), date(2026, 3, 31), TimeZone::UTC)?,
            comparison: Comparison::None,
            automatic: Automatic::LeftOut,
            task: task(window)?,
            by: Some(Attribute::Field(Field::DeviceClass)),
            interval: Interval::Week,
        };
        let (first, median) = times(&reports, &request).await?;
        rows.push((format!("attempts of {what}: the whole report, first time"), ms(first)));
        rows.push((format!("attempts of {what}: the whole report, median"), ms(median)));
        rows.extend(duckdb(folder, what, &request, median)?);
    }
    let memory = machine::peak_memory_mib(std::process::id())?;
    rows.push((
        "memory at most, with writing if the data was new".to_owned(),
        format!("{memory} MiB"),
    ));
    Ok(Section {
        title: "A task",
        what: format!(
            "One service with {events} events of {DAYS} days in files of days and months, and one task of six steps: places, times, weeks, \
             device classes, marks, what became of cases, and every signal before leaving, through the gate; asked {TIMES} times. \
             DuckDB reads the same files and answers, once, attempts, places, times, device classes and what became of cases with window \
             functions, without signals and without the gate."
        ),
        rows,
    })
}

fn ms(ms: f64) -> String {
    format!("{ms:.0} ms")
}

/// Milliseconds of the first report and of the median one.
async fn times(reports: &Reports, request: &TaskRequest) -> anyhow::Result<(f64, f64)> {
    let mut all = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let started = Instant::now();
        let report: TaskReport = reports.task(&Viewer::staff(), request.clone()).await?;
        all.push(started.elapsed().as_secs_f64() * 1_000.0);
        ensure!(!report.told.places.is_empty(), "the gate shows nothing");
    }
    let first = all.first().copied().context("asked at least once")?;
    all.sort_by(f64::total_cmp);
    Ok((first, all.get(TIMES / 2).copied().context("asked at least once")?))
}

/// Rows for `DuckDB`'s time, and its ratio to ours.
fn duckdb(
    folder: &Path,
    what: &str,
    request: &TaskRequest,
    ours_ms: f64,
) -> anyhow::Result<Vec<(String, String)>> {
    let name = format!("attempts of {what}: DuckDB 1.5.5 over the same files, once");
    let Some(python) = std::env::var_os("LOTSE_TEST_PYTHON") else {
        let why = "not measured: LOTSE_TEST_PYTHON names no Python with duckdb".to_owned();
        return Ok(vec![(name, why)]);
    };
    let parts = request.task.parts();
    let letters = "ABCFHI".chars().map(String::from);
    let steps: Vec<Value> = letters
        .clone()
        .zip(&parts.steps)
        .map(|(letter, step)| json!([letter, step.kind.may_be_left_out()]))
        .collect();
    let others = [("S", "start"), ("D", "done"), ("R", "refused")].into_iter();
    let later = [("Y", "received"), ("Q", "returned"), ("E", "decided"), ("P", "paid")];
    let named = others.chain(later).map(|(letter, name)| (letter.to_owned(), name));
    let roles = named.chain(letters.zip(STEPS));
    let roles = roles.map(|(letter, name)| (letter, json!(format!("name = '{name}'"))));
    let asked = json!({
        "table": std::path::absolute(folder.join("public/events"))?,
        "service": request.service.id.number(),
        "roles": roles.collect::<serde_json::Map<_, _>>(),
        "steps": steps,
        "window_us": parts.window.length().map(|length| i64::try_from(length.as_micros())).transpose()?,
        "first_us": request.period.start().as_microsecond(),
        "end_us": request.period.end().as_microsecond(),
        "as_of_us": NOW.parse::<Timestamp>()?.as_microsecond(),
        "label": "device_class",
        "times": 1,
    });
    let written = tempfile::NamedTempFile::new()?;
    std::fs::write(written.path(), asked.to_string())?;
    let output = Command::new(python)
        .arg("e2e/tools/count_attempts.py")
        .arg(written.path())
        .output()
        .context("Python cannot be started")?;
    if !output.status.success() {
        bail!("DuckDB failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let counted: Value = serde_json::from_slice(&output.stdout)?;
    let mut times: Vec<f64> = serde_json::from_value(counted["ms"].clone())?;
    times.sort_by(f64::total_cmp);
    let theirs = times.get(times.len() / 2).copied().context("DuckDB measured nothing")?;
    let ratio = format!("{:.1}", theirs / ours_ms);
    Ok(vec![(name, ms(theirs)), (format!("attempts of {what}: DuckDB's time over ours"), ratio)])
}
