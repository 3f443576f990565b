//! What may be shown of a funnel (`docs/spec/gate.md`, section *Funnels*).
//!
//! Whoever reads two steps knows the difference: those who were lost between them. So a step is shown
//! only if enough people reached it, and enough or nobody were lost since the last step that is shown.

use std::cmp::Reverse;

use lotse_domain::{
    Count,
    privacy::Undisclosed,
    query::{
        filter::{Attribute, Field},
        funnel::{FunnelAnswer, FunnelQuestion, FunnelRow, Reached, Unit},
        together::AnswerSet,
    },
    service::{IdentityQuality, Service},
};
use lotse_stats::{
    estimate::{Estimate, Level, SampleUnit},
    quantile::median,
};
use serde::Serialize;

use super::{Disclosed, DisclosedUsage, share_of_blurred, shown_blurred, shown_part, usage_of};
use crate::{
    measure::{Cell, Hidden, Number},
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
    let hidden = hidden_steps(&answer.whole.steps, whole_minimum);
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

/// Why each step is hidden, where it is.
fn hidden_steps(steps: &[Reached], minimum: Minimum) -> Vec<Option<Hidden>> {
    let mut before: Option<&Reached> = None;
    let hide = |step: &Reached, before: Option<&Reached>| {
        let is_enough = minimum.is_met_by_people(step.visitors, step.most_visitors_on_a_day);
        if minimum.is_small(step.units, is_enough) {
            return Some(Hidden::TooFew { minimum: minimum.people() });
        }
        if step.units.is_zero() {
            return None;
        }
        let lost = before.map(|before| {
            let units = before.units.get() - step.units.get().min(before.units.get());
            // Whoever reached both in different visits is among neither.
            let people = before.visitors.get().saturating_sub(step.visitors.get());
            (units, people)
        });
        match lost {
            Some((units, people))
                if minimum.is_small(Count::new(units), people >= minimum.people()) =>
            {
                Some(Hidden::Protects)
            }
            _ => None,
        }
    };
    steps
        .iter()
        .map(|step| {
            let hidden = hide(step, before);
            if hidden.is_none() {
                before = Some(step);
            }
            hidden
        })
        .collect()
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
    let is_shown = |row: &FunnelRow| hidden_steps(&row.steps, minimum).iter().all(Option::is_none);
    let (mut shown, others): (Vec<_>, Vec<_>) =
        non_empty(answer).partition(|(_, row)| is_shown(row));
    // The smallest last.
    shown.sort_by_key(|(label, row)| (Reverse(began(row)), label.clone()));
    let mut rest: Vec<&FunnelRow> = others.into_iter().map(|(_, row)| row).collect();
    // Rows that were never counted are in the rest, and may be few.
    let mut is_safe = rest.is_empty() && !answer.truncated;
    while !is_safe && let Some((_, smallest)) = shown.pop() {
        rest.push(smallest);
        is_safe = is_safe_rest(&rest, minimum);
    }
    shown
}

/// Whether rows together are no small group at any step, nor between two. People of several rows may
/// be the same, so at each step one row must be large enough alone.
fn is_safe_rest(rows: &[&FunnelRow], minimum: Minimum) -> bool {
    let steps = rows.iter().map(|row| row.steps.len()).max().unwrap_or(0);
    let at = |row: &FunnelRow, step: usize| row.steps.get(step).copied().unwrap_or_default();
    let sums: Vec<Reached> = (0..steps)
        .map(|step| {
            let mut sum = Reached::default();
            for reached in rows.iter().map(|row| at(row, step)) {
                sum.units += reached.units;
                sum.visitors += reached.visitors;
                sum.most_visitors_on_a_day =
                    sum.most_visitors_on_a_day.max(reached.most_visitors_on_a_day);
            }
            sum
        })
        .collect();
    let is_large = |reached: Reached| {
        minimum.is_met_by_people(reached.visitors, reached.most_visitors_on_a_day)
    };
    let hides =
        |step: usize| sums[step].units.is_zero() || rows.iter().any(|row| is_large(at(row, step)));
    (0..steps).all(hides) && hidden_steps(&sums, minimum).iter().all(Option::is_none)
}

fn steps(steps: &[Reached], hidden: &[Option<Hidden>], sample: SampleUnit) -> Vec<Step> {
    let first = steps.first().map(|step| step.blurred_units).unwrap_or_default();
    let is_first_shown = hidden.first().is_some_and(Option::is_none);
    let mut before: Option<Count> = None;
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
        let lost = before.map(|before| Count::new(before.get().saturating_sub(units.get())));
        shown.push(Step {
            reached: shown_part(step.units, units),
            share: share.map_or(Cell::NoData, super::shown),
            lost: lost.map_or(Cell::NoData, shown_blurred),
        });
        before = Some(units);
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
        .map_or(Cell::NoData, |estimate| super::shown(Number::Estimate(Estimate { n, ..estimate })))
}

#[cfg(test)]
mod tests;
