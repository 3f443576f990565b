//! What may be shown of signals that people struggled (`docs/spec/gate.md`, section *Friction*).

use lotse_domain::{
    privacy::Undisclosed,
    query::{
        counts::{Cell as Counted, CountsAnswer, Name},
        together::AnswerSet,
    },
};
use serde::Serialize;

use super::{
    Disclosed, DisclosedUsage, crosses_quarter, dominance, protect, shown_blurred,
    trend::{Looked, TrendLine, line_of},
    usage_of,
};
use crate::{
    measure::{Cell, NotMeasured},
    policy::{Minimum, Rules},
    trend::{TrendMeasure, TrendRequest},
};

/// How much of a signal there is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignalFigures {
    /// Who met it, in all and week by week.
    pub people: TrendLine,
    /// How often it was met, in all.
    pub events: Cell,
}

/// A page on which a signal was met.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrictionPage {
    /// Its path; `None` where events carry none.
    pub page: Disclosed<Option<String>>,
    /// Who met it there.
    pub people: Cell,
    /// How often.
    pub events: Cell,
}

/// Discloses signals, each by its own question for counts over time, in their order, and the usage that was asked with
/// them.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn signals(
    answers: Undisclosed<AnswerSet>,
    request: &TrendRequest,
    rules: Rules,
) -> (DisclosedUsage, Vec<SignalFigures>) {
    let AnswerSet { counts, usages, .. } = answers.open();
    let TrendRequest { service, period, .. } = request;
    let (intervals, changes_keys) = request.asked(period);
    let of = |measure| Looked { service, rules, of: &request.of, measure };
    let signal = |answer: &CountsAnswer| SignalFigures {
        people: line_of(answer, &intervals, of(TrendMeasure::Visitors), changes_keys),
        events: line_of(answer, &intervals, of(TrendMeasure::Events), changes_keys).total,
    };
    let usage = match usages.first() {
        Some(usage) => usage_of(usage, service, period, request.automatic, rules),
        None => DisclosedUsage::nothing(),
    };
    (usage, counts.iter().map(signal).collect())
}

/// Discloses the pages on which a signal was met, and whether there are others.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn pages(
    answer: &Undisclosed<CountsAnswer>,
    request: &TrendRequest,
    rules: Rules,
) -> (Vec<FrictionPage>, bool) {
    let minimum = Minimum::of_step(&request.service, None, rules);
    let changes_keys = crosses_quarter(&request.service, &request.period);
    pages_of(answer.open_ref(), minimum, changes_keys)
}

fn pages_of(
    answer: &CountsAnswer,
    minimum: Minimum,
    changes_keys: bool,
) -> (Vec<FrictionPage>, bool) {
    let rows: Vec<(Option<String>, Counted)> = answer
        .rows
        .iter()
        .filter_map(|(names, cell)| match names.as_slice() {
            [Name::Text(page)] => Some((page.clone(), cell.clone())),
            _ => None,
        })
        .collect();
    let shown = protect(&rows, |cell| minimum.is_met_by_cell(cell));
    let has_others = answer.truncated || shown.iter().any(|shown| !shown);
    let named = rows.iter().map(|(_, cell)| cell).zip(shown.iter().copied());
    let hidden = dominance::of_rows(named, &answer.whole);
    let mut told: Vec<_> = rows
        .iter()
        .zip(hidden)
        .zip(shown)
        .filter(|(_, shown)| *shown)
        .map(|(row, _)| row)
        .collect();
    told.sort_by(|((a, of_a), _), ((b, of_b), _)| {
        (of_b.blurred.visitors, a).cmp(&(of_a.blurred.visitors, b))
    });
    let page = |((page, cell), hidden): (&(Option<String>, Counted), _)| FrictionPage {
        page: Disclosed(page.clone()),
        people: if changes_keys {
            Cell::NotMeasured(NotMeasured::KeyChange)
        } else {
            shown_blurred(cell.blurred.visitors)
        },
        events: dominance::told(cell, hidden),
    };
    (told.into_iter().map(page).collect(), has_others)
}

#[cfg(test)]
mod tests {
    use lotse_domain::{
        Count,
        query::{blur::Blurred, largest::Largest},
    };

    use super::*;
    use crate::gate::tests::{employees, public, word};

    /// So many people, of whom one met it so often and the others once.
    fn cell(people: u64, most: u64) -> Counted {
        let (n, events) = (Count::new(people), Count::new((people + most).saturating_sub(1)));
        Counted {
            events,
            visitors: n,
            most_visitors_on_a_day: n,
            largest_events: Largest { first: Count::new(most), second: Count::new(1) },
            events_of_visitors: events,
            blurred: Blurred { events, visitors: n, ..Blurred::default() },
            ..Counted::default()
        }
    }

    fn told(rows: &[(&str, u64, u64)], minimum: Minimum) -> (Vec<(String, String, String)>, bool) {
        let rows: Vec<_> = rows
            .iter()
            .map(|(page, people, most)| {
                (vec![Name::Text(Some((*page).to_owned()))], cell(*people, *most))
            })
            .collect();
        let people = rows.iter().map(|(_, cell)| cell.visitors.get()).sum();
        let mut whole = cell(people, 1);
        whole.events = rows.iter().map(|(_, cell)| cell.events).sum();
        whole.largest_events.first = Count::new(1_000);
        let answer = CountsAnswer { whole, rows, truncated: false };
        let (pages, has_others) = pages_of(&answer, minimum, false);
        let words = |page: &FrictionPage| {
            let name = page.page.as_deref().unwrap_or_default().to_owned();
            (name, word(&page.people), word(&page.events))
        };
        (pages.iter().map(words).collect(), has_others)
    }

    fn row(name: &str, people: &str, events: &str) -> (String, String, String) {
        (name.to_owned(), people.to_owned(), events.to_owned())
    }

    #[test]
    fn a_page_is_named_where_enough_people_met_it_and_another_hides_one_of_a_few() {
        let minimum = Minimum::of_step(&public(), None, Rules::staff());
        let all = [("/a", 9, 1), ("/b", 20, 1), ("/c", 12, 1)];
        let (pages, has_others) = told(&all, minimum);
        assert_eq!(pages, [row("/b", "20", "20"), row("/c", "12", "12"), row("/a", "9", "9")]);
        assert!(!has_others);
        let few = [("/a", 9, 1), ("/b", 20, 1), ("/c", 2, 1)];
        assert_eq!(told(&few, minimum).0.len(), 1);
        assert!(told(&few, minimum).1);
        let of_employees = Minimum::of_step(&employees(), None, Rules::staff());
        assert_eq!(told(&all, of_employees).0.len(), 1, "ten people, and one that hides nine");
    }

    #[test]
    fn clicks_that_one_person_made_are_not_told() {
        let minimum = Minimum::of_step(&public(), None, Rules::staff());
        let (pages, _) = told(&[("/mine", 9, 400), ("/b", 50, 1), ("/c", 40, 1)], minimum);
        assert_eq!(pages[2], row("/mine", "9", "one"));
    }
}
