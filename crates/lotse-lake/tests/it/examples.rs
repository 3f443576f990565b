//! The newest events of a filter: however events lie, the same ones, in the same order.

use std::collections::{BTreeMap, BTreeSet};

use lotse_domain::{
    event::Event,
    query::{
        Automatic,
        examples::{Example, ExamplesQuestion},
        filter::{Attribute, EventFilter, Field},
    },
    rule::FIELDS,
};
use proptest::prelude::*;

use crate::{
    sample::{always, is, random_events, random_split, scope},
    twin_events::{fulfils, value},
};

/// The slow, obvious definition.
fn twin(events: &[Event], question: &ExamplesQuestion) -> Vec<Example> {
    let scope = question.scope();
    let mut seen = BTreeSet::new();
    let mut found: Vec<&Event> = events
        .iter()
        .filter(|event| event.service == scope.service && seen.insert(event.id))
        .filter(|event| scope.automatic == Automatic::Counted || event.browser.bot.is_none())
        .filter(|e| scope.period.start() <= e.occurred_at && e.occurred_at < scope.period.end())
        .filter(|event| fulfils(event, &scope.within(question.events())))
        .collect();
    found.sort_by_key(|event| (event.occurred_at, event.id));
    let example = |event: &&Event| Example {
        occurred_at: event.occurred_at,
        id: event.id,
        carried: FIELDS
            .iter()
            .filter_map(|field| {
                let text = value(event, &Attribute::Field(*field))?;
                Some((*field, text.into_owned()))
            })
            .collect::<BTreeMap<Field, String>>(),
    };
    found.iter().rev().take(question.most()).map(example).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.div_ceil(2),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_newest_are_the_newest(
        events in random_events(),
        filter in proptest::sample::select(vec![
            EventFilter::default(),
            is(Field::Kind, "click"),
            is(Field::Page, "/apply"),
        ]),
        automatic in proptest::sample::select(Automatic::ALL),
        most in 1_usize..20,
        split in random_split(),
    ) {
        let mut scope = scope("2026-03-28", "2026-03-30", "Europe/Berlin");
        scope.automatic = automatic;
        let question = ExamplesQuestion::new(scope, filter, most).unwrap();
        let expected = twin(&events, &question);
        always(&events, split, &expected, &async |lake| lake.examples(&question).await.unwrap());
    }
}

#[test]
fn none_and_too_many_are_refused() {
    let ask = |most| {
        let scope = scope("2026-03-28", "2026-03-30", "UTC");
        ExamplesQuestion::new(scope, EventFilter::default(), most).unwrap_err().to_string()
    };
    assert_eq!(ask(0), "examples: 0 were given; at least 1 are needed");
    assert_eq!(ask(51), "examples: 51 were given; at most 50 are possible");
}
