//! The funnel question: how its ranges are read, and its answer.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use lotse_domain::{
    ids::ServiceId,
    query::{
        Durations, Scope,
        filter::Attribute,
        funnel::{
            FunnelAnswer, FunnelQuestion, FunnelRow, LONGEST_WINDOW, Reached, StepOrder, Unit,
        },
        largest::Largest,
    },
};

use crate::{
    cases::{AskedOfCases, Gathered, through_steps},
    gather::{Question, StreamQuestion},
    matcher::Matcher,
    measures::{
        contributions::Contributions,
        funnel::{Cell, Funnel, Rule},
        labels::Labels,
        steps::{Seen, StepReader, StepRows, columns},
        tally::{Label, Sum as _, Table, shown},
        units::Counted,
    },
};

/// The most labels that are counted, and the most rows of an answer.
const LABELS: usize = 1_000;

/// A question, ready to be counted.
pub(crate) struct Asked {
    pub(crate) scope: Scope,
    pub(crate) rule: Arc<Rule>,
    pub(crate) matcher: Arc<Matcher>,
    pub(crate) label: Option<Attribute>,
}

/// What one range counted.
pub(crate) struct Part {
    whole: Cell,
    rows: Table<Cell>,
}

impl Asked {
    fn new(question: &FunnelQuestion) -> Self {
        let parts = question.parts();
        let window = micros(parts.window.unwrap_or(LONGEST_WINDOW));
        let filters = parts.steps.iter().chain(parts.exclusions.iter().map(|e| &e.filter));
        let filters: Vec<_> = filters.map(|filter| parts.scope.within(filter)).collect();
        Self {
            scope: parts.scope.clone(),
            rule: Arc::new(Rule::new(parts, window)),
            matcher: Arc::new(Matcher::new(&filters)),
            label: parts.breakdown.as_ref().map(|breakdown| breakdown.by.clone()),
        }
    }
}

/// A funnel of visitors or visits.
#[derive(Debug)]
pub(crate) struct OfVisitors<'a>(pub(crate) &'a FunnelQuestion);

/// A funnel of cases.
#[derive(Debug)]
pub(crate) struct OfCases<'a>(pub(crate) &'a FunnelQuestion);

impl Question for OfVisitors<'_> {
    type Asked = Asked;
    type Answer = FunnelAnswer;

    fn scope(&self) -> &Scope {
        &self.0.parts().scope
    }

    fn asked(&self) -> Asked {
        Asked::new(self.0)
    }

    fn answer(&self, parts: Vec<Part>) -> FunnelAnswer {
        together(parts, self.0.parts().steps.len())
    }
}

impl Question for OfCases<'_> {
    type Asked = AskedOfCases;
    type Answer = FunnelAnswer;

    fn scope(&self) -> &Scope {
        &self.0.parts().scope
    }

    fn asked(&self) -> AskedOfCases {
        AskedOfCases(Arc::new(Asked::new(self.0)))
    }

    fn answer(&self, gathered: Vec<Gathered>) -> FunnelAnswer {
        let counted = through_steps(gathered, &Asked::new(self.0));
        together(vec![counted], self.0.parts().steps.len())
    }
}

/// The answer, of what ranges counted.
fn together(parts: Vec<Part>, steps: usize) -> FunnelAnswer {
    let mut counted = parts.into_iter();
    let Some(mut sum) = counted.next() else { return FunnelAnswer::default() };
    for part in counted {
        sum.whole.add(&part.whole);
        sum.rows.add(part.rows);
    }
    let weight = |cell: &Cell| cell.steps.first().map(Counted::units);
    let (rows, truncated) = sum.rows.cut(LABELS, weight);
    FunnelAnswer {
        whole: row(&sum.whole, steps),
        rows: rows.into_iter().map(|(label, cell)| (shown(label), row(cell, steps))).collect(),
        truncated,
    }
}

fn micros(length: jiff::SignedDuration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX)
}

fn row(cell: &Cell, steps: usize) -> FunnelRow {
    let mut reached: Vec<Reached> = cell.steps.iter().map(Counted::reached).collect();
    reached.resize(steps, Reached::default());
    let mut ended: Vec<Largest> = cell.ended.iter().map(Contributions::largest).collect();
    ended.resize(steps, Largest::default());
    let mut took: Vec<u64> =
        cell.took.iter().map(|us| u64::try_from(us / 1_000).unwrap_or(0)).collect();
    took.sort_unstable();
    let by_ms = took.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64)).collect();
    FunnelRow { steps: reached, ended, times: Durations { by_ms } }
}

impl StreamQuestion for Asked {
    type Rows = StepRows;
    type Reader = StepReader;
    type State = Funnel;
    type Part = Part;

    fn service(&self) -> ServiceId {
        self.scope.service
    }

    fn times(&self) -> Range<i64> {
        match self.rule.unit {
            Unit::Visit => self.rule.days.times_of_visits(),
            // A try begins in the period, and the window after it is the last that matters.
            Unit::Visitor | Unit::Case => {
                let period = self.rule.days.times();
                let after = self.rule.window.saturating_add(1);
                period.start..period.end.saturating_add(after)
            }
        }
    }

    fn columns(&self) -> Vec<&'static str> {
        columns(&self.scope, &self.matcher, self.label.as_ref())
    }

    fn reader(&self) -> StepReader {
        let all = self.rule.unit == Unit::Visit || self.rule.order == StepOrder::Strict;
        let seen = if all { Seen::All } else { Seen::Fulfilling };
        let label = self.label.clone().map(|attribute| (attribute, LABELS));
        StepReader::new(&self.scope, Arc::clone(&self.matcher), seen, self.times(), label)
    }

    fn state(&self) -> Funnel {
        Funnel::new(Arc::clone(&self.rule))
    }

    fn part(&self, reader: StepReader, state: Funnel) -> Part {
        let labels = reader.labels();
        let overflowed = labels.as_ref().is_some_and(Labels::overflowed);
        Part::new(state, labels.as_ref().map(Labels::names), overflowed)
    }
}

impl Part {
    /// What was counted, with the names of labels by their numbers.
    pub(crate) fn new(
        counted: Funnel,
        names: Option<Vec<Option<Label>>>,
        overflowed: bool,
    ) -> Self {
        let Funnel { whole, cells, .. } = counted;
        let mut rows = BTreeMap::new();
        let mut cells: Vec<Option<_>> = cells.into_iter().map(Some).collect();
        for (number, name) in names.into_iter().flatten().enumerate() {
            if let Some(name) = name {
                let cell = cells.get_mut(number).and_then(Option::take).unwrap_or_default();
                rows.insert(name, cell);
            }
        }
        Self { whole, rows: Table::new(rows, overflowed) }
    }
}
