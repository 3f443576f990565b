//! Which events and properties may be named, and what may be told of each (`docs/spec/gate.md`, section
//! *Dictionary*).

use std::collections::BTreeMap;

use jiff::civil::Date;
use lotse_domain::{
    Count,
    display::DisplaySetting,
    event::EventKind,
    privacy::Undisclosed,
    query::{
        Period,
        counts::{Cell as Number, CountsAnswer, Name},
    },
    service::Service,
};

use super::{
    Disclosed, Size, crosses_quarter,
    dominance::{self, Sum},
    protect, shown_blurred, shown_count,
};
use crate::{
    dictionary::{DictionaryEntry, DisplayEntry, PropertyEntry},
    measure::{Cell, Hidden, NotMeasured},
    policy::{FEWEST_DOCUMENTS, Minimum, Rules},
};

/// What was counted, by kind and name; besides by week, and by the names of properties.
pub(crate) struct Counted<'a> {
    pub(crate) events: &'a Undisclosed<CountsAnswer>,
    pub(crate) weeks: &'a Undisclosed<CountsAnswer>,
    pub(crate) properties: &'a Undisclosed<CountsAnswer>,
}

/// Kind and name.
type Called = (String, Option<String>);

impl Size for Number {
    fn events_or_visits(&self) -> Count {
        self.events
    }
}

/// Events that may be named, the most frequent first, and whether there are others.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn entries(
    counted: &Counted<'_>,
    service: &Service,
    period: &Period,
    rules: Rules,
) -> (Vec<DictionaryEntry>, bool) {
    let minimum = Minimum::of_step(service, None, rules);
    let is_enough = |cell: &Number| minimum.is_met_by_cell(cell);
    let events = counted.events.open_ref();
    let rows: Vec<(Called, Number)> = events
        .rows
        .iter()
        .filter_map(|(names, cell)| Some((called(names)?, cell.clone())))
        .collect();
    let shown = protect(&rows, is_enough);
    let named = rows.iter().map(|(_, cell)| cell).zip(shown.iter().copied());
    let hidden = dominance::of_rows(named, &events.whole);
    let has_others = events.truncated || shown.iter().any(|shown| !shown);
    let weeks = weeks(counted.weeks.open_ref(), is_enough);
    let sets = sets(counted.properties.open_ref());
    let changes_keys = crosses_quarter(service, period);
    let entry = |((called, cell), hidden): (&(Called, Number), Option<Hidden>)| {
        let (first, last) = weeks.get(called).copied().unzip();
        Some(DictionaryEntry {
            kind: called.0.parse::<EventKind>().ok()?,
            name: Disclosed(called.1.clone()),
            events: dominance::told(cell, hidden),
            people: if changes_keys {
                Cell::NotMeasured(NotMeasured::KeyChange)
            } else {
                shown_blurred(cell.blurred.visitors)
            },
            first: first.map(Disclosed),
            last: last.map(Disclosed),
            properties: sets
                .get(called)
                .map(|sets| properties(sets, cell, minimum))
                .unwrap_or_default(),
        })
    };
    let named = rows.iter().zip(hidden).zip(&shown).filter(|(_, shown)| **shown);
    let mut named: Vec<_> = named.map(|(row, _)| row).collect();
    named.sort_by(|((a, _), _), ((b, _), _)| a.cmp(b));
    let mut entries: Vec<DictionaryEntry> = named.into_iter().filter_map(entry).collect();
    // By what is told of them, since their order would tell more.
    entries.sort_by_key(|entry| dominance::by_told(&entry.events));
    (entries, has_others)
}

fn called(names: &[Name]) -> Option<Called> {
    match names {
        [Name::Text(Some(kind)), Name::Text(name), ..] => Some((kind.clone(), name.clone())),
        _ => None,
    }
}

/// The first and last week in which enough people made each event.
fn weeks(
    answer: &CountsAnswer,
    is_enough: impl Fn(&Number) -> bool,
) -> BTreeMap<Called, (Date, Date)> {
    let mut found: BTreeMap<Called, (Date, Date)> = BTreeMap::new();
    for (names, _) in answer.rows.iter().filter(|(_, cell)| is_enough(cell)) {
        if let (Some(called), Some(Name::Since(week))) = (called(names), names.get(2)) {
            let (first, last) = found.entry(called).or_insert((*week, *week));
            *first = (*first).min(*week);
            *last = (*last).max(*week);
        }
    }
    found
}

/// By event: which properties its events have together, and how many events do.
type Sets<'a> = Vec<(Vec<&'a str>, &'a Number)>;

fn sets(answer: &CountsAnswer) -> BTreeMap<Called, Sets<'_>> {
    let mut found: BTreeMap<Called, Sets<'_>> = BTreeMap::new();
    for (names, cell) in &answer.rows {
        let (Some(called), Some(Name::Text(set))) = (called(names), names.get(2)) else { continue };
        let set = set.as_deref().map(|set| set.split('\u{1f}').collect()).unwrap_or_default();
        found.entry(called).or_default().push((set, cell));
    }
    found
}

/// Properties whose own events enough people made. Their number is told where nobody makes up most of it, and those
/// without it are enough people too, or nobody.
fn properties(sets: &Sets<'_>, all: &Number, minimum: Minimum) -> Vec<PropertyEntry> {
    let is_enough = |cell: &Number| minimum.is_met_by_cell(cell);
    let mut names: Vec<&str> = sets.iter().flat_map(|(set, _)| set.iter().copied()).collect();
    names.sort_unstable();
    names.dedup();
    let entry = |name: &str| {
        let (with, without): (Vec<_>, Vec<_>) =
            sets.iter().partition(|(set, _)| set.contains(&name));
        // People of several sets may be the same, so one set must be enough by itself.
        if !with.iter().any(|(_, cell)| is_enough(cell)) {
            return None;
        }
        let events: Count = with.iter().map(|(_, cell)| cell.blurred.events).sum();
        let safe = without.is_empty() || without.iter().any(|(_, cell)| is_enough(cell));
        let sums = with.iter().map(|(_, cell)| Sum::from(*cell));
        let sum = sums.reduce(|a, b| a.and(b, all.largest_events)).unwrap_or_default();
        let hidden = sum.hidden().or((!safe).then_some(Hidden::Protects));
        Some(PropertyEntry {
            name: Disclosed(name.to_owned()),
            events: hidden.map_or_else(|| shown_blurred(events), Cell::Hidden),
        })
    };
    let mut found: Vec<_> = names.into_iter().filter_map(entry).collect();
    found.sort_by_key(|entry| dominance::by_told(&entry.events));
    found
}

/// Display settings of a service, where they are counted: each where enough documents had it.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn displays(
    counts: &Undisclosed<Vec<(DisplaySetting, Count)>>,
    service: &Service,
) -> Vec<DisplayEntry> {
    let counts = counts.open_ref();
    if !service.capture.display && counts.is_empty() {
        return Vec::new();
    }
    let entry = |setting: &DisplaySetting| {
        let documents =
            counts.iter().find(|(of, _)| of == setting).map_or(Count::ZERO, |(_, n)| *n);
        let documents = if documents >= FEWEST_DOCUMENTS {
            shown_count(documents)
        } else {
            Cell::Hidden(Hidden::TooFew { minimum: FEWEST_DOCUMENTS.get() })
        };
        DisplayEntry { setting: *setting, documents }
    };
    DisplaySetting::ALL.iter().map(entry).collect()
}

#[cfg(test)]
mod tests;
