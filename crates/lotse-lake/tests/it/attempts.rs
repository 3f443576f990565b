//! Attempts: the timelines of the specification, and the engine against its twin.

use std::fmt::Write as _;

use jiff::Timestamp;
use lotse_domain::{
    event::{Channel, Element, Event},
    ids::AuthorityCode,
    property::ShortText,
    query::{
        Automatic, Scope,
        attempts::{AttemptsQuestion, Carrier, Mark, Played, Standing},
        filter::{Attribute, Field},
        interval::Interval,
    },
    rule::Rule,
    task::{LaterOutcome, StepKind, Task, TaskParts, TaskStep, TaskWindow},
};
use lotse_lake::EventReader;
use proptest::prelude::*;

use crate::{
    sample::{
        always, asked_of, instant, random_events, random_split, run, scope, spec_rows, time,
        timeline,
    },
    segment, twin_attempts as twin,
};

const ZONE: &str = "Europe/Berlin";

fn has(letter: &str) -> Rule {
    format!("property \"{letter}\" present").parse().unwrap()
}

fn step(word: &str) -> TaskStep {
    let kind = match word.get(1..) {
        Some("?") => StepKind::Optional,
        Some("!") => StepKind::HandOver,
        _ => StepKind::Needed,
    };
    TaskStep { name: word.to_owned(), rule: has(word.get(..1).unwrap()), kind }
}

fn question(text: &str) -> AttemptsQuestion {
    let mut words = text.split(", ");
    let steps = words.next().unwrap().split(' ').map(step).collect();
    let (mut window, mut as_of) = (TaskWindow::Visit, time("2026-12-31T00:00:00Z"));
    for word in words {
        if let Some(at) = word.strip_prefix("as of ") {
            as_of = instant(at);
        } else if word != "visit" {
            window = word.strip_suffix('d').unwrap().parse().unwrap();
        }
    }
    let later = [("Y", LaterOutcome::Received), ("Q", LaterOutcome::Returned)];
    let later = later.into_iter().chain([("E", LaterOutcome::Decided), ("P", LaterOutcome::Paid)]);
    AttemptsQuestion {
        scope: scope("2026-03-28", "2026-03-29", ZONE),
        task: Task::new(TaskParts {
            start: has("S"),
            steps,
            completed: has("D"),
            refused: Some(has("R")),
            saved: Some(has("V")),
            abandoned: Some(has("G")),
            later: later.map(|(letter, outcome)| (outcome, has(letter))).collect(),
            help: Some(has("H")),
            window,
        })
        .unwrap(),
        carrier: Carrier::Visit,
        as_of,
        by: None,
        interval: Interval::Day,
        signals: true,
        example: false,
    }
}

/// Attempts as the tables write them.
fn written(told: &[twin::Told]) -> String {
    let mut all: Vec<(Timestamp, String)> = told
        .iter()
        .map(|told| {
            let word = match told.standing {
                Standing::Completed => "completed",
                Standing::Refused => "refused",
                Standing::Abandoned => "abandoned",
                Standing::DoneEarly => "early",
                Standing::Saved => "saved",
                Standing::Open => "open",
            };
            let mut text = format!("{word} {}", told.place);
            if told.standing != Standing::Completed {
                return (told.start, text);
            }
            if let Some(took) = told.took {
                write!(text, " {}", took.as_secs()).unwrap();
            }
            for word in ["received", "returned", "decided", "paid", "right"] {
                if told.fate.contains(word) {
                    write!(text, ", {word}").unwrap();
                }
                if let Some(days) = told.days.filter(|_| word == "decided") {
                    write!(text, " {days}").unwrap();
                }
            }
            (told.start, text)
        })
        .collect();
    all.sort();
    all.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("; ")
}

#[test]
fn every_timeline_of_the_specification_has_its_attempts() {
    let rows = spec_rows("task.md", |line| line.contains('@') && line.matches('|').count() == 5);
    assert!(rows.len() >= 90, "only {} timelines were read", rows.len());
    run(async {
        for row in rows {
            let [line, task, attempts, without] = &row[..] else { panic!("{row:?}") };
            let (events, question) = (timeline(line), question(task));
            let (told, ends) = twin::attempts(&events, &question);
            assert_eq!(written(&told), *attempts, "the twin: {row:?}");
            let expected = without.parse().unwrap_or(0);
            assert_eq!(ends.len(), expected, "the twin, without a start: {row:?}");
            let obvious = twin::answer(&events, &question);
            let ours = asked_of(events, async |lake| lake.attempts(&question).await.unwrap()).await;
            assert_eq!(ours, obvious, "the engine: {row:?}");
        }
    });
}

#[test]
fn a_hand_over_is_an_event_of_the_case_and_who_begins_by_phone_has_that_channel() {
    run(async {
        // The first goes on at a counter, the second by nothing, the third began by phone.
        let mut events =
            timeline("S@0 A#1@1m / ~ T#1@1d D#1@2d / S@0 A#2@1m / ~ S#3@3m T#3@4m D#3@1d");
        for event in &mut events {
            event.channel = match (event.visitor, event.case) {
                (Some(_), _) => Channel::Web,
                (None, Some(case)) if case.hash() == 1 => Channel::Counter,
                (None, _) => Channel::Phone,
            };
        }
        let by = Some(Attribute::Field(Field::Channel));
        let question = AttemptsQuestion { by, ..question("A? T!, 7d") };
        let answer = asked_of(events, async |lake| lake.attempts(&question).await.unwrap()).await;
        let reached: Vec<_> = answer.places.iter().map(|place| place.reached.units.get()).collect();
        assert_eq!(reached, [3, 2, 2]);
        let handed_over = &answer.marks[&Mark::HandedOver];
        assert_eq!((handed_over.closed.units.get(), handed_over.done.units.get()), (2, 2));
        let rows: Vec<_> = answer
            .rows
            .iter()
            .map(|(label, row)| (label.as_deref().unwrap(), row.begun.units.get()))
            .collect();
        assert_eq!(rows, [("phone", 1), ("web", 2)]);
    });
}

#[test]
fn the_completion_rate_of_the_uk_is_kept_in_each_of_its_edge_cases() {
    let rows = spec_rows("task.md", |line| line.contains('@') && line.matches('|').count() == 7);
    assert!(rows.len() >= 18, "only {} edge cases were read", rows.len());
    run(async {
        for row in rows {
            let [rule, line, task, started, completed, rate] = &row[..] else { panic!("{row:?}") };
            let question = question(task);
            let answer =
                asked_of(timeline(line), async |lake| lake.attempts(&question).await.unwrap());
            let whole = answer.await.whole;
            let [done, refused, ..] = &whole.standing;
            let (all, done) = (whole.closed.units.get(), done.units.get() + refused.units.get());
            assert_eq!(
                (all.to_string(), done.to_string()),
                (started.clone(), completed.clone()),
                "{rule}"
            );
            // Rounded to whole percent.
            let percent = (done * 100 + all / 2).checked_div(all);
            let percent = percent.map_or("none".to_owned(), |percent| format!("{percent} %"));
            assert_eq!(percent, *rate, "{rule}");
            assert!(done <= all, "{rule}");
        }
    });
}

#[test]
fn an_example_is_the_newest_attempt_that_was_done_and_nothing_else_of_its_visitor() {
    run(async {
        let events =
            timeline("X@0 S@1m A@2m X@3m V#1@4m / ~ B#1@20h D#1@21h E#1@30h / S@22h A@23h");
        let question = AttemptsQuestion { example: true, ..question("A B C, 7d") };
        let answer = asked_of(events, async |lake| lake.attempts(&question).await.unwrap()).await;
        let told: Vec<_> = answer
            .example
            .iter()
            .map(|event| (event.at, event.played.first().copied().unwrap()))
            .collect();
        let expected = [
            ("1m", Played::Start),
            ("2m", Played::Step(0)),
            ("4m", Played::Saved),
            ("20h", Played::Step(1)),
            ("21h", Played::Completed),
            ("30h", Played::Later(LaterOutcome::Decided)),
        ];
        assert_eq!(told, expected.map(|(at, played)| (instant(at), played)));
    });
}

/// Gives random events what attempts are told by: controls, errors and fields that were returned.
fn told_more(mut events: Vec<Event>) -> Vec<Event> {
    for (number, event) in events.iter_mut().enumerate() {
        let of = |texts: &[&'static str], salt: usize| {
            texts.get((number / salt) % (texts.len() + 1)).copied()
        };
        let text = |text: &str| ShortText::trusted(text);
        if event.kind.has_element() {
            event.element = Some(Element {
                role: Some(text("textbox")),
                name: of(&["Date of birth", "Income"], 1).map(text),
                id: of(&["dob"], 3).map(text),
                ..Element::default()
            });
        }
        if let Some(error) = of(&["value_missing", "pattern_mismatch"], 2) {
            event.properties.insert(text("error"), text(error));
        }
        if let Some(fields) = of(&["dob, income", "income", "dob,dob,"], 5) {
            event.properties.insert(text("fields"), text(fields));
        }
    }
    events
}

/// Rules that random events often fulfil.
fn random_rule() -> impl Strategy<Value = Rule> {
    let rules = [
        "page is \"/\"",
        "page begins with \"/apply/income\"",
        "page is \"/apply\" and kind is \"click\", \"page_view\", \"outcome\"",
        "kind is \"page_view\"",
        "kind is \"click\" or kind is \"custom\"",
        "page-language is \"en\"",
    ];
    proptest::sample::select(rules.map(|rule| rule.parse::<Rule>().unwrap()).to_vec())
}

fn random_task() -> impl Strategy<Value = Task> {
    let step = (random_rule(), proptest::sample::select(StepKind::ALL));
    let some = || proptest::option::of(random_rule());
    let later = proptest::sample::subsequence(LaterOutcome::ALL.to_vec(), 0..=4);
    (
        random_rule(),
        proptest::collection::vec(step, 0..4),
        random_rule(),
        (some(), some(), some(), some()),
        (later, proptest::collection::vec(random_rule(), 4)),
        proptest::sample::select(vec![
            TaskWindow::Visit,
            TaskWindow::Days(1),
            TaskWindow::Days(2),
            TaskWindow::Days(30),
        ]),
    )
        .prop_map(|(start, steps, completed, others, (later, rules), window)| {
            let (refused, saved, abandoned, help) = others;
            let steps = steps.into_iter();
            Task::new(TaskParts {
                start,
                steps: steps
                    .map(|(rule, kind)| TaskStep { name: String::new(), rule, kind })
                    .collect(),
                completed,
                refused,
                saved,
                abandoned,
                later: later.into_iter().zip(rules).collect(),
                help,
                window,
            })
            .unwrap()
        })
}

fn random_question() -> impl Strategy<Value = AttemptsQuestion> {
    let by = proptest::sample::select(vec![Field::PageLanguage, Field::Kind, Field::Browser]);
    let as_of = ["2026-03-28T12:10:00Z", "2026-03-29T22:00:00Z", "2026-04-01T00:00:00Z"];
    let as_of = as_of.into_iter().chain(["2027-01-01T00:00:00Z"]).collect::<Vec<_>>();
    (
        random_task(),
        proptest::sample::select(Carrier::ALL),
        proptest::sample::select(as_of),
        proptest::option::of(by),
        proptest::sample::select(Interval::ALL),
        any::<bool>(),
        proptest::option::weighted(0.2, Just("09162000")),
        proptest::sample::select(Automatic::ALL),
        proptest::option::weighted(0.4, segment::random_segment()),
    )
        .prop_map(
            |(task, carrier, as_of, by, interval, signals, authority, automatic, segment)| {
                AttemptsQuestion {
                    scope: Scope {
                        segment,
                        authority: authority.map(|code| AuthorityCode::new(code).unwrap()),
                        automatic,
                        ..scope("2026-03-28", "2026-03-30", ZONE)
                    },
                    task,
                    carrier,
                    as_of: time(as_of),
                    by: by.map(Attribute::Field),
                    interval,
                    signals,
                    example: false,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.div_ceil(3),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_engine_and_its_twin_agree(
        events in random_events().prop_map(told_more),
        question in random_question(),
        split in random_split(),
    ) {
        let expected = twin::answer(&events, &question);
        always(&events, split, &expected, &async |lake: &EventReader| {
            lake.attempts(&question).await.unwrap()
        });
    }
}
