//! What may be shown of what rules mean (`docs/spec/gate.md`, section *Tags*).

use lotse_control::single_rows::SingleRows;
use lotse_domain::{
    privacy::Undisclosed,
    query::{
        Period,
        counts::{Cell as Counted, CountsAnswer, Name},
        examples::Example,
        together::AnswerSet,
    },
    service::{Service, ServiceKind},
};

use super::{Disclosed, Record, crosses_quarter, shown_count};
use crate::{
    measure::{Cell, Hidden, NotMeasured},
    policy::Minimum,
    tags::{ExampleEvent, Suggestion, TagCounts},
    viewer::Audience,
};

/// Discloses how much of each rule there was. Each is a cell.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn counts(
    answers: Undisclosed<AnswerSet>,
    service: &Service,
    period: &Period,
    audience: Audience,
) -> Vec<TagCounts> {
    let minimum = Minimum::of_step(service, None, audience);
    let counts = answers.open().counts.into_iter();
    counts
        .map(|answer| counts_of(&answer.whole, minimum, crosses_quarter(service, period)))
        .collect()
}

fn counts_of(whole: &Counted, minimum: Minimum, changes_keys: bool) -> TagCounts {
    if !whole.events.is_zero() && !is_enough(whole, minimum) {
        let hidden = Cell::Hidden(Hidden::TooFew { minimum: minimum.people() });
        return TagCounts { events: hidden.clone(), people: hidden };
    }
    TagCounts {
        events: shown_count(whole.events),
        people: match changes_keys {
            true => Cell::NotMeasured(NotMeasured::KeyChange),
            false => shown_count(whole.visitors),
        },
    }
}

fn is_enough(cell: &Counted, minimum: Minimum) -> bool {
    minimum.is_met_by_people(cell.visitors, cell.most_visitors_on_a_day)
}

/// Discloses the largest rows of controls, at most `most`.
///
/// A row is named only if enough people are behind it. Where one holds too few, or there were more rows than
/// were kept, the smallest that could be named is not: all clicks less the rows that are shown are more than
/// the small ones then.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn most_used(
    answer: &Undisclosed<CountsAnswer>,
    service: &Service,
    audience: Audience,
    most: usize,
) -> Vec<Suggestion> {
    most_used_of(answer.open_ref(), Minimum::of_step(service, None, audience), most)
}

fn most_used_of(answer: &CountsAnswer, minimum: Minimum, most: usize) -> Vec<Suggestion> {
    let mut large: Vec<_> =
        answer.rows.iter().filter(|(_, cell)| is_enough(cell, minimum)).collect();
    if answer.truncated || large.len() < answer.rows.len() {
        // Rows come by their number of events.
        large.pop();
    }
    let named = large.into_iter().filter_map(|(names, cell)| match &names[..] {
        [Name::Text(role), Name::Text(Some(name))] => Some(Suggestion {
            role: Disclosed(role.clone()),
            name: Disclosed(name.clone()),
            clicks: shown_count(cell.events),
        }),
        _ => None,
    });
    named.take(most).collect()
}

/// Hands out single events that a rule means, under the rule of all records.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn examples(
    examples: Undisclosed<Vec<Example>>,
    service: &Service,
    right: &SingleRows,
) -> Vec<Record<ExampleEvent>> {
    if service.kind == ServiceKind::Employees || right.service != service.id {
        return Vec::new();
    }
    examples.open().into_iter().map(|example| Record(ExampleEvent::of(example))).collect()
}

#[cfg(test)]
mod tests {
    use lotse_domain::Count;

    use super::*;
    use crate::gate::tests::{employees, public};

    fn counted(events: u64, people: u64) -> Counted {
        Counted {
            events: Count::new(events),
            visitors: Count::new(people),
            most_visitors_on_a_day: Count::new(people),
            events_of_visitors: Count::new(events),
            ..Counted::default()
        }
    }

    fn minimum(kind: ServiceKind) -> Minimum {
        let service = if kind == ServiceKind::Public { public() } else { employees() };
        Minimum::of_step(&service, None, Audience::Staff)
    }

    #[test]
    fn too_few_people_hide_events_too_and_nothing_is_nothing() {
        for (kind, enough) in [(ServiceKind::Public, 5), (ServiceKind::Employees, 10)] {
            let minimum = minimum(kind);
            let hidden = Cell::Hidden(Hidden::TooFew { minimum: enough });
            let few = counts_of(&counted(100, enough - 1), minimum, false);
            assert_eq!(few, TagCounts { events: hidden.clone(), people: hidden });
            let shown = counts_of(&counted(100, enough), minimum, false);
            assert_eq!(shown.events.number().unwrap().value(), 100.0);
            let none = counts_of(&counted(0, 0), minimum, false);
            assert_eq!(none.events.number().unwrap().value(), 0.0);
            let over = counts_of(&counted(100, enough), minimum, true);
            assert_eq!(over.people, Cell::NotMeasured(NotMeasured::KeyChange));
        }
    }

    fn rows(rows: &[(&str, u64, u64)], truncated: bool) -> CountsAnswer {
        let row = |(name, events, people): &(&str, u64, u64)| {
            let name = (!name.is_empty()).then(|| (*name).to_owned());
            (vec![Name::Text(None), Name::Text(name)], counted(*events, *people))
        };
        CountsAnswer { rows: rows.iter().map(row).collect(), truncated, ..CountsAnswer::default() }
    }

    fn named(answer: &CountsAnswer) -> Vec<String> {
        let shown = most_used_of(answer, minimum(ServiceKind::Public), 10);
        shown.iter().map(|row| row.name.to_string()).collect()
    }

    #[test]
    fn a_control_is_named_only_if_enough_people_used_it_and_none_can_be_worked_out() {
        let all = [("Save", 90, 30), ("Help", 20, 10), ("", 9, 9), ("Back", 8, 5)];
        assert_eq!(named(&rows(&all, false)), ["Save", "Help", "Back"]);
        assert_eq!(named(&rows(&all, true)), ["Save", "Help"], "more than were kept");
        let few = [("Save", 90, 30), ("Mine", 50, 1), ("Help", 20, 10)];
        assert_eq!(named(&rows(&few, false)), ["Save"], "Help protects Mine");
        assert!(named(&rows(&[("Mine", 50, 4)], false)).is_empty());
    }
}
