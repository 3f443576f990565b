//! A lake in a temporary folder, a clock to set, and events at random.

use std::{
    num::NonZeroUsize,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use lotse_domain::{
    clock::{Clock, Entropy},
    event::{
        BotVerdict, BrowserFacts, Campaign, Channel, Coverage, DeviceClass, Event, EventKind, Page,
    },
    ids::{AuthorityCode, CaseReference, EventId, ServiceId, Visitor},
    language::LanguageTag,
    privacy::Undisclosed,
    property::{Properties, ShortText},
    query::{
        Automatic, Breakdown, Period, Scope, UsageQuestion,
        filter::{Attribute, Condition, EventFilter, Field, Test},
    },
    service::{CollectionProfile, ServiceKind},
};
use lotse_lake::{EventReader, Lake, LakeOptions};
use proptest::prelude::*;

/// A clock that stands still until it is set.
pub(crate) struct SetClock(AtomicI64);

impl SetClock {
    pub(crate) fn at(text: &str) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(time(text).as_microsecond())))
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap();
        self.0.fetch_add(micros, Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// Counts instead of drawing.
#[derive(Default)]
pub(crate) struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        for (byte, value) in buffer.iter_mut().zip(number.to_be_bytes().iter().cycle()) {
            *byte = *value;
        }
    }
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn options(clock: &Arc<SetClock>, workers: usize) -> LakeOptions {
    // The address of a fresh allocation is no randomness; a counter over the process is enough here.
    static ENTROPY: std::sync::LazyLock<Arc<Counting>> = std::sync::LazyLock::new(Arc::default);
    LakeOptions {
        workers: NonZeroUsize::new(workers).unwrap(),
        ..LakeOptions::new(Arc::clone(clock) as Arc<dyn Clock>, Arc::clone(&*ENTROPY) as _)
    }
}

pub(crate) async fn open(folder: &Path, clock: &Arc<SetClock>) -> Lake {
    Lake::open(folder, options(clock, 2)).await.unwrap()
}

/// Runs the work of a test that is no async function.
pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

/// Copies a file or folder, as a crash at this instant would leave it.
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
}

/// What the gate alone may do, and tests.
#[expect(clippy::disallowed_methods, reason = "tests compare undisclosed values")]
pub(crate) fn opened<T>(result: Undisclosed<T>) -> T {
    result.open()
}

/// A page view of service 1, to be changed.
pub(crate) fn event(number: u64, at: &str) -> Event {
    let occurred_at = time(at);
    Event {
        id: id(number, occurred_at),
        service: ServiceId::new(1),
        authority: None,
        kind: EventKind::PageView,
        name: None,
        occurred_at,
        received_at: occurred_at + SignedDuration::from_secs(1),
        visitor: Some(Visitor::from_hash(77)),
        case: None,
        profile: CollectionProfile::Statistics,
        signal: false,
        page: Some(page("/apply")),
        campaign: Campaign::default(),
        browser: BrowserFacts::default(),
        region: None,
        channel: Channel::Web,
        coverage: Coverage::Script,
        assisted: false,
        clock_flag: None,
        import: None,
        engaged_ms: None,
        element: None,
        properties: Properties::new(),
    }
}

pub(crate) fn id(number: u64, made_at: Timestamp) -> EventId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    EventId::from_parts(u64::try_from(made_at.as_millisecond()).unwrap(), random)
}

pub(crate) fn page(path: &str) -> Page {
    Page { path: ShortText::trusted(path), state: None, language: None, referrer_domain: None }
}

/// Service 1 over these days.
pub(crate) fn scope(first: &str, last: &str, zone: &str) -> Scope {
    let zone = TimeZone::get(zone).unwrap();
    Scope {
        service: ServiceId::new(1),
        kind: ServiceKind::Public,
        authority: None,
        period: Period::new(first.parse().unwrap(), last.parse().unwrap(), zone).unwrap(),
        automatic: Automatic::LeftOut,
        segment: None,
    }
}

pub(crate) fn question(first: &str, last: &str, zone: &str) -> UsageQuestion {
    UsageQuestion { scope: scope(first, last, zone), breakdowns: Breakdown::ALL.to_vec() }
}

/// The question that random events are asked: three local days around which they lie, one of them
/// with a clock change.
pub(crate) fn random_question() -> UsageQuestion {
    question("2026-03-28", "2026-03-30", "Europe/Berlin")
}

/// Events whose field is exactly this.
pub(crate) fn is(field: Field, value: &str) -> EventFilter {
    let test = Test::Is(vec![value.to_owned()]);
    EventFilter::new(vec![Condition { attribute: Attribute::Field(field), test }]).unwrap()
}

/// Events that have a property of this name.
pub(crate) fn has(letter: &str) -> EventFilter {
    let attribute = Attribute::Property(ShortText::trusted(letter));
    EventFilter::new(vec![Condition { attribute, test: Test::IsPresent }]).unwrap()
}

/// Gives an event a property for each letter.
pub(crate) fn with_letters(mut event: Event, letters: &str) -> Event {
    for letter in letters.chars() {
        let name = ShortText::trusted(letter.to_string());
        event.properties.insert(name, ShortText::trusted("yes"));
    }
    event
}

/// A length of time, such as `10m`.
pub(crate) fn length(text: &str) -> SignedDuration {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap());
    let number: i64 = number.parse().unwrap();
    match unit {
        "ms" => SignedDuration::from_millis(number),
        "s" => SignedDuration::from_secs(number),
        "m" => SignedDuration::from_mins(number),
        "h" => SignedDuration::from_hours(number),
        "d" => SignedDuration::from_hours(24 * number),
        other => panic!("unknown unit {other}"),
    }
}

/// The instant of a timeline that a text names.
pub(crate) fn instant(text: &str) -> Timestamp {
    if text == "0" {
        time("2026-03-28T09:00:00Z")
    } else if text.ends_with('Z') {
        time(&format!("2026-03-{text}"))
    } else {
        instant("0") + length(text)
    }
}

/// The visitor of a timeline's line, from 1.
pub(crate) fn visitor_of(line: i64) -> Visitor {
    Visitor::from_hash(line.wrapping_mul(7_000_000_000_000_000_000))
}

/// The events of a specification's timeline. Of one instant, ids ascend as written. A line that begins
/// with `~` is of nobody, and `#1` after the letters is the first case.
pub(crate) fn timeline(text: &str) -> Vec<Event> {
    let mut number = 0;
    let mut events = Vec::new();
    for (visitor, line) in (1_i64..).zip(text.split('/')) {
        let (line, visitor) = match line.trim().strip_prefix('~') {
            Some(rest) => (rest, None),
            None => (line, Some(visitor_of(visitor))),
        };
        for word in line.split_whitespace() {
            let (letters, at) = word.split_once('@').unwrap();
            let (letters, case) = letters.split_once('#').unwrap_or((letters, ""));
            number += 1;
            let mut one = event(number, &instant(at).to_string());
            one.visitor = visitor;
            one.case = case.parse().ok().map(CaseReference::from_hash);
            events.push(with_letters(one, letters));
        }
    }
    events
}

/// The cells of the rows of a specification's tables that are chosen.
pub(crate) fn spec_rows(file: &str, chosen: fn(&str) -> bool) -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec");
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    let cells = |line: &str| {
        let line = line.strip_prefix('|').unwrap().strip_suffix('|').unwrap();
        line.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    text.lines().filter(|line| line.starts_with("| ") && chosen(line)).map(cells).collect()
}

/// Asks a lake of a timeline's events.
pub(crate) async fn asked_of<T>(
    events: Vec<Event>,
    ask: impl AsyncFnOnce(&EventReader) -> Undisclosed<T>,
) -> T {
    let folder = tempfile::tempdir().unwrap();
    let lake = open(folder.path(), &SetClock::at("2026-04-02T00:00:00Z")).await;
    lake.writer().append(ServiceKind::Public, events).await.unwrap();
    opened(ask(&lake.reader()).await)
}

/// How a lake comes to random events: in how many parts, with a flush after each or not, asked by how
/// many workers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Split {
    parts: usize,
    is_flushed: bool,
    workers: usize,
}

pub(crate) fn random_split() -> impl Strategy<Value = Split> {
    (1_usize..5, any::<bool>(), 1_usize..5).prop_map(|(parts, is_flushed, workers)| Split {
        parts,
        is_flushed,
        workers,
    })
}

/// Asks a lake of the events from files and tail, and once more when all days are merged: both times
/// the answer must be `expected`.
pub(crate) fn always<T: PartialEq + std::fmt::Debug>(
    events: &[Event],
    split: Split,
    expected: &T,
    ask: &impl AsyncFn(&EventReader) -> Undisclosed<T>,
) {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let clock = SetClock::at("2026-04-02T00:00:00Z");
        let lake = Lake::open(folder.path(), options(&clock, split.workers)).await.unwrap();
        for part in events.chunks(events.len().div_ceil(split.parts).max(1)) {
            lake.writer().append(ServiceKind::Public, part.to_vec()).await.unwrap();
            if split.is_flushed {
                lake.upkeep().flush().await.unwrap();
            }
        }
        assert_eq!(opened(ask(&lake.reader()).await), *expected);
        lake.upkeep().flush().await.unwrap();
        clock.advance(SignedDuration::from_hours(24));
        lake.upkeep().compact().await.unwrap();
        assert_eq!(opened(ask(&lake.reader()).await), *expected, "from day files");
    });
}

/// Whichever `text` has, at random.
fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(texts)
}

/// Around these times, random events are dense: edges of what is read, of the period and of days, the
/// change of clocks, and an ordinary noon.
const ANCHORS: &[&str] = &[
    "2026-03-26T23:00:00Z",
    "2026-03-27T23:00:00Z",
    "2026-03-28T12:00:00Z",
    "2026-03-28T23:00:00Z",
    "2026-03-29T01:00:00Z",
    "2026-03-29T22:00:00Z",
    "2026-03-30T22:00:00Z",
    "2026-03-31T22:00:00Z",
];

/// Random events, and sometimes a visitor who never pauses for more than half an hour, for so long
/// that only the 24 hours end a visit.
pub(crate) fn random_events() -> impl Strategy<Value = Vec<Event>> {
    let restless = (random_event(), 24_i64..=30, 1_i64..90);
    (proptest::collection::vec(random_event(), 0..200), proptest::option::weighted(0.5, restless))
        .prop_map(|(mut events, restless)| {
            if let Some((like, minutes, count)) = restless {
                events.extend((0..count).map(|number| {
                    let occurred_at =
                        like.occurred_at + SignedDuration::from_mins(minutes * number);
                    Event { occurred_at, received_at: occurred_at, ..like.clone() }
                }));
            }
            // Each another id, in an order that has nothing to do with that of arrival.
            for (number, event) in (1_u64..).zip(&mut events) {
                event.id = id(number.wrapping_mul(0x9E37_79B9_7F4A_7C15), event.occurred_at);
            }
            events
        })
}

/// A random event. Few visitors, pages and minutes, so that visits, ties and edges are common.
pub(crate) fn random_event() -> impl Strategy<Value = Event> {
    let who = (
        1_u32..=2,
        proptest::option::weighted(
            0.9,
            proptest::sample::select(vec![
                i64::MIN,
                -5_000_000_000_000_000_000,
                -1,
                0,
                3,
                4_000_000_000_000_000_000,
                i64::MAX,
            ]),
        ),
        proptest::sample::select(CollectionProfile::ALL),
        proptest::option::weighted(0.05, Just(())),
        proptest::option::weighted(0.5, one_of(&["09162000", "05315000"])),
        proptest::option::weighted(0.2, proptest::sample::select(vec![-7_i64, 1, i64::MAX])),
    );
    let when = (proptest::sample::select(ANCHORS), -4_i64..=4, -1_i64..=1);
    let what = (
        proptest::sample::select(EventKind::ALL),
        proptest::option::weighted(
            0.9,
            one_of(&[
                "/",
                "/apply",
                "/apply/income/of/the/household",
                "/apply/income/of/the/person",
            ]),
        ),
        proptest::option::of(one_of(&["en", "es", "zh-Hant"])),
        proptest::option::of(one_of(&["en-US", "de"])),
        proptest::option::of(proptest::sample::select(DeviceClass::ALL)),
        proptest::option::of(one_of(&["Firefox", "Samsung Internet"])),
        proptest::option::of(one_of(&["Windows", "iOS"])),
        proptest::option::of(one_of(&["www.example.gov", "search.example"])),
        0_u32..200_000,
    );
    (who, when, what, any::<u64>()).prop_map(|(who, when, what, number)| {
        let (service, visitor, profile, bot, authority, case) = who;
        let (kind, path, language, accepts, device, browser, system, referrer, engaged) = what;
        let (anchor, tens, us) = when;
        let occurred_at =
            time(anchor) + SignedDuration::from_mins(10 * tens) + SignedDuration::from_micros(us);
        Event {
            id: id(number, occurred_at),
            service: ServiceId::new(service),
            authority: authority.map(|code| AuthorityCode::new(code).unwrap()),
            kind,
            occurred_at,
            received_at: occurred_at + SignedDuration::from_millis(i64::from(engaged)),
            visitor: visitor.map(Visitor::from_hash),
            case: case.map(CaseReference::from_hash),
            profile,
            page: path.map(|path| Page {
                language: language.map(|tag| LanguageTag::new(tag).unwrap()),
                referrer_domain: referrer.map(ShortText::trusted),
                ..page(path)
            }),
            browser: BrowserFacts {
                device_class: device,
                family: browser.map(ShortText::trusted),
                operating_system: system.map(ShortText::trusted),
                language: accepts.map(|tag| LanguageTag::new(tag).unwrap()),
                bot: bot.map(|()| (BotVerdict::Automatic, ShortText::trusted("1"))),
                ..BrowserFacts::default()
            },
            engaged_ms: (kind == EventKind::Leave).then_some(engaged),
            ..event(0, "2026-03-28T00:00:00Z")
        }
    })
}
