//! Which steps and rows are shown, and that no small group is the difference of two that are.

use lotse_domain::query::Durations;
use proptest::prelude::*;

use super::*;
use crate::gate::tests::{employees, public, word};

/// A step that so many visitors reached, each in one visit, all on one day.
fn reached(visitors: u64) -> Reached {
    let n = Count::new(visitors);
    Reached { units: n, blurred_units: n, visitors: n, most_visitors_on_a_day: n }
}

fn row(steps: &[u64]) -> FunnelRow {
    let last = steps.last().copied().unwrap_or(0);
    let times = Durations { by_ms: (0..last).map(|n| (60_499 + 2_000 * n, 1)).collect() };
    FunnelRow { steps: steps.iter().copied().map(reached).collect(), times }
}

fn answer(whole: &[u64], rows: &[(&str, &[u64])]) -> FunnelAnswer {
    FunnelAnswer {
        whole: row(whole),
        rows: rows.iter().map(|(name, steps)| (Some((*name).to_owned()), row(steps))).collect(),
        truncated: false,
    }
}

/// What is shown of steps: their counts, `few` where too few reached it, `*` where it protects.
fn words(steps: &[Step]) -> String {
    steps.iter().map(|step| word(&step.reached)).collect::<Vec<_>>().join(" ")
}

fn disclosed(answer: &FunnelAnswer, service: &Service, by: Option<Field>) -> DisclosedFunnel {
    funnel(answer, service, Unit::Visitor, by, Rules::staff())
}

#[test]
fn a_step_is_shown_if_enough_reached_it_and_enough_or_nobody_were_lost() {
    for (whole, expected) in [
        (&[100, 50, 20][..], "100 50 20"),
        (&[100, 50, 4], "100 50 few"),
        (&[100, 97, 50], "100 * 50"),
        (&[100, 98, 96, 94], "100 * * 94"),
        (&[100, 100, 95], "100 100 95"),
        (&[100, 0], "100 0"),
        (&[4, 4], "few few"),
        (&[5, 0], "5 0"),
        (&[0, 0], "0 0"),
    ] {
        let found = disclosed(&answer(whole, &[]), &public(), None);
        assert_eq!(words(&found.steps), expected, "{whole:?}");
    }
    let of_employees = disclosed(&answer(&[30, 21, 9], &[]), &employees(), None);
    assert_eq!(words(&of_employees.steps), "30 * few", "ten people there");
}

#[test]
fn losses_are_counted_from_the_last_step_that_is_shown() {
    let found = disclosed(&answer(&[100, 97, 50], &[]), &public(), None);
    let lost = |at: usize| found.steps[at].lost.number().map(Number::value);
    assert_eq!((lost(0), lost(1), lost(2)), (None, None, Some(50.0)));
    assert_eq!(found.steps[2].share.number().map(Number::value), Some(0.5));
}

#[test]
fn times_are_in_whole_seconds_and_hidden_with_their_step() {
    let shown = disclosed(&answer(&[100, 50, 21], &[]), &public(), None);
    // 60.499 s and 20 more, two seconds apart: the 11th, without its fraction.
    assert_eq!(shown.median_time.number().map(Number::value), Some(80.0));
    let hidden = disclosed(&answer(&[100, 50, 4], &[]), &public(), None);
    assert!(matches!(hidden.median_time, Cell::Hidden(Hidden::TooFew { minimum: 5 })));
}

#[test]
fn rows_are_shown_whole_and_the_smallest_joins_those_that_are_not() {
    let by = Some(Field::DeviceClass);
    let names = |answer: &FunnelAnswer, by| -> (Vec<String>, bool) {
        let found = disclosed(answer, &public(), by);
        let rows = found.rows.iter().map(|row| Option::clone(&row.label).unwrap_or_default());
        (rows.collect(), found.is_cut)
    };
    let all = answer(&[160, 80], &[("a", &[100, 50]), ("b", &[60, 30])]);
    assert_eq!(names(&all, by), (vec!["a".to_owned(), "b".to_owned()], false));
    // c is too small at its second step: with a and b shown, it would be what is left.
    let few: &[(&str, &[u64])] = &[("a", &[100, 50]), ("b", &[60, 30]), ("c", &[10, 2])];
    assert_eq!(names(&answer(&[170, 82], few), by), (vec!["a".to_owned()], true));
    // Nine people of a language are too few, of a device they are not.
    let nine: &[(&str, &[u64])] = &[("a", &[100, 50]), ("b", &[60, 30]), ("c", &[9, 0])];
    let languages = Some(Field::PageLanguage);
    assert_eq!(names(&answer(&[169, 80], nine), by).0.len(), 3);
    assert_eq!(names(&answer(&[169, 80], nine), languages), (vec!["a".to_owned()], true));
    // Rows would add up to a step that is hidden.
    let near: &[(&str, &[u64])] = &[("a", &[100, 90]), ("b", &[50, 30])];
    assert_eq!(names(&answer(&[150, 148], near), by), (vec![], true));
    let mut truncated = all;
    truncated.truncated = true;
    assert_eq!(names(&truncated, by), (vec!["a".to_owned()], true));
}

proptest! {
    /// Whoever takes shown numbers from each other finds no small group: between steps, between rows
    /// and the whole, between steps of the rest.
    #[test]
    fn no_difference_of_shown_numbers_is_a_small_group(
        rows in proptest::collection::vec((0_u64..40, 0_u64..=100, 0_u64..=100), 0..6),
    ) {
        let rows: Vec<(String, [u64; 3])> = rows
            .iter()
            .enumerate()
            .map(|(name, (n, second, third))| {
                let second = n * second / 100;
                (name.to_string(), [*n, second, second * third / 100])
            })
            .collect();
        let whole: Vec<u64> =
            (0..3).map(|step| rows.iter().map(|(_, row)| row[step]).sum()).collect();
        let given: Vec<(&str, &[u64])> =
            rows.iter().map(|(name, row)| (name.as_str(), &row[..])).collect();
        let found = disclosed(&answer(&whole, &given), &public(), Some(Field::Browser));
        let numbers = |steps: &[Step]| -> Vec<Option<u64>> {
            let count = |step: &Step| Some(step.reached.number()?.count()?.get());
            steps.iter().map(count).collect()
        };
        let is_small = |n: u64| n > 0 && n < 5;
        let no_small = |numbers: &[Option<u64>]| {
            let shown: Vec<u64> = numbers.iter().copied().flatten().collect();
            shown.iter().all(|n| !is_small(*n))
                && shown.windows(2).all(|pair| !is_small(pair[0] - pair[1]))
        };
        let everybody = numbers(&found.steps);
        prop_assert!(no_small(&everybody), "{everybody:?}");
        let shown: Vec<_> = found.rows.iter().map(|row| numbers(&row.steps)).collect();
        for row in &shown {
            prop_assert!(no_small(row), "{row:?}");
        }
        if !shown.is_empty() {
            let rest: Option<Vec<u64>> = (0..3)
                .map(|step| {
                    let of_rows: Option<u64> = shown.iter().map(|row| row[step]).sum();
                    Some(everybody[step]? - of_rows?)
                })
                .collect();
            let rest: Vec<_> = rest.unwrap().into_iter().map(Some).collect();
            prop_assert!(no_small(&rest), "the rest {rest:?} of {everybody:?}");
        }
    }
}
