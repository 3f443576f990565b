//! Which steps and rows are shown, and that no small group is the difference of two that are.

use lotse_domain::query::Durations;
use proptest::prelude::*;

use super::*;
use crate::{
    gate::tests::{employees, public, sum_of_each, visits_of, word},
    measure::Number,
};

/// What people do: in how many visits each of them reaches each of three steps.
type Visits = Vec<[u64; 3]>;

/// A step that so many visitors reached, each in one visit, all on one day.
fn reached(visitors: u64) -> Reached {
    visits_of(&(0..visitors).map(|_| 1).collect::<Vec<_>>())
}

fn row(steps: &[u64]) -> FunnelRow {
    let last = steps.last().copied().unwrap_or(0);
    let times = Durations { by_ms: (0..last).map(|n| (60_499 + 2_000 * n, 1)).collect() };
    let next = steps.iter().skip(1).copied().chain([0]);
    let ended = steps.iter().zip(next).map(|(step, next)| reached(step.saturating_sub(next)));
    FunnelRow {
        steps: steps.iter().copied().map(reached).collect(),
        ended: ended.map(|ended| ended.largest_units).collect(),
        times,
    }
}

/// What each person has at a step beyond another one.
fn beyond(people: &Visits, step: usize, next: Option<usize>) -> Vec<u64> {
    let of_next = |visits: &[u64; 3]| next.map_or(0, |next| visits[next]);
    people.iter().map(|visits| visits[step] - of_next(visits)).collect()
}

fn row_of(people: &Visits) -> FunnelRow {
    let ended = [(0, Some(1)), (1, Some(2)), (2, None)];
    let ended = ended.map(|(step, next)| visits_of(&beyond(people, step, next)).largest_units);
    FunnelRow {
        steps: (0..3).map(|step| visits_of(&beyond(people, step, None))).collect(),
        ended: ended.to_vec(),
        times: Durations::default(),
    }
}

/// What the same people do in several rows together.
fn together(rows: &[&Visits]) -> Visits {
    let at = |step: usize| -> Vec<u64> {
        let rows: Vec<Vec<u64>> = rows.iter().map(|row| beyond(row, step, None)).collect();
        sum_of_each(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
    };
    let steps = [at(0), at(1), at(2)];
    (0..steps[0].len()).map(|person| [0, 1, 2].map(|step| steps[step][person])).collect()
}

/// A funnel of visits of the same people.
fn answer_of(rows: &[(String, Visits)]) -> FunnelAnswer {
    let all: Vec<&Visits> = rows.iter().map(|(_, people)| people).collect();
    FunnelAnswer {
        whole: row_of(&together(&all)),
        rows: rows.iter().map(|(name, people)| (Some(name.clone()), row_of(people))).collect(),
        truncated: false,
    }
}

fn by_visit(answer: &FunnelAnswer) -> DisclosedFunnel {
    funnel(answer, &public(), Unit::Visit, Some(Field::Browser), Rules::staff())
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
fn that_nobody_was_lost_is_exact_and_that_nobody_counts_is_not() {
    // All who reached the second step reached the first; of the seven who went on nobody counts.
    let quiet =
        |units: u64, blurred: u64| Reached { blurred_units: Count::new(blurred), ..reached(units) };
    let mut all = answer(&[], &[]);
    all.whole.steps = vec![quiet(20, 18), quiet(20, 18), quiet(7, 0), quiet(0, 0)];
    let found = disclosed(&all, &public(), None);
    let shown = |cell: &Cell| (cell.number().map(Number::value), cell.is_nothing());
    let lost: Vec<_> = found.steps.iter().map(|step| shown(&step.lost)).collect();
    assert_eq!(
        lost,
        [(None, false), (Some(0.0), true), (Some(18.0), false), (Some(0.0), false)],
        "the seven who were lost at the end do not count"
    );
    assert_eq!(shown(&found.steps[2].reached), (Some(0.0), false));
    assert_eq!(shown(&found.steps[3].reached), (Some(0.0), true));
    assert_eq!(found.steps[2].share.number().unwrap().n(), Some(Number::Blurred(Count::new(18))));
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

/// So many people each, of whom everybody does the same.
fn people(groups: &[(usize, [u64; 3])]) -> Visits {
    groups.iter().flat_map(|(people, visits)| std::iter::repeat_n(*visits, *people)).collect()
}

#[test]
fn a_step_or_a_loss_that_one_persons_visits_make_up_is_hidden() {
    for (groups, expected) in [
        // 100 of the 105 visits of six people.
        (&[(1, [100, 5, 5]), (5, [1, 1, 1])][..], "one 10 10"),
        (&[(1, [20, 5, 5]), (5, [17, 1, 1]), (6, [4, 0, 0])], "129 10 10"),
        // Of 103 that are lost, one loses 97.
        (&[(1, [100, 3, 3]), (6, [1, 0, 0]), (40, [3, 3, 3])], "226 * *"),
        (&[(1, [10, 3, 3]), (6, [4, 0, 0]), (40, [3, 3, 3])], "154 123 123"),
        // Six lose 48 behind the second step: of both losses, one's is not the most.
        (&[(1, [100, 3, 3]), (6, [1, 0, 0]), (6, [8, 8, 0]), (40, [3, 3, 3])], "274 * 123"),
    ] {
        let whole = row_of(&people(groups));
        let found = by_visit(&FunnelAnswer { whole, ..FunnelAnswer::default() });
        assert_eq!(words(&found.steps), expected, "{groups:?}");
    }
}

#[test]
fn the_rest_of_rows_is_not_the_visits_of_one() {
    let row = |name: &str, people: Visits| (name.to_owned(), people);
    let even = |number: usize, visits: u64| people(&[(number, [visits; 3])]);
    let mine = || row("mine", people(&[(1, [100; 3]), (5, [1; 3])]));
    let names = |rows: &[(String, Visits)]| -> Vec<String> {
        let found = by_visit(&answer_of(rows));
        found.rows.iter().map(|row| Option::clone(&row.label).unwrap_or_default()).collect()
    };
    let ours = row("ours", people(&[(1, [20; 3]), (5, [17; 3])]));
    assert_eq!(names(&[row("a", even(20, 5)), row("b", even(20, 2)), ours]), ["ours", "a", "b"]);
    assert_eq!(names(&[row("a", even(20, 5)), row("b", even(20, 2)), mine()]), ["a"]);
    // Six visits beside those of one do not hide them: another row joins.
    let rows = [row("a", even(20, 5)), row("b", even(20, 2)), row("c", even(6, 1)), mine()];
    assert_eq!(names(&rows), ["a"]);
    let mut truncated = answer_of(&rows);
    truncated.rows.pop();
    truncated.truncated = true;
    assert_eq!(by_visit(&truncated).rows.len(), 1, "whose rows are missing may be one's");
}

/// People of whom all go on from a step, or of whom many do not and some with a part of their visits.
fn random_visits() -> impl Strategy<Value = Visits> {
    let visits = prop_oneof![4 => 0_u64..5, 1 => 0_u64..300];
    let quarters = || proptest::sample::select(vec![0_u64, 0, 1, 3, 4, 4]);
    let people = proptest::collection::vec((visits, quarters(), quarters()), 24);
    (people, any::<[bool; 2]>()).prop_map(|(people, [all_go_on, and_on])| {
        let of = |(visits, second, third)| {
            let second = if all_go_on { visits } else { visits * second / 4 };
            [visits, second, if and_on { second } else { second * third / 4 }]
        };
        people.into_iter().map(of).collect()
    })
}

proptest! {
    /// Whatever people do: no visits are told that two of them make up, nor are they the difference of steps, or of rows
    /// and everybody.
    #[test]
    fn no_difference_of_shown_numbers_is_the_visits_of_one_or_two(
        rows in proptest::collection::vec(random_visits(), 1..6),
        truncated in proptest::bool::weighted(0.2),
    ) {
        let name = |(place, row): (usize, Visits)| (place.to_string(), row);
        let rows: Vec<(String, Visits)> = rows.into_iter().enumerate().map(name).collect();
        let mut answer = answer_of(&rows);
        if truncated {
            answer.rows.remove(0);
            answer.truncated = true;
        }
        let found = by_visit(&answer);
        let is_dominated = |visits: &[u64]| Sum::from(&visits_of(visits)).is_dominated();
        // Steps that are told, and what is lost between them.
        let is_safe = |people: &Visits, steps: &[Step]| {
            let told: Vec<usize> =
                (0..3).filter(|step| steps[*step].reached.number().is_some()).collect();
            let lost = told.windows(2).map(|pair| beyond(people, pair[0], Some(pair[1])));
            told.iter().map(|step| beyond(people, *step, None)).chain(lost).all(|v| !is_dominated(&v))
        };
        let all: Vec<&Visits> = rows.iter().map(|(_, people)| people).collect();
        prop_assert!(is_safe(&together(&all), &found.steps), "{:?}", words(&found.steps));
        let shown = |name: &str| found.rows.iter().find(|row| row.label.as_deref() == Some(name));
        let mut rest = Vec::new();
        for (name, people) in &rows {
            match shown(name) {
                Some(row) => prop_assert!(is_safe(people, &row.steps), "{people:?}"),
                None => rest.push(people),
            }
        }
        if !found.rows.is_empty() {
            let rest = together(&rest);
            prop_assert!(is_safe(&rest, &found.steps), "the rest: {rest:?}");
        }
    }
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
