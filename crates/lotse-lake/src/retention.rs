//! The question who comes back: how its ranges are read, and its answer.

use std::{ops::Range, sync::Arc};

use lotse_domain::{
    Count,
    ids::ServiceId,
    query::{
        Scope,
        retention::{Cohort, Lifecycle, LocalInterval, RetentionAnswer, RetentionQuestion},
    },
};

use crate::{
    gather::{Question, StreamQuestion},
    matcher::Matcher,
    measures::{
        retention::{Counted, Retention, Rule},
        steps::{Seen, StepReader, StepRows, columns},
        tally::Sum as _,
    },
};

/// A question, ready to be counted.
pub(crate) struct Asked {
    scope: Scope,
    rule: Arc<Rule>,
    matcher: Arc<Matcher>,
}

impl Asked {
    fn new(question: &RetentionQuestion) -> Self {
        let parts = question.parts();
        let intervals = question.intervals();
        let mut bounds: Vec<i64> = intervals.iter().map(|i| i.start.as_microsecond()).collect();
        bounds.extend(intervals.last().map(|last| last.end.as_microsecond()));
        let filters = [&parts.starts, &parts.returns].map(|filter| parts.scope.within(filter));
        let history = usize::from(parts.history);
        Self {
            scope: parts.scope.clone(),
            rule: Arc::new(Rule { bounds, history, cohorts: parts.cohorts, back: parts.back }),
            matcher: Arc::new(Matcher::new(&filters)),
        }
    }
}

impl Question for RetentionQuestion {
    type Asked = Asked;
    type Answer = RetentionAnswer;

    fn scope(&self) -> &Scope {
        &self.parts().scope
    }

    fn asked(&self) -> Asked {
        Asked::new(self)
    }

    fn answer(&self, parts: Vec<Counted>) -> RetentionAnswer {
        together(&parts, self.intervals(), usize::from(self.parts().history))
    }
}

/// The answer, of what ranges counted in `intervals`, the first of which are history.
fn together(parts: &[Counted], intervals: &[LocalInterval], history: usize) -> RetentionAnswer {
    let mut sum = Counted::default();
    for part in parts {
        sum.add(part);
    }
    let shown = intervals.get(history..).unwrap_or_default();
    let histogram = |numbers: std::collections::BTreeMap<u64, u64>| {
        numbers.into_iter().map(|(number, visitors)| (number, Count::new(visitors))).collect()
    };
    RetentionAnswer {
        cohorts: shown
            .iter()
            .zip(&sum.cohorts)
            .map(|(interval, cohort)| {
                let visitors = cohort.first().copied().unwrap_or_default();
                let back = cohort.get(1..).unwrap_or_default();
                Cohort {
                    interval: *interval,
                    visitors: visitors.exact,
                    back: back.iter().map(|back| back.exact).collect(),
                    blurred_visitors: visitors.blurred,
                    blurred_back: back.iter().map(|back| back.blurred).collect(),
                }
            })
            .collect(),
        lifecycle: shown
            .iter()
            .zip(&sum.lifecycle)
            .map(|(interval, row)| Lifecycle {
                interval: *interval,
                new: Count::new(row.new),
                returning: Count::new(row.returning),
                resurrected: Count::new(row.resurrected),
                dormant: Count::new(row.dormant),
            })
            .collect(),
        stickiness: histogram(sum.stickiness),
        frequency: histogram(sum.frequency),
    }
}

impl StreamQuestion for Asked {
    type Rows = StepRows;
    type Reader = StepReader;
    type State = Retention;
    type Part = Counted;

    fn service(&self) -> ServiceId {
        self.scope.service
    }

    fn times(&self) -> Range<i64> {
        let bound = |bound: Option<&i64>| bound.copied().unwrap_or(0);
        bound(self.rule.bounds.first())..bound(self.rule.bounds.last())
    }

    fn columns(&self) -> Vec<&'static str> {
        columns(&self.scope, &self.matcher, None)
    }

    fn reader(&self) -> StepReader {
        let matcher = Arc::clone(&self.matcher);
        StepReader::new(&self.scope, matcher, Seen::Fulfilling, self.times(), None)
    }

    fn state(&self) -> Retention {
        Retention::new(Arc::clone(&self.rule))
    }

    fn part(&self, _: StepReader, state: Retention) -> Counted {
        state.counted
    }
}
