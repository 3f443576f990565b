//! The question for events that filters share: how its ranges are read, and its answer.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use lotse_domain::{
    ids::ServiceId,
    query::{
        Scope,
        overlap::{OverlapAnswer, OverlapQuestion, Shared},
    },
};

use crate::{
    counts::cell,
    gather::{Question, StreamQuestion},
    matcher::Matcher,
    measures::{
        counts::CountSum,
        overlap::{Overlap, OverlapReader, OverlapRows, Pair, Rule, columns},
        tally::Sum as _,
    },
};

/// A question, ready to be counted.
pub(crate) struct Asked {
    service: ServiceId,
    rule: Arc<Rule>,
    matcher: Arc<Matcher>,
}

impl Question for OverlapQuestion {
    type Asked = Asked;
    type Answer = OverlapAnswer;

    fn scope(&self) -> &Scope {
        OverlapQuestion::scope(self)
    }

    fn asked(&self) -> Asked {
        let scope = OverlapQuestion::scope(self);
        let filters: Vec<_> = self.events().iter().map(|events| scope.within(events)).collect();
        Asked {
            service: scope.service,
            rule: Arc::new(Rule::new(self)),
            matcher: Arc::new(Matcher::new(&filters)),
        }
    }

    fn answer(&self, parts: Vec<BTreeMap<Pair, CountSum>>) -> OverlapAnswer {
        let mut sums = BTreeMap::<Pair, CountSum>::new();
        for (pair, part) in parts.into_iter().flatten() {
            sums.entry(pair).or_default().add(&part);
        }
        let count = |sum: &CountSum| cell(sum, self.distinct());
        let each = |place| sums.get(&(place, place)).map(count).unwrap_or_default();
        OverlapAnswer {
            each: (0..self.events().len()).map(each).collect(),
            shared: sums
                .iter()
                .filter(|((one, other), _)| one != other)
                .map(|((one, other), sum)| Shared { one: *one, other: *other, cell: count(sum) })
                .collect(),
        }
    }
}

impl StreamQuestion for Asked {
    type Rows = OverlapRows;
    type Reader = OverlapReader;
    type State = Overlap;
    type Part = BTreeMap<Pair, CountSum>;

    fn service(&self) -> ServiceId {
        self.service
    }

    fn times(&self) -> Range<i64> {
        self.rule.days.times()
    }

    fn columns(&self) -> Vec<&'static str> {
        columns(&self.rule, &self.matcher)
    }

    fn reader(&self) -> OverlapReader {
        OverlapReader::new(Arc::clone(&self.rule), Arc::clone(&self.matcher))
    }

    fn state(&self) -> Overlap {
        Overlap::new(Arc::clone(&self.rule))
    }

    fn part(&self, _: OverlapReader, state: Overlap) -> BTreeMap<Pair, CountSum> {
        state.sums
    }
}
