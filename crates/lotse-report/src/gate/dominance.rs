//! Sums that one or two people make up (`docs/spec/gate.md`, section *Dominance*).
//!
//! Page views, visits and events are sums over people. A cell of enough people may still be the figure of one: then
//! its people are told and its sums are not. Rows that add up to a total hide further sums with it, until what is hidden
//! together is dominated by nobody.

use std::cmp::Reverse;

use lotse_domain::{
    Count,
    query::{Tally, counts::Cell as Counted, funnel::Reached, largest::Largest},
};

use super::{Table, shown_blurred};
use crate::{
    measure::{Cell, Hidden, Measure, Number},
    policy,
};

/// A sum over people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) all: Count,
    /// The most that one person, and another one, contributes to it.
    pub(super) largest: Largest,
}

impl Sum {
    /// What a measure adds up over people; none where it counts them.
    pub(super) fn of(measure: Measure, tally: &Tally) -> Option<Self> {
        let (all, largest) = match measure {
            Measure::DailyVisitors | Measure::People => return None,
            Measure::Visits => (tally.visits, tally.largest_visits),
            Measure::PageViews => (tally.page_views, tally.largest_page_views),
            // They are some of the visits, so nobody has more of them.
            Measure::BounceRate | Measure::EngagedTime => {
                (tally.measured_visits, tally.largest_visits)
            }
        };
        Some(Self { all, largest })
    }

    /// Whether one or two people make up most of it.
    pub(super) fn is_dominated(self) -> bool {
        policy::is_dominated(self.all, self.largest)
    }

    /// Why it is not told, where one or two people make it up.
    pub(super) fn hidden(self) -> Option<Hidden> {
        self.is_dominated().then_some(Hidden::Dominated)
    }

    /// So much of a sum whose largest contributions are `most`: of whom is not known, so perhaps of those.
    pub(super) fn of_anybody(all: Count, most: Largest) -> Self {
        if all.is_zero() { Self::default() } else { Self { all, largest: most } }
    }

    /// Two sums, parts of one whose largest contributions are `most`.
    ///
    /// Who contributes to both is not known. Anybody might, so contributions are added: that is never less than they
    /// are, and what is dominated is never taken for what is not. But nobody contributes more to a part than to the
    /// whole.
    pub(super) fn and(self, other: Self, most: Largest) -> Self {
        let (a, b) = (self.largest, other.largest);
        let first = (a.first + b.first).min(most.first);
        let both = a.first + b.first + a.second + b.second;
        let second = both.less(first).min(most.second);
        Self { all: self.all + other.all, largest: Largest { first, second } }
    }
}

impl From<&Counted> for Sum {
    fn from(cell: &Counted) -> Self {
        Self { all: cell.events, largest: cell.largest_events }
    }
}

impl From<&Reached> for Sum {
    fn from(reached: &Reached) -> Self {
        Self { all: reached.units, largest: reached.largest_units }
    }
}

/// Whether one or two people make up most of what a figure counts, or is made of.
pub(super) fn is_of(measure: Measure, tally: &Tally) -> bool {
    Sum::of(measure, tally).is_some_and(Sum::is_dominated)
}

/// Hides further sums, so that those that are hidden together are dominated by nobody: `first` if there is one, then
/// the smallest. They add up to a sum that is known, whose largest contributions are `most`.
pub(super) fn protect(
    sums: &[Sum],
    hidden: &mut [Option<Hidden>],
    most: Largest,
    first: Option<usize>,
) {
    let mut together = Sum::default();
    let mut others = Vec::new();
    for (place, (sum, hidden)) in sums.iter().zip(hidden.iter()).enumerate() {
        match hidden {
            Some(_) => together = together.and(*sum, most),
            // Without anything in it, it protects nothing.
            None if sum.all.is_zero() => {}
            None => others.push(place),
        }
    }
    others.sort_by_key(|place| (Some(*place) != first, sums[*place].all, *place));
    for place in others {
        if !together.is_dominated() {
            break;
        }
        together = together.and(sums[place], most);
        hidden[place] = Some(Hidden::Protects);
    }
}

/// Hides sums of a table's rows, which add up to those of `totals`. Each named row has its tally in `named`, and the
/// rest those of what is folded into it.
pub(super) fn hide(table: &mut Table, named: &[&Tally], folded: &[&Tally], totals: &Tally) {
    for (column, measure) in table.measures.iter().enumerate() {
        let Some(whole) = Sum::of(*measure, totals) else { continue };
        let mut sums: Vec<Sum> =
            named.iter().filter_map(|tally| Sum::of(*measure, tally)).collect();
        let of_rest = folded.iter().filter_map(|tally| Sum::of(*measure, tally));
        let mut rest = of_rest.reduce(|a, b| a.and(b, whole.largest)).unwrap_or_default();
        if table.truncated {
            // Rows that are missing are in it, and whose they are is not known.
            let told: Count = sums.iter().map(|sum| sum.all).sum();
            rest = Sum::of_anybody(whole.all.less(told), whole.largest);
        }
        let first = table.others.as_ref().map(|_| sums.len());
        let mut cells: Vec<&mut Cell> =
            table.rows.iter_mut().filter_map(|row| row.cells.get_mut(column)).collect();
        if let Some(others) = &mut table.others {
            sums.push(rest);
            cells.extend(others.get_mut(column));
        }
        let why = |(cell, sum): (&&mut Cell, &Sum)| match **cell {
            Cell::Hidden(hidden) => Some(hidden),
            _ => sum.hidden(),
        };
        let mut hidden: Vec<Option<Hidden>> = cells.iter().zip(&sums).map(why).collect();
        protect(&sums, &mut hidden, whole.largest, first);
        for (cell, hidden) in cells.into_iter().zip(hidden) {
            if let Some(hidden) = hidden {
                *cell = Cell::Hidden(hidden);
            }
        }
    }
}

/// Puts rows whose first cell is hidden last, by label: their place among the others would tell how large they are.
pub(super) fn hidden_last(table: &mut Table) {
    table.rows.sort_by_key(|row| {
        let is_hidden = row.cells.first().is_some_and(|cell| cell.number().is_none());
        is_hidden.then(|| (*row.label).clone())
    });
}

/// Why the events of each row are not told, of rows that add up to `whole`; those that are not named are hidden anyway.
pub(super) fn of_rows<'a>(
    rows: impl Iterator<Item = (&'a Counted, bool)>,
    whole: &Counted,
) -> Vec<Option<Hidden>> {
    let (mut sums, mut hidden): (Vec<Sum>, Vec<Option<Hidden>>) = rows
        .map(|(cell, is_named)| {
            let sum = Sum::from(cell);
            (sum, if is_named { sum.hidden() } else { Some(Hidden::Protects) })
        })
        .unzip();
    // Rows that were not kept are hidden too, and whose they are is not known.
    let kept: Count = sums.iter().map(|sum| sum.all).sum();
    sums.push(Sum::of_anybody(whole.events.less(kept), whole.largest_events));
    hidden.push(Some(Hidden::Protects));
    protect(&sums, &mut hidden, whole.largest_events, None);
    hidden
}

/// The events of a cell, or why they are not told.
pub(super) fn told(cell: &Counted, hidden: Option<Hidden>) -> Cell {
    hidden.map_or_else(|| shown_blurred(cell.blurred.events), Cell::Hidden)
}

/// By what is told, the most first and what is hidden last.
pub(super) fn by_told(cell: &Cell) -> Reverse<Option<Count>> {
    Reverse(cell.number().and_then(Number::count))
}

#[cfg(test)]
mod tests;
