//! Which events are named, and that nothing small follows from what is told of them.

use lotse_domain::{
    query::{blur::Blurred, largest::Largest},
    service::CaptureSettings,
};

use super::*;
use crate::gate::tests::{employees, public, word};

/// So many visitors at once, with two events each.
fn cell(visitors: u64) -> Number {
    let n = Count::new(visitors);
    Number {
        events: n + n,
        visitors: n,
        most_visitors_on_a_day: n,
        fewest_visitors_on_a_day: n,
        blurred: Blurred { events: n + n, visitors: n, ..Blurred::default() },
        ..Number::default()
    }
}

fn row(name: &str, further: Option<Name>, visitors: u64) -> (Vec<Name>, Number) {
    let text = |text: &str| Name::Text((!text.is_empty()).then(|| text.to_owned()));
    let names = [text("custom"), text(name)].into_iter().chain(further);
    (names.collect(), cell(visitors))
}

fn answer(rows: Vec<(Vec<Name>, Number)>) -> Undisclosed<CountsAnswer> {
    Undisclosed::seal(CountsAnswer { rows, ..CountsAnswer::default() })
}

fn asked(
    events: &[(&str, u64)],
    weeks: &[(&str, i8, u64)],
    sets: &[(&str, &str, u64)],
    service: &Service,
) -> (Vec<DictionaryEntry>, bool) {
    let week = |day| Name::Since(jiff::civil::date(2026, 11, day));
    let set = |set: &str| Name::Text((!set.is_empty()).then(|| set.replace(' ', "\u{1f}")));
    let events = answer(events.iter().map(|(name, n)| row(name, None, *n)).collect());
    let weeks =
        answer(weeks.iter().map(|(name, day, n)| row(name, Some(week(*day)), *n)).collect());
    let properties = answer(sets.iter().map(|(name, s, n)| row(name, Some(set(s)), *n)).collect());
    let counted = Counted { events: &events, weeks: &weeks, properties: &properties };
    let last = jiff::civil::date(2026, 11, 23);
    let first = last - jiff::Span::new().days(89);
    let period = Period::new(first, last, jiff::tz::TimeZone::UTC).unwrap();
    entries(&counted, service, &period, Rules::staff())
}

fn names(found: &(Vec<DictionaryEntry>, bool)) -> Vec<&str> {
    found.0.iter().map(|entry| entry.name.as_deref().unwrap_or("-")).collect()
}

#[test]
fn an_event_of_too_few_is_not_named_and_a_larger_one_hides_with_it() {
    let all = asked(&[("sent", 50), ("saved", 20), ("", 9)], &[], &[], &public());
    assert_eq!((names(&all), all.1), (vec!["sent", "saved", "-"], false));
    let few = asked(&[("sent", 50), ("saved", 20), ("ada", 1)], &[], &[], &public());
    assert_eq!((names(&few), few.1), (vec!["sent"], true), "the total of the service is known");
    assert_eq!(word(&few.0[0].events), "100");
    let staff = asked(&[("sent", 50), ("saved", 9)], &[], &[], &employees());
    assert_eq!((names(&staff), staff.1), (vec![], true));
}

#[test]
fn events_that_one_of_many_made_are_named_and_not_counted() {
    let of_one = |name: &str, first: u64| {
        let (names, mut cell) = row(name, None, 20);
        cell.events = Count::new(first + 2 * 19);
        cell.blurred.events = cell.events;
        cell.largest_events = Largest { first: Count::new(first), second: Count::new(2) };
        (names, cell)
    };
    let found = |rows: Vec<(Vec<Name>, Number)>| {
        let mut whole = Number::default();
        for (_, cell) in &rows {
            whole.events += cell.events;
            whole.largest_events.see_others(cell.largest_events);
        }
        let events = Undisclosed::seal(CountsAnswer { whole, rows, truncated: false });
        let none = answer(Vec::new());
        let counted = Counted { events: &events, weeks: &none, properties: &none };
        let last = jiff::civil::date(2026, 11, 23);
        let period = Period::new(last, last, jiff::tz::TimeZone::UTC).unwrap();
        let (entries, others) = entries(&counted, &public(), &period, Rules::staff());
        assert!(!others);
        let told = entries.iter().map(|entry| {
            let [events, people] = [&entry.events, &entry.people].map(word);
            format!("{} {events} {people}", entry.name.as_deref().unwrap())
        });
        told.collect::<Vec<_>>()
    };
    // By what is told, and by name; `saved` would give it away from the sum of all.
    let rows = vec![of_one("sent", 480), of_one("opened", 30), of_one("saved", 20)];
    assert_eq!(found(rows), ["opened 68 20", "saved * 20", "sent one 20"]);
    let rows = vec![of_one("sent", 100), of_one("opened", 30), of_one("saved", 20)];
    assert_eq!(found(rows), ["sent 138 20", "opened 68 20", "saved 58 20"]);
}

#[test]
fn a_property_of_one_persons_events_is_named_and_not_counted() {
    let set = |names: &str, first: u64, others: u64| {
        let set = Name::Text(Some(names.replace(' ', "\u{1f}")));
        let (names, mut cell) = row("sent", Some(set), 20);
        cell.events = Count::new(first + others);
        cell.blurred.events = cell.events;
        cell.largest_events = Largest { first: Count::new(first), second: Count::new(2) };
        (names, cell)
    };
    let properties = answer(vec![set("note pages", 480, 40), set("pages", 10, 300)]);
    let mut whole = set("", 490, 340);
    whole.0.truncate(2);
    let events = Undisclosed::seal(CountsAnswer {
        whole: whole.1.clone(),
        rows: vec![whole],
        truncated: false,
    });
    let none = answer(Vec::new());
    let counted = Counted { events: &events, weeks: &none, properties: &properties };
    let last = jiff::civil::date(2026, 11, 23);
    let period = Period::new(last, last, jiff::tz::TimeZone::UTC).unwrap();
    let (entries, _) = entries(&counted, &public(), &period, Rules::staff());
    let told = entries[0].properties.iter();
    let told: Vec<_> = told.map(|p| format!("{} {}", *p.name, word(&p.events))).collect();
    assert_eq!(told, ["pages 830", "note one"]);
}

#[test]
fn weeks_are_those_with_enough_people() {
    let weeks = [("sent", 2, 1), ("sent", 9, 5), ("sent", 16, 40), ("sent", 23, 2), ("x", 2, 90)];
    let found = asked(&[("sent", 48)], &weeks, &[], &public());
    let entry = &found.0[0];
    assert_eq!(entry.first.as_deref(), Some(&jiff::civil::date(2026, 11, 9)));
    assert_eq!(entry.last.as_deref(), Some(&jiff::civil::date(2026, 11, 16)));
    let never = asked(&[("sent", 48)], &[("sent", 2, 4)], &[], &public());
    assert_eq!(never.0[0].first, None);
}

#[test]
fn a_property_of_too_few_is_not_named_and_those_without_it_are_not_told() {
    let told = |sets: &[(&str, &str, u64)]| {
        let found = asked(&[("sent", 60)], &[], sets, &public());
        let properties = found.0[0].properties.iter();
        properties.map(|p| format!("{}={}", &*p.name, word(&p.events))).collect::<Vec<_>>()
    };
    // Everybody has pages; enough people have a note, and enough have none.
    assert_eq!(
        told(&[("sent", "note pages", 20), ("sent", "pages", 40)]),
        ["pages=120", "note=40"]
    );
    // Two people have a note: it is not named.
    assert_eq!(told(&[("sent", "note pages", 2), ("sent", "pages", 58)]), ["pages=120"]);
    // Two people have none: their number would follow from that of the others.
    assert_eq!(told(&[("sent", "pages", 58), ("sent", "", 2)]), ["pages=*"]);
    // Of two sets that are few each nobody knows whether they are the same people.
    assert_eq!(told(&[("sent", "a b", 4), ("sent", "a", 4), ("sent", "b", 50)]), ["b=*"]);
}

#[test]
fn display_settings_are_told_where_enough_documents_had_them() {
    let counts = |counts: &[(DisplaySetting, u64)]| {
        let counts = counts.iter().map(|(setting, n)| (*setting, Count::new(*n))).collect();
        Undisclosed::seal(counts)
    };
    let some = counts(&[(DisplaySetting::Zoom, 10), (DisplaySetting::ForcedColours, 9)]);
    assert!(displays(&counts(&[]), &public()).is_empty(), "switched off, and never counted");
    let on = Service {
        capture: CaptureSettings { display: true, ..CaptureSettings::default() },
        ..public()
    };
    let told = displays(&some, &on);
    let of = |setting| word(&told.iter().find(|entry| entry.setting == setting).unwrap().documents);
    assert_eq!(of(DisplaySetting::Zoom), "10");
    assert_eq!(of(DisplaySetting::ForcedColours), "few");
    assert_eq!(of(DisplaySetting::None), "few", "none is like few");
    assert_eq!(told.len(), DisplaySetting::ALL.len());
}
