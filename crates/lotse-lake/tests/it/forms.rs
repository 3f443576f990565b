//! Forms: the timelines of the specification, and the engine against an obvious twin.

use jiff::SignedDuration;
use lotse_domain::{
    event::{Element, Event, EventKind},
    property::ShortText,
    query::{
        filter::{Attribute, Condition, EventFilter, Field, Test},
        forms::{FieldAnswer, FieldBy, FormsAnswer, FormsQuestion},
    },
    service::ServiceKind,
};
use lotse_lake::EventReader;
use proptest::prelude::*;

use crate::{
    sample::{
        always, asked_of, event, instant, is, length, page, random_events, random_split, run,
        scope, spec_rows, visitor_of,
    },
    twin_forms::twin,
};

fn question(pages: EventFilter) -> FormsQuestion {
    FormsQuestion::new(scope("2026-03-28", "2026-03-29", "Europe/Berlin"), pages)
}

fn below(path: &str) -> EventFilter {
    let attribute = Attribute::Field(Field::Page);
    let test = Test::StartsWith(path.to_owned());
    EventFilter::new(vec![Condition { attribute, test }]).unwrap()
}

fn say(event: &mut Event, name: &str, value: &str) {
    event.properties.insert(ShortText::trusted(name), ShortText::trusted(value));
}

/// The element that a word of a timeline names.
fn element(word: &str) -> Element {
    let text = Some(ShortText::trusted(word));
    match word {
        "." => Element::default(),
        word if word.to_uppercase() == word => Element { name: text, ..Element::default() },
        _ => Element { id: text, ..Element::default() },
    }
}

fn word(number: u64, line: i64, word: &str) -> Event {
    let (what, at) = word.split_once('@').unwrap();
    let mut one = event(number, &instant(at).to_string());
    one.visitor = Some(visitor_of(line));
    let mut parts = what.split(',');
    let name = parts.next().unwrap();
    let path = match name.chars().last() {
        Some('\'') => "/form/more",
        Some('"') => "/help",
        _ => "/form",
    };
    one.page = Some(page(path));
    match name.trim_end_matches(['\'', '"']) {
        "view" => one.kind = EventKind::PageView,
        "start" => one.kind = EventKind::FormStart,
        "send" => one.kind = EventKind::FormSubmit,
        name => {
            let mut parts = name.split('!');
            one.element = parts.next().map(element);
            one.kind = EventKind::FieldLeave;
            if let Some(error) = parts.next() {
                one.kind = EventKind::FieldError;
                say(&mut one, "error", error);
            }
        }
    }
    for fact in parts {
        match (fact, fact.strip_prefix('e')) {
            ("empty", _) => say(&mut one, "empty", "true"),
            ("full", _) => say(&mut one, "empty", "false"),
            (_, Some(entry)) => say(&mut one, "entry", entry),
            (time, None) => say(&mut one, "ms", &length(time).as_millis().to_string()),
        }
    }
    one
}

fn timeline(text: &str) -> Vec<Event> {
    let lines = (1_i64..).zip(text.split('/'));
    let words = lines.flat_map(|(line, text)| text.split_whitespace().map(move |w| (line, w)));
    (1_u64..).zip(words).map(|(number, (line, text))| word(number, line, text)).collect()
}

/// Times in the words of the specification, each as its own.
fn times(answer: &lotse_domain::query::Durations) -> String {
    let all = answer.by_ms.iter().flat_map(|(ms, n)| vec![*ms; usize::try_from(*n).unwrap()]);
    let text = |ms: u64| match ms {
        ms if ms % 1_000 > 0 => format!(" {ms}ms"),
        ms if ms % 60_000 == 0 => format!(" {}m", ms / 60_000),
        ms => format!(" {}s", ms / 1_000),
    };
    all.map(text).collect()
}

fn written_all(answer: &FormsAnswer) -> String {
    format!("{} {}{}", answer.tries.units.get(), answer.sent.units.get(), times(&answer.times))
}

fn written_fields(answer: &FormsAnswer) -> String {
    let field = |of: &FieldAnswer| {
        let [touched, errors, again, last, empty, known, stopped] = [
            of.touched,
            of.errors,
            of.again,
            of.left_last,
            of.left_empty,
            of.known_empty,
            of.stopped,
        ]
        .map(|reached| reached.units.get());
        let places = of.places.iter();
        let places =
            places.flat_map(|(place, n)| vec![place.to_string(); usize::try_from(*n).unwrap()]);
        format!(
            "{} {touched} {errors} {again} {last} {empty}/{known} {stopped} #{}{}",
            of.field.text,
            places.collect::<Vec<_>>().join(","),
            times(&of.times)
        )
    };
    answer.fields.iter().map(field).collect::<Vec<_>>().join("; ")
}

#[test]
fn every_timeline_of_the_specification_has_its_figures() {
    let rows = spec_rows("forms.md", |line| line.contains('@') && !line.starts_with("| timeline"));
    assert!(rows.len() >= 30, "only {} timelines were read", rows.len());
    run(async {
        for row in rows {
            let (events, question) = (timeline(&row[0]), question(below("/form")));
            let obvious = twin(&events, &question);
            assert_eq!(written_all(&obvious), row[1], "the twin: {row:?}");
            assert_eq!(written_fields(&obvious), row[2], "the twin: {row:?}");
            let ours = asked_of(events, async |lake| lake.forms(&question).await.unwrap()).await;
            assert_eq!(ours, obvious, "the engine: {row:?}");
        }
    });
}

#[test]
fn a_field_is_told_by_the_best_that_it_has_and_of_employees_only_with_a_name() {
    let events = || {
        let mut events = timeline("a@0 a@1s a@2s a@3s");
        let some = |text: &str| Some(ShortText::trusted(text));
        let elements = [
            Element { path: some("form>input:1"), ..Element::default() },
            Element { name: some("Income"), path: some("form>input:2"), ..Element::default() },
            Element { name: some("Rent"), id: some("rent"), ..Element::default() },
            Element { test_id: some("t"), id: some("x"), name: some("T"), ..Element::default() },
        ];
        for (event, element) in events.iter_mut().zip(elements) {
            event.element = Some(element);
        }
        events
    };
    let told = |answer: &FormsAnswer| -> Vec<(FieldBy, String)> {
        answer.fields.iter().map(|of| (of.field.by, of.field.text.clone())).collect()
    };
    let named = [(FieldBy::TestId, "t"), (FieldBy::Id, "rent"), (FieldBy::Name, "Income")]
        .map(|(by, text)| (by, text.to_owned()));
    run(async {
        let question = question(below("/form"));
        let ours = asked_of(events(), async |lake| lake.forms(&question).await.unwrap()).await;
        let mut all = named.to_vec();
        all.push((FieldBy::Path, "form>input:1".to_owned()));
        assert_eq!(told(&ours), all);
        let label = |place: usize| ours.fields[place].names[0].0.as_deref();
        assert_eq!(
            [label(0), label(1), label(2), label(3)],
            [Some("T"), Some("Rent"), Some("Income"), None]
        );

        let mut of_employees = scope("2026-03-28", "2026-03-29", "Europe/Berlin");
        of_employees.kind = ServiceKind::Employees;
        let question = FormsQuestion::new(of_employees, below("/form"));
        let obvious = twin(&events(), &question);
        assert_eq!(told(&obvious), named);
        let folder = tempfile::tempdir().unwrap();
        let clock = crate::sample::SetClock::at("2026-04-02T00:00:00Z");
        let lake = crate::sample::open(folder.path(), &clock).await;
        lake.writer().append(ServiceKind::Employees, events()).await.unwrap();
        let ours = crate::sample::opened(lake.reader().forms(&question).await.unwrap());
        assert_eq!(ours, obvious);
    });
}

/// Makes random events those of forms: which, follows from their ids.
fn dressed(mut event: Event) -> Event {
    let seed = event
        .id
        .as_bytes()
        .iter()
        .fold(7_u64, |seed, byte| seed.wrapping_mul(0x0100_0000_01B3) ^ u64::from(*byte));
    let digit = |place: u32, of: u64| (seed >> (6 * place)) % of;
    let kinds = [
        EventKind::PageView,
        EventKind::FormStart,
        EventKind::FormSubmit,
        EventKind::FieldLeave,
        EventKind::FieldLeave,
        EventKind::FieldError,
        EventKind::Click,
    ];
    event.kind = kinds[usize::try_from(digit(0, 7)).unwrap()];
    event.occurred_at += SignedDuration::from_secs(i64::try_from(digit(1, 40)).unwrap());
    let text = |text: String| Some(ShortText::trusted(text));
    let some = |is: bool, words: String| if is { text(words) } else { None };
    event.element = (digit(2, 8) > 0).then(|| Element {
        role: text("textbox".to_owned()),
        test_id: some(digit(3, 5) == 0, "income".to_owned()),
        id: some(digit(3, 3) > 0, format!("field-{}", digit(4, 3))),
        name: some(digit(5, 3) > 0, format!("Label {}", digit(4, 4))),
        path: some(digit(6, 2) > 0, format!("main>form>input:{}", digit(4, 3))),
        heading: some(digit(7, 2) > 0, format!("Heading {}", digit(7, 3))),
    });
    let facts = [
        ("entry", digit(8, 5).to_string()),
        ("ms", (digit(9, 64) * 777).to_string()),
        ("empty", (digit(3, 2) > 0).to_string()),
        (
            "error",
            ["value_missing", "page", "none"][usize::try_from(digit(5, 3)).unwrap()].to_owned(),
        ),
    ];
    for (place, (name, value)) in (0_u32..).zip(facts) {
        if digit(place, 4) > 0 {
            say(&mut event, name, &value);
        }
    }
    event
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_and_its_twin_agree(
        events in random_events(),
        pages in proptest::sample::select(vec![
            EventFilter::default(),
            below("/apply"),
            is(Field::Page, "/apply"),
            is(Field::PageLanguage, "en"),
        ]),
        split in random_split(),
    ) {
        let events: Vec<Event> = events.into_iter().map(dressed).collect();
        let question = question(pages);
        let expected = twin(&events, &question);
        always(&events, split, &expected, &async |lake: &EventReader| lake.forms(&question).await.unwrap());
    }
}
