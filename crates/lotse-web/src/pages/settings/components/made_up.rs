//! Made-up use of made-up services, disclosed by the gate like real use: there is no other way to a figure.

use std::sync::Arc;

use jiff::tz::TimeZone;
use lotse_domain::{
    Count,
    ids::{ServiceId, ServiceSlug},
    privacy::Undisclosed,
    query::{
        Automatic, Breakdown, EngagedTimes, Period, Tally, UsageAnswer, UsageTable, blur::Blurred,
        largest::Largest,
    },
    service::{CollectionProfile, Jurisdiction, PublicKey, Service, ServiceKind},
};
use lotse_report::{
    ReportError,
    gate::{self, DisclosedUsage},
    measure::{Cell, Hidden, Measure},
    policy::Rules,
};

use crate::error::Failure;

/// The days of every figure.
pub(super) fn month() -> Result<Period, Failure> {
    let first = jiff::civil::Date::constant(2026, 9, 1);
    let last = jiff::civil::Date::constant(2026, 9, 30);
    Ok(Period::new(first, last, TimeZone::UTC).map_err(ReportError::from)?)
}

/// A service that there is not.
pub(super) fn service(kind: ServiceKind, profile: CollectionProfile) -> Arc<Service> {
    Arc::new(Service {
        id: ServiceId::new(1),
        slug: ServiceSlug::from_name("example"),
        name: "Example".to_owned(),
        kind,
        jurisdiction: Jurisdiction::Other,
        profile,
        public_key: PublicKey::from_text("pk_0000000000000000"),
        origins: Vec::new(),
        allowed_parameters: Vec::new(),
        authorities: Vec::new(),
        capture: lotse_domain::service::CaptureSettings::default(),
        time_zone: TimeZone::UTC,
        generated: true,
    })
}

/// Thirty days of a service to which so many people come on an ordinary day.
pub(super) fn disclose(
    kind: ServiceKind,
    profile: CollectionProfile,
    people: u64,
) -> DisclosedUsage {
    let service = service(kind, profile);
    let measures = profile.captures_interaction();
    let tally = |people: u64, days: u64| {
        let visits = people + people / 5;
        Tally {
            events: Count::new(people * 4),
            page_views: Count::new(people * 3),
            visitor_days: Count::new(people),
            most_visitors_on_a_day: Count::new(people / days.max(1) + 1),
            fewest_visitors_on_a_day: Count::new(people / days.max(1) + 1),
            visitors: Count::new(people / 2),
            largest_page_views: Largest::default(),
            visits: Count::new(visits),
            largest_visits: Largest::default(),
            measured_visits: Count::new(if measures { visits } else { 0 }),
            bounces: Count::new(if measures { visits * 2 / 5 } else { 0 }),
            engaged_ms: visits * 40_000,
            blurred: Blurred {
                page_views: Count::new(people * 3),
                visitor_days: Count::new(people),
                visitors: Count::new(people / 2),
                visits: Count::new(visits),
                ..Blurred::default()
            },
        }
    };
    let mut total = 0;
    let mut days = Vec::new();
    for day in 1..=30_i8 {
        let on_day = match day % 7 {
            5 | 6 => people / 3,
            weekday => people + people * u64::from(weekday.unsigned_abs()) / 10,
        };
        total += on_day;
        let date = jiff::civil::Date::constant(2026, 9, day);
        days.push((Some(date.to_string()), tally(on_day, 1)));
    }
    let share =
        |label: &str, per_mille: u64| (Some(label.to_owned()), tally(total * per_mille / 1000, 30));
    let pages = (0..14)
        .map(|n| share(&format!("/apply/step-{n}/a-long-address-that-must-wrap"), 200 / (n + 1)));
    let pages = std::iter::once(share("/", 700)).chain(pages).chain([share("/hidden", 1)]);
    let devices = [share("mobile", 610), share("desktop", 340), share("tablet", 50)];
    let engaged = (1..100).map(|n| (n * 12, total * u64::from(100 - n) / 5000));
    let answer = UsageAnswer {
        automatic_events: Count::new(total / 40),
        totals: tally(total, 30),
        engaged: EngagedTimes { by_tenths: engaged.collect() },
        tables: vec![
            UsageTable { breakdown: Breakdown::Day, rows: days, truncated: false },
            UsageTable { breakdown: Breakdown::Page, rows: pages.collect(), truncated: false },
            UsageTable { breakdown: Breakdown::DeviceClass, rows: devices.into(), truncated: true },
        ],
        newest: None,
    };
    open(&service, answer)
}

/// A whole of so many people with nothing but totals, of whose visits so many in a thousand left at once.
pub(super) fn group(people: u64, per_mille: u64, tenths: u32) -> DisclosedUsage {
    let totals = Tally { bounces: Count::new(people * per_mille / 1000), ..tally(people) };
    let times = (1..=30).map(|n| (tenths * n / 15, people / 30));
    let answer = UsageAnswer {
        automatic_events: Count::new(0),
        totals,
        engaged: EngagedTimes { by_tenths: times.collect() },
        tables: Vec::new(),
        newest: None,
    };
    // Of employees, since their totals are hidden too when they are few.
    open(&service(ServiceKind::Employees, CollectionProfile::SignedIn), answer)
}

/// The visits of some rows in their order, each as the gate shows it; so many people made each.
pub(super) fn cells(people: &[u64]) -> Vec<Cell> {
    let row = |(index, people): (usize, &u64)| (Some(format!("{index:02}")), tally(*people));
    // Where nobody was, there is no row.
    let rows: Vec<_> = people.iter().enumerate().filter(|(_, n)| **n > 0).map(row).collect();
    let table = UsageTable { breakdown: Breakdown::Referrer, rows, truncated: false };
    let answer = UsageAnswer {
        automatic_events: Count::new(0),
        totals: tally(people.iter().sum()),
        engaged: EngagedTimes::default(),
        tables: vec![table],
        newest: None,
    };
    let usage = open(&service(ServiceKind::Public, CollectionProfile::Statistics), answer);
    let Some(table) = usage.tables.first() else { return Vec::new() };
    let visits = table.measures.iter().position(|measure| *measure == Measure::Visits);
    let at = |cells: &[Cell]| cells.get(visits?).cloned();
    // What is not named has no number of its own, whatever the row of all such says.
    let unnamed = match table.others.as_deref().and_then(at) {
        Some(hidden @ Cell::Hidden(_)) => hidden,
        Some(_) => Cell::Hidden(Hidden::Protects),
        None => Cell::NoData,
    };
    let cell = |index: usize| {
        let label = format!("{index:02}");
        let row = table.rows.iter().find(|row| row.label.as_deref() == Some(label.as_str()));
        row.and_then(|row| at(&row.cells)).unwrap_or_else(|| unnamed.clone())
    };
    (0..people.len()).map(cell).collect()
}

/// One visit with one event by each of so many people.
fn tally(people: u64) -> Tally {
    let n = Count::new(people);
    Tally {
        events: n,
        page_views: n,
        visitor_days: n,
        most_visitors_on_a_day: n,
        fewest_visitors_on_a_day: n,
        visitors: n,
        largest_page_views: Largest::default(),
        visits: n,
        largest_visits: Largest::default(),
        measured_visits: n,
        bounces: Count::new(0),
        engaged_ms: 0,
        blurred: Blurred {
            events: n,
            page_views: n,
            visitor_days: n,
            visitors: n,
            visits: n,
            ..Blurred::default()
        },
    }
}

fn open(service: &Service, answer: UsageAnswer) -> DisclosedUsage {
    match month() {
        Ok(period) => gate::usage(
            &Undisclosed::seal(answer),
            service,
            &period,
            Automatic::LeftOut,
            Rules::staff(),
        ),
        // These dates are a period; a page with nothing on it is the honest other case.
        Err(_) => DisclosedUsage::nothing(),
    }
}
