//! What is shown, what is not, and that nothing hidden can be worked out from a total.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use lotse_control::users::{User, UserId};
use lotse_domain::{
    disclosure::{DisclosurePolicy, PolicyParts, Zeros},
    event::{BrowserFacts, Campaign, Channel, Coverage, Event, EventKind},
    ids::{EventId, ServiceId, ServiceSlug, Visitor},
    property::Properties,
    query::{UsageTable, blur::Blurred, funnel::Reached, largest::Largest},
    service::{Jurisdiction, PublicKey},
};

use super::*;
use crate::{live::RecentEvent, viewer::Viewer};

static_assertions::assert_not_impl_any!(Undisclosed<Tally>: Serialize, std::fmt::Display);

pub(crate) fn service(kind: ServiceKind, profile: CollectionProfile) -> Service {
    Service {
        id: ServiceId::new(1),
        slug: ServiceSlug::from_name("Permits"),
        name: "Permits".to_owned(),
        kind,
        jurisdiction: Jurisdiction::UnitedStates,
        profile,
        public_key: PublicKey::from_text("pk_TEST"),
        origins: Vec::new(),
        allowed_parameters: Vec::new(),
        authorities: Vec::new(),
        capture: lotse_domain::service::CaptureSettings::default(),
        time_zone: TimeZone::UTC,
        generated: false,
    }
}

pub(crate) fn public() -> Service {
    service(ServiceKind::Public, CollectionProfile::Statistics)
}

pub(crate) fn employees() -> Service {
    service(ServiceKind::Employees, CollectionProfile::SignedIn)
}

/// What a cell shows: its number, `few` where too few people are in it, `one` where one or two dominate it, `*` where
/// it protects, `.` where it is not said which, `none` where there is nothing.
pub(crate) fn word(cell: &Cell) -> String {
    match cell {
        Cell::Hidden(Hidden::TooFew { .. }) => "few".to_owned(),
        Cell::Hidden(Hidden::Dominated) => "one".to_owned(),
        Cell::Hidden(Hidden::Protects) => "*".to_owned(),
        Cell::Hidden(Hidden::TooFewOrProtects { .. }) => ".".to_owned(),
        Cell::Shown { number } => number.value().to_string(),
        Cell::NoData | Cell::NotMeasured(_) => "none".to_owned(),
    }
}

/// So many people on one day, each with one visit and two page views.
pub(crate) fn people(count: u64) -> Tally {
    let n = Count::new(count);
    Tally {
        events: n + n,
        page_views: n + n,
        largest_page_views: each(n, 2),
        visitor_days: n,
        most_visitors_on_a_day: n,
        fewest_visitors_on_a_day: n,
        visitors: n,
        visits: n,
        largest_visits: each(n, 1),
        measured_visits: n,
        bounces: Count::ZERO,
        engaged_ms: 0,
        // Each counts twice, so that a blurred figure is told from an exact one.
        blurred: Blurred {
            events: Count::new(4 * count),
            page_views: Count::new(4 * count),
            visitor_days: Count::new(2 * count),
            visitors: Count::new(2 * count),
            visits: Count::new(2 * count),
            ..Blurred::default()
        },
    }
}

/// Visits of people on one day, of each so many.
pub(super) fn visits_of(each: &[u64]) -> Reached {
    let mut largest_units = Largest::default();
    for visits in each {
        largest_units.see(Count::new(*visits));
    }
    let units = Count::new(each.iter().sum());
    let people = Count::new(each.iter().filter(|visits| **visits > 0).count() as u64);
    Reached {
        units,
        blurred_units: units,
        largest_units,
        visitors: people,
        most_visitors_on_a_day: people,
    }
}

/// What each person contributes to several sums together.
pub(super) fn sum_of_each(sums: &[&[u64]]) -> Vec<u64> {
    let people = sums.iter().map(|sum| sum.len()).max().unwrap_or(0);
    let of = |person: usize| sums.iter().filter_map(|sum| sum.get(person)).sum();
    (0..people).map(of).collect()
}

/// The largest contributions to a sum of so many people, of whom each contributes as much.
fn each(people: Count, contribution: u64) -> Largest {
    let of = |least: u64| Count::new(if people.get() >= least { contribution } else { 0 });
    Largest { first: of(1), second: of(2) }
}

fn rows(counts: &[(&str, u64)]) -> Vec<(Option<String>, Tally)> {
    counts.iter().map(|(label, count)| (Some((*label).to_owned()), people(*count))).collect()
}

pub(super) fn period(first: &str, last: &str) -> Period {
    Period::new(first.parse().unwrap(), last.parse().unwrap(), TimeZone::UTC).unwrap()
}

fn ask(
    service: &Service,
    breakdown: Breakdown,
    counts: &[(&str, u64)],
    rules: Rules,
) -> DisclosedUsage {
    let rows = rows(counts);
    let total = rows.iter().map(|(_, tally)| tally.visitors.get()).sum();
    let answer = UsageAnswer {
        automatic_events: Count::ZERO,
        totals: people(total),
        engaged: EngagedTimes { by_tenths: BTreeMap::from([(100, total)]) },
        tables: vec![UsageTable { breakdown, rows, truncated: false }],
        newest: Some("2026-11-23T10:20:59Z".parse().unwrap()),
    };
    usage(
        &Undisclosed::seal(answer),
        service,
        &period("2026-11-01", "2026-11-23"),
        Automatic::LeftOut,
        rules,
    )
}

fn counted(count: u64) -> Number {
    Number::Count(Count::new(count))
}

/// Labels that are named.
fn named(usage: &DisclosedUsage) -> Vec<&str> {
    usage.tables[0].rows.iter().map(|row| row.label.as_deref().unwrap()).collect()
}

#[test]
fn a_page_that_two_people_opened_is_neither_named_nor_known_from_the_rest() {
    let counts = [("/a", 12), ("/b", 12), ("/c", 11), ("/rare", 2)];
    let usage = ask(&public(), Breakdown::Page, &counts, Rules::staff());
    // The smallest page that may be shown stays in the rest, so that the rest is not the rare page.
    assert_eq!(named(&usage), ["/a", "/b"]);
    let others = usage.tables[0].others.as_ref().unwrap();
    let views = Number::Blurred(Count::new(52));
    assert_eq!(others[0].number(), Some(views), "views of the rest: 2 × (11 + 2), each twice");
    let rows = &usage.tables[0].rows;
    assert_eq!(rows[0].cells[1].number(), Some(Number::Blurred(Count::new(24))), "no row is exact");
    assert_eq!(others[1], Cell::Hidden(Hidden::TooFew { minimum: 5 }), "people do not add up");
}

#[test]
fn everything_is_named_when_every_row_is_large_enough() {
    let usage = ask(&public(), Breakdown::Page, &[("/a", 5), ("/b", 9)], Rules::staff());
    assert_eq!(named(&usage), ["/b", "/a"]);
    assert!(usage.tables[0].others.is_none());
}

#[test]
fn languages_need_more_people_than_pages_and_the_public_more_than_staff() {
    for (breakdown, rules, minimum) in [
        (Breakdown::Page, Rules::staff(), 5),
        (Breakdown::DeviceClass, Rules::staff(), 5),
        (Breakdown::PageLanguage, Rules::staff(), 10),
        (Breakdown::BrowserLanguage, Rules::staff(), 10),
        (Breakdown::Page, Rules::public(), 11),
    ] {
        let enough = ask(&public(), breakdown, &[("x", minimum), ("y", 50)], rules);
        assert_eq!(named(&enough).len(), 2, "{breakdown} at {minimum}");
        let short = ask(&public(), breakdown, &[("x", minimum - 1), ("y", 50), ("z", 60)], rules);
        assert_eq!(named(&short), ["z"], "{breakdown} below {minimum}");
    }
}

#[test]
fn no_figure_of_a_segment_is_a_total() {
    let days = |counts: &[(&str, u64)]| ask(&public(), Breakdown::Day, counts, Rules::of_segment());
    let told = |usage: &DisclosedUsage, measure: Measure| {
        usage.figures.iter().find(|figure| figure.measure == measure).unwrap().cell.clone()
    };
    // The same people are a total where they are all of a service.
    let all = ask(&public(), Breakdown::Day, &[("2026-11-01", 9)], Rules::staff());
    assert_eq!(told(&all, Measure::Visits).number(), Some(counted(9)));
    assert!(all.newest.is_some() && all.automatic.events == Some(0));
    let few = days(&[("2026-11-01", 9)]);
    assert!(few.figures.iter().all(|figure| figure.cell.number().is_none()), "{few:?}");
    assert_eq!(told(&few, Measure::Visits), Cell::Hidden(Hidden::TooFew { minimum: 10 }));
    // Enough people are told of, but never as they were counted: not in all and not on one day.
    let enough = days(&[("2026-11-01", 10), ("2026-11-02", 12)]);
    let visits = Number::Blurred(Count::new(44));
    assert_eq!(told(&enough, Measure::Visits).number(), Some(visits));
    let cells = enough.tables[0].rows.iter().flat_map(|row| &row.cells);
    assert!(cells.clone().all(|cell| cell.number().is_some_and(Number::is_blurred)), "{enough:?}");
    // A day of a few is hidden, and one more.
    let one = days(&[("2026-11-01", 9), ("2026-11-02", 12), ("2026-11-03", 30)]);
    let words: Vec<String> =
        one.tables[0].rows.iter().map(|row| word(row.cells.first().unwrap())).collect();
    assert_eq!(words, ["few", "*", "60"]);
    assert!(enough.newest.is_none(), "when somebody of them came says who they are");
    assert_eq!(*enough.automatic, AutomaticShare { events: None, share: None });
    // A page needs ten people, as everything does.
    let pages =
        ask(&public(), Breakdown::Page, &[("/a", 9), ("/b", 50), ("/c", 60)], Rules::of_segment());
    assert_eq!(named(&pages), ["/c"]);
}

#[test]
fn one_person_who_comes_back_daily_is_no_crowd() {
    let mut alone = people(1);
    alone.visitor_days = Count::new(20);
    let answer = UsageAnswer {
        automatic_events: Count::ZERO,
        totals: people(100),
        engaged: EngagedTimes::default(),
        tables: vec![UsageTable {
            breakdown: Breakdown::Page,
            rows: vec![
                (Some("/mine".into()), alone),
                (Some("/a".into()), people(30)),
                (Some("/b".into()), people(40)),
            ],
            truncated: false,
        }],
        newest: None,
    };
    let period = period("2026-11-01", "2026-11-23");
    let usage =
        usage(&Undisclosed::seal(answer), &public(), &period, Automatic::LeftOut, Rules::staff());
    assert_eq!(named(&usage), ["/b"]);
}

#[test]
fn totals_of_a_public_service_are_always_shown_to_its_staff() {
    let usage =
        ask(&public(), Breakdown::Day, &[("2026-11-22", 1), ("2026-11-23", 1)], Rules::staff());
    assert_eq!(usage.figures[0].cell.number(), Some(counted(2)));
    assert_eq!(usage.tables[0].rows[0].cells[0].number(), Some(counted(1)));
}

#[test]
fn nine_employees_are_too_few_in_every_figure_and_day() {
    let usage = ask(&employees(), Breakdown::Day, &[("2026-11-23", 9)], Rules::staff());
    for figure in &usage.figures {
        assert_eq!(figure.cell, Cell::Hidden(Hidden::TooFew { minimum: 10 }));
    }
    let counts = [("2026-11-20", 30), ("2026-11-21", 2), ("2026-11-22", 20), ("2026-11-23", 12)];
    let usage = ask(&employees(), Breakdown::Day, &counts, Rules::staff());
    let shown: Vec<bool> =
        usage.tables[0].rows.iter().map(|row| row.cells[0].number().is_some()).collect();
    assert_eq!(shown, [true, false, true, false], "the smallest other day protects the second");
    assert_eq!(usage.tables[0].rows[3].cells[0], Cell::Hidden(Hidden::Protects));
}

#[test]
fn the_share_of_automatic_clients_tells_no_total_that_is_hidden() {
    let shares = |of: &Service, totals: Tally| {
        let answer = UsageAnswer {
            automatic_events: Count::new(20),
            totals,
            engaged: EngagedTimes::default(),
            tables: Vec::new(),
            newest: None,
        };
        let period = period("2026-11-01", "2026-11-23");
        usage_of(&answer, of, &period, Automatic::LeftOut, Rules::staff()).automatic.share
    };
    // Twenty of so many events; each of the people made two.
    assert_eq!(shares(&public(), people(4)), Some(20.0 / 28.0));
    assert_eq!(shares(&employees(), people(4)), None, "too few of them");
    assert_eq!(shares(&employees(), people(40)), Some(20.0 / 100.0));
    let mut blurred = Tally { fewest_visitors_on_a_day: Count::new(3), ..people(40) };
    blurred.blurred.events = Count::new(60);
    assert_eq!(shares(&employees(), blurred), Some(20.0 / 80.0), "of the blurred total");
}

#[test]
fn a_blurred_total_says_of_a_share_and_a_time_that_their_n_is_blurred_and_nothing_is_exact() {
    let mut totals = Tally { fewest_visitors_on_a_day: Count::new(3), ..people(40) };
    totals.page_views = Count::ZERO;
    totals.blurred.page_views = Count::ZERO;
    totals.blurred.measured_visits = Count::new(80);
    totals.blurred.bounces = Count::new(20);
    let told = |totals: Tally, rules| {
        let engaged = EngagedTimes { by_tenths: BTreeMap::from([(100, 40)]) };
        let answer = UsageAnswer {
            automatic_events: Count::ZERO,
            totals,
            engaged,
            tables: Vec::new(),
            newest: None,
        };
        let period = period("2026-11-01", "2026-11-23");
        let usage = usage_of(&answer, &employees(), &period, Automatic::LeftOut, rules);
        usage.figures.into_iter().map(|figure| (figure.measure, figure.cell)).collect::<Vec<_>>()
    };
    let figures = told(totals, Rules::staff());
    let cell = |of: Measure| figures.iter().find(|(measure, _)| *measure == of).unwrap().1.clone();
    for of in [Measure::BounceRate, Measure::EngagedTime] {
        let number = cell(of).number().unwrap();
        assert_eq!(number.n(), Some(Number::Blurred(Count::new(80))), "{of:?}");
        let json = serde_json::to_value(number).unwrap();
        assert_eq!((&json["blurred"], &json["n"]), (&true.into(), &80.into()), "{json}");
    }
    assert_eq!(cell(Measure::Visits).number(), Some(Number::Blurred(Count::new(80))));
    assert!(cell(Measure::PageViews).is_nothing(), "nobody viewed a page");
    // Where each day holds enough, both are of the true population.
    let exact = told(people(40), Rules::staff());
    assert!(exact.iter().all(|(_, cell)| !cell.number().unwrap().is_blurred()), "{exact:?}");
}

#[test]
fn a_blurred_none_is_not_nothing() {
    assert!(
        shown_count(Count::ZERO).is_nothing() && nobody(&public(), Rules::staff()).is_nothing()
    );
    for something in
        [shown_blurred(Count::ZERO), shown_count(Count::new(1)), Cell::NoData, held_back(None)]
    {
        assert!(!something.is_nothing(), "{something:?}");
    }
}

#[test]
fn times_of_employees_are_told_by_day_only() {
    let usage = ask(&employees(), Breakdown::Day, &[("2026-11-23", 20)], Rules::staff());
    assert_eq!(usage.newest.unwrap().to_string(), "2026-11-23T00:00:00Z");
    let usage = ask(&public(), Breakdown::Day, &[("2026-11-23", 20)], Rules::staff());
    assert_eq!(usage.newest.unwrap().to_string(), "2026-11-23T10:20:00Z");
}

fn event() -> Event {
    let at = "2026-11-23T10:20:00Z".parse().unwrap();
    Event {
        id: EventId::from_parts(1_795_471_984_123, [7; 10]),
        service: ServiceId::new(1),
        authority: None,
        kind: EventKind::PageView,
        name: None,
        occurred_at: at,
        received_at: at,
        visitor: Some(Visitor::from_hash(42)),
        case: None,
        profile: CollectionProfile::Statistics,
        signal: false,
        page: None,
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

#[test]
fn single_events_are_for_those_with_a_right_to_this_public_service() {
    let right = |service: u32| SingleRows {
        user: User { id: UserId::new(1), name: "Researcher".into() },
        service: ServiceId::new(service),
        purpose: "Check".into(),
        ends_at: Timestamp::MAX,
    };
    for (service, right, expected) in
        [(public(), right(1), 1), (public(), right(2), 0), (employees(), right(1), 0)]
    {
        let records = records(Undisclosed::seal(vec![event()]), &service, &right, RecentEvent::of);
        assert_eq!(records.len(), expected);
        let text = format!("{records:?}");
        assert!(!text.contains("42"), "no pseudonym leaves: {text}");
    }
}

#[test]
fn people_are_not_counted_over_a_change_of_keys() {
    let answer = UsageAnswer {
        automatic_events: Count::ZERO,
        totals: people(50),
        engaged: EngagedTimes::default(),
        tables: Vec::new(),
        newest: None,
    };
    let period = period("2026-09-20", "2026-10-02");
    let usage = usage(
        &Undisclosed::seal(answer),
        &employees(),
        &period,
        Automatic::LeftOut,
        Rules::staff(),
    );
    assert_eq!(usage.figures[0].cell, Cell::NotMeasured(NotMeasured::KeyChange));
    assert!(usage.figures[1].cell.number().is_some(), "visits are counted all the same");
}

#[test]
fn without_interaction_bounce_and_engaged_time_are_not_measured_rather_than_zero() {
    let mut totals = people(50);
    totals.measured_visits = Count::ZERO;
    let answer = UsageAnswer {
        automatic_events: Count::ZERO,
        totals,
        engaged: EngagedTimes::default(),
        tables: Vec::new(),
        newest: None,
    };
    let service = service(ServiceKind::Public, CollectionProfile::Headers);
    let period = period("2026-11-20", "2026-11-22");
    let usage =
        usage(&Undisclosed::seal(answer), &service, &period, Automatic::LeftOut, Rules::staff());
    for figure in &usage.figures[3..] {
        assert_eq!(figure.cell, Cell::NotMeasured(NotMeasured::Profile));
    }
}

proptest::proptest! {
    /// Whatever the table: no row below the minimum is named, and where any row stays hidden and
    /// another is shown, a row that is large enough by itself hides with it.
    #[test]
    fn what_is_hidden_cannot_be_taken_from_the_total(
        counts in proptest::collection::vec(0_u64..30, 0..12)
    ) {
        let labels: Vec<String> = (0..counts.len()).map(|i| format!("/{i}")).collect();
        let table: Vec<(&str, u64)> =
            labels.iter().map(String::as_str).zip(counts.iter().copied()).collect();
        let usage = ask(&public(), Breakdown::Page, &table, Rules::staff());
        let shown = named(&usage);
        let count_of = |label: &str| table.iter().find(|(l, _)| *l == label).unwrap().1;
        proptest::prop_assert!(shown.iter().all(|label| count_of(label) >= 5));
        let hidden: Vec<u64> =
            table.iter().filter(|(l, c)| !shown.contains(l) && *c > 0).map(|(_, c)| *c).collect();
        if !shown.is_empty() && !hidden.is_empty() {
            proptest::prop_assert!(hidden.iter().any(|count| *count >= 5));
            proptest::prop_assert!(hidden.len() >= 2);
        }
    }
}

#[test]
fn where_a_policy_hides_zeros_no_figure_of_nobody_is_told() {
    let parts = PolicyParts { zeros: Zeros::Hidden, ..DisclosurePolicy::default().parts().clone() };
    let hidden = Rules::of(&Viewer::staff(), &DisclosurePolicy::new(parts).unwrap());
    let mut tally = people(40);
    (tally.page_views, tally.blurred.page_views) = (Count::ZERO, Count::ZERO);
    tally.bounces = tally.measured_visits;
    let rows = vec![(Some("en".to_owned()), tally.clone())];
    let table = UsageTable { breakdown: Breakdown::BrowserLanguage, rows, truncated: false };
    let row = |rules| labels(&table, &tally, &public(), rules).rows.remove(0).cells;
    let [visits, views] = [0, 1].map(|place: usize| row(hidden)[place].clone());
    assert!(visits.number().is_some(), "{visits:?}");
    assert_eq!(views, Cell::Hidden(Hidden::TooFew { minimum: 10 }));
    assert!(row(Rules::staff())[1].is_nothing(), "nobody is no person");
    let figure = |of: Measure, rules| {
        let period = period("2026-11-01", "2026-11-23");
        let all = figures(&tally, &EngagedTimes::default(), &employees(), &period, rules);
        all.into_iter().find(|figure| figure.measure == of).unwrap().cell
    };
    for of in [Measure::PageViews, Measure::BounceRate] {
        assert_eq!(figure(of, hidden), Cell::Hidden(Hidden::TooFew { minimum: 10 }), "{of:?}");
        assert!(figure(of, Rules::staff()).number().is_some(), "{of:?}");
    }
}
