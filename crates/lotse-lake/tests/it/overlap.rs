//! Events that filters share: each filter and each two are what a question for them alone counts.

use lotse_domain::{
    event::Event,
    query::{
        Automatic,
        counts::{CountsParts, CountsQuestion, Distinct, RowOrder},
        filter::{EventFilter, Field},
        overlap::{OverlapAnswer, OverlapQuestion, Shared},
    },
};
use proptest::prelude::*;

use crate::{
    counts,
    sample::{always, is, random_events, random_split, scope},
};

/// The slow, obvious definition: by the twin of counts, filter by filter and two by two.
fn twin(events: &[Event], question: &OverlapQuestion) -> OverlapAnswer {
    let cell = |filter: EventFilter| {
        let parts = CountsParts {
            scope: question.scope().clone(),
            events: filter,
            by: Vec::new(),
            number: None,
            distinct: question.distinct(),
            order: RowOrder::Events,
            rows: 1,
        };
        counts::twin(events, &CountsQuestion::new(parts).unwrap()).whole
    };
    let filters = question.events();
    let mut shared = Vec::new();
    for (one, filter) in filters.iter().enumerate() {
        for (other, with) in filters.iter().enumerate().skip(one + 1) {
            let cell = cell(filter.and(with));
            if !cell.events.is_zero() {
                shared.push(Shared { one, other, cell });
            }
        }
    }
    OverlapAnswer { each: filters.iter().cloned().map(cell).collect(), shared }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.div_ceil(2),
        ..ProptestConfig::default()
    })]

    #[test]
    fn each_and_each_two_are_what_they_are_alone(
        events in random_events(),
        filters in proptest::collection::vec(proptest::sample::select(vec![
            EventFilter::default(),
            is(Field::Kind, "page_view"),
            is(Field::Page, "/apply"),
            is(Field::PageLanguage, "en"),
            is(Field::Browser, "Firefox"),
        ]), 1..6),
        automatic in proptest::sample::select(Automatic::ALL),
        distinct in proptest::sample::select(Distinct::ALL),
        split in random_split(),
    ) {
        let mut scope = scope("2026-03-28", "2026-03-30", "Europe/Berlin");
        scope.automatic = automatic;
        let question = OverlapQuestion::new(scope, filters, distinct).unwrap();
        let expected = twin(&events, &question);
        always(&events, split, &expected, &async |lake| lake.overlap(&question).await.unwrap());
    }
}
