//! Which sums are hidden because one or two people make them up, and that none of them can be worked out.

use std::collections::BTreeMap;

use lotse_domain::{
    privacy::Undisclosed,
    query::{Automatic, Breakdown, EngagedTimes, UsageAnswer, UsageTable},
    service::Service,
};
use proptest::prelude::*;

use super::*;
use crate::{
    gate::{
        DisclosedUsage,
        tests::{employees, people, period, public, word},
        usage,
    },
    policy::Rules,
};

/// What each of several people contributes to a sum.
type Contributions<'a> = &'a [u64];

fn sum(contributions: Contributions<'_>) -> Sum {
    let mut sum = Sum::default();
    for contribution in contributions.iter().copied().map(Count::new) {
        sum.all += contribution;
        sum.largest.see(contribution);
    }
    sum
}

/// People on one day, who view a page so often each.
fn viewed(views: Contributions<'_>) -> Tally {
    let Sum { all, largest } = sum(views);
    let mut tally = people(views.iter().filter(|views| **views > 0).count() as u64);
    (tally.events, tally.page_views, tally.largest_page_views) = (all, all, largest);
    tally.blurred.page_views = all;
    tally
}

fn answer(totals: Tally, breakdown: Breakdown, rows: Vec<(&str, Tally)>) -> UsageAnswer {
    let rows = rows.into_iter().map(|(label, tally)| (Some(label.to_owned()), tally)).collect();
    UsageAnswer {
        automatic_events: Count::ZERO,
        totals,
        engaged: EngagedTimes { by_tenths: BTreeMap::from([(100, 9)]) },
        tables: vec![UsageTable { breakdown, rows, truncated: false }],
        newest: None,
    }
}

fn disclosed(answer: UsageAnswer, service: &Service, rules: Rules) -> DisclosedUsage {
    let period = period("2026-11-01", "2026-11-23");
    usage(&Undisclosed::seal(answer), service, &period, Automatic::LeftOut, rules)
}

/// Rows of a table and the rest, each as its label and cells.
fn words(usage: &DisclosedUsage) -> Vec<String> {
    let line = |label: &str, cells: &[Cell]| {
        let cells: Vec<String> = cells.iter().map(word).collect();
        format!("{label} {}", cells.join(" "))
    };
    let table = &usage.tables[0];
    let rows = table.rows.iter().map(|row| line(row.label.as_deref().unwrap(), &row.cells));
    rows.chain(table.others.iter().map(|cells| line("others", cells))).collect()
}

/// Pages of a public service of which everybody else views something every day: views and people.
fn pages(rows: &[(&str, Contributions<'_>)]) -> Vec<String> {
    let rows: Vec<_> = rows.iter().map(|(label, views)| (*label, viewed(views))).collect();
    let mut totals = people(1_000);
    totals.page_views = rows.iter().map(|(_, tally)| tally.page_views).sum();
    for (_, tally) in &rows {
        totals.largest_page_views.see_others(tally.largest_page_views);
    }
    words(&disclosed(answer(totals, Breakdown::Page, rows), &public(), Rules::staff()))
}

const MANY: Contributions<'static> = &[20; 50];

#[test]
fn a_sum_is_dominated_when_two_leave_less_than_a_tenth_of_the_larger() {
    for (contributions, is_dominated) in [
        (&[480, 5, 5, 5, 5][..], true),
        (&[100; 5], false),
        // A pair: the second knows what the first did.
        (&[250, 240, 4, 3, 3], true),
        (&[480, 16, 16, 16, 16], false),
        // A tenth of 100 are left, and one less.
        (&[100, 50, 5, 5], false),
        (&[100, 50, 5, 4], true),
        (&[101, 50, 5, 5], true),
        (&[1, 1], true),
        (&[1, 1, 1], false),
        (&[], false),
    ] {
        assert_eq!(sum(contributions).is_dominated(), is_dominated, "{contributions:?}");
    }
}

#[test]
fn views_of_a_page_that_one_of_five_made_are_hidden_and_its_people_are_not() {
    let rows = pages(&[("/a", MANY), ("/b", &[30; 40]), ("/mine", &[480, 5, 5, 5, 5])]);
    // The total less both others would tell of `/mine`.
    assert_eq!(rows, ["/b 1200 80", "/a * 100", "/mine one 10"]);
    let rows = pages(&[("/a", MANY), ("/b", &[30; 40]), ("/ours", &[100; 5])]);
    assert_eq!(rows, ["/b 1200 80", "/a 1000 100", "/ours 500 10"]);
    let rows = pages(&[("/a", MANY), ("/b", &[30; 40]), ("/two", &[250, 240, 4, 3, 3])]);
    assert_eq!(rows, ["/b 1200 80", "/a * 100", "/two one 10"]);
}

#[test]
fn the_rest_hides_its_views_where_it_would_give_hidden_ones_away() {
    let rows =
        pages(&[("/a", MANY), ("/mine", &[480, 5, 5, 5, 5]), ("/c", &[9; 30]), ("/few", &[3, 2])]);
    // `/c` protects `/few`, and both together what one did on `/mine`.
    assert_eq!(rows, ["/a 1000 100", "/mine one 10", "others * few"]);
    // One person's views are hidden in the rest too, and `/a` would give them away.
    let rows = pages(&[("/a", MANY), ("/b", &[30; 40]), ("/c", &[2; 6]), ("/few", &[900, 2])]);
    assert_eq!(rows, ["/b 1200 80", "/a * 100", "others one few"]);
    // A little more of others hides as much.
    let rows = pages(&[("/a", MANY), ("/mine", &[480, 5, 5, 5, 5]), ("/c", &[2; 9]), ("/d", &[1])]);
    assert_eq!(rows, ["/a * 100", "/mine one 10", "others * few"]);
}

#[test]
fn visits_of_an_entry_page_and_of_a_device_are_sums_too() {
    let mut mine = people(6);
    (mine.visits, mine.largest_visits) = (Count::new(105), sum(&[100, 1, 1, 1, 1, 1]).largest);
    for (breakdown, expected) in [
        (Breakdown::EntryPage, ["a 200 200", "b * 180", "mine one 12"]),
        (Breakdown::DeviceClass, ["a 200 400 200", "b * 360 180", "mine one 24 12"]),
    ] {
        let mut totals = people(196);
        totals.largest_visits = mine.largest_visits;
        let rows = vec![("a", people(100)), ("b", people(90)), ("mine", mine.clone())];
        let usage = disclosed(answer(totals, breakdown, rows), &public(), Rules::staff());
        assert_eq!(words(&usage), expected, "{breakdown}");
    }
}

#[test]
fn a_total_that_one_employee_makes_up_is_hidden_and_the_publics_is_shown() {
    let totals = || {
        let mut totals = viewed(&[480, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        (totals.visits, totals.largest_visits) = (Count::new(12), sum(&[1; 12]).largest);
        totals
    };
    let figures = |service: &Service, rules, totals: Tally| {
        let usage = disclosed(answer(totals, Breakdown::Day, Vec::new()), service, rules);
        usage.figures.iter().map(|figure| word(&figure.cell)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(figures(&employees(), Rules::staff(), totals()), "12 12 one 0 10");
    assert_eq!(figures(&public(), Rules::staff(), totals()), "12 12 502 0 10");
    assert_eq!(figures(&public(), Rules::public(), totals()), "12 12 one 0 10");
    // Of visits that are one's, shares and times are one's too.
    let mut visits = people(12);
    (visits.visits, visits.measured_visits) = (Count::new(100), Count::new(100));
    visits.largest_visits = sum(&[89, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]).largest;
    assert_eq!(figures(&employees(), Rules::staff(), visits.clone()), "12 100 24 0 10");
    visits.largest_visits = sum(&[90, 2, 1, 1, 1, 1, 1, 1, 1, 1]).largest;
    assert_eq!(figures(&employees(), Rules::staff(), visits), "12 one 24 one one");
}

#[test]
fn days_of_employees_hide_what_one_did_and_a_day_that_protects_it() {
    let equal = |views: u64| viewed(&[views; 12]);
    let rows = || {
        let mine = viewed(&[480, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        vec![("1", equal(10)), ("2", mine), ("3", equal(12)), ("4", people(3))]
    };
    let shown = |service: &Service| {
        let totals = viewed(&[600, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40]);
        words(&disclosed(answer(totals, Breakdown::Day, rows()), service, Rules::staff()))
    };
    // The first day protects the fourth; then it protects the second too.
    assert_eq!(shown(&employees()), ["1 * * *", "2 12 12 one", "3 12 12 144", "4 few few few"]);
    assert_eq!(shown(&public()), ["1 12 12 120", "2 12 12 502", "3 12 12 144", "4 3 3 6"]);
}

proptest! {
    /// Whatever people do on pages: no views are told that two of them make up, nor can such be worked out, since all
    /// that are hidden together are not dominated either, or nothing is told.
    #[test]
    fn no_dominated_sum_is_told_nor_follows_from_the_total(
        views in proptest::collection::vec(
            proptest::collection::vec(prop_oneof![4 => Just(0_u64), 3 => 1_u64..6, 1 => 1_u64..400], 9),
            1..7,
        ),
        truncated in proptest::bool::weighted(0.2),
    ) {
        let labels: Vec<String> = (0..views.len()).map(|row| format!("/{row}")).collect();
        let together = |rows: &mut dyn Iterator<Item = &Vec<u64>>| {
            let mut all = vec![0; 9];
            for row in rows {
                all.iter_mut().zip(row).for_each(|(all, views)| *all += views);
            }
            all
        };
        // A row that was not kept is the first.
        let kept = usize::from(truncated && views.len() > 1);
        let rows = labels.iter().map(String::as_str).zip(views.iter().map(|v| viewed(v)));
        let totals = viewed(&together(&mut views.iter()));
        let mut answer = answer(totals, Breakdown::Page, rows.skip(kept).collect());
        answer.tables[0].truncated = kept > 0;
        let usage = disclosed(answer, &public(), Rules::staff());
        let table = &usage.tables[0];
        let told = |label: &String| {
            let row = table.rows.iter().find(|row| row.label.as_ref() == Some(label));
            row.is_some_and(|row| row.cells[0].number().is_some())
        };
        for (label, views) in labels.iter().zip(&views) {
            prop_assert!(!told(label) || !sum(views).is_dominated(), "{label}: {views:?}");
        }
        let rest = labels.iter().zip(&views).filter(|(label, _)| {
            !table.rows.iter().any(|row| row.label.as_ref() == Some(label))
        });
        let rest = together(&mut rest.map(|(_, views)| views));
        let is_rest_told =
            table.others.as_ref().is_some_and(|cells| cells[0].number().is_some());
        prop_assert!(!is_rest_told || !sum(&rest).is_dominated(), "the rest: {rest:?}");
        let hidden = labels.iter().zip(&views).filter(|(label, _)| {
            let is_named = table.rows.iter().any(|row| row.label.as_ref() == Some(label));
            if is_named { !told(label) } else { !is_rest_told }
        });
        let hidden = together(&mut hidden.map(|(_, views)| views));
        let is_anything_told = labels.iter().any(told) || is_rest_told;
        prop_assert!(!is_anything_told || !sum(&hidden).is_dominated(), "together: {hidden:?}");
    }

    /// Of sums that are put together without knowing whose they are, none that is dominated seems not to be.
    #[test]
    fn what_is_put_together_is_never_less_dominated_than_it_seems(
        parts in proptest::collection::vec(
            proptest::collection::vec(prop_oneof![2 => 0_u64..4, 1 => 0_u64..300], 6),
            1..6,
        ),
        elsewhere in proptest::collection::vec(prop_oneof![2 => Just(0_u64), 1 => 0_u64..300], 6),
    ) {
        let of_each = |parts: &[Vec<u64>]| -> Vec<u64> {
            (0..6).map(|person| parts.iter().map(|part| part[person]).sum()).collect()
        };
        let known = sum(&of_each(&parts));
        let whole = sum(&of_each(&[parts.clone(), vec![elsewhere]].concat()));
        let seems = parts.iter().map(|part| sum(part)).reduce(|a, b| a.and(b, whole.largest));
        let seems = seems.unwrap();
        prop_assert_eq!(seems.all, known.all);
        prop_assert!(seems.is_dominated() || !known.is_dominated(), "{:?} of {:?}", seems, known);
    }
}
