//! What generated events have in common: a seed, a clock, pages, and all that a measurement does not vary.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use lotse_domain::{
    clock::Clock,
    event::{BrowserFacts, Campaign, Channel, Coverage, Event, EventKind, Page},
    ids::{EventId, ServiceId, Visitor},
    language::LanguageTag,
    property::{Properties, ShortText},
    query::{Automatic, Period, Scope},
    service::{CollectionProfile, ServiceKind},
};

/// The days that are generated, from 1 January 2026.
pub(crate) const DAYS: i64 = 90;

/// A clock that stands still.
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

/// The first instant of a day.
pub(crate) fn midnight(number: i64) -> anyhow::Result<Timestamp> {
    let first: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    Ok(first + SignedDuration::from_hours(24 * number))
}

/// An event of service 1 on one of the pages, to be changed.
pub(crate) fn event(
    seeded: &mut Seeded,
    at: Timestamp,
    kind: EventKind,
    visitor: Visitor,
    language: Option<&LanguageTag>,
) -> anyhow::Result<Event> {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&seeded.next().to_be_bytes());
    Ok(Event {
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
            language: language.cloned(),
            referrer_domain: None,
        }),
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
    })
}

/// Service 1 over these days.
pub(crate) fn scope(first: Date, last: Date, zone: TimeZone) -> anyhow::Result<Scope> {
    Ok(Scope {
        service: ServiceId::new(1),
        kind: ServiceKind::Public,
        authority: None,
        period: Period::new(first, last, zone)?,
        automatic: Automatic::LeftOut,
        segment: None,
    })
}
