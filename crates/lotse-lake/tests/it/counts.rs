//! Counts by any grouping: the timelines of the specification, and the engine against its twin.

use std::borrow::Cow;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use jiff::civil::Weekday;
use lotse_domain::{
    Count,
    decimal::Decimal,
    event::{Channel, Event},
    ids::{AuthorityCode, Visitor},
    property::ShortText,
    query::{
        Automatic, Scope,
        blur::{Blurred, Weight},
        counts::{
            Cell, CountsAnswer, CountsParts, CountsQuestion, Distinct, Grouping, Name, Number,
            RowOrder,
        },
        filter::{Attribute, EventFilter, Field},
        interval::Interval,
    },
};
use proptest::prelude::*;

use crate::{
    sample::{
        always, asked_of, has, is, random_events, random_split, run, scope, spec_rows, timeline,
    },
    twin_events::{fulfils, largest, value},
};

const ZONE: &str = "Europe/Berlin";

fn times(visitor: Visitor) -> u64 {
    Weight::of(visitor.hash()).times()
}

/// Distinct visitors, and those of the blurred population.
fn people<'e>(events: impl Iterator<Item = &'e Event>) -> [Count; 2] {
    let visitors: BTreeSet<Visitor> = events.filter_map(|event| event.visitor).collect();
    let blurred = visitors.iter().map(|visitor| Count::new(times(*visitor))).sum();
    [Count::new(visitors.len() as u64), blurred]
}

/// The slow, obvious definition.
pub(crate) fn twin(events: &[Event], question: &CountsQuestion) -> CountsAnswer {
    let parts = question.parts();
    let filter = parts.scope.within(&parts.events);
    let period = &parts.scope.period;
    let day = |event: &Event| {
        period
            .days()
            .iter()
            .find(|day| day.start <= event.occurred_at && event.occurred_at < day.end)
    };
    let number = |event: &Event, number: &Number| match number {
        Number::EngagedMs => event.engaged_ms.map(|ms| Decimal::whole(i64::from(ms))),
        Number::Property(name) => Decimal::parse(event.properties.get(name)?.as_str()),
    };
    let name = |event: &Event, grouping: &Grouping| match grouping {
        Grouping::Every(interval) => {
            Name::Since(interval.first_of(day(event).unwrap().date, Weekday::Monday))
        }
        Grouping::By(attribute) => Name::Text(value(event, attribute).map(Cow::into_owned)),
        Grouping::Bins { of, edges } => Name::Bin(
            number(event, of).map(|number| edges.iter().filter(|edge| **edge <= number).count()),
        ),
    };
    let counted: Vec<&Event> = events
        .iter()
        .filter(|event| event.service == parts.scope.service)
        .filter(|event| parts.scope.automatic == Automatic::Counted || event.browser.bot.is_none())
        .filter(|event| day(event).is_some() && fulfils(event, &filter))
        .collect();
    let cell = |events: &[&Event]| {
        let on = |date| {
            let that = |event: &&&Event| day(event).unwrap().date == date;
            people(events.iter().filter(that).copied())
        };
        let numbers: Vec<Decimal> = match &parts.number {
            Some(wanted) => events.iter().filter_map(|event| number(event, wanted)).collect(),
            None => Vec::new(),
        };
        let by_day: Vec<[Count; 2]> = period.days().iter().map(|d| on(d.date)).collect();
        let on_days = || by_day.iter().map(|[people, _]| *people);
        let [visitors, blurred_visitors] = match parts.distinct {
            Distinct::Period => people(events.iter().copied()),
            Distinct::Day => [0, 1].map(|place| by_day.iter().map(|day| day[place]).sum()),
        };
        let of_visitors = events.iter().filter(|event| event.visitor.is_some()).count();
        let contributor = |event: &&Event| {
            let on = (parts.distinct == Distinct::Day).then(|| day(event).unwrap().date);
            Some((event.visitor?, on))
        };
        Cell {
            events: Count::new(events.len() as u64),
            largest_events: largest(events.iter().filter_map(contributor)),
            visitors,
            most_visitors_on_a_day: on_days().max().unwrap(),
            events_of_visitors: Count::new(of_visitors as u64),
            fewest_visitors_on_a_day: on_days()
                .filter(|people| !people.is_zero())
                .min()
                .unwrap_or_default(),
            numbers: Count::new(numbers.len() as u64),
            sum: numbers.into_iter().sum(),
            blurred: Blurred {
                events: events.iter().map(|e| Count::new(e.visitor.map_or(1, times))).sum(),
                visitors: blurred_visitors,
                ..Blurred::default()
            },
        }
    };
    let mut groups = BTreeMap::<Vec<Name>, Vec<&Event>>::new();
    if !parts.by.is_empty() {
        for event in &counted {
            let names = parts.by.iter().map(|grouping| name(event, grouping)).collect();
            groups.entry(names).or_default().push(event);
        }
    }
    let mut rows: Vec<_> =
        groups.into_iter().map(|(names, events)| (names, cell(&events))).collect();
    rows.sort_by_key(|(_, cell)| {
        Reverse(match parts.order {
            RowOrder::Events => i128::from(cell.events.get()),
            RowOrder::Visitors => i128::from(cell.visitors.get()),
            RowOrder::Sum => cell.sum.millionths(),
        })
    });
    let truncated = rows.len() > parts.rows;
    rows.truncate(parts.rows);
    CountsAnswer { whole: cell(&counted), rows, truncated }
}

fn attribute(name: &str) -> Attribute {
    Attribute::Property(ShortText::trusted(name))
}

fn question(text: &str) -> CountsQuestion {
    let (what, number) = match text.split_once(", sum ") {
        Some((what, name)) => (what, Some(Number::Property(ShortText::trusted(name)))),
        None => (text, None),
    };
    let mut words = what.split(" by ");
    let events = match words.next().unwrap() {
        "all" => EventFilter::default(),
        letter => has(letter),
    };
    let by = words
        .map(|word| match word.strip_prefix("bins ") {
            Some(bins) => {
                let (edges, name) = bins.split_once(" of ").unwrap();
                let edges = edges.split(' ').map(|edge| Decimal::parse(edge).unwrap()).collect();
                Grouping::Bins { of: Number::Property(ShortText::trusted(name)), edges }
            }
            None => match word.parse() {
                Ok(interval) => Grouping::Every(interval),
                Err(_) => Grouping::By(attribute(word)),
            },
        })
        .collect();
    CountsQuestion::new(CountsParts {
        scope: scope("2026-03-28", "2026-03-29", ZONE),
        events,
        by,
        number,
        distinct: Distinct::Period,
        order: RowOrder::Events,
        rows: 10,
    })
    .unwrap()
}

/// The events of a timeline, some with a number, some of nobody.
fn events(text: &str) -> Vec<Event> {
    let (of_visitors, of_nobody) = text.split_once("//").unwrap_or((text, ""));
    let lettered = |text: &str| {
        let words = text.split_whitespace().map(|word| {
            let (_, at) = word.split_once('@').unwrap_or(("", ""));
            if word.starts_with("n=") { format!("n@{at}") } else { word.to_owned() }
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let mut events = timeline(&lettered(of_visitors));
    let numbers = of_visitors.split_whitespace().filter(|word| word.contains('@'));
    for (event, word) in events.iter_mut().zip(numbers) {
        if let Some((number, _)) = word.strip_prefix("n=").and_then(|rest| rest.split_once('@')) {
            event.properties = [(ShortText::trusted("n"), ShortText::trusted(number))].into();
        }
    }
    let nobody = timeline(&lettered(of_nobody)).into_iter();
    events.extend(nobody.enumerate().map(|(number, event)| Event {
        visitor: None,
        id: crate::sample::id(1_000 + number as u64, event.occurred_at),
        ..event
    }));
    events
}

fn shown(cell: &Cell) -> String {
    format!("{} {} {}", cell.events.get(), cell.visitors.get(), cell.sum)
}

fn rows_shown(answer: &CountsAnswer) -> String {
    let mut text = String::new();
    for (names, cell) in &answer.rows {
        let names: Vec<String> = names
            .iter()
            .map(|name| match name {
                Name::Since(date) => date.day().to_string(),
                Name::Text(text) => text.clone().unwrap_or("none".to_owned()),
                Name::Bin(bin) => bin.map_or("none".to_owned(), |bin| (bin + 1).to_string()),
            })
            .collect();
        let separator = if text.is_empty() { "" } else { "; " };
        write!(text, "{separator}{}: {}", names.join(" "), shown(cell)).unwrap();
    }
    text
}

/// The rows of a specification's line, in any order of equal counts.
fn sorted(rows: &str) -> Vec<&str> {
    let mut rows: Vec<_> = rows.split("; ").collect();
    rows.sort_unstable();
    rows
}

#[test]
fn events_are_told_apart_by_the_way_that_a_service_states() {
    run(async {
        let mut events = timeline("A@0 A@1m A@2m / ~ A#1@3m A#1@4m A#2@5m");
        let channels = [Channel::Web, Channel::Web, Channel::Chat, Channel::Phone, Channel::Phone];
        for (event, channel) in
            events.iter_mut().zip(channels.into_iter().chain([Channel::Counter]))
        {
            event.channel = channel;
        }
        let question = CountsQuestion::new(CountsParts {
            scope: scope("2026-03-28", "2026-03-29", ZONE),
            events: EventFilter::default(),
            by: vec![Grouping::By(Attribute::Field(Field::Channel))],
            number: None,
            distinct: Distinct::Period,
            order: RowOrder::Events,
            rows: 10,
        })
        .unwrap();
        let answer = asked_of(events, async |lake| lake.counts(&question).await.unwrap()).await;
        let mut rows: Vec<_> =
            answer.rows.iter().map(|(names, cell)| (names[0].clone(), cell.events.get())).collect();
        rows.sort();
        let row = |word: &str, events| (Name::Text(Some(word.to_owned())), events);
        assert_eq!(rows, [row("chat", 1), row("counter", 1), row("phone", 2), row("web", 2)]);
    });
}

#[test]
fn every_timeline_of_the_specification_has_its_counts() {
    let rows = spec_rows("counts.md", |line| line.contains('@'));
    assert!(rows.len() >= 11, "only {} timelines were read", rows.len());
    run(async {
        for row in rows {
            let [line, text, whole, expected] = &row[..] else { panic!("{row:?}") };
            let (events, question) = (events(line), question(text));
            let obvious = twin(&events, &question);
            assert_eq!(shown(&obvious.whole), *whole, "the twin: {row:?}");
            assert_eq!(sorted(&rows_shown(&obvious)), sorted(expected), "the twin: {row:?}");
            let ours = asked_of(events, async |lake| lake.counts(&question).await.unwrap()).await;
            assert_eq!(ours, obvious, "the engine: {row:?}");
        }
    });
}

fn random_question() -> impl Strategy<Value = CountsQuestion> {
    let number = || {
        proptest::sample::select(vec![Number::EngagedMs, Number::Property(ShortText::trusted("n"))])
    };
    let by = prop_oneof![
        proptest::sample::select(Interval::ALL).prop_map(Grouping::Every),
        proptest::sample::select(vec![
            Field::Page,
            Field::Browser,
            Field::DeviceClass,
            Field::Authority,
            Field::Kind,
            Field::BrowserLanguage,
        ])
        .prop_map(|field| Grouping::By(Attribute::Field(field))),
        Just(Grouping::By(attribute("n"))),
        Just(Grouping::By(Attribute::PropertyNames)),
        (number(), 1_i64..1_000).prop_map(|(of, width)| Grouping::Bins {
            of,
            edges: (0..5).map(|n| Decimal::whole(n * n * width)).collect(),
        }),
    ];
    let events = proptest::sample::select(vec![
        EventFilter::default(),
        is(Field::Kind, "page_view"),
        is(Field::Kind, "leave"),
    ]);
    let scope = (
        proptest::option::weighted(0.2, Just("09162000")),
        proptest::sample::select(Automatic::ALL),
        // With the second, settled weeks are in it.
        proptest::sample::select(vec!["2026-03-28", "2026-03-09"]),
    )
        .prop_map(|(authority, automatic, first)| Scope {
            authority: authority.map(|code| AuthorityCode::new(code).unwrap()),
            automatic,
            ..scope(first, "2026-03-30", ZONE)
        });
    let by = proptest::collection::vec(by, 0..=3);
    let order = proptest::sample::select(RowOrder::ALL);
    let rows = prop_oneof![Just(1_000_usize), 1_usize..5];
    let distinct = proptest::sample::select(Distinct::ALL);
    (scope, events, by, number(), distinct, order, rows).prop_map(
        |(scope, events, by, number, distinct, order, rows)| {
            CountsQuestion::new(CountsParts {
                scope,
                events,
                by,
                number: Some(number),
                distinct,
                order,
                rows,
            })
            .unwrap()
        },
    )
}

/// Some of the events carry a number, or something that is none.
fn numbered(mut events: Vec<Event>) -> Vec<Event> {
    let texts = ["1", "-2.5", "1000", "0.000001", "many"];
    for (place, event) in events.iter_mut().enumerate() {
        if let Some(text) = texts.get(place % 7) {
            event.properties.insert(ShortText::trusted("n"), ShortText::trusted(*text));
        }
    }
    events
}

proptest! {
    // Each case fills a lake; half as many as of simpler ones.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.div_ceil(2),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_engine_and_its_twin_agree(
        events in random_events().prop_map(numbered),
        question in random_question(),
        split in random_split(),
    ) {
        let expected = twin(&events, &question);
        always(&events, split, &expected, &async |lake| lake.counts(&question).await.unwrap());
    }
}
