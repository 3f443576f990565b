//! What may be shown of paths (`docs/spec/gate.md`, section *Paths*).
//!
//! A path names pages, so it is named only if enough people took it. The others are one rest, in which a
//! path that could be named hides those that could not.

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

use super::{Disclosed, share_of_blurred, shown_blurred};
use crate::{
    measure::{Cell, Hidden},
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
    let too_few = || Cell::Hidden(Hidden::TooFew { minimum: minimum.people() });
    if answer.whole.units.is_zero() {
        return DisclosedPaths { whole: Cell::NoData, paths: Vec::new(), others: None };
    }
    if !is_enough(&answer.whole) {
        return DisclosedPaths { whole: too_few(), paths: Vec::new(), others: None };
    }
    let taken = answer.paths.iter().filter(|path| !path.taken.units.is_zero());
    let (mut shown, others): (Vec<&TakenPath>, Vec<_>) =
        taken.partition(|path| is_enough(&path.taken));
    // The smallest last.
    shown.sort_by_key(|path| (Reverse(path.taken.blurred_units), path.nodes.clone()));
    let has_others = !others.is_empty() || answer.truncated;
    if has_others {
        shown.pop();
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

    use crate::{
        gate::tests::{employees, public},
        measure::Number,
    };

    fn reached(visitors: u64) -> Reached {
        let n = Count::new(visitors);
        Reached { units: n, blurred_units: n, visitors: n, most_visitors_on_a_day: n }
    }

    fn answer(paths: &[(&str, u64)]) -> PathsAnswer {
        PathsAnswer {
            whole: reached(paths.iter().map(|(_, n)| n).sum()),
            paths: paths
                .iter()
                .map(|(name, n)| TakenPath {
                    nodes: vec![Some("/".to_owned()), Some((*name).to_owned())],
                    is_cut: false,
                    taken: reached(*n),
                })
                .collect(),
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
}
