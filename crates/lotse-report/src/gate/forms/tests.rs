//! What is told of forms, and that no figure and no rest is of a few.

use std::collections::BTreeSet;

use lotse_domain::query::forms::FieldId;
use proptest::prelude::*;

use super::*;
use crate::{
    gate::tests::{employees, public, service, visits_of, word},
    measure::Number,
};

/// What one try does.
#[derive(Clone, Debug, Default)]
struct Try {
    person: usize,
    is_sent: bool,
    fields: Vec<Done>,
}

/// What it does to one field.
#[derive(Clone, Debug, Default)]
struct Done {
    field: &'static str,
    errors: Vec<&'static str>,
    is_again: bool,
    is_last: bool,
    is_empty: Option<bool>,
}

/// A try of a person that is sent and touches one field, to be changed.
fn a_try(person: usize) -> Try {
    Try { person, is_sent: true, fields: vec![Done { field: "a", ..Done::default() }] }
}

fn reached(tries: &[Try], is: impl Fn(&Try) -> bool) -> Reached {
    let people = tries.iter().map(|t| t.person + 1).max().unwrap_or(0);
    let mut visits = vec![0; people];
    tries.iter().filter(|t| is(t)).for_each(|t| visits[t.person] += 1);
    visits_of(&visits)
}

fn answer(tries: &[Try]) -> FormsAnswer {
    let names: BTreeSet<&str> =
        tries.iter().flat_map(|t| t.fields.iter().map(|f| f.field)).collect();
    let field = |name: &&str| {
        let with = |is: &dyn Fn(&Done, &Try) -> bool| {
            reached(tries, |t| t.fields.iter().any(|f| f.field == *name && is(f, t)))
        };
        let touched = with(&|_, _| true);
        let kinds = ["page", "value_missing", "custom"];
        FieldAnswer {
            field: FieldId { by: FieldBy::Id, text: (*name).to_owned() },
            names: vec![(Some(format!("Label of {name}")), touched)],
            headings: vec![(None, touched)],
            errors: with(&|f, _| !f.errors.is_empty()),
            by_error: kinds
                .map(|kind| (kind, with(&|f, _| f.errors.contains(&kind))))
                .into_iter()
                .filter(|(_, of)| !of.units.is_zero())
                .collect(),
            again: with(&|f, _| f.is_again),
            timed: touched,
            times: Durations { by_ms: BTreeMap::from([(2_500, touched.units.get())]) },
            places: BTreeMap::from([(1, touched.units.get())]),
            left_last: with(&|f, _| f.is_last),
            known_empty: with(&|f, _| f.is_empty.is_some()),
            left_empty: with(&|f, _| f.is_empty == Some(true)),
            stopped: with(&|f, t| !f.errors.is_empty() && !t.is_sent),
            touched,
        }
    };
    FormsAnswer {
        tries: reached(tries, |_| true),
        sent: reached(tries, |t| t.is_sent),
        times: Durations { by_ms: BTreeMap::from([(61_300, 1)]) },
        fields: names.iter().map(field).collect(),
        truncated: false,
    }
}

fn told(tries: &[Try]) -> DisclosedForms {
    disclosed(&answer(tries), &public(), Rules::staff())
}

/// So many tries, each of another person, changed by their number.
fn tries(count: usize, change: impl Fn(usize, &mut Try)) -> Vec<Try> {
    let one = |person| {
        let mut one = a_try(person);
        change(person, &mut one);
        one
    };
    (0..count).map(one).collect()
}

fn words(part: &Part) -> String {
    word(&part.tries)
}

#[test]
fn a_form_of_enough_people_is_told_with_its_fields() {
    let found = told(&tries(40, |n, one| {
        one.is_sent = n >= 10;
        one.fields[0].is_empty = Some(n < 20);
        if n < 20 {
            one.fields[0].errors = vec!["page"];
        }
    }));
    assert_eq!((word(&found.tries), words(&found.sent)), ("40".to_owned(), "30".to_owned()));
    assert!(matches!(found.tries.number(), Some(Number::Blurred(_))), "a form is a part");
    let field = &found.fields[0];
    assert_eq!((field.name.as_deref(), field.id.as_str()), (Some("Label of a"), "a"));
    assert_eq!(words(&field.errors), "20");
    assert_eq!(field.errors.share.number().map(Number::value), Some(0.5));
    assert_eq!(
        (words(&field.stopped), words(&field.left_empty)),
        ("10".to_owned(), "20".to_owned())
    );
    assert_eq!(words(&field.again), "0", "nobody is told as nobody");
    assert_eq!(field.time.number().map(Number::value), Some(2.5));
    assert!(!found.is_cut);
}

#[test]
fn of_too_few_nothing_is_said_and_without_scripts_nothing_is_measured() {
    let few = told(&tries(4, |_, _| ()));
    assert_eq!((word(&few.tries), words(&few.sent)), ("few".to_owned(), "few".to_owned()));
    assert!(few.fields.is_empty());
    let of_employees = disclosed(&answer(&tries(9, |_, _| ())), &employees(), Rules::staff());
    assert_eq!(word(&of_employees.tries), "few", "ten of employees");
    let one = told(&(0..60).map(|n| a_try(if n < 50 { 0 } else { n })).collect::<Vec<_>>());
    assert_eq!(word(&one.tries), "60");
    let mut mine: Vec<Try> = (0..300).map(|_| a_try(0)).collect();
    mine.extend(tries(6, |_, _| ()));
    assert_eq!(word(&told(&mine).tries), "one", "one person makes up most of it");
    let quiet = disclosed(&FormsAnswer::default(), &public(), Rules::staff());
    assert_eq!(quiet.tries, Cell::NoData);
    let headers = service(lotse_domain::service::ServiceKind::Public, CollectionProfile::Headers);
    let found = disclosed(&FormsAnswer::default(), &headers, Rules::staff());
    assert_eq!(found.tries, Cell::NotMeasured(NotMeasured::Profile));
}

#[test]
fn a_part_whose_rest_is_a_few_is_hidden_and_a_few_are() {
    let wrong = |errors: usize| {
        let found = told(&tries(40, |n, one| {
            if n < errors {
                one.fields[0].errors = vec!["page"];
            }
        }));
        words(&found.fields[0].errors)
    };
    assert_eq!(
        [0, 1, 4, 5, 35, 36, 39, 40].map(wrong),
        ["0", "few", "few", "5", "35", "*", "*", "40"]
    );
}

#[test]
fn a_field_that_a_few_did_not_touch_is_told_of_all_tries() {
    let found = told(&tries(40, |n, one| {
        one.fields.push(Done { field: "b", ..Done::default() });
        if n < 2 {
            one.fields.remove(0);
        } else if n < 12 {
            one.fields[0].errors = vec!["page"];
        }
    }));
    let field = &found.fields[0];
    assert_eq!((words(&field.touched), words(&field.errors)), ("*".to_owned(), "10".to_owned()));
    let share = field.errors.share.number().and_then(Number::estimate).unwrap();
    assert_eq!((share.value, share.n.get()), (0.25, 40), "not of the 38");
    assert_eq!(field.time.number().and_then(Number::n), Some(Number::Blurred(Count::new(40))));
    // A field of a few is not named at all.
    let found = told(&tries(40, |n, one| {
        if n < 3 {
            one.fields.push(Done { field: "secret", ..Done::default() });
        }
    }));
    assert_eq!((found.fields.len(), found.is_cut), (1, true));
}

#[test]
fn of_kinds_of_errors_one_hides_those_of_a_few() {
    let found = told(&tries(60, |n, one| {
        one.fields[0].errors = match n {
            0..14 => vec!["page"],
            14..28 => vec!["value_missing"],
            28..30 => vec!["custom"],
            _ => Vec::new(),
        };
    }));
    let all = found.fields[0].by_error.iter().map(|of| (of.error, words(&of.part)));
    let kinds: Vec<_> = all.filter(|(_, words)| words != "0").collect();
    // 30 with an error less 14 and 14 would be the two.
    let expected = [("value_missing", "*"), ("custom", "few"), ("page", "14")];
    assert_eq!(kinds, expected.map(|(kind, words)| (kind, words.to_owned())));
}

#[test]
fn those_who_left_at_one_field_do_not_follow_from_those_at_the_others() {
    let found = told(&tries(60, |n, one| {
        one.is_sent = n >= 20;
        one.fields.push(Done { field: "b", ..Done::default() });
        one.fields.push(Done { field: "c", ..Done::default() });
        match n {
            0..10 => one.fields[0].is_last = true,
            10..17 => one.fields[1].is_last = true,
            17..20 => one.fields[2].is_last = true,
            _ => {}
        }
    }));
    let last: Vec<_> = found.fields.iter().map(|field| words(&field.left_last)).collect();
    assert_eq!(last, ["10", "*", "few"]);
}

#[test]
fn who_stopped_does_not_tell_of_the_few_who_left_without_an_error() {
    let found = told(&tries(60, |n, one| {
        one.is_sent = n >= 22;
        if !(20..=40).contains(&n) {
            one.fields[0].errors = vec!["page"];
        }
    }));
    let field = &found.fields[0];
    // 22 were not sent; 20 of them with an error would be all but two.
    assert_eq!((words(&found.sent), words(&field.stopped)), ("38".to_owned(), "*".to_owned()));
}

#[test]
fn fields_come_in_the_order_in_which_they_are_met() {
    let mut answer = answer(&tries(40, |_, one| {
        one.fields.push(Done { field: "b", ..Done::default() });
    }));
    answer.fields[0].places = BTreeMap::from([(1, 3), (4, 37)]);
    answer.fields[1].places = BTreeMap::from([(1, 20), (2, 20)]);
    let found = disclosed(&answer, &public(), Rules::staff());
    let order: Vec<_> = found.fields.iter().map(|f| (f.id.as_str(), *f.place)).collect();
    assert_eq!(order, [("b", 1.5), ("a", 4.0)]);
}

#[test]
fn the_label_that_is_told_is_one_that_enough_met() {
    let mut answer = answer(&tries(40, |_, _| ()));
    let of = |people: usize| visits_of(&vec![1; people]);
    let label = |text: &str, people| (Some(text.to_owned()), of(people));
    answer.fields[0].names =
        vec![label("Ada Lovelace", 1), label("Einkommen", 9), label("Income", 30)];
    answer.fields[0].headings = vec![(None, of(25)), label("Money", 15)];
    let found = disclosed(&answer, &public(), Rules::staff());
    assert_eq!(found.fields[0].name.as_deref(), Some("Income"));
    assert_eq!(found.fields[0].heading.as_deref(), None);
    answer.fields[0].names = vec![label("Ada Lovelace", 1), label("Grace Hopper", 4)];
    let found = disclosed(&answer, &public(), Rules::staff());
    assert_eq!(found.fields[0].name.as_deref(), None);
}

fn random_try() -> impl Strategy<Value = Try> {
    let done = |field: &'static str| {
        let errors = proptest::sample::subsequence(vec!["page", "value_missing", "custom"], 0..=3);
        let chosen = prop_oneof![3 => Just(Vec::new()), 1 => errors];
        (chosen, any::<bool>(), proptest::option::of(any::<bool>())).prop_map(
            move |(errors, is_again, is_empty)| Done {
                field,
                errors,
                is_again,
                is_last: false,
                is_empty,
            },
        )
    };
    let fields = (done("a"), proptest::option::weighted(0.9, done("b")), 0_usize..4);
    (0_usize..40, proptest::bool::weighted(0.7), fields).prop_map(
        |(person, is_sent, (a, b, last))| {
            let mut fields: Vec<Done> = std::iter::once(a).chain(b).collect();
            if let Some(field) = fields.get_mut(last).filter(|_| !is_sent) {
                field.is_last = true;
            }
            Try { person, is_sent, fields }
        },
    )
}

/// What a figure counts of a field.
type Is = Box<dyn Fn(&Done) -> bool>;

proptest! {
    /// Whatever people do: of each figure that is told of a field, those that it counts and those that it does not, of
    /// the tries that it is told of, are nobody or enough people.
    #[test]
    fn neither_a_figure_nor_its_rest_is_of_a_few(
        tries in proptest::collection::vec(random_try(), 1..90),
    ) {
        let found = told(&tries);
        let people = |is: &dyn Fn(&Try) -> bool| {
            let who: BTreeSet<usize> = tries.iter().filter(|t| is(t)).map(|t| t.person).collect();
            who.len()
        };
        for field in &found.fields {
            let done = |t: &Try| t.fields.iter().find(|f| f.field == field.id.as_str()).cloned();
            let base_is_all = field.touched.tries.number().is_none();
            let is_base = |t: &Try| base_is_all || done(t).is_some();
            let has = |is: &dyn Fn(&Done) -> bool, t: &Try| done(t).is_some_and(|f| is(&f));
            let mut figures: Vec<(&Part, Is)> = vec![
                (&field.errors, Box::new(|f| !f.errors.is_empty())),
                (&field.again, Box::new(|f| f.is_again)),
                (&field.left_last, Box::new(|f| f.is_last)),
            ];
            for kind in &field.by_error {
                let error = kind.error;
                figures.push((&kind.part, Box::new(move |f| f.errors.contains(&error))));
            }
            for (part, is) in figures.iter().filter(|(part, _)| part.tries.number().is_some()) {
                let counted = people(&|t| has(is, t));
                let rest = people(&|t| is_base(t) && !has(is, t));
                prop_assert!(counted == 0 || counted >= 5, "{part:?}: {counted}");
                prop_assert!(rest == 0 || rest >= 5, "{part:?}: the rest is {rest}");
            }
        }
    }
}
