//! What may be shown of what rules mean (`docs/spec/gate.md`, section *Tags*).

use lotse_domain::{
    privacy::Undisclosed,
    query::{
        Period,
        counts::{Cell as Counted, CountsAnswer, Name},
        overlap::{OverlapAnswer, Shared},
    },
    service::Service,
};

use super::{
    Disclosed, crosses_quarter,
    dominance::{self, Sum},
    shown_part,
};
use crate::{
    measure::{Cell, NotMeasured},
    policy::{Minimum, Rules},
    tags::TagVolume,
};

/// Discloses how much of each rule there was, and which share events. Each is a cell, and so are those that
/// two share. Places of rules begin at `first`.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn volumes(
    answer: &Undisclosed<OverlapAnswer>,
    service: &Service,
    period: &Period,
    rules: Rules,
    first: usize,
) -> Vec<TagVolume> {
    let minimum = Minimum::of_step(service, None, rules);
    volumes_of(answer.open_ref(), minimum, crosses_quarter(service, period), first)
}

fn volumes_of(
    answer: &OverlapAnswer,
    minimum: Minimum,
    changes_keys: bool,
    first: usize,
) -> Vec<TagVolume> {
    let mut volumes: Vec<TagVolume> =
        answer.each.iter().map(|cell| volume(cell, minimum, changes_keys)).collect();
    for Shared { one, other, cell } in &answer.shared {
        if !minimum.is_met_by_cell(cell) {
            continue;
        }
        for (place, shared) in [(one, other), (other, one)] {
            if let Some(volume) = volumes.get_mut(*place) {
                volume.shares.push(first + shared);
            }
        }
    }
    volumes
}

fn volume(whole: &Counted, minimum: Minimum, changes_keys: bool) -> TagVolume {
    if minimum.is_small(whole.events, minimum.is_met_by_cell(whole)) {
        let hidden = Cell::Hidden(minimum.too_few());
        return TagVolume { events: hidden.clone(), people: hidden, shares: Vec::new() };
    }
    TagVolume {
        // What a rule puts together could differ from another by a few people.
        events: match Sum::from(whole).hidden() {
            Some(hidden) => Cell::Hidden(hidden),
            None => shown_part(whole.events, whole.blurred.events),
        },
        people: if changes_keys {
            Cell::NotMeasured(NotMeasured::KeyChange)
        } else {
            shown_part(whole.visitors, whole.blurred.visitors)
        },
        shares: Vec::new(),
    }
}

/// A name of events with something else that they carry.
pub(crate) struct NamedPair {
    /// What they carry.
    pub(crate) with: Disclosed<Option<String>>,
    /// The name.
    pub(crate) name: Disclosed<String>,
    /// How many there are.
    pub(crate) events: Cell,
}

/// Discloses the largest rows of names with something else, at most `most`.
///
/// A row is named only if enough people are behind it. Where one holds too few, or there were more rows than
/// were kept, the smallest that could be named is not: all clicks less the rows that are shown are more than
/// the small ones then.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn most_used(
    answer: &Undisclosed<CountsAnswer>,
    service: &Service,
    rules: Rules,
    most: usize,
) -> Vec<NamedPair> {
    most_used_of(answer.open_ref(), Minimum::of_step(service, None, rules), most)
}

fn most_used_of(answer: &CountsAnswer, minimum: Minimum, most: usize) -> Vec<NamedPair> {
    let mut is_large: Vec<bool> =
        answer.rows.iter().map(|(_, cell)| minimum.is_met_by_cell(cell)).collect();
    if answer.truncated || is_large.contains(&false) {
        // Rows come by their number of events.
        if let Some(smallest) = is_large.iter_mut().rfind(|is_large| **is_large) {
            *smallest = false;
        }
    }
    let cells = answer.rows.iter().map(|(_, cell)| cell);
    let hidden = dominance::of_rows(cells.zip(is_large.iter().copied()), &answer.whole);
    let rows = answer.rows.iter().zip(hidden).zip(is_large);
    let mut large: Vec<_> = rows.filter(|(_, is_large)| *is_large).map(|(row, _)| row).collect();
    large.sort_by(|((a, _), _), ((b, _), _)| a.cmp(b));
    let named = large.into_iter().filter_map(|((names, cell), hidden)| match &names[..] {
        [Name::Text(with), Name::Text(Some(name))] => Some(NamedPair {
            with: Disclosed(with.clone()),
            name: Disclosed(name.clone()),
            events: dominance::told(cell, hidden),
        }),
        _ => None,
    });
    let mut named: Vec<NamedPair> = named.collect();
    // By what is told of them, since their order would tell more.
    named.sort_by_key(|suggestion| dominance::by_told(&suggestion.events));
    named.truncate(most);
    named
}

#[cfg(test)]
mod tests {
    use lotse_domain::{
        Count,
        query::{blur::Blurred, largest::Largest},
        service::ServiceKind,
    };

    use super::{
        super::{shown_blurred, shown_count},
        *,
    };
    use crate::{
        gate::tests::{employees, public, word},
        measure::Hidden,
    };

    fn counted(events: u64, people: u64) -> Counted {
        Counted {
            events: Count::new(events),
            visitors: Count::new(people),
            most_visitors_on_a_day: Count::new(people),
            fewest_visitors_on_a_day: Count::new(people),
            events_of_visitors: Count::new(events),
            blurred: Blurred {
                events: Count::new(events),
                visitors: Count::new(people),
                ..Blurred::default()
            },
            ..Counted::default()
        }
    }

    fn minimum(kind: ServiceKind) -> Minimum {
        let service = if kind == ServiceKind::Public { public() } else { employees() };
        Minimum::of_step(&service, None, Rules::staff())
    }

    #[test]
    fn too_few_people_hide_events_too_and_nothing_is_nothing() {
        for (kind, enough) in [(ServiceKind::Public, 5), (ServiceKind::Employees, 10)] {
            let minimum = minimum(kind);
            let hidden = Cell::Hidden(Hidden::TooFew { minimum: enough });
            let few = volume(&counted(100, enough - 1), minimum, false);
            assert_eq!(
                few,
                TagVolume { events: hidden.clone(), people: hidden, shares: Vec::new() }
            );
            let shown = volume(&counted(100, enough), minimum, false);
            assert_eq!(shown.events, shown_blurred(Count::new(100)));
            let none = volume(&counted(0, 0), minimum, false);
            assert_eq!(none.events, shown_count(Count::ZERO));
            let over = volume(&counted(100, enough), minimum, true);
            assert_eq!(over.people, Cell::NotMeasured(NotMeasured::KeyChange));
        }
    }

    /// The same where one person made so many of the events, and another one.
    fn by_one(first: u64, mut cell: Counted) -> Counted {
        cell.largest_events = Largest { first: Count::new(first), second: Count::new(1) };
        cell
    }

    #[test]
    fn events_that_one_person_made_are_hidden_and_people_are_not() {
        let minimum = minimum(ServiceKind::Public);
        let told = |first| volume(&by_one(first, counted(500, 9)), minimum, false);
        assert_eq!(told(480).events, Cell::Hidden(Hidden::Dominated));
        assert_eq!(told(480).people, shown_blurred(Count::new(9)));
        assert_eq!(told(400).events, shown_blurred(Count::new(500)));
        let mut rows = rows(&[("Mine", 500, 9), ("Save", 90, 30), ("Help", 20, 10)], false);
        rows.rows[0].1 = by_one(480, rows.rows[0].1.clone());
        rows.whole = by_one(480, counted(610, 40));
        let shown = most_used_of(&rows, minimum, 10);
        let shown: Vec<_> = shown.iter().map(|row| (&**row.name, word(&row.events))).collect();
        // By what is told; `Help` protects it, and with `Save` it is enough.
        assert_eq!(shown, [("Help", "*".into()), ("Mine", "one".into()), ("Save", "*".into())]);
    }

    #[test]
    fn sharing_is_said_only_where_enough_people_share() {
        let shared = |one, other, people| Shared { one, other, cell: counted(9, people) };
        let answer = OverlapAnswer {
            each: vec![counted(20, 10), counted(20, 10), counted(9, 4)],
            shared: vec![shared(0, 1, 5), shared(0, 2, 4), shared(1, 2, 0)],
        };
        let told = |first| -> Vec<Vec<usize>> {
            let volumes = volumes_of(&answer, minimum(ServiceKind::Public), false, first);
            volumes.into_iter().map(|volume| volume.shares).collect()
        };
        assert_eq!(told(0), [vec![1], vec![0], vec![]]);
        assert_eq!(told(60), [vec![61], vec![60], vec![]]);
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
