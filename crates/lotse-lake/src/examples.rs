//! The question for the newest events of a filter: how its ranges are read, and its answer.

use std::{ops::Range, sync::Arc};

use jiff::Timestamp;
use lotse_domain::{
    ids::{EventId, ServiceId},
    query::{
        Scope,
        examples::{Example, ExamplesQuestion},
    },
    rule::FIELDS,
};

use crate::{
    gather::{Question, StreamQuestion},
    matcher::Matcher,
    measures::examples::{ExampleReader, ExampleRows, Examples, Found, Rule, columns},
};

/// A question, ready to be looked for.
pub(crate) struct Asked {
    service: ServiceId,
    rule: Arc<Rule>,
    matcher: Arc<Matcher>,
}

impl Question for ExamplesQuestion {
    type Asked = Asked;
    type Answer = Vec<Example>;

    fn scope(&self) -> &Scope {
        ExamplesQuestion::scope(self)
    }

    fn asked(&self) -> Asked {
        let scope = ExamplesQuestion::scope(self);
        let period = &scope.period;
        Asked {
            service: scope.service,
            rule: Arc::new(Rule {
                times: period.start().as_microsecond()..period.end().as_microsecond(),
                automatic: scope.automatic,
                most: self.most(),
            }),
            matcher: Arc::new(Matcher::new(&[scope.within(self.events())])),
        }
    }

    fn answer(&self, parts: Vec<Vec<Found>>) -> Vec<Example> {
        let mut found: Vec<Found> = parts.into_iter().flatten().collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        found.truncate(self.most());
        found.into_iter().filter_map(example).collect()
    }
}

fn example(found: Found) -> Option<Example> {
    let carried = FIELDS.iter().zip(found.carried);
    Some(Example {
        occurred_at: Timestamp::from_microsecond(found.time).ok()?,
        id: EventId::from_bytes(found.id),
        carried: carried.filter_map(|(field, text)| Some((*field, text?.into()))).collect(),
    })
}

impl StreamQuestion for Asked {
    type Rows = ExampleRows;
    type Reader = ExampleReader;
    type State = Examples;
    type Part = Vec<Found>;

    fn service(&self) -> ServiceId {
        self.service
    }

    fn times(&self) -> Range<i64> {
        self.rule.times.clone()
    }

    fn columns(&self) -> Vec<&'static str> {
        columns(&self.rule, &self.matcher)
    }

    fn reader(&self) -> ExampleReader {
        ExampleReader::new(Arc::clone(&self.rule), Arc::clone(&self.matcher))
    }

    fn state(&self) -> Examples {
        Examples::new(Arc::clone(&self.rule))
    }

    fn part(&self, _: ExampleReader, state: Examples) -> Vec<Found> {
        state.found()
    }
}
