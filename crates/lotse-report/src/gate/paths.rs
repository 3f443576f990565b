//! What may be shown of paths (`docs/spec/gate.md`, section *Paths*).
//!
//! A path names pages, so it is named only if enough people took it, and not one or two of them most of its times. The
//! others are one rest, in which paths that could be named hide those that could not.

use std::cmp::Reverse;

use lotse_domain::{
    Count,
    privacy::Undisclosed,
    query::{
        funnel::Reached,
        paths::{PathsAnswer, TakenPath},
    },
    service::Service,
};
use lotse_stats::estimate::SampleUnit;
use serde::Serialize;

use super::{Disclosed, dominance::Sum, share_of_blurred, shown_blurred};
use crate::{
    measure::Cell,
    policy::{Minimum, Rules},
};

/// One path.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedPath {
    /// Its pages in order; `None` where an event has no page.
    pub nodes: Disclosed<Vec<Option<String>>>,
    /// It was longer, and is cut at the end that was not asked for.
    pub is_longer: bool,
    /// Visits that took it.
    pub taken: Cell,
    /// Their share of all visits of the answer.
    pub share: Cell,
}

/// The disclosed answer to a question for paths.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedPaths {
    /// Visits of all paths.
    pub whole: Cell,
    /// Paths that may be named; the most frequent first.
    pub paths: Vec<DisclosedPath>,
    /// Visits of all others, if there are any.
    pub others: Option<Cell>,
}

/// Discloses which ways visits took.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn paths(
    answer: &Undisclosed<PathsAnswer>,
    service: &Service,
    rules: Rules,
) -> DisclosedPaths {
    disclosed(answer.open_ref(), service, rules)
}

fn disclosed(answer: &PathsAnswer, service: &Service, rules: Rules) -> DisclosedPaths {
    let minimum = Minimum::of_step(service, None, rules);
    let is_enough = |reached: &Reached| {
        minimum.is_met_by_people(reached.visitors, reached.most_visitors_on_a_day)
    };
    let whole = answer.whole.blurred_units;
    let visits = Sum::from(&answer.whole);
    let nothing = |whole| DisclosedPaths { whole, paths: Vec::new(), others: None };
    if visits.all.is_zero() {
        return nothing(Cell::NoData);
    }
    if !is_enough(&answer.whole) {
        return nothing(Cell::Hidden(minimum.too_few()));
    }
    if let Some(hidden) = visits.hidden() {
        // What can be named is dominated by nobody, so the rest would be.
        return nothing(Cell::Hidden(hidden));
    }
    let taken = answer.paths.iter().filter(|path| !path.taken.units.is_zero());
    let kept: Count = taken.clone().map(|path| path.taken.units).sum();
    let (mut shown, others): (Vec<&TakenPath>, Vec<_>) =
        taken.partition(|path| is_enough(&path.taken) && !Sum::from(&path.taken).is_dominated());
    // The smallest last.
    shown.sort_by_key(|path| (Reverse(path.taken.blurred_units), path.nodes.clone()));
    let has_others = !others.is_empty() || answer.truncated;
    // Whose paths those are that were not kept is not known.
    let not_kept = Sum::of_anybody(visits.all.less(kept), visits.largest);
    let join = |sum: Sum, path: &TakenPath| sum.and(Sum::from(&path.taken), visits.largest);
    let mut not_named = others.into_iter().fold(not_kept, join);
    let mut is_safe = !has_others;
    while !is_safe && let Some(smallest) = shown.pop() {
        not_named = join(not_named, smallest);
        is_safe = !not_named.is_dominated();
    }
    let named: Count = shown.iter().map(|path| path.taken.blurred_units).sum();
    let rest = Count::new(whole.get().saturating_sub(named.get()));
    let share = |units: Count| {
        share_of_blurred(units, whole, SampleUnit::Visits).map_or(Cell::NoData, super::shown)
    };
    DisclosedPaths {
        whole: shown_blurred(whole),
        paths: shown
            .into_iter()
            .map(|path| DisclosedPath {
                nodes: Disclosed(path.nodes.clone()),
                is_longer: path.is_cut,
                taken: shown_blurred(path.taken.blurred_units),
                share: share(path.taken.blurred_units),
            })
            .collect(),
        others: has_others.then(|| shown_blurred(rest)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    use proptest::prelude::*;

    use crate::{
        gate::tests::{employees, public, sum_of_each, visits_of, word},
        measure::{Hidden, Number},
    };

    fn taken(name: &str, taken: Reached) -> TakenPath {
        let nodes = vec![Some("/".to_owned()), Some(name.to_owned())];
        TakenPath { nodes, is_cut: false, taken }
    }

    /// Paths that so many people took once, each of them one.
    fn answer(paths: &[(&str, usize)]) -> PathsAnswer {
        let once = |people: usize| visits_of(&vec![1; people]);
        PathsAnswer {
            whole: once(paths.iter().map(|(_, people)| people).sum()),
            paths: paths.iter().map(|(name, people)| taken(name, once(*people))).collect(),
            truncated: false,
        }
    }

    /// Paths that the same people took, each person so often.
    fn of_same(paths: &[(&str, &[u64])]) -> PathsAnswer {
        let all: Vec<&[u64]> = paths.iter().map(|(_, visits)| *visits).collect();
        PathsAnswer {
            whole: visits_of(&sum_of_each(&all)),
            paths: paths.iter().map(|(name, visits)| taken(name, visits_of(visits))).collect(),
            truncated: false,
        }
    }

    /// Paths that are shown, with so many visits each.
    pub(crate) fn all_shown(paths: &[(&[&str], u64)]) -> DisclosedPaths {
        let path = |(nodes, taken): &(&[&str], u64)| DisclosedPath {
            nodes: Disclosed(nodes.iter().map(|node| Some((*node).to_owned())).collect()),
            is_longer: false,
            taken: shown_blurred(Count::new(*taken)),
            share: Cell::NoData,
        };
        let whole = Count::new(paths.iter().map(|(_, taken)| taken).sum());
        DisclosedPaths {
            whole: shown_blurred(whole),
            paths: paths.iter().map(path).collect(),
            others: None,
        }
    }

    /// Named paths with their counts, and the rest.
    fn shown(answer: &PathsAnswer, service: &Service) -> (Vec<(String, f64)>, Option<f64>) {
        let found = disclosed(answer, service, Rules::staff());
        let value = |cell: &Cell| cell.number().map(Number::value);
        let paths = found.paths.iter().map(|path| {
            let last = path.nodes.last().cloned().flatten().unwrap_or_default();
            (last, value(&path.taken).unwrap())
        });
        (paths.collect(), found.others.as_ref().and_then(value))
    }

    fn named(paths: &[(&str, f64)]) -> Vec<(String, f64)> {
        paths.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
    }

    #[test]
    fn a_path_is_named_if_enough_took_it_and_another_hides_those_of_a_few() {
        let all = answer(&[("/b", 20), ("/a", 50), ("/c", 5)]);
        let expected = named(&[("/a", 50.0), ("/b", 20.0), ("/c", 5.0)]);
        assert_eq!(shown(&all, &public()), (expected, None));
        let few = answer(&[("/a", 50), ("/b", 20), ("/secret", 2)]);
        assert_eq!(shown(&few, &public()), (named(&[("/a", 50.0)]), Some(22.0)));
        // Ten people of a service of employees.
        assert_eq!(shown(&all, &employees()), (named(&[("/a", 50.0)]), Some(25.0)));
        let only_few = answer(&[("/a", 4), ("/b", 3)]);
        assert_eq!(shown(&only_few, &public()), (vec![], Some(7.0)));
        let mut truncated = all.clone();
        truncated.truncated = true;
        assert_eq!(shown(&truncated, &public()).0.len(), 2);
    }

    #[test]
    fn of_too_few_in_all_nothing_is_said() {
        let found = disclosed(&answer(&[("/a", 4)]), &public(), Rules::staff());
        assert!(matches!(found.whole, Cell::Hidden(Hidden::TooFew { minimum: 5 })));
        assert!(found.paths.is_empty() && found.others.is_none());
        let nobody = disclosed(&PathsAnswer::default(), &public(), Rules::staff());
        assert_eq!(nobody.whole, Cell::NoData);
    }

    #[test]
    fn a_path_that_one_person_makes_up_joins_the_rest() {
        let even: &[u64] = &[4; 20];
        let mut mine = [0; 20];
        mine[..6].copy_from_slice(&[100, 1, 1, 1, 1, 1]);
        let all = of_same(&[("/a", even), ("/b", &[3; 20]), ("/mine", &mine)]);
        assert_eq!(shown(&all, &public()), (named(&[("/a", 80.0)]), Some(165.0)));
        let by_each: &[u64] = &[18, 18, 18, 18, 18, 15];
        let all = of_same(&[("/a", even), ("/b", &[3; 20]), ("/ours", by_each)]);
        assert_eq!(shown(&all, &public()).0.len(), 3);
        // Five visits beside those of one do not hide them: one path more joins.
        let few: &[u64] = &[0, 1, 1, 1, 1, 1];
        let all = of_same(&[("/a", even), ("/b", &[3; 20]), ("/c", few), ("/mine", &mine)]);
        assert_eq!(shown(&all, &public()), (named(&[("/a", 80.0)]), Some(170.0)));
        // Whose paths are missing may be one's.
        let mut truncated = all;
        truncated.paths.pop();
        truncated.truncated = true;
        assert_eq!(shown(&truncated, &public()), (named(&[("/a", 80.0)]), Some(170.0)));
    }

    #[test]
    fn paths_that_one_person_makes_up_in_all_are_not_told() {
        let all = of_same(&[("/a", &[2; 9]), ("/mine", &[300, 1, 1, 1, 1, 1, 1, 1, 1])]);
        let found = disclosed(&all, &public(), Rules::staff());
        assert_eq!(word(&found.whole), "one");
        assert!(found.paths.is_empty() && found.others.is_none());
    }

    proptest! {
        /// Whatever ways people take: none is named that two of them make up, nor are all the others together theirs.
        #[test]
        fn no_dominated_path_is_named_nor_is_the_rest_dominated(
            visits in proptest::collection::vec(
                proptest::collection::vec(prop_oneof![4 => 0_u64..5, 1 => 0_u64..300], 9),
                1..7,
            ),
            truncated in proptest::bool::weighted(0.2),
        ) {
            let names: Vec<String> = (0..visits.len()).map(|path| format!("/{path}")).collect();
            let given: Vec<(&str, &[u64])> =
                names.iter().zip(&visits).map(|(name, visits)| (name.as_str(), &visits[..])).collect();
            let mut answer = of_same(&given);
            if truncated {
                answer.paths.remove(0);
                answer.truncated = true;
            }
            let (told, rest) = shown(&answer, &public());
            let is_dominated = |visits: &[u64]| Sum::from(&visits_of(visits)).is_dominated();
            let is_named = |name: &str| told.iter().any(|(told, _)| told == name);
            for (name, visits) in &given {
                prop_assert!(!is_named(name) || !is_dominated(visits), "{name}: {visits:?}");
            }
            let others: Vec<&[u64]> = given
                .iter()
                .filter(|(name, _)| !is_named(name))
                .map(|(_, visits)| *visits)
                .collect();
            let others = sum_of_each(&others);
            let is_anything_told = !told.is_empty() || rest.is_some();
            prop_assert!(!is_anything_told || !is_dominated(&others), "the rest: {others:?}");
        }
    }
}
