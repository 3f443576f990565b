//! What may be shown of a funnel (`docs/spec/gate.md`, section *Funnels*).
//!
//! Whoever reads two steps knows the difference: those who were lost between them. So a step is shown
//! only if enough people reached it, and enough or nobody were lost since the last step that is shown; and if
//! neither sum is dominated. Visits may be many of one person; who goes as a visitor or a case counts once.

use std::cmp::Reverse;

use lotse_domain::{
    Count,
    privacy::Undisclosed,
    query::{
        filter::{Attribute, Field},
        funnel::{FunnelAnswer, FunnelQuestion, FunnelRow, Reached, Unit},
        largest::Largest,
        together::AnswerSet,
    },
    service::{IdentityQuality, Service},
};
use lotse_stats::{
    estimate::{Level, SampleUnit},
    quantile::median,
};
use serde::Serialize;

use super::{
    Disclosed, DisclosedUsage, dominance::Sum, of_blurred, share_of_blurred, shown_part, usage_of,
};
use crate::{
    measure::{Cell, Hidden},
    policy::{Minimum, Rules},
};

/// Milliseconds of a second.
const SECOND_MS: u64 = 1_000;

/// What one step says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Visits or visitors that reached it.
    pub reached: Cell,
    /// Their share of those who began; none for the first step, where all of them did.
    pub share: Cell,
    /// Those who were lost since the last step that is shown.
    pub lost: Cell,
}

/// One row of a breakdown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelledSteps {
    /// What it is; `None` where the first step's event carries no such label.
    pub label: Disclosed<Option<String>>,
    /// The same steps.
    pub steps: Vec<Step>,
}

/// The disclosed answer to a funnel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisclosedFunnel {
    /// Everybody.
    pub steps: Vec<Step>,
    /// Seconds from the first step to the last, of those who reached it: the median.
    pub median_time: Cell,
    /// Rows that may be shown; those who began most come first.
    pub rows: Vec<LabelledSteps>,
    /// Rows are missing: too few people are in them, or they protect one of those.
    pub is_cut: bool,
}

/// Discloses a funnel and the usage that was asked with it, each the first of its kind.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub fn with_usage(
    answers: Undisclosed<AnswerSet>,
    service: &Service,
    question: &FunnelQuestion,
    rules: Rules,
) -> (DisclosedFunnel, DisclosedUsage) {
    let AnswerSet { funnels, usages, .. } = answers.open();
    let scope = &question.parts().scope;
    let (period, automatic) = (&scope.period, scope.automatic);
    let funnel = match funnels.first() {
        Some(answer) => asked(answer, service, question, rules),
        None => asked(&FunnelAnswer::default(), service, question, rules),
    };
    let usage = match usages.first() {
        Some(answer) => usage_of(answer, service, period, automatic, rules),
        None => DisclosedUsage::nothing(),
    };
    (funnel, usage)
}

/// Discloses a funnel by itself.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn alone(
    answer: &Undisclosed<FunnelAnswer>,
    service: &Service,
    question: &FunnelQuestion,
    rules: Rules,
) -> DisclosedFunnel {
    asked(answer.open_ref(), service, question, rules)
}

fn asked(
    answer: &FunnelAnswer,
    service: &Service,
    question: &FunnelQuestion,
    rules: Rules,
) -> DisclosedFunnel {
    let parts = question.parts();
    let by = parts.breakdown.as_ref().and_then(|breakdown| match breakdown.by {
        Attribute::Field(field) => Some(field),
        Attribute::Property(_) | Attribute::PropertyNames => None,
    });
    funnel(answer, service, parts.unit, by, rules)
}

/// Discloses how many got how far.
fn funnel(
    answer: &FunnelAnswer,
    service: &Service,
    unit: Unit,
    by: Option<Field>,
    rules: Rules,
) -> DisclosedFunnel {
    let whole_minimum = Minimum::of_step(service, None, rules);
    let sample = match (unit, service.identity()) {
        (Unit::Visit, _) => SampleUnit::Visits,
        (_, IdentityQuality::DailyHash) => SampleUnit::VisitorDays,
        _ => SampleUnit::People,
    };
    let whole = there(&answer.whole, whole_minimum);
    let hidden = hidden_steps(&whole, &whole, whole_minimum);
    let minimum = Minimum::of_step(service, by, rules);
    let rows = shown_rows(answer, &hidden, minimum);
    DisclosedFunnel {
        median_time: median_time(&answer.whole, &hidden, sample),
        steps: steps(&answer.whole.steps, &hidden, sample),
        is_cut: answer.truncated || rows.len() < non_empty(answer).count(),
        rows: rows
            .into_iter()
            .map(|(label, row)| LabelledSteps {
                label: Disclosed(label.clone()),
                steps: steps(&row.steps, &hidden, sample),
            })
            .collect(),
    }
}

fn began(row: &FunnelRow) -> Count {
    row.steps.first().map(|step| step.units).unwrap_or_default()
}

fn non_empty(answer: &FunnelAnswer) -> impl Iterator<Item = &(Option<String>, FunnelRow)> {
    answer.rows.iter().filter(|(_, row)| !began(row).is_zero())
}

/// What decides whether a step is shown.
#[derive(Clone, Copy, Default)]
struct There {
    /// Distinct people who reached it.
    people: Count,
    /// Whether they are enough.
    is_enough: bool,
    units: Sum,
    /// Of the units, those that reached no step after it.
    ended: Sum,
}

impl There {
    /// Those of another row too. What both have of everybody, `whole`, is no more than there is.
    fn and(self, other: &Self, whole: &Self) -> Self {
        Self {
            people: self.people + other.people,
            // People of several rows may be the same, so one row must be large enough alone.
            is_enough: self.is_enough || other.is_enough,
            units: self.units.and(other.units, whole.units.largest),
            ended: self.ended.and(other.ended, whole.ended.largest),
        }
    }
}

/// Who is at the steps of a row.
fn there(row: &FunnelRow, minimum: Minimum) -> Vec<There> {
    let of_step = |(place, step): (usize, &Reached)| {
        let next = row.steps.get(place + 1).map(|next| next.units).unwrap_or_default();
        // Who reached it and no other did reach it.
        let largest = row.ended.get(place).copied().unwrap_or(step.largest_units);
        There {
            people: step.visitors,
            is_enough: minimum.is_met_by_people(step.visitors, step.most_visitors_on_a_day),
            units: Sum::from(step),
            ended: Sum { all: step.units.less(next), largest },
        }
    };
    row.steps.iter().enumerate().map(of_step).collect()
}

/// The last step that is shown.
struct Since {
    people: Count,
    /// Of its units, those that were lost since.
    lost: Sum,
    /// The most of them that anybody can have.
    most: Largest,
}

/// Why each step is hidden, where it is. Nobody contributes more to a step than to that of everybody, in `whole`.
fn hidden_steps(steps: &[There], whole: &[There], minimum: Minimum) -> Vec<Option<Hidden>> {
    let mut since: Option<Since> = None;
    let mut hidden = Vec::with_capacity(steps.len());
    for (step, of_all) in steps.iter().zip(whole) {
        let why = hidden_step(step, since.as_ref(), minimum);
        if why.is_none() {
            let most = of_all.units.largest;
            since = Some(Since { people: step.people, lost: Sum::default(), most });
        }
        if let Some(Since { lost, most, .. }) = &mut since {
            // Whoever ends here may have ended at a step before in another visit.
            *lost = lost.and(step.ended, *most);
        }
        hidden.push(why);
    }
    hidden
}

/// Why a step is hidden, if it is: for those who reached it, or for those who were lost since the last one that is
/// shown.
fn hidden_step(step: &There, since: Option<&Since>, minimum: Minimum) -> Option<Hidden> {
    if minimum.is_small(step.units.all, step.is_enough) {
        return Some(minimum.too_few());
    }
    if step.units.all.is_zero() {
        return None;
    }
    let tells_of_lost = |since: &Since| {
        // Whoever reached both in different visits is not among them.
        let people = since.people.less(step.people);
        let is_enough = people.get() >= minimum.people();
        minimum.is_small(since.lost.all, is_enough) || since.lost.is_dominated()
    };
    let protects = since.is_some_and(tells_of_lost).then_some(Hidden::Protects);
    step.units.hidden().or(protects)
}

/// The rows that may be shown: all of their steps may be, and so may what is left of the whole without
/// them. As long as it may not, the smallest of them joins the rest.
fn shown_rows<'a>(
    answer: &'a FunnelAnswer,
    hidden: &[Option<Hidden>],
    minimum: Minimum,
) -> Vec<&'a (Option<String>, FunnelRow)> {
    // Rows of a step that is hidden would add up to it.
    if hidden.iter().any(Option::is_some) {
        return Vec::new();
    }
    let whole = there(&answer.whole, minimum);
    let all: Vec<_> = non_empty(answer).map(|row| (row, there(&row.1, minimum))).collect();
    let mut rest = not_kept(&whole, all.iter().map(|(_, steps)| steps.as_slice()));
    let mut is_safe = !answer.truncated;
    let mut shown = Vec::new();
    for (row, steps) in all {
        if is_shown(&steps, &steps, minimum) {
            shown.push((row, steps));
        } else {
            join(&mut rest, &steps, &whole);
            is_safe = false;
        }
    }
    // The smallest last.
    shown.sort_by_key(|((label, row), _)| (Reverse(began(row)), label.clone()));
    while !is_safe && let Some((_, smallest)) = shown.pop() {
        join(&mut rest, &smallest, &whole);
        is_safe = is_shown(&rest, &whole, minimum);
    }
    shown.into_iter().map(|(row, _)| row).collect()
}

/// Whether every step may be shown: then no group is small and no sum dominated, at any step nor between two.
fn is_shown(steps: &[There], whole: &[There], minimum: Minimum) -> bool {
    hidden_steps(steps, whole, minimum).iter().all(Option::is_none)
}

/// What everybody's steps have beyond those of all rows: rows that were not kept. Whose it is is not known, and people
/// are none of it that count.
fn not_kept<'a>(whole: &[There], rows: impl Iterator<Item = &'a [There]>) -> Vec<There> {
    let mut left: Vec<(Count, Count)> =
        whole.iter().map(|step| (step.units.all, step.ended.all)).collect();
    for row in rows {
        for ((units, ended), step) in left.iter_mut().zip(row) {
            (*units, *ended) = (units.less(step.units.all), ended.less(step.ended.all));
        }
    }
    let of_step = |((units, ended), whole): ((Count, Count), &There)| There {
        units: Sum::of_anybody(units, whole.units.largest),
        ended: Sum::of_anybody(ended, whole.ended.largest),
        ..There::default()
    };
    left.into_iter().zip(whole).map(of_step).collect()
}

/// Adds a row to the rest.
fn join(rest: &mut [There], row: &[There], whole: &[There]) {
    for ((rest, row), whole) in rest.iter_mut().zip(row).zip(whole) {
        *rest = rest.and(row, whole);
    }
}

fn steps(steps: &[Reached], hidden: &[Option<Hidden>], sample: SampleUnit) -> Vec<Step> {
    let first = steps.first().map(|step| step.blurred_units).unwrap_or_default();
    let is_first_shown = hidden.first().is_some_and(Option::is_none);
    let mut before: Option<&Reached> = None;
    let mut shown = Vec::with_capacity(steps.len());
    for (step, hidden) in steps.iter().zip(hidden) {
        if let Some(hidden) = hidden {
            let cell = || Cell::Hidden(*hidden);
            shown.push(Step { reached: cell(), share: cell(), lost: cell() });
            continue;
        }
        // That all who began began is no estimate.
        let is_later = is_first_shown && before.is_some();
        // Everybody who reached a step reached those before, so no share is more than one.
        let units = step.blurred_units;
        let share = share_of_blurred(units, first, sample).filter(|_| is_later);
        let less = |more: Count, fewer: Count| Count::new(more.get().saturating_sub(fewer.get()));
        let lost = before.map(|before| {
            shown_part(less(before.units, step.units), less(before.blurred_units, units))
        });
        shown.push(Step {
            reached: shown_part(step.units, units),
            share: share.map_or(Cell::NoData, super::shown),
            lost: lost.unwrap_or(Cell::NoData),
        });
        before = Some(step);
    }
    shown
}

/// In whole seconds: nobody's own time to the millisecond.
fn median_time(row: &FunnelRow, hidden: &[Option<Hidden>], sample: SampleUnit) -> Cell {
    if let Some(Some(hidden)) = hidden.last() {
        return Cell::Hidden(*hidden);
    }
    #[expect(clippy::cast_precision_loss, reason = "seconds within 90 days")]
    let seconds = |ms: &u64| (ms / SECOND_MS) as f64;
    let times = row.times.by_ms.iter().map(|(ms, count)| (seconds(ms), *count));
    // Of how many it is would be the exact count of the last step.
    let n = row.steps.last().map(|step| step.blurred_units).unwrap_or_default();
    median(times, sample, Level::P95)
        .map_or(Cell::NoData, |estimate| super::shown(of_blurred(estimate, n)))
}

#[cfg(test)]
mod tests;
