//! What may be shown of a measure over time (`docs/spec/gate.md`, section *Trends*).

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::civil::Date;
use lotse_domain::{
    Count,
    privacy::Undisclosed,
    query::{
        counts::{Cell as Counted, CountsAnswer, Name},
        filter::{Attribute, Condition, EventFilter, Field, QuestionError, Test},
        together::AnswerSet,
    },
    service::Service,
};
use serde::Serialize;

use super::{
    Disclosed,
    dominance::{self, Sum},
    matrix::{Matrix, Size, Weighed},
    shown_count, shown_part,
};
use crate::{
    measure::{Cell, Hidden, NotMeasured},
    policy::{Minimum, Rules, share_of_largest},
    trend::{OfTrend, TrendMeasure},
};

/// One row of a breakdown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrendRow {
    /// What it is.
    pub label: Disclosed<String>,
    /// One cell for each interval.
    pub cells: Vec<Cell>,
}

/// One measure over one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrendLine {
    /// Of the whole period.
    pub total: Cell,
    /// One cell for each interval.
    pub cells: Vec<Cell>,
}

/// Rows of a breakdown, and what is left of the whole without them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TrendRows {
    /// Rows that may be named, the largest first.
    pub rows: Vec<TrendRow>,
    /// The rest: of events alone, since people of several rows overlap.
    pub others: Option<Vec<Cell>>,
    /// Rows that were asked for are in the rest, since too few people are in them.
    pub is_cut: bool,
}

/// How a trend is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Looked<'a> {
    pub(crate) service: &'a Service,
    pub(crate) rules: Rules,
    pub(crate) of: &'a OfTrend,
    pub(crate) measure: TrendMeasure,
}

impl Looked<'_> {
    /// The minimum of the whole; `None` where it is always shown.
    fn of_whole(self) -> Option<Minimum> {
        match self.of {
            OfTrend::Everything => Minimum::of_total(self.service, self.rules),
            OfTrend::Events(_) => Some(Minimum::of_step(self.service, None, self.rules)),
        }
    }

    /// Whether a figure of the whole may be told as it is: it is a total, always shown or with enough people on
    /// every day. Of whatever else is put together, two could differ by a few people.
    fn is_exact(self, cell: &Counted) -> bool {
        matches!(self.of, OfTrend::Everything)
            && self
                .of_whole()
                .is_none_or(|minimum| minimum.is_met_on_each_day(cell.fewest_visitors_on_a_day))
    }

    fn amount(self, cell: &Counted) -> u64 {
        match self.measure {
            TrendMeasure::Visitors => cell.visitors.get(),
            TrendMeasure::Events => cell.events.get(),
        }
    }

    /// Why a cell may not be told by itself, where it may not. Where visitors are counted nobody dominates.
    fn hides(self, cell: &Counted, minimum: Minimum) -> Option<Hidden> {
        let amount = Count::new(self.amount(cell));
        if minimum.is_small(amount, minimum.is_met_by_cell(cell)) {
            return Some(minimum.too_few());
        }
        Sum::from(cell).hidden().filter(|_| self.measure == TrendMeasure::Events)
    }

    fn weigh(self, cell: &Counted, minimum: Minimum) -> Weighed {
        let amount = self.amount(cell);
        let size = match self.hides(cell, minimum) {
            Some(_) => Size::Few,
            None if amount == 0 => Size::Nothing,
            None => Size::Enough,
        };
        let few = minimum.people().saturating_sub(1);
        let width = match self.measure {
            TrendMeasure::Visitors => few,
            TrendMeasure::Events => few.max(share_of_largest(cell.largest_events).get()),
        };
        Weighed { amount, size, width }
    }
}

/// An interval of a trend, for the gate: its first date, and whether pseudonyms change within it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AskedInterval {
    pub(crate) first: Date,
    pub(crate) changes_keys: bool,
}

/// The labels of the largest rows, for the questions that follow; nobody but the gate reads them.
pub(crate) struct Largest {
    by: Field,
    labels: Vec<String>,
}

impl Largest {
    /// Events that carry one of the labels.
    pub(crate) fn named(&self, events: &EventFilter) -> Result<EventFilter, QuestionError> {
        self.and(events, Test::Is(self.labels.clone()))
    }

    /// Events that carry another one, or none.
    pub(crate) fn rest(&self, events: &EventFilter) -> Result<EventFilter, QuestionError> {
        self.and(events, Test::IsNot(self.labels.clone()))
    }

    /// Whether no event carries a label.
    pub(crate) fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    fn and(&self, events: &EventFilter, test: Test) -> Result<EventFilter, QuestionError> {
        let condition = Condition { attribute: Attribute::Field(self.by), test };
        Ok(events.and(&EventFilter::new(vec![condition])?))
    }
}

/// The labels of the largest rows, at most `most`.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn largest(answer: &Undisclosed<CountsAnswer>, by: Field, most: usize) -> Largest {
    let label = |names: &Vec<Name>| match names.first() {
        Some(Name::Text(label)) => label.clone(),
        _ => None,
    };
    let labels = answer.open_ref().rows.iter().filter_map(|(names, _)| label(names));
    Largest { by, labels: labels.take(most).collect() }
}

/// Discloses one measure over time.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn line(
    answer: &Undisclosed<CountsAnswer>,
    intervals: &[AskedInterval],
    looked: Looked<'_>,
    period_changes_keys: bool,
) -> TrendLine {
    line_of(answer.open_ref(), intervals, looked, period_changes_keys)
}

pub(super) fn line_of(
    answer: &CountsAnswer,
    intervals: &[AskedInterval],
    looked: Looked<'_>,
    period_changes_keys: bool,
) -> TrendLine {
    let cells = by_interval(answer, intervals);
    let hidden = hidden_of_whole(&cells, &answer.whole, looked);
    let hidden_total = looked.of_whole().and_then(|minimum| looked.hides(&answer.whole, minimum));
    TrendLine {
        total: match hidden_total {
            Some(hidden) => Cell::Hidden(hidden),
            None => {
                shown(&answer.whole, looked, looked.is_exact(&answer.whole), period_changes_keys)
            }
        },
        cells: cells
            .iter()
            .zip(intervals)
            .zip(hidden)
            .map(|((cell, interval), hidden)| match hidden {
                Some(hidden) => Cell::Hidden(hidden),
                None => shown(cell, looked, looked.is_exact(cell), interval.changes_keys),
            })
            .collect(),
    }
}

/// Discloses a breakdown: the answers for the whole, for the rows that are named, and for what is left.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn with_rows(
    answers: Undisclosed<AnswerSet>,
    largest: &Largest,
    intervals: &[AskedInterval],
    looked: Looked<'_>,
    period_changes_keys: bool,
) -> (TrendLine, TrendRows) {
    let mut counts = answers.open().counts.into_iter();
    let mut next = || counts.next().unwrap_or_default();
    let (whole, named, rest) = (next(), next(), next());
    let rows = rows_of([&whole, &named, &rest], largest, intervals, looked);
    (line_of(&whole, intervals, looked, period_changes_keys), rows)
}

fn rows_of(
    [whole, named, rest]: [&CountsAnswer; 3],
    Largest { by, labels }: &Largest,
    intervals: &[AskedInterval],
    looked: Looked<'_>,
) -> TrendRows {
    let minimum = Minimum::of_step(looked.service, Some(*by), looked.rules);
    let mut rows: Vec<Vec<Counted>> =
        labels.iter().map(|label| of_label(named, label, intervals)).collect();
    rows.push(by_interval(rest, intervals));
    let weigh = |row: &Vec<Counted>| row.iter().map(|cell| looked.weigh(cell, minimum)).collect();
    // Rows of an interval that is hidden would add up to it.
    let closed: Vec<bool> = hidden_of_whole(&by_interval(whole, intervals), &whole.whole, looked)
        .iter()
        .map(Option::is_some)
        .collect();
    let hidden = Matrix::hidden(rows.iter().map(weigh).collect(), &closed);
    let reason = Hidden::TooFewOrProtects { minimum: minimum.people() };
    let cells = |row: &[Counted], hidden: &[bool]| -> Vec<Cell> {
        let cells = row.iter().zip(hidden).zip(intervals);
        cells
            .map(|((cell, hidden), interval)| match hidden {
                true => Cell::Hidden(reason),
                false => shown(cell, looked, false, interval.changes_keys),
            })
            .collect()
    };
    let is_named = |row: &[Counted], hidden: &[bool]| {
        row.iter().zip(hidden).any(|(cell, hidden)| !hidden && looked.amount(cell) > 0)
    };
    let mut shown_rows = Vec::new();
    for ((label, row), hidden) in labels.iter().zip(&rows).zip(&hidden) {
        if is_named(row, hidden) {
            shown_rows
                .push(TrendRow { label: Disclosed(label.clone()), cells: cells(row, hidden) });
        }
    }
    let is_cut = shown_rows.len() < labels.len();
    // By what is told of them, since their order would tell more.
    shown_rows.sort_by_key(|row: &TrendRow| {
        let told = row.cells.iter().filter_map(|cell| cell.number()?.count());
        Reverse(told.sum::<Count>())
    });
    // What is left is more than the rest that was asked for as soon as a row has no name.
    let others = (looked.measure == TrendMeasure::Events && !is_cut)
        .then(|| rows.last().zip(hidden.last()))
        .flatten()
        .filter(|(row, _)| row.iter().any(|cell| !cell.events.is_zero()))
        .map(|(row, hidden)| cells(row, hidden));
    TrendRows { rows: shown_rows, others, is_cut }
}

/// Why each interval of the whole is hidden, where it is: it holds too few people, one of them dominates it, or it is
/// one of the smallest others and protects those.
fn hidden_of_whole(cells: &[Counted], whole: &Counted, looked: Looked<'_>) -> Vec<Option<Hidden>> {
    let Some(minimum) = looked.of_whole() else { return vec![None; cells.len()] };
    let mut hidden: Vec<Option<Hidden>> =
        cells.iter().map(|cell| looked.hides(cell, minimum)).collect();
    if hidden.iter().any(Option::is_some) {
        let shown = cells.iter().map(|cell| looked.amount(cell)).enumerate();
        let shown = shown.filter(|(place, amount)| hidden[*place].is_none() && *amount > 0);
        if let Some((place, _)) = shown.min_by_key(|(place, amount)| (*amount, *place)) {
            hidden[place] = Some(Hidden::Protects);
        }
    }
    if looked.measure == TrendMeasure::Events {
        let sums: Vec<Sum> = cells.iter().map(Sum::from).collect();
        dominance::protect(&sums, &mut hidden, whole.largest_events, None);
    }
    hidden
}

/// People are not told of where their pseudonyms change: they would count twice.
fn shown(cell: &Counted, looked: Looked<'_>, is_exact: bool, changes_keys: bool) -> Cell {
    if changes_keys && looked.measure == TrendMeasure::Visitors {
        return Cell::NotMeasured(NotMeasured::KeyChange);
    }
    let exact = Count::new(looked.amount(cell));
    if is_exact {
        return shown_count(exact);
    }
    let blurred = match looked.measure {
        TrendMeasure::Visitors => cell.blurred.visitors,
        TrendMeasure::Events => cell.blurred.events,
    };
    shown_part(exact, blurred)
}

/// The cells of the intervals; of one without events nothing.
fn by_interval(answer: &CountsAnswer, intervals: &[AskedInterval]) -> Vec<Counted> {
    let cells = answer.rows.iter().filter_map(|(names, cell)| match names.first() {
        Some(Name::Since(first)) => Some((*first, cell)),
        _ => None,
    });
    in_order(&cells.collect(), intervals)
}

fn of_label(answer: &CountsAnswer, wanted: &str, intervals: &[AskedInterval]) -> Vec<Counted> {
    let cells = answer.rows.iter().filter_map(|(names, cell)| match &names[..] {
        [Name::Since(first), Name::Text(Some(label))] if label == wanted => Some((*first, cell)),
        _ => None,
    });
    in_order(&cells.collect(), intervals)
}

fn in_order(cells: &BTreeMap<Date, &Counted>, intervals: &[AskedInterval]) -> Vec<Counted> {
    let cell = |interval: &AskedInterval| cells.get(&interval.first).copied().cloned();
    intervals.iter().map(|interval| cell(interval).unwrap_or_default()).collect()
}

#[cfg(test)]
pub(super) mod tests;
