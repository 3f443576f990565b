//! Forms, slow and obvious: every figure looks through every visit by itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use lotse_domain::{
    Count,
    capture::FIELD_ERRORS,
    event::{Event, EventKind},
    ids::Visitor,
    property::ShortText,
    query::{
        Durations,
        blur::Weight,
        forms::{FieldAnswer, FieldBy, FieldId, FormsAnswer, FormsQuestion},
        funnel::Reached,
    },
};

use crate::twin_events::{by_visitor, fulfils, largest, visits};

/// A visit that is a try: its events of the form, who made it, and the day on which it began.
struct Try<'e> {
    visitor: Visitor,
    day: usize,
    events: Vec<&'e Event>,
}

/// The answer if exactly `events` are stored.
pub(crate) fn twin(events: &[Event], question: &FormsQuestion) -> FormsAnswer {
    let scope = question.scope();
    let days = scope.period.days();
    let day = |at: Timestamp| days.iter().position(|day| day.start <= at && at < day.end);
    let is_of_form = |event: &Event| {
        let is_kind = [
            EventKind::PageView,
            EventKind::FormStart,
            EventKind::FormSubmit,
            EventKind::FieldLeave,
            EventKind::FieldError,
        ]
        .contains(&event.kind);
        is_kind && fulfils(event, &scope.within(question.pages()))
    };
    let mut tries = Vec::new();
    for (visitor, events) in by_visitor(events, scope) {
        for visit in visits(&events, &scope.period) {
            let Some(day) = day(visit[0].occurred_at) else { continue };
            let events: Vec<&Event> = visit.into_iter().filter(|e| is_of_form(e)).collect();
            let is_one = events
                .iter()
                .any(|e| !matches!(e.kind, EventKind::PageView | EventKind::FormSubmit));
            if is_one {
                tries.push(Try { visitor, day, events });
            }
        }
    }
    let all = All { tries: &tries, days: days.len() };
    let reached = |is: &dyn Fn(&Try<'_>) -> bool| all.reached(is);
    let fields: BTreeSet<FieldId> =
        tries.iter().flat_map(|t| t.events.iter().filter_map(|e| field(e, question))).collect();
    FormsAnswer {
        tries: reached(&|_| true),
        sent: reached(&|t| sent(t).is_some()),
        times: durations(tries.iter().filter_map(|t| {
            let first = t.events.iter().find(|e| e.kind != EventKind::PageView)?;
            Some((sent(t)? - first.occurred_at).as_millis().try_into().unwrap())
        })),
        fields: fields.iter().map(|field| answer(field, &all, question)).collect(),
        truncated: false,
    }
}

fn sent(a_try: &Try<'_>) -> Option<Timestamp> {
    let sent = a_try.events.iter().rfind(|e| e.kind == EventKind::FormSubmit)?;
    Some(sent.occurred_at)
}

/// The field that an event touches.
fn field(event: &Event, question: &FormsQuestion) -> Option<FieldId> {
    if !matches!(event.kind, EventKind::FieldLeave | EventKind::FieldError) {
        return None;
    }
    let element = event.element.as_ref()?;
    if question.is_named_only() && element.name.is_none() {
        return None;
    }
    let (by, text) = match (&element.test_id, &element.id, &element.name, &element.path) {
        (Some(text), _, _, _) => (FieldBy::TestId, text),
        (_, Some(text), _, _) => (FieldBy::Id, text),
        (_, _, Some(text), _) => (FieldBy::Name, text),
        (_, _, _, Some(text)) => (FieldBy::Path, text),
        (None, None, None, None) => return None,
    };
    Some(FieldId { by, text: text.as_str().to_owned() })
}

fn answer(field: &FieldId, all: &All<'_>, question: &FormsQuestion) -> FieldAnswer {
    let tries = all.tries;
    let reached = |is: &dyn Fn(&Try<'_>) -> bool| all.reached(is);
    let of = |t: &Try<'_>| -> Vec<Event> {
        let of = t.events.iter().filter(|e| self::field(e, question).as_ref() == Some(field));
        of.map(|e| Event::clone(e)).collect()
    };
    let leaves = |t: &Try<'_>| -> Vec<Event> {
        of(t).into_iter().filter(|e| e.kind == EventKind::FieldLeave).collect()
    };
    let errors = |t: &Try<'_>| -> Vec<Event> {
        of(t).into_iter().filter(|e| e.kind == EventKind::FieldError).collect()
    };
    let emptiness =
        |t: &Try<'_>| fact(leaves(t).last()?, "empty").and_then(|text| text.parse::<bool>().ok());
    let ms = |t: &Try<'_>| -> Option<u64> {
        let all: Vec<u64> = leaves(t).iter().filter_map(|e| fact(e, "ms")?.parse().ok()).collect();
        (!all.is_empty()).then(|| all.iter().sum())
    };
    let place = |t: &Try<'_>| -> Option<u32> {
        let mut order: Vec<FieldId> = Vec::new();
        for touched in t.events.iter().filter_map(|e| self::field(e, question)) {
            if !order.contains(&touched) {
                order.push(touched);
            }
        }
        order.iter().position(|f| f == field).map(|place| u32::try_from(place + 1).unwrap())
    };
    let mut places = BTreeMap::new();
    for place in tries.iter().filter_map(place) {
        *places.entry(place).or_default() += 1;
    }
    let is_again = |t: &Try<'_>| {
        let leaves = leaves(t);
        let says = |e: &Event| {
            fact(e, "entry").and_then(|text| text.parse::<u32>().ok()).is_some_and(|n| n >= 2)
        };
        leaves.len() > 1 || leaves.iter().any(says)
    };
    FieldAnswer {
        field: field.clone(),
        names: labels(all, &|t| Some(of(t).first()?.element.as_ref()?.name.clone())),
        headings: labels(all, &|t| Some(of(t).first()?.element.as_ref()?.heading.clone())),
        touched: reached(&|t| !of(t).is_empty()),
        errors: reached(&|t| !errors(t).is_empty()),
        by_error: FIELD_ERRORS
            .iter()
            .map(|kind| {
                let is_kind = |e: &Event| fact(e, "error") == Some(*kind);
                (*kind, reached(&|t| errors(t).iter().any(is_kind)))
            })
            .filter(|(_, found)| !found.units.is_zero())
            .collect(),
        again: reached(&is_again),
        timed: reached(&|t| ms(t).is_some()),
        times: durations(tries.iter().filter_map(ms)),
        places,
        left_last: reached(&|t| left_last(t, question).as_ref() == Some(field)),
        known_empty: reached(&|t| emptiness(t).is_some()),
        left_empty: reached(&|t| emptiness(t) == Some(true)),
        stopped: reached(&|t| !errors(t).is_empty() && sent(t).is_none()),
    }
}

/// The field that a try leaves last: looking back from its last touch for what closes it, and forward.
fn left_last(a_try: &Try<'_>, question: &FormsQuestion) -> Option<FieldId> {
    let is_touch = |e: &&Event| matches!(e.kind, EventKind::FieldLeave | EventKind::FieldError);
    let events = &a_try.events;
    // Whether each touch is one that was made by sending.
    let is_by_sending = |place: usize| {
        events[place].kind == EventKind::FieldLeave
            && events[..place]
                .iter()
                .rev()
                .find(|e| {
                    matches!(
                        e.kind,
                        EventKind::PageView | EventKind::FormSubmit | EventKind::FieldError
                    )
                })
                .is_some_and(|e| e.kind == EventKind::FormSubmit)
    };
    let opens = (0..events.len()).rfind(|p| is_touch(&events[*p]) && !is_by_sending(*p))?;
    let path = |e: &Event| e.page.as_ref().map(|page| page.path.as_str().to_owned());
    for place in opens + 1..events.len() {
        let event = events[place];
        let touched = events[..place].iter().rfind(|e| is_touch(e)).unwrap();
        let goes_on = event.kind == EventKind::PageView && path(event) != path(touched);
        if event.kind == EventKind::FormSubmit || goes_on {
            return None;
        }
    }
    field(events.iter().rfind(|e| is_touch(e)).unwrap(), question)
}

fn fact<'e>(event: &'e Event, name: &str) -> Option<&'e str> {
    event.properties.get(&ShortText::trusted(name)).map(ShortText::as_str)
}

fn durations(ms: impl Iterator<Item = u64>) -> Durations {
    let mut durations = Durations::default();
    for ms in ms {
        *durations.by_ms.entry(ms / 100 * 100).or_default() += 1;
    }
    durations
}

/// Labels and who met them.
fn labels(
    all: &All<'_>,
    label: &dyn Fn(&Try<'_>) -> Option<Option<ShortText>>,
) -> Vec<(Option<String>, Reached)> {
    let found: BTreeSet<Option<ShortText>> = all.tries.iter().filter_map(label).collect();
    let with = |wanted: Option<ShortText>| {
        let of = all.reached(&|t| label(t).as_ref() == Some(&wanted));
        (wanted.map(|text| text.as_str().to_owned()), of)
    };
    found.into_iter().map(with).collect()
}

/// All tries, and over how many days.
struct All<'t> {
    tries: &'t [Try<'t>],
    days: usize,
}

impl All<'_> {
    /// Those of which something holds.
    fn reached(&self, is: &dyn Fn(&Try<'_>) -> bool) -> Reached {
        let Self { tries, days } = self;
        let who: Vec<(Visitor, usize)> =
            tries.iter().filter(|t| is(t)).map(|t| (t.visitor, t.day)).collect();
        let distinct = |wanted: Option<usize>| {
            let of = who.iter().filter(|(_, day)| wanted.is_none_or(|wanted| wanted == *day));
            Count::new(of.map(|(visitor, _)| visitor).collect::<BTreeSet<_>>().len() as u64)
        };
        Reached {
            units: Count::new(who.len() as u64),
            blurred_units: who
                .iter()
                .map(|(visitor, _)| Count::new(Weight::of(visitor.hash()).times()))
                .sum(),
            largest_units: largest(who.iter().map(|(visitor, _)| *visitor)),
            visitors: distinct(None),
            most_visitors_on_a_day: (0..*days).map(|day| distinct(Some(day))).max().unwrap(),
        }
    }
}
