//! The question for paths: how its ranges are read, and its answer.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range, sync::Arc};

use lotse_domain::{
    ids::ServiceId,
    query::{
        Scope,
        filter::{Attribute, EventFilter},
        funnel::Unit,
        paths::{Anchor, PathsAnswer, PathsQuestion, TakenPath},
    },
};

use crate::{
    gather::{Question, StreamQuestion},
    matcher::Matcher,
    measures::{
        days::Days,
        paths::{Paths, Rule},
        steps::{Seen, StepReader, StepRows, columns},
        tally::{Label, Sum as _, Table, shown},
        units::Counted,
    },
};

/// The most labels that are told apart.
const LABELS: usize = 5_000;
/// The most paths that a range counts.
const COUNTED: usize = 100_000;
/// The most paths of an answer.
const SHOWN: usize = 1_000;

/// A question, ready to be counted.
pub(crate) struct Asked {
    scope: Scope,
    rule: Arc<Rule>,
    matcher: Arc<Matcher>,
    label: Attribute,
}

/// A path by its labels, and whether it was cut.
type Named = (Vec<Label>, bool);

/// What one range counted.
pub(crate) struct Part {
    whole: Counted,
    paths: Table<Counted, Named>,
    /// A label was beyond the limit: its paths are missing.
    overflowed: bool,
}

impl Asked {
    fn new(question: &PathsQuestion) -> Self {
        let parts = question.parts();
        let (from, to) = match &parts.anchor {
            Anchor::Beginning => (None, None),
            Anchor::From(from) => (Some(from), None),
            Anchor::To(to) => (None, Some(to)),
            Anchor::Between(from, to) => (Some(from), Some(to)),
        };
        let nodes = parts.scope.within(&parts.nodes);
        // Where nothing is chosen, the rule does not ask for it.
        let chosen = |filter: Option<&EventFilter>| filter.map_or(nodes.clone(), |f| nodes.and(f));
        Self {
            scope: parts.scope.clone(),
            rule: Arc::new(Rule {
                unit: parts.unit,
                days: Days::new(&parts.scope.period),
                is_from: from.is_some(),
                is_to: to.is_some(),
                length: parts.length,
                folded: parts.folded,
                limit: COUNTED,
            }),
            matcher: Arc::new(Matcher::new(&[nodes.clone(), chosen(from), chosen(to)])),
            label: parts.label.clone(),
        }
    }
}

impl Question for PathsQuestion {
    type Asked = Asked;
    type Answer = PathsAnswer;

    fn scope(&self) -> &Scope {
        &self.parts().scope
    }

    fn asked(&self) -> Asked {
        Asked::new(self)
    }

    fn answer(&self, parts: Vec<Part>) -> PathsAnswer {
        together(parts)
    }
}

/// The answer, of what ranges counted.
fn together(parts: Vec<Part>) -> PathsAnswer {
    let mut counted = parts.into_iter();
    let Some(mut sum) = counted.next() else { return PathsAnswer::default() };
    for part in counted {
        sum.whole.add(&part.whole);
        sum.paths.add(part.paths);
        sum.overflowed |= part.overflowed;
    }
    let (rows, truncated) = sum.paths.cut(SHOWN, |taken| Some(taken.units()));
    let mut paths: Vec<TakenPath> = rows
        .into_iter()
        .map(|((nodes, is_cut), taken)| TakenPath {
            nodes: nodes.iter().map(shown).collect(),
            is_cut: *is_cut,
            taken: taken.reached(),
        })
        .collect();
    // By label already.
    paths.sort_by_key(|path| Reverse(path.taken.units));
    PathsAnswer { whole: sum.whole.reached(), paths, truncated: truncated || sum.overflowed }
}

impl StreamQuestion for Asked {
    type Rows = StepRows;
    type Reader = StepReader;
    type State = Paths;
    type Part = Part;

    fn service(&self) -> ServiceId {
        self.scope.service
    }

    fn times(&self) -> Range<i64> {
        match self.rule.unit {
            Unit::Visit => self.rule.days.times_of_visits(),
            Unit::Visitor | Unit::Case => self.rule.days.times(),
        }
    }

    fn columns(&self) -> Vec<&'static str> {
        columns(&self.scope, &self.matcher, Some(&self.label))
    }

    fn reader(&self) -> StepReader {
        let seen = match self.rule.unit {
            Unit::Visit => Seen::All,
            Unit::Visitor | Unit::Case => Seen::Fulfilling,
        };
        let label = Some((self.label.clone(), LABELS));
        StepReader::new(&self.scope, Arc::clone(&self.matcher), seen, self.times(), label)
    }

    fn state(&self) -> Paths {
        Paths::new(Arc::clone(&self.rule))
    }

    fn part(&self, reader: StepReader, state: Paths) -> Part {
        let (whole, counted, more) = state.counted();
        let mut overflowed = false;
        let mut names: Vec<Option<Label>> = Vec::new();
        if let Some(labels) = reader.labels() {
            overflowed = labels.overflowed();
            names = labels.names();
        }
        let name = |number: &u32| names.get(*number as usize).cloned().flatten();
        let rows: BTreeMap<Named, Counted> = counted
            .filter_map(|((path, is_cut), taken)| {
                let nodes: Option<Vec<_>> = path.iter().map(name).collect();
                Some(((nodes?, is_cut), taken))
            })
            .collect();
        Part { whole, paths: Table::new(rows, more || overflowed), overflowed }
    }
}
