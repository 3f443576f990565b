//! Which intervals and rows are shown.

use lotse_domain::query::{blur::Blurred, filter::EventFilter, largest::Largest as Contributions};

use super::*;
use crate::{
    gate::tests::{employees, public, word},
    measure::Number,
};

/// So many visitors at once, with two events each.
fn cell(visitors: u64) -> Counted {
    let n = Count::new(visitors);
    Counted {
        events: n + n,
        visitors: n,
        most_visitors_on_a_day: n,
        fewest_visitors_on_a_day: n,
        events_of_visitors: n + n,
        blurred: Blurred { events: n + n, visitors: n, ..Blurred::default() },
        ..Counted::default()
    }
}

fn day(place: usize) -> Date {
    jiff::civil::date(2026, 11, 1 + i8::try_from(place).unwrap())
}

fn intervals(count: usize) -> Vec<AskedInterval> {
    (0..count).map(|place| AskedInterval { first: day(place), changes_keys: false }).collect()
}

fn answer(visitors: &[u64]) -> CountsAnswer {
    let rows = visitors.iter().enumerate().filter(|(_, n)| **n > 0);
    CountsAnswer {
        whole: cell(visitors.iter().sum()),
        rows: rows.map(|(place, n)| (vec![Name::Since(day(place))], cell(*n))).collect(),
        truncated: false,
    }
}

fn looked<'a>(service: &'a Service, of: &'a OfTrend, measure: TrendMeasure) -> Looked<'a> {
    Looked { service, rules: Rules::staff(), of, measure }
}

/// What is told of events over a period, by the whole of it.
pub(in crate::gate) fn total_of(whole: &Counted, service: &Service, of: &OfTrend) -> Cell {
    let answer = CountsAnswer { whole: whole.clone(), ..CountsAnswer::default() };
    line_of(&answer, &[], looked(service, of, TrendMeasure::Events), false).total
}

fn words(cells: &[Cell]) -> String {
    cells.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_day_of_some_events_is_a_cell_and_one_of_everything_a_total() {
    let visitors = [20, 4, 0, 30];
    let line = |service: &Service, of: &OfTrend| {
        let line = line_of(
            &answer(&visitors),
            &intervals(4),
            looked(service, of, TrendMeasure::Visitors),
            false,
        );
        format!("{}: {}", word(&line.total), words(&line.cells))
    };
    let everything = OfTrend::Everything;
    let some = OfTrend::Events(EventFilter::default());
    assert_eq!(line(&public(), &everything), "54: 20 4 0 30");
    // The smallest of the others hides too: else the total would say what is hidden.
    assert_eq!(line(&public(), &some), "54: * few 0 30");
    assert_eq!(line(&employees(), &everything), "54: * few 0 30");
}

#[test]
fn events_are_shown_by_the_people_behind_them() {
    let service = public();
    let of = OfTrend::Events(EventFilter::default());
    let line = line_of(
        &answer(&[4, 9, 8]),
        &intervals(3),
        looked(&service, &of, TrendMeasure::Events),
        false,
    );
    assert_eq!(words(&line.cells), "few 18 *", "eight events of four people are too few");
}

#[test]
fn people_whose_pseudonyms_change_are_not_counted_twice() {
    let service = employees();
    let mut asked = intervals(2);
    asked[1].changes_keys = true;
    let shown = |measure| {
        let looked = looked(&service, &OfTrend::Everything, measure);
        words(&line_of(&answer(&[20, 30]), &asked, looked, false).cells)
    };
    assert_eq!(shown(TrendMeasure::Visitors), "20 none");
    assert_eq!(shown(TrendMeasure::Events), "40 60");
}

/// The whole, rows by label and the rest, in visitors by day.
fn by(
    service: &Service,
    by: Field,
    rows: &[(&str, &[u64])],
    rest: &[u64],
    measure: TrendMeasure,
) -> (Vec<String>, Option<String>, bool) {
    let days = rest.len();
    let sum = |place: usize| rest[place] + rows.iter().map(|(_, row)| row[place]).sum::<u64>();
    let whole: Vec<u64> = (0..days).map(sum).collect();
    let mut named = CountsAnswer::default();
    for (label, row) in rows {
        let name = |place| vec![Name::Since(day(place)), Name::Text(Some((*label).to_owned()))];
        let cells = row.iter().enumerate().filter(|(_, n)| **n > 0);
        named.rows.extend(cells.map(|(place, n)| (name(place), cell(*n))));
    }
    let labels = rows.iter().map(|(label, _)| (*label).to_owned()).collect();
    let found = rows_of(
        [&answer(&whole), &named, &answer(rest)],
        &Largest { by, labels },
        &intervals(days),
        looked(service, &OfTrend::Everything, measure),
    );
    let rows = found.rows.iter().map(|row| format!("{}: {}", *row.label, words(&row.cells)));
    (rows.collect(), found.others.as_deref().map(words), found.is_cut)
}

#[test]
fn small_days_of_rows_hide_and_so_does_what_would_tell_them() {
    let rows: &[(&str, &[u64])] = &[("de", &[100, 90, 80]), ("en", &[40, 3, 30])];
    let (shown, others, is_cut) =
        by(&public(), Field::DeviceClass, rows, &[20, 20, 20], TrendMeasure::Events);
    // In the row of `en` and on its day, each one more; and the fourth, so that none can be solved for.
    assert_eq!(shown, ["de: 200 180 160", "en: 80 . ."]);
    assert_eq!(others.as_deref(), Some("40 . ."));
    assert!(!is_cut);
}

#[test]
fn ten_people_speak_a_language_and_five_use_a_device() {
    let rows: &[(&str, &[u64])] = &[("de", &[100, 90]), ("en", &[9, 30])];
    let shown = |field| by(&public(), field, rows, &[0, 0], TrendMeasure::Visitors).0;
    assert_eq!(shown(Field::DeviceClass), ["de: 100 90", "en: 9 30"]);
    assert_eq!(shown(Field::PageLanguage), [] as [&str; 0]);
}

#[test]
fn a_row_is_named_only_if_something_of_it_is_shown() {
    let rows: &[(&str, &[u64])] = &[("de", &[100, 90, 80]), ("secret", &[3, 2, 0])];
    let (shown, others, is_cut) =
        by(&public(), Field::Page, rows, &[20, 20, 20], TrendMeasure::Events);
    assert!(is_cut && shown.iter().all(|row| !row.contains("secret")), "{shown:?}");
    assert_eq!(others, None, "the rest is more than was asked for");
}

#[test]
fn people_of_the_rest_are_not_told_since_rows_overlap() {
    let rows: &[(&str, &[u64])] = &[("de", &[100, 90])];
    let others = |measure| by(&public(), Field::Page, rows, &[20, 20], measure).1;
    assert_eq!(others(TrendMeasure::Visitors), None);
    assert_eq!(others(TrendMeasure::Events).as_deref(), Some("40 40"));
}

#[test]
fn rows_of_a_hidden_day_are_hidden_since_they_would_add_up_to_it() {
    let rows: &[(&str, &[u64])] = &[("a", &[40, 2, 30, 60]), ("b", &[40, 1, 20, 60])];
    let (shown, ..) =
        by(&employees(), Field::DeviceClass, rows, &[20, 0, 20, 20], TrendMeasure::Events);
    // Three people on the second day; the third protects it.
    assert_eq!(shown, ["a: 80 . . 120", "b: 80 . . 120"]);
}

#[test]
fn figures_are_told_as_they_are_only_of_totals() {
    let is = |labels: &[&str]| {
        let labels = labels.iter().map(ToString::to_string).collect();
        let condition =
            Condition { attribute: Attribute::Field(Field::Page), test: Test::Is(labels) };
        OfTrend::Events(EventFilter::new(vec![condition]).unwrap())
    };
    let whole = |fewest| Counted {
        fewest_visitors_on_a_day: Count::new(fewest),
        blurred: Blurred { events: Count::new(41), ..Blurred::default() },
        ..cell(20)
    };
    for (of, fewest, expected) in [
        (is(&["/a"]), 20, Number::Blurred(Count::new(41))),
        (is(&["/a", "/b"]), 20, Number::Blurred(Count::new(41))),
        (OfTrend::Everything, 1, Number::Count(Count::new(40))),
    ] {
        let told = total_of(&whole(fewest), &public(), &of).number();
        assert_eq!(told, Some(expected), "{of:?} {fewest}");
    }
    // The days of employees are cells too: two periods differ by one.
    let of_employees = |fewest| {
        let total = total_of(&whole(fewest), &employees(), &OfTrend::Everything);
        total.number()
    };
    assert_eq!(of_employees(9), Some(Number::Blurred(Count::new(41))));
    assert_eq!(of_employees(10), Some(Number::Count(Count::new(40))));
}

/// So many visitors at once: one of them made so many events, and each of the others two.
fn with_one(visitors: u64, events: u64) -> Counted {
    let all = Count::new(events + 2 * (visitors - 1));
    let largest = Contributions { first: Count::new(events), second: Count::new(2) };
    let usual = cell(visitors);
    Counted {
        events: all,
        largest_events: largest,
        blurred: Blurred { events: all, ..usual.blurred },
        ..usual
    }
}

/// Some cells as one, of other visitors each.
fn together(cells: &[Counted]) -> Counted {
    let mut all = Counted::default();
    for cell in cells {
        all.events += cell.events;
        all.visitors += cell.visitors;
        all.most_visitors_on_a_day += cell.most_visitors_on_a_day;
        all.fewest_visitors_on_a_day += cell.fewest_visitors_on_a_day;
        all.largest_events.see_others(cell.largest_events);
        all.blurred.events += cell.blurred.events;
        all.blurred.visitors += cell.blurred.visitors;
    }
    all
}

fn by_day(cells: &[Counted]) -> CountsAnswer {
    let rows = cells.iter().enumerate();
    CountsAnswer {
        whole: together(cells),
        rows: rows.map(|(place, cell)| (vec![Name::Since(day(place))], cell.clone())).collect(),
        truncated: false,
    }
}

#[test]
fn events_that_one_of_many_made_are_hidden_and_visitors_are_not() {
    let some = OfTrend::Events(EventFilter::default());
    let line = |service: &Service, of: &OfTrend, days: &[Counted], measure| {
        let looked = looked(service, of, measure);
        let line = line_of(&by_day(days), &intervals(days.len()), looked, false);
        format!("{}: {}", word(&line.total), words(&line.cells))
    };
    let days = [with_one(25, 2), with_one(12, 480), with_one(30, 2)];
    let events = TrendMeasure::Events;
    assert_eq!(line(&public(), &some, &days, events), "612: * one 60");
    assert_eq!(line(&public(), &some, &days, TrendMeasure::Visitors), "67: 25 12 30");
    assert_eq!(line(&public(), &OfTrend::Everything, &days, events), "612: 50 502 60");
    assert_eq!(line(&employees(), &OfTrend::Everything, &days, events), "612: * one 60");
    // What protects it must be more than a few others' events.
    let days = [with_one(10, 2), with_one(12, 480), with_one(30, 2)];
    assert_eq!(line(&public(), &some, &days, events), "582: * one *");
    let days = [with_one(10, 2), with_one(12, 480)];
    assert_eq!(line(&public(), &some, &days, events), "one: * one");
}

#[test]
fn a_dominated_cell_of_a_row_could_be_another_by_a_tenth_of_the_largest() {
    let rows = [
        [with_one(100, 2), with_one(90, 2), with_one(80, 2)],
        [with_one(40, 2), with_one(20, 480), with_one(35, 2)],
        [with_one(20, 2), with_one(21, 2), with_one(22, 2)],
    ];
    let [de, en, rest] = &rows;
    let of_label = |label: &str, cells: &[Counted]| {
        let name = |place| vec![Name::Since(day(place)), Name::Text(Some(label.to_owned()))];
        cells
            .iter()
            .cloned()
            .enumerate()
            .map(|(place, cell)| (name(place), cell))
            .collect::<Vec<_>>()
    };
    let named = CountsAnswer {
        rows: [of_label("de", de), of_label("en", en)].concat(),
        ..CountsAnswer::default()
    };
    let whole: Vec<Counted> =
        (0..3).map(|day| together(&rows.each_ref().map(|row| row[day].clone()))).collect();
    let labels = vec!["de".to_owned(), "en".to_owned()];
    let shown = |measure| {
        let found = rows_of(
            [&by_day(&whole), &named, &by_day(rest)],
            &Largest { by: Field::DeviceClass, labels: labels.clone() },
            &intervals(3),
            looked(&public(), &OfTrend::Everything, measure),
        );
        let rows = found.rows.iter().map(|row| format!("{}: {}", *row.label, words(&row.cells)));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(shown(TrendMeasure::Visitors), ["de: 100 90 80", "en: 40 20 35"]);
    // Its row and its day hide 48 events or more beside it, since as many are a tenth of 480.
    assert_eq!(shown(TrendMeasure::Events), ["de: 200 180 160", "en: 80 . ."]);
}
